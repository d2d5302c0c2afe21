//! One connection to PostgreSQL on which a whole batch travels in one flight: every statement is sent before the first
//! answer is waited for, and COMMIT follows when all the answers are good. Two round trips, however many tables.
use super::table::{Places, Table, TableRow};
use super::{StorageError, Value};
use bytes::BytesMut;
use futures_util::future::join_all;
use std::collections::HashMap;
use std::error::Error;
use tokio::sync::Mutex;
use tokio_postgres::types::{IsNull, ToSql, Type, to_sql_checked};
use tokio_postgres::{Client, NoTls, Statement};

/// Statements kept prepared at most; sizes of batches vary, so there are many.
const PREPARED: usize = 1024;

/// What happened to a batch.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Flight {
    /// It is durable.
    Committed,
    /// The first statement touched no row; nothing was written.
    NothingToUpdate,
    /// A table that keeps its rows had one of the rows already; nothing was written.
    AlreadyThere,
}

/// A connection that is opened when it is needed, and again when it was lost.
#[derive(Debug)]
pub struct Pipeline {
    url: String,
    connection: Mutex<Option<Connection>>,
}

#[derive(Debug)]
struct Connection {
    client: Client,
    prepared: HashMap<String, Statement>,
}

impl Pipeline {
    pub(super) fn new(url: &str) -> Self {
        Self { url: url.to_owned(), connection: Mutex::new(None) }
    }

    /// In one transaction: `update`, which must touch a row, then whole rows of tables.
    ///
    /// # Errors
    /// When a statement or the connection fails. A failing COMMIT may have committed all the same.
    pub async fn write(
        &self,
        update: (&str, &[Value]),
        tables: &[(&Table, &[TableRow])],
    ) -> Result<Flight, StorageError> {
        let mut held = self.connection.lock().await;
        if held.as_ref().is_none_or(|connection| connection.client.is_closed()) {
            *held = Some(Connection::open(&self.url).await?);
        }
        let Some(connection) = held.as_mut() else { return Err(StorageError::Disconnected) };
        let outcome = connection.write(update, tables).await;
        if outcome.is_err() {
            // What state the connection is in is not known: the next batch gets a new one.
            *held = None;
        }
        outcome
    }

    pub(super) async fn close(&self) {
        *self.connection.lock().await = None;
    }
}

impl Connection {
    async fn open(url: &str) -> Result<Self, StorageError> {
        let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::warn!(%error, "the connection that appends was lost");
            }
        });
        Ok(Self { client, prepared: HashMap::new() })
    }

    async fn prepare(&mut self, sql: String) -> Result<Statement, StorageError> {
        if let Some(statement) = self.prepared.get(&sql) {
            return Ok(statement.clone());
        }
        if self.prepared.len() >= PREPARED {
            self.prepared.clear();
        }
        let statement = self.client.prepare(&sql).await?;
        self.prepared.insert(sql, statement.clone());
        Ok(statement)
    }

    async fn write(
        &mut self,
        (update, values): (&str, &[Value]),
        tables: &[(&Table, &[TableRow])],
    ) -> Result<Flight, StorageError> {
        let update = self.prepare(update.to_owned()).await?;
        let mut flights = Vec::new();
        for (table, rows) in tables {
            let mut rest = *rows;
            while !rest.is_empty() {
                let (chunk, later) = rest.split_at(table.chunk(rest.len()));
                rest = later;
                let statement = self.prepare(table.insert_sql(chunk.len(), Places::Numbered)).await?;
                flights.push((statement, chunk));
            }
        }
        let client = &self.client;
        let begun = client.batch_execute("BEGIN");
        let updated = async { client.execute_raw(&update, values).await };
        let written = join_all(flights.iter().map(|(statement, chunk)| async move {
            let written = client.execute_raw(statement, chunk.iter().flatten().collect::<Vec<_>>()).await?;
            Ok::<_, tokio_postgres::Error>(written == chunk.len() as u64)
        }));
        let (begun, updated, written) = tokio::join!(begun, updated, written);
        begun?;
        if updated? == 0 {
            client.batch_execute("ROLLBACK").await?;
            return Ok(Flight::NothingToUpdate);
        }
        for whole in written {
            if !whole? {
                client.batch_execute("ROLLBACK").await?;
                return Ok(Flight::AlreadyThere);
            }
        }
        client.batch_execute("COMMIT").await?;
        Ok(Flight::Committed)
    }
}

impl ToSql for Value {
    fn to_sql(&self, kind: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        match self {
            Self::Null => Ok(IsNull::Yes),
            Self::Int(value) => value.to_sql(kind, out),
            Self::Text(value) => value.as_ref().to_sql(kind, out),
            Self::Bytes(value) => value.as_ref().to_sql(kind, out),
            Self::Uuid(value) => value.to_sql(kind, out),
            Self::Day(value) => value.to_sql(kind, out),
            Self::At(value) => value.utc().to_sql(kind, out),
            Self::Bool(value) => value.to_sql(kind, out),
        }
    }

    fn accepts(_kind: &Type) -> bool {
        // Which value goes into which column is the table's to know, and a test of the catalogue's.
        true
    }

    to_sql_checked!();
}
