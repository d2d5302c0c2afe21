//! Starting a cluster's keeper, and waiting until its server is ready.
use std::fs::{self, Permissions};
use std::io::Write as _;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown};
use std::os::unix::net::UnixStream;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::{programs, sharing};

/// Part of the socket's name; no such port is opened.
pub const PORT: &str = "5432";
/// The one who owns the cluster's databases.
pub const USER: &str = "postgres";

const SCRIPT: &str = include_str!("keeper.sh");
/// A slow machine needs a few seconds; after this it will not start any more.
const START_LIMIT: Duration = Duration::from_mins(1);

/// A keeper that stops its cluster when we let go of its standard input.
#[derive(Debug)]
pub struct Keeper {
    process: Child,
    folder: PathBuf,
}

impl Keeper {
    /// Starts a cluster that ends with this value or this process, a replica of another one if one is named, by a slot if
    /// that has a name too.
    pub fn alone(programs: &Path, settings: &[(&str, &str)], of: Option<(&Path, &str)>) -> Self {
        let folder = make_folder();
        let (primary, slot) = of.unwrap_or((Path::new(""), ""));
        let process = command(programs, &folder, "0", settings)
            .env("PRIMARY", primary)
            .env("SLOT", slot)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .expect("there is a shell");
        let keeper = Self { process, folder };
        wait_until_ready(&keeper.folder, None);
        keeper
    }

    /// Starts a cluster that ends when nobody has held the users lock for a while, and returns its folder.
    pub fn shared(programs: &Path, locks: &Path, patience: Duration, settings: &[(&str, &str)]) -> PathBuf {
        programs::require_flock();
        let folder = make_folder();
        // The keeper may run as a user who cannot reach the lock files, so it is handed them open.
        #[expect(clippy::zombie_processes, reason = "it outlives us, for the processes that come after us")]
        command(programs, &folder, &patience.as_secs().max(1).to_string(), settings)
            .stdin(sharing::open(&sharing::users_lock(locks)))
            .stdout(sharing::open(&sharing::start_lock(locks)))
            .spawn()
            .expect("there is a shell");
        wait_until_ready(&folder, None);
        folder
    }

    /// Where the cluster is.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Ends the server at once, without a checkpoint, and starts it again.
    pub fn crash(&mut self) {
        let before = server(&self.folder);
        let orders = self.process.stdin.as_mut().expect("its standard input is a pipe");
        writeln!(orders, "crash").expect("the keeper lives as long as we do");
        wait_until_ready(&self.folder, before.as_deref());
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        drop(self.process.stdin.take());
        // Nothing is left to do if it is gone already, and a panic here would hide the test's own.
        let _ = self.process.wait();
    }
}

/// Whether a server in the folder accepts connections.
pub fn is_up(folder: &Path) -> bool {
    UnixStream::connect(folder.join(format!(".s.PGSQL.{PORT}"))).is_ok()
}

fn command(programs: &Path, folder: &Path, patience: &str, settings: &[(&str, &str)]) -> Command {
    let mut command = Command::new("/bin/sh");
    command
        .args(["-c", SCRIPT, "keeper"])
        .args([programs, folder])
        .args([patience, USER])
        .args(["-c", "listen_addresses=", "-c", &format!("port={PORT}")])
        .args(["-c", &format!("unix_socket_directories={}", folder.display())])
        .args(settings.iter().flat_map(|(name, value)| ["-c".to_owned(), format!("{name}={value}")]))
        .current_dir(folder)
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("TZ", "UTC")
        .stderr(Stdio::null())
        // Away from the test's process group: what ends the test must not end its keeper.
        .process_group(0);
    if is_root(folder) {
        let (uid, gid) = programs::unprivileged();
        chown(folder, Some(uid), Some(gid)).expect("root can give a folder away");
        command.uid(uid).gid(gid);
    }
    command
}

/// Only its owner may enter it: the server trusts whoever reaches its socket.
fn make_folder() -> PathBuf {
    tempfile::Builder::new()
        .prefix("anjuan-pg-")
        .permissions(Permissions::from_mode(0o700))
        .tempdir()
        .expect("a temporary folder can be made")
        .keep()
}

fn is_root(our_folder: &Path) -> bool {
    fs::metadata(our_folder).expect("we have just made it").uid() == 0
}

/// Waits until a server other than the one before accepts connections, as `pg_ctl` does.
fn wait_until_ready(folder: &Path, before: Option<&str>) {
    let begun = Instant::now();
    while server(folder).is_none_or(|now| Some(now.as_str()) == before) {
        let log = fs::read_to_string(folder.join("log")).unwrap_or_default();
        let failed = folder.join("failed").exists() || log.lines().any(is_fatal);
        assert!(!failed && begun.elapsed() < START_LIMIT, "PostgreSQL does not start:\n{log}");
        sleep(Duration::from_millis(20));
    }
}

/// Whether the line says why the server ends, and not why it does not let somebody in yet.
fn is_fatal(line: &str) -> bool {
    line.contains("FATAL:") && !line.contains("the database system is ")
}

/// The process id of the server, when it is ready: the first and the eighth line of its pid file.
fn server(folder: &Path) -> Option<String> {
    let noted = fs::read_to_string(folder.join("data/postmaster.pid")).ok()?;
    let mut lines = noted.lines();
    let pid = lines.next()?.to_owned();
    lines.nth(6)?.starts_with("ready").then_some(pid)
}
