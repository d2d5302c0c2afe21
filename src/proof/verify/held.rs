//! The checkpoints of a log, and what is found when it is held against them.
use super::super::checkpoint::Checkpoint;
use super::super::checkpoints::{self, Kept};
use super::super::origin::{Log, Origin};
use super::super::path::Tree;
use super::{Against, Finding, Wrong};
use crate::cases::epochs::EpochEvent;
use crate::cases::ids::{OfficeId, Version};
use crate::database::{Db, StorageError};
use crate::event_log::sql::SqlLog;
use crate::event_log::tree::Hash;
use crate::event_log::{EventLog, Position, codec};
use std::collections::BTreeMap;

/// By the epoch that ended: where the log goes on without it, and what was signed of it last.
type Ended = BTreeMap<u32, (u64, Tree)>;

/// Every checkpoint of a log that can be read and whose signature, if its key is known, fits.
pub(super) struct Checkpoints {
    log: Log,
    all: Vec<Kept>,
    signatures: usize,
    /// The epochs that ended, as the log of events tells it.
    ended: Ended,
}

impl Checkpoints {
    /// Those that were kept here or elsewhere. What is wrong with one is found.
    pub(super) async fn of(
        db: &Db,
        office: OfficeId,
        log: Log,
        against: &Against,
        findings: &mut Vec<Finding>,
    ) -> Result<Self, StorageError> {
        let (mut known, mut all) = (Vec::new(), Vec::new());
        for kept in checkpoints::all(db, office, log).await? {
            match kept {
                Ok(kept) => known.push(kept),
                Err((position, trouble)) => {
                    findings.push(Finding::at(
                        Wrong::of_checkpoint(log),
                        Position(position),
                        trouble.to_string(),
                    ));
                }
            }
        }
        known.extend(against.checkpoints.iter().filter_map(|checkpoint| {
            let origin = Origin::read(&checkpoint.origin);
            let kept = Kept { epoch: origin.epoch.into(), checkpoint: checkpoint.clone() };
            (origin.log == log).then_some(kept)
        }));
        known.sort_by_key(|kept| (kept.epoch, kept.checkpoint.tree.size));
        known.dedup_by(|one, other| one.checkpoint == other.checkpoint);
        let mut signatures = 0;
        for kept in known {
            let Checkpoint { origin, note, tree, .. } = &kept.checkpoint;
            let Some(key) = against.keys.iter().find_map(|key| key.of_log(origin)) else {
                all.push(kept);
                continue;
            };
            match Checkpoint::verified(note, &key) {
                Ok(_) => {
                    signatures += 1;
                    all.push(kept);
                }
                Err(trouble) => {
                    let at = Position(tree.size.cast_signed());
                    findings.push(Finding::at(Wrong::of_checkpoint(log), at, trouble.to_string()));
                }
            }
        }
        let ended = ended(db, office, log).await?;
        Ok(Self { log, all, signatures, ended })
    }

    /// How many there are.
    pub(super) const fn count(&self) -> usize {
        self.all.len()
    }

    /// Of how many the signature was checked.
    pub(super) const fn signatures(&self) -> usize {
        self.signatures
    }

    /// The sizes of which the tree's root is wanted.
    pub(super) fn sizes(&self) -> impl Iterator<Item = u64> {
        self.all.iter().map(|kept| kept.checkpoint.tree.size)
    }

    /// Holds a log that ends at `last`, and whose tree of a size has this root, against them.
    pub(super) fn held_against(&self, last: Position, root_of: impl Fn(u64) -> Option<Hash>) -> Vec<Finding> {
        let (mut findings, mut good) = (Vec::new(), 0);
        let mut by_size: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for kept in &self.all {
            by_size.entry(kept.checkpoint.tree.size).or_default().push(&kept.checkpoint);
        }
        let entries = self.log.entries();
        for checkpoint in by_size.into_values().flatten() {
            if self.is_known_lost(checkpoint) {
                continue;
            }
            let Tree { size, root } = checkpoint.tree;
            let (end, origin) = (Position(size.cast_signed()), &checkpoint.origin);
            let when = checkpoint.signed_at.map_or_else(String::new, |at| format!(" at {at}"));
            if end > last {
                let how = format!(
                    "a checkpoint of {origin} signed {size} {entries}{when}, and {} has {last}",
                    self.log.told()
                );
                findings.push(Finding::within(Wrong::of_cut_off(self.log), last.next(), end, how));
                continue;
            }
            match root_of(size) {
                Some(found) if found == root => good = size,
                Some(_) => {
                    let how = format!(
                        "the first {size} {entries} are not those that {origin} signed{when}; the first {good} are"
                    );
                    let from = Position(good.cast_signed() + 1).min(end);
                    findings.push(Finding::within(Wrong::of_checkpoint(self.log), from, end, how));
                }
                // A leaf is missing before it: that was found, and the tree cannot be told.
                None => {}
            }
        }
        findings
    }

    /// Whether the log itself says that what the checkpoint signed is lost.
    fn is_known_lost(&self, checkpoint: &Checkpoint) -> bool {
        let Tree { size, root } = checkpoint.tree;
        let of = self.ended.get(&Origin::read(&checkpoint.origin).epoch);
        of.is_some_and(|(from, last)| {
            size >= *from && size <= last.size && (size < last.size || root == last.root)
        })
    }
}

async fn ended(db: &Db, office: OfficeId, log: Log) -> Result<Ended, StorageError> {
    let stream = office.epochs_stream();
    let events = SqlLog::new(db.clone()).streams(office, &[stream], Version(0), 1_000).await?;
    // What cannot be read was edited, and is found as that.
    let opened = events.iter().filter_map(|event| codec::decode::<EpochEvent>(&event.told()).ok());
    let ended = opened.filter_map(|event| {
        let (of, epoch, size, root, lost_from) = match event.what {
            EpochEvent::EpochOpened { epoch, signed, root, lost_from } => {
                (Log::Events, epoch, signed, root, lost_from)
            }
            EpochEvent::ReadingsEpochOpened { epoch, signed, root, lost_from } => {
                (Log::Readings, epoch, signed, root, lost_from)
            }
        };
        let root = Hash::from_hex(root.as_str())?;
        (of == log).then(|| (epoch.saturating_sub(1), (lost_from, Tree { size, root })))
    });
    Ok(ended.collect())
}
