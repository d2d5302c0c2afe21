//! A transaction that loads whole tables, each engine by its fastest way.
use super::sqlite::BULK_CACHE;
use super::table::{Table, TableRow};
use super::{Db, Readable, Sql, StorageError, Value, addresses, copying, embedded, postgres_arguments};
use rusqlite::Connection;
use rusqlite::types::FromSql;
use sqlx::{AssertSqlSafe, Postgres, Row as _};

/// An open transaction; dropping it rolls it back.
#[derive(Debug)]
pub enum Bulk {
    /// On SQLite.
    Sqlite(Embedded),
    /// On PostgreSQL.
    Postgres(sqlx::Transaction<'static, Postgres>),
}

/// A connection with an open transaction, which is away while it is spoken to.
#[derive(Debug)]
pub struct Embedded(Option<Connection>);

/// Bytes of rows that travel at once.
const MESSAGE_BYTES: usize = 256 << 10;

impl Db {
    /// Begins a transaction that loads whole tables.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn begin_bulk(&self) -> Result<Bulk, StorageError> {
        match self {
            Self::Sqlite { appender, .. } => {
                let path = appender.path().to_owned();
                let opening = move || {
                    let connection = embedded::open(&path, BULK_CACHE)?;
                    connection.execute_batch("BEGIN IMMEDIATE")?;
                    Ok(Bulk::Sqlite(Embedded(Some(connection))))
                };
                tokio::task::spawn_blocking(opening).await.map_err(|_| StorageError::Disconnected)?
            }
            Self::Postgres { pool, .. } => {
                let mut bulk = Bulk::Postgres(addresses::begin(pool, "BEGIN").await?);
                bulk.execute("SET LOCAL maintenance_work_mem = '256MB'", &[]).await?;
                Ok(bulk)
            }
        }
    }
}

impl Embedded {
    async fn run<T, W>(&mut self, work: W) -> Result<T, StorageError>
    where
        T: Send + 'static,
        W: FnOnce(&Connection) -> Result<T, rusqlite::Error> + Send + 'static,
    {
        let connection = self.0.take().ok_or(StorageError::Disconnected)?;
        let working = tokio::task::spawn_blocking(move || (work(&connection), connection));
        let (done, connection) = working.await.map_err(|_| StorageError::Disconnected)?;
        self.0 = Some(connection);
        Ok(done?)
    }
}

impl Bulk {
    /// Runs a statement.
    ///
    /// # Errors
    /// When it fails.
    pub async fn execute(&mut self, sql: impl Into<Sql>, values: &[Value]) -> Result<(), StorageError> {
        let sql = sql.into().0;
        match self {
            Self::Sqlite(embedded) => {
                let values = values.to_vec();
                embedded.run(move |connection| embedded::execute(connection, &sql, &values)).await?;
            }
            Self::Postgres(tx) => {
                sqlx::query_with(AssertSqlSafe(sql), postgres_arguments(values)?).execute(&mut **tx).await?;
            }
        }
        Ok(())
    }

    /// The first column of what a statement answers.
    pub(super) async fn ask<T>(
        &mut self,
        sql: impl Into<Sql>,
        values: &[Value],
    ) -> Result<Vec<T>, StorageError>
    where
        T: Readable + FromSql + Send + 'static,
    {
        let sql = sql.into().0;
        match self {
            Self::Sqlite(embedded) => {
                let values = values.to_vec();
                let asking = move |connection: &Connection| {
                    let mut statement = connection.prepare_cached(&sql)?;
                    embedded::bind_numbered(&mut statement, &values)?;
                    statement.raw_query().mapped(|row| row.get(0)).collect()
                };
                embedded.run(asking).await
            }
            Self::Postgres(tx) => {
                let query = sqlx::query_with(AssertSqlSafe(sql), postgres_arguments(values)?);
                let rows = query.fetch_all(&mut **tx).await?;
                Ok(rows.iter().map(|row| row.try_get(0)).collect::<Result<_, _>>()?)
            }
        }
    }

    /// Loads rows into `name`, a table of the same columns as `table`.
    ///
    /// # Errors
    /// When the database fails, or a row with the same key is there.
    pub async fn load(&mut self, name: &str, table: &Table, rows: Vec<TableRow>) -> Result<(), StorageError> {
        match self {
            Self::Sqlite(embedded) => {
                let sql = table.insert_into(name, 1);
                embedded.run(move |connection| embedded::insert(connection, &sql, &rows)).await
            }
            Self::Postgres(tx) => {
                let columns: Vec<_> = table.columns.iter().map(|(name, _)| *name).collect();
                let sql = format!("COPY {name} ({}) FROM STDIN (FORMAT binary)", columns.join(", "));
                let mut copy = tx.copy_in_raw(&sql).await?;
                let mut message = copying::HEADER.to_vec();
                for row in rows {
                    copying::write_row(&mut message, &row);
                    if message.len() >= MESSAGE_BYTES {
                        copy.send(message.as_slice()).await?;
                        message.clear();
                    }
                }
                message.extend_from_slice(copying::TRAILER);
                copy.send(message).await?;
                copy.finish().await?;
                Ok(())
            }
        }
    }

    /// Makes it durable.
    ///
    /// # Errors
    /// When the engine says so; it may have committed all the same.
    pub async fn commit(self) -> Result<(), StorageError> {
        match self {
            Self::Sqlite(mut embedded) => {
                embedded.run(|connection| connection.execute_batch("COMMIT")).await?;
            }
            Self::Postgres(tx) => tx.commit().await?,
        }
        Ok(())
    }
}
