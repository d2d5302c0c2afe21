//! The personal payload of an event: each value sealed under its subject's key, bound to the office, stream, version, slot
//! and subject where it stands; with XChaCha20-Poly1305, or with the cipher that the payload names.
//!
//! Layout: a byte 1 (the format), then for each slot its subject (2 bytes, big-endian), key id (16), nonce (24),
//! length of the ciphertext (4, big-endian) and the ciphertext with its tag. Where a key is used for the first time the
//! format is 2, and a byte with the number of such keys stands before the slots, then each one's id (16) and commitment
//! (32): the cipher itself does not tell under which key a value was sealed, so without it whoever holds the key store could
//! put a key there that makes another text of it. Where another cipher sealed, the format is 3, its number (a byte: 2 is
//! SM4-GCM) follows, and then what follows a 2.
use super::cipher::{Cipher, NONCE};
use super::{Key, KeyRing};
use crate::cases::personal::{Slot, Subject};
use crate::clock::Source;
use crate::event_log::committer::Place;
use uuid::Uuid;

const FORMAT: u8 = 1;
const WITH_NEW_KEYS: u8 = 2;
const BY_ANOTHER_CIPHER: u8 = 3;
const COMMITTED: usize = 16 + 32;
const HEAD: usize = 2 + 16 + 24 + 4;

/// Why a personal payload does not open.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum SealError {
    /// It is not of the form that this program writes.
    #[error("the personal payload is damaged or of an unknown format")]
    Malformed,
    /// The bytes or their place were changed.
    #[error("a sealed value does not open: it, its place or its key was changed")]
    Tampered,
    /// It was sealed with a cipher that this program was built without.
    #[error("it is sealed with {0}, which this program was built without (feature sm)")]
    NotBuilt(&'static str),
    /// The key store gives another key of that name than the one that sealed.
    #[error("the key {0} is not the one that sealed: the key store was changed")]
    OtherKey(Uuid),
}

/// What an event tells of a key without giving it away.
pub(super) type Commitment = [u8; 32];

impl Key {
    pub(super) fn commitment(&self) -> Commitment {
        self.mac(&[b"anjuan key commitment".as_slice(), self.id.as_bytes()].concat())
    }
}

fn bound_to(place: Place, slot: usize, subject: Subject) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(44);
    bytes.extend_from_slice(place.office.0.as_bytes());
    bytes.extend_from_slice(place.stream.0.as_bytes());
    bytes.extend_from_slice(&place.version.0.to_be_bytes());
    bytes.extend_from_slice(&u16::try_from(slot).unwrap_or(u16::MAX).to_be_bytes());
    bytes.extend_from_slice(&subject.0.to_be_bytes());
    bytes
}

/// Seals `slots`. A subject that has no key on the ring gets the one that `new_key` gives, to which the payload commits.
pub fn seal(
    cipher: Cipher,
    ring: &mut KeyRing,
    mut new_key: impl FnMut() -> Key,
    source: &Source,
    place: Place,
    slots: &[Slot],
) -> Option<Box<[u8]>> {
    let (mut new, mut bytes) = (Vec::new(), Vec::new());
    for (at, slot) in slots.iter().enumerate() {
        // Under a key that somebody put in the place of another nothing more is sealed.
        if ring.of(slot.subject).is_none_or(|key| ring.holds_what_was_committed_to(key).is_err()) {
            let key = new_key();
            new.extend_from_slice(key.id.as_bytes());
            new.extend_from_slice(&key.commitment());
            ring.assign(slot.subject, key);
        }
        let key = ring.of(slot.subject)?;
        let nonce: [u8; NONCE] = source.bytes();
        let sealed = cipher.seal(key.secret(), nonce, &bound_to(place, at, slot.subject), &slot.json)?;
        bytes.extend_from_slice(&slot.subject.0.to_be_bytes());
        bytes.extend_from_slice(key.id.as_bytes());
        bytes.extend_from_slice(&nonce);
        bytes.extend_from_slice(&u32::try_from(sealed.len()).ok()?.to_be_bytes());
        bytes.extend_from_slice(&sealed);
    }
    let head = match (cipher, u8::try_from(new.len() / COMMITTED).ok()?) {
        (Cipher::XChaCha20Poly1305, 0) => vec![FORMAT],
        (Cipher::XChaCha20Poly1305, count) => [&[WITH_NEW_KEYS, count], new.as_slice()].concat(),
        (other, count) => [&[BY_ANOTHER_CIPHER, other.number(), count], new.as_slice()].concat(),
    };
    Some([head, bytes].concat().into())
}

/// One sealed value, as it stands in the payload.
struct Sealed<'a> {
    subject: Subject,
    key: Uuid,
    nonce: [u8; NONCE],
    ciphertext: &'a [u8],
}

/// What stands before the values.
struct Head<'a> {
    cipher: Cipher,
    /// The commitments to new keys.
    new: &'a [[u8; COMMITTED]],
    /// The values.
    rest: &'a [u8],
}

fn head(bytes: &[u8]) -> Result<Head<'_>, SealError> {
    let cipher = Cipher::XChaCha20Poly1305;
    match bytes.split_first().ok_or(SealError::Malformed)? {
        (&FORMAT, rest) => Ok(Head { cipher, new: &[], rest }),
        (&WITH_NEW_KEYS, rest) => with_new_keys(cipher, rest),
        (&BY_ANOTHER_CIPHER, rest) => {
            let (number, rest) = rest.split_first().ok_or(SealError::Malformed)?;
            with_new_keys(Cipher::numbered(*number).ok_or(SealError::Malformed)?, rest)
        }
        _ => Err(SealError::Malformed),
    }
}

fn with_new_keys(cipher: Cipher, bytes: &[u8]) -> Result<Head<'_>, SealError> {
    let (count, rest) = bytes.split_first().ok_or(SealError::Malformed)?;
    let (new, rest) = rest.split_at_checked(usize::from(*count) * COMMITTED).ok_or(SealError::Malformed)?;
    Ok(Head { cipher, new: new.as_chunks().0, rest })
}

/// To which keys a payload commits: those that sealed for the first time in it.
///
/// # Errors
/// When the payload is damaged.
pub(super) fn commitments(bytes: &[u8]) -> Result<Vec<(Uuid, Commitment)>, SealError> {
    let each = |new: &[u8; COMMITTED]| Ok((Uuid::from_bytes(fixed(&new[..16])?), fixed(&new[16..])?));
    head(bytes)?.new.iter().map(each).collect()
}

fn parts(bytes: &[u8]) -> Result<Vec<Sealed<'_>>, SealError> {
    let mut rest = head(bytes)?.rest;
    let mut parts = Vec::new();
    while !rest.is_empty() {
        let (head, tail) = rest.split_at_checked(HEAD).ok_or(SealError::Malformed)?;
        let length = u32::from_be_bytes(fixed(&head[42..46])?) as usize;
        let (ciphertext, tail) = tail.split_at_checked(length).ok_or(SealError::Malformed)?;
        rest = tail;
        parts.push(Sealed {
            subject: Subject(u16::from_be_bytes(fixed(&head[..2])?)),
            key: Uuid::from_bytes(fixed(&head[2..18])?),
            nonce: fixed(&head[18..42])?,
            ciphertext,
        });
    }
    Ok(parts)
}

/// Whose values a payload holds, and the names of the keys that seal them.
///
/// # Errors
/// When the payload is damaged.
pub fn names(bytes: &[u8]) -> Result<Vec<(Subject, Uuid)>, SealError> {
    Ok(parts(bytes)?.into_iter().map(|sealed| (sealed.subject, sealed.key)).collect())
}

/// Opens the values whose keys are on the ring; those whose keys are gone stay sealed.
///
/// # Errors
/// When the payload is damaged or was moved, or a key is not the one that sealed.
pub fn unseal(ring: &KeyRing, place: Place, bytes: &[u8]) -> Result<Vec<Option<Slot>>, SealError> {
    let cipher = head(bytes)?.cipher;
    let open = |(at, Sealed { subject, key, nonce, ciphertext }): (usize, Sealed<'_>)| {
        let Some(key) = ring.named(key) else { return Ok(None) };
        ring.holds_what_was_committed_to(key)?;
        let json = cipher.open(key.secret(), nonce, &bound_to(place, at, subject), ciphertext)?;
        Ok(Some(Slot { subject, json }))
    };
    parts(bytes)?.into_iter().enumerate().map(open).collect()
}

fn fixed<const N: usize>(bytes: &[u8]) -> Result<[u8; N], SealError> {
    bytes.try_into().map_err(|_| SealError::Malformed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cases::ids::{OfficeId, StreamId, Version};
    use crate::clock::{SeededEntropy, SetClock};

    fn place(version: i64) -> Place {
        Place {
            office: OfficeId(Uuid::from_u128(1)),
            stream: StreamId(Uuid::from_u128(2)),
            version: Version(version),
        }
    }

    fn sealed() -> (KeyRing, Vec<Key>, Box<[u8]>) {
        sealed_with(Cipher::default())
    }

    fn sealed_with(cipher: Cipher) -> (KeyRing, Vec<Key>, Box<[u8]>) {
        let now = crate::cases::occurred::Moment::parse("2019-03-05T09:00:00+08:00").expect("a moment");
        let source = Source::new(SetClock::at(now), SeededEntropy::new(7));
        let (mut ring, mut made) = (KeyRing::default(), Vec::<Key>::new());
        let slots = [("\"王某\"", 1), ("\"噪音扰民\"", 0), ("\"13900000000\"", 1)]
            .map(|(json, subject)| Slot { subject: Subject(subject), json: json.as_bytes().to_vec() });
        let new_key = || {
            let key = Key::random(&source);
            made.push(key.clone());
            key
        };
        let bytes = seal(cipher, &mut ring, new_key, &source, place(1), &slots).expect("sealed");
        (ring, made, bytes)
    }

    #[test]
    fn a_subject_has_one_key_and_its_values_come_back_with_it() {
        let (ring, made, bytes) = sealed();
        assert_eq!(made.len(), 2);
        let slots = unseal(&ring, place(1), &bytes).expect("opens");
        assert_eq!(slots[2].as_ref().map(|slot| slot.json.as_slice()), Some("\"13900000000\"".as_bytes()));
    }

    #[test]
    fn a_payload_names_its_cipher_and_both_kinds_are_read_side_by_side() {
        let (ring, made, bytes) = sealed_with(Cipher::Sm4Gcm);
        assert_eq!(bytes[..3], [BY_ANOTHER_CIPHER, 2, 2]);
        assert_eq!(commitments(&bytes).expect("whole").len(), made.len());
        let slots = unseal(&ring, place(1), &bytes).expect("opens");
        assert_eq!(slots[0].as_ref().map(|slot| slot.json.as_slice()), Some("\"王某\"".as_bytes()));
        assert!(matches!(unseal(&ring, place(2), &bytes), Err(SealError::Tampered)));
        assert!(!bytes.windows(6).any(|window| window == "王某".as_bytes()));
        let mut unknown = bytes.to_vec();
        unknown[1] = 9;
        assert!(matches!(names(&unknown), Err(SealError::Malformed)));
        unknown[1] = 1;
        assert!(matches!(unseal(&ring, place(1), &unknown), Err(SealError::Tampered)), "another cipher");
        let (ring, _, bytes) = sealed();
        assert_eq!(bytes[0], WITH_NEW_KEYS);
        assert!(unseal(&ring, place(1), &bytes).is_ok());
    }

    #[test]
    fn what_is_sealed_does_not_show_the_name() {
        let (_, _, bytes) = sealed();
        assert!(!bytes.windows(6).any(|window| window == "王某".as_bytes()));
    }

    #[test]
    fn a_value_whose_key_is_gone_stays_sealed_and_the_others_open() {
        let (_, made, bytes) = sealed();
        let mut ring = KeyRing::default();
        ring.note(&bytes).expect("whole");
        // The second key that was made is the matter's: the petitioner came first.
        ring.take(&made.into_iter().skip(1).map(|key| (key.id, key)).collect());
        let slots = unseal(&ring, place(1), &bytes).expect("opens");
        assert_eq!(slots.iter().map(Option::is_some).collect::<Vec<_>>(), [false, true, false]);
    }

    #[test]
    fn a_key_that_is_not_the_one_to_which_the_first_event_committed_opens_nothing() {
        let (mut ring, made, first) = sealed();
        let now = crate::cases::occurred::Moment::parse("2019-03-05T09:00:00+08:00").expect("a moment");
        let source = Source::new(SetClock::at(now), SeededEntropy::new(8));
        let slot = Slot { subject: Subject(1), json: b"\"x\"".to_vec() };
        let new_key = || Key::random(&source);
        let cipher = Cipher::default();
        let later = seal(cipher, &mut ring, new_key, &source, place(2), &[slot]).expect("sealed");
        assert_eq!((first[..2].to_vec(), later[0]), (vec![WITH_NEW_KEYS, 2], FORMAT));

        let mut other = KeyRing::default();
        for event in [&first, &later] {
            other.note(event).expect("whole");
        }
        let changed = Key::named(made[0].id, &source);
        let given = [(made[1].id, made[1].clone()), (changed.id, changed.clone())].into();
        other.take(&given);
        for (version, event) in [(1, &first), (2, &later)] {
            assert_eq!(unseal(&other, place(version), event).err(), Some(SealError::OtherKey(changed.id)));
        }
    }

    #[test]
    fn a_sealed_value_moved_to_another_version_does_not_open() {
        let (ring, _, bytes) = sealed();
        assert!(matches!(unseal(&ring, place(2), &bytes), Err(SealError::Tampered)));
        assert!(matches!(unseal(&ring, place(1), &bytes[..40]), Err(SealError::Malformed)));
    }
}
