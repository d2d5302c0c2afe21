//! The connection that appends to an embedded store. A whole batch goes to it at once and is written row by row with
//! statements that stay prepared, so that no row waits for a message between threads.
use super::pipeline::Flight;
use super::sqlite::{APPENDER_CACHE, READER_CACHE};
use super::statements::Statements;
use super::table::Written;
use super::{StorageError, Turn, Value, embedded, is_duplicate};
use rusqlite::{Connection, TransactionBehavior};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// Rows after which the write-ahead log is emptied in the background: often enough that a commit which finds it full
/// has little left to do.
const ROWS_AHEAD: u64 = 6_000;

/// A connection that is opened when it is needed, and again after a failure.
#[derive(Clone, Debug)]
pub struct Appender {
    path: PathBuf,
    connection: Arc<Mutex<Option<(Connection, Statements)>>>,
    /// The one that carries what was committed from the write-ahead log into the store's file, while others commit.
    checkpointing: Arc<Mutex<Option<Connection>>>,
}

/// What a batch is written to.
#[derive(Debug)]
pub struct Appending<'c> {
    transaction: rusqlite::Transaction<'c>,
    statements: &'c mut Statements,
}

impl Appender {
    pub(super) fn new(path: &Path) -> Self {
        Self { path: path.to_owned(), connection: Arc::default(), checkpointing: Arc::default() }
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Runs `write` in its turn, in a transaction that has the store to itself, and commits if all of it went well.
    ///
    /// # Errors
    /// When the database fails; a failing COMMIT may have committed all the same.
    pub async fn run<W>(&self, mut turn: Turn, write: W) -> Result<Flight, StorageError>
    where
        W: FnOnce(&mut Appending<'_>) -> Result<Flight, StorageError> + Send + 'static,
    {
        turn.come().await;
        let this = self.clone();
        let writing = tokio::task::spawn_blocking(move || {
            let mut held = this.connection.lock().unwrap_or_else(PoisonError::into_inner);
            turn.pass();
            let (mut connection, mut statements) = match held.take() {
                Some(opened) => opened,
                None => (embedded::open(&this.path, APPENDER_CACHE)?, Statements::default()),
            };
            let before = connection.total_changes() / ROWS_AHEAD;
            let flight = commit(&mut connection, &mut statements, write)?;
            if connection.total_changes() / ROWS_AHEAD > before {
                this.checkpoint();
            }
            // After an error the state of the connection is not known: the next batch gets a new one.
            *held = Some((connection, statements));
            Ok(flight)
        });
        writing.await.map_err(|_| StorageError::Disconnected)?
    }

    /// Begins a checkpoint that holds up nobody. Should it fail, a later one or a commit does what it did not.
    fn checkpoint(&self) {
        let Self { path, checkpointing, .. } = self.clone();
        tokio::task::spawn_blocking(move || {
            let Ok(mut held) = checkpointing.try_lock() else { return };
            let opened = held.take().map_or_else(|| embedded::open(&path, READER_CACHE), Ok);
            let done = opened.and_then(|connection| {
                connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()))?;
                Ok(connection)
            });
            match done {
                Ok(connection) => *held = Some(connection),
                Err(error) => tracing::debug!(%error, "no checkpoint"),
            }
        });
    }

    pub(super) async fn close(&self) {
        let (checkpointing, connection) = (Arc::clone(&self.checkpointing), Arc::clone(&self.connection));
        let closing = move || {
            drop(checkpointing.lock().unwrap_or_else(PoisonError::into_inner).take());
            drop(connection.lock().unwrap_or_else(PoisonError::into_inner).take());
        };
        if let Err(error) = tokio::task::spawn_blocking(closing).await {
            tracing::warn!(%error, "the connection that appends did not close");
        }
    }
}

fn commit<W>(
    connection: &mut Connection,
    statements: &mut Statements,
    write: W,
) -> Result<Flight, StorageError>
where
    W: FnOnce(&mut Appending<'_>) -> Result<Flight, StorageError>,
{
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let mut appending = Appending { transaction, statements };
    // Dropped, it rolls back.
    match write(&mut appending) {
        Ok(Flight::Committed) => appending.transaction.commit()?,
        Ok(not_written) => return Ok(not_written),
        Err(error) if is_duplicate(&error) => return Ok(Flight::AlreadyThere),
        Err(error) => return Err(error),
    }
    Ok(Flight::Committed)
}

impl Appending<'_> {
    /// Runs a statement with `$1` for its values, and says how many rows it touched.
    ///
    /// # Errors
    /// When it fails.
    pub fn execute(&mut self, sql: &str, values: &[Value]) -> Result<usize, StorageError> {
        Ok(embedded::execute(&self.transaction, sql, values)?)
    }

    /// Writes whole rows of a table.
    ///
    /// # Errors
    /// When one cannot be written.
    pub fn write(&mut self, written: Written<'_>) -> Result<(), StorageError> {
        Ok(self.statements.write(&self.transaction, written)?)
    }
}
