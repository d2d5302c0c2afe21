//! Every projection made anew: the log is folded stream by stream, loaded beside the live tables, compared with them
//! and put in their place, all in one transaction that holds the logs still. While some rows are loaded the next
//! events are folded and those after them read. Memory does not grow with the log.
//!
//! Where nothing is to be replaced, the live tables are only held against the rows that the log makes, which costs far
//! less than loading those; how many rows differ is counted only if any does. The log is then folded in its own order,
//! which takes a few dozen bytes of memory for each stream.
mod folding;
mod following;
mod likeness;
mod packed;

pub use following::Following;
pub use likeness::{AT_ONCE, Comparison, Made};

use super::TABLES;
use super::months::PACKED_MONTHS;
use crate::cases::ids::OfficeId;
use crate::database::{Bulk, Db, StorageError};
use folding::{Fold, Folded};

/// What a rebuild found.
#[derive(Clone, Debug)]
pub struct Rebuilt {
    /// Events folded.
    pub events: u64,
    /// Whether rows were loaded beside the live ones: to replace them, or because some differed.
    pub loaded: bool,
    /// For each table, its rows as made anew and how many rows differed from the live ones, either way.
    pub tables: Vec<(&'static str, u64, u64)>,
}

impl Rebuilt {
    fn nothing() -> Self {
        Self { events: 0, loaded: false, tables: TABLES.iter().map(|table| (table.name, 0, 0)).collect() }
    }

    /// Rows that differed in any table.
    #[must_use]
    pub fn differences(&self) -> u64 {
        self.tables.iter().map(|(_, _, differences)| differences).sum()
    }
}

/// What to do with the live tables.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Then {
    /// Compare them and put the new ones in their place.
    CompareAndSwap,
    /// Put the new ones in their place without a look.
    Swap,
    /// Compare them and leave them.
    CompareOnly,
}

/// Rebuilds every projection of every office. `progress` is told how many events are folded.
///
/// # Errors
/// When the database fails, or the log holds what this program cannot read; the live tables are then as before.
pub async fn rebuild(
    db: &Db,
    then: Then,
    mut progress: impl FnMut(u64) + Send,
) -> Result<Rebuilt, StorageError> {
    if then != Then::CompareOnly {
        return load(db, begin(db).await?, then, progress).await;
    }
    let mut comparison = Comparison::begin(db, AT_ONCE).await?;
    for office in offices(db).await? {
        comparison.follow(db, office, &mut progress).await?;
    }
    comparison.end(db, progress).await
}

/// A transaction until the end of which whoever appends waits.
async fn begin(db: &Db) -> Result<Bulk, StorageError> {
    let mut tx = db.begin_bulk().await?;
    tx.execute("UPDATE log_heads /* all offices */ SET position = position", &[]).await?;
    Ok(tx)
}

/// Folds and loads every log.
async fn load(
    db: &Db,
    mut tx: Bulk,
    then: Then,
    mut progress: impl FnMut(u64) + Send,
) -> Result<Rebuilt, StorageError> {
    let mut rebuilt = Rebuilt { loaded: true, ..Rebuilt::nothing() };
    for table in TABLES {
        tx.create_beside(table).await?;
    }
    for office in offices(db).await? {
        load_office(db, &mut tx, office, &mut rebuilt, &mut progress).await?;
    }
    for (table, (_, _, differences)) in TABLES.into_iter().zip(&mut rebuilt.tables) {
        if then != Then::Swap {
            *differences = tx.count_differences(table).await?;
        }
        if then == Then::CompareOnly {
            tx.drop_beside(table).await?;
        } else {
            tx.swap(table).await?;
        }
    }
    if then == Then::CompareOnly {
        let (months, differing) = packed::differing(db).await?;
        rebuilt.tables.push((PACKED_MONTHS.name, months, differing));
    } else {
        tx.execute("DELETE FROM packed_months /* all offices */", &[]).await?;
    }
    tx.commit().await?;
    Ok(rebuilt)
}

/// Every office that has a log.
///
/// # Errors
/// When the database fails.
pub async fn offices(db: &Db) -> Result<Vec<OfficeId>, StorageError> {
    let rows = db.fetch("SELECT office_id FROM log_heads /* all offices */ ORDER BY office_id", &[]).await?;
    rows.iter().map(|row| row.get(0).map(OfficeId)).collect()
}

async fn load_office(
    db: &Db,
    tx: &mut Bulk,
    office: OfficeId,
    rebuilt: &mut Rebuilt,
    progress: &mut (impl FnMut(u64) + Send),
) -> Result<(), StorageError> {
    let mut fold = Fold::begin(db, office);
    while let Some(Folded { tables, events }) = fold.next().await? {
        for ((table, rows), (_, count, _)) in TABLES.into_iter().zip(tables).zip(&mut rebuilt.tables) {
            *count += rows.len() as u64;
            if !rows.is_empty() {
                tx.load_beside(table, rows).await?;
            }
        }
        rebuilt.events += events;
        progress(rebuilt.events);
    }
    Ok(())
}
