//! Every projection made anew: the log is folded stream by stream, loaded beside the live tables, compared with them
//! and put in their place, all in one transaction that holds the logs still. While one page of events is loaded the
//! next one is folded and the one after that is read. Memory does not grow with the log.
use super::months::FACT_MONTHS;
use super::{Projected, TABLES};
use crate::cases::any_file::AnyFile;
use crate::cases::ids::{OfficeId, StreamId, Version};
use crate::database::{Changes, Db, StorageError, Table, TableRow, Transaction, Value};
use crate::event_log::sql::{self, EventOrder};
use crate::event_log::{RecordedEvent, fold};
use std::collections::HashMap;
use tokio::sync::mpsc;

/// Events read at once.
const PAGE: u32 = 10_000;
/// Rows of one table that are held in memory before they are loaded.
const BUFFER: usize = 10_000;
/// Pages, and tables' rows, that wait for the next step at most.
const AHEAD: usize = 2;

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
    tx.expect_bulk().await?;
    // Whoever appends waits until this transaction ends.
    tx.execute("UPDATE log_heads /* all offices */ SET position = position", &[]).await?;
    let tables = TABLES.iter().map(|table| (table.name, 0, 0)).collect();
    let mut rebuilt = Rebuilt { events: 0, tables };
    for table in TABLES {
        tx.create_beside(table).await?;
    }
    let rows = tx.fetch("SELECT office_id FROM log_heads /* all offices */ ORDER BY office_id", &[]).await?;
    for row in rows {
        fold_office(db, &mut tx, OfficeId(row.get(0)?), &mut rebuilt, &mut progress).await?;
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
    if then != Then::CompareOnly {
        tx.execute("DELETE FROM packed_months /* all offices */", &[]).await?;
    }
    tx.commit().await?;
    Ok(rebuilt)
}

async fn fold_office(
    db: &Db,
    tx: &mut Transaction,
    office: OfficeId,
    rebuilt: &mut Rebuilt,
    progress: &mut (impl FnMut(u64) + Send),
) -> Result<(), StorageError> {
    let (pages, to_fold) = mpsc::channel(AHEAD);
    let (folded, mut to_load) = mpsc::channel(AHEAD);
    let reading = tokio::spawn(read(db.clone(), office, pages));
    let folding = tokio::spawn(fold_pages(to_fold, folded));
    while let Some(Folded { table, rows, events }) = to_load.recv().await {
        tx.load_beside(TABLES[table], &rows).await?;
        rebuilt.tables[table].1 += rows.len() as u64;
        rebuilt.events += events;
        progress(rebuilt.events);
    }
    let ended = |_| StorageError::Disconnected;
    reading.await.map_err(ended)??;
    folding.await.map_err(ended)?
}

/// Reads a log page by page, stream by stream. Nobody appends meanwhile, so any connection sees the same log.
async fn read(db: Db, office: OfficeId, pages: mpsc::Sender<Vec<RecordedEvent>>) -> Result<(), StorageError> {
    let mut tx = db.begin_read().await?;
    tx.follow_indexes().await?;
    let mut after = (StreamId(uuid::Uuid::nil()), Version(0));
    loop {
        let page = sql::read_by(&mut tx, office, EventOrder::Stream(after.0, after.1), PAGE).await?;
        let Some(last) = page.last() else { return Ok(()) };
        after = (last.stream, last.version);
        if pages.send(page).await.is_err() {
            // Whoever loads has failed and says why.
            return Ok(());
        }
    }
}

/// Rows of one table, ready to be loaded, and how many events were folded since the last ones.
struct Folded {
    table: usize,
    rows: Vec<TableRow>,
    events: u64,
}

async fn fold_pages(
    mut pages: mpsc::Receiver<Vec<RecordedEvent>>,
    folded: mpsc::Sender<Folded>,
) -> Result<(), StorageError> {
    let mut folding = Folding::new();
    while let Some(page) = pages.recv().await {
        for event in &page {
            folding.take(event)?;
        }
        if !folding.send(&folded, BUFFER).await {
            return Ok(());
        }
    }
    folding.complete();
    folding.send(&folded, 1).await;
    // Streams that are no cases leave no rows.
    let rest = Folded { table: 0, rows: Vec::new(), events: folding.events };
    let _ = folded.send(rest).await;
    Ok(())
}

fn is_touches(table: &Table) -> bool {
    table.name == FACT_MONTHS.name
}

/// One stream at a time on its way from events to rows.
struct Folding {
    stream: Option<StreamId>,
    file: AnyFile,
    projected: Projected,
    changes: Changes,
    /// The rows of each of [`TABLES`].
    buffers: [Vec<TableRow>; TABLES.len()],
    /// By office, facts and month, the last position that touched them: streams come in no order of positions.
    touched: HashMap<Vec<Value>, Value>,
    events: u64,
}

impl Folding {
    fn new() -> Self {
        Self {
            stream: None,
            file: AnyFile::Blank,
            projected: Projected::default(),
            changes: Changes::default(),
            buffers: Default::default(),
            touched: HashMap::new(),
            events: 0,
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
        self.events += 1;
        Ok(())
    }

    /// The stream is at its end: its last rows are what the tables hold.
    fn finish(&mut self) {
        self.file = AnyFile::Blank;
        self.projected = Projected::default();
        for (table, mut rows) in std::mem::take(&mut self.changes).into_tables() {
            if is_touches(table) {
                rows.drain(..).for_each(|row| self.touch(row));
            }
            let place = TABLES.iter().position(|known| std::ptr::eq(*known, table));
            if let Some(buffer) = place.and_then(|place| self.buffers.get_mut(place)) {
                buffer.extend(rows);
            }
        }
    }

    fn touch(&mut self, mut row: TableRow) {
        let Some(position) = row.pop() else { return };
        let last = self.touched.entry(row).or_insert(Value::Int(0));
        if let (Value::Int(last), Value::Int(position)) = (last, position) {
            *last = position.max(*last);
        }
    }

    /// The log is at its end: what was only collected becomes rows, too.
    fn complete(&mut self) {
        self.finish();
        let touched = std::mem::take(&mut self.touched).into_iter();
        let rows = touched.map(|(mut row, position)| {
            row.push(position);
            row
        });
        if let Some(place) = TABLES.iter().position(|known| is_touches(known)) {
            self.buffers[place].extend(rows);
        }
    }

    /// Passes on the rows of every table that has at least `from`. False when nobody takes them.
    async fn send(&mut self, folded: &mpsc::Sender<Folded>, from: usize) -> bool {
        for (table, buffer) in self.buffers.iter_mut().enumerate().filter(|(_, buffer)| buffer.len() >= from)
        {
            let events = std::mem::take(&mut self.events);
            if folded.send(Folded { table, rows: std::mem::take(buffer), events }).await.is_err() {
                return false;
            }
        }
        true
    }
}
