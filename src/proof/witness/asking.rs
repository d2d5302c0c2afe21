//! How an office asks its witnesses, by HTTP (C2SP tlog-witness). It never waits for them with anything else: whoever is
//! silent is asked again later.
use super::cosignature::{WitnessKey, line_of};
use super::question::Question;
use crate::cases::ids::OfficeId;
use crate::database::{Db, StorageError};
use crate::proof::checkpoint::Checkpoint;
use crate::proof::cosignatures::{self, Place};
use crate::proof::origin::Log;
use crate::proof::path;
use crate::proof::{SignError, checkpoints};
use futures_util::future::join_all;
use std::sync::Arc;
use std::time::Duration;
use url::Url;

/// How long a witness has for an answer.
pub const PATIENCE: Duration = Duration::from_secs(10);
/// Bytes of an answer.
const LONGEST: usize = 16 * 1024;

/// Why a witness did not cosign.
#[derive(Debug, thiserror::Error)]
pub enum AskTrouble {
    /// It cannot be reached, or not in time.
    #[error("it does not answer: {0}")]
    Silent(String),
    /// It saw another size of the log than was asked.
    #[error("it saw {0} of the log last")]
    Saw(u64),
    /// It saw more than there is.
    #[error(
        "it saw {seen}, and the log has {size}: the log was cut off, or somebody signs another one with the same key; \
         `anjuan verify` says more"
    )]
    Ahead {
        /// What it saw.
        seen: u64,
        /// What there is.
        size: u64,
    },
    /// It does not believe the log.
    #[error("it refuses the log as it is now ({status}): {why}")]
    Refused {
        /// The status of its answer.
        status: u16,
        /// What that means.
        why: &'static str,
    },
    /// It answers something else.
    #[error("its answer has no cosignature of the checkpoint that fits its key")]
    NoCosignature,
    /// Nothing can be proved to it.
    #[error("the store cannot prove the log to it: {0}")]
    Unprovable(#[from] SignError),
    /// The database fails.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl AskTrouble {
    /// Whether somebody has to look, and waiting will not help.
    #[must_use]
    pub const fn is_grave(&self) -> bool {
        matches!(self, Self::Ahead { .. } | Self::Refused { status: 409 | 422, .. } | Self::Unprovable(_))
    }

    /// The name of it among what is counted.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Silent(_) => "silent",
            Self::Saw(_) | Self::Ahead { .. } | Self::Refused { .. } => "refused",
            Self::NoCosignature => "wrong",
            Self::Unprovable(_) | Self::Storage(_) => "failed",
        }
    }
}

/// A witness, and where it answers.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WitnessAt {
    /// The prefix of its addresses.
    pub url: Url,
    /// Its key, which bears its name.
    pub key: WitnessKey,
}

/// The witnesses of an installation. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Witnesses {
    all: Arc<[WitnessAt]>,
    quorum: usize,
    http: reqwest::Client,
}

/// What became of asking one witness about one log.
#[derive(Debug)]
pub struct Asked {
    /// The witness.
    pub witness: String,
    /// How much of the log it cosigned.
    pub outcome: Result<u64, AskTrouble>,
}

impl Witnesses {
    /// Those witnesses, of whom so many have to cosign, and each of whom has so long for an answer.
    ///
    /// # Errors
    /// When there is no HTTP on this machine.
    pub fn new(all: Vec<WitnessAt>, quorum: usize, patience: Duration) -> Result<Self, AskTrouble> {
        let http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .timeout(patience)
            .build()
            .map_err(|error| AskTrouble::Silent(told(&error)))?;
        Ok(Self { all: all.into(), quorum, http })
    }

    /// How many have to cosign.
    #[must_use]
    pub const fn quorum(&self) -> usize {
        self.quorum
    }

    /// Asks every witness that `wanted` names for what was signed last of a log, unless it cosigned that, all at the same
    /// time, and keeps what they answer. Nobody is asked where nothing is signed.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn ask(
        &self,
        db: &Db,
        office: OfficeId,
        log: Log,
        wanted: impl Fn(&str) -> bool,
    ) -> Result<Vec<Asked>, StorageError> {
        let Some(kept) = checkpoints::last(db, office, log).await? else { return Ok(Vec::new()) };
        let size = kept.checkpoint.tree.size;
        let place = Place { office, log, epoch: kept.epoch, size };
        let known = cosignatures::of(db, place).await?;
        let is_missing = |at: &&WitnessAt| known.iter().all(|(witness, _)| witness != at.key.name());
        let missing = self.all.iter().filter(|at| wanted(at.key.name())).filter(is_missing);
        let checkpoint = &kept.checkpoint;
        let asked = missing.map(|at| async move {
            let outcome = self.cosigned_by(at, db, place, checkpoint).await.map(|()| size);
            Asked { witness: at.key.name().to_owned(), outcome }
        });
        Ok(join_all(asked).await)
    }

    async fn cosigned_by(
        &self,
        at: &WitnessAt,
        db: &Db,
        place: Place,
        checkpoint: &Checkpoint,
    ) -> Result<(), AskTrouble> {
        let old = cosignatures::last(db, place, at.key.name()).await?;
        let line = match self.send(at, &question(db, place, checkpoint, old).await?).await {
            Err(AskTrouble::Saw(seen)) if seen > place.size => {
                return Err(AskTrouble::Ahead { seen, size: place.size });
            }
            Err(AskTrouble::Saw(seen)) if seen != old => {
                self.send(at, &question(db, place, checkpoint, seen).await?).await?
            }
            answer => answer?,
        };
        Ok(cosignatures::keep(db, place, at.key.name(), &line).await?)
    }

    /// Sends one question, and answers with the line of the witness.
    async fn send(&self, at: &WitnessAt, question: &Question) -> Result<String, AskTrouble> {
        let url = format!("{}/add-checkpoint", at.url.as_str().trim_end_matches('/'));
        let silent = |error: reqwest::Error| AskTrouble::Silent(told(&error.without_url()));
        let mut answer = self.http.post(url).body(question.written()).send().await.map_err(silent)?;
        let mut body = Vec::new();
        while let Some(part) = answer.chunk().await.map_err(silent)? {
            if body.len() + part.len() > LONGEST {
                return Err(AskTrouble::NoCosignature);
            }
            body.extend_from_slice(&part);
        }
        let text = String::from_utf8(body).map_err(|_| AskTrouble::NoCosignature)?;
        let status = answer.status().as_u16();
        match status {
            200 => line_of(&at.key, &question.checkpoint, &text).ok_or(AskTrouble::NoCosignature),
            409 => Err(match text.trim_end().parse() {
                Ok(seen) if seen != question.old => AskTrouble::Saw(seen),
                _ => AskTrouble::Refused { status, why: "it saw another log of this size" },
            }),
            _ => Err(AskTrouble::Refused { status, why: meaning(status) }),
        }
    }
}

/// The question that shows a witness that the log goes on from what it saw.
async fn question(db: &Db, place: Place, checkpoint: &Checkpoint, old: u64) -> Result<Question, AskTrouble> {
    let Place { office, log, size, .. } = place;
    let spans = path::consistency(old, size).ok_or(AskTrouble::Ahead { seen: old, size })?;
    let proof = log.roots(db, office, size, &spans).await?;
    Ok(Question { old, proof, checkpoint: checkpoint.note.clone() })
}

/// What a witness means that does not cosign.
const fn meaning(status: u16) -> &'static str {
    match status {
        400 => "it does not understand the question",
        403 => "it has another key of the log",
        404 => "it does not know the log; its operator has to be given the log's key",
        422 => "the log does not go on from what it saw",
        _ => "it fails",
    }
}

/// An error with what lies under it: reqwest's own words say only that something failed.
fn told(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut under = error.source();
    while let Some(cause) = under {
        text = format!("{text}: {cause}");
        under = cause.source();
    }
    text
}
