//! Tables made anew: the same rows, under the same indexes, on which work goes on.
use super::comparing::compare;
use super::office::{Office, year};
use super::truth;
use crate::support::stores::{ENGINES, Engine, actor, source};
use anjuan::cases::petition::PetitionCommand;
use anjuan::commands::Store;
use anjuan::database::Db;
use anjuan::projections::rebuild::{self, AT_ONCE, Comparison, Then, rebuild};
use anjuan::projections::{TABLES, months, shape};
use std::collections::BTreeSet;

const SWAPS: [Then; 2] = [Then::CompareAndSwap, Then::Swap];

async fn rows(db: &Db, sql: &str) -> BTreeSet<(String, String)> {
    let rows = db.fetch(sql.to_owned(), &[]).await.expect("rows");
    rows.iter().map(|row| (row.get(0).expect("a name"), row.get(1).expect("a text"))).collect()
}

/// Every table and index of the store, with its definition.
async fn schema(engine: Engine, db: &Db) -> BTreeSet<(String, String)> {
    match engine {
        Engine::Sqlite => {
            let sql = "SELECT name, COALESCE(REPLACE(sql, '\"', ''), '') FROM sqlite_master";
            rows(db, sql).await
        }
        Engine::Postgres => {
            let indexes =
                "SELECT indexname::text, indexdef FROM pg_indexes WHERE schemaname = current_schema()";
            let columns = "SELECT table_name || '.' || column_name, data_type || ' ' || is_nullable || ' ' || \
                           ordinal_position FROM information_schema.columns WHERE table_schema = current_schema()";
            let keys = "SELECT conname::text, pg_get_constraintdef(oid) FROM pg_constraint \
                        WHERE connamespace = current_schema()::regnamespace";
            let options = "SELECT relname::text, COALESCE(array_to_string(reloptions, ','), '') FROM pg_class \
                           WHERE relnamespace = current_schema()::regnamespace";
            let mut schema = rows(db, indexes).await;
            schema.extend(rows(db, columns).await);
            schema.extend(rows(db, keys).await);
            schema.extend(rows(db, options).await);
            schema
        }
    }
}

#[tokio::test]
async fn a_rebuild_keeps_every_table_and_index_under_its_name() {
    for engine in ENGINES {
        let office = Office::begin(engine).await;
        let case = office.petition("2019-03-01", 1).await;
        office.accept_and_conclude(case, "2019-03-05", "2019-03-20").await;
        let db = office.desk.store().db();
        let before = schema(engine, db).await;
        for index in ["cases_by_number", "petition_facts_by_registered_day", "cases_by_day"] {
            assert!(before.iter().any(|(name, _)| name == index), "{engine:?}: {index} is not there");
        }
        for then in SWAPS {
            rebuild(db, then, |_| {}).await.expect("rebuilt");
            let after = schema(engine, db).await;
            let differences: Vec<_> = before.symmetric_difference(&after).collect();
            assert!(differences.is_empty(), "{engine:?} {then:?}: {differences:#?}");
        }
    }
}

#[tokio::test]
async fn work_goes_on_after_a_rebuild_and_a_rebuild_after_that_finds_nothing_amiss() {
    for engine in ENGINES {
        let office = Office::begin(engine).await;
        let case = office.petition("2019-03-01", 1).await;
        let other_server = Store::open(&office.url(), source(8).0).await.expect("another server");
        let desk = other_server.office(None, actor()).await.expect("the office");
        for then in SWAPS {
            rebuild(office.desk.store().db(), then, |_| {}).await.expect("rebuilt");
            office.petition("2019-03-02", 1).await;
            desk.execute(office.registering("2019-03-02")).await.expect("carried out");
        }
        let accepted = PetitionCommand::AcceptPetition { department: None, simplified: false };
        office.paper(case, "2019-03-05", accepted).await;
        assert_eq!(office.values(["petitions.registered"], "2019-12-31", None).await, ["5"], "{engine:?}");
        let rebuilt = rebuild(office.desk.store().db(), Then::CompareOnly, |_| {}).await.expect("rebuilt");
        assert_eq!((rebuilt.differences(), rebuilt.loaded), (0, false), "{engine:?}: {rebuilt:?}");
    }
}

#[tokio::test]
async fn a_rebuild_finds_and_mends_what_somebody_changed_behind_the_log() {
    for engine in ENGINES {
        let office = Office::begin(engine).await;
        office.petition("2019-03-01", 3).await;
        office.petition("2019-03-01", 1).await;
        let db = office.desk.store().db();
        for (sql, differences) in [
            ("UPDATE petition_facts SET heads = 7 WHERE heads = 3", 2),
            ("DELETE FROM cases WHERE number = (SELECT MIN(number) FROM cases)", 1),
        ] {
            let mut tx = db.begin().await.expect("a transaction");
            tx.execute(sql, &[]).await.expect("changed");
            tx.commit().await.expect("committed");
            let looked = rebuild(db, Then::CompareOnly, |_| {}).await.expect("compared");
            let mended = rebuild(db, Then::CompareAndSwap, |_| {}).await.expect("rebuilt");
            let again = rebuild(db, Then::CompareOnly, |_| {}).await.expect("compared");
            let found = [looked, mended, again].map(|rebuilt| (rebuilt.differences(), rebuilt.loaded));
            assert_eq!(found, [(differences, true), (differences, true), (0, false)], "{engine:?}: {sql}");
        }
        assert_eq!(office.values(["petitions.visitors"], "2019-12-31", None).await, ["4"], "{engine:?}");
    }
}

#[tokio::test]
async fn streams_that_wait_while_others_are_folded_are_held_against_the_log_too() {
    for engine in ENGINES {
        let office = Office::begin(engine).await;
        let cases = [office.petition("2019-03-01", 3).await, office.petition("2019-03-02", 1).await];
        for case in cases {
            office.accept_and_conclude(case, "2019-03-05", "2019-03-20").await;
        }
        let db = office.desk.store().db();
        let compared = async |at_once| {
            let mut comparison = Comparison::begin(db, at_once).await.expect("begun");
            for office in rebuild::offices(db).await.expect("offices") {
                comparison.follow(db, office, &mut |_| {}).await.expect("followed");
            }
            let rebuilt = comparison.end(db, |_| {}).await.expect("compared");
            (rebuilt.differences(), rebuilt.loaded, rebuilt.tables[0].1)
        };
        for at_once in [0, 1, AT_ONCE] {
            assert_eq!(compared(at_once).await, (0, false, 2), "{engine:?}: {at_once} at once");
        }
        let mut tx = db.begin().await.expect("a transaction");
        tx.execute("UPDATE petition_facts SET heads = 7 WHERE heads = 3", &[]).await.expect("changed");
        tx.commit().await.expect("committed");
        for at_once in [0, 1, AT_ONCE] {
            assert_eq!(compared(at_once).await, (2, true, 2), "{engine:?}: {at_once} at once");
        }
    }
}

#[tokio::test]
async fn a_packed_month_that_somebody_changed_is_found_and_goes_with_a_rebuild() {
    for engine in ENGINES {
        let office = Office::begin(engine).await;
        office.petition("2019-03-01", 3).await;
        office.petition("2019-04-01", 1).await;
        let db = office.desk.store().db();
        months::pack(db, office.desk.office(), 1).await.expect("packed");
        let compared = async || {
            let rebuilt = rebuild(db, Then::CompareOnly, |_| {}).await.expect("compared");
            rebuilt.tables.last().copied().expect("packed months")
        };
        assert_eq!(compared().await, ("packed_months", 2, 0), "{engine:?}");
        let mut tx = db.begin().await.expect("a transaction");
        let sql = "UPDATE packed_months SET packed = (SELECT o.packed FROM packed_months o WHERE o.month = 201904) \
                   WHERE month = 201903";
        tx.execute(sql, &[]).await.expect("changed");
        tx.commit().await.expect("committed");
        assert_eq!(compared().await, ("packed_months", 2, 1), "{engine:?}");
        rebuild(db, Then::Swap, |_| {}).await.expect("rebuilt");
        assert_eq!(compared().await, ("packed_months", 0, 0), "{engine:?}");
        assert_eq!(office.values(["petitions.visitors"], "2019-12-31", None).await, ["4"], "{engine:?}");
    }
}

#[tokio::test]
async fn each_office_counts_its_own_before_and_after_a_rebuild() {
    for engine in ENGINES {
        let office = Office::begin(engine).await;
        office.petition("2019-03-01", 1).await;
        let store = office.desk.store();
        let (code, name) = ("310110002".parse().expect("a code"), "平凉路街道".parse().expect("a name"));
        let neighbour = store.add_office(code, name, Vec::new(), actor()).await.expect("an office");
        for _ in 0..2 {
            neighbour.execute(office.registering("2019-03-02")).await.expect("carried out");
        }
        for then in SWAPS {
            let events = truth::log(&neighbour).await;
            compare(&neighbour, &events, year("2019-12-31", None), "the neighbour").await;
            assert_eq!(
                office.values(["petitions.registered"], "2019-12-31", None).await,
                ["1"],
                "{engine:?}"
            );
            let rebuilt = rebuild(store.db(), then, |_| {}).await.expect("rebuilt");
            assert_eq!((rebuilt.differences(), rebuilt.events), (0, 8), "{engine:?}: {rebuilt:?}");
        }
    }
}

#[tokio::test]
async fn a_store_without_an_office_is_rebuilt_to_itself() {
    for engine in ENGINES {
        let place = engine.place();
        let store = Store::open(&place.url, source(1).0).await.expect("a store");
        let before = schema(engine, store.db()).await;
        for then in [Then::CompareOnly, Then::CompareAndSwap] {
            let rebuilt = rebuild(store.db(), then, |_| {}).await.expect("rebuilt");
            assert_eq!(
                rebuilt.tables[..TABLES.len()],
                TABLES.map(|table| (table.name, 0, 0)),
                "{engine:?} {then:?}"
            );
            assert_eq!(schema(engine, store.db()).await, before, "{engine:?} {then:?}");
        }
    }
}

async fn change(db: &Db, sql: &'static str) {
    let mut tx = db.begin().await.expect("a transaction");
    tx.execute(sql, &[]).await.expect("changed");
    tx.commit().await.expect("committed");
}

async fn differences(db: &Db) -> u64 {
    rebuild(db, Then::CompareOnly, |_| {}).await.expect("compared").differences()
}

#[tokio::test]
async fn projections_of_another_shape_are_made_anew_and_those_of_this_one_are_left_alone() {
    for engine in ENGINES {
        let office = Office::begin(engine).await;
        let case = office.petition("2019-03-01", 3).await;
        office.accept_and_conclude(case, "2019-03-05", "2019-03-20").await;
        let db = office.desk.store().db();
        assert_eq!(shape::bring_up(db).await.expect("looked"), None, "{engine:?}: nothing to do");
        change(db, "UPDATE petition_facts SET heads = 7").await;
        assert_eq!(
            shape::bring_up(db).await.expect("looked"),
            None,
            "{engine:?}: it looks at the shape alone"
        );
        assert!(differences(db).await > 0, "{engine:?}");

        change(db, "UPDATE projection_shape SET shape = 'of another program'").await;
        change(db, "DELETE FROM cases").await;
        let folded = shape::bring_up(db).await.expect("made anew");
        assert!(folded.is_some_and(|events| events > 3), "{engine:?}: {folded:?}");
        assert_eq!(differences(db).await, 0, "{engine:?}");
        assert_eq!(shape::bring_up(db).await.expect("looked"), None, "{engine:?}: and that is noted");
    }
}
