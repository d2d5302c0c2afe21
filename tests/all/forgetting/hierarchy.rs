//! Three levels of keys: what stands in a database opens nothing without the master key, and what is older than the month
//! opens nothing at all.
use super::guard;
use crate::support::stores::{ENGINES, Engine, Place, moment, source};
use anjuan::cases::ids::OfficeId;
use anjuan::clock::{SetClock, Source};
use anjuan::database::{Caution, Databases, Db, Value};
use anjuan::keys::{Key, KeyStore};
use std::collections::HashMap;
use std::path::Path;
use tempfile::TempDir;
use uuid::Uuid;

const OFFICE: OfficeId = OfficeId(Uuid::from_u128(7));
const OTHER: OfficeId = OfficeId(Uuid::from_u128(8));

struct Kept {
    db: Db,
    store: Db,
    source: Source,
    clock: SetClock,
    folder: TempDir,
    place: Place,
}

impl Kept {
    async fn on(engine: Engine) -> Self {
        let place = engine.place();
        let (source, clock) = source(3);
        let opened = Db::open_store(&place.url, Caution::Copy, source.now()).await.expect("both databases");
        let Databases { store, keys: db, .. } = opened;
        Self { db, store, source, clock, folder: TempDir::new().expect("a folder"), place }
    }

    fn keys(&self) -> KeyStore {
        KeyStore::guarded(self.db.clone(), guard(self.folder.path()), &self.source)
    }

    fn made(&self, count: usize) -> Vec<Key> {
        (0..count).map(|_| Key::random(&self.source)).collect()
    }

    /// Name, secret and generation of every key of the office, as they stand in the database.
    async fn rows(&self, office: OfficeId) -> Vec<(Uuid, Vec<u8>, Option<i64>)> {
        let sql = "SELECT key_id, secret, generation FROM keys WHERE office_id = $1 ORDER BY key_id";
        let rows = self.db.fetch(sql, &[office.0.into()]).await.expect("rows");
        let read = |row: &anjuan::database::Row| {
            (row.get(0).expect("a name"), row.get(1).expect("bytes"), row.get(2).expect("a number"))
        };
        rows.iter().map(read).collect()
    }

    async fn close(self) {
        self.db.close().await;
        self.store.close().await;
    }
}

/// What a key makes of a message, by which it is known again.
fn signs(keys: &HashMap<Uuid, Key>) -> HashMap<Uuid, [u8; 16]> {
    keys.iter().map(|(id, key)| (*id, key.digest(b"a message"))).collect()
}

fn signs_of(keys: &[Key]) -> HashMap<Uuid, [u8; 16]> {
    keys.iter().map(|key| (key.id, key.digest(b"a message"))).collect()
}

fn names(keys: &[Key]) -> Vec<Uuid> {
    keys.iter().map(|key| key.id).collect()
}

#[tokio::test]
async fn what_stands_in_the_database_opens_nothing_without_the_master_key() {
    for engine in ENGINES {
        let kept = Kept::on(engine).await;
        let made = kept.made(20);
        kept.keys().keep(OFFICE, &made).await.expect("kept");
        for (_, secret, generation) in kept.rows(OFFICE).await {
            assert_eq!((secret.len(), generation), (72, Some(1)), "{engine:?}: nonce, key and tag");
        }
        let opened = kept.keys().of(OFFICE, &names(&made)).await.expect("keys");
        assert_eq!(signs(&opened), signs_of(&made), "{engine:?}");
        std::fs::rename(kept.folder.path().join("master"), kept.folder.path().join("away")).expect("moved");
        let error = kept.keys().of(OFFICE, &names(&made)).await.expect_err("no master key").to_string();
        assert!(error.contains("bring it back"), "{error}");
        let error = kept.keys().keep(OFFICE, &kept.made(1)).await.expect_err("no master key").to_string();
        assert!(error.contains("bring it back") && !kept.folder.path().join("master").exists(), "{error}");
        kept.close().await;
    }
}

#[tokio::test]
async fn another_master_key_is_told_from_the_one_that_wrapped() {
    let kept = Kept::on(Engine::Sqlite).await;
    let made = kept.made(1);
    kept.keys().keep(OFFICE, &made).await.expect("kept");
    std::fs::remove_file(kept.folder.path().join("master")).expect("removed");
    let other = Kept::on(Engine::Sqlite).await;
    let elsewhere = KeyStore::guarded(other.db.clone(), guard(kept.folder.path()), &source(99).0);
    elsewhere.keep(OFFICE, &made).await.expect("makes a master key of its own there");
    let error = kept.keys().of(OFFICE, &names(&made)).await.expect_err("another one").to_string();
    assert!(error.contains("name the file of the other one"), "{error}");
    kept.close().await;
    other.close().await;
}

#[tokio::test]
async fn keys_that_stood_in_the_clear_are_wrapped_when_the_store_is_opened_and_none_is_lost() {
    for engine in ENGINES {
        let kept = Kept::on(engine).await;
        let (ours, theirs) = (kept.made(1200), kept.made(3));
        let plain = KeyStore::new(kept.db.clone());
        plain.keep(OFFICE, &ours).await.expect("kept");
        plain.keep(OTHER, &theirs).await.expect("kept");
        assert_eq!(kept.keys().bring_up().await.expect("brought up").wrapped, 1203, "{engine:?}");
        assert_eq!(kept.keys().bring_up().await.expect("brought up").wrapped, 0, "{engine:?}");
        for (office, made) in [(OFFICE, &ours), (OTHER, &theirs)] {
            let keys = kept.keys();
            assert_eq!(
                signs(&keys.of(office, &names(made)).await.expect("keys")),
                signs_of(made),
                "{engine:?}"
            );
            let count = keys.count(office).await.expect("counted");
            assert_eq!((count.in_the_clear, count.dead), (0, 0), "{engine:?}");
        }
        kept.close().await;
    }
}

#[tokio::test]
async fn taking_over_that_was_stopped_goes_on_when_the_store_is_opened_again() {
    let kept = Kept::on(Engine::Sqlite).await;
    let (first, second) = (kept.made(5), kept.made(5));
    KeyStore::new(kept.db.clone()).keep(OFFICE, &first).await.expect("kept");
    kept.keys().bring_up().await.expect("brought up");
    // As it stands when it was stopped: some are wrapped, and the office key does not say that all are.
    KeyStore::new(kept.db.clone()).keep(OFFICE, &second).await.expect("kept");
    change(&kept.db, "UPDATE office_keys SET whole = 0 WHERE office_id = $1", &[OFFICE.0.into()]).await;
    assert_eq!(kept.keys().bring_up().await.expect("brought up").wrapped, 5);
    let all: Vec<_> = first.into_iter().chain(second).collect();
    assert_eq!(signs(&kept.keys().of(OFFICE, &names(&all)).await.expect("keys")), signs_of(&all));
    kept.close().await;
}

async fn change(db: &Db, sql: &'static str, values: &[Value]) {
    let mut tx = db.begin().await.expect("a transaction");
    tx.execute(sql, values).await.expect("carried out");
    tx.commit().await.expect("committed");
}

#[tokio::test]
async fn at_the_turn_of_a_month_what_lives_is_wrapped_anew_and_older_copies_open_nothing() {
    for engine in ENGINES {
        let kept = Kept::on(engine).await;
        let (keys, made) = (kept.keys(), kept.made(1100));
        keys.keep(OFFICE, &made).await.expect("kept");
        let copy = kept.rows(OFFICE).await;
        assert_eq!(keys.turn(OFFICE, false).await.expect("not yet"), None, "{engine:?}");
        kept.clock.set(moment("2019-12-01T00:00:30+08:00"));
        let turned = keys.turn(OFFICE, false).await.expect("turned").expect("a month has begun");
        assert_eq!((turned.generation, turned.wrapped, turned.destroyed), (2, 1100, 1), "{engine:?}");
        assert_eq!(keys.turn(OFFICE, false).await.expect("not again"), None, "{engine:?}");
        let opened = kept.keys().of(OFFICE, &names(&made)).await.expect("keys");
        assert_eq!(signs(&opened), signs_of(&made), "{engine:?}");
        // An older copy of a row, put back.
        let (id, secret, generation) = copy[0].clone();
        let sql = "UPDATE keys SET secret = $3, generation = $4 WHERE office_id = $1 AND key_id = $2";
        change(&kept.db, sql, &[OFFICE.0.into(), id.into(), secret.into(), generation.into()]).await;
        let error = kept.keys().of(OFFICE, &[id]).await.expect_err("its office key is gone").to_string();
        assert!(error.contains("old copy of the key store"), "{engine:?}: {error}");
        assert_eq!(kept.keys().count(OFFICE).await.expect("counted").dead, 1, "{engine:?}");
        kept.close().await;
    }
}

#[tokio::test]
async fn a_server_that_has_not_noticed_the_turn_keeps_nothing_under_a_key_that_is_gone() {
    for engine in ENGINES {
        let kept = Kept::on(engine).await;
        let (one, other) = (kept.keys(), kept.keys());
        let (before, after) = (kept.made(10), kept.made(10));
        one.keep(OFFICE, &before).await.expect("kept");
        other.of(OFFICE, &names(&before)).await.expect("knows the first office key");
        one.turn(OFFICE, true).await.expect("turned").expect("at once");
        other.keep(OFFICE, &after).await.expect("kept");
        let all: Vec<_> = before.into_iter().chain(after).collect();
        assert_eq!(signs(&one.of(OFFICE, &names(&all)).await.expect("keys")), signs_of(&all), "{engine:?}");
        assert!(kept.rows(OFFICE).await.iter().all(|(.., generation)| *generation == Some(2)), "{engine:?}");
        kept.close().await;
    }
}

#[tokio::test]
async fn a_key_that_was_destroyed_and_came_back_is_destroyed_when_the_store_is_opened() {
    for engine in ENGINES {
        let kept = Kept::on(engine).await;
        let (keys, made) = (kept.keys(), kept.made(10));
        keys.keep(OFFICE, &made).await.expect("kept");
        keys.destroy(OFFICE, &names(&made)[..4]).await.expect("destroyed");
        assert_eq!(kept.rows(OFFICE).await.len(), 6);
        // As a restored database has it.
        keys.keep(OFFICE, &made).await.expect("back");
        let brought = kept.keys().bring_up().await.expect("brought up");
        assert_eq!(brought.came_back.into_iter().collect::<Vec<_>>(), [(OFFICE, 4)], "{engine:?}");
        assert_eq!(kept.keys().of(OFFICE, &names(&made)).await.expect("keys").len(), 6, "{engine:?}");
        kept.close().await;
    }
}

#[tokio::test]
async fn what_is_destroyed_while_the_ledger_cannot_be_written_is_not_destroyed() {
    let kept = Kept::on(Engine::Sqlite).await;
    let made = kept.made(1);
    let keys = kept.keys();
    keys.keep(OFFICE, &made).await.expect("kept");
    std::fs::create_dir(kept.folder.path().join("erased")).expect("in the way");
    keys.destroy(OFFICE, &names(&made)).await.expect_err("no ledger");
    assert_eq!(keys.of(OFFICE, &names(&made)).await.expect("keys").len(), 1);
    kept.close().await;
}

/// Whether the bytes stand in one of the files of an embedded key store.
fn stands(path: &Path, bytes: &[u8]) -> bool {
    ["", "-wal", "-shm"].iter().any(|ending| {
        let mut name = anjuan::database::keys_of(path).into_os_string();
        name.push(ending);
        let file = std::fs::read(name).unwrap_or_default();
        file.windows(bytes.len()).any(|window| window == bytes)
    })
}

#[tokio::test]
async fn nothing_of_a_wrapped_key_or_of_an_old_office_key_is_left_in_the_files() {
    let kept = Kept::on(Engine::Sqlite).await;
    let anjuan::database::StoreUrl::Sqlite(path) = kept.place.url.clone() else { panic!("embedded") };
    let (keys, made) = (kept.keys(), kept.made(300));
    keys.keep(OFFICE, &made).await.expect("kept");
    let before = kept.rows(OFFICE).await;
    let office_key = keys.office_keys().await.expect("one")[0].wrapped.clone();
    assert!(before.iter().all(|(_, secret, _)| stands(&path, secret)) && stands(&path, &office_key));
    keys.destroy(OFFICE, &names(&made)[..150]).await.expect("destroyed");
    let gone: Vec<_> = before.iter().filter(|row| names(&made)[..150].contains(&row.0)).collect();
    assert!(!gone.iter().any(|(_, secret, _)| stands(&path, secret)));
    keys.turn(OFFICE, true).await.expect("turned");
    assert!(!before.iter().any(|(_, secret, _)| stands(&path, secret)), "wrapped anew, all of them");
    assert!(!stands(&path, &office_key));
    kept.close().await;
}
