//! Whether the live tables are what the log makes, without loading anything.
use super::folding::{Folding, TakeRows};
use super::{Rebuilt, offices};
use crate::cases::ids::OfficeId;
use crate::database::{Db, Likeness, RowHash, StorageError, Table, TableRow};
use crate::event_log::{Told, sql};
use crate::projections::TABLES;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::mpsc;

/// Pages that wait to be counted at most.
const PAGES_AHEAD: usize = 8;

/// What the log makes, as far as it is folded.
#[derive(Default)]
struct Made {
    hash: RowHash,
    tables: [Likeness; TABLES.len()],
}

impl TakeRows for Made {
    fn take(&mut self, table: usize, rows: Vec<TableRow>) {
        for row in rows {
            self.tables[table].add(self.hash.of(&row));
        }
    }
}

/// What a rebuild would find, if every live table holds the rows that the log makes, and no other; none if one does not.
pub(super) async fn with_the_log(
    db: &Db,
    progress: &mut (impl FnMut(u64) + Send),
) -> Result<Option<Rebuilt>, StorageError> {
    let (mut made, mut rebuilt) = (Made::default(), Rebuilt::nothing());
    for office in offices(db).await? {
        made = fold(db, office, made, |events| {
            rebuilt.events += events;
            progress(rebuilt.events);
        })
        .await?;
    }
    let Made { hash, tables } = made;
    for ((table, made), (_, rows, _)) in TABLES.into_iter().zip(tables).zip(&mut rebuilt.tables) {
        if live(db, table, hash.clone()).await? != made {
            return Ok(None);
        }
        *rows = made.rows;
    }
    Ok(Some(rebuilt))
}

/// Folds an office's log, each event where it lies.
async fn fold(
    db: &Db,
    office: OfficeId,
    made: Made,
    mut folded: impl FnMut(u64) + Send,
) -> Result<Made, StorageError> {
    let folding = Arc::new(Mutex::new(Folding::into_rows(made)));
    let (pages, mut read) = mpsc::channel(PAGES_AHEAD);
    let (log, shared) = (db.clone(), Arc::clone(&folding));
    let take = move |event: &Told<'_>| shared.lock().unwrap_or_else(PoisonError::into_inner).take(event);
    let reading = tokio::spawn(async move { sql::each_of_streams(&log, office, take, pages).await });
    while let Some(page) = read.recv().await {
        folded(page.len() as u64);
    }
    reading.await.map_err(|_| StorageError::Disconnected)??;
    let folding = Arc::into_inner(folding).ok_or(StorageError::Disconnected)?;
    Ok(folding.into_inner().unwrap_or_else(PoisonError::into_inner).complete())
}

async fn live(db: &Db, table: &'static Table, mut hash: RowHash) -> Result<Likeness, StorageError> {
    let columns: Vec<_> = table.columns.iter().map(|(name, _)| *name).collect();
    let sql = format!("SELECT {} FROM {} /* all offices */", columns.join(", "), table.name);
    let (pages, mut read) = mpsc::channel(PAGES_AHEAD);
    let log = db.clone();
    let hashed = tokio::spawn(async move {
        log.scan(sql, None, move |row| Ok(hash.of_written(table.columns, row, 0)), pages).await
    });
    let mut likeness = Likeness::default();
    while let Some(page) = read.recv().await {
        for row in page {
            likeness.add(row);
        }
    }
    hashed.await.map_err(|_| StorageError::Disconnected)??;
    Ok(likeness)
}
