//! A throw-away PostgreSQL cluster, reachable through a socket in a folder only we may enter.
//!
//! Each cluster has a keeper: a small shell process that starts the server, waits until nobody needs it,
//! then stops it and deletes the folder. Tests may be killed at any moment; the keeper still cleans up.
mod keeper;
mod programs;
mod sharing;

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;
use std::time::Duration;

use keeper::Keeper;
use uuid::Uuid;

/// Fast rather than safe: nobody misses a test database after a power cut.
const SHARED_SETTINGS: &[(&str, &str)] = &[
    ("fsync", "off"),
    ("synchronous_commit", "off"),
    ("full_page_writes", "off"),
    ("max_connections", "300"),
];

/// How long the shared cluster waits for another test before it stops.
const SHARED_PATIENCE: Duration = Duration::from_secs(5);

/// A running PostgreSQL cluster.
#[derive(Debug)]
pub struct Cluster {
    programs: PathBuf,
    folder: PathBuf,
    hold: Hold,
}

/// What keeps the cluster running.
#[derive(Debug)]
enum Hold {
    /// The lock shared by all the processes that use it.
    Shared { _users: File },
    /// Its keeper, which waits for this process alone.
    Alone { keeper: Keeper },
}

impl Cluster {
    /// The cluster that all test processes share while they run at the same time or soon after each other.
    ///
    /// Its databases go when it goes, so a test need not drop its own.
    pub fn shared() -> &'static Self {
        static SHARED: OnceLock<Cluster> = OnceLock::new();
        SHARED.get_or_init(|| Self::shared_through(Path::new(env!("CARGO_TARGET_TMPDIR")), SHARED_PATIENCE))
    }

    /// As [`Cluster::shared`], among those who name the same folder for its locks.
    pub fn shared_through(locks: &Path, patience: Duration) -> Self {
        let programs = programs::folder();
        let (folder, users) =
            sharing::join(locks, || Keeper::shared(&programs, locks, patience, SHARED_SETTINGS));
        Self { programs, folder, hold: Hold::Shared { _users: users } }
    }

    /// A cluster of one's own, durable unless the settings say otherwise, which goes when this value goes.
    ///
    /// It lies in the folder for temporary files; set `TMPDIR` to measure another disk.
    pub fn alone(settings: &[(&str, &str)]) -> Self {
        let programs = programs::folder();
        let keeper = Keeper::alone(&programs, settings, None);
        Self { programs, folder: keeper.folder().to_owned(), hold: Hold::Alone { keeper } }
    }

    /// A replica of this cluster, by a slot of this name if it is not empty, which goes when this value goes.
    pub fn replica(&self, slot: &str, settings: &[(&str, &str)]) -> Self {
        let programs = self.programs.clone();
        let keeper = Keeper::alone(&programs, settings, Some((&self.folder, slot)));
        Self { programs, folder: keeper.folder().to_owned(), hold: Hold::Alone { keeper } }
    }

    /// Creates an empty database and returns its URL.
    pub fn fresh_database(&self) -> String {
        #[expect(clippy::disallowed_methods, reason = "test databases need names that no other process has")]
        let name = format!("test_{}", Uuid::now_v7().simple());
        let created = Command::new(self.programs.join("createdb"))
            .args([
                "--host",
                &self.folder.to_string_lossy(),
                "--port",
                keeper::PORT,
                "--username",
                keeper::USER,
            ])
            .args(["--no-password", &name])
            .args(self.copies_files().then_some("--strategy=file_copy"))
            .output()
            .expect("createdb lies beside initdb");
        assert!(created.status.success(), "createdb: {}", String::from_utf8_lossy(&created.stderr));
        self.url(&name)
    }

    /// One of the programs that lie beside the server: `pg_dump`.
    pub fn program(&self, name: &str) -> Command {
        Command::new(self.programs.join(name))
    }

    /// Copying a database's files is faster than logging them where nothing is flushed, and slower where
    /// every file is. Before version 15 there is no choice.
    fn copies_files(&self) -> bool {
        let version =
            fs::read_to_string(self.folder.join("data/PG_VERSION")).expect("initdb notes its version");
        let may_choose = version.trim().parse().is_ok_and(|version: u32| version >= 15);
        may_choose && matches!(self.hold, Hold::Shared { .. })
    }

    /// The URL of one of its databases; `postgres` is always there.
    pub fn url(&self, database: &str) -> String {
        let (user, port) = (keeper::USER, keeper::PORT);
        format!("postgres:///{database}?host={}&port={port}&user={user}", self.folder.display())
    }

    /// Where its files and its socket are.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Whether its server accepts connections.
    pub fn is_up(&self) -> bool {
        keeper::is_up(&self.folder)
    }

    /// Ends the server in the middle of what it does and starts it again on what it had written.
    pub fn crash(&mut self) {
        match &mut self.hold {
            Hold::Alone { keeper } => keeper.crash(),
            Hold::Shared { .. } => panic!("others use the shared cluster; crash one of your own"),
        }
    }
}
