//! Every projection made anew: the log is folded stream by stream, loaded beside the live tables, compared with them
//! and put in their place, all in one transaction that holds the logs still. Memory does not grow with the log.
use super::{Projected, TABLES};
use crate::cases::any_file::AnyFile;
use crate::cases::ids::{OfficeId, StreamId, Version};
use crate::database::{Changes, Db, StorageError, Table, TableRow, Transaction};
use crate::event_log::sql::{self, EventOrder};
use crate::event_log::{RecordedEvent, fold};

/// Events read at once.
const PAGE: u32 = 10_000;
/// Rows of one table that are held in memory before they are loaded.
const BUFFER: usize = 10_000;

/// What a rebuild found.
#[derive(Clone, Debug)]
pub struct Rebuilt {
    /// Events folded.
    pub events: u64,
    /// For each table, its rows as made anew and how many rows differed from the live ones, either way.
    pub tables: Vec<(&'static str, u64, u64)>,
}

impl Rebuilt {
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
    let mut tx = db.begin().await?;
    // Whoever appends waits until this transaction ends.
    tx.execute("UPDATE log_heads SET position = position", &[]).await?;
    let tables = TABLES.iter().map(|table| (table.name, 0, 0)).collect();
    let mut rebuilt = Rebuilt { events: 0, tables };
    for table in TABLES {
        tx.create_beside(table).await?;
    }
    let rows = tx.fetch("SELECT office_id FROM log_heads ORDER BY office_id", &[]).await?;
    for row in rows {
        fold_office(&mut tx, OfficeId(row.get(0)?), &mut rebuilt, &mut progress).await?;
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
    tx.commit().await?;
    Ok(rebuilt)
}

async fn fold_office(
    tx: &mut Transaction,
    office: OfficeId,
    rebuilt: &mut Rebuilt,
    progress: &mut (impl FnMut(u64) + Send),
) -> Result<(), StorageError> {
    let mut folding = Folding::new();
    let mut after = (StreamId(uuid::Uuid::nil()), Version(0));
    loop {
        let page = sql::read_by(tx, office, EventOrder::Stream(after.0, after.1), PAGE).await?;
        let Some(last) = page.last() else { break };
        after = (last.stream, last.version);
        for event in &page {
            folding.take(event)?;
        }
        rebuilt.events += page.len() as u64;
        folding.load(tx, BUFFER).await?;
        progress(rebuilt.events);
    }
    folding.finish();
    folding.load(tx, 1).await?;
    for ((_, rows, _), buffer) in rebuilt.tables.iter_mut().zip(&folding.buffers) {
        *rows += buffer.loaded;
    }
    Ok(())
}

struct Buffer {
    table: &'static Table,
    rows: Vec<TableRow>,
    loaded: u64,
}

/// One stream at a time on its way from events to rows.
struct Folding {
    stream: Option<StreamId>,
    file: AnyFile,
    projected: Projected,
    changes: Changes,
    buffers: Vec<Buffer>,
}

impl Folding {
    fn new() -> Self {
        let buffer = |table: &&'static Table| Buffer { table, rows: Vec::new(), loaded: 0 };
        Self {
            stream: None,
            file: AnyFile::Blank,
            projected: Projected::default(),
            changes: Changes::default(),
            buffers: TABLES.iter().map(buffer).collect(),
        }
    }

    fn take(&mut self, event: &RecordedEvent) -> Result<(), StorageError> {
        if self.stream != Some(event.stream) {
            self.finish();
            self.stream = Some(event.stream);
        }
        fold::fold(&mut self.file, event).map_err(|error| StorageError::BadRow {
            table: "events",
            row: format!("position {}", event.position),
            reason: error.to_string(),
        })?;
        self.projected.advance(&self.file, event, &mut self.changes);
        Ok(())
    }

    /// The stream is at its end: its last rows are what the tables hold.
    fn finish(&mut self) {
        self.file = AnyFile::Blank;
        self.projected = Projected::default();
        for (table, rows) in std::mem::take(&mut self.changes).into_tables() {
            if let Some(buffer) = self.buffers.iter_mut().find(|buffer| std::ptr::eq(buffer.table, table)) {
                buffer.rows.extend(rows);
            }
        }
    }

    async fn load(&mut self, tx: &mut Transaction, from: usize) -> Result<(), StorageError> {
        for buffer in &mut self.buffers {
            if buffer.rows.len() >= from {
                tx.load_beside(buffer.table, &buffer.rows).await?;
                buffer.loaded += buffer.rows.len() as u64;
                buffer.rows.clear();
            }
        }
        Ok(())
    }
}
