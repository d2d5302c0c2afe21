//! Many rows read once, from the first to the last: folded where they lie, or passed on page by page to somebody who
//! works on them while the next are read.
use super::copying::Copied;
use super::sqlite::SCAN_CACHE;
use super::{Db, RowRef, StorageError, Value, addresses, embedded};
use futures_util::{FutureExt, TryStreamExt};
use std::borrow::Cow;
use std::path::Path;
use tokio::sync::mpsc::{self, Sender};
use uuid::Uuid;

/// Rows that are passed on, or told of, at once: few enough to lie in the processor's cache still when somebody takes
/// them.
const PAGE: usize = 1000;
/// So many times may be told how many rows were folded before somebody listens.
const TOLD_AHEAD: usize = 8;

/// Makes what is wanted of a row.
pub type ReadRow<T> = fn(RowRef<'_>) -> Result<T, StorageError>;

/// Takes a row into what became of those before it.
pub trait FoldRow<S>: FnMut(&mut S, RowRef<'_>) -> Result<(), StorageError> + Send + 'static {}

impl<S, F: FnMut(&mut S, RowRef<'_>) -> Result<(), StorageError> + Send + 'static> FoldRow<S> for F {}

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
        read: ReadRow<T>,
        pages: Sender<Vec<T>>,
    ) -> Result<(), StorageError> {
        let paging = Paging { read, page: Vec::with_capacity(PAGE) };
        let stepping = self.step_through(sql.into(), office, paging, pages.clone()).boxed();
        let Paging { page, .. } = stepping.await?;
        let _ = pages.send(page).await;
        Ok(())
    }

    /// Folds the rows that `sql` selects, as [`Db::scan`] reads them, each where it lies. `progress` is told how many more
    /// were.
    ///
    /// # Errors
    /// When the database fails, or `take` does.
    pub async fn fold_rows<S: Send + 'static>(
        &self,
        sql: impl Into<Cow<'static, str>>,
        office: Option<Uuid>,
        state: S,
        take: impl FoldRow<S>,
        mut progress: impl FnMut(u64) + Send,
    ) -> Result<S, StorageError> {
        let (told, mut folded) = mpsc::channel(TOLD_AHEAD);
        let stepping = self.step_through(sql.into(), office, Folding { state, take, rows: 0 }, told).boxed();
        let listening = async {
            while let Some(rows) = folded.recv().await {
                progress(rows);
            }
        };
        let (folding, ()) = tokio::join!(stepping, listening);
        let Folding { state, rows, .. } = folding?;
        progress(rows);
        Ok(state)
    }

    /// Lets `taking` take row after row, passes on what it makes of them, and gives it back after the last one, or after
    /// the first that nobody took. Whoever waits for it boxes it: through it the compiler does not see that a future may
    /// be sent to another thread.
    async fn step_through<T: TakeRow>(
        &self,
        sql: Cow<'static, str>,
        office: Option<Uuid>,
        mut taking: T,
        passed: Sender<T::Made>,
    ) -> Result<T, StorageError> {
        match self {
            Self::Sqlite { appender, .. } => {
                let path = appender.path().to_owned();
                let stepping = move || embedded_rows(&path, &sql, office, taking, &passed);
                tokio::task::spawn_blocking(stepping).await.map_err(|_| StorageError::Disconnected)?
            }
            Self::Postgres { pool, .. } => {
                let mut tx = addresses::begin(pool, "BEGIN").await?;
                // Sorted, all of it would be written to the disk before the first row comes.
                sqlx::query("SET LOCAL enable_sort = off").execute(&mut *tx).await?;
                let sql = match office {
                    Some(office) => sql.replace("$1", &format!("'{office}'")).into(),
                    None => sql,
                };
                let mut copied = Copied::default();
                let mut messages =
                    tx.copy_out_raw(&format!("COPY ({sql}) TO STDOUT (FORMAT binary)")).await?;
                while let Some(message) = messages.try_next().await? {
                    let Some(columns) = copied.columns(&message)? else { continue };
                    let made = taking.take(RowRef::Copied(&message, columns))?;
                    if let Some(made) = made
                        && passed.send(made).await.is_err()
                    {
                        break;
                    }
                }
                Ok(taking)
            }
        }
    }
}

fn embedded_rows<T: TakeRow>(
    path: &Path,
    sql: &str,
    office: Option<Uuid>,
    mut taking: T,
    passed: &Sender<T::Made>,
) -> Result<T, StorageError> {
    let connection = embedded::open(path, SCAN_CACHE)?;
    let mut statement = connection.prepare(sql)?;
    embedded::bind_numbered(&mut statement, &office.map(Value::Uuid).into_iter().collect::<Vec<_>>())?;
    let mut rows = statement.raw_query();
    while let Some(row) = rows.next()? {
        if let Some(made) = taking.take(RowRef::Sqlite(row))?
            && passed.blocking_send(made).is_err()
        {
            break;
        }
    }
    Ok(taking)
}

/// Takes rows, and from time to time makes something that is passed on.
trait TakeRow: Send + 'static {
    type Made: Send + 'static;

    fn take(&mut self, row: RowRef<'_>) -> Result<Option<Self::Made>, StorageError>;
}

struct Paging<T> {
    read: ReadRow<T>,
    page: Vec<T>,
}

impl<T: Send + 'static> TakeRow for Paging<T> {
    type Made = Vec<T>;

    fn take(&mut self, row: RowRef<'_>) -> Result<Option<Vec<T>>, StorageError> {
        self.page.push((self.read)(row)?);
        let is_whole = self.page.len() == PAGE;
        Ok(is_whole.then(|| std::mem::replace(&mut self.page, Vec::with_capacity(PAGE))))
    }
}

struct Folding<S, F> {
    state: S,
    take: F,
    rows: u64,
}

impl<S: Send + 'static, F: FoldRow<S>> TakeRow for Folding<S, F> {
    type Made = u64;

    fn take(&mut self, row: RowRef<'_>) -> Result<Option<u64>, StorageError> {
        (self.take)(&mut self.state, row)?;
        self.rows += 1;
        Ok((self.rows == PAGE as u64).then(|| std::mem::take(&mut self.rows)))
    }
}
