//! What is given out: receipts, exported logs, questions to a witness.
use super::{Signed, found};
use crate::support::stores::ENGINES;
use anjuan::event_log::{EventLog, Position};
use anjuan::proof::receipt::{self, ReceiptTrouble};
use anjuan::proof::witness::{Question, Witness, WitnessKey, cosigners};
use anjuan::proof::{Hash, LogKey, path, tiles};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_event_that_was_signed_has_a_receipt_that_whoever_has_the_key_believes() {
    for engine in ENGINES {
        let office = Signed::begin(engine).await;
        office.work(0..6).await;
        let (db, of) = (office.store().db(), office.office());
        let events = office.store().log().read(of, Position(0), u32::MAX).await.expect("events");
        let not_yet = receipt::of(db, of, &events[0], 0).await;
        assert!(matches!(not_yet, Err(ReceiptTrouble::NotSignedYet(Position(1)))), "{engine:?}: {not_yet:?}");
        office.sign().await.expect("signed");
        for event in &events {
            let receipt = receipt::of(db, of, event, 0).await.expect("a receipt");
            let read = receipt::ProofOfEvent::read(&receipt.written()).expect("a receipt");
            let proved = read.verified(&office.public()).expect("proved");
            assert_eq!(proved.shown.payload, *event.payload, "{engine:?}");
            let shown = String::from_utf8_lossy(&receipt.leaf).into_owned();
            assert!(shown.contains(&*event.event_type) && !shown.contains(&*event.actor.0), "{engine:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn proofs_of_a_log_of_many_tiles_are_made_of_few() {
    let office = Signed::begin(crate::support::stores::Engine::Sqlite).await;
    office.work(0..90).await;
    let (db, of) = (office.store().db(), office.office());
    let size = office.sign().await.expect("signed").tree.size;
    assert!(size > 512, "{size}");
    for (old, leaf) in [(1, 0), (256, 255), (257, 300), (size - 1, size - 1), (511, 511)] {
        let spans = path::inclusion(leaf, size).expect("it is there");
        let proof = tiles::roots(db, of, size, &spans).await.expect("a proof");
        let hash =
            office.store().log().leaves(of, Position(leaf.cast_signed()), 1).await.expect("a leaf")[0].hash;
        let edge = office.store().log().edge(of).await.expect("an edge");
        assert!(path::includes(hash, leaf, size, edge.root(), &proof), "{leaf}");
        let spans = path::consistency(old, size).expect("a beginning");
        assert!(tiles::roots(db, of, size, &spans).await.expect("a proof").len() < 20);
    }
    let kept: i64 = office.ask("SELECT COUNT(*) FROM log_tiles WHERE level = 0", &[]).await;
    assert_eq!(kept, i64::try_from(size / 256).expect("small"));
    let above: i64 = office.ask("SELECT length(hashes) FROM log_tiles WHERE level = 1", &[]).await;
    assert_eq!(above, kept * 32);
    assert!(found(&office.verify().await).is_empty());
    office.tamper(&["UPDATE log_tiles SET hashes = (SELECT hashes FROM log_tiles WHERE tile = 1 AND level = 0) WHERE tile = 0 AND level = 0"]).await;
    assert!(!found(&office.verify().await).is_empty(), "a tile that is not the log's");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_witness_cosigns_the_log_as_it_goes_on() {
    for engine in ENGINES {
        let office = Signed::begin(engine).await;
        let key = || LogKey::new("district/audit", [9; 32]).expect("a key");
        let state = office.folder.path().join("seen.json");
        let mut witness = Witness::open(key(), vec![office.public()], &state).expect("a witness");
        for lives in [0..2, 2..4] {
            office.work(lives).await;
            let checkpoint = office.sign().await.expect("signed");
            let old = witness.seen(&checkpoint.origin);
            let spans = path::consistency(old, checkpoint.tree.size).expect("a beginning");
            let db = office.store().db();
            let proof =
                tiles::roots(db, office.office(), checkpoint.tree.size, &spans).await.expect("a proof");
            let question = Question { old, proof, checkpoint: checkpoint.note };
            let note = witness.cosign(&question, office.store().source().now()).expect("cosigned");
            assert_eq!(cosigners(&note.note, &[WitnessKey::of(&key())]), Ok(1), "{engine:?}");
            let wrong = Question { old: question.old, proof: vec![Hash::empty()], ..question };
            assert!(witness.cosign(&wrong, office.store().source().now()).is_err());
        }
    }
}
