//! Whether a log is what was recorded: every event is hashed from its stored bytes, the tree is built anew, and held against
//! the leaves, the log's head, the receipts, the tiles, and every checkpoint that was ever given out. No key of a person is
//! needed, for what is personal is hashed as it is sealed.
mod finding;
mod moved;
mod walk;

pub use finding::{Finding, Wrong};
pub use walk::{Walk, digest};

use super::checkpoint::{Checkpoint, PublicKey};
use super::checkpoints::{self, Kept};
use super::path::Tree;
use super::signer::{epoch_name, epoch_of};
use super::tiles;
use crate::cases::epochs::EpochEvent;
use crate::cases::ids::{OfficeId, Version};
use crate::database::{Db, StorageError};
use crate::event_log::codec;
use crate::event_log::sql::{SqlLog, read_receipts, rehash};
use crate::event_log::tree::Hash;
use crate::event_log::{Edge, EventLog, Position};
use std::collections::BTreeMap;
use tokio::sync::mpsc;

/// Pages of rows that wait at most.
const PAGES_AHEAD: usize = 8;

/// What a log is held against, besides what its own store keeps.
#[derive(Clone, Debug, Default)]
pub struct Against {
    /// The keys of the log, by which checkpoints are believed; without one, signatures are not checked.
    pub keys: Vec<PublicKey>,
    /// Checkpoints that somebody else kept.
    pub checkpoints: Vec<Checkpoint>,
}

/// What was found.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Report {
    /// How many events were hashed.
    pub events: u64,
    /// The tree over them, if no leaf is missing.
    pub tree: Option<Tree>,
    /// Checkpoints that were held against it.
    pub checkpoints: usize,
    /// Of those, how many whose signature was checked.
    pub signatures: usize,
    /// What is wrong.
    pub findings: Vec<Finding>,
}

/// Verifies an office's log. `progress` is told how many events are hashed. Whoever appends meanwhile is not in the way.
///
/// # Errors
/// When the database fails. What is wrong with the log is no error.
pub async fn office(
    db: &Db,
    office: OfficeId,
    against: &Against,
    mut progress: impl FnMut(u64) + Send,
) -> Result<Report, StorageError> {
    let mut findings = Vec::new();
    let before = head(db, office, &mut findings).await?;
    let checkpoints = checkpoints_of(db, office, against, &mut findings).await?;
    let sizes = checkpoints.iter().map(|kept| kept.checkpoint.tree.size);
    let sizes: Vec<_> = sizes.chain(before.edge.as_ref().map(Edge::size)).collect();
    let mut walk = Walk::new(sizes, tiles::digests(db, office).await?);
    scan(db, office, &mut walk, &mut progress).await?;
    let after = head(db, office, &mut Vec::new()).await?;
    findings.extend(held_against_heads(&walk, &before, &after));
    let epochs = epochs_of(db, office).await?;
    findings.extend(held_against_checkpoints(&walk, &checkpoints, &epochs));
    for (at, tile) in walk.otherwise() {
        let differ = differing(at, &tile, &tiles::of_leaves(db, office, at).await?);
        // What does not make its leaf is told by that.
        findings.extend(differ.into_iter().filter(|found| found.from.is_none_or(|at| !walk.is_suspect(at))));
    }
    let (last, tree) = (walk.last(), walk.edge().map(|edge| Tree { size: edge.size(), root: edge.root() }));
    receipts(db, office, &mut walk, after.position).await?;
    findings.extend(walk.findings());
    findings.sort_by_key(|finding| (finding.from.unwrap_or_default(), finding.wrong));
    let signatures = checkpoints.iter().filter(|kept| key_of(against, kept).is_some()).count();
    let events = u64::try_from(last.0).unwrap_or_default();
    Ok(Report { events, tree, checkpoints: checkpoints.len(), signatures, findings })
}

/// The log's head.
struct Head {
    position: Position,
    edge: Option<Edge>,
}

async fn head(db: &Db, office: OfficeId, findings: &mut Vec<Finding>) -> Result<Head, StorageError> {
    let log = SqlLog::new(db.clone());
    match log.edge(office).await {
        Ok(edge) => Ok(Head { position: edge.position(), edge: Some(edge) }),
        Err(StorageError::BadRow { reason, .. }) => {
            findings.push(Finding::anywhere(Wrong::Tree, format!("the log's head: {reason}")));
            Ok(Head { position: log.head(office).await?, edge: None })
        }
        Err(error) => Err(error),
    }
}

async fn scan(
    db: &Db,
    office: OfficeId,
    walk: &mut Walk,
    progress: &mut (impl FnMut(u64) + Send),
) -> Result<(), StorageError> {
    let (pages, mut read) = mpsc::channel(PAGES_AHEAD);
    let log = db.clone();
    let reading = tokio::spawn(async move { rehash(&log, office, pages).await });
    while let Some(page) = read.recv().await {
        for row in page {
            walk.take(row);
        }
        progress(u64::try_from(walk.last().0).unwrap_or_default());
    }
    reading.await.map_err(|_| StorageError::Disconnected)?
}

async fn receipts(db: &Db, office: OfficeId, walk: &mut Walk, head: Position) -> Result<(), StorageError> {
    let (pages, mut read) = mpsc::channel(PAGES_AHEAD);
    let log = db.clone();
    let reading = tokio::spawn(async move { read_receipts(&log, office, pages).await });
    while let Some(page) = read.recv().await {
        for (command, position) in page {
            // What came while the log was read is not looked at.
            if position <= walk.last() || position > head {
                walk.receipt(command, position);
            }
        }
    }
    reading.await.map_err(|_| StorageError::Disconnected)?
}

fn held_against_heads(walk: &Walk, before: &Head, after: &Head) -> Vec<Finding> {
    let last = walk.last();
    let mut findings = Vec::new();
    if last < before.position {
        let how = "the log's head names more events than there are";
        findings.push(Finding::within(Wrong::CutOff, last.next(), before.position, how));
    }
    if last > after.position {
        let how = "the log's head knows nothing of them";
        findings.push(Finding::within(Wrong::Inserted, after.position.next(), last, how));
    }
    let Some(edge) = &before.edge else { return findings };
    if walk.root(edge.size()).is_some_and(|root| root != edge.root()) {
        let how = "the tree in the log's head is not that of the events' leaves: leaves were made anew, or the head was";
        findings.push(Finding::anywhere(Wrong::Tree, how));
    }
    findings
}

fn key_of(against: &Against, kept: &Kept) -> Option<PublicKey> {
    let epoch = u32::try_from(kept.epoch).unwrap_or(1);
    let of = |key: &&PublicKey| {
        let origin = &kept.checkpoint.origin;
        key.name() == origin || epoch_name(key.name(), epoch) == *origin
    };
    against.keys.iter().find(of)?.named(&kept.checkpoint.origin).ok()
}

/// Every checkpoint of the log that can be read and whose signature, if its key is known, fits.
async fn checkpoints_of(
    db: &Db,
    office: OfficeId,
    against: &Against,
    findings: &mut Vec<Finding>,
) -> Result<Vec<Kept>, StorageError> {
    let mut all = Vec::new();
    for kept in checkpoints::all(db, office).await? {
        match kept {
            Ok(kept) => all.push(kept),
            Err((position, trouble)) => {
                findings.push(Finding::at(Wrong::Checkpoint, Position(position), trouble.to_string()));
            }
        }
    }
    all.extend(against.checkpoints.iter().map(|checkpoint| Kept {
        epoch: epoch_of(&checkpoint.origin).into(),
        checkpoint: checkpoint.clone(),
    }));
    let mut believed = Vec::new();
    for kept in all {
        let checked = key_of(against, &kept).map(|key| Checkpoint::verified(&kept.checkpoint.note, &key));
        match checked {
            Some(Err(trouble)) => {
                let at = Position(kept.checkpoint.tree.size.cast_signed());
                findings.push(Finding::at(Wrong::Checkpoint, at, trouble.to_string()));
            }
            _ => believed.push(kept),
        }
    }
    believed.sort_by_key(|kept| (kept.epoch, kept.checkpoint.tree.size));
    believed.dedup_by(|one, other| one.checkpoint == other.checkpoint);
    Ok(believed)
}

/// By the epoch that ended: where the log goes on without it, and what was signed of it last.
type Ended = BTreeMap<u32, (u64, Tree)>;

/// The epochs that ended, as the log itself tells it.
async fn epochs_of(db: &Db, office: OfficeId) -> Result<Ended, StorageError> {
    let stream = office.epochs_stream();
    let events = SqlLog::new(db.clone()).streams(office, &[stream], Version(0), 1_000).await?;
    // What cannot be read was edited, and is found as that.
    let opened = events.iter().filter_map(|event| codec::decode::<EpochEvent>(&event.told()).ok());
    let ended = opened.filter_map(|event| {
        let EpochEvent::EpochOpened { epoch, signed, root, lost_from } = event.what;
        let root = Hash::from_hex(root.as_str())?;
        Some((epoch.saturating_sub(1), (lost_from, Tree { size: signed, root })))
    });
    Ok(ended.collect())
}

/// Whether the log itself says that what the checkpoint signed is lost.
fn is_known_lost(checkpoint: &Checkpoint, ended: &Ended) -> bool {
    let Tree { size, root } = checkpoint.tree;
    let of = ended.get(&epoch_of(&checkpoint.origin));
    of.is_some_and(|(from, last)| {
        size >= *from && size <= last.size && (size < last.size || root == last.root)
    })
}

fn held_against_checkpoints(walk: &Walk, checkpoints: &[Kept], ended: &Ended) -> Vec<Finding> {
    let (mut findings, mut good) = (Vec::new(), 0);
    let mut by_size: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for kept in checkpoints {
        by_size.entry(kept.checkpoint.tree.size).or_default().push(&kept.checkpoint);
    }
    for checkpoint in by_size.into_values().flatten() {
        if is_known_lost(checkpoint, ended) {
            continue;
        }
        let Tree { size, root } = checkpoint.tree;
        let (end, last) = (Position(size.cast_signed()), walk.last());
        let when = checkpoint.signed_at.map_or_else(String::new, |at| format!(" at {at}"));
        if end > last {
            let how = format!(
                "a checkpoint of {} signed {size} events{when}, and the log has {last}",
                checkpoint.origin
            );
            findings.push(Finding::within(Wrong::CutOff, last.next(), end, how));
            continue;
        }
        match walk.root(size) {
            Some(found) if found == root => good = size,
            Some(_) => {
                let how = format!(
                    "the first {size} events are not those that {} signed{when}; the first {good} are",
                    checkpoint.origin
                );
                let from = Position(good.cast_signed() + 1).min(end);
                findings.push(Finding::within(Wrong::Checkpoint, from, end, how));
            }
            // A leaf is missing before it: that was found, and the tree cannot be told.
            None => {}
        }
    }
    findings
}

/// Where the tiles have other leaves than the events.
fn differing(at: u64, ours: &[Hash], theirs: &[Hash]) -> Vec<Finding> {
    let first = at.cast_signed() * 256 + 1;
    let differ = (first..).zip(ours.iter().zip(theirs)).filter(|(_, (ours, theirs))| ours != theirs);
    let how = "the tree's tiles have another leaf there: the event was edited and its leaf made anew, or the tile was";
    differ.map(|(position, _)| Finding::at(Wrong::Edited, Position(position), how)).collect()
}
