//! Whether the live tables are what the log makes, without loading anything.
use super::folding::{Fold, Folded};
use super::{Rebuilt, offices};
use crate::database::{Db, Likeness, RowHash, StorageError, Table};
use crate::projections::TABLES;
use tokio::sync::mpsc;

/// Pages of hashes that wait to be summed at most.
const PAGES_AHEAD: usize = 8;

/// What a rebuild would find, if every live table holds the rows that the log makes, and no other; none if one does not.
pub(super) async fn with_the_log(
    db: &Db,
    progress: &mut (impl FnMut(u64) + Send),
) -> Result<Option<Rebuilt>, StorageError> {
    let (mut hash, mut rebuilt) = (RowHash::default(), Rebuilt::nothing());
    let mut made = [Likeness::default(); TABLES.len()];
    for office in offices(db).await? {
        let mut fold = Fold::begin(db, office);
        while let Some(Folded { tables, events }) = fold.next().await? {
            for (rows, made) in tables.iter().zip(&mut made) {
                for row in rows {
                    made.add(hash.of(row));
                }
            }
            rebuilt.events += events;
            progress(rebuilt.events);
        }
    }
    for ((table, made), (_, rows, _)) in TABLES.into_iter().zip(made).zip(&mut rebuilt.tables) {
        if live(db, table, hash.clone()).await? != made {
            return Ok(None);
        }
        *rows = made.rows;
    }
    Ok(Some(rebuilt))
}

async fn live(db: &Db, table: &'static Table, mut hash: RowHash) -> Result<Likeness, StorageError> {
    let columns: Vec<_> = table.columns.iter().map(|(name, _)| *name).collect();
    let sql = format!("SELECT {} FROM {} /* all offices */", columns.join(", "), table.name);
    let (pages, mut read) = mpsc::channel(PAGES_AHEAD);
    let log = db.clone();
    let hashed = tokio::spawn(async move {
        log.scan(sql, None, move |row| Ok(hash.of_written(table, row)), pages).await
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
