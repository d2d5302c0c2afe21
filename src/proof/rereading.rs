//! Stored events, read again and hashed again.
use super::signer::SignError;
use crate::cases::ids::OfficeId;
use crate::database::Db;
use crate::event_log::sql::SqlLog;
use crate::event_log::{Edge, EventLog, Leaf, Position};

/// Events that are read at once.
const PAGE: u32 = 2_000;

/// The edge of the tree that `edge` becomes with the events that follow it, up to `size`, each hashed from its stored
/// bytes.
///
/// # Errors
/// When an event is missing, or is not what its leaf says, or the database fails.
pub async fn after(db: &Db, office: OfficeId, mut edge: Edge, size: u64) -> Result<Edge, SignError> {
    let log = SqlLog::new(db.clone());
    while edge.size() < size {
        let wanted = u32::try_from(size - edge.size()).unwrap_or(u32::MAX).min(PAGE);
        let events = log.read(office, edge.position(), wanted).await?;
        let leaves = log.leaves(office, edge.position(), wanted).await?;
        let changed = |position, reason: &str| SignError::Changed { position, reason: reason.to_owned() };
        if events.is_empty() || events.len() != leaves.len() {
            return Err(changed(edge.position().next(), "it is not there"));
        }
        for (event, leaf) in events.iter().zip(&leaves) {
            if event.position != edge.position().next() {
                return Err(changed(edge.position().next(), "it is not there"));
            }
            if Leaf::of(event, leaf.blinding) != *leaf {
                return Err(changed(event.position, "its bytes do not make its leaf"));
            }
            edge.push(leaf.hash);
        }
    }
    Ok(edge)
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
