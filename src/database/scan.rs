//! Many rows read once, from the first to the last, while somebody else works on those that were read before.
use super::copying::Copied;
use super::sqlite::READER_CACHE;
use super::{Db, RowRef, StorageError, Value, embedded};
use futures_util::TryStreamExt;
use std::path::Path;
use tokio::sync::mpsc::Sender;
use uuid::Uuid;

/// Rows that are passed on at once: few enough to lie in the processor's cache still when somebody takes them.
const PAGE: usize = 1000;

/// Makes what is wanted of a row.
pub type ReadRow<T> = fn(RowRef<'_>) -> Result<T, StorageError>;

impl Db {
    /// Reads the rows that `sql` selects with an office for `$1`, in the order of an index, and sends them page by
    /// page. Ends early when nobody takes them.
    ///
    /// # Errors
    /// When the database fails, or `read` does.
    pub async fn scan<T: Send + 'static>(
        &self,
        sql: &'static str,
        office: Uuid,
        read: ReadRow<T>,
        pages: Sender<Vec<T>>,
    ) -> Result<(), StorageError> {
        match self {
            Self::Sqlite { appender, .. } => {
                let path = appender.path().to_owned();
                let stepping = move || step_through(&path, sql, office, read, &pages);
                tokio::task::spawn_blocking(stepping).await.map_err(|_| StorageError::Disconnected)?
            }
            Self::Postgres { pool, .. } => {
                let mut tx = pool.begin().await?;
                // Sorted, all of it would be written to the disk before the first row comes.
                sqlx::query("SET LOCAL enable_sort = off").execute(&mut *tx).await?;
                copy_out(&mut tx, &sql.replace("$1", &format!("'{office}'")), read, &pages).await
            }
        }
    }
}

fn step_through<T>(
    path: &Path,
    sql: &str,
    office: Uuid,
    read: ReadRow<T>,
    pages: &Sender<Vec<T>>,
) -> Result<(), StorageError> {
    let connection = embedded::open(path, READER_CACHE)?;
    let mut statement = connection.prepare(sql)?;
    embedded::bind_numbered(&mut statement, &[Value::Uuid(office)])?;
    let mut rows = statement.raw_query();
    let mut page = Vec::with_capacity(PAGE);
    while let Some(row) = rows.next()? {
        page.push(read(RowRef::Sqlite(row))?);
        if page.len() == PAGE {
            let whole = std::mem::replace(&mut page, Vec::with_capacity(PAGE));
            if pages.blocking_send(whole).is_err() {
                return Ok(());
            }
        }
    }
    let _ = pages.blocking_send(page);
    Ok(())
}

async fn copy_out<T>(
    connection: &mut sqlx::PgConnection,
    sql: &str,
    read: ReadRow<T>,
    pages: &Sender<Vec<T>>,
) -> Result<(), StorageError> {
    let mut copied = Copied::default();
    let mut messages = connection.copy_out_raw(&format!("COPY ({sql}) TO STDOUT (FORMAT binary)")).await?;
    let mut page = Vec::with_capacity(PAGE);
    while let Some(message) = messages.try_next().await? {
        let Some(columns) = copied.columns(&message)? else { continue };
        page.push(read(RowRef::Copied(&message, columns))?);
        if page.len() == PAGE {
            let whole = std::mem::replace(&mut page, Vec::with_capacity(PAGE));
            if pages.send(whole).await.is_err() {
                return Ok(());
            }
        }
    }
    let _ = pages.send(page).await;
    Ok(())
}
