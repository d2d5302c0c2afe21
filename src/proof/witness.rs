//! The witness: another body, on another machine, that keeps the last checkpoint of a log, demands that the next one goes on
//! from it, and cosigns (C2SP tlog-cosignature and tlog-witness). Who asks for a quorum of witnesses cannot be shown another
//! log than the witnesses were shown.
use super::checkpoint::{Checkpoint, LogKey, NoteTrouble, PublicKey};
use super::path::{self, Tree};
use super::signer::{SignError, replace};
use crate::cases::occurred::Moment;
use crate::event_log::tree::{HASH, Hash};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use serde::{Deserialize, Serialize};
use signed_note::{Note, NoteError, Verifier, VerifierList};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// The kind of a cosigning key: Ed25519 with a moment.
const COSIGNATURE: u8 = 4;

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

/// A question to a witness (C2SP tlog-witness): the size that it saw last, a proof, a checkpoint.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Question {
    /// The size from which the proof goes on.
    pub old: u64,
    /// What proves that it does.
    pub proof: Vec<Hash>,
    /// The checkpoint.
    pub checkpoint: String,
}

impl Question {
    /// The question as it is sent.
    #[must_use]
    pub fn written(&self) -> String {
        let mut text = format!("old {}\n", self.old);
        for hash in &self.proof {
            let _ = writeln!(text, "{}", BASE64_STANDARD.encode(hash.0));
        }
        text + "\n" + &self.checkpoint
    }

    /// Reads [`Question::written`].
    ///
    /// # Errors
    /// When it is none.
    pub fn read(text: &str) -> Result<Self, WitnessTrouble> {
        let malformed = WitnessTrouble::Malformed;
        let (proof, checkpoint) = text.split_once("\n\n").ok_or(malformed("it has no checkpoint"))?;
        let mut lines = proof.split('\n');
        let old = lines.next().and_then(|line| line.strip_prefix("old ")).and_then(|size| size.parse().ok());
        let hash =
            |line: &str| BASE64_STANDARD.decode(line).ok().and_then(|hash| <[u8; HASH]>::try_from(hash).ok());
        let proof: Option<Vec<_>> = lines.map(|line| hash(line).map(Hash)).collect();
        Ok(Self {
            old: old.ok_or(malformed("it does not say from which size it goes on"))?,
            proof: proof.filter(|proof| proof.len() <= 64).ok_or(malformed("its proof is none"))?,
            checkpoint: checkpoint.to_owned(),
        })
    }
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

/// A witness: its key, the logs that it watches, and what it saw of each.
#[derive(Debug)]
pub struct Witness {
    key: LogKey,
    logs: Vec<PublicKey>,
    state: PathBuf,
    seen: BTreeMap<String, Seen>,
}

impl Witness {
    /// A witness that keeps what it saw in a file.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn open(key: LogKey, logs: Vec<PublicKey>, state: &Path) -> Result<Self, WitnessTrouble> {
        let trouble = |error: &dyn std::fmt::Display| SignError::File {
            path: state.display().to_string(),
            reason: error.to_string(),
        };
        let seen = match std::fs::read_to_string(state) {
            Ok(text) => serde_json::from_str(&text).map_err(|error| trouble(&error))?,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => BTreeMap::new(),
            Err(error) => return Err(trouble(&error).into()),
        };
        Ok(Self { key, logs, state: state.to_owned(), seen })
    }

    /// How much of a log it saw.
    #[must_use]
    pub fn seen(&self, origin: &str) -> u64 {
        self.seen.get(origin).map_or(0, |seen| seen.size)
    }

    /// Cosigns a checkpoint that goes on from the last one, and keeps it. Answers with the checkpoint, cosigned.
    ///
    /// # Errors
    /// When the log is not known, the checkpoint is not its own, or does not go on from what was seen.
    pub fn cosign(&mut self, question: &Question, now: Moment) -> Result<String, WitnessTrouble> {
        let origin = Checkpoint::read(&question.checkpoint)?.origin;
        let key = self.logs.iter().find(|key| key.name() == origin);
        let key = key.ok_or_else(|| WitnessTrouble::UnknownLog(origin.clone()))?;
        let checkpoint = Checkpoint::verified(&question.checkpoint, key)?;
        let seen = self.tree(&origin)?;
        if question.old != seen.size {
            return Err(WitnessTrouble::OtherSize { seen: seen.size, asked: question.old });
        }
        if !path::extends(seen, checkpoint.tree, &question.proof) {
            return Err(WitnessTrouble::Inconsistent { size: checkpoint.tree.size, seen: seen.size });
        }
        let note = cosigned(&self.key, &checkpoint.note, now)?;
        let Tree { size, root } = checkpoint.tree;
        let last = Seen { size, root: BASE64_STANDARD.encode(root.0), note: note.clone() };
        self.seen.insert(origin, last);
        // Kept before anybody has the cosignature.
        replace(&self.state, &self.seen)?;
        Ok(note)
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

fn message(at: u64, text: &[u8]) -> Vec<u8> {
    [format!("cosignature/v1\ntime {at}\n").as_bytes(), text].concat()
}

/// A key that cosigns has another number than the same key that signs a log.
fn cosigning_bytes(key: &VerifyingKey) -> Vec<u8> {
    [&[COSIGNATURE], key.as_bytes().as_slice()].concat()
}

struct Cosigner<'k> {
    name: &'k str,
    key: SigningKey,
    at: u64,
}

impl signed_note::Signer for Cosigner<'_> {
    fn name(&self) -> &str {
        self.name
    }

    fn key_id(&self) -> u32 {
        signed_note::key_id(self.name, &cosigning_bytes(&self.key.verifying_key()))
    }

    fn sign(&self, text: &[u8]) -> Result<Vec<u8>, ed25519_dalek::SignatureError> {
        let signature = self.key.try_sign(&message(self.at, text))?;
        Ok([self.at.to_be_bytes().as_slice(), &signature.to_bytes()].concat())
    }
}

fn cosigned(key: &LogKey, note: &str, now: Moment) -> Result<String, WitnessTrouble> {
    let malformed = |error: &dyn std::fmt::Display| NoteTrouble::Malformed(error.to_string());
    let mut parsed = Note::from_bytes(note.as_bytes()).map_err(|error| malformed(&error))?;
    let at = u64::try_from(now.utc().timestamp()).unwrap_or_default();
    let cosigner = Cosigner { name: key.name(), key: key.signing(), at };
    parsed.add_sigs(&[&cosigner]).map_err(|error| malformed(&error))?;
    Ok(String::from_utf8(parsed.to_bytes()).map_err(|error| malformed(&error))?)
}

/// The key by which cosignatures of a witness are verified: `NAME+ID+KEY`, on one line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WitnessKey {
    name: String,
    key: VerifyingKey,
}

impl WitnessKey {
    /// Of whoever has this key.
    #[must_use]
    pub fn of(key: &LogKey) -> Self {
        Self { name: key.name().to_owned(), key: key.signing().verifying_key() }
    }
}

impl std::fmt::Display for WitnessKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let bytes = cosigning_bytes(&self.key);
        let id = signed_note::key_id(&self.name, &bytes);
        write!(f, "{}+{id:08x}+{}", self.name, BASE64_STANDARD.encode(bytes))
    }
}

impl std::str::FromStr for WitnessKey {
    type Err = NoteTrouble;

    fn from_str(text: &str) -> Result<Self, NoteTrouble> {
        let text = text.trim();
        let wrong = || NoteTrouble::Key(text.to_owned());
        let mut parts = text.splitn(3, '+');
        let (Some(name), Some(id), Some(encoded)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(wrong());
        };
        let bytes = BASE64_STANDARD.decode(encoded).map_err(|_| wrong())?;
        let (kind, key) = bytes.split_first().ok_or_else(wrong)?;
        let key = <&[u8; 32]>::try_from(key).ok().and_then(|key| VerifyingKey::from_bytes(key).ok());
        let key = key.ok_or_else(wrong)?;
        let fits = *kind == COSIGNATURE && id == format!("{:08x}", signed_note::key_id(name, &bytes));
        fits.then(|| Self { name: name.to_owned(), key }).ok_or_else(wrong)
    }
}

impl Verifier for WitnessKey {
    fn name(&self) -> &str {
        &self.name
    }

    fn key_id(&self) -> u32 {
        signed_note::key_id(&self.name, &cosigning_bytes(&self.key))
    }

    fn verify(&self, text: &[u8], signature: &[u8]) -> bool {
        let Some((at, signature)) = signature.split_first_chunk() else { return false };
        let Ok(signature) = Signature::from_slice(signature) else { return false };
        self.key.verify_strict(&message(u64::from_be_bytes(*at), text), &signature).is_ok()
    }
}

/// How many of these witnesses cosigned a checkpoint.
///
/// # Errors
/// When it is none, or a cosignature of one of them does not fit it.
pub fn cosigners(note: &str, witnesses: &[WitnessKey]) -> Result<usize, NoteTrouble> {
    let parsed =
        Note::from_bytes(note.as_bytes()).map_err(|error| NoteTrouble::Malformed(error.to_string()))?;
    let known = witnesses.iter().map(|key| Box::new(key.clone()) as Box<dyn Verifier>).collect();
    match parsed.verify(&VerifierList::new(known)) {
        Ok((verified, _)) => Ok(verified.len()),
        Err(NoteError::UnverifiedNote) => Ok(0),
        Err(NoteError::InvalidSignature { name, .. }) => Err(NoteTrouble::Forged(name)),
        Err(error) => Err(NoteTrouble::Malformed(error.to_string())),
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
        let note = open().cosign(&question(0, 2), at()).expect("cosigned");
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
    fn a_cosignature_is_of_one_witness_and_one_checkpoint_and_its_key_is_read_back() {
        let key = LogKey::new("district/audit", [9; 32]).expect("a key");
        let public = WitnessKey::of(&key);
        assert_eq!(public.to_string().parse::<WitnessKey>().expect("a key"), public);
        assert!(key.public().to_string().parse::<WitnessKey>().is_err(), "a log's key cosigns nothing");
        let note = cosigned(&key, &log().sign(tree(2), at()).expect("signed"), at()).expect("cosigned");
        assert_eq!(cosigners(&note, &[]), Ok(0));
        let forged = note.replacen("\n2\n", "\n3\n", 1);
        assert_eq!(cosigners(&forged, &[public]), Err(NoteTrouble::Forged("district/audit".to_owned())));
    }
}
