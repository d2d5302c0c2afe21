//! The same on a server: its dumps bring nobody back, its pages keep nothing of what is gone, and an operator is told what
//! guards the keys, and sets it up by one command.
use super::drill::{name, register, work};
use super::{Guarded, approve, ask, readable};
use crate::ledgers::books::petition;
use crate::ledgers::program::Program;
use crate::support::postgres::Cluster;
use crate::support::stores::{Engine, actor, moment, source};
use anjuan::cases::erasure::{Ground, Part};
use anjuan::cases::ids::CaseId;
use anjuan::cases::personal::Subject;
use anjuan::cases::retention::Retention;
use anjuan::commands::{OfficeDesk, Store};
use anjuan::database::{Caution, StoreUrl};
use anjuan::proof::verify::{self, Against};
use anjuan::schedule::carry_out;
use sqlx::{Connection, PgConnection};
use std::path::{Path, PathBuf};
use std::pin::pin;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

const DUMPS: usize = 6;
/// The dump after which the office key is made anew.
const TURN: usize = 3;
/// Two letters that stand together in the matter, as the index has them.
const TERM: &str = "w梯停";

async fn erase(guarded: &Guarded, case: CaseId, parts: &[Part]) {
    let (one, other) = (guarded.as_operator("one").await, guarded.as_operator("other").await);
    let asked = ask(&one, case, parts, Ground::Unlawful).await.expect("asked");
    approve(&other, case, asked).await.expect("approved");
    let done = carry_out(&one, &guarded.files, &Retention::default()).await.expect("carried out");
    assert_eq!(done.erased, 1);
}

fn ran(command: &mut Command) {
    let output = command.output().expect("it lies beside the server");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

fn spelt(url: &StoreUrl) -> String {
    let StoreUrl::Postgres(url) = url else { panic!("a server") };
    url.clone()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn dumps_of_a_server_under_load_with_erasures_between_bring_nobody_back() {
    let guarded = Guarded::on(Engine::Postgres).await;
    let (desk, url) = (guarded.office.desk.clone(), spelt(&guarded.office.place.url));
    let dumps = tempfile::TempDir::new().expect("a folder");
    let is_over = Arc::new(AtomicBool::new(false));
    let working = tokio::spawn(work(desk.clone(), Arc::clone(&is_over)));
    let (mut cases, mut erased) = (Vec::new(), Vec::new());
    for n in 0..DUMPS {
        for _ in 0..2 {
            cases.push(register(&desk, cases.len()).await);
        }
        let mut dump = Cluster::shared().program("pg_dump");
        let to = dumps.path().join(n.to_string());
        dump.args(["--format=custom", "--exclude-table-data=search_*", "--file"]).arg(to).arg(&url);
        tokio::task::spawn_blocking(move || ran(&mut dump)).await.expect("dumped");
        if n == TURN {
            guarded.clock.set(moment("2019-12-01T00:00:30+08:00"));
            desk.store().keys().turn(desk.office(), false).await.expect("turned").expect("a month has begun");
        }
        // After the dump that still has the key.
        erase(&guarded, cases[2 * n], &[Part::Petitioner]).await;
        erased.push(2 * n);
    }
    is_over.store(true, Ordering::SeqCst);
    working.await.expect("worked");
    for n in 0..DUMPS {
        let restored = Cluster::shared().fresh_database();
        let mut restore = Cluster::shared().program("pg_restore");
        restore.args(["--no-owner", "--dbname", &restored]).arg(dumps.path().join(n.to_string()));
        tokio::task::spawn_blocking(move || ran(&mut restore)).await.expect("restored");
        let (source, url) = (source(5).0, StoreUrl::Postgres(restored));
        let store = Store::open_guarded(&url, source, Caution::Copy, guarded.guard.clone()).await;
        let desk = store.expect("a store").office(None, actor()).await.expect("the office");
        let report = verify::office(desk.store().db(), desk.office(), &Against::default(), |_| ()).await;
        assert_eq!(report.expect("verified").findings.len(), 0, "dump {n}");
        for (at, case) in cases[..2 * (n + 1)].iter().enumerate() {
            let (text, sealed) = readable(&desk, *case, Subject::PETITIONER).await;
            if erased.contains(&at) {
                assert_eq!((text.as_str(), sealed > 0), ("", true), "dump {n}, case {at}");
            } else {
                assert!(text.contains(&name(at)), "dump {n}, case {at}: a living name");
            }
        }
        desk.store().clone().close().await;
    }
}

/// The files of the server in which the bytes stand: those of this database, without the write-ahead log.
async fn files_with(desk: &OfficeDesk, bytes: &str) -> Vec<PathBuf> {
    let db = desk.store().db();
    db.fetch("CHECKPOINT /* all offices */", &[]).await.expect("written down");
    let sql = "SELECT current_setting('data_directory') || '/base/' || oid FROM pg_database \
               WHERE datname = current_database() /* all offices */";
    let rows = db.fetch(sql, &[]).await.expect("a folder");
    let folder: String = rows[0].get(0).expect("a path");
    let mut found = Vec::new();
    for entry in std::fs::read_dir(Path::new(&folder)).expect("a folder") {
        let path = entry.expect("an entry").path();
        let text = std::fs::read(&path).unwrap_or_default();
        if text.windows(bytes.len()).any(|window| window == bytes.as_bytes()) {
            found.push(path);
        }
    }
    found
}

#[tokio::test]
async fn the_pages_of_a_server_keep_no_word_of_what_was_erased() {
    let guarded = Guarded::on(Engine::Postgres).await;
    let case = guarded.office.petition("XF1", "反映电梯停运").await;
    assert_eq!(guarded.office.found("电梯停运").await, ["XF1"]);
    let desk = &guarded.office.desk;
    assert!(!files_with(desk, TERM).await.is_empty(), "the index holds words of matters");
    erase(&guarded, case, &[Part::Matter]).await;
    assert_eq!(files_with(desk, TERM).await, Vec::<PathBuf>::new());
}

/// What is erased while a session of its own database or of another one of the server has begun so, and goes on until the
/// erasure waits for it.
async fn is_erased_once_a_session_ends(in_its_database: bool, begin: &'static str) {
    let guarded = Guarded::on(Engine::Postgres).await;
    let case = guarded.office.petition("XF1", "反映电梯停运").await;
    assert_eq!(guarded.office.found("电梯停运").await, ["XF1"]);
    let desk = &guarded.office.desk;
    let mut url = spelt(&guarded.office.place.url);
    if !in_its_database {
        url = Cluster::shared().url("postgres");
    }
    let mut session = PgConnection::connect(&url).await.expect("a connection");
    sqlx::raw_sql(begin).execute(&mut session).await.expect("a transaction");
    let waiting = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() \
                   AND query LIKE '%pg_replication_slots%' /* all offices */";
    let ending = async {
        while desk.store().db().fetch(waiting, &[]).await.expect("asked").is_empty() {
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
        session.close().await.expect("closed");
    };
    let mut erasing = pin!(erase(&guarded, case, &[Part::Matter]));
    tokio::select! {
        () = &mut erasing => panic!("swept while {begin} goes on"),
        () = ending => {}
    }
    erasing.await;
    assert_eq!(files_with(desk, TERM).await, Vec::<PathBuf>::new(), "{begin}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_somebody_still_reads_goes_from_the_pages_once_he_has_read_it() {
    let begin = "BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT 1 /* all offices */";
    is_erased_once_a_session_ends(true, begin).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_erased_goes_from_the_pages_once_all_who_wrote_then_are_through() {
    let begin = "BEGIN; SELECT pg_current_xact_id() /* all offices */";
    for in_its_database in [true, false] {
        is_erased_once_a_session_ends(in_its_database, begin).await;
    }
}

#[test]
fn an_operator_is_told_what_guards_the_keys_of_a_server_and_sets_it_up_by_one_command() {
    let program = Program::with_office(Engine::Postgres);
    let book = program.book("book.xlsx", &[petition("JS0001")]);
    program.run(&["import", &book]).is(0);
    let check = program.run(&["config", "check"]).is(0);
    for words in
        ["keys.master is not set", "keys.ledger is not set: nothing is erased", "anjuan key guard FOLDER"]
    {
        assert!(check.stdout.contains(words), "{words}: {check:?}");
    }
    let folder = program.path("guard");
    let set_up = program.run(&["key", "guard", folder.to_str().expect("a path")]).is(0);
    let lines = set_up.stdout.split("[keys]").nth(1).expect("what to write").to_owned();
    assert!(folder.join("master").exists() && folder.join("erased").exists(), "{lines}");
    std::fs::write(program.path("anjuan.toml"), format!("[keys]{lines}")).expect("a configuration");
    let with = |arguments: &[&str]| program.run(&[&["--config", "anjuan.toml"], arguments].concat());
    assert!(!with(&["config", "check"]).is(0).stdout.contains("is not set:"));
    let status = with(&["key", "status", "--json"]).is(0).json();
    let office = &status["offices"][0];
    assert!(office["keys"].as_i64() > Some(0) && office["in_the_clear"] == 0, "{status}");
    assert_eq!(status["ledger"]["destroyed"], 0, "{status}");
    with(&["key", "guard", "other"]).is(1).says(&["guarded already"]);
    // Whoever was not told reads no name, and is told why.
    program.run(&["key", "rotate"]).is(1);
    let embedded = Program::with_office(Engine::Sqlite);
    assert!(!embedded.run(&["config", "check"]).is(0).stdout.contains("is not set:"));
}
