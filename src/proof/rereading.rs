//! Stored events, read again and hashed again.
use super::path::Span;
use super::signer::SignError;
use crate::cases::ids::OfficeId;
use crate::database::Db;
use crate::event_log::sql::SqlLog;
use crate::event_log::tree::Hash;
use crate::event_log::{Edge, EventLog, Leaf, Position, RecordedEvent, readings};

/// Events that are read at once.
const PAGE: u32 = 2_000;

/// The edge of the tree that `edge` becomes with the events that follow it, up to `size`, each hashed from its stored
/// bytes.
///
/// # Errors
/// When an event is missing, or is not what its leaf says, or the database fails.
pub async fn after(db: &Db, office: OfficeId, mut edge: Edge, size: u64) -> Result<Edge, SignError> {
    each(db, office, edge.position(), size, |_, leaf| edge.push(leaf.hash)).await?;
    Ok(edge)
}

/// Hands every event after a position to `take`, up to the one at `size`, read again and found to be what its leaf says.
///
/// # Errors
/// When an event is missing, or is not what its leaf says, or the database fails.
pub async fn each(
    db: &Db,
    office: OfficeId,
    mut after: Position,
    size: u64,
    mut take: impl FnMut(&RecordedEvent, &Leaf),
) -> Result<(), SignError> {
    let (log, end) = (SqlLog::new(db.clone()), size.cast_signed());
    while after.0 < end {
        let wanted = u32::try_from(end - after.0).unwrap_or(u32::MAX).min(PAGE);
        let events = log.read(office, after, wanted).await?;
        let leaves = log.leaves(office, after, wanted).await?;
        let changed = |position, reason: &str| SignError::Changed { position, reason: reason.to_owned() };
        if events.is_empty() || events.len() != leaves.len() {
            return Err(changed(after.next(), "it is not there"));
        }
        for (event, leaf) in events.iter().zip(&leaves) {
            if event.position != after.next() {
                return Err(changed(after.next(), "it is not there"));
            }
            if Leaf::of(event, leaf.blinding) != *leaf {
                return Err(changed(event.position, "its bytes do not make its leaf"));
            }
            take(event, leaf);
            after = event.position;
        }
    }
    Ok(())
}

/// The edge of the tree that `edge` becomes with the readings that follow it, up to `size`, each hashed from its stored row.
///
/// # Errors
/// When a reading is missing, or cannot be read, or the database fails.
pub async fn readings_after(db: &Db, office: OfficeId, mut edge: Edge, size: u64) -> Result<Edge, SignError> {
    readings_within(db, office, edge.size(), size, |hash| edge.push(hash)).await?;
    Ok(edge)
}

/// The root over a span of an office's readings, each hashed from its stored row.
///
/// # Errors
/// As [`readings_after`].
pub async fn readings_root(db: &Db, office: OfficeId, span: Span) -> Result<Hash, SignError> {
    let mut edge = Edge::default();
    readings_within(db, office, span.from(), span.to(), |hash| edge.push(hash)).await?;
    Ok(edge.root())
}

async fn readings_within(
    db: &Db,
    office: OfficeId,
    from: u64,
    to: u64,
    mut take: impl FnMut(Hash),
) -> Result<(), SignError> {
    let (mut place, end) = (from.cast_signed(), to.cast_signed());
    while place < end {
        let missing = |place: i64| SignError::Changed {
            position: Position(place + 1),
            reason: "it is not there".to_owned(),
        };
        let stored = readings::hashes(db, office, place).await?;
        if stored.is_empty() {
            return Err(missing(place));
        }
        for (found, hash) in stored.into_iter().take_while(|(found, _)| *found <= end) {
            if found != place + 1 {
                return Err(missing(place));
            }
            take(hash?);
            place = found;
        }
    }
    Ok(())
}

/// Looks at part of the log in the background: at most `limit` events after `after`, each hashed from its stored bytes. Says
/// where to go on; at the log's end, from its beginning.
///
/// # Errors
/// When an event is missing, or is not what its leaf says, or the database fails.
pub async fn some(db: &Db, office: OfficeId, after: Position, limit: u32) -> Result<Position, SignError> {
    let log = SqlLog::new(db.clone());
    let events = log.read(office, after, limit).await?;
    let leaves = log.leaves(office, after, limit).await?;
    for ((event, leaf), expected) in events.iter().zip(&leaves).zip(after.0 + 1..) {
        let changed =
            |reason: &str| SignError::Changed { position: Position(expected), reason: reason.to_owned() };
        if event.position.0 != expected {
            return Err(changed("it is not there"));
        }
        if Leaf::of(event, leaf.blinding) != *leaf {
            return Err(changed("its bytes do not make its leaf"));
        }
    }
    Ok(events.last().map_or(Position(0), |event| event.position))
}
