//! Who signs for a running program: finds the keys of its offices, on a schedule and whenever a receipt is wanted.
use super::checkpoint::Checkpoint;
use super::deployment::DeploymentLog;
use super::origin::Log;
use super::signer::{SignError, Signer, log_name};
use super::witness::Witnesses;
use crate::cases::ids::OfficeId;
use crate::clock::Source;
use crate::database::Db;
use std::path::PathBuf;
use std::sync::Arc;
use tokio::sync::{Mutex, Notify};

/// The file of the deployment's key, among those of its offices.
pub const DEPLOYMENT: &str = "deployment.key";

/// Signs with the keys that it finds. Cheap to clone; one clone signs at a time.
#[derive(Clone, Debug, Default)]
pub struct Notary {
    key: Option<PathBuf>,
    keys: Option<PathBuf>,
    turn: Arc<Mutex<()>>,
    witnesses: Option<Witnesses>,
    signed: Arc<Notify>,
}

/// What was signed, and what was not.
#[derive(Debug, Default)]
pub struct Signed {
    /// By the office's code. An office without a key is not among them.
    pub offices: Vec<(String, Result<Checkpoint, SignError>)>,
    /// The same of who looked at what, where anybody did.
    pub readings: Vec<(String, Result<Checkpoint, SignError>)>,
    /// The deployment's own log; none without its key.
    pub deployment: Option<Result<Checkpoint, SignError>>,
}

impl Notary {
    /// Signs with the key of one office, or with those of all offices in a folder (`CODE.key`), or with neither.
    #[must_use]
    pub fn new(key: Option<PathBuf>, keys: Option<PathBuf>) -> Self {
        Self { key, keys, ..Self::default() }
    }

    /// With those who cosign what it signs.
    #[must_use]
    pub fn with_witnesses(self, witnesses: Option<Witnesses>) -> Self {
        Self { witnesses, ..self }
    }

    /// Those who cosign what it signs.
    #[must_use]
    pub const fn witnesses(&self) -> Option<&Witnesses> {
        self.witnesses.as_ref()
    }

    /// How many witnesses have to cosign what a receipt stands on.
    #[must_use]
    pub fn quorum(&self) -> usize {
        self.witnesses.as_ref().map_or(0, Witnesses::quorum)
    }

    /// Waits until something is signed.
    pub async fn has_signed(&self) {
        self.signed.notified().await;
    }

    /// Signs what an office's log is now; nothing where it has no key here.
    ///
    /// # Errors
    /// As [`Signer::sign`].
    pub async fn sign(
        &self,
        db: &Db,
        (office, code): (OfficeId, &str),
        source: &Source,
    ) -> Result<Option<Checkpoint>, SignError> {
        let Some(key) = self.key_of(code) else { return Ok(None) };
        // Whoever waits for the file's lock would hold up the one who has it.
        let _turn = self.turn.lock().await;
        let signed = Signer::open(&key, &log_name(code))?.sign(db, office, source).await?;
        self.signed.notify_one();
        Ok(Some(signed))
    }

    /// Signs what an office's record of who looked at what is now; nothing where nobody did, or the office has no key here.
    ///
    /// # Errors
    /// As [`Signer::sign`].
    pub async fn sign_readings(
        &self,
        db: &Db,
        (office, code): (OfficeId, &str),
        source: &Source,
    ) -> Result<Option<Checkpoint>, SignError> {
        let Some(key) = self.key_of(code) else { return Ok(None) };
        let _turn = self.turn.lock().await;
        let mut signer = Signer::of(Log::Readings, &key, &log_name(code))?;
        // Where some were signed, none are too few.
        if signer.size() == 0 && Log::Readings.edge(db, office).await?.size() == 0 {
            return Ok(None);
        }
        let checkpoint = signer.sign(db, office, source).await?;
        self.signed.notify_one();
        Ok(Some(checkpoint))
    }

    fn key_of(&self, code: &str) -> Option<PathBuf> {
        let in_folder = self.keys.as_ref().map(|keys| keys.join(format!("{code}.key")));
        in_folder.filter(|key| key.exists()).or_else(|| self.key.clone())
    }

    /// Signs both logs of each of these offices that has a key here, and then the deployment's own, whose leaves are their
    /// checkpoints. What cannot be signed keeps nobody else from being signed.
    pub async fn sign_all(&self, db: &Db, offices: &[(OfficeId, String)], source: &Source) -> Signed {
        let mut all = Signed::default();
        for (office, code) in offices {
            let outcome = self.sign(db, (*office, code), source).await;
            all.offices.extend(outcome.transpose().map(|outcome| (code.clone(), outcome)));
            let outcome = self.sign_readings(db, (*office, code), source).await;
            all.readings.extend(outcome.transpose().map(|outcome| (code.clone(), outcome)));
        }
        let _turn = self.turn.lock().await;
        all.deployment = self.deployment().map(|log| {
            let mut log = log?;
            for (_, outcome) in all.offices.iter().chain(&all.readings) {
                if let Ok(checkpoint) = outcome {
                    log.take(checkpoint)?;
                }
            }
            log.sign(source.now())
        });
        all
    }

    /// The deployment's own log, open for writing; none without its key.
    #[must_use]
    pub fn deployment(&self) -> Option<Result<DeploymentLog, SignError>> {
        let key = self.keys.as_ref()?.join(DEPLOYMENT);
        key.exists().then(|| DeploymentLog::open(&key))
    }
}
