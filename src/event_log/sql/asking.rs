//! What of the log is asked besides its events one after the other.
use super::{occurred, schema_version};
use crate::cases::ids::{BatchId, CommandId, OfficeId, StreamId, Version};
use crate::cases::occurred::Moment;
use crate::database::{Db, RowRef, StorageError, Transaction};
use crate::event_log::{Follow, Position, Told};
use std::borrow::Cow;
use std::collections::BTreeSet;
use tokio::sync::mpsc::Sender;

/// What reads as [`told`], in an order.
macro_rules! told_columns {
    ($by:literal) => {
        concat!(
            "SELECT office_id, position, stream_id, version, stream_kind, event_type, schema_version, occurred_day, \
             occurred_at, payload FROM events WHERE office_id = $1 ORDER BY ",
            $by
        )
    };
}

/// Reads every event of an office, stream by stream, and sends them page by page.
///
/// # Errors
/// When the database fails, or holds what is no event.
pub async fn read_streams(
    db: &Db,
    office: OfficeId,
    pages: Sender<Vec<Told<'static>>>,
) -> Result<(), StorageError> {
    db.scan(told_columns!("stream_id, version"), Some(office.0), kept, pages).await
}

/// Lets `follower` follow an office's log. `progress` is told how many more events were there.
///
/// # Errors
/// When the database fails.
pub async fn follow<F: Follow>(
    db: &Db,
    office: OfficeId,
    follower: F,
    progress: impl FnMut(u64) + Send,
) -> Result<F, StorageError> {
    let take = |follower: &mut F, row: RowRef<'_>| {
        match told(row) {
            Ok(event) => follower.event(&event),
            Err(_) => follower.no_event(Position(row.get(1)?)),
        }
        Ok(())
    };
    db.fold_rows(told_columns!("position"), Some(office.0), follower, take, progress).await
}

/// Folds the last version of each of an office's streams.
///
/// # Errors
/// When the database fails.
pub async fn fold_last_versions<S: Send + 'static>(
    db: &Db,
    office: OfficeId,
    state: S,
    mut take: impl FnMut(&mut S, StreamId, Version) + Send + 'static,
) -> Result<S, StorageError> {
    let sql = "SELECT stream_id, MAX(version) FROM events WHERE office_id = $1 GROUP BY stream_id";
    let take = move |state: &mut S, row: RowRef<'_>| {
        take(state, StreamId(row.get(0)?), Version(row.get(1)?));
        Ok(())
    };
    db.fold_rows(sql, Some(office.0), state, take, |_| {}).await
}

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

fn kept(row: RowRef<'_>) -> Result<Told<'static>, StorageError> {
    told(row).map(Told::into_owned)
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

/// Folds every receipt of an office: whose it is, and the position that it names.
///
/// # Errors
/// When the database fails, or holds what is no receipt.
pub async fn fold_receipts<S: Send + 'static>(
    db: &Db,
    office: OfficeId,
    state: S,
    mut take: impl FnMut(&mut S, CommandId, Position) + Send + 'static,
) -> Result<S, StorageError> {
    let sql = "SELECT command_id, position FROM receipts WHERE office_id = $1 ORDER BY command_id";
    let take = move |state: &mut S, row: RowRef<'_>| {
        take(state, CommandId(row.get(0)?), Position(row.get(1)?));
        Ok(())
    };
    db.fold_rows(sql, Some(office.0), state, take, |_| {}).await
}
