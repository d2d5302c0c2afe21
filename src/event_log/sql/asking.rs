//! What of the log is asked besides its events one after the other.
use super::{occurred, schema_version};
use crate::cases::ids::{BatchId, CommandId, OfficeId, StreamId, Version};
use crate::cases::occurred::Moment;
use crate::database::{Db, RowRef, StorageError, Transaction};
use crate::event_log::{Position, Told};
use std::borrow::Cow;
use std::collections::BTreeSet;
use tokio::sync::mpsc::Sender;

/// Reads every event of an office, stream by stream, and sends them page by page.
///
/// # Errors
/// When the database fails, or holds what is no event.
pub async fn read_streams(
    db: &Db,
    office: OfficeId,
    pages: Sender<Vec<Told<'static>>>,
) -> Result<(), StorageError> {
    db.scan(OF_STREAMS, Some(office.0), |row| told(row).map(Told::into_owned), pages).await
}

/// Hands every event of an office, stream by stream, to `take` where it lies; `pages` is told of those that were.
///
/// # Errors
/// When the database fails, holds what is no event, or `take` does.
pub async fn each_of_streams(
    db: &Db,
    office: OfficeId,
    mut take: impl FnMut(&Told<'_>) -> Result<(), StorageError> + Send + 'static,
    pages: Sender<Vec<()>>,
) -> Result<(), StorageError> {
    db.scan(OF_STREAMS, Some(office.0), move |row| take(&told(row)?), pages).await
}

const OF_STREAMS: &str = "SELECT office_id, position, stream_id, version, stream_kind, event_type, schema_version, \
                          occurred_day, occurred_at, payload FROM events WHERE office_id = $1 ORDER BY stream_id, version";

/// The cases of this kind to which an import brought events.
///
/// # Errors
/// When the database fails.
pub async fn of_batch(
    db: &Db,
    office: OfficeId,
    batch: BatchId,
    stream_kind: &'static str,
) -> Result<Vec<StreamId>, StorageError> {
    let sql = "SELECT position, stream_id FROM events WHERE office_id = $1 AND batch_id = $2 AND stream_kind = $3 \
               AND position > $4 ORDER BY position LIMIT 10000";
    let (mut streams, mut after) = (BTreeSet::new(), Position(0));
    loop {
        let values = [office.0.into(), batch.0.into(), stream_kind.into(), after.0.into()];
        let rows = db.fetch(sql, &values).await?;
        let Some(last) = rows.last() else { return Ok(streams.into_iter().collect()) };
        after = Position(last.get(0)?);
        for row in &rows {
            streams.insert(StreamId(row.get(1)?));
        }
    }
}

/// The position of an office's last event, as the transaction sees the log.
///
/// # Errors
/// When the database fails.
pub async fn head(tx: &mut Transaction, office: OfficeId) -> Result<Position, StorageError> {
    let rows = tx.fetch("SELECT position FROM log_heads WHERE office_id = $1", &[office.0.into()]).await?;
    rows.first().map_or(Ok(Position(0)), |row| row.get(0).map(Position))
}

/// How many events an office has; as many as its last position says, if there is no gap.
///
/// # Errors
/// When the database fails.
pub async fn count(db: &Db, office: OfficeId) -> Result<i64, StorageError> {
    let rows = db.fetch("SELECT COUNT(*) FROM events WHERE office_id = $1", &[office.0.into()]).await?;
    rows.first().map_or(Ok(0), |row| row.get(0))
}

/// The position of the last event that was recorded by `moment`: found by halving, for what is recorded later
/// stands later.
///
/// # Errors
/// When the database fails.
pub async fn position_at(
    tx: &mut Transaction,
    office: OfficeId,
    head: Position,
    moment: Moment,
) -> Result<Position, StorageError> {
    let (mut known, mut beyond) = (0, head.0 + 1);
    while known + 1 < beyond {
        let middle = i64::midpoint(known, beyond);
        let sql = "SELECT recorded_at FROM events WHERE office_id = $1 AND position = $2";
        let rows = tx.fetch(sql, &[office.0.into(), middle.into()]).await?;
        let by_then = rows.first().map_or(Ok(false), |row| row.moment(0).map(|at| at <= moment))?;
        if by_then { known = middle } else { beyond = middle }
    }
    Ok(Position(known))
}

fn told(row: RowRef<'_>) -> Result<Told<'_>, StorageError> {
    let position = Position(row.get(1)?);
    let text = |at| row.get::<&str>(at).map(Cow::Borrowed);
    Ok(Told {
        office: OfficeId(row.get(0)?),
        position,
        stream: StreamId(row.get(2)?),
        version: Version(row.get(3)?),
        stream_kind: text(4)?,
        event_type: text(5)?,
        schema_version: schema_version(row.get(6)?, position)?,
        occurred: occurred(row.get(7)?, row.find(8)?),
        payload: text(9)?,
    })
}

/// Reads every receipt of an office and sends them page by page: whose, and the position that it names.
///
/// # Errors
/// When the database fails, or holds what is no receipt.
pub async fn read_receipts(
    db: &Db,
    office: OfficeId,
    pages: Sender<Vec<(CommandId, Position)>>,
) -> Result<(), StorageError> {
    let sql = "SELECT command_id, position FROM receipts WHERE office_id = $1 ORDER BY command_id";
    db.scan(sql, Some(office.0), |row| Ok((CommandId(row.get(0)?), Position(row.get(1)?))), pages).await
}
