//! The connection that appends to an embedded store. A whole batch goes to it at once and is written row by row with
//! statements that stay prepared, so that no row waits for a message between threads.
use super::pipeline::Flight;
use super::sqlite::APPENDER_CACHE;
use super::table::{Table, TableRow};
use super::{StorageError, Value, embedded, is_duplicate};
use rusqlite::{Connection, TransactionBehavior};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// A connection that is opened when it is needed, and again after a failure.
#[derive(Clone, Debug)]
pub struct Appender {
    path: PathBuf,
    connection: Arc<Mutex<Option<Connection>>>,
}

/// What a batch is written to.
#[derive(Debug)]
pub struct Appending<'c>(rusqlite::Transaction<'c>);

impl Appender {
    pub(super) fn new(path: &Path) -> Self {
        Self { path: path.to_owned(), connection: Arc::default() }
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Runs `write` in a transaction that has the store to itself, and commits if all of it went well.
    ///
    /// # Errors
    /// When the database fails; a failing COMMIT may have committed all the same.
    pub async fn run<W>(&self, write: W) -> Result<Flight, StorageError>
    where
        W: FnOnce(&mut Appending<'_>) -> Result<Flight, StorageError> + Send + 'static,
    {
        let Self { path, connection } = self.clone();
        let writing = tokio::task::spawn_blocking(move || {
            let mut held = connection.lock().unwrap_or_else(PoisonError::into_inner);
            let mut connection = match held.take() {
                Some(connection) => connection,
                None => embedded::open(&path, APPENDER_CACHE)?,
            };
            let flight = commit(&mut connection, write)?;
            // After an error the state of the connection is not known: the next batch gets a new one.
            *held = Some(connection);
            Ok(flight)
        });
        writing.await.map_err(|_| StorageError::Disconnected)?
    }

    pub(super) async fn close(&self) {
        let connection = Arc::clone(&self.connection);
        let closing = move || drop(connection.lock().unwrap_or_else(PoisonError::into_inner).take());
        if let Err(error) = tokio::task::spawn_blocking(closing).await {
            tracing::warn!(%error, "the connection that appends did not close");
        }
    }
}

fn commit<W>(connection: &mut Connection, write: W) -> Result<Flight, StorageError>
where
    W: FnOnce(&mut Appending<'_>) -> Result<Flight, StorageError>,
{
    let mut appending = Appending(connection.transaction_with_behavior(TransactionBehavior::Immediate)?);
    // Dropped, it rolls back.
    match write(&mut appending) {
        Ok(Flight::Committed) => appending.0.commit()?,
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
        Ok(embedded::execute(&self.0, sql, values)?)
    }

    /// Writes whole rows of a table.
    ///
    /// # Errors
    /// When one cannot be written.
    pub fn write(&mut self, table: &Table, rows: &[TableRow]) -> Result<(), StorageError> {
        if rows.is_empty() {
            return Ok(());
        }
        Ok(embedded::insert(&self.0, &table.insert_sql(1), rows)?)
    }
}
