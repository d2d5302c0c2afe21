//! Who looked at what stands in a tree of its own: what was changed, taken out or cut off is found.
use crate::support::stores::{ENGINES, Engine, moment, office, source};
use anjuan::cases::ids::StreamId;
use anjuan::commands::OfficeDesk;
use anjuan::database::Value;
use anjuan::event_log::Actor;
use anjuan::event_log::readings::{Reading, Reason, What, record, verify};
use uuid::Uuid;

async fn read(desk: &OfficeDesk, times: u128) {
    for n in 0..times {
        let reading = Reading {
            reader: Actor("user:sun.li".into()),
            what: What::Case,
            case: Some(StreamId(Uuid::from_u128(n))),
            file: None,
            reason: Some(Reason::Audit),
            words: None,
        };
        let now = moment("2019-11-10T08:00:00.000007+08:00");
        record(desk.store().db(), desk.office(), now, &reading).await.expect("recorded");
    }
}

/// What an administrator of the database can do, who drops the triggers first.
async fn spoil(desk: &OfficeDesk, engine: Engine, sql: &'static str) {
    let triggers: &[&str] = match engine {
        Engine::Sqlite => &[
            "DROP TRIGGER IF EXISTS readings_are_never_updated",
            "DROP TRIGGER IF EXISTS readings_are_never_deleted",
        ],
        Engine::Postgres => &["DROP TRIGGER IF EXISTS readings_are_append_only ON readings"],
    };
    let mut tx = desk.store().db().begin().await.expect("a transaction");
    for trigger in triggers {
        tx.execute((*trigger).to_owned(), &[]).await.expect("dropped");
    }
    let values: [Value; 1] = [desk.office().0.into()];
    assert_eq!(tx.execute(sql, &values).await.expect("spoilt"), 1);
    tx.commit().await.expect("committed");
}

async fn wrong(desk: &OfficeDesk) -> String {
    verify(desk.store().db(), desk.office()).await.expect("verified").wrong.join("; ")
}

#[tokio::test]
async fn a_reading_that_was_changed_removed_or_cut_off_is_found() {
    let spoilings = [
        (
            "UPDATE readings SET reader = 'user:nobody' WHERE office_id = $1 AND position = 3",
            "not what was recorded",
        ),
        ("DELETE FROM readings WHERE office_id = $1 AND position = 2", "readings 2 to 2 are missing"),
        ("DELETE FROM readings WHERE office_id = $1 AND position = 7", "the last that is there is 6"),
    ];
    for engine in ENGINES {
        for (sql, told) in spoilings {
            let place = engine.place();
            let desk = office(&place, source(1).0).await;
            assert_eq!(wrong(&desk).await, "", "{engine:?}: nothing was read");
            read(&desk, 7).await;
            let verified = verify(desk.store().db(), desk.office()).await.expect("verified");
            assert_eq!((verified.readings, verified.wrong.len()), (7, 0), "{engine:?}");
            spoil(&desk, engine, sql).await;
            let wrong = wrong(&desk).await;
            assert!(wrong.contains(told), "{engine:?}: {wrong}");
        }
    }
}

#[tokio::test]
async fn readings_that_were_there_before_trees_were_are_taken_into_one() {
    for engine in ENGINES {
        let place = engine.place();
        let desk = office(&place, source(1).0).await;
        read(&desk, 5).await;
        spoil(&desk, engine, "UPDATE reading_heads SET edge = NULL WHERE office_id = $1").await;
        assert_eq!(wrong(&desk).await, "", "{engine:?}: there is no tree to hold it against");
        read(&desk, 1).await;
        assert_eq!(wrong(&desk).await, "", "{engine:?}");
        spoil(&desk, engine, "UPDATE readings SET what = 'history' WHERE office_id = $1 AND position = 1")
            .await;
        assert!(wrong(&desk).await.contains("not what was recorded"), "{engine:?}");
    }
}
