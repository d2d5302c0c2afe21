//! Keys of SM2, as files keep them and notes name them.
use crate::clock::Source;
use crate::proof::checkpoint::{Checkpoint, NoteTrouble};
use crate::proof::origin::Origin;
use crate::proof::signer::{SignError, keep_secret};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use signed_note::{Note, NoteError, Signer, Verifier, VerifierList};
use sm2::dsa::signature::{Signer as _, Verifier as _};
use sm2::dsa::{Signature, SigningKey, VerifyingKey};
use sm2::elliptic_curve::sec1::ToSec1Point;
use std::fmt;
use std::path::Path;
use std::str::FromStr;
use zeroize::Zeroizing;

/// What a note writes before a key of a kind that has no number of its own (C2SP signed-note): that there is none, and which.
const KIND: &[u8] = b"\xffanjuan: SM2 with SM3";
/// What a private key's file begins with.
const PRIVATE: &str = "PRIVATE+SM2+";
/// The identity that SM2 hashes in, where nothing else was agreed (GM/T 0009).
const IDENTITY: &str = "1234567812345678";

/// The key with which a log's checkpoints are signed a second time.
#[derive(Clone)]
pub struct SmKey {
    name: String,
    key: SigningKey,
}

impl SmKey {
    /// A key with this name from 32 random bytes.
    ///
    /// # Errors
    /// When the bytes make none, which of 2^32 draws not one does.
    pub fn new(name: &str, secret: &[u8; 32]) -> Result<Self, NoteTrouble> {
        let wrong = |_| NoteTrouble::Key("these bytes make no key of SM2; draw others".to_owned());
        let key = SigningKey::from_slice(IDENTITY, secret).map_err(wrong)?;
        Ok(Self { name: name.to_owned(), key })
    }

    /// Makes a key in a new file that nobody else can read, and says with which key others verify.
    ///
    /// # Errors
    /// When the file is there, or cannot be written.
    pub fn make(path: &Path, name: &str, source: &Source) -> Result<SmPublicKey, SignError> {
        let secret = Zeroizing::new(source.bytes::<32>());
        let key = Self::new(name, &secret)?;
        let encoded = Zeroizing::new(BASE64_STANDARD.encode(*secret));
        keep_secret(path, &Zeroizing::new(format!("{PRIVATE}{name}+{}\n", *encoded)))?;
        Ok(key.public())
    }

    /// The key that stands beside another under the same name with `.sm2`; none if there is none.
    ///
    /// # Errors
    /// When the file cannot be read, or its key is of another log.
    pub fn beside(path: &Path, name: &str) -> Result<Option<Self>, SignError> {
        let path = path.with_added_extension("sm2");
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => Zeroizing::new(text),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => {
                return Err(SignError::File { path: path.display().to_string(), reason: error.to_string() });
            }
        };
        let wrong = || NoteTrouble::Key(format!("{} holds no key of SM2", path.display()));
        let rest = text.trim().strip_prefix(PRIVATE).ok_or_else(wrong)?;
        let (own, encoded) = rest.split_once('+').ok_or_else(wrong)?;
        if own != name {
            let (key, key_name, wanted) = (path.display().to_string(), own.to_owned(), name.to_owned());
            return Err(SignError::OtherOffice { key, key_name, wanted });
        }
        let bytes = Zeroizing::new(BASE64_STANDARD.decode(encoded).map_err(|_| wrong())?);
        let secret = <&[u8; 32]>::try_from(bytes.as_slice()).map_err(|_| wrong())?;
        Ok(Some(Self::new(own, secret)?))
    }

    /// The key with which others verify.
    #[must_use]
    pub fn public(&self) -> SmPublicKey {
        SmPublicKey { name: self.name.clone(), key: self.key.verifying_key().clone() }
    }

    /// The line with which it signs the text of a checkpoint, under the name of a log.
    ///
    /// # Errors
    /// When the note cannot be signed.
    pub fn line(&self, name: &str, text: &[u8]) -> Result<String, NoteTrouble> {
        let malformed = |error: &dyn fmt::Display| NoteTrouble::Malformed(error.to_string());
        let named = Self { name: name.to_owned(), key: self.key.clone() };
        let signature = Signer::sign(&named, text).map_err(|error| malformed(&error))?;
        let signature = signed_note::Signature::new(name.to_owned(), named.key_id(), signature);
        let line = signature.map_err(|error| malformed(&error))?.to_bytes();
        String::from_utf8(line).map_err(|error| malformed(&error))
    }
}

impl fmt::Debug for SmKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SmKey({})", self.name)
    }
}

impl Signer for SmKey {
    fn name(&self) -> &str {
        &self.name
    }

    fn key_id(&self) -> u32 {
        id(&self.name, self.key.verifying_key())
    }

    fn sign(&self, text: &[u8]) -> Result<Vec<u8>, ed25519_dalek::SignatureError> {
        let signature: Signature =
            self.key.try_sign(text).map_err(|_| ed25519_dalek::SignatureError::new())?;
        Ok(signature.to_bytes().to_vec())
    }
}

fn bytes(key: &VerifyingKey) -> Vec<u8> {
    [KIND, &key.to_sec1_bytes()].concat()
}

fn id(name: &str, key: &VerifyingKey) -> u32 {
    signed_note::key_id(name, &bytes(key))
}

/// The key by which second signatures are verified: `NAME+ID+KEY`, on one line.
#[derive(Clone, Debug)]
pub struct SmPublicKey {
    name: String,
    key: VerifyingKey,
}

impl PartialEq for SmPublicKey {
    fn eq(&self, other: &Self) -> bool {
        (&self.name, bytes(&self.key)) == (&other.name, bytes(&other.key))
    }
}

impl Eq for SmPublicKey {}

impl SmPublicKey {
    /// Whether it signs the log of this name.
    #[must_use]
    pub fn is_of(&self, origin: &str) -> bool {
        self.name == origin || self.name == Origin::read(origin).key
    }

    /// Whether a checkpoint bears its signature.
    ///
    /// # Errors
    /// When it does not, or the signature does not fit.
    pub fn verify(&self, checkpoint: &Checkpoint) -> Result<(), NoteTrouble> {
        let named = Self { name: checkpoint.origin.clone(), key: self.key.clone() };
        let note = Note::from_bytes(checkpoint.note.as_bytes());
        let note = note.map_err(|error| NoteTrouble::Malformed(error.to_string()))?;
        match note.verify(&VerifierList::new(vec![Box::new(named)])) {
            Ok(_) => Ok(()),
            Err(NoteError::UnverifiedNote) => {
                Err(NoteTrouble::Unsigned(format!("{} with SM2", checkpoint.origin)))
            }
            Err(_) => Err(NoteTrouble::Forged(format!("{} with SM2", checkpoint.origin))),
        }
    }
}

impl Verifier for SmPublicKey {
    fn name(&self) -> &str {
        &self.name
    }

    fn key_id(&self) -> u32 {
        id(&self.name, &self.key)
    }

    fn verify(&self, text: &[u8], signature: &[u8]) -> bool {
        let signature = Signature::from_slice(signature);
        signature.is_ok_and(|signature| self.key.verify(text, &signature).is_ok())
    }
}

impl fmt::Display for SmPublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let encoded = BASE64_STANDARD.encode(bytes(&self.key));
        write!(f, "{}+{:08x}+{encoded}", self.name, id(&self.name, &self.key))
    }
}

impl FromStr for SmPublicKey {
    type Err = NoteTrouble;

    fn from_str(text: &str) -> Result<Self, NoteTrouble> {
        let text = text.trim();
        let wrong = || NoteTrouble::Key(text.to_owned());
        let mut parts = text.splitn(3, '+');
        let (Some(name), Some(number), Some(encoded)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(wrong());
        };
        let bytes = BASE64_STANDARD.decode(encoded).map_err(|_| wrong())?;
        let key = bytes.strip_prefix(KIND).ok_or_else(wrong)?;
        let key = VerifyingKey::from_sec1_bytes(IDENTITY, key).map_err(|_| wrong())?;
        let fits = number == format!("{:08x}", id(name, &key));
        fits.then(|| Self { name: name.to_owned(), key }).ok_or_else(wrong)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::openssl::openssl;

    const NAME: &str = "anjuan/310110001";

    fn key() -> SmKey {
        SmKey::new(NAME, &[7; 32]).expect("a key")
    }

    /// `SEQUENCE { INTEGER, INTEGER }`.
    fn der(signature: &[u8]) -> Vec<u8> {
        let integer = |number: &[u8]| {
            let digits = &number[number.iter().position(|byte| *byte > 0).expect("not nothing")..];
            let sign = if digits[0] > 127 { &[0][..] } else { &[] };
            let length = u8::try_from(sign.len() + digits.len()).expect("short");
            [&[2, length], sign, digits].concat()
        };
        let both = [integer(&signature[..32]), integer(&signature[32..])].concat();
        [&[0x30, u8::try_from(both.len()).expect("short")], both.as_slice()].concat()
    }

    /// `SubjectPublicKeyInfo` of a point on the curve of SM2.
    fn pem(point: &[u8]) -> String {
        const HEAD: [u8; 26] = [
            0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a,
            0x81, 0x1c, 0xcf, 0x55, 0x01, 0x82, 0x2d, 0x03, 0x42, 0x00,
        ];
        let encoded = BASE64_STANDARD.encode([HEAD.as_slice(), point].concat());
        format!("-----BEGIN PUBLIC KEY-----\n{encoded}\n-----END PUBLIC KEY-----\n")
    }

    #[test]
    fn openssl_verifies_what_is_signed_and_nothing_that_was_changed() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = |name: &str, bytes: &[u8]| {
            let path = folder.path().join(name);
            std::fs::write(&path, bytes).expect("written");
            path.to_str().expect("a path").to_owned()
        };
        let text = b"anjuan/310110001\n4711\nroot\n";
        let signature = Signer::sign(&key(), text).expect("signed");
        let public = file("sm2.pem", pem(&key().key.verifying_key().to_sec1_bytes()).as_bytes());
        let signed = file("signature", &der(&signature));
        let identity = format!("distid:{IDENTITY}");
        let verify = |text: &[u8]| {
            let verify = ["dgst", "-sm3", "-verify", &public, "-sigopt", &identity, "-signature", &signed];
            openssl(&verify, text)
        };
        let Some(said) = verify(text) else {
            assert!(openssl(&["version"], b"").is_none(), "openssl refuses it");
            return;
        };
        assert_eq!(said, b"Verified OK\n");
        assert_eq!(verify(b"anjuan/310110001\n4712\nroot\n"), None);
    }

    #[test]
    fn a_key_is_read_back_from_beside_its_log_and_a_public_one_from_its_line() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("proof.key");
        assert!(SmKey::beside(&path, NAME).expect("nothing").is_none());
        let now = crate::cases::occurred::Moment::parse("2019-03-05T09:00:00+08:00").expect("a moment");
        let source = Source::new(crate::clock::SetClock::at(now), crate::clock::SeededEntropy::new(7));
        let public = SmKey::make(&path.with_added_extension("sm2"), NAME, &source).expect("made");
        let read = SmKey::beside(&path, NAME).expect("read").expect("a key");
        assert_eq!(read.public(), public);
        assert_eq!(format!("{read:?}"), "SmKey(anjuan/310110001)");
        assert_eq!(public.to_string().parse::<SmPublicKey>().expect("a key"), public);
        assert!(public.to_string().replacen("310110001", "310110002", 1).parse::<SmPublicKey>().is_err());
        assert!(matches!(SmKey::beside(&path, "anjuan/310110002"), Err(SignError::OtherOffice { .. })));
        assert!(public.is_of("anjuan/310110001/epoch-2") && !public.is_of("anjuan/310110002"));
    }
}
