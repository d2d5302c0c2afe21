//! What a database fails with, whether it may pass, and what it says to the operator.

/// SQLite's codes for a key that was there already.
const SQLITE_CONSTRAINT_PRIMARYKEY: i32 = 1555;
const SQLITE_CONSTRAINT_UNIQUE: i32 = 2067;

/// The operator's trouble: the database could not do what every database must.
#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    /// The engine's own error.
    #[error("database: {0}")]
    Sql(#[from] sqlx::Error),
    /// The engine's own error, on a connection of our own.
    #[error("database: {0}{why}", why = because(.0))]
    Append(#[from] tokio_postgres::Error),
    /// The engine's own error, on the connection that appends to an embedded store.
    #[error("database: {0}")]
    Embedded(#[from] rusqlite::Error),
    /// No connection to the server could be made.
    #[error(
        "the database server cannot be reached: {0}; see that it runs, and that its address, the database's name and \
         the user are as --store or ANJUAN_STORE says"
    )]
    Unreachable(sqlx::Error),
    /// A server has several addresses, and none takes writes.
    #[error(
        "none of the addresses of the database server takes writes ({0}); see that one of the servers is the primary, \
         and that the addresses are as --store or ANJUAN_STORE says"
    )]
    NoneWritable(String),
    /// The connection was lost.
    #[error("the connection to the database was lost")]
    Disconnected,
    /// A migration failed.
    #[error("migration: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// What a store was cannot be kept, so it is not migrated.
    #[error(
        "{path} cannot be copied before its migration ({reason}), so nothing was migrated; make room for a copy \
         beside it, or make a backup of your own and run `anjuan migrate --backed-up`"
    )]
    Backup {
        /// The store.
        path: String,
        /// Why.
        reason: String,
    },
    /// A copy of an embedded store cannot be made.
    #[error("{path} cannot be copied: {reason}")]
    NotCopied {
        /// The store.
        path: String,
        /// Why.
        reason: String,
    },
    /// A server's store holds events and is to be migrated: its backup is the operator's to make.
    #[error(
        "it has to be migrated to this program's version (missing: {0}) and holds events; make a backup of the \
         whole database first, with `pg_dump` or as your server does it, then run `anjuan migrate --backed-up`"
    )]
    BackupNeeded(String),
    /// The store was made by a newer program.
    #[error(
        "it is at version {version}, and this program knows versions up to {known} only; use the newer program"
    )]
    NewerStore {
        /// The store's version.
        version: i64,
        /// The newest version that this program knows.
        known: i64,
    },
    /// SQLite before 3.51.3 can corrupt a database when its write-ahead log is reset.
    #[error(
        "SQLite {0} is linked in, but at least 3.51.3 is needed (older ones can corrupt the write-ahead log)"
    )]
    SqliteTooOld(String),
    /// A stored row does not read.
    #[error("{table}, {row}: {reason}")]
    BadRow {
        /// The table.
        table: &'static str,
        /// Which row.
        row: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The keys of a store cannot be used.
    #[error("{0}")]
    Keys(String),
    /// A file could not be read or written.
    #[error("{path}: {source}")]
    File {
        /// The file.
        path: String,
        /// The operating system's reason.
        source: std::io::Error,
    },
}

impl StorageError {
    /// Whether the same again may succeed: a serialisation failure, a deadlock, a lost connection, a restart.
    #[must_use]
    pub fn may_pass(&self) -> bool {
        match self {
            Self::Sql(sqlx::Error::Database(error)) => error.code().is_some_and(|code| passing(&code)),
            Self::Embedded(error) => matches!(
                error.sqlite_error_code(),
                Some(rusqlite::ErrorCode::DatabaseBusy | rusqlite::ErrorCode::DatabaseLocked)
            ),
            Self::Append(error) => error.is_closed() || error.code().is_none_or(|code| passing(code.code())),
            Self::Disconnected
            | Self::NoneWritable(_)
            | Self::Sql(
                sqlx::Error::Io(_)
                | sqlx::Error::PoolTimedOut
                | sqlx::Error::WorkerCrashed
                | sqlx::Error::Protocol(_),
            ) => true,
            _ => false,
        }
    }
}

/// Whether an engine's error code tells of a trouble that may pass: PostgreSQL's classes of lost connections,
/// restarts, deadlocks and serialisation failures; SQLite's of a database that is busy.
fn passing(code: &str) -> bool {
    // 25006: the server became a standby, and another one takes writes.
    matches!(code, "40001" | "40P01" | "25006" | "5" | "6" | "261" | "517" | "262")
        || code.len() == 5 && (code.starts_with("08") || code.starts_with("57P"))
}

/// Whether a key was there already, whichever it was.
#[must_use]
pub fn is_duplicate(error: &StorageError) -> bool {
    match error {
        StorageError::Sql(sqlx::Error::Database(error)) => error.is_unique_violation(),
        StorageError::Append(error) => error.code().is_some_and(|code| code.code() == "23505"),
        StorageError::Embedded(rusqlite::Error::SqliteFailure(error, _)) => {
            matches!(error.extended_code, SQLITE_CONSTRAINT_PRIMARYKEY | SQLITE_CONSTRAINT_UNIQUE)
        }
        _ => false,
    }
}

/// What the server said, which the error alone does not.
fn because(error: &tokio_postgres::Error) -> String {
    error.as_db_error().map(|error| format!(": {}", error.message())).unwrap_or_default()
}
