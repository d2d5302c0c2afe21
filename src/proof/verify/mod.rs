//! Whether a log is what was recorded: every event is hashed from its stored bytes, the tree is built anew, and held against
//! the leaves, the log's head, the receipts, the tiles, and every checkpoint that was ever given out. No key of a person is
//! needed, for what is personal is hashed as it is sealed.
mod commands;
mod finding;
mod held;
mod moved;
mod readings;
mod walk;

pub use finding::{Finding, Wrong};
pub use readings::{ReadingsReport, readings};
pub use walk::{Walk, digest};

use super::checkpoint::{Checkpoint, PublicKey};
use super::origin::Log;
use super::path::Tree;
use super::tiles;
use crate::cases::ids::OfficeId;
use crate::database::{Db, StorageError};
use crate::event_log::sql::{Reread, SqlLog, fold_receipts, rehash};
use crate::event_log::tree::Hash;
use crate::event_log::{Edge, EventLog, Follow, Position, Told};
use commands::Unanswered;
use held::Checkpoints;

/// What a log is held against, besides what its own store keeps.
#[derive(Clone, Debug, Default)]
pub struct Against {
    /// The keys of the logs, by which checkpoints are believed; without one, signatures are not checked.
    pub keys: Vec<PublicKey>,
    /// Checkpoints of either log that somebody else kept.
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
    progress: impl FnMut(u64) + Send,
) -> Result<Report, StorageError> {
    office_beside(db, office, against, (), progress).await.map(|(report, ())| report)
}

/// As [`office`], while somebody follows the same events, so that they are read once.
///
/// # Errors
/// As [`office`].
pub async fn office_beside<F: Follow>(
    db: &Db,
    office: OfficeId,
    against: &Against,
    follower: F,
    mut progress: impl FnMut(u64) + Send,
) -> Result<(Report, F), StorageError> {
    let mut findings = Vec::new();
    let before = head(db, office, &mut findings).await?;
    let checkpoints = Checkpoints::of(db, office, Log::Events, against, &mut findings).await?;
    let sizes: Vec<_> = checkpoints.sizes().chain(before.edge.as_ref().map(Edge::size)).collect();
    let walk = Walk::new(sizes, tiles::digests(db, office).await?);
    let mut hashed = 0;
    let take = |(walk, follower): &mut (Walk, F), row: Reread, told: Option<Told<'_>>| {
        match told {
            Some(event) => follower.event(&event),
            None => follower.no_event(row.0),
        }
        walk.take(row);
    };
    let (mut walk, follower) = rehash(db, office, (walk, follower), take, |events| {
        hashed += events;
        progress(hashed);
    })
    .await?;
    let after = head(db, office, &mut Vec::new()).await?;
    findings.extend(held_against_heads(&walk, &before, &after));
    findings.extend(checkpoints.held_against(walk.last(), |size| walk.root(size)));
    for (at, tile) in walk.otherwise() {
        let differ = differing(at, &tile, &tiles::of_leaves(db, office, at).await?);
        // What does not make its leaf is told by that.
        findings.extend(differ.into_iter().filter(|found| found.from.is_none_or(|at| !walk.is_suspect(at))));
    }
    let (last, tree) = (walk.last(), walk.edge().map(|edge| Tree { size: edge.size(), root: edge.root() }));
    findings.extend(receipts(db, office, &mut walk, after.position).await?);
    findings.extend(walk.findings());
    findings.sort_by_key(|finding| (finding.from.unwrap_or_default(), finding.wrong));
    let events = u64::try_from(last.0).unwrap_or_default();
    let (checkpoints, signatures) = (checkpoints.count(), checkpoints.signatures());
    Ok((Report { events, tree, checkpoints, signatures, findings }, follower))
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

/// What the receipts of the walk's commands say otherwise. What came while the log was read is not looked at.
async fn receipts(
    db: &Db,
    office: OfficeId,
    walk: &mut Walk,
    head: Position,
) -> Result<Vec<Finding>, StorageError> {
    let last = walk.last();
    let is_looked_at = move |position| position <= last || position > head;
    let tally = fold_receipts(db, office, walk.commands(), move |tally, command, position| {
        if is_looked_at(position) {
            tally.receipt(command, position);
        }
    });
    if tally.await?.is_even() {
        return Ok(Vec::new());
    }
    let of_events = move |unanswered: &mut Unanswered, (position, row): Reread, _: Option<Told<'_>>| {
        if let Ok(row) = row
            && position <= last
        {
            unanswered.event(row.command, position);
        }
    };
    let unanswered = rehash(db, office, Unanswered::default(), of_events, |_| {}).await?;
    let unanswered = fold_receipts(db, office, unanswered, move |unanswered, command, position| {
        if is_looked_at(position) {
            unanswered.receipt(command, position, last);
        }
    });
    Ok(unanswered.await?.findings())
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

/// Where the tiles have other leaves than the events.
fn differing(at: u64, ours: &[Hash], theirs: &[Hash]) -> Vec<Finding> {
    let first = at.cast_signed() * 256 + 1;
    let differ = (first..).zip(ours.iter().zip(theirs)).filter(|(_, (ours, theirs))| ours != theirs);
    let how = "the tree's tiles have another leaf there: the event was edited and its leaf made anew, or the tile was";
    differ.map(|(position, _)| Finding::at(Wrong::Edited, Position(position), how)).collect()
}
