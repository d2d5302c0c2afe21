//! A log that proves itself: what is signed, what is given out, and what is found when somebody changed it.
mod agreeing;
mod deployment;
mod flips;
mod given_out;
mod program;
mod readings;
mod signing;
mod tampering;
mod witnessing;

use crate::committing::lives::life;
use crate::support::intruder::{cut_off_after, tamper};
use crate::support::stores::{Engine, Place, office_at, source};
use anjuan::cases::ids::OfficeId;
use anjuan::commands::{OfficeDesk, Store};
use anjuan::database::Value;
use anjuan::event_log::{EventLog, Position};
use anjuan::proof::verify::{self, Against, Report, Wrong};
use anjuan::proof::{Checkpoint, PublicKey, SignError, Signer, log_name, signer};
use std::path::PathBuf;
use tempfile::TempDir;

/// The office of the tests' stores.
const CODE: &str = "310110001";

/// An office whose log is signed with a key of its own.
struct Signed {
    place: Place,
    desk: OfficeDesk,
    folder: TempDir,
}

impl Signed {
    async fn begin(engine: Engine) -> Self {
        let place = engine.place();
        let desk = office_at(&place.url, source(7).0).await;
        let folder = TempDir::new().expect("a folder");
        let signed = Self { place, desk, folder };
        signer::new_key(&signed.key_file(), &log_name(CODE), signed.desk.store().source()).expect("a key");
        signed
    }

    /// Some lives of cases, from the `n`th on.
    async fn work(&self, lives: std::ops::Range<u32>) {
        for n in lives {
            let case = self.desk.store().source().stream_id();
            for request in life(n, case) {
                self.desk.execute(request).await.expect("carried out");
            }
        }
    }

    fn key_file(&self) -> PathBuf {
        self.folder.path().join("proof.key")
    }

    fn public(&self) -> PublicKey {
        self.signer().key().expect("a key").public()
    }

    fn signer(&self) -> Signer {
        Signer::open(&self.key_file(), &log_name(CODE)).expect("a signer")
    }

    async fn sign(&self) -> Result<Checkpoint, SignError> {
        let store = self.desk.store();
        self.signer().sign(store.db(), self.desk.office(), store.source()).await
    }

    async fn verify(&self) -> Report {
        self.verify_against(Vec::new()).await
    }

    async fn verify_against(&self, checkpoints: Vec<Checkpoint>) -> Report {
        let against = Against { keys: vec![self.public()], checkpoints };
        verify::office(self.desk.store().db(), self.desk.office(), &against, |_| {}).await.expect("verified")
    }

    async fn size(&self) -> i64 {
        self.desk.store().log().head(self.desk.office()).await.expect("a head").0
    }

    async fn tamper(&self, statements: &[&str]) {
        tamper(&self.place, statements).await;
    }

    async fn cut_off_after(&self, last: i64) {
        cut_off_after(&self.place, &self.store().log(), self.office(), last).await;
    }

    async fn ask<T: anjuan::database::Readable>(&self, sql: &str, values: &[Value]) -> T {
        let rows = self.desk.store().db().fetch(sql.to_owned(), values).await.expect("rows");
        rows[0].get(0).expect("a value")
    }

    fn office(&self) -> OfficeId {
        self.desk.office()
    }

    fn store(&self) -> &Store {
        self.desk.store()
    }
}

/// What was found, and where.
fn found(report: &Report) -> Vec<(Wrong, i64, i64)> {
    let place = |at: Option<Position>| at.map_or(0, |at| at.0);
    report.findings.iter().map(|finding| (finding.wrong, place(finding.from), place(finding.to))).collect()
}
