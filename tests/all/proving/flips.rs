//! Single bits that turn over.
use super::{Signed, found};
use crate::support::stores::Engine;
use anjuan::cases::ids::{CommandId, OfficeId, StreamId, Version};
use anjuan::cases::occurred::{Moment, Occurred};
use anjuan::event_log::tree::Hash;
use anjuan::event_log::{EventLog, Leaf, Position, RecordedEvent, Stated};
use anjuan::proof::export;
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};
use std::io::Cursor;

type Put = for<'e> fn(Stated<'e>, &'e str) -> Stated<'e>;
type PutId = fn(Stated<'_>, uuid::Uuid) -> Stated<'_>;

/// Bytes of the log in which every bit is turned over.
fn size() -> usize {
    if std::env::var_os("CI").is_some() { 1 << 20 } else { 1 << 15 }
}

/// Turns over one bit after the other of some bytes that a leaf commits to, and says how many.
fn turn_each(bytes: &mut [u8], mut found: impl FnMut(&[u8])) -> usize {
    for bit in 0..bytes.len() * 8 {
        bytes[bit / 8] ^= 1 << (bit % 8);
        found(bytes);
        bytes[bit / 8] ^= 1 << (bit % 8);
    }
    bytes.len()
}

/// Turns over every bit of an event as it lies in the log, hashes it again each time, and says how many bytes it has. What is
/// no text any more with a bit turned over cannot even be read as an event, and is found by that.
fn every_bit_of(event: &RecordedEvent, leaf: &Leaf) -> usize {
    let is = event.stated();
    let at = is.position;
    let other = |other: Stated<'_>| assert_ne!(other.hash(&leaf.blinding), leaf.hash, "position {at}");
    let texts: [(&str, Put); 4] = [
        (is.payload, |is, payload| Stated { payload, ..is }),
        (is.event_type, |is, event_type| Stated { event_type, ..is }),
        (is.stream_kind, |is, stream_kind| Stated { stream_kind, ..is }),
        (is.actor, |is, actor| Stated { actor, ..is }),
    ];
    let mut bytes = 0;
    for (text, put) in texts {
        bytes += turn_each(&mut text.as_bytes().to_vec(), |bytes| {
            if let Ok(text) = std::str::from_utf8(bytes) {
                other(put(is, text));
            }
        });
    }
    bytes += turn_each(&mut is.personal.unwrap_or_default().to_vec(), |bytes| {
        other(Stated { personal: Some(bytes), ..is });
    });
    let ids: [(uuid::Uuid, PutId); 4] = [
        (is.office.0, |is, id| Stated { office: OfficeId(id), ..is }),
        (is.stream.0, |is, id| Stated { stream: StreamId(id), ..is }),
        (is.command.0, |is, id| Stated { command: CommandId(id), ..is }),
        (is.batch, |is, batch| Stated { batch, ..is }),
    ];
    for (id, put) in ids {
        bytes += turn_each(&mut id.into_bytes(), |bytes| {
            other(put(is, uuid::Uuid::from_slice(bytes).expect("sixteen bytes")));
        });
    }
    let number = |bytes: &[u8]| i64::from_be_bytes(bytes.try_into().expect("eight bytes"));
    bytes += turn_each(&mut is.position.0.to_be_bytes(), |bytes| {
        other(Stated { position: Position(number(bytes)), ..is });
    });
    bytes += turn_each(&mut is.version.0.to_be_bytes(), |bytes| {
        other(Stated { version: Version(number(bytes)), ..is });
    });
    bytes += turn_each(&mut is.schema_version.to_be_bytes(), |bytes| {
        let schema_version = u16::from_be_bytes(bytes.try_into().expect("two bytes"));
        other(Stated { schema_version, ..is });
    });
    let moment = |bytes: &[u8]| chrono::DateTime::from_timestamp_micros(number(bytes)).map(Moment::new);
    bytes += turn_each(&mut is.recorded_at.utc().timestamp_micros().to_be_bytes(), |bytes| {
        if let Some(recorded_at) = moment(bytes) {
            other(Stated { recorded_at, ..is });
        }
    });
    if let Occurred::Instant(occurred) = is.occurred {
        bytes += turn_each(&mut occurred.utc().timestamp_micros().to_be_bytes(), |bytes| {
            if let Some(occurred) = moment(bytes) {
                other(Stated { occurred: Occurred::Instant(occurred), ..is });
            }
        });
    }
    let mut blinding = leaf.blinding;
    bytes
        + turn_each(&mut blinding, |bytes| {
            assert_ne!(is.hash(bytes.try_into().expect("a blinding")), leaf.hash);
        })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_bit_of_a_log_of_a_megabyte_that_turns_over_is_found_by_hashing_its_event_again() {
    let office = Signed::begin(Engine::Sqlite).await;
    let log = office.store().log();
    let (mut bytes, mut read, mut lives) = (0, Position(0), 0);
    while bytes < size() {
        office.work(lives..lives + 8).await;
        lives += 8;
        let events = log.read(office.office(), read, u32::MAX).await.expect("events");
        let leaves = log.leaves(office.office(), read, u32::MAX).await.expect("leaves");
        assert_eq!(events.len(), leaves.len());
        bytes += events.iter().zip(&leaves).map(|(event, leaf)| every_bit_of(event, leaf)).sum::<usize>();
        read = events.last().expect("events").position;
    }
}

/// How many bits are turned over at random.
fn times() -> usize {
    if std::env::var_os("CI").is_some() { 1_000 } else { 100 }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bits_of_an_exported_log_that_turn_over_at_random_are_found_by_a_full_run() {
    let office = Signed::begin(Engine::Sqlite).await;
    office.work(0..6).await;
    let checkpoint = office.sign().await.expect("signed");
    let mut file = Vec::new();
    export::write(office.store().db(), office.office(), &mut file, |_| {}).await.expect("written");
    let is_whole = |file: &[u8]| -> bool {
        let Ok(read) = export::read(|| Ok(Cursor::new(file)), &[]) else { return false };
        let roots = read.checkpoints.iter().all(|kept| {
            anjuan::proof::Checkpoint::verified(&kept.note, &office.public()).is_ok()
                && read.walk.root(kept.tree.size) == Some(kept.tree.root)
        });
        roots && !read.checkpoints.is_empty() && read.walk.findings().is_empty()
    };
    assert!(is_whole(&file));
    let mut lots = ChaCha20Rng::seed_from_u64(7);
    for _ in 0..times() {
        let bit = usize::try_from(lots.next_u64() % (file.len() as u64 * 8)).expect("a bit");
        let mut turned = file.clone();
        turned[bit / 8] ^= 1 << (bit % 8);
        assert!(!is_whole(&turned), "bit {bit} of byte {:?}", char::from(file[bit / 8]));
    }
    assert_eq!(checkpoint.tree.root, read_root(&file));
    assert!(found(&office.verify().await).is_empty());
}

fn read_root(file: &[u8]) -> Hash {
    export::read(|| Ok(Cursor::new(file)), &[]).expect("a log").tree.expect("whole").root
}
