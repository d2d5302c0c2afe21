//! What a witness says of a checkpoint (C2SP tlog-cosignature): that it saw it, when, signed with its own key.
use super::super::checkpoint::{LogKey, NoteTrouble};
use crate::cases::occurred::Moment;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use signed_note::{Note, NoteError, Verifier, VerifierList};

/// The kind of a cosigning key: Ed25519 with a moment.
const COSIGNATURE: u8 = 4;

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

/// The line of a cosignature of a checkpoint, with its end.
pub(super) fn line(key: &LogKey, note: &str, now: Moment) -> Result<String, NoteTrouble> {
    let malformed = |error: &dyn std::fmt::Display| NoteTrouble::Malformed(error.to_string());
    let parsed = Note::from_bytes(note.as_bytes()).map_err(|error| malformed(&error))?;
    let mut alone = Note::new(parsed.text(), &[]).map_err(|error| malformed(&error))?;
    let at = u64::try_from(now.utc().timestamp()).unwrap_or_default();
    let cosigner = Cosigner { name: key.name(), key: key.signing(), at };
    alone.add_sigs(&[&cosigner]).map_err(|error| malformed(&error))?;
    let signed = String::from_utf8(alone.to_bytes()).map_err(|error| malformed(&error))?;
    let line = signed.rsplit_once("\n\n").map(|(_, line)| line.to_owned());
    line.ok_or_else(|| malformed(&"it has no signature"))
}

/// The key by which cosignatures of a witness are verified: `NAME+ID+KEY`, on one line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WitnessKey {
    name: String,
    key: VerifyingKey,
}

impl WitnessKey {
    /// The witness.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

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

/// The line with which a witness cosigned a checkpoint, among those that it answered; none if it did not. What others signed
/// is left alone.
#[must_use]
pub fn line_of(witness: &WitnessKey, note: &str, answered: &str) -> Option<String> {
    let lines = answered.split_inclusive('\n').filter(|line| line.ends_with('\n'));
    let mut fitting = lines.filter(|line| {
        let cosigned = format!("{note}{line}");
        line.starts_with('—') && cosigners(&cosigned, std::slice::from_ref(witness)) == Ok(1)
    });
    fitting.next().map(str::to_owned)
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
