//! One connection to PostgreSQL on which a whole batch travels in one flight: BEGIN, every statement and COMMIT are sent
//! before the first answer is waited for. One round trip, however many tables. PostgreSQL carries out nothing of it
//! once a statement has failed, and then takes the COMMIT for a ROLLBACK.
use super::table::{Table, TableRow};
use super::{StorageError, Value, is_duplicate};
use bytes::{BufMut, BytesMut};
use futures_util::future::join_all;
use std::collections::HashMap;
use std::error::Error;
use tokio::sync::Mutex;
use tokio_postgres::error::SqlState;
use tokio_postgres::types::{IsNull, Kind, ToSql, Type, to_sql_checked};
use tokio_postgres::{Client, NoTls, Statement};

/// What happened to a batch.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Flight {
    /// It is durable.
    Committed,
    /// The first statement touched no row; nothing was written.
    NothingToUpdate,
    /// A key was there already; nothing was written.
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
    /// The statement that moves the log's head, and for each table the one that writes its rows.
    prepared: HashMap<&'static str, Statement>,
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
        update: (&'static str, &[Value]),
        tables: &[(&'static Table, &[TableRow])],
    ) -> Result<Flight, StorageError> {
        let mut held = self.connection.lock().await;
        let kept = held.take().filter(|connection| !connection.client.is_closed());
        let was_kept = kept.is_some();
        let mut connection = match kept {
            Some(connection) => connection,
            None => Connection::open(&self.url).await?,
        };
        let mut outcome = connection.write(update, tables).await;
        // A rebuild has put another table in the place of the one that a statement was prepared for.
        if was_kept && outcome.as_ref().is_err_and(is_outdated) {
            connection = Connection::open(&self.url).await?;
            outcome = connection.write(update, tables).await;
        }
        // After an error the state of the connection is not known: the next batch gets a new one.
        *held = outcome.is_ok().then_some(connection);
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
        client.batch_execute("SET jit = off").await?;
        Ok(Self { client, prepared: HashMap::new() })
    }

    async fn prepare(
        &mut self,
        name: &'static str,
        sql: impl FnOnce() -> String,
    ) -> Result<Statement, StorageError> {
        if let Some(statement) = self.prepared.get(name) {
            return Ok(statement.clone());
        }
        let statement = self.client.prepare(&sql()).await?;
        self.prepared.insert(name, statement.clone());
        Ok(statement)
    }

    async fn write(
        &mut self,
        (update, values): (&'static str, &[Value]),
        tables: &[(&'static Table, &[TableRow])],
    ) -> Result<Flight, StorageError> {
        // An update that touches no row is an error, so that nothing of what follows is carried out.
        let touching = || format!("WITH touched AS ({update} RETURNING 1) SELECT 1 / COUNT(*) FROM touched");
        let update = self.prepare(update, touching).await?;
        let mut flights = Vec::with_capacity(tables.len());
        for (table, rows) in tables.iter().filter(|(_, rows)| !rows.is_empty()) {
            flights.push((self.prepare(table.name, || insert_sql(table)).await?, Rows(rows)));
        }
        let client = &self.client;
        let begun = client.batch_execute("BEGIN");
        let updated = async { client.execute_raw(&update, values).await };
        let written = join_all(flights.iter().map(|(statement, rows)| client.execute_raw(statement, [rows])));
        let committed = client.batch_execute("COMMIT");
        let (begun, updated, written, committed) = tokio::join!(begun, updated, written, committed);
        begun?;
        match updated {
            Err(error) if error.code() == Some(&SqlState::DIVISION_BY_ZERO) => {
                return Ok(Flight::NothingToUpdate);
            }
            updated => updated?,
        };
        // Those that follow a failure only say that they were not carried out.
        match written.into_iter().find_map(Result::err).map(StorageError::from) {
            Some(error) if is_duplicate(&error) => Ok(Flight::AlreadyThere),
            Some(error) => Err(error),
            None => Ok(committed.map(|()| Flight::Committed)?),
        }
    }
}

/// Whether a statement was prepared for a table that is no longer there.
fn is_outdated(error: &StorageError) -> bool {
    let StorageError::Append(error) = error else { return false };
    // undefined_object, undefined_table, internal_error ("cache lookup failed"), feature_not_supported ("cached plan").
    error.code().is_some_and(|code| matches!(code.code(), "42704" | "42P01" | "XX000" | "0A000"))
}

/// The statement that writes rows of a table, as many as there are: they travel as one array of the table's row type.
fn insert_sql(table: &Table) -> String {
    let columns: Vec<_> = table.columns.iter().map(|(name, _)| *name).collect();
    let name = table.name;
    let mut sql =
        format!("INSERT INTO {name} ({}) SELECT * FROM UNNEST(CAST($1 AS {name}[]))", columns.join(", "));
    table.conflict_sql(&mut sql);
    sql
}

/// Rows on their way into a statement.
#[derive(Debug)]
struct Rows<'a>(&'a [TableRow]);

impl ToSql for Rows<'_> {
    fn to_sql(&self, kind: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        let Kind::Array(row) = kind.kind() else { return Err("no array of rows".into()) };
        let Kind::Composite(fields) = row.kind() else { return Err("no rows".into()) };
        // One dimension without nulls, whose first element has the number 1.
        out.put_i32(1);
        out.put_i32(0);
        out.put_u32(row.oid());
        out.put_i32(i32::try_from(self.0.len())?);
        out.put_i32(1);
        for values in self.0 {
            measured(out, |out| {
                out.put_i32(i32::try_from(fields.len())?);
                for (field, value) in fields.iter().zip(values) {
                    out.put_u32(field.type_().oid());
                    if matches!(value, Value::Null) {
                        out.put_i32(-1);
                    } else {
                        measured(out, |out| value.to_sql(field.type_(), out).map(drop))?;
                    }
                }
                Ok(())
            })?;
        }
        Ok(IsNull::No)
    }

    fn accepts(kind: &Type) -> bool {
        matches!(kind.kind(), Kind::Array(_))
    }

    to_sql_checked!();
}

/// Writes something with its length before it.
fn measured(
    out: &mut BytesMut,
    write: impl FnOnce(&mut BytesMut) -> Result<(), Box<dyn Error + Sync + Send>>,
) -> Result<(), Box<dyn Error + Sync + Send>> {
    let begin = out.len();
    out.put_i32(0);
    write(out)?;
    let length = i32::try_from(out.len() - begin - 4)?;
    out[begin..begin + 4].copy_from_slice(&length.to_be_bytes());
    Ok(())
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
