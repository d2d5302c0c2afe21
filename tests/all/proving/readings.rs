//! Who looked at what stands in a tree of its own, which is signed: what was changed, taken out or cut off is found.
use super::{CODE, Signed};
use crate::support::stores::{ENGINES, Engine, actor, moment};
use anjuan::cases::ids::StreamId;
use anjuan::commands::{OfficeDesk, Store};
use anjuan::database::Value;
use anjuan::event_log::readings::{Reading, Reason, What, record};
use anjuan::event_log::{Actor, Edge, tree::hex};
use anjuan::proof::notary::DEPLOYMENT;
use anjuan::proof::verify::{self, Against, ReadingsReport, Wrong};
use anjuan::proof::witness::{Question, Witness};
use anjuan::proof::{
    Checkpoint, Log, LogKey, Notary, SignError, Signer, checkpoints, log_name, path, signer,
};
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
async fn spoil(desk: &OfficeDesk, engine: Engine, sql: &str) {
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
    assert!(tx.execute(sql.to_owned(), &values).await.expect("spoilt") > 0, "{sql}");
    tx.commit().await.expect("committed");
}

/// Cuts off the readings after a place, as a restored backup does: the head knows nothing of them either.
async fn cut_off_after(office: &Signed, engine: Engine, last: u64) {
    let (db, of) = (office.store().db(), office.office());
    let edge = Log::Readings.after(db, of, Edge::default(), last).await.expect("an edge");
    let hex = hex(&edge.bytes());
    let edge = if engine == Engine::Sqlite { format!("x'{hex}'") } else { format!("'\\x{hex}'") };
    let desk = &office.desk;
    spoil(desk, engine, &format!("DELETE FROM readings WHERE office_id = $1 AND position > {last}")).await;
    let sql = format!("UPDATE reading_heads SET position = {last}, edge = {edge} WHERE office_id = $1");
    spoil(desk, engine, &sql).await;
}

fn signer_of(office: &Signed) -> Signer {
    Signer::of(Log::Readings, &office.key_file(), &log_name(CODE)).expect("a signer")
}

async fn sign(office: &Signed) -> Result<Checkpoint, SignError> {
    let store = office.store();
    signer_of(office).sign(store.db(), office.office(), store.source()).await
}

async fn verified(office: &Signed, held: &[&Checkpoint]) -> ReadingsReport {
    let checkpoints = held.iter().map(|held| (*held).clone()).collect();
    let against = Against { keys: vec![office.public()], checkpoints };
    verify::readings(office.store().db(), office.office(), &against).await.expect("verified")
}

/// What is wrong, in words.
async fn wrong(office: &Signed, held: &[&Checkpoint]) -> String {
    let report = verified(office, held).await;
    assert!(report.findings.iter().all(|finding| finding.wrong == Wrong::Reading), "{report:#?}");
    report.findings.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
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
            let office = Signed::begin(engine).await;
            assert_eq!(wrong(&office, &[]).await, "", "{engine:?}: nothing was read");
            read(&office.desk, 7).await;
            let report = verified(&office, &[]).await;
            assert_eq!((report.readings, report.findings.len()), (7, 0), "{engine:?}");
            spoil(&office.desk, engine, sql).await;
            let wrong = wrong(&office, &[]).await;
            assert!(wrong.contains(told), "{engine:?}: {wrong}");
        }
    }
}

#[tokio::test]
async fn readings_that_were_there_before_trees_were_are_taken_into_one_and_signed() {
    for engine in ENGINES {
        let office = Signed::begin(engine).await;
        read(&office.desk, 5).await;
        let sql = "UPDATE reading_heads SET edge = NULL WHERE office_id = $1";
        spoil(&office.desk, engine, sql).await;
        assert_eq!(wrong(&office, &[]).await, "", "{engine:?}: there is no tree to hold it against");
        assert_eq!(sign(&office).await.expect("signed").tree.size, 5, "{engine:?}");
        read(&office.desk, 1).await;
        assert_eq!(wrong(&office, &[]).await, "", "{engine:?}");
        let sql = "UPDATE readings SET what = 'history' WHERE office_id = $1 AND position = 1";
        spoil(&office.desk, engine, sql).await;
        assert!(wrong(&office, &[]).await.contains("not what was recorded"), "{engine:?}");
    }
}

#[tokio::test]
async fn the_readings_are_signed_under_a_name_of_their_own_and_a_witness_follows_them() {
    for engine in ENGINES {
        let office = Signed::begin(engine).await;
        let public = office.public().of_log("anjuan/310110001/readings").expect("its key");
        let state = office.folder.path().join("witness.json");
        let key = LogKey::new("district/audit", [9; 32]).expect("a key");
        let mut witness = Witness::open(key, vec![public.clone()], &state).expect("a witness");
        for size in [3_u64, 4, 9, 9] {
            let before = witness.seen("anjuan/310110001/readings");
            read(&office.desk, (size - before).into()).await;
            let signed = sign(&office).await.expect("signed");
            assert_eq!(
                (signed.tree.size, &*signed.origin),
                (size, "anjuan/310110001/readings"),
                "{engine:?}"
            );
            assert_eq!(Checkpoint::verified(&signed.note, &public).expect("its own"), signed);
            assert_eq!(sign(&office).await.expect("signed"), signed, "what did not change is signed once");
            let spans = path::consistency(before, size).expect("a beginning");
            let proof = Log::Readings.roots(office.store().db(), office.office(), size, &spans).await;
            let question = Question { old: before, proof: proof.expect("a proof"), checkpoint: signed.note };
            witness.cosign(&question, office.store().source().now()).expect("it goes on");
        }
        assert_eq!(office.sign().await.expect("signed").origin, log_name(CODE), "{engine:?}: the log's own");
        let report = verified(&office, &[]).await;
        assert_eq!((report.checkpoints, report.signatures, report.findings.len()), (3, 3, 0), "{engine:?}");
    }
}

/// What an insider does who makes the tree anew as well.
async fn make_the_tree_anew(office: &Signed, engine: Engine) {
    let sql = "UPDATE reading_heads SET edge = NULL WHERE office_id = $1";
    spoil(&office.desk, engine, sql).await;
}

#[tokio::test]
async fn a_record_that_was_changed_or_cut_off_with_its_tree_made_anew_is_not_signed_and_is_found() {
    for engine in ENGINES {
        let office = Signed::begin(engine).await;
        read(&office.desk, 4).await;
        let early = sign(&office).await.expect("signed");
        read(&office.desk, 4).await;
        let kept = sign(&office).await.expect("signed");
        let edited = "UPDATE readings SET reader = 'user:nobody' WHERE office_id = $1 AND position = 6";
        spoil(&office.desk, engine, edited).await;
        make_the_tree_anew(&office, engine).await;
        let found = wrong(&office, &[]).await;
        assert!(
            found.contains("positions 5 to 8") && found.contains("the first 4 are"),
            "{engine:?}: {found}"
        );
        // What was signed is not read again; what the tree is now is not what it was.
        let error = sign(&office).await.expect_err("changed");
        assert!(
            matches!(&error, SignError::Readings(inner) if matches!(**inner, SignError::Inconsistent { .. }))
        );

        let office = Signed::begin(engine).await;
        read(&office.desk, 8).await;
        let whole = sign(&office).await.expect("signed");
        cut_off_after(&office, engine, 6).await;
        let error = sign(&office).await.expect_err("it shrank").to_string();
        assert!(
            error.contains("who looked at what") && error.contains("7 to 8 are gone"),
            "{engine:?}: {error}"
        );
        let gone = "DELETE FROM reading_checkpoints WHERE office_id = $1";
        spoil(&office.desk, engine, gone).await;
        assert_eq!(wrong(&office, &[]).await, "", "{engine:?}: nobody here knows any more");
        let found = wrong(&office, &[&whole]).await;
        assert!(
            found.contains("positions 7 to 8") && found.contains("signed 8 readings"),
            "{engine:?}: {found}"
        );
        let forged = Checkpoint { note: whole.note.replacen("\n8\n", "\n6\n", 1), ..whole };
        assert!(wrong(&office, &[&forged]).await.contains("does not fit"), "{engine:?}");
        assert!(early.tree.size < kept.tree.size);
    }
}

#[tokio::test]
async fn a_new_reading_that_was_changed_before_it_was_signed_is_not_signed() {
    for engine in ENGINES {
        let office = Signed::begin(engine).await;
        read(&office.desk, 2).await;
        sign(&office).await.expect("signed");
        read(&office.desk, 2).await;
        let removed = "DELETE FROM readings WHERE office_id = $1 AND position = 3";
        spoil(&office.desk, engine, removed).await;
        let error = sign(&office).await.expect_err("it is gone").to_string();
        assert!(error.contains("entry 3"), "{engine:?}: {error}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn readings_that_a_restored_backup_lost_are_named_in_the_log_and_a_new_epoch_begins() {
    for engine in ENGINES {
        let office = Signed::begin(engine).await;
        read(&office.desk, 5).await;
        let kept = sign(&office).await.expect("signed");
        read(&office.desk, 3).await;
        let lost = sign(&office).await.expect("signed");
        let (db, of) = (office.store().db(), office.office());
        let nothing = signer_of(&office).lost(db, of).await;
        assert!(matches!(nothing, Err(SignError::NothingLost)), "{engine:?}: {nothing:?}");
        cut_off_after(&office, engine, 5).await;
        let mut signer = signer_of(&office);
        let opened = signer.lost(db, of).await.expect("lost");
        let store = Store::open(&office.place.url, office.store().source().clone()).await.expect("a store");
        let desk = store.office(Some(CODE), actor()).await.expect("the office");
        desk.note_epoch(opened).await.expect("noted");
        let first = signer.begin_anew(db, of, office.store().source()).await.expect("signed");
        assert_eq!(first.origin, "anjuan/310110001/readings/epoch-2");
        drop(signer);
        assert_eq!(wrong(&office, &[&kept, &lost, &first]).await, "", "{engine:?}: it is known to be lost");
        assert!(office.verify().await.findings.is_empty(), "{engine:?}: the log itself lost nothing");
        desk.store().clone().close().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_schedule_both_logs_are_signed_and_stand_in_the_deployments() {
    let office = Signed::begin(Engine::Sqlite).await;
    let keys = office.folder.path().join("keys");
    std::fs::create_dir(&keys).expect("a folder");
    std::fs::copy(office.key_file(), keys.join(format!("{CODE}.key"))).expect("copied");
    let store = office.store();
    signer::new_key(&keys.join(DEPLOYMENT), "anjuan/deployment", store.source()).expect("a key");
    let notary = Notary::new(None, Some(keys));
    let offices = [(office.office(), CODE.to_owned())];
    let signed = notary.sign_all(store.db(), &offices, store.source()).await;
    assert_eq!((signed.offices.len(), signed.readings.len()), (1, 0), "nobody looked at anything");
    read(&office.desk, 2).await;
    let signed = notary.sign_all(store.db(), &offices, store.source()).await;
    let (code, readings) = &signed.readings[0];
    assert_eq!((&**code, readings.as_ref().expect("signed").tree.size), (CODE, 2));
    assert_eq!(signed.deployment.expect("a log").expect("signed").tree.size, 2, "one of each");
    let kept = checkpoints::all(store.db(), office.office(), Log::Readings).await.expect("kept");
    assert_eq!(kept.len(), 1);
}
