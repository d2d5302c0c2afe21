//! Many rows read once, from the first to the last, while somebody else works on those that were read before.
use super::copying::Copied;
use super::sqlite::READER_CACHE;
use super::{Db, RowRef, StorageError, Value, embedded};
use futures_util::TryStreamExt;
use std::borrow::Cow;
use std::path::Path;
use tokio::sync::mpsc::Sender;
use uuid::Uuid;

/// Rows that are passed on at once: few enough to lie in the processor's cache still when somebody takes them.
const PAGE: usize = 1000;

/// Makes what is wanted of a row.
pub trait ReadRow<T>: FnMut(RowRef<'_>) -> Result<T, StorageError> + Send + 'static {}

impl<T, F: FnMut(RowRef<'_>) -> Result<T, StorageError> + Send + 'static> ReadRow<T> for F {}

impl Db {
    /// Reads the rows that `sql` selects, with an office for `$1` or of all of them, in the order of an index, and sends
    /// them page by page. Ends early when nobody takes them.
    ///
    /// # Errors
    /// When the database fails, or `read` does.
    pub async fn scan<T: Send + 'static>(
        &self,
        sql: impl Into<Cow<'static, str>>,
        office: Option<Uuid>,
        read: impl ReadRow<T>,
        pages: Sender<Vec<T>>,
    ) -> Result<(), StorageError> {
        let sql = sql.into();
        match self {
            Self::Sqlite { appender, .. } => {
                let path = appender.path().to_owned();
                let stepping = move || step_through(&path, &sql, office, read, &pages);
                tokio::task::spawn_blocking(stepping).await.map_err(|_| StorageError::Disconnected)?
            }
            Self::Postgres { pool, .. } => {
                let mut tx = pool.begin().await?;
                // Sorted, all of it would be written to the disk before the first row comes.
                sqlx::query("SET LOCAL enable_sort = off").execute(&mut *tx).await?;
                let sql = match office {
                    Some(office) => sql.replace("$1", &format!("'{office}'")).into(),
                    None => sql,
                };
                copy_out(&mut tx, &sql, read, &pages).await
            }
        }
    }
}

fn step_through<T>(
    path: &Path,
    sql: &str,
    office: Option<Uuid>,
    mut read: impl ReadRow<T>,
    pages: &Sender<Vec<T>>,
) -> Result<(), StorageError> {
    let connection = embedded::open(path, READER_CACHE)?;
    let mut statement = connection.prepare(sql)?;
    embedded::bind_numbered(&mut statement, &office.map(Value::Uuid).into_iter().collect::<Vec<_>>())?;
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
    mut read: impl ReadRow<T>,
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
