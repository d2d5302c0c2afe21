//! Single bits that turn over.
use super::{Signed, found};
use crate::support::stores::Engine;
use anjuan::event_log::tree::Hash;
use anjuan::event_log::{EventLog, Leaf, Position, RecordedEvent};
use anjuan::proof::export;
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};
use std::io::Cursor;

type Id = fn(&mut RecordedEvent) -> &mut uuid::Uuid;

/// A byte string of an event with some bit of it turned over, if that is still an event.
fn turned(event: &RecordedEvent, bit: usize) -> Vec<RecordedEvent> {
    let (at, mask) = (bit / 8, 1_u8 << (bit % 8));
    let mut all = Vec::new();
    let mut text = |bytes: &str, put: &dyn Fn(&mut RecordedEvent, String)| {
        let mut bytes = bytes.as_bytes().to_vec();
        if let Some(byte) = bytes.get_mut(at) {
            *byte ^= mask;
            if let Ok(text) = String::from_utf8(bytes) {
                let mut other = event.clone();
                put(&mut other, text);
                all.push(other);
            }
        }
    };
    text(&event.payload, &|event, text| event.payload = text.into());
    text(&event.event_type, &|event, text| event.event_type = text.into());
    text(&event.stream_kind, &|event, text| event.stream_kind = text.into());
    text(&event.actor.0, &|event, text| event.actor.0 = text.into());
    if let Some(sealed) = &event.personal
        && at < sealed.len()
    {
        let mut other = event.clone();
        let mut bytes = sealed.to_vec();
        bytes[at] ^= mask;
        other.personal = Some(bytes.into());
        all.push(other);
    }
    if bit < 64 {
        let mut other = event.clone();
        other.version.0 ^= 1 << bit;
        all.push(other);
        let mut other = event.clone();
        other.position.0 ^= 1 << bit;
        all.push(other);
    }
    if bit < 128 {
        let ids: [Id; 2] = [|event| &mut event.stream.0, |event| &mut event.command.0];
        for put in ids {
            let mut other = event.clone();
            let id = put(&mut other);
            *id = uuid::Uuid::from_u128(id.as_u128() ^ (1 << bit));
            all.push(other);
        }
    }
    all
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_bit_of_an_event_that_turns_over_is_found_by_hashing_it_again() {
    let office = Signed::begin(Engine::Sqlite).await;
    office.work(0..3).await;
    let log = office.store().log();
    let events = log.read(office.office(), Position(0), u32::MAX).await.expect("events");
    let leaves = log.leaves(office.office(), Position(0), u32::MAX).await.expect("leaves");
    let mut tried = 0;
    for (event, leaf) in events.iter().zip(&leaves) {
        let longest = event.payload.len().max(event.personal.as_deref().map_or(0, <[u8]>::len)).max(16);
        for bit in 0..longest * 8 {
            for other in turned(event, bit) {
                assert_ne!(
                    Leaf::of(&other, leaf.blinding).hash,
                    leaf.hash,
                    "position {}, bit {bit}",
                    event.position
                );
                tried += 1;
            }
        }
        for bit in 0..256 {
            let mut blinding = leaf.blinding;
            blinding[bit / 8] ^= 1 << (bit % 8);
            assert_ne!(Leaf::of(event, blinding).hash, leaf.hash);
        }
    }
    assert!(tried > 40_000, "only {tried}");
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
