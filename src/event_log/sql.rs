//! The log on SQLite and PostgreSQL.
pub use asking::{
    count, fold_last_versions, fold_receipts, follow, head, of_batch, position_at, read_streams,
};
pub use leaves::{Rehashed, Reread, bring_up, rehash};

use super::leaf::Leaf;
use super::tree::Edge;
use super::{Actor, AppendError, Batch, EventLog, HeldLog, Position, Receipt, RecordedEvent, RequestHash};
use crate::cases::ids::{BatchId, CommandId, OfficeId, StreamId, Version};
use crate::cases::occurred::{Day, Moment, Occurred};
use crate::database::{
    Appending, Column, Db, Flight, OnConflict, Pipeline, Row, StorageError, Table, TableRow, Transaction,
    Turn, Update, Value, Written, is_duplicate, one_of,
};
use chrono::{DateTime, Utc};
use std::sync::Arc;
use uuid::Uuid;

/// The log's own table of events.
pub static EVENTS: Table = Table {
    name: "events",
    columns: &[
        ("office_id", Column::Uuid),
        ("position", Column::Int),
        ("stream_id", Column::Uuid),
        ("version", Column::Int),
        ("stream_kind", Column::Text),
        ("event_type", Column::Text),
        ("schema_version", Column::Int),
        ("occurred_day", Column::Day),
        ("occurred_at", Column::At),
        ("recorded_at", Column::At),
        ("command_id", Column::Uuid),
        ("batch_id", Column::Uuid),
        ("actor", Column::Text),
        ("payload", Column::Text),
        ("personal", Column::Bytes),
        ("leaf", Column::Bytes),
    ],
    key: 2,
    on_conflict: OnConflict::Refuse,
    stable: &[],
};

static RECEIPTS: Table = Table {
    name: "receipts",
    columns: &[
        ("office_id", Column::Uuid),
        ("command_id", Column::Uuid),
        ("request_hash", Column::Bytes),
        ("stream_id", Column::Uuid),
        ("version", Column::Int),
        ("position", Column::Int),
    ],
    key: 2,
    on_conflict: OnConflict::Fail,
    stable: &[],
};

macro_rules! event_columns {
    () => {
        "SELECT office_id, position, stream_id, version, stream_kind, event_type, schema_version, occurred_day, \
         occurred_at, recorded_at, command_id, batch_id, actor, payload, personal"
    };
}

mod asking;
mod leaves;

/// What reads events, for conditions to follow; [`recorded`] reads its rows.
pub const SELECT_EVENTS: &str = concat!(event_columns!(), " FROM events ");

/// The log in a database.
#[derive(Clone, Debug)]
pub struct SqlLog(Db);

impl SqlLog {
    /// The log in `db`.
    #[must_use]
    pub const fn new(db: Db) -> Self {
        Self(db)
    }

    /// Makes room for an office's log, if there is none yet.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn found(&self, office: OfficeId) -> Result<(), StorageError> {
        let mut tx = self.0.begin().await?;
        let sql =
            "INSERT INTO log_heads (office_id, position, edge) VALUES ($1, 0, $2) ON CONFLICT DO NOTHING";
        tx.execute(sql, &[office.0.into(), Edge::default().bytes().into()]).await?;
        tx.commit().await
    }
}

impl EventLog for SqlLog {
    type Held = HeldSql;

    async fn head(&self, office: OfficeId) -> Result<Position, StorageError> {
        let rows =
            self.0.fetch("SELECT position FROM log_heads WHERE office_id = $1", &[office.0.into()]).await?;
        rows.first().map_or(Ok(Position(0)), |row| row.get(0).map(Position))
    }

    async fn edge(&self, office: OfficeId) -> Result<Edge, StorageError> {
        let sql = "SELECT position, edge FROM log_heads WHERE office_id = $1";
        let rows = self.0.fetch(sql, &[office.0.into()]).await?;
        rows.first().map_or_else(|| Ok(Edge::default()), |row| edge(Position(row.get(0)?), row.get(1)?))
    }

    async fn read(
        &self,
        office: OfficeId,
        after: Position,
        limit: u32,
    ) -> Result<Vec<RecordedEvent>, StorageError> {
        let sql = concat!(
            event_columns!(),
            " FROM events WHERE office_id = $1 AND position > $2 ORDER BY position LIMIT $3"
        );
        let values = [office.0.into(), after.0.into(), i64::from(limit).into()];
        self.0.fetch(sql, &values).await?.iter().map(recorded).collect()
    }

    async fn streams(
        &self,
        office: OfficeId,
        streams: &[StreamId],
        after: Version,
        limit: u32,
    ) -> Result<Vec<RecordedEvent>, StorageError> {
        // The limit stands in the statement, so that PostgreSQL knows it when it plans.
        let mut values = vec![office.0.into(), after.0.into()];
        let list = one_of(&mut values, streams.iter().map(|stream| stream.0));
        let sql = format!(
            "{SELECT_EVENTS}WHERE office_id = $1 AND version > $2 AND stream_id IN {list} \
             ORDER BY stream_id, version LIMIT {limit}"
        );
        self.0.fetch(sql, &values).await?.iter().map(recorded).collect()
    }

    async fn leaves(&self, office: OfficeId, after: Position, limit: u32) -> Result<Vec<Leaf>, StorageError> {
        leaves::leaves(&self.0, office, after, limit).await
    }

    async fn receipts(
        &self,
        office: OfficeId,
        commands: &[CommandId],
    ) -> Result<Vec<(CommandId, RequestHash, Receipt)>, StorageError> {
        let mut found = Vec::new();
        for commands in commands.chunks(500) {
            let mut values = vec![office.0.into()];
            let list = one_of(&mut values, commands.iter().map(|command| command.0));
            let sql = format!(
                "SELECT command_id, request_hash, stream_id, version, position FROM receipts \
                 WHERE office_id = $1 AND command_id IN {list}"
            );
            for row in self.0.fetch(sql, &values).await? {
                found.push(receipt(&row)?);
            }
        }
        Ok(found)
    }

    fn lanes(&self) -> usize {
        match &self.0 {
            // A thread that waits for another one gains nothing over a message that waits in a queue.
            Db::Sqlite { .. } => 1,
            Db::Postgres { .. } => 2,
        }
    }

    async fn append_in_turn(&self, batch: Arc<Batch>, mut turn: Turn) -> Result<(), AppendError> {
        let flight = match &self.0 {
            Db::Sqlite { appender, .. } => appender.run(turn, move |to| step(to, &batch)).await,
            Db::Postgres { pipeline, .. } => fly(pipeline, &batch, &mut turn).await,
        };
        match flight? {
            Flight::Committed => Ok(()),
            Flight::NothingToUpdate => Err(AppendError::Behind),
            Flight::AlreadyThere => Err(AppendError::Taken),
        }
    }

    async fn hold(&self, office: OfficeId) -> Result<HeldSql, StorageError> {
        let mut tx = self.0.begin().await?;
        // An update, not SELECT … FOR UPDATE, which is no lock while Citus moves a shard.
        let sql = "UPDATE log_heads SET position = position WHERE office_id = $1 RETURNING position, edge";
        let rows = tx.fetch(sql, &[office.0.into()]).await?;
        let (head, edge) = match rows.first() {
            Some(row) => (Position(row.get(0)?), row.get(1)?),
            None => (Position(0), Some(Vec::new())),
        };
        Ok(HeldSql { tx, head, edge })
    }
}

/// A log in a database whose head is locked by an open transaction.
#[derive(Debug)]
pub struct HeldSql {
    tx: Transaction,
    head: Position,
    edge: Option<Vec<u8>>,
}

impl HeldLog for HeldSql {
    fn edge(&self) -> Result<Edge, StorageError> {
        edge(self.head, self.edge.clone())
    }

    async fn append(self, batch: &Batch) -> Result<(), AppendError> {
        write(self.tx, batch).await
    }
}

/// Lock and proof at once: whoever moves the head from where it was has the log to himself until the commit. The edge
/// tells whether the log is the one that the batch stands on, and not another that is as long.
const MOVE_HEAD: &str =
    "UPDATE log_heads SET position = $2, edge = $5 WHERE office_id = $1 AND position = $3 AND edge = $4";

/// The same in two steps: while a head has no edge its log is open, and an embedded store takes no event into one that is
/// closed.
const OPEN_HEAD: &str =
    "UPDATE log_heads SET position = $2, edge = NULL WHERE office_id = $1 AND position = $3 AND edge = $4";
const CLOSE_HEAD: &str = "UPDATE log_heads SET edge = $2 WHERE office_id = $1";

fn opening(batch: &Batch) -> [Value; 4] {
    let (head, after) = (batch.head(), batch.after.position());
    [batch.office.0.into(), head.0.into(), after.0.into(), batch.after.bytes().into()]
}

fn closing(batch: &Batch) -> [Value; 2] {
    [batch.office.0.into(), batch.edge.bytes().into()]
}

fn edge(position: Position, bytes: Option<Vec<u8>>) -> Result<Edge, StorageError> {
    let wrong = |reason: &str| StorageError::BadRow {
        table: "log_heads",
        row: format!("position {position}"),
        reason: reason.to_owned(),
    };
    let bytes =
        bytes.ok_or_else(|| wrong("the leaves of its events are not made; open the store once more"))?;
    Edge::read(position, &bytes)
        .ok_or_else(|| wrong("the edge of its tree does not fit it; `anjuan verify` says what is wrong"))
}

async fn fly(pipeline: &Pipeline, batch: &Batch, turn: &mut Turn) -> Result<Flight, StorageError> {
    let own = own_rows(batch);
    let tables: Vec<_> = own.iter().map(new_rows).chain(batch.changes.tables()).collect();
    let [office, head, position, after] = opening(batch);
    let values = [
        (office, Column::Uuid),
        (head, Column::Int),
        (position, Column::Int),
        (after, Column::Bytes),
        (batch.edge.bytes().into(), Column::Bytes),
    ];
    pipeline.write(&Update { sql: MOVE_HEAD, values: &values }, &tables, turn).await
}

fn step(to: &mut Appending<'_>, batch: &Batch) -> Result<Flight, StorageError> {
    if to.execute(OPEN_HEAD, &opening(batch))? == 0 {
        return Ok(Flight::NothingToUpdate);
    }
    for written in own_rows(batch).iter().map(new_rows).chain(batch.changes.tables()) {
        to.write(written)?;
    }
    to.execute(CLOSE_HEAD, &closing(batch))?;
    Ok(Flight::Committed)
}

async fn write(mut tx: Transaction, batch: &Batch) -> Result<(), AppendError> {
    if tx.execute(OPEN_HEAD, &opening(batch)).await? == 0 {
        tx.rollback().await?;
        return Err(AppendError::Behind);
    }
    let own = own_rows(batch);
    for Written { table, rows, .. } in own.iter().map(new_rows).chain(batch.changes.tables()) {
        match tx.write(table, rows).await {
            Err(error) if is_duplicate(&error) => {
                tx.rollback().await?;
                return Err(AppendError::Taken);
            }
            written => written?,
        };
    }
    tx.execute(CLOSE_HEAD, &closing(batch)).await?;
    Ok(tx.commit().await?)
}

/// What the log itself keeps of a batch.
fn own_rows(batch: &Batch) -> [(&'static Table, Vec<TableRow>); 2] {
    let receipts = batch.receipts.iter().map(|row| receipt_row(batch.office.0, row)).collect();
    debug_assert_eq!(batch.events.len(), batch.leaves.len(), "a leaf for each event");
    let events = batch.events.iter().zip(&batch.leaves).map(|(event, leaf)| event_row(event, leaf));
    [(&RECEIPTS, receipts), (&EVENTS, events.collect())]
}

fn new_rows<'a>((table, rows): &'a (&'static Table, Vec<TableRow>)) -> Written<'a> {
    Written { table, are_new: true, rows, changed: &[] }
}

fn receipt_row(office: Uuid, (command, hash, receipt): &(CommandId, RequestHash, Receipt)) -> TableRow {
    vec![
        office.into(),
        command.0.into(),
        hash.0.as_slice().into(),
        receipt.stream.0.into(),
        receipt.version.0.into(),
        receipt.position.0.into(),
    ]
}

/// The row of an event with its leaf.
#[must_use]
pub fn event_row(event: &RecordedEvent, leaf: &Leaf) -> TableRow {
    vec![
        event.office.0.into(),
        event.position.0.into(),
        event.stream.0.into(),
        event.version.0.into(),
        event.stream_kind.clone().into(),
        event.event_type.clone().into(),
        i64::from(event.schema_version).into(),
        event.occurred.day().into(),
        event.occurred.moment().into(),
        event.recorded_at.into(),
        event.command.0.into(),
        event.batch.map(|batch| batch.0).into(),
        event.actor.0.clone().into(),
        (&*event.payload).into(),
        event.personal.as_deref().into(),
        leaf.stored().as_slice().into(),
    ]
}

/// The event of a row.
///
/// # Errors
/// When it holds what is no event.
pub fn recorded(row: &Row) -> Result<RecordedEvent, StorageError> {
    let position = Position(row.get(1)?);
    Ok(RecordedEvent {
        office: OfficeId(row.get(0)?),
        position,
        stream: StreamId(row.get(2)?),
        version: Version(row.get(3)?),
        stream_kind: row.get::<String>(4)?.into(),
        event_type: row.get::<String>(5)?.into(),
        schema_version: schema_version(row.get(6)?, position)?,
        occurred: occurred(row.get(7)?, row.get(8)?),
        recorded_at: row.moment(9)?,
        command: CommandId(row.get(10)?),
        batch: row.get::<Option<Uuid>>(11)?.map(BatchId),
        actor: Actor(row.get::<String>(12)?.into()),
        payload: row.get::<String>(13)?.into(),
        personal: row.get::<Option<Vec<u8>>>(14)?.map(Into::into),
    })
}

fn occurred(day: Day, at: Option<DateTime<Utc>>) -> Occurred {
    at.map_or(Occurred::Day(day), |at| Occurred::Instant(Moment::new(at)))
}

fn schema_version(version: i64, position: Position) -> Result<u16, StorageError> {
    u16::try_from(version).map_err(|_| StorageError::BadRow {
        table: "events",
        row: format!("position {position}"),
        reason: format!("schema_version {version} is no schema version"),
    })
}

fn receipt(row: &Row) -> Result<(CommandId, RequestHash, Receipt), StorageError> {
    let command = CommandId(row.get(0)?);
    let hash: Vec<u8> = row.get(1)?;
    let hash = hash.try_into().map_err(|_| StorageError::BadRow {
        table: "receipts",
        row: format!("command {command}"),
        reason: "request_hash is not 32 bytes".to_owned(),
    })?;
    let receipt = Receipt {
        stream: StreamId(row.get(2)?),
        version: Version(row.get(3)?),
        position: Position(row.get(4)?),
    };
    Ok((command, RequestHash(hash), receipt))
}
