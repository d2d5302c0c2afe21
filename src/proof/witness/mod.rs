//! The witness: another body, on another machine, that keeps the last checkpoint of a log, demands that the next one goes on
//! from it, and cosigns (C2SP tlog-cosignature and tlog-witness). Who asks for a quorum of witnesses cannot be shown another
//! log than the witnesses were shown.
mod asking;
mod cosignature;
mod question;

pub use asking::{AskTrouble, Asked, PATIENCE, WitnessAt, Witnesses};
pub use cosignature::{WitnessKey, cosigners, line_of};
pub use question::Question;

use super::checkpoint::{Checkpoint, LogKey, NoteTrouble, PublicKey};
use super::origin::Origin;
use super::path::{self, Tree};
use super::signer::{SignError, replace};
use crate::cases::occurred::Moment;
use crate::event_log::tree::{HASH, Hash};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};

/// Why a witness does not cosign.
#[derive(Debug, thiserror::Error)]
pub enum WitnessTrouble {
    /// The question is not built as it should be.
    #[error("this is no question to a witness: {0}")]
    Malformed(&'static str),
    /// The witness knows nothing of the log.
    #[error("this witness knows no log {0}; give its key with --log")]
    UnknownLog(String),
    /// The question goes on from another size than the witness saw.
    #[error("the witness saw {seen} events of this log last, and the proof goes on from {asked}")]
    OtherSize {
        /// What it saw.
        seen: u64,
        /// What the proof goes on from.
        asked: u64,
    },
    /// The log does not go on from what the witness saw.
    #[error(
        "the checkpoint of {size} events does not go on from the {seen} that this witness saw: the log was changed, or was \
         shown to others otherwise"
    )]
    Inconsistent {
        /// What is asked.
        size: u64,
        /// What it saw.
        seen: u64,
    },
    /// The checkpoint is not to be believed.
    #[error(transparent)]
    Note(#[from] NoteTrouble),
    /// A file fails.
    #[error(transparent)]
    File(#[from] SignError),
}

/// What a witness saw of a log last.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Seen {
    size: u64,
    /// In base64.
    root: String,
    /// The checkpoint, as it was cosigned.
    note: String,
}

/// A checkpoint that a witness cosigned.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Cosigned {
    /// The checkpoint with the witness's line behind its others.
    pub note: String,
    /// That line alone.
    pub line: String,
}

/// A witness: its key, the logs that it watches, and what it saw of each. While it is open no other process cosigns with
/// what it saw.
#[derive(Debug)]
pub struct Witness {
    key: LogKey,
    logs: Vec<PublicKey>,
    state: PathBuf,
    seen: BTreeMap<String, Seen>,
    /// Holds the lock.
    _lock: File,
}

impl Witness {
    /// A witness that keeps what it saw in a file. Whoever has the key of an office's log has that of its readings; a log
    /// that was begun anew is another one, whose key has to be among those given.
    ///
    /// # Errors
    /// When the file cannot be read, or another process cosigns with it.
    pub fn open(key: LogKey, logs: Vec<PublicKey>, state: &Path) -> Result<Self, WitnessTrouble> {
        let trouble = |error: &dyn std::fmt::Display| SignError::File {
            path: state.display().to_string(),
            reason: error.to_string(),
        };
        let lock = File::create(state.with_added_extension("lock")).map_err(|error| trouble(&error))?;
        lock.try_lock().map_err(|error| trouble(&format!("another process cosigns with it: {error}")))?;
        let seen = match std::fs::read_to_string(state) {
            Ok(text) => serde_json::from_str(&text).map_err(|error| trouble(&error))?,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => BTreeMap::new(),
            Err(error) => return Err(trouble(&error).into()),
        };
        Ok(Self { key, logs, state: state.to_owned(), seen, _lock: lock })
    }

    /// How much of a log it saw.
    #[must_use]
    pub fn seen(&self, origin: &str) -> u64 {
        self.seen.get(origin).map_or(0, |seen| seen.size)
    }

    /// Cosigns a checkpoint that goes on from the last one, and keeps it.
    ///
    /// # Errors
    /// When the log is not known, the checkpoint is not its own, or does not go on from what was seen.
    pub fn cosign(&mut self, question: &Question, now: Moment) -> Result<Cosigned, WitnessTrouble> {
        let origin = Checkpoint::read(&question.checkpoint)?.origin;
        let key = self.key_of(&origin).ok_or_else(|| WitnessTrouble::UnknownLog(origin.clone()))?;
        let checkpoint = Checkpoint::verified(&question.checkpoint, &key)?;
        if question.old > checkpoint.tree.size {
            return Err(WitnessTrouble::Malformed("it goes on from more than its checkpoint has"));
        }
        let seen = self.tree(&origin)?;
        if question.old != seen.size {
            return Err(WitnessTrouble::OtherSize { seen: seen.size, asked: question.old });
        }
        if !path::extends(seen, checkpoint.tree, &question.proof) {
            return Err(WitnessTrouble::Inconsistent { size: checkpoint.tree.size, seen: seen.size });
        }
        let line = cosignature::line(&self.key, &checkpoint.note, now)?;
        let note = checkpoint.note + &line;
        let Tree { size, root } = checkpoint.tree;
        let last = Seen { size, root: BASE64_STANDARD.encode(root.0), note: note.clone() };
        self.seen.insert(origin, last);
        // Kept before anybody has the cosignature.
        replace(&self.state, &self.seen)?;
        Ok(Cosigned { note, line })
    }

    fn key_of(&self, origin: &str) -> Option<PublicKey> {
        let wanted = Origin::read(origin);
        let is_of = |key: &&PublicKey| {
            let own = Origin::read(key.name());
            (own.key, own.epoch) == (wanted.key.clone(), wanted.epoch)
        };
        self.logs.iter().find(is_of)?.named(origin).ok()
    }

    fn tree(&self, origin: &str) -> Result<Tree, WitnessTrouble> {
        let Some(seen) = self.seen.get(origin) else { return Ok(Tree { size: 0, root: Hash::empty() }) };
        let root = BASE64_STANDARD.decode(&seen.root).ok().and_then(|root| <[u8; HASH]>::try_from(root).ok());
        let reason = format!("what was seen of {origin} has no root");
        let path = self.state.display().to_string();
        let root = root.ok_or(SignError::File { path, reason })?;
        Ok(Tree { size: seen.size, root: Hash(root) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event_log::Edge;

    fn at() -> Moment {
        Moment::parse("2019-03-05T09:00:00+08:00").expect("a moment")
    }

    fn log() -> LogKey {
        LogKey::new("anjuan/310110001", [7; 32]).expect("a key")
    }

    fn tree(size: u8) -> Tree {
        let mut edge = Edge::default();
        (0..size).for_each(|n| edge.push(Hash::leaf(&[n])));
        Tree { size: size.into(), root: edge.root() }
    }

    fn question(old: u8, new: u8) -> Question {
        let leaf = |node: path::Node| {
            (node.level == 0).then(|| Hash::leaf(&[u8::try_from(node.index).expect("small")]))
        };
        let hash = |node: path::Node| match node.level {
            0 => leaf(node),
            1 => {
                let child = |index| leaf(path::Node { level: 0, index });
                Some(Hash::node(child(2 * node.index)?, child(2 * node.index + 1)?))
            }
            _ => None,
        };
        let spans = path::consistency(old.into(), new.into()).expect("a beginning");
        let proof = spans.into_iter().map(|span| span.root(hash).expect("small")).collect();
        Question { old: old.into(), proof, checkpoint: log().sign(tree(new), at()).expect("signed") }
    }

    #[test]
    fn a_witness_cosigns_what_goes_on_and_nothing_else_and_remembers_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let state = folder.path().join("witness.json");
        let key = || LogKey::new("district/audit", [9; 32]).expect("a key");
        let open = || Witness::open(key(), vec![log().public()], &state).expect("a witness");
        let note = open().cosign(&question(0, 2), at()).expect("cosigned").note;
        let witnesses = [WitnessKey::of(&key())];
        assert_eq!(cosigners(&note, &witnesses), Ok(1));
        assert!(Checkpoint::verified(&note, &log().public()).is_ok());
        let read = Question::read(&question(2, 3).written()).expect("a question");
        assert_eq!(read, question(2, 3));
        open().cosign(&read, at()).expect("it goes on");
        assert_eq!(open().seen("anjuan/310110001"), 3);
        let again = open().cosign(&question(2, 3), at());
        assert!(matches!(again, Err(WitnessTrouble::OtherSize { seen: 3, asked: 2 })), "{again:?}");
        let mut other = question(3, 3);
        other.checkpoint = log().sign(Tree { size: 4, ..tree(2) }, at()).expect("signed");
        assert!(matches!(open().cosign(&other, at()), Err(WitnessTrouble::Inconsistent { .. })));
        let stranger =
            Witness::open(key(), Vec::new(), &state).expect("a witness").cosign(&question(3, 3), at());
        assert!(matches!(stranger, Err(WitnessTrouble::UnknownLog(_))), "{stranger:?}");
    }

    #[test]
    fn a_witness_of_a_log_knows_its_readings_and_a_log_that_was_begun_anew_only_if_it_is_told() {
        let folder = tempfile::tempdir().expect("a folder");
        let state = folder.path().join("witness.json");
        let key = LogKey::new("district/audit", [9; 32]).expect("a key");
        let asked = |name: &str| {
            let log = log().named(name).expect("a key");
            Question { checkpoint: log.sign(tree(2), at()).expect("signed"), ..question(0, 2) }
        };
        let mut witness = Witness::open(key.clone(), vec![log().public()], &state).expect("a witness");
        witness.cosign(&asked("anjuan/310110001/readings"), at()).expect("cosigned");
        assert_eq!((witness.seen("anjuan/310110001"), witness.seen("anjuan/310110001/readings")), (0, 2));
        let anew = "anjuan/310110001/epoch-2";
        let unknown = witness.cosign(&asked(anew), at());
        assert!(matches!(unknown, Err(WitnessTrouble::UnknownLog(_))), "{unknown:?}");
        let second = Witness::open(key.clone(), Vec::new(), &state);
        assert!(matches!(second, Err(WitnessTrouble::File(_))), "one process at a time");
        drop(witness);
        let told = vec![log().public(), log().public().of_log(anew).expect("its key")];
        let mut witness = Witness::open(key, told, &state).expect("a witness");
        witness.cosign(&asked(anew), at()).expect("cosigned");
        let mut smaller = question(2, 2);
        smaller.old = 3;
        let smaller = witness.cosign(&smaller, at());
        assert!(matches!(smaller, Err(WitnessTrouble::Malformed(_))), "{smaller:?}");
    }

    #[test]
    fn a_cosignature_is_of_one_witness_and_one_checkpoint_and_its_key_is_read_back() {
        let key = LogKey::new("district/audit", [9; 32]).expect("a key");
        let public = WitnessKey::of(&key);
        assert_eq!(public.to_string().parse::<WitnessKey>().expect("a key"), public);
        assert!(key.public().to_string().parse::<WitnessKey>().is_err(), "a log's key cosigns nothing");
        let note = log().sign(tree(2), at()).expect("signed");
        let line = cosignature::line(&key, &note, at()).expect("cosigned");
        assert_eq!(line_of(&public, &note, &format!("— other AAAA\n{line}")).as_deref(), Some(&*line));
        assert_eq!(line_of(&public, &log().sign(tree(3), at()).expect("signed"), &line), None);
        let note = note + &line;
        assert_eq!(cosigners(&note, &[]), Ok(0));
        let forged = note.replacen("\n2\n", "\n3\n", 1);
        assert_eq!(cosigners(&forged, &[public]), Err(NoteTrouble::Forged("district/audit".to_owned())));
    }
}
