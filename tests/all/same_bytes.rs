//! The same commands, with the same clock and the same randomness, leave the same log byte for byte, on SQLite and on
//! PostgreSQL. A store that is opened anew for each command draws its keys at other times; but for what is drawn at
//! random it leaves the same log, too.
mod clerk;
mod ledgers;
mod plain;
mod year;

use crate::support::stores::{ENGINES, Engine};
use anjuan::event_log::RecordedEvent;
use clerk::{Clerk, Memory};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::fmt::{Debug, Write};

/// SHA-256 over every field of every event of the year below. Where this changes, so does what an office writes:
/// mend it if nobody meant to; else put the new digest here, in the change that says why.
const DIGEST: &str = "1b375ae26d0c82308cec3ee7a7a5198f5282e1146ecbe3a750e4f3186f0a28ac";

async fn worked(engine: Engine, memory: Memory, seed: u64) -> Clerk {
    let mut clerk = Clerk::new(engine, memory, seed).await;
    year::work(&mut clerk).await;
    clerk
}

async fn log(engine: Engine) -> Vec<RecordedEvent> {
    worked(engine, Memory::Kept, 2019).await.log().await
}

#[tokio::test]
async fn the_same_commands_leave_the_same_bytes_on_both_engines() {
    let (mut logs, mut leaves) = (Vec::new(), Vec::new());
    for engine in ENGINES {
        let clerk = worked(engine, Memory::Kept, 2019).await;
        logs.push(clerk.log().await);
        leaves.push(clerk.leaves().await);
    }
    same(&logs[0], &logs[1]);
    same(&leaves[0], &leaves[1]);
    assert_eq!(digest(&logs[0]), DIGEST);
}

#[tokio::test]
async fn a_store_that_is_opened_anew_for_each_command_leaves_the_same_log_but_for_chance() {
    let kept = worked(Engine::Sqlite, Memory::Kept, 2019).await;
    let expected = plain::log(&kept).await;
    for engine in ENGINES {
        let lost = worked(engine, Memory::Lost, 2019).await;
        assert_ne!(digest(&kept.log().await), digest(&lost.log().await));
        same(&expected, &plain::log(&lost).await);
    }
}

#[tokio::test]
async fn another_seed_leaves_other_bytes_and_the_same_log_but_for_chance() {
    let one = worked(Engine::Sqlite, Memory::Kept, 2019).await;
    let other = worked(Engine::Sqlite, Memory::Kept, 2020).await;
    assert_ne!(digest(&one.log().await), digest(&other.log().await));
    same(&plain::log(&one).await, &plain::log(&other).await);
}

#[tokio::test]
async fn the_year_has_every_kind_of_stream_and_all_that_is_personal_in_it_is_sealed() {
    let log = log(Engine::Sqlite).await;
    let kinds: BTreeSet<_> = log.iter().map(|event| &*event.stream_kind).collect();
    assert_eq!(kinds.into_iter().collect::<Vec<_>>(), year::KINDS);
    let sealed = log.iter().filter(|event| event.personal.is_some()).count();
    assert!(sealed >= 20, "only {sealed} events hold something personal");
    for event in &log {
        for secret in year::SECRETS.iter().chain(ledgers::SECRETS) {
            assert!(!event.payload.contains(secret), "{secret} in {event:?}");
            let sealed = event.personal.as_deref().unwrap_or_default();
            assert!(
                !sealed.windows(secret.len()).any(|bytes| bytes == secret.as_bytes()),
                "{secret} in the clear"
            );
        }
    }
}

/// Says which event differs first, rather than printing both logs.
fn same<E: PartialEq + Debug>(one: &[E], other: &[E]) {
    for (one, other) in one.iter().zip(other) {
        assert_eq!(one, other);
    }
    assert_eq!(one.len(), other.len());
}

fn digest(log: &[RecordedEvent]) -> String {
    let mut hash = Sha256::new();
    for event in log {
        let mut field = |bytes: &[u8]| {
            hash.update((bytes.len() as u64).to_be_bytes());
            hash.update(bytes);
        };
        field(event.office.0.as_bytes());
        field(&event.position.0.to_be_bytes());
        field(event.stream.0.as_bytes());
        field(&event.version.0.to_be_bytes());
        field(event.stream_kind.as_bytes());
        field(event.event_type.as_bytes());
        field(&event.schema_version.to_be_bytes());
        field(serde_json::to_string(&event.occurred).expect("JSON").as_bytes());
        field(event.recorded_at.rfc3339().as_bytes());
        field(event.command.0.as_bytes());
        field(event.batch.as_ref().map_or(&[], |batch| batch.0.as_bytes()));
        field(event.actor.0.as_bytes());
        field(event.payload.as_bytes());
        field(&[u8::from(event.personal.is_some())]);
        field(event.personal.as_deref().unwrap_or_default());
    }
    let mut hex = String::new();
    for byte in hash.finalize() {
        write!(hex, "{byte:02x}").expect("a string takes all");
    }
    hex
}
