//! The leaves of events, wherever they stand, and what they should be.
use super::{CLOSE_HEAD, occurred, schema_version};
use crate::cases::ids::{BatchId, CommandId, OfficeId, StreamId, Version};
use crate::cases::occurred::Moment;
use crate::clock::Source;
use crate::database::{Column, Db, OnConflict, RowRef, StorageError, Table};
use crate::event_log::leaf::{Leaf, Stated};
use crate::event_log::tree::Hash;
use crate::event_log::{Actor, Edge, Position, RecordedEvent, Told};
use chrono::{DateTime, NaiveDate, Utc};
use std::borrow::Cow;
use tokio::sync::mpsc;

/// The leaves of events that were there before leaves were.
static EARLY: Table = Table {
    name: "early_leaves",
    columns: &[("office_id", Column::Uuid), ("position", Column::Int), ("leaf", Column::Bytes)],
    key: 2,
    on_conflict: OnConflict::Fail,
    stable: &[],
};

/// Pages of events that wait at most.
const PAGES_AHEAD: usize = 8;

/// Where an event's leaf stands: with it, or apart.
macro_rules! leaf_of {
    () => {
        "COALESCE(leaf, (SELECT early.leaf FROM early_leaves early \
         WHERE early.office_id = events.office_id AND early.position = events.position)) AS leaf"
    };
}

/// An event as it lies in the store, and the leaf that its bytes make.
#[derive(Clone, Debug)]
pub struct Rehashed {
    /// Its stream.
    pub stream: StreamId,
    /// Its place in the stream.
    pub version: Version,
    /// The command that it follows from.
    pub command: CommandId,
    /// When the log took it in.
    pub recorded_at: Moment,
    /// Its leaf, as it is stored.
    pub leaf: Leaf,
    /// The hash that its bytes make.
    pub hash: Hash,
    /// The event itself, where the two differ.
    pub changed: Option<Box<RecordedEvent>>,
}

/// A row of the log: where it stands, and what is there or why that is no event.
pub type Reread = (Position, Result<Rehashed, String>);

/// Folds every event of an office with its leaf, in the order of positions, its stored bytes hashed anew, and what it
/// tells, if it is an event. `progress` is told how many more were.
///
/// # Errors
/// When the database fails. What is no event is no error, and is told.
pub async fn rehash<S: Send + 'static>(
    db: &Db,
    office: OfficeId,
    state: S,
    mut take: impl FnMut(&mut S, Reread, Option<Told<'_>>) + Send + 'static,
    progress: impl FnMut(u64) + Send,
) -> Result<S, StorageError> {
    let sql =
        concat!(event_columns!(), ", ", leaf_of!(), " FROM events WHERE office_id = $1 ORDER BY position");
    let take = move |state: &mut S, row: RowRef<'_>| {
        let position = Position(row.get(1)?);
        let (reread, told) = match stated(row, position) {
            Ok(stated) => (rehashed(row, &stated), Some(told(&stated))),
            Err(reason) => (Err(reason), None),
        };
        take(state, (position, reread), told);
        Ok(())
    };
    db.fold_rows(sql, Some(office.0), state, take, progress).await
}

fn rehashed(row: RowRef<'_>, stated: &Stated<'_>) -> Result<Rehashed, String> {
    let leaf = match row.find::<&[u8]>(15) {
        Ok(Some(bytes)) => Leaf::read(bytes)?,
        _ => return Err("it has no leaf: it was not appended by this program".to_owned()),
    };
    let hash = stated.hash(&leaf.blinding);
    let changed = (hash != leaf.hash).then(|| Box::new(owned(stated)));
    let Stated { stream, version, command, recorded_at, .. } = *stated;
    Ok(Rehashed { stream, version, command, recorded_at, leaf, hash, changed })
}

const fn told<'e>(stated: &Stated<'e>) -> Told<'e> {
    Told {
        office: stated.office,
        position: stated.position,
        stream: stated.stream,
        version: stated.version,
        stream_kind: Cow::Borrowed(stated.stream_kind),
        event_type: Cow::Borrowed(stated.event_type),
        schema_version: stated.schema_version,
        occurred: stated.occurred,
        payload: Cow::Borrowed(stated.payload),
    }
}

fn stated(row: RowRef<'_>, position: Position) -> Result<Stated<'_>, String> {
    const COLUMNS: [&str; 15] = [
        "office_id",
        "position",
        "stream_id",
        "version",
        "stream_kind",
        "event_type",
        "schema_version",
        "occurred_day",
        "occurred_at",
        "recorded_at",
        "command_id",
        "batch_id",
        "actor",
        "payload",
        "personal",
    ];
    let no = |at: usize| {
        move |_: StorageError| format!("its {} holds nothing that was ever written there", COLUMNS[at])
    };
    let day: NaiveDate = row.get(7).map_err(no(7))?;
    let at: Option<DateTime<Utc>> = row.find(8).map_err(no(8))?;
    let occurred = occurred(day, at);
    if occurred.day() != day {
        return Err("its occurred_day is not that of its occurred_at".to_owned());
    }
    Ok(Stated {
        office: OfficeId(row.get(0).map_err(no(0))?),
        position,
        stream: StreamId(row.get(2).map_err(no(2))?),
        version: Version(row.get(3).map_err(no(3))?),
        stream_kind: row.get(4).map_err(no(4))?,
        event_type: row.get(5).map_err(no(5))?,
        schema_version: row.get(6).and_then(|number| schema_version(number, position)).map_err(no(6))?,
        occurred,
        recorded_at: row.get(9).map(Moment::new).map_err(no(9))?,
        command: CommandId(row.get(10).map_err(no(10))?),
        batch: row.find(11).map_err(no(11))?.unwrap_or_default(),
        actor: row.get(12).map_err(no(12))?,
        payload: row.get(13).map_err(no(13))?,
        personal: row.find(14).map_err(no(14))?,
    })
}

fn owned(stated: &Stated<'_>) -> RecordedEvent {
    RecordedEvent {
        office: stated.office,
        position: stated.position,
        stream: stated.stream,
        version: stated.version,
        stream_kind: stated.stream_kind.into(),
        event_type: stated.event_type.into(),
        schema_version: stated.schema_version,
        occurred: stated.occurred,
        recorded_at: stated.recorded_at,
        command: stated.command,
        batch: (!stated.batch.is_nil()).then_some(BatchId(stated.batch)),
        actor: Actor(stated.actor.into()),
        payload: stated.payload.into(),
        personal: stated.personal.map(Into::into),
    }
}

fn bad_leaf(position: Position, reason: String) -> StorageError {
    StorageError::BadRow { table: "events", row: format!("position {position}"), reason }
}

pub(super) async fn leaves(
    db: &Db,
    office: OfficeId,
    after: Position,
    limit: u32,
) -> Result<Vec<Leaf>, StorageError> {
    let sql = concat!(
        "SELECT position, ",
        leaf_of!(),
        " FROM events WHERE office_id = $1 AND position > $2 ORDER BY position LIMIT $3"
    );
    let rows = db.fetch(sql, &[office.0.into(), after.0.into(), i64::from(limit).into()]).await?;
    let mut leaves = Vec::with_capacity(rows.len());
    for (row, expected) in rows.iter().zip(after.0 + 1..) {
        if row.get::<i64>(0)? != expected {
            return Err(bad_leaf(Position(expected), "it is missing; `anjuan verify` says more".to_owned()));
        }
        let bytes: Option<Vec<u8>> = row.get(1)?;
        let leaf = Leaf::read(&bytes.unwrap_or_default());
        leaves.push(leaf.map_err(|reason| bad_leaf(Position(expected), reason))?);
    }
    Ok(leaves)
}

/// Makes the leaves of events that were there before leaves were, before anything is appended to their log.
///
/// # Errors
/// When the database fails, or holds what is no event.
pub async fn bring_up(db: &Db, source: &Source) -> Result<(), StorageError> {
    let sql = "SELECT office_id FROM log_heads /* all offices */ WHERE edge IS NULL ORDER BY office_id";
    let mut made = 0;
    for row in db.fetch(sql, &[]).await? {
        made += of_office(db, source, OfficeId(row.get(0)?)).await?;
    }
    if made > 0 {
        tracing::info!(made, "the events that were there before leaves were have theirs now");
    }
    Ok(())
}

async fn of_office(db: &Db, source: &Source, office: OfficeId) -> Result<u64, StorageError> {
    let mut tx = db.begin_bulk().await?;
    // Whoever appends waits until this transaction ends, and so does whoever opens the store at the same time.
    tx.execute("UPDATE log_heads SET position = position WHERE office_id = $1", &[office.0.into()]).await?;
    let open = "SELECT 1 FROM log_heads WHERE office_id = $1 AND edge IS NULL";
    if db.fetch(open, &[office.0.into()]).await?.is_empty() {
        return Ok(0);
    }
    let (pages, mut read) = mpsc::channel(PAGES_AHEAD);
    let log = db.clone();
    let reading = tokio::spawn(async move {
        let sql = concat!(
            event_columns!(),
            ", ",
            leaf_of!(),
            " FROM events WHERE office_id = $1 ORDER BY position"
        );
        log.scan(sql, Some(office.0), stored, pages).await
    });
    let (mut edge, mut made) = (Edge::default(), 0);
    while let Some(page) = read.recv().await {
        let mut rows = Vec::with_capacity(page.len());
        for (event, leaf) in page {
            let leaf = leaf.unwrap_or_else(|| {
                let leaf = Leaf::of(&event, source.bytes());
                rows.push(vec![office.0.into(), event.position.0.into(), leaf.stored().as_slice().into()]);
                leaf
            });
            edge.push(leaf.hash);
        }
        made += rows.len() as u64;
        tx.load(EARLY.name, &EARLY, rows).await?;
    }
    reading.await.map_err(|_| StorageError::Disconnected)??;
    tx.execute(CLOSE_HEAD, &[office.0.into(), edge.bytes().into()]).await?;
    tx.commit().await?;
    Ok(made)
}

/// An event with the leaf that it has, if it has one.
fn stored(row: RowRef<'_>) -> Result<(RecordedEvent, Option<Leaf>), StorageError> {
    let position = Position(row.get(1)?);
    let event = stated(row, position).map_err(|reason| bad_leaf(position, reason))?;
    let leaf = row.find::<&[u8]>(15)?.map(Leaf::read).transpose();
    Ok((owned(&event), leaf.map_err(|reason| bad_leaf(position, reason))?))
}
