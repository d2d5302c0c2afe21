//! Receipts: that one event was in the log, so that anybody can see it without this program and without its database (C2SP
//! tlog-proof). A receipt shows what of the leaf may be shown; it names nobody.
use super::checkpoint::{Checkpoint, NoteTrouble, PublicKey};
use super::checkpoints::{self, Kept};
use super::cosignatures::{self, Place};
use super::origin::Log;
use super::path::{self, Tree};
use super::tiles;
use crate::cases::ids::{OfficeId, StreamId, Version};
use crate::database::{Db, StorageError};
use crate::event_log::leaf::Shown;
use crate::event_log::sql::SqlLog;
use crate::event_log::tree::{HASH, Hash};
use crate::event_log::{EventLog, Position, RecordedEvent};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use std::fmt::Write;

/// The first line of a proof.
const HEADER: &str = "c2sp.org/tlog-proof@v1";
/// Bytes of a receipt that is read, at most.
pub const LONGEST: u64 = 1 << 20;

/// Why there is no receipt, or it shows nothing.
#[derive(Debug, thiserror::Error)]
pub enum ReceiptTrouble {
    /// Nothing was signed yet that the event is in.
    #[error(
        "event {0} is in no checkpoint yet; checkpoints are signed on a schedule by `anjuan serve`, or at once by \
         `anjuan checkpoint`"
    )]
    NotSignedYet(Position),
    /// There is no such event.
    #[error("the case has no event of that kind")]
    NoSuchEvent,
    /// The file is none.
    #[error("this is no receipt: {0}")]
    Malformed(&'static str),
    /// The leaf is not in the tree that was signed.
    #[error(
        "the receipt does not prove what it shows: event {0} is not in the tree that was signed, or not in that form"
    )]
    NotIncluded(i64),
    /// What the store holds does not prove it.
    #[error(
        "the store cannot prove event {0}: its tree is not the one that was signed; `anjuan verify` says more"
    )]
    Unprovable(Position),
    /// The checkpoint is not to be believed.
    #[error(transparent)]
    Note(#[from] NoteTrouble),
    /// The database fails.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// A receipt.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ProofOfEvent {
    /// The bytes of the event's leaf.
    pub leaf: Vec<u8>,
    /// Which leaf it is, the first being 0.
    pub index: u64,
    /// What proves that it is in the tree.
    pub path: Vec<Hash>,
    /// The tree, signed.
    pub checkpoint: String,
}

/// The receipt of the first event of a stream: of a case, its registration. Its checkpoint is the last one that `quorum`
/// witnesses cosigned, or the last one where none is; it bears the lines of all who did.
///
/// # Errors
/// When the event is in no checkpoint yet, the store does not prove it, or the database fails.
pub async fn of_stream(
    db: &Db,
    office: OfficeId,
    stream: StreamId,
    quorum: usize,
) -> Result<ProofOfEvent, ReceiptTrouble> {
    let first = SqlLog::new(db.clone()).streams(office, &[stream], Version(0), 1).await?;
    let event = first.into_iter().next().ok_or(ReceiptTrouble::NoSuchEvent)?;
    of(db, office, &event, quorum).await
}

/// The receipt of an event.
///
/// # Errors
/// As [`of_stream`].
pub async fn of(
    db: &Db,
    office: OfficeId,
    event: &RecordedEvent,
    quorum: usize,
) -> Result<ProofOfEvent, ReceiptTrouble> {
    let position = event.position;
    let index = u64::try_from(position.0 - 1).unwrap_or_default();
    let kept = match checkpoints::cosigned(db, office, index, quorum).await? {
        None if quorum > 0 => checkpoints::cosigned(db, office, index, 0).await?,
        kept => kept,
    };
    let Kept { epoch, checkpoint } = kept.ok_or(ReceiptTrouble::NotSignedYet(position))?;
    let Tree { size, root } = checkpoint.tree;
    let spans = path::inclusion(index, size).ok_or(ReceiptTrouble::NoSuchEvent)?;
    let leaves = SqlLog::new(db.clone()).leaves(office, Position(position.0 - 1), 1).await?;
    let leaf = leaves.first().ok_or(ReceiptTrouble::NoSuchEvent)?;
    let bytes = event.stated().bytes(&leaf.blinding);
    let path = tiles::roots(db, office, size, &spans).await?;
    if !path::includes(Hash::leaf(&bytes), index, size, root, &path) {
        return Err(ReceiptTrouble::Unprovable(position));
    }
    let place = Place { office, log: Log::Events, epoch, size };
    let checkpoint = cosignatures::cosigned(db, place, &checkpoint.note).await?;
    Ok(ProofOfEvent { leaf: bytes, index, path, checkpoint })
}

impl ProofOfEvent {
    /// The receipt as a file.
    #[must_use]
    pub fn written(&self) -> String {
        let mut text =
            format!("{HEADER}\nextra {}\nindex {}\n", BASE64_STANDARD.encode(&self.leaf), self.index);
        for hash in &self.path {
            let _ = writeln!(text, "{}", BASE64_STANDARD.encode(hash.0));
        }
        text + "\n" + &self.checkpoint
    }

    /// Whether a file is meant to be a receipt.
    #[must_use]
    pub fn is_one(text: &str) -> bool {
        text.starts_with(HEADER)
    }

    /// Reads [`ProofOfEvent::written`].
    ///
    /// # Errors
    /// When it is no receipt.
    pub fn read(text: &str) -> Result<Self, ReceiptTrouble> {
        let malformed = ReceiptTrouble::Malformed;
        let rest = text.strip_prefix(HEADER).and_then(|rest| rest.strip_prefix('\n'));
        let rest = rest.ok_or(malformed("its first line is not c2sp.org/tlog-proof@v1"))?;
        let (proof, checkpoint) = rest.split_once("\n\n").ok_or(malformed("it has no checkpoint"))?;
        let mut lines = proof.split('\n');
        let leaf = lines.next().and_then(|line| line.strip_prefix("extra "));
        let leaf =
            leaf.and_then(|leaf| BASE64_STANDARD.decode(leaf).ok()).ok_or(malformed("it shows no leaf"))?;
        let index = lines.next().and_then(|line| line.strip_prefix("index "));
        let number =
            index.and_then(|index| index.parse::<u64>().ok()).filter(|n| Some(&*n.to_string()) == index);
        let hash =
            |line: &str| BASE64_STANDARD.decode(line).ok().and_then(|hash| <[u8; HASH]>::try_from(hash).ok());
        let path: Option<Vec<_>> = lines.map(|line| hash(line).map(Hash)).collect();
        Ok(Self {
            leaf,
            index: number.ok_or(malformed("it does not say which leaf it shows"))?,
            path: path.filter(|path| path.len() <= 64).ok_or(malformed("its proof is none"))?,
            checkpoint: checkpoint.to_owned(),
        })
    }

    /// What the receipt proves, to whoever trusts the key.
    ///
    /// # Errors
    /// When the checkpoint is not signed with the key, or the leaf is not in its tree.
    pub fn verified(&self, key: &PublicKey) -> Result<Proved, ReceiptTrouble> {
        let checkpoint = Checkpoint::verified(&self.checkpoint, key)?;
        let shown = Shown::read(&self.leaf)
            .ok_or(ReceiptTrouble::Malformed("its leaf has no layout that is known"))?;
        let Tree { size, root } = checkpoint.tree;
        let stands = u64::try_from(shown.position).is_ok_and(|position| position == self.index + 1);
        if !stands || !path::includes(Hash::leaf(&self.leaf), self.index, size, root, &self.path) {
            return Err(ReceiptTrouble::NotIncluded(shown.position));
        }
        Ok(Proved { shown, checkpoint })
    }
}

/// What a receipt proves.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Proved {
    /// What was in the log.
    pub shown: Shown,
    /// What it was in.
    pub checkpoint: Checkpoint,
}

#[cfg(test)]
mod tests {
    use super::super::checkpoint::LogKey;
    use super::*;
    use crate::cases::occurred::Moment;
    use crate::event_log::Edge;
    use crate::event_log::memory::tests::event;

    fn receipt() -> (ProofOfEvent, PublicKey) {
        let key = LogKey::new("anjuan/310110001", [7; 32]).expect("a key");
        let leaf = |position| event(position, position).stated().bytes(&[9; 32]);
        let mut edge = Edge::default();
        (1..=3).for_each(|position| edge.push(Hash::leaf(&leaf(position))));
        let at = Moment::parse("2019-03-05T09:00:00+08:00").expect("a moment");
        let checkpoint = key.sign(Tree { size: 3, root: edge.root() }, at).expect("signed");
        let left = Hash::node(Hash::leaf(&leaf(1)), Hash::leaf(&leaf(2)));
        (ProofOfEvent { leaf: leaf(3), index: 2, path: vec![left], checkpoint }, key.public())
    }

    #[test]
    fn a_receipt_shows_what_was_in_the_log_and_nobodys_name() {
        let (receipt, key) = receipt();
        let read = ProofOfEvent::read(&receipt.written()).expect("a receipt");
        assert_eq!(read, receipt);
        let proved = read.verified(&key).expect("proved");
        assert_eq!((proved.shown.position, &*proved.shown.event_type), (3, "PetitionUrged"));
        let leaf = String::from_utf8_lossy(&receipt.leaf).into_owned();
        assert!(leaf.contains("PetitionUrged") && !leaf.contains("operator:test"));
    }

    #[test]
    fn no_bit_of_a_receipts_leaf_or_path_can_be_turned_and_it_stands_nowhere_else() {
        let (receipt, key) = receipt();
        for bit in 0..receipt.leaf.len() * 8 {
            let mut turned = receipt.clone();
            turned.leaf[bit / 8] ^= 1 << (bit % 8);
            assert!(turned.verified(&key).is_err(), "bit {bit}");
        }
        for bit in 0..256 {
            let mut turned = receipt.clone();
            turned.path[0].0[bit / 8] ^= 1 << (bit % 8);
            assert!(turned.verified(&key).is_err(), "bit {bit}");
        }
        assert!(ProofOfEvent { index: 1, ..receipt.clone() }.verified(&key).is_err());
        assert!(ProofOfEvent { path: vec![], ..receipt }.verified(&key).is_err());
    }

    #[test]
    fn what_is_no_receipt_is_told_why() {
        let text = receipt().0.written();
        let lost = |from: &str, to: &str| {
            ProofOfEvent::read(&text.replacen(from, to, 1)).map(drop).map_err(|e| e.to_string())
        };
        assert!(lost("@v1", "@v2").expect_err("another").contains("first line"));
        assert!(lost("index 2", "index 02").expect_err("another").contains("which leaf"));
        assert!(lost("extra ", "extra").expect_err("another").contains("no leaf"));
        assert!(lost("\n\n", "\n").is_err());
    }
}
