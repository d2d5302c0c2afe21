//! Many rows read once, from the first to the last, while somebody else works on what came of those before.
use super::copying::Copied;
use super::sqlite::READER_CACHE;
use super::{Db, RowRef, StorageError, Value, embedded};
use futures_util::TryStreamExt;
use std::path::Path;
use tokio::sync::mpsc::Sender;
use uuid::Uuid;

impl Db {
    /// Shows `each` the rows that `sql` selects with an office for `$1`, and none after the last; what it gives is
    /// sent on. Rows come in the order of an index. It ends early when nobody takes what is sent.
    ///
    /// # Errors
    /// When the database fails, or `each` does.
    pub async fn scan<T, E>(
        &self,
        sql: &'static str,
        office: Uuid,
        each: E,
        to: Sender<T>,
    ) -> Result<(), StorageError>
    where
        T: Send + 'static,
        E: FnMut(Option<RowRef<'_>>) -> Result<Option<T>, StorageError> + Send + 'static,
    {
        match self {
            Self::Sqlite { appender, .. } => {
                let path = appender.path().to_owned();
                let scanning =
                    tokio::task::spawn_blocking(move || step_through(&path, sql, office, each, &to));
                scanning.await.map_err(|_| StorageError::Disconnected)?
            }
            Self::Postgres { pool, .. } => {
                let mut tx = pool.begin().await?;
                // Sorted, the whole table would lie on the disk once more before the first row comes.
                sqlx::query("SET LOCAL enable_sort = off").execute(&mut *tx).await?;
                copy_out(&mut tx, &sql.replace("$1", &format!("'{office}'")), each, &to).await
            }
        }
    }
}

fn step_through<T>(
    path: &Path,
    sql: &str,
    office: Uuid,
    mut each: impl FnMut(Option<RowRef<'_>>) -> Result<Option<T>, StorageError>,
    to: &Sender<T>,
) -> Result<(), StorageError> {
    let connection = embedded::open(path, READER_CACHE)?;
    let mut statement = connection.prepare(sql)?;
    embedded::bind_numbered(&mut statement, &[Value::Uuid(office)])?;
    let mut rows = statement.raw_query();
    loop {
        let row = rows.next()?;
        let is_last = row.is_none();
        let made = each(row.map(RowRef::Sqlite))?;
        if made.is_some_and(|made| to.blocking_send(made).is_err()) || is_last {
            return Ok(());
        }
    }
}

async fn copy_out<T>(
    connection: &mut sqlx::PgConnection,
    sql: &str,
    mut each: impl FnMut(Option<RowRef<'_>>) -> Result<Option<T>, StorageError>,
    to: &Sender<T>,
) -> Result<(), StorageError> {
    let mut copied = Copied::default();
    let mut messages = connection.copy_out_raw(&format!("COPY ({sql}) TO STDOUT (FORMAT binary)")).await?;
    while let Some(message) = messages.try_next().await? {
        let Some(columns) = copied.columns(&message)? else { continue };
        if let Some(made) = each(Some(RowRef::Copied(&message, columns)))?
            && to.send(made).await.is_err()
        {
            return Ok(());
        }
    }
    if let Some(made) = each(None)? {
        let _ = to.send(made).await;
    }
    Ok(())
}
