//! What a reading's leaf commits to, byte by byte, in the tree over an office's readings.
//!
//! Layout: a byte 1 (the format), office (16), place (8, big-endian), moment (8, microseconds since 1970, big-endian), then
//! six fields, each its length (4, big-endian; all ones if it is missing) and its bytes: reader, kind, case, file, reason,
//! and why in words, as it is sealed.
use super::readings::{Reason, Recorded};
use super::tree::Hash;
use crate::cases::ids::OfficeId;

const FORMAT: u8 = 1;
/// The length of what is missing.
const MISSING: u32 = u32::MAX;

impl Recorded {
    /// The bytes of its leaf.
    #[must_use]
    pub fn leaf(&self, office: OfficeId) -> Vec<u8> {
        let reading = &self.reading;
        let mut bytes = vec![FORMAT];
        bytes.extend_from_slice(office.0.as_bytes());
        bytes.extend_from_slice(&self.position.to_be_bytes());
        bytes.extend_from_slice(&self.read_at.utc().timestamp_micros().to_be_bytes());
        let case = reading.case.map(|case| *case.0.as_bytes());
        let file = reading.file.map(|file| *file.bytes());
        let fields: [Option<&[u8]>; 6] = [
            Some(reading.reader.0.as_bytes()),
            Some(reading.what.name().as_bytes()),
            case.as_ref().map(<[u8; 16]>::as_slice),
            file.as_ref().map(<[u8; 32]>::as_slice),
            reading.reason.map(Reason::name).map(str::as_bytes),
            reading.words.as_deref(),
        ];
        for field in fields {
            let length = field.map_or(MISSING, |field| u32::try_from(field.len()).unwrap_or(MISSING));
            bytes.extend_from_slice(&length.to_be_bytes());
            bytes.extend_from_slice(field.unwrap_or_default());
        }
        bytes
    }

    /// The hash of its leaf.
    #[must_use]
    pub fn hash(&self, office: OfficeId) -> Hash {
        Hash::leaf(&self.leaf(office))
    }
}

#[cfg(test)]
mod tests {
    use super::super::Actor;
    use super::super::readings::{Reading, What};
    use super::*;
    use crate::cases::ids::StreamId;
    use crate::cases::occurred::Moment;
    use uuid::Uuid;

    const OFFICE: OfficeId = OfficeId(Uuid::from_u128(7));

    fn recorded() -> Recorded {
        let reading = Reading {
            reader: Actor("user:li.na".into()),
            what: What::Case,
            case: Some(StreamId(Uuid::from_u128(1))),
            file: None,
            reason: Some(Reason::Audit),
            words: None,
        };
        let read_at = Moment::parse("2019-03-05T09:00:00+08:00").expect("a moment");
        Recorded { position: 3, read_at, reading }
    }

    #[test]
    fn a_leaf_says_every_field_in_its_place() {
        let bytes = recorded().leaf(OFFICE);
        assert_eq!(
            bytes.len(),
            1 + 16 + 8 + 8 + 6 * 4 + "user:li.na".len() + "case".len() + 16 + "audit".len()
        );
        assert_eq!((bytes[0], bytes[24]), (FORMAT, 3));
    }

    #[test]
    fn whatever_is_changed_changes_the_hash() {
        let first = recorded().hash(OFFICE);
        let changed: [fn(&mut Recorded); 7] = [
            |recorded| recorded.position = 4,
            |recorded| recorded.reading.reader = Actor("user:li.n".into()),
            |recorded| recorded.reading.what = What::History,
            |recorded| recorded.reading.case = None,
            |recorded| recorded.reading.reason = None,
            |recorded| recorded.reading.words = Some(Vec::new()),
            |recorded| {
                recorded.read_at = Moment::parse("2019-03-05T09:00:00.000001+08:00").expect("a moment");
            },
        ];
        for change in changed {
            let mut other = recorded();
            change(&mut other);
            assert_ne!(other.hash(OFFICE), first);
        }
        assert_ne!(recorded().hash(OfficeId(Uuid::from_u128(8))), first);
    }
}
