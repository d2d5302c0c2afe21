//! Somebody changes the store itself, past every guard that it has.
use super::{Signed, found};
use crate::support::stores::{ENGINES, Engine};
use anjuan::event_log::tree::hex;
use anjuan::event_log::{EventLog, Leaf, Position};
use anjuan::proof::verify::Wrong;

/// An office with some work, all of it signed.
async fn office(engine: Engine) -> Signed {
    let signed = Signed::begin(engine).await;
    signed.work(0..6).await;
    signed.sign().await.expect("signed");
    signed
}

fn bytes(engine: Engine, bytes: &[u8]) -> String {
    match engine {
        Engine::Sqlite => format!("x'{}'", hex(bytes)),
        Engine::Postgres => format!("'\\x{}'", hex(bytes)),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_untouched_log_passes_with_every_checkpoint_that_was_kept() {
    for engine in ENGINES {
        let office = office(engine).await;
        office.work(6..8).await;
        let kept = office.sign().await.expect("signed");
        let report = office.verify_against(vec![kept]).await;
        assert!(found(&report).is_empty(), "{engine:?}: {report:#?}");
        assert_eq!(i64::try_from(report.events).expect("a few"), office.size().await);
        assert_eq!((report.checkpoints, report.signatures), (2, 2), "the same checkpoint counts once");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_edited_event_is_found_where_it_is() {
    let changes = [
        "payload = payload || ' '",
        "actor = 'operator:other'",
        "schema_version = schema_version + 1",
        "event_type = event_type || 'x'",
        "stream_kind = stream_kind || 'x'",
        "occurred_day = '1999-01-01'",
        "leaf = NULL",
    ];
    for engine in ENGINES {
        let office = office(engine).await;
        let edits: Vec<_> = (4..)
            .zip(changes)
            .map(|(position, change)| format!("UPDATE events SET {change} WHERE position = {position}"))
            .collect();
        office.tamper(&edits.iter().map(String::as_str).collect::<Vec<_>>()).await;
        let found = found(&office.verify().await);
        for position in 4..10 {
            assert!(found.contains(&(Wrong::Edited, position, position)), "{engine:?} {position}: {found:?}");
        }
        assert!(found.contains(&(Wrong::Inserted, 10, 10)), "{engine:?}: an event without a leaf: {found:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_removed_event_is_found_and_so_is_one_that_is_cut_off_the_end() {
    for engine in ENGINES {
        let within = office(engine).await;
        within.tamper(&["DELETE FROM events WHERE position BETWEEN 5 AND 6"]).await;
        let report = within.verify().await;
        assert!(found(&report).contains(&(Wrong::Removed, 5, 6)), "{engine:?}: {report:#?}");

        let end = office(engine).await;
        let size = end.size().await;
        end.tamper(&[&format!("DELETE FROM events WHERE position > {}", size - 2)]).await;
        let report = end.verify().await;
        assert!(found(&report).contains(&(Wrong::CutOff, size - 1, size)), "{engine:?}: {report:#?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_end_that_is_cut_off_with_head_and_receipts_is_found_by_the_checkpoint_that_was_given_out() {
    for engine in ENGINES {
        let office = office(engine).await;
        let kept = office.sign().await.expect("a checkpoint");
        let size = office.size().await;
        let before = size - 3;
        office
            .tamper(&[
                &format!("DELETE FROM events WHERE position > {before}"),
                &format!("DELETE FROM receipts WHERE position > {before}"),
                &format!("UPDATE log_heads SET position = {before}, edge = NULL"),
                "DELETE FROM checkpoints",
            ])
            .await;
        let report = office.verify_against(vec![kept]).await;
        assert!(found(&report).contains(&(Wrong::CutOff, before + 1, size)), "{engine:?}: {report:#?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_events_that_changed_places_are_told_from_edited_ones() {
    for engine in ENGINES {
        let office = office(engine).await;
        office
            .tamper(&[
                "UPDATE events SET position = 1000000 WHERE position = 6",
                "UPDATE events SET position = 6 WHERE position = 9",
                "UPDATE events SET position = 9 WHERE position = 1000000",
            ])
            .await;
        let found = found(&office.verify().await);
        for position in [6, 9] {
            assert!(found.contains(&(Wrong::Reordered, position, position)), "{engine:?}: {found:?}");
        }
        assert!(found.iter().all(|(wrong, ..)| *wrong != Wrong::Edited), "{engine:?}: {found:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_event_that_was_put_in_is_found_wherever_it_is() {
    for engine in ENGINES {
        let office = office(engine).await;
        let size = office.size().await;
        let forged = |position: i64| {
            let version = match engine {
                Engine::Sqlite => "x'00000000000000000000000000000099'",
                Engine::Postgres => "CAST('00000000-0000-0000-0000-000000000099' AS uuid)",
            };
            format!(
                "INSERT INTO events SELECT office_id, {position}, {version}, 1, stream_kind, event_type, schema_version, \
                 occurred_day, occurred_at, recorded_at, command_id, batch_id, actor, payload, personal, leaf \
                 FROM events WHERE position = 3"
            )
        };
        office.tamper(&[&forged(size + 1)]).await;
        let at_the_end = found(&office.verify().await);
        assert!(at_the_end.contains(&(Wrong::Inserted, size + 1, size + 1)), "{engine:?}: {at_the_end:?}");

        let within = self::office(engine).await;
        within
            .tamper(&[
                "UPDATE events SET position = position + 100001 WHERE position >= 7",
                "UPDATE events SET position = position - 100000 WHERE position > 100000",
                "UPDATE log_heads SET position = position + 1",
                &forged(7),
            ])
            .await;
        let found = found(&within.verify().await);
        assert!(
            found.iter().any(|(wrong, from, _)| *wrong == Wrong::Inserted && *from == 7),
            "{engine:?}: {found:?}"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_event_that_was_edited_with_its_leaf_and_the_head_is_found_by_what_was_signed() {
    for engine in ENGINES {
        let office = office(engine).await;
        let log = office.store().log();
        let mut event = log.read(office.office(), Position(3), 1).await.expect("an event").remove(0);
        event.payload = format!("{} ", event.payload).into();
        let leaf = bytes(engine, &Leaf::of(&event, [3; 32]).stored());
        office
            .tamper(&[&format!(
                "UPDATE events SET payload = payload || ' ', leaf = {leaf} WHERE position = 4"
            )])
            .await;
        let report = office.verify().await;
        let found = found(&report);
        assert!(found.iter().any(|(wrong, ..)| *wrong == Wrong::Tree), "{engine:?}: {report:#?}");
        assert!(found.iter().any(|(wrong, ..)| *wrong == Wrong::Checkpoint), "{engine:?}: {report:#?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_receipt_that_is_gone_or_names_another_position_is_found() {
    for engine in ENGINES {
        let office = office(engine).await;
        let size = office.size().await;
        office
            .tamper(&[
                &format!("DELETE FROM receipts WHERE position = {size}"),
                "UPDATE receipts SET position = 2 WHERE position = 1",
            ])
            .await;
        let found = found(&office.verify().await);
        assert!(found.contains(&(Wrong::Inserted, size, size)), "{engine:?}: {found:?}");
        assert!(found.iter().any(|(wrong, ..)| *wrong == Wrong::Receipt), "{engine:?}: {found:?}");
    }
}
