//! Signing the logs of all offices whose keys are there, and the deployment's own.
use super::Failure;
use crate::commands::Store;
use crate::projections::offices;
use crate::proof::deployment::DeploymentLog;
use crate::proof::{Checkpoint, SignError, Signer, log_name};
use std::path::Path;

/// The file of the deployment's key, among those of its offices.
const DEPLOYMENT: &str = "deployment.key";

/// What was signed, and what was not.
pub(super) struct Signed {
    /// By the office's code. An office without a key is not among them.
    pub offices: Vec<(String, Result<Checkpoint, SignError>)>,
    /// The deployment's own log; none without its key.
    pub deployment: Option<DeploymentLog>,
}

/// Signs the log of each office whose key is in the folder. What cannot be signed keeps nobody else from being signed.
pub(super) async fn all(store: &Store, keys: &Path) -> Result<Signed, Failure> {
    let mut signed = Vec::new();
    for (office, code) in offices::all(store.db()).await? {
        let key = keys.join(format!("{code}.key"));
        if key.exists() {
            let outcome = match Signer::open(&key, &log_name(&code)) {
                Ok(mut opened) => opened.sign(store.db(), office, store.source()).await,
                Err(error) => Err(error),
            };
            signed.push((code, outcome));
        }
    }
    let key = keys.join(DEPLOYMENT);
    let mut deployment = key.exists().then(|| DeploymentLog::open(&key)).transpose()?;
    if let Some(log) = &mut deployment {
        for (_, outcome) in &signed {
            if let Ok(checkpoint) = outcome {
                log.take(checkpoint)?;
            }
        }
    }
    Ok(Signed { offices: signed, deployment })
}
