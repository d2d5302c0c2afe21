//! The two engines behind one face: SQLite embedded, PostgreSQL as the office's server, Citus unchanged beyond it.
//!
//! A statement is written once, in what both share, with `$1` for its values.
mod addresses;
mod appender;
mod backup;
mod beside;
mod bulk;
mod changed;
mod copying;
mod embedded;
mod foreign;
mod lateness;
mod likeness;
mod migrations;
mod one_of;
mod pipeline;
mod readers;
mod row_ref;
mod scan;
mod spelling;
mod sqlite;
mod statements;
mod storage_error;
mod store_url;
mod sweeping;
mod table;
mod transaction;
mod turn;
mod value;

pub use appender::{Appender, Appending};
pub use backup::{BESIDE, Backup, beside, copy_store, keys_of};
pub use bulk::Bulk;
pub use changed::Changed;
pub use foreign::ForeignFile;
pub use likeness::{Likeness, RowHash};
pub use migrations::{Caution, Databases};
pub use one_of::{one_of, rows_of};
pub use pipeline::{Flight, Pipeline, Update};
pub use readers::Readers;
pub use row_ref::{Lendable, RowRef};
pub use storage_error::{StorageError, is_duplicate};
pub use store_url::{StoreUrl, StoreUrlError};
pub use table::{Changes, OnConflict, Table, TableRow, Written};
pub use transaction::Transaction;
pub use turn::{Ahead, Turn};
pub use value::{Column, Readable, Row, Value};

use sqlx::postgres::{PgArguments, PgConnectOptions, PgPool, PgPoolOptions};
use sqlx::sqlite::{SqliteArguments, SqlitePool};
use sqlx::{Arguments, AssertSqlSafe};
use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

/// An open database.
#[derive(Clone, Debug)]
pub enum Db {
    /// One writing connection and a pool of readers.
    Sqlite {
        /// The one connection that writes.
        writer: SqlitePool,
        /// Connections that read.
        readers: SqlitePool,
        /// The connection that appends.
        appender: Appender,
    },
    /// A server.
    Postgres {
        /// Connections for transactions.
        pool: PgPool,
        /// Connections for questions of one statement.
        readers: Arc<Readers>,
        /// The connection that appends.
        pipeline: Arc<Pipeline>,
    },
}

/// The schema of the key store on a server.
const KEYS_SCHEMA: &str = "anjuan_keys";
/// How often it is tried to empty a write-ahead log in which somebody reads.
const EMPTYINGS: u64 = 20;
/// How many connections for transactions a process keeps to PostgreSQL, at most.
const POSTGRES_CONNECTIONS: u32 = 8;

impl Db {
    /// Opens the database without touching its tables.
    ///
    /// # Errors
    /// When it cannot be reached, or SQLite is too old.
    pub async fn open(url: &StoreUrl) -> Result<Self, StorageError> {
        match url {
            StoreUrl::Sqlite(path) => sqlite::open(path, &[sqlite::OVERWRITE]).await,
            StoreUrl::Postgres(url) => postgres(url, &[]).await,
        }
    }

    /// Opens the database of keys that goes with a store: a file of its own beside an embedded one, a schema of its own
    /// on a server.
    async fn open_keys(url: &StoreUrl) -> Result<Self, StorageError> {
        match url {
            StoreUrl::Sqlite(path) => sqlite::open(&backup::keys_of(path), &[sqlite::OVERWRITE]).await,
            StoreUrl::Postgres(url) => {
                let public = postgres(url, &[]).await?;
                if let Self::Postgres { pool, .. } = &public {
                    let sql = format!("CREATE SCHEMA IF NOT EXISTS {KEYS_SCHEMA}");
                    let made = sqlx::query(AssertSqlSafe(sql)).execute(pool).await;
                    made.map(|_| ()).or_else(|error| if is_there(&error) { Ok(()) } else { Err(error) })?;
                }
                public.close().await;
                postgres(url, &[("search_path", KEYS_SCHEMA)]).await
            }
        }
    }

    /// Begins a transaction that writes.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn begin(&self) -> Result<Transaction, StorageError> {
        Ok(match self {
            Self::Sqlite { writer, .. } => Transaction::Sqlite(writer.begin_with("BEGIN IMMEDIATE").await?),
            Self::Postgres { pool, .. } => Transaction::Postgres(addresses::begin(pool, "BEGIN").await?),
        })
    }

    /// Begins a transaction whose writes are made again if they are lost: a server need not have flushed them when it
    /// says that they are committed. They are lost together with all that was written after them, or not at all.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn begin_repeatable(&self) -> Result<Transaction, StorageError> {
        match self {
            Self::Sqlite { .. } => self.begin().await,
            Self::Postgres { pool, .. } => {
                let begin = "BEGIN; SET LOCAL synchronous_commit = off";
                Ok(Transaction::Postgres(addresses::begin(pool, begin).await?))
            }
        }
    }

    /// Begins a transaction that sees one state of the database throughout.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn begin_read(&self) -> Result<Transaction, StorageError> {
        Ok(match self {
            Self::Sqlite { readers, .. } => Transaction::Sqlite(readers.begin().await?),
            Self::Postgres { pool, .. } => Transaction::Postgres(
                addresses::begin(pool, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?,
            ),
        })
    }

    /// Reads rows.
    ///
    /// # Errors
    /// When the statement fails.
    pub async fn fetch(&self, sql: impl Into<Sql>, values: &[Value]) -> Result<Vec<Row>, StorageError> {
        let sql = sql.into();
        Ok(match self {
            Self::Sqlite { readers, .. } => {
                let query = sqlx::query_with(AssertSqlSafe(sql.0), sqlite_arguments(values)?);
                query.fetch_all(readers).await?.into_iter().map(Row::Sqlite).collect()
            }
            Self::Postgres { readers, .. } => readers.fetch(sql.0, values).await?,
        })
    }

    /// Empties the write-ahead log of an embedded database, in which what was deleted since may still stand. A server
    /// sees to its own.
    ///
    /// # Errors
    /// When it cannot be written, or somebody reads all the time.
    pub async fn empty_log(&self) -> Result<(), StorageError> {
        let Self::Sqlite { writer, .. } = self else { return Ok(()) };
        for pause in 0..EMPTYINGS {
            tokio::time::sleep(Duration::from_millis(10 * pause)).await;
            let busy: i64 = sqlx::query_scalar("PRAGMA wal_checkpoint(TRUNCATE)").fetch_one(writer).await?;
            if busy == 0 {
                return Ok(());
            }
        }
        Err(StorageError::Keys(
            "the write-ahead log could not be emptied, because the database is read all the time; what was deleted may \
             still stand in it until the program is stopped"
                .to_owned(),
        ))
    }

    /// Closes every connection; SQLite empties its write-ahead log.
    pub async fn close(&self) {
        match self {
            Self::Sqlite { writer, readers, appender } => {
                appender.close().await;
                readers.close().await;
                writer.close().await;
            }
            Self::Postgres { pool, readers, pipeline } => {
                pipeline.close().await;
                readers.close().await;
                pool.close().await;
            }
        }
    }

    /// `sqlite` or `postgres`.
    #[must_use]
    pub const fn engine(&self) -> &'static str {
        match self {
            Self::Sqlite { .. } => "sqlite",
            Self::Postgres { .. } => "postgres",
        }
    }
}

/// Whether somebody else made it at the same time; `IF NOT EXISTS` does not wait for them.
fn is_there(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(sqlx::error::DatabaseError::code);
    matches!(code.as_deref(), Some("23505" | "42P06"))
}

/// How every session of PostgreSQL that asks is set up. What is asked is found by a key and lies in memory most of the
/// time: a page of an index costs no more than another, and nothing is gained by compiling a statement.
const SESSION: [(&str, &str); 2] = [("jit", "off"), ("random_page_cost", "1.1")];

async fn postgres(url: &str, settings: &'static [(&'static str, &'static str)]) -> Result<Db, StorageError> {
    let set_up = move |options: PgConnectOptions| {
        options
            .statement_cache_capacity(512)
            .application_name("anjuan")
            .options(SESSION.iter().chain(settings).copied())
    };
    let options =
        PgPoolOptions::new().max_connections(POSTGRES_CONNECTIONS).acquire_timeout(Duration::from_secs(10));
    let pool = addresses::pool(url, options, set_up).await?;
    let readers = Arc::new(Readers::new(url, settings));
    Ok(Db::Postgres { pool, readers, pipeline: Arc::new(Pipeline::new(url)) })
}

/// A statement of ours: fixed text, or text put together from fixed parts, never from a user's words.
#[derive(Clone, Debug)]
pub struct Sql(Cow<'static, str>);

impl From<&'static str> for Sql {
    fn from(sql: &'static str) -> Self {
        Self(Cow::Borrowed(sql))
    }
}

impl From<String> for Sql {
    fn from(sql: String) -> Self {
        Self(Cow::Owned(sql))
    }
}

fn sqlite_arguments(values: &[Value]) -> Result<SqliteArguments, sqlx::Error> {
    let mut arguments = SqliteArguments::default();
    arguments.reserve(values.len(), 0);
    for value in values {
        value.bind_sqlite(&mut arguments).map_err(sqlx::Error::Encode)?;
    }
    Ok(arguments)
}

fn postgres_arguments(values: &[Value]) -> Result<PgArguments, sqlx::Error> {
    let mut arguments = PgArguments::default();
    arguments.reserve(values.len(), values.len() * 16);
    for value in values {
        value.bind_postgres(Column::Int, &mut arguments).map_err(sqlx::Error::Encode)?;
    }
    Ok(arguments)
}
