//! Whether the live tables are what the log makes, without loading anything.
use super::folding::{MadeRows, TakeRows};
use super::following::Following;
use super::{Rebuilt, begin, load, packed};
use crate::cases::ids::OfficeId;
use crate::database::{Bulk, Db, Likeness, RowHash, RowRef, StorageError, Table, TableRow};
use crate::event_log::sql;
use crate::projections::TABLES;
use crate::projections::months::PACKED_MONTHS;

/// Streams that are folded at once: some kilobytes each.
pub const AT_ONCE: usize = 16_384;

/// What the log makes, as far as it is folded.
#[derive(Default)]
pub struct Made {
    hash: RowHash,
    tables: [Likeness; TABLES.len()],
}

impl TakeRows for Made {
    fn take(&mut self, table: usize, rows: impl IntoIterator<Item = TableRow>) {
        for row in rows {
            self.tables[table].add(self.hash.of(&row));
        }
    }
}

/// The live tables held against the logs, one after the other. Until it ends, whoever appends waits.
pub struct Comparison {
    tx: Bulk,
    made: Made,
    events: u64,
    at_once: usize,
}

impl Comparison {
    /// Before the first log; so many of their streams are folded at once.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn begin(db: &Db, at_once: usize) -> Result<Self, StorageError> {
        Ok(Self { tx: begin(db).await?, made: Made::default(), events: 0, at_once })
    }

    /// Whoever follows an office's log for this comparison, from its first event to its last.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn follower(&mut self, db: &Db, office: OfficeId) -> Result<Following<Made>, StorageError> {
        let made = MadeRows::into_rows(std::mem::take(&mut self.made));
        Following::begin(db, office, made, self.at_once).await
    }

    /// An office's log was followed, which has so many events.
    ///
    /// # Errors
    /// When the database fails, or the log holds what this program cannot read.
    pub async fn followed(
        &mut self,
        db: &Db,
        following: Following<Made>,
        events: u64,
    ) -> Result<(), StorageError> {
        self.made = following.end(db).await?.complete();
        self.events += events;
        Ok(())
    }

    /// Follows an office's log. `progress` is told how many events were folded.
    ///
    /// # Errors
    /// As [`Comparison::followed`].
    pub async fn follow(
        &mut self,
        db: &Db,
        office: OfficeId,
        progress: &mut (impl FnMut(u64) + Send),
    ) -> Result<(), StorageError> {
        let (before, mut events) = (self.events, 0);
        let follower = self.follower(db, office).await?;
        let follower = sql::follow(db, office, follower, |more| {
            events += more;
            progress(before + events);
        })
        .await?;
        self.followed(db, follower, events).await
    }

    /// Every log was followed. How many rows differ is counted only if any does.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn end(self, db: &Db, progress: impl FnMut(u64) + Send) -> Result<Rebuilt, StorageError> {
        let Self { tx, made: Made { hash, tables }, events, .. } = self;
        let mut rebuilt = Rebuilt { events, ..Rebuilt::nothing() };
        for ((table, made), (_, rows, _)) in TABLES.into_iter().zip(tables).zip(&mut rebuilt.tables) {
            if live(db, table, hash.clone()).await? != made {
                return load(db, tx, super::Then::CompareOnly, progress).await;
            }
            *rows = made.rows;
        }
        let (months, differing) = packed::differing(db).await?;
        rebuilt.tables.push((PACKED_MONTHS.name, months, differing));
        tx.commit().await?;
        Ok(rebuilt)
    }
}

async fn live(db: &Db, table: &'static Table, hash: RowHash) -> Result<Likeness, StorageError> {
    let columns: Vec<_> = table.columns.iter().map(|(name, _)| *name).collect();
    let sql = format!("SELECT {} FROM {} /* all offices */", columns.join(", "), table.name);
    let take = |(hash, likeness): &mut (RowHash, Likeness), row: RowRef<'_>| {
        likeness.add(hash.of_written(table.columns, row, 0));
        Ok(())
    };
    let (_, likeness) = db.fold_rows(sql, None, (hash, Likeness::default()), take, |_| {}).await?;
    Ok(likeness)
}
