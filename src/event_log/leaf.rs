//! What a leaf of the tree commits to, byte for byte. `schema/leaf.md` says the same for whoever writes a verifier.
//!
//! A leaf has two parts. What may be shown (when, where, what was recorded in codes and numbers) stands in it as it is.
//! What may not (who recorded it, the sealed personal payload) stands in it as one hash, blinded by 32 random bytes: a
//! receipt shows the first part and names nobody, and the hashes of its neighbours tell nothing of them.
use super::recorded::{Position, RecordedEvent};
use super::tree::{HASH, Hash};
use crate::cases::ids::{CommandId, OfficeId, StreamId, Version};
use crate::cases::occurred::{Moment, Occurred};
use chrono::NaiveDate;
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// The layout of a leaf's bytes that this program writes.
pub const LAYOUT: u8 = 1;
/// What goes before the bytes that are only shown as a hash.
const OF_HIDDEN: u8 = 2;
/// Bytes of a leaf as the log stores it: layout, blinding, hash.
const STORED: usize = 1 + 2 * HASH;
/// Bytes of a leaf before its first text.
const FIXED: usize = 132;
/// The day from which days are counted.
const EPOCH: NaiveDate = match NaiveDate::from_ymd_opt(1970, 1, 1) {
    Some(day) => day,
    None => NaiveDate::MIN,
};

/// All that a leaf commits to, as it lies in the log.
#[derive(Clone, Copy, Debug)]
pub struct Stated<'e> {
    /// The office whose log it is.
    pub office: OfficeId,
    /// The event's place there.
    pub position: Position,
    /// Its stream.
    pub stream: StreamId,
    /// Its place in the stream.
    pub version: Version,
    /// The kind of its stream.
    pub stream_kind: &'e str,
    /// Its type.
    pub event_type: &'e str,
    /// The schema version of its payload.
    pub schema_version: u16,
    /// When it happened.
    pub occurred: Occurred,
    /// When the log took it in.
    pub recorded_at: Moment,
    /// The command that it follows from.
    pub command: CommandId,
    /// The import that brought it; nil without one.
    pub batch: Uuid,
    /// Who sent the command.
    pub actor: &'e str,
    /// The exact bytes of its public payload.
    pub payload: &'e str,
    /// What is personal in it, sealed.
    pub personal: Option<&'e [u8]>,
}

impl RecordedEvent {
    /// What its leaf commits to.
    #[must_use]
    pub fn stated(&self) -> Stated<'_> {
        Stated {
            office: self.office,
            position: self.position,
            stream: self.stream,
            version: self.version,
            stream_kind: &self.stream_kind,
            event_type: &self.event_type,
            schema_version: self.schema_version,
            occurred: self.occurred,
            recorded_at: self.recorded_at,
            command: self.command,
            batch: self.batch.map_or(Uuid::nil(), |batch| batch.0),
            actor: &self.actor.0,
            payload: &self.payload,
            personal: self.personal.as_deref(),
        }
    }
}

impl Stated<'_> {
    /// SHA-256 over what is not shown: `02`, the blinding, the actor with its length in four bytes, a byte that says
    /// whether anything is personal, and the sealed bytes.
    #[must_use]
    pub fn hidden(&self, blinding: &[u8; HASH]) -> Hash {
        let mut hash = Sha256::new();
        hash.update([OF_HIDDEN]);
        hash.update(blinding);
        hash.update(length(self.actor));
        hash.update(self.actor);
        hash.update([u8::from(self.personal.is_some())]);
        hash.update(self.personal.unwrap_or_default());
        Hash(hash.finalize().into())
    }

    /// The hash of its leaf.
    #[must_use]
    pub fn hash(&self, blinding: &[u8; HASH]) -> Hash {
        let mut hash = Sha256::new();
        hash.update([0]);
        self.write(self.hidden(blinding), |bytes| hash.update(bytes));
        Hash(hash.finalize().into())
    }

    /// The bytes of its leaf.
    #[must_use]
    pub fn bytes(&self, blinding: &[u8; HASH]) -> Vec<u8> {
        let mut leaf = Vec::with_capacity(FIXED + 64 + self.payload.len());
        self.write(self.hidden(blinding), |bytes| leaf.extend_from_slice(bytes));
        leaf
    }

    /// The bytes, part by part.
    fn write(&self, hidden: Hash, mut out: impl FnMut(&[u8])) {
        let (kind, occurred) = match self.occurred {
            Occurred::Day(day) => (0, day.signed_duration_since(EPOCH).num_days()),
            Occurred::Instant(moment) => (1, moment.utc().timestamp_micros()),
        };
        let mut fixed = [0; FIXED];
        fixed[0] = LAYOUT;
        fixed[1..17].copy_from_slice(self.office.0.as_bytes());
        fixed[17..25].copy_from_slice(&self.position.0.to_be_bytes());
        fixed[25..41].copy_from_slice(self.stream.0.as_bytes());
        fixed[41..49].copy_from_slice(&self.version.0.to_be_bytes());
        fixed[49..51].copy_from_slice(&self.schema_version.to_be_bytes());
        fixed[51] = kind;
        fixed[52..60].copy_from_slice(&occurred.to_be_bytes());
        fixed[60..68].copy_from_slice(&self.recorded_at.utc().timestamp_micros().to_be_bytes());
        fixed[68..84].copy_from_slice(self.command.0.as_bytes());
        fixed[84..100].copy_from_slice(self.batch.as_bytes());
        fixed[100..].copy_from_slice(&hidden.0);
        out(&fixed);
        for text in [self.stream_kind, self.event_type] {
            out(&length(text));
            out(text.as_bytes());
        }
        // The last text needs no length: it ends where the leaf does.
        out(self.payload.as_bytes());
    }
}

/// No engine holds a text that is longer.
fn length(text: &str) -> [u8; 4] {
    u32::try_from(text.len()).unwrap_or(u32::MAX).to_be_bytes()
}

/// What the log stores of a leaf: what blinds it, and its hash.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Leaf {
    /// Random bytes, without which nobody can guess what the leaf hides.
    pub blinding: [u8; HASH],
    /// The leaf's hash.
    pub hash: Hash,
}

impl Leaf {
    /// The leaf of an event.
    #[must_use]
    pub fn of(event: &RecordedEvent, blinding: [u8; HASH]) -> Self {
        Self { blinding, hash: event.stated().hash(&blinding) }
    }

    /// As it is stored: the layout in one byte, the blinding, the hash.
    #[must_use]
    pub fn stored(&self) -> [u8; STORED] {
        let mut bytes = [LAYOUT; STORED];
        bytes[1..=HASH].copy_from_slice(&self.blinding);
        bytes[1 + HASH..].copy_from_slice(&self.hash.0);
        bytes
    }

    /// Reads [`Leaf::stored`].
    ///
    /// # Errors
    /// What is wrong with the bytes, in words.
    pub fn read(bytes: &[u8]) -> Result<Self, String> {
        let Ok(bytes) = <&[u8; STORED]>::try_from(bytes) else {
            return Err(format!("its leaf has {} bytes, not {STORED}", bytes.len()));
        };
        if bytes[0] != LAYOUT {
            return Err(format!("its leaf has layout {}, which this program does not know", bytes[0]));
        }
        let (mut blinding, mut hash) = ([0; HASH], [0; HASH]);
        blinding.copy_from_slice(&bytes[1..=HASH]);
        hash.copy_from_slice(&bytes[1 + HASH..]);
        Ok(Self { blinding, hash: Hash(hash) })
    }
}

/// A leaf as a receipt shows it, read back from its bytes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Shown {
    /// The office.
    pub office: Uuid,
    /// The event's place in the office's log.
    pub position: i64,
    /// Its stream.
    pub stream: Uuid,
    /// Its place in the stream.
    pub version: i64,
    /// The schema version of its payload.
    pub schema_version: u16,
    /// When it happened: a day, or a moment.
    pub occurred: Occurred,
    /// When the log took it in.
    pub recorded_at: Moment,
    /// The kind of its stream.
    pub stream_kind: String,
    /// Its type.
    pub event_type: String,
    /// Its public payload.
    pub payload: String,
}

impl Shown {
    /// Reads the bytes of a leaf.
    #[must_use]
    pub fn read(leaf: &[u8]) -> Option<Self> {
        let (fixed, texts) = leaf.split_at_checked(FIXED)?;
        let number = |at: usize| fixed[at..at + 8].try_into().ok().map(i64::from_be_bytes);
        let moment = |micros| chrono::DateTime::from_timestamp_micros(micros).map(Moment::new);
        let occurred = number(52)?;
        let occurred = match fixed[51] {
            0 => Occurred::Day(EPOCH.checked_add_signed(chrono::Duration::try_days(occurred)?)?),
            1 => Occurred::Instant(moment(occurred)?),
            _ => return None,
        };
        let (stream_kind, texts) = short(texts)?;
        let (event_type, payload) = short(texts)?;
        (fixed[0] == LAYOUT).then_some(Self {
            office: Uuid::from_slice(&fixed[1..17]).ok()?,
            position: number(17)?,
            stream: Uuid::from_slice(&fixed[25..41]).ok()?,
            version: number(41)?,
            schema_version: u16::from_be_bytes([fixed[49], fixed[50]]),
            occurred,
            recorded_at: moment(number(60)?)?,
            stream_kind,
            event_type,
            payload: String::from_utf8(payload.to_vec()).ok()?,
        })
    }
}

fn short(bytes: &[u8]) -> Option<(String, &[u8])> {
    let (length, rest) = bytes.split_first_chunk()?;
    let (text, rest) = rest.split_at_checked(u32::from_be_bytes(*length) as usize)?;
    Some((String::from_utf8(text.to_vec()).ok()?, rest))
}

#[cfg(test)]
mod tests {
    use super::super::memory::tests::event;
    use super::super::tree::hex;
    use super::*;
    use crate::event_log::Actor;

    #[test]
    fn the_bytes_of_a_leaf_are_those_that_the_document_tells() {
        let leaf = event(3, 2).stated().bytes(&[7; HASH]);
        assert_eq!(Hash::leaf(&leaf), event(3, 2).stated().hash(&[7; HASH]));
        let shown = Shown::read(&leaf).expect("a leaf");
        assert_eq!((shown.position, shown.version, shown.occurred), (3, 2, event(3, 2).occurred));
        assert_eq!((&*shown.stream_kind, &*shown.event_type), ("petition", "PetitionUrged"));
        assert_eq!(shown.payload, r#"{"PetitionUrged":{}}"#);
    }

    #[test]
    fn the_document_tells_the_bytes_of_this_leaf() {
        let text = include_str!("../../schema/leaf.md");
        assert!(text.contains(&hex(&event(3, 2).stated().bytes(&[7; HASH]))), "schema/leaf.md");
        assert!(text.contains(&Leaf::of(&event(3, 2), [7; HASH]).hash.to_string()), "schema/leaf.md");
    }

    #[test]
    fn whatever_changes_in_an_event_changes_its_leaf() {
        type Change = fn(&mut RecordedEvent);
        let changes: [Change; 15] = [
            |event| event.office.0 = Uuid::from_u128(8),
            |event| event.position.0 += 1,
            |event| event.stream.0 = Uuid::from_u128(2),
            |event| event.version.0 += 1,
            |event| event.stream_kind = "petitioN".into(),
            |event| event.event_type = "PetitionUrgeD".into(),
            |event| event.schema_version += 1,
            |event| event.occurred = Occurred::Instant(event.recorded_at),
            |event| event.recorded_at = Moment::parse("2019-03-05T09:00:00.000001+08:00").expect("a moment"),
            |event| event.command.0 = Uuid::nil(),
            |event| event.batch = Some(crate::cases::ids::BatchId(Uuid::from_u128(1))),
            |event| event.actor = Actor("operator:tesT".into()),
            |event| event.payload = r#"{"PetitionUrged":{} }"#.into(),
            |event| event.personal = Some([].into()),
            |event| event.personal = Some([0].into()),
        ];
        let before = Leaf::of(&event(3, 2), [7; HASH]).hash;
        let mut hashes = std::collections::BTreeSet::from([before, Leaf::of(&event(3, 2), [8; HASH]).hash]);
        for change in changes {
            let mut other = event(3, 2);
            change(&mut other);
            hashes.insert(Leaf::of(&other, [7; HASH]).hash);
        }
        assert_eq!(hashes.len(), changes.len() + 2);
    }

    #[test]
    fn a_stored_leaf_is_read_back_and_another_layout_is_refused() {
        let leaf = Leaf::of(&event(3, 2), [7; HASH]);
        assert_eq!(Leaf::read(&leaf.stored()), Ok(leaf));
        let mut newer = leaf.stored();
        newer[0] = 9;
        assert!(Leaf::read(&newer).expect_err("newer").contains("layout 9"));
        assert!(Leaf::read(&newer[1..]).expect_err("short").contains("64 bytes"));
    }
}
