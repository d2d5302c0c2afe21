//! The master key is changed for another, and kept by a token that gives it to nobody (PKCS#11, tried with `SoftHSM`).
use super::guard;
use crate::ledgers::books::petition;
use crate::ledgers::program::{Program, Run};
use crate::support::stores::{ENGINES, Engine};
use anjuan::clock::Source;
use anjuan::database::{Caution, Databases, Db};
use anjuan::keys::{Key, KeyStore, MasterKey};
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

const LABEL: &str = "anjuan";
const PIN: &str = "20191109";

/// A token in a folder of its own; none where `SoftHSM` is not installed, save in CI.
struct SoftToken {
    folder: TempDir,
    module: PathBuf,
}

impl SoftToken {
    fn new() -> Option<Self> {
        let module = ["/usr/lib/softhsm/libsofthsm2.so", "/usr/lib64/pkcs11/libsofthsm2.so"];
        let Some(module) = module.map(PathBuf::from).into_iter().find(|module| module.exists()) else {
            assert!(std::env::var_os("CI").is_none(), "SoftHSM is not installed (apt-get install softhsm2)");
            eprintln!("skipped: SoftHSM is not installed (apt-get install softhsm2)");
            return None;
        };
        let token = Self { folder: TempDir::new().expect("a folder"), module };
        std::fs::create_dir(token.folder.path().join("tokens")).expect("a folder");
        let tokens = token.folder.path().join("tokens");
        std::fs::write(token.configuration(), format!("directories.tokendir = {}\n", tokens.display()))
            .expect("written");
        let made = Command::new("softhsm2-util")
            .args(["--init-token", "--free", "--label", LABEL, "--pin", PIN, "--so-pin", "12345678"])
            .env("SOFTHSM2_CONF", token.configuration())
            .output()
            .expect("softhsm2-util");
        assert!(made.status.success(), "{made:?}");
        Some(token)
    }

    fn configuration(&self) -> PathBuf {
        self.folder.path().join("softhsm2.conf")
    }
}

/// The program with a master key and an erase ledger in its folder.
struct Guarded {
    program: Program,
    configuration: String,
}

impl Guarded {
    fn run(&self, opening: Option<&str>, arguments: &[&str]) -> Run {
        let (store, path) = (self.program.store(), |name| self.program.path(name).display().to_string());
        let (master, ledger) = (path("master"), path("erased"));
        let mut environment = vec![
            ("ANJUAN_STORE", store.as_str()),
            ("ANJUAN_KEYS_MASTER", &master),
            ("ANJUAN_KEYS_LEDGER", &ledger),
            ("SOFTHSM2_CONF", &self.configuration),
        ];
        environment.extend(opening.map(|opening| ("ANJUAN_KEYS_PASSPHRASE", opening)));
        self.program.run_in(&environment, arguments)
    }

    /// Whether the names of the ledger can be read.
    fn reads_names(&self, opening: Option<&str>) -> bool {
        let ledger = ["--as", "li.na", "ledger", "petitions", "--year", "2019", "-o", "台账.csv"];
        self.run(opening, &ledger).code == 0
            && std::fs::read_to_string(self.program.path("台账.csv")).expect("a file").contains("何家明")
    }

    fn master(&self, name: &str) -> String {
        std::fs::read_to_string(self.program.path(name)).expect("a file")
    }
}

#[test]
fn a_token_keeps_the_master_key_and_opens_every_name_with_its_pin_alone() {
    let Some(token) = SoftToken::new() else { return };
    for engine in ENGINES {
        let program = Program::on(engine);
        let configuration = token.configuration().display().to_string();
        let guarded = Guarded { program, configuration };
        let office = concat!(env!("CARGO_MANIFEST_DIR"), "/samples/2019/office.json");
        guarded.run(None, &["office", "add", "--file", office]).is(0);
        guarded.run(None, &["user", "add", "li.na", "--name", "李娜", "--role", "petition_clerk"]).is(0);
        let book = |name: &str, number: &str| guarded.program.book(name, &[petition(number)]);
        guarded.run(None, &["import", &book("一.xlsx", "XF-1")]).is(0);
        assert!(guarded.reads_names(None), "{engine:?}");
        let file = guarded.master("master");

        std::fs::write(guarded.program.path("pin"), format!("{PIN}\n")).expect("written");
        std::fs::write(guarded.program.path("wrong"), "00000000\n").expect("written");
        let module = token.module.to_str().expect("a path");
        let change = |label: &str, pin: &str| {
            let arguments = ["key", "change", "--module", module, "--token", label, "--new-file", pin];
            guarded.run(None, &arguments)
        };
        change("another", "pin").is(1).says(&["there is no such token"]);
        change(LABEL, "wrong").is(1).says(&["the PIN is wrong"]);
        assert_eq!(guarded.master("master"), file, "{engine:?}: nothing was changed");
        let changed = change(LABEL, "pin").is(0).stdout;
        assert!(changed.contains("1 office keys wrapped") && changed.contains("master.before"), "{changed}");
        assert_eq!(guarded.master("master.before"), file, "{engine:?}");
        assert!(!guarded.master("master").contains("\nkey "), "{}", guarded.master("master"));

        assert!(guarded.reads_names(Some(PIN)), "{engine:?}");
        guarded.run(Some(PIN), &["import", &book("二.xlsx", "XF-2")]).is(0);
        guarded.run(Some(PIN), &["key", "rotate"]).is(0);
        assert!(guarded.reads_names(Some(PIN)), "{engine:?}");
        let status = guarded.run(Some(PIN), &["key", "status", "--json"]).is(0).json();
        assert!(status["master"]["token"].as_str().is_some_and(|told| told.contains(LABEL)), "{status}");
        assert_eq!(
            (&status["offices"][0]["in_the_clear"], &status["offices"][0]["dead"]),
            (&0.into(), &0.into())
        );
        guarded.run(None, &["import", &book("三.xlsx", "XF-3")]).is(1).says(&["sealed under a passphrase"]);
        guarded
            .run(Some("00000000"), &["import", &book("四.xlsx", "XF-4")])
            .is(1)
            .says(&["the PIN is wrong"]);
        guarded.run(Some(PIN), &["key", "passphrase", "set", "--new-file", "pin"]).is(1);

        // Back to a file of its own, sealed.
        std::fs::write(guarded.program.path("new"), "五个字典里的词语都是好的了\n").expect("written");
        guarded.run(Some(PIN), &["key", "change", "--new-file", "new"]).is(0);
        assert!(guarded.reads_names(Some("五个字典里的词语都是好的了")), "{engine:?}");
        assert!(!guarded.reads_names(Some(PIN)), "{engine:?}");
    }
}

fn files(folder: &Path) -> Vec<String> {
    let names = std::fs::read_dir(folder).expect("a folder");
    let mut names: Vec<_> =
        names.map(|file| file.expect("a file").file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[tokio::test]
async fn a_change_of_the_master_key_that_was_cut_off_ends_when_the_store_is_opened_again() {
    for engine in ENGINES {
        let (place, folder) = (engine.place(), TempDir::new().expect("a folder"));
        let source: Source = crate::support::stores::source(3).0;
        let opened = Db::open_store(&place.url, Caution::Copy, source.now()).await.expect("both databases");
        let Databases { store, keys: db, .. } = opened;
        let keys = || KeyStore::guarded(db.clone(), guard(folder.path()), &source);
        let office = anjuan::cases::ids::OfficeId(uuid::Uuid::from_u128(7));
        let made: Vec<_> = (0..3).map(|_| Key::random(&source)).collect();
        let names: Vec<_> = made.iter().map(|key| key.id).collect();
        let running = keys();
        running.keep(office, &made).await.expect("kept");

        let new = MasterKey::random(&source);
        let changed = keys().change_master(new.clone(), None).await.expect("changed");
        assert_eq!((changed.id, changed.wrapped), (new.id(), 1), "{engine:?}");
        let path = |name: &str| folder.path().join(name);
        // As it is when all is wrapped, and one file or both are not yet where they belong.
        for left in [["master.before", "master"], ["master.before", "master.before"]] {
            std::fs::rename(path("master"), path("master.next")).expect("renamed");
            std::fs::rename(path(left[0]), path(left[1])).expect("renamed");
            assert_eq!(keys().of(office, &names).await.expect("keys").len(), 3, "{engine:?}: {left:?}");
            assert_eq!(files(folder.path()), ["erased", "master", "master.before"].map(str::to_owned)[1..]);
        }
        // A server that ran all the time makes its next office key with the new one.
        running.turn(office, true).await.expect("turned");
        assert_eq!(keys().of(office, &names).await.expect("keys").len(), 3, "{engine:?}");
        assert!(keys().office_keys().await.expect("keys").iter().all(|key| key.master == new.id()));

        // As it is when a file was written and nothing was wrapped.
        MasterKey::random(&source).create(&path("master.next"), None, &source).expect("written");
        assert_eq!(keys().of(office, &names).await.expect("keys").len(), 3, "{engine:?}");
        let third = keys().change_master(MasterKey::random(&source), None).await.expect("changed");
        assert_eq!(keys().of(office, &names).await.expect("keys").len(), 3, "{engine:?}");
        assert_ne!(third.id, new.id());
        db.close().await;
        store.close().await;
    }
}

#[tokio::test]
async fn where_no_keys_are_wrapped_there_is_no_master_key_to_change() {
    let place = Engine::Sqlite.place();
    let source: Source = crate::support::stores::source(3).0;
    let Databases { store, keys: db, .. } =
        Db::open_store(&place.url, Caution::Copy, source.now()).await.expect("both databases");
    let told = KeyStore::new(db.clone()).change_master(MasterKey::random(&source), None).await;
    assert!(told.expect_err("none").to_string().contains("keys.master"));
    db.close().await;
    store.close().await;
}
