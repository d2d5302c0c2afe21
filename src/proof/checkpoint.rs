//! Checkpoints: what an office's log was at a moment, in a few lines that are signed (C2SP tlog-checkpoint in a C2SP
//! signed-note). Pure: keys and notes, no file and no database.
//!
//! ```text
//! anjuan/310110001                    the log: its key's name
//! 4711                                how many events it had
//! nND/nri/U0xuHUrYSy0Ht…              the root of their tree
//! signed 2019-03-05T09:00:00.000000+08:00
//!
//! — anjuan/310110001 base64…
//! ```
use super::origin::Origin;
use super::path::Tree;
use super::sm::{self, SmKey};
use crate::cases::occurred::Moment;
use crate::event_log::tree::Hash;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use ed25519_dalek::{SigningKey, VerifyingKey};
use signed_note::{Note, NoteError, Signer as _, StandardSigner, StandardVerifier, Verifier, VerifierList};
use std::fmt;
use std::str::FromStr;
use zeroize::Zeroizing;

/// What stands before the moment of signing.
const SIGNED: &str = "signed ";
/// The kind of key in a note: Ed25519.
const ED25519: u8 = 1;

/// Why a key or a note cannot be used.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum NoteTrouble {
    /// The key is no key of a note.
    #[error("this is no key of a log: {0}")]
    Key(String),
    /// The note is not built as it should be.
    #[error("this is no checkpoint: {0}")]
    Malformed(String),
    /// It is signed by somebody else.
    #[error("the checkpoint is not signed by {0}")]
    Unsigned(String),
    /// Its signature does not fit its text.
    #[error("the signature of {0} does not fit the checkpoint: somebody changed it, or it is not theirs")]
    Forged(String),
    /// It is of another log.
    #[error("the checkpoint is of {found}, not of {wanted}")]
    OtherLog {
        /// Whose it is.
        found: String,
        /// Whose it should be.
        wanted: String,
    },
}

/// The key with which a log's checkpoints are signed.
#[derive(Clone)]
pub struct LogKey {
    name: String,
    secret: Zeroizing<[u8; 32]>,
}

impl LogKey {
    /// A key with this name from 32 random bytes.
    ///
    /// # Errors
    /// When no note can bear the name.
    pub fn new(name: &str, secret: [u8; 32]) -> Result<Self, NoteTrouble> {
        if !signed_note::is_key_name_valid(name) {
            return Err(NoteTrouble::Key(format!(
                "'{name}' cannot be its name; write one without blanks and +"
            )));
        }
        Ok(Self { name: name.to_owned(), secret: Zeroizing::new(secret) })
    }

    /// Reads [`LogKey::written`].
    ///
    /// # Errors
    /// When it is no key, or was damaged.
    pub fn read(text: &str) -> Result<Self, NoteTrouble> {
        let text = text.trim();
        StandardSigner::new(text).map_err(|error| NoteTrouble::Key(error.to_string()))?;
        let name = text.split('+').nth(2).unwrap_or_default();
        let encoded = text.splitn(5, '+').nth(4).unwrap_or_default();
        let bytes = Zeroizing::new(BASE64_STANDARD.decode(encoded).unwrap_or_default());
        let secret = bytes.get(1..).and_then(|bytes| bytes.try_into().ok());
        Self::new(name, secret.ok_or_else(|| NoteTrouble::Key("it is not an Ed25519 key".to_owned()))?)
    }

    /// The name of the log.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The same key under another name.
    ///
    /// # Errors
    /// When no note can bear the name.
    pub fn named(&self, name: &str) -> Result<Self, NoteTrouble> {
        Self::new(name, *self.secret)
    }

    pub(super) fn signing(&self) -> SigningKey {
        SigningKey::from_bytes(&self.secret)
    }

    fn key_id(&self) -> u32 {
        signed_note::key_id(&self.name, &self.public_bytes())
    }

    fn public_bytes(&self) -> Vec<u8> {
        let public = self.signing().verifying_key();
        [&[ED25519], public.as_bytes().as_slice()].concat()
    }

    /// The key as a file keeps it: whoever has it can sign.
    #[must_use]
    pub fn written(&self) -> Zeroizing<String> {
        let secret = Zeroizing::new([&[ED25519], self.secret.as_slice()].concat());
        let encoded = Zeroizing::new(BASE64_STANDARD.encode(&*secret));
        Zeroizing::new(format!("PRIVATE+KEY+{}+{:08x}+{}\n", self.name, self.key_id(), *encoded))
    }

    /// The key with which others verify.
    #[must_use]
    pub fn public(&self) -> PublicKey {
        let encoded = BASE64_STANDARD.encode(self.public_bytes());
        PublicKey { text: format!("{}+{:08x}+{encoded}", self.name, self.key_id()), name: self.name.clone() }
    }

    /// Signs a checkpoint.
    ///
    /// # Errors
    /// When the note cannot be signed.
    pub fn sign(&self, tree: Tree, at: Moment) -> Result<String, NoteTrouble> {
        self.sign_twice(tree, at, None)
    }

    /// Signs a checkpoint that has the root of a second tree as well, with a second key if there is one.
    ///
    /// # Errors
    /// When the note cannot be signed.
    pub fn sign_twice(
        &self,
        tree: Tree,
        at: Moment,
        second: Option<(&SmKey, Hash)>,
    ) -> Result<String, NoteTrouble> {
        let malformed = |error: &dyn fmt::Display| NoteTrouble::Malformed(error.to_string());
        let signer = StandardSigner::new(self.written().trim())
            .map_err(|error| NoteTrouble::Key(error.to_string()))?;
        let line = |(_, root): (_, Hash)| format!("{}{}\n", sm::LINE, BASE64_STANDARD.encode(root.0));
        let extension = format!("{SIGNED}{at}\n{}", second.map(line).unwrap_or_default());
        let hash = tlog_tiles::Hash(tree.root.0);
        let text = tlog_tiles::Checkpoint::new(signer.name(), tree.size, hash, &extension);
        let text = text.map_err(|error| malformed(&error))?.to_bytes();
        let mut note = Note::new(&text, &[]).map_err(|error| malformed(&error))?;
        note.add_sigs(&[&signer]).map_err(|error| malformed(&error))?;
        let first = String::from_utf8(note.to_bytes()).map_err(|error| malformed(&error))?;
        Ok(match second {
            None => first,
            Some((key, _)) => first + &key.line(&self.name, note.text())?,
        })
    }
}

impl fmt::Debug for LogKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LogKey({})", self.name)
    }
}

/// The key with which a log's checkpoints are verified: `NAME+ID+KEY`, on one line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PublicKey {
    text: String,
    name: String,
}

impl PublicKey {
    /// The name of the log.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The same key under another name.
    ///
    /// # Errors
    /// When no note can bear the name.
    pub fn named(&self, name: &str) -> Result<Self, NoteTrouble> {
        if !signed_note::is_key_name_valid(name) {
            return Err(NoteTrouble::Key(format!("'{name}' cannot be its name")));
        }
        Ok(Self {
            text: signed_note::new_ed25519_verifier_key(name, &self.verifying()?),
            name: name.to_owned(),
        })
    }

    /// The same key under the name of one of the logs that it signs; none if it signs no log of that name.
    #[must_use]
    pub fn of_log(&self, origin: &str) -> Option<Self> {
        let is_its = self.name == origin || self.name == Origin::read(origin).key;
        is_its.then(|| self.named(origin).ok()).flatten()
    }

    /// Its Ed25519 key.
    pub(super) fn verifying(&self) -> Result<VerifyingKey, NoteTrouble> {
        let wrong = || NoteTrouble::Key(self.text.clone());
        let encoded = self.text.splitn(3, '+').nth(2).ok_or_else(wrong)?;
        let bytes = BASE64_STANDARD.decode(encoded).map_err(|_| wrong())?;
        let bytes = bytes.get(1..).and_then(|bytes| bytes.try_into().ok()).ok_or_else(wrong)?;
        VerifyingKey::from_bytes(bytes).map_err(|_| wrong())
    }
}

impl FromStr for PublicKey {
    type Err = NoteTrouble;

    fn from_str(text: &str) -> Result<Self, NoteTrouble> {
        let text = text.trim();
        let verifier = StandardVerifier::new(text).map_err(|error| NoteTrouble::Key(error.to_string()))?;
        Ok(Self { text: text.to_owned(), name: verifier.name().to_owned() })
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// A checkpoint, read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Checkpoint {
    /// The log: the name of its key.
    pub origin: String,
    /// What the log was.
    pub tree: Tree,
    /// When it was signed, as the signer says.
    pub signed_at: Option<Moment>,
    /// The root of a second tree over the same leaves, of SM3, if it has one.
    pub sm3: Option<Hash>,
    /// The note, as it was given out.
    pub note: String,
}

impl Checkpoint {
    /// Reads a checkpoint without asking who signed it.
    ///
    /// # Errors
    /// When it is none.
    pub fn read(note: &str) -> Result<Self, NoteTrouble> {
        let parsed =
            Note::from_bytes(note.as_bytes()).map_err(|error| NoteTrouble::Malformed(error.to_string()))?;
        let text = tlog_tiles::Checkpoint::from_bytes(parsed.text());
        let text = text.map_err(|error| NoteTrouble::Malformed(error.to_string()))?;
        let signed_at = text.extension().lines().find_map(|line| line.strip_prefix(SIGNED));
        Ok(Self {
            origin: text.origin().to_owned(),
            tree: Tree { size: text.size(), root: Hash(text.hash().0) },
            signed_at: signed_at.and_then(|at| Moment::parse(at).ok()),
            sm3: sm3_root(text.extension())?,
            note: note.to_owned(),
        })
    }

    /// Reads a checkpoint of the log that signs with this key.
    ///
    /// # Errors
    /// When it is none, is not signed by it, or is of another log.
    pub fn verified(note: &str, key: &PublicKey) -> Result<Self, NoteTrouble> {
        let checkpoint = Self::read(note)?;
        if checkpoint.origin != key.name {
            return Err(NoteTrouble::OtherLog { found: checkpoint.origin, wanted: key.name.clone() });
        }
        let verifier =
            StandardVerifier::new(&key.text).map_err(|error| NoteTrouble::Key(error.to_string()))?;
        let parsed =
            Note::from_bytes(note.as_bytes()).map_err(|error| NoteTrouble::Malformed(error.to_string()))?;
        match parsed.verify(&VerifierList::new(vec![Box::new(verifier)])) {
            Ok(_) => Ok(checkpoint),
            Err(NoteError::UnverifiedNote) => Err(NoteTrouble::Unsigned(key.name.clone())),
            Err(_) => Err(NoteTrouble::Forged(key.name.clone())),
        }
    }
}

/// The root of the second tree, among the lines that follow the first.
fn sm3_root(lines: &str) -> Result<Option<Hash>, NoteTrouble> {
    let Some(encoded) = lines.lines().find_map(|line| line.strip_prefix(sm::LINE)) else { return Ok(None) };
    let root = BASE64_STANDARD.decode(encoded).ok().and_then(|root| root.try_into().ok());
    root.map(|root| Some(Hash(root)))
        .ok_or_else(|| NoteTrouble::Malformed("its root of SM3 is none".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> LogKey {
        LogKey::new("anjuan/310110001", [7; 32]).expect("a key")
    }

    fn signed() -> String {
        let at = Moment::parse("2019-03-05T09:00:00+08:00").expect("a moment");
        key().sign(Tree { size: 4711, root: Hash::leaf(b"a") }, at).expect("signed")
    }

    #[test]
    fn a_checkpoint_is_read_back_by_whoever_has_the_public_key() {
        let public: PublicKey = key().public().to_string().parse().expect("a key");
        let checkpoint = Checkpoint::verified(&signed(), &public).expect("a checkpoint");
        assert_eq!(checkpoint.tree, Tree { size: 4711, root: Hash::leaf(b"a") });
        assert_eq!(
            checkpoint.signed_at.map(|at| at.to_string()).as_deref(),
            Some("2019-03-05T09:00:00.000000+08:00")
        );
        let other = LogKey::new("anjuan/310110001", [8; 32]).expect("a key").public();
        assert_eq!(
            Checkpoint::verified(&signed(), &other),
            Err(NoteTrouble::Unsigned("anjuan/310110001".into()))
        );
        let neighbour = key().named("anjuan/310110002").expect("a key").public();
        assert!(matches!(Checkpoint::verified(&signed(), &neighbour), Err(NoteTrouble::OtherLog { .. })));
    }

    #[test]
    fn a_checkpoint_with_any_letter_of_its_text_changed_is_not_believed() {
        let note = signed();
        for at in 0..note.find("\n\n").expect("an end") {
            let mut changed = note.clone().into_bytes();
            changed[at] ^= 1;
            let Ok(changed) = String::from_utf8(changed) else { continue };
            assert!(Checkpoint::verified(&changed, &key().public()).is_err(), "byte {at}");
        }
    }

    #[test]
    fn a_second_root_and_signature_stand_beside_the_first_and_whoever_knows_nothing_of_them_reads_on() {
        let second = SmKey::new("anjuan/310110001", &[9; 32]).expect("a key");
        let at = Moment::parse("2019-03-05T09:00:00+08:00").expect("a moment");
        let (tree, root) = (Tree { size: 4711, root: Hash::leaf(b"a") }, Hash::leaf(b"b"));
        let note = key().sign_twice(tree, at, Some((&second, root))).expect("signed");
        let read = Checkpoint::verified(&note, &key().public()).expect("a checkpoint");
        assert_eq!((read.tree, read.signed_at.is_some(), read.sm3), (tree, true, Some(root)));
        assert_eq!(second.public().verify(&read), Ok(()));
        assert_eq!(Checkpoint::read(&signed()).expect("a checkpoint").sm3, None);
        let alone = Checkpoint::read(&signed()).expect("a checkpoint");
        assert!(matches!(second.public().verify(&alone), Err(NoteTrouble::Unsigned(_))));
        let other = SmKey::new("anjuan/310110001", &[8; 32]).expect("a key").public();
        assert!(matches!(other.verify(&read), Err(NoteTrouble::Unsigned(_))));
        let changed = Checkpoint::read(&note.replacen("\n4711\n", "\n4712\n", 1)).expect("a checkpoint");
        assert!(matches!(second.public().verify(&changed), Err(NoteTrouble::Forged(_))));
        assert!(Checkpoint::read(&note.replacen("\nsm3 ", "\nsm3 A", 1)).is_err());
    }

    #[test]
    fn a_key_is_read_back_from_its_file_and_does_not_show_itself() {
        let read = LogKey::read(&key().written()).expect("a key");
        assert_eq!(read.public(), key().public());
        assert_eq!(format!("{read:?}"), "LogKey(anjuan/310110001)");
        assert!(LogKey::read("PRIVATE+KEY+a+00000000+AA==").is_err());
        assert!(LogKey::new("two words", [7; 32]).is_err());
    }
}
