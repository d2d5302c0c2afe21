//! Every projection made anew: the log is folded stream by stream, loaded beside the live tables, compared with them
//! and put in their place, all in one transaction that holds the logs still. While some rows are loaded the next
//! events are folded and those after them read. Memory does not grow with the log.
use super::months::FACT_MONTHS;
use super::{Projected, TABLES, list};
use crate::cases::any_file::AnyFile;
use crate::cases::ids::OfficeId;
use crate::database::{Bulk, Changes, Db, StorageError, Table, TableRow, Value};
use crate::event_log::{Told, fold, sql};
use std::collections::HashMap;
use tokio::sync::mpsc;

/// Rows that are loaded at once, of all tables together.
const ROWS_AT_ONCE: usize = 10_000;
/// Such loads that wait at most.
const LOADS_AHEAD: usize = 2;
/// Pages of events that wait to be folded at most.
const PAGES_AHEAD: usize = 8;

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
    let mut tx = db.begin_bulk().await?;
    // Whoever appends waits until this transaction ends.
    tx.execute("UPDATE log_heads /* all offices */ SET position = position", &[]).await?;
    let tables = TABLES.iter().map(|table| (table.name, 0, 0)).collect();
    let mut rebuilt = Rebuilt { events: 0, tables };
    for table in TABLES {
        tx.create_beside(table).await?;
    }
    let rows = db.fetch("SELECT office_id FROM log_heads /* all offices */ ORDER BY office_id", &[]).await?;
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
    tx: &mut Bulk,
    office: OfficeId,
    rebuilt: &mut Rebuilt,
    progress: &mut (impl FnMut(u64) + Send),
) -> Result<(), StorageError> {
    let (pages, to_fold) = mpsc::channel(PAGES_AHEAD);
    let (folded, mut to_load) = mpsc::channel(LOADS_AHEAD);
    let log = db.clone();
    // Nobody appends meanwhile, so any connection sees the same log.
    let reading = tokio::spawn(async move { sql::read_streams(&log, office, pages).await });
    let folding = tokio::spawn(fold_pages(to_fold, folded));
    while let Some(Folded { tables, events }) = to_load.recv().await {
        for ((table, rows), (_, count, _)) in TABLES.into_iter().zip(tables).zip(&mut rebuilt.tables) {
            *count += rows.len() as u64;
            if !rows.is_empty() {
                tx.load_beside(table, rows).await?;
            }
        }
        rebuilt.events += events;
        progress(rebuilt.events);
    }
    let ended = |_| StorageError::Disconnected;
    reading.await.map_err(ended)??;
    folding.await.map_err(ended)?
}

/// The rows of each of [`TABLES`].
type Rows = [Vec<TableRow>; TABLES.len()];

/// Rows that are ready to be loaded, and how many events were folded since the last ones.
struct Folded {
    tables: Rows,
    events: u64,
}

/// Ends early when nobody takes what is ready: whoever loads has failed, and says why.
async fn fold_pages(
    mut pages: mpsc::Receiver<Vec<Told<'static>>>,
    folded: mpsc::Sender<Folded>,
) -> Result<(), StorageError> {
    let mut folding = Folding::new();
    while let Some(page) = pages.recv().await {
        for event in page {
            folding.take(event)?;
        }
        if folding.is_enough() && folded.send(folding.ready()).await.is_err() {
            return Ok(());
        }
    }
    folding.complete();
    let _ = folded.send(folding.ready()).await;
    Ok(())
}

fn is_touches(table: &Table) -> bool {
    table.name == FACT_MONTHS.name
}

/// One stream at a time on its way from events to rows.
struct Folding {
    file: AnyFile,
    /// Its last event so far.
    last: Option<Told<'static>>,
    projected: Projected,
    changes: Changes,
    tables: Rows,
    /// By office, facts and month, the last position that touched them: streams come in no order of positions.
    touched: HashMap<Vec<Value>, Value>,
    events: u64,
}

impl Folding {
    fn new() -> Self {
        Self {
            file: AnyFile::Blank,
            last: None,
            projected: Projected::default(),
            changes: Changes::default(),
            tables: Rows::default(),
            touched: HashMap::new(),
            events: 0,
        }
    }

    fn is_enough(&self) -> bool {
        self.tables.iter().map(Vec::len).sum::<usize>() >= ROWS_AT_ONCE
    }

    fn ready(&mut self) -> Folded {
        Folded { tables: std::mem::take(&mut self.tables), events: std::mem::take(&mut self.events) }
    }

    fn take(&mut self, event: Told<'static>) -> Result<(), StorageError> {
        if self.last.as_ref().is_some_and(|last| last.stream != event.stream) {
            self.finish();
        }
        fold::fold(&mut self.file, &event).map_err(|error| StorageError::BadRow {
            table: "events",
            row: format!("position {}", event.position),
            reason: error.to_string(),
        })?;
        self.projected.advance_facts(&self.file, &event, &mut self.changes);
        self.last = Some(event);
        self.events += 1;
        Ok(())
    }

    /// The stream is at its end: its last rows are what the tables hold.
    fn finish(&mut self) {
        if let Some(last) = self.last.take() {
            list(&self.file, &last, &mut self.changes);
        }
        self.file = AnyFile::Blank;
        self.projected = Projected::default();
        for (table, mut rows) in std::mem::take(&mut self.changes).into_tables() {
            if is_touches(table) {
                rows.drain(..).for_each(|row| self.touch(row));
            }
            let place = TABLES.iter().position(|known| std::ptr::eq(*known, table));
            if let Some(ready) = place.and_then(|place| self.tables.get_mut(place)) {
                ready.extend(rows);
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
            self.tables[place].extend(rows);
        }
    }
}
