//! A store of the version before this program's, with an office's work in it: what it was is kept before it is
//! migrated, and nothing of it is lost.
use crate::committing::all_at_once;
use crate::committing::audit::audit;
use crate::committing::lives::life;
use crate::ledgers::program::Program;
use crate::support::stores::{ENGINES, Engine, Place, actor, office_at, source};
use anjuan::cases::ids::{CommandId, OfficeId};
use anjuan::commands::{OfficeDesk, Store};
use anjuan::database::{Caution, Db, OnConflict, StorageError, StoreUrl, Table};
use anjuan::event_log::sql::{EVENTS, event_row};
use anjuan::event_log::{EventLog, Leaf, Receipt, RecordedEvent, RequestHash};
use anjuan::projections::{case_list, offices};
use sqlx::migrate::Migrator;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

const OFFICE: &str = "310110001";

fn migrator(db: &Db) -> Migrator {
    match db {
        Db::Sqlite { .. } => sqlx::migrate!("schema/sqlite"),
        Db::Postgres { .. } => sqlx::migrate!("schema/postgres"),
    }
}

/// The version that gave every event a leaf.
const LEAVES: i64 = 18;

/// The newest version, and the last one whose events have no leaves.
fn versions(db: &Db) -> (i64, i64) {
    let versions: Vec<_> = migrator(db).iter().map(|migration| migration.version).collect();
    let before = versions.iter().copied().filter(|version| *version < LEAVES).max();
    (versions[versions.len() - 1], before.expect("older versions"))
}

/// The migrations that were carried out.
async fn carried_out(url: &StoreUrl) -> Vec<i64> {
    let db = Db::open(url).await.expect("a database");
    let rows = db.fetch("SELECT version FROM _sqlx_migrations ORDER BY version", &[]).await.expect("rows");
    db.close().await;
    rows.iter().map(|row| row.get(0).expect("a number")).collect()
}

async fn work(url: &StoreUrl) -> (OfficeId, Vec<RecordedEvent>) {
    let desk = office_at(url, source(1).0).await;
    let lives = (0..9).map(|n| {
        let desk = desk.clone();
        async move {
            let case = desk.store().source().stream_id();
            for request in life(n, case) {
                desk.execute(request).await.expect("carried out");
            }
        }
    });
    all_at_once(lives).await;
    let events = audit(&desk).await.events;
    (desk.office(), events)
}

/// Everything but the keys goes, and the tables are made as the version before had them.
async fn made_older(url: &StoreUrl) -> Db {
    if let StoreUrl::Sqlite(path) = url {
        std::fs::remove_file(path).expect("removed");
    }
    let db = Db::open(url).await.expect("a database");
    let (_, before) = versions(&db);
    match &db {
        Db::Sqlite { writer, .. } => migrator(&db).run_to(before, writer).await.expect("migrated"),
        Db::Postgres { pool, .. } => {
            for sql in ["DROP SCHEMA public CASCADE", "CREATE SCHEMA public"] {
                let mut tx = db.begin().await.expect("a transaction");
                tx.execute(sql, &[]).await.expect("carried out");
                tx.commit().await.expect("committed");
            }
            migrator(&db).run_to(before, pool).await.expect("migrated");
        }
    }
    db
}

/// As the version before appended: without leaves, and without an edge.
async fn append_as_before(
    db: &Db,
    office: OfficeId,
    events: &[RecordedEvent],
    receipts: &[(CommandId, RequestHash, Receipt)],
) {
    let mut tx = db.begin().await.expect("a transaction");
    let sql = "INSERT INTO log_heads (office_id, position) VALUES ($1, $2)";
    let head = i64::try_from(events.len()).expect("a few");
    tx.execute(sql, &[office.0.into(), head.into()]).await.expect("founded");
    let columns = &EVENTS.columns[..EVENTS.columns.len() - 1];
    let table = Table { name: EVENTS.name, columns, key: 2, on_conflict: OnConflict::Fail, stable: &[] };
    let rows: Vec<_> = events
        .iter()
        .map(|event| event_row(event, &Leaf::of(event, [0; 32]))[..columns.len()].to_vec())
        .collect();
    tx.write(&table, &rows).await.expect("appended");
    for (command, hash, receipt) in receipts {
        let sql = "INSERT INTO receipts (office_id, command_id, request_hash, stream_id, version, position) \
                   VALUES ($1, $2, $3, $4, $5, $6)";
        let values = [
            office.0.into(),
            command.0.into(),
            hash.0.as_slice().into(),
            receipt.stream.0.into(),
            receipt.version.0.into(),
            receipt.position.0.into(),
        ];
        tx.execute(sql, &values).await.expect("appended");
    }
    tx.commit().await.expect("committed");
}

/// A store of the version before, and the events that are in it.
async fn older(url: &StoreUrl) -> Vec<RecordedEvent> {
    let (office, events) = work(url).await;
    let store = Store::open(url, source(2).0).await.expect("a store");
    let commands: BTreeSet<_> = events.iter().map(|event| event.command).collect();
    let commands: Vec<_> = commands.into_iter().collect();
    let receipts = store.log().receipts(office, &commands).await.expect("receipts");
    store.close().await;
    let db = made_older(url).await;
    offices::found(&db, &OFFICE.parse().expect("a code"), office).await.expect("an office");
    append_as_before(&db, office, &events, &receipts).await;
    db.close().await;
    events
}

async fn desk_of(store: &Store) -> OfficeDesk {
    store.office(None, actor()).await.expect("the office")
}

/// Nothing was lost: the same events, every view as the log has it, every sealed value opens.
async fn holds(store: &Store, events: &[RecordedEvent]) {
    let desk = desk_of(store).await;
    assert_eq!(audit(&desk).await.events, events);
    let listed = case_list::list(store.db(), desk.office(), &case_list::Filter::default()).await;
    assert_eq!(listed.expect("cases").len(), 9);
}

fn files_beside(path: &Path) -> Vec<PathBuf> {
    let folder = path.parent().expect("a folder");
    let files = std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    files.filter(|file| file.display().to_string().contains(".version-")).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_embedded_store_is_copied_before_it_is_migrated_and_the_copy_is_a_store() {
    let place = Engine::Sqlite.place();
    let events = older(&place.url).await;
    let store = Store::open(&place.url, source(3).0).await.expect("migrated");
    let backup = store.backup().expect("a copy").clone();
    holds(&store, &events).await;
    store.close().await;

    let copy = StoreUrl::Sqlite(backup.store.clone());
    assert_eq!(carried_out(&copy).await.last(), Some(&versions_of(&copy).await.1));
    let name = backup.store.file_name().expect("a name").to_string_lossy().into_owned();
    assert!(name.starts_with("store.sqlite.version-") && name.ends_with("2019-11-10T080000"), "{name}");
    assert_eq!(backup.keys.display().to_string(), format!("{}.keys", backup.store.display()));
    let restored = Store::open(&copy, source(4).0).await.expect("migrated as well");
    assert!(restored.backup().is_some_and(|second| second.store != backup.store));
    holds(&restored, &events).await;
    restored.close().await;

    let again = Store::open(&place.url, source(5).0).await.expect("a store");
    assert_eq!(again.backup(), None, "nothing is pending any more");
    again.close().await;
}

async fn versions_of(url: &StoreUrl) -> (i64, i64) {
    let db = Db::open(url).await.expect("a database");
    let versions = versions(&db);
    db.close().await;
    versions
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn servers_that_open_an_older_store_at_once_make_one_copy() {
    let place = Engine::Sqlite.place();
    let events = older(&place.url).await;
    let opening = (0..4).map(|n| {
        let url = place.url.clone();
        async move { Store::open(&url, source(10 + n).0).await.expect("migrated") }
    });
    let stores = all_at_once(opening).await;
    assert_eq!(stores.iter().filter(|store| store.backup().is_some()).count(), 1);
    holds(&stores[0], &events).await;
    for store in stores {
        store.close().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_store_that_cannot_be_copied_is_not_migrated_until_somebody_says_that_there_is_a_backup() {
    let folder = TempDir::new().expect("a folder");
    // As long as a name can be, with what SQLite adds to it, and without room for more.
    let path = folder.path().join(format!("{}.sqlite", "a".repeat(235)));
    let url = StoreUrl::Sqlite(path.clone());
    let events = older(&url).await;
    let before = carried_out(&url).await;
    let error = Store::open(&url, source(3).0).await.expect_err("no room for the copy");
    assert!(matches!(error, StorageError::Backup { .. }), "{error}");
    assert!(error.to_string().contains("anjuan migrate --backed-up"), "{error}");
    assert_eq!(carried_out(&url).await, before);
    assert_eq!(files_beside(&path), Vec::<PathBuf>::new());
    let store = Store::open_with(&url, source(3).0, Caution::BackedUp).await.expect("migrated");
    assert_eq!(store.backup(), None);
    holds(&store, &events).await;
    store.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_servers_store_is_migrated_only_when_somebody_says_that_there_is_a_backup() {
    let place = Engine::Postgres.place();
    let events = older(&place.url).await;
    let before = carried_out(&place.url).await;
    let error = Store::open(&place.url, source(3).0).await.expect_err("its backup is not ours to make");
    assert!(matches!(error, StorageError::BackupNeeded(_)), "{error}");
    assert!(error.to_string().contains("anjuan migrate --backed-up"), "{error}");
    assert_eq!(carried_out(&place.url).await, before);
    let store = Store::open_with(&place.url, source(3).0, Caution::BackedUp).await.expect("migrated");
    holds(&store, &events).await;
    store.close().await;
    Store::open(&place.url, source(4).0).await.expect("a store").close().await;
}

async fn new_store(engine: Engine) -> (Place, Store) {
    let place = engine.place();
    let store = Store::open(&place.url, source(1).0).await.expect("a store");
    (place, store)
}

#[tokio::test]
async fn a_new_store_and_an_older_one_without_events_are_migrated_without_a_word() {
    for engine in ENGINES {
        let (place, store) = new_store(engine).await;
        assert_eq!(store.backup(), None, "{engine:?}");
        store.close().await;
        made_older(&place.url).await.close().await;
        let store = Store::open(&place.url, source(2).0).await.expect("a store");
        assert_eq!(store.backup(), None, "{engine:?}");
        store.close().await;
    }
}

#[tokio::test]
async fn a_store_of_a_newer_program_is_left_alone() {
    for engine in ENGINES {
        let (place, store) = new_store(engine).await;
        let (newest, _) = versions(store.db());
        let mut tx = store.db().begin().await.expect("a transaction");
        let sql = "INSERT INTO _sqlx_migrations SELECT version + 1, description, installed_on, success, checksum, \
                   execution_time FROM _sqlx_migrations WHERE version = $1";
        tx.execute(sql, &[newest.into()]).await.expect("noted");
        tx.commit().await.expect("committed");
        store.close().await;
        let error = Store::open(&place.url, source(2).0).await.expect_err("it is newer").to_string();
        assert!(error.contains("use the newer program"), "{engine:?}: {error}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_program_says_where_the_copy_is_and_what_an_operator_has_to_do() {
    for engine in ENGINES {
        let program = Program::on(engine);
        older(&program.store().parse().expect("a store")).await;
        if engine == Engine::Postgres {
            for command in ["cases", "migrate"] {
                program.run(&[command]).is(1).says(&["pg_dump", "anjuan migrate --backed-up"]);
            }
            program.run(&["migrate", "--backed-up"]).is(0);
        }
        let run = program.run(&["cases", "--json"]).is(0);
        assert_eq!(run.json().as_array().map(Vec::len), Some(9), "{run:#?}");
        if engine == Engine::Sqlite {
            run.says(&["a copy of what it was", "store.sqlite.version-", ".keys"]);
        }
        let run = program.run(&["migrate"]).is(0);
        assert!(run.stderr.is_empty(), "{run:#?}");
    }
}
