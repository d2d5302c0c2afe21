//! Who signs, and what is not signed.
use super::{CODE, Signed, found};
use crate::support::stores::{ENGINES, Engine};
use anjuan::event_log::Position;
use anjuan::proof::{Log, SignError, Signer, checkpoints, log_name, path, tiles};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_log_that_goes_on_is_signed_again_and_every_checkpoint_is_kept() {
    for engine in ENGINES {
        let office = Signed::begin(engine).await;
        office.work(0..2).await;
        let first = office.sign().await.expect("signed");
        assert_eq!(office.sign().await.expect("signed"), first, "what did not change is signed once");
        office.work(2..4).await;
        let second = office.sign().await.expect("signed");
        let kept = checkpoints::all(office.store().db(), office.office(), Log::Events).await.expect("kept");
        let kept: Vec<_> = kept.into_iter().map(|kept| kept.expect("a checkpoint").checkpoint).collect();
        assert_eq!(kept, [first.clone(), second.clone()], "{engine:?}");
        let spans = path::consistency(first.tree.size, second.tree.size).expect("a beginning");
        let proof = tiles::roots(office.store().db(), office.office(), second.tree.size, &spans).await;
        assert!(path::extends(first.tree, second.tree, &proof.expect("a proof")), "{engine:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_log_that_shrank_is_not_signed_and_the_operator_is_told_what_a_restored_backup_means() {
    for engine in ENGINES {
        let office = Signed::begin(engine).await;
        office.work(0..3).await;
        office.sign().await.expect("signed");
        office.cut_off_after(office.size().await - 1).await;
        let error = office.sign().await.expect_err("it shrank");
        assert!(matches!(error, SignError::Smaller { .. }), "{engine:?}: {error}");
        assert!(error.to_string().contains("backup"), "{error}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_event_that_was_changed_before_it_was_signed_is_not_signed() {
    for engine in ENGINES {
        let office = Signed::begin(engine).await;
        office.work(0..1).await;
        office.sign().await.expect("signed");
        let signed = office.size().await;
        office.work(1..2).await;
        office
            .tamper(&[&format!("UPDATE events SET actor = 'user:other' WHERE position = {}", signed + 1)])
            .await;
        let error = office.sign().await.expect_err("it was changed");
        assert!(
            matches!(error, SignError::Changed { position, .. } if position == Position(signed + 1)),
            "{engine:?}: {error}"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_log_whose_tree_is_another_one_is_not_signed() {
    let office = Signed::begin(Engine::Sqlite).await;
    office.work(0..2).await;
    office.sign().await.expect("signed");
    let state = office.key_file().with_added_extension("state");
    let text = std::fs::read_to_string(&state).expect("a state");
    let mut signed: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let edge = signed["edge"].as_str().expect("an edge").to_owned();
    let other = if edge.starts_with('A') { edge.replacen('A', "B", 1) } else { format!("A{}", &edge[1..]) };
    signed["edge"] = other.into();
    std::fs::write(&state, signed.to_string()).expect("written");
    let error = office.sign().await.expect_err("another tree");
    assert!(matches!(error, SignError::Inconsistent { .. }), "{error}");
    assert!(found(&office.verify().await).is_empty(), "the log itself is whole");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_key_signs_for_its_own_office_and_is_never_written_over() {
    let office = Signed::begin(Engine::Sqlite).await;
    let error = Signer::open(&office.key_file(), &log_name("310110002")).expect_err("another office's");
    assert!(error.to_string().contains("anjuan/310110002"), "{error}");
    let source = office.store().source();
    let again = anjuan::proof::signer::new_key(&office.key_file(), &log_name(CODE), source);
    assert!(matches!(again, Err(SignError::File { .. })), "{again:?}");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(office.key_file()).expect("a file").permissions().mode();
        assert_eq!(mode & 0o077, 0, "nobody else reads it");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_restored_backup_begins_a_new_epoch_that_names_what_was_lost() {
    for engine in ENGINES {
        let office = Signed::begin(engine).await;
        office.work(0..2).await;
        let kept = office.sign().await.expect("signed");
        let before = office.size().await;
        office.work(2..4).await;
        let lost = office.sign().await.expect("signed");
        let mut signer = office.signer();
        let nothing = signer.lost(office.store().db(), office.office()).await;
        assert!(matches!(nothing, Err(SignError::NothingLost)), "{engine:?}: {nothing:?}");
        office.cut_off_after(before).await;
        let (db, of) = (office.store().db(), office.office());
        let store = anjuan::commands::Store::open(&office.place.url, office.store().source().clone()).await;
        let desk = store
            .expect("a store")
            .office(Some(CODE), crate::support::stores::actor())
            .await
            .expect("the office");
        let opened = signer.lost(db, of).await.expect("lost");
        desk.note_epoch(opened).await.expect("noted");
        let first = signer.begin_anew(db, of, office.store().source()).await.expect("signed");
        assert_eq!(first.origin, format!("{}/epoch-2", log_name(CODE)));
        drop(signer);
        let report = office.verify_against(vec![kept, lost.clone()]).await;
        assert!(found(&report).is_empty(), "{engine:?}: what was lost is known to be: {report:#?}");
        let forged = anjuan::proof::path::Tree { size: lost.tree.size, root: anjuan::proof::Hash::empty() };
        let forged = anjuan::proof::Checkpoint { tree: forged, ..lost };
        let against = anjuan::proof::verify::Against { keys: Vec::new(), checkpoints: vec![forged] };
        let report = anjuan::proof::verify::office(db, of, &against, |_| {}).await.expect("verified");
        assert!(!report.findings.is_empty(), "{engine:?}: only what was signed last is known to be lost");
        desk.store().clone().close().await;
    }
}
