//! The log folded stream by stream into the rows that the projections hold of it.
use crate::cases::any_file::AnyFile;
use crate::cases::ids::OfficeId;
use crate::database::{Changes, Db, StorageError, TableRow, Value};
use crate::event_log::{Told, fold, sql};
use crate::projections::months::FACT_MONTHS;
use crate::projections::{Projected, TABLES, list};
use std::collections::HashMap;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

/// Rows that are ready at once, of all tables together.
const ROWS_AT_ONCE: usize = 10_000;
/// So many of these that wait at most.
const READY_AHEAD: usize = 2;
/// Pages of events that wait to be folded at most.
const PAGES_AHEAD: usize = 8;

/// The rows of each of [`TABLES`].
pub(super) type Rows = [Vec<TableRow>; TABLES.len()];

/// Rows that are ready to be loaded, and how many events were folded since the last ones.
pub(super) struct Folded {
    pub(super) tables: Rows,
    pub(super) events: u64,
}

/// An office's log on its way to rows: while some of them are worked on the next events are folded and those after them
/// read.
pub(super) struct Fold {
    ready: mpsc::Receiver<Folded>,
    reading: JoinHandle<Result<(), StorageError>>,
    folding: JoinHandle<Result<(), StorageError>>,
}

impl Fold {
    pub(super) fn begin(db: &Db, office: OfficeId) -> Self {
        let (pages, to_fold) = mpsc::channel(PAGES_AHEAD);
        let (folded, ready) = mpsc::channel(READY_AHEAD);
        let log = db.clone();
        // Nobody appends meanwhile, so any connection sees the same log.
        let reading = tokio::spawn(async move { sql::read_streams(&log, office, pages).await });
        let folding = tokio::spawn(fold_pages(to_fold, folded));
        Self { ready, reading, folding }
    }

    /// The next rows; none at the log's end.
    pub(super) async fn next(&mut self) -> Result<Option<Folded>, StorageError> {
        if let Some(folded) = self.ready.recv().await {
            return Ok(Some(folded));
        }
        for task in [&mut self.reading, &mut self.folding] {
            task.await.map_err(|_| StorageError::Disconnected)??;
        }
        Ok(None)
    }
}

/// Ends early when nobody takes what is ready: whoever loads has failed, and says why.
async fn fold_pages(
    mut pages: mpsc::Receiver<Vec<Told<'static>>>,
    folded: mpsc::Sender<Folded>,
) -> Result<(), StorageError> {
    let (mut folding, mut events) = (Folding::into_rows(Rows::default()), 0);
    while let Some(page) = pages.recv().await {
        for event in page {
            folding.take(&event)?;
            events += 1;
        }
        if folding.made.rows.iter().map(Vec::len).sum::<usize>() >= ROWS_AT_ONCE {
            let tables = std::mem::take(&mut folding.made.rows);
            if folded.send(Folded { tables, events: std::mem::take(&mut events) }).await.is_err() {
                return Ok(());
            }
        }
    }
    let _ = folded.send(Folded { tables: folding.complete(), events }).await;
    Ok(())
}

/// What becomes of the rows.
pub trait TakeRows {
    /// Takes rows of one of [`TABLES`].
    fn take(&mut self, table: usize, rows: Vec<TableRow>);
}

impl TakeRows for Rows {
    fn take(&mut self, table: usize, rows: Vec<TableRow>) {
        self[table].extend(rows);
    }
}

/// Streams on their way from events to rows, one after the other.
pub(super) struct Folding<R> {
    stream: FoldedStream,
    made: MadeRows<R>,
}

impl<R: TakeRows> Folding<R> {
    pub(super) fn into_rows(rows: R) -> Self {
        Self { stream: FoldedStream::default(), made: MadeRows::into_rows(rows) }
    }

    pub(super) fn take(&mut self, event: &Told<'_>) -> Result<(), StorageError> {
        if self.stream.last.as_ref().is_some_and(|last| last.stream != event.stream) {
            self.stream.finish(&mut self.made);
        }
        self.stream.take(event)
    }

    /// The log is at its end: what was only collected becomes rows, too.
    pub(super) fn complete(mut self) -> R {
        self.stream.finish(&mut self.made);
        self.made.complete()
    }
}

/// A stream on its way from events to rows.
pub(super) struct FoldedStream {
    file: AnyFile,
    /// Where its last event so far stands.
    last: Option<Told<'static>>,
    projected: Projected,
    changes: Changes,
}

impl Default for FoldedStream {
    fn default() -> Self {
        Self {
            file: AnyFile::Blank,
            last: None,
            projected: Projected::default(),
            changes: Changes::default(),
        }
    }
}

impl FoldedStream {
    pub(super) fn take(&mut self, event: &Told<'_>) -> Result<(), StorageError> {
        fold::fold(&mut self.file, event).map_err(|error| StorageError::BadRow {
            table: "events",
            row: format!("position {}", event.position),
            reason: error.to_string(),
        })?;
        self.projected.advance_facts(&self.file, event, &mut self.changes);
        self.last = Some(event.without_words());
        Ok(())
    }

    /// The stream is at its end: its last rows are what the tables hold.
    pub(super) fn finish<R: TakeRows>(&mut self, made: &mut MadeRows<R>) {
        let Self { file, last, mut changes, .. } = std::mem::take(self);
        if let Some(last) = last {
            list(&file, &last, &mut changes);
        }
        for (table, mut rows) in changes.into_tables() {
            if table.name == FACT_MONTHS.name {
                rows.drain(..).for_each(|row| made.touch(row));
            }
            if let Some(place) = TABLES.iter().position(|known| std::ptr::eq(*known, table)) {
                made.rows.take(place, rows);
            }
        }
    }
}

/// The rows of streams that are at their ends.
pub(super) struct MadeRows<R> {
    rows: R,
    /// By office, facts and month, the last position that touched them: streams come in no order of positions.
    touched: HashMap<Vec<Value>, Value>,
}

impl<R: TakeRows> MadeRows<R> {
    pub(super) fn into_rows(rows: R) -> Self {
        Self { rows, touched: HashMap::new() }
    }

    fn touch(&mut self, mut row: TableRow) {
        let Some(position) = row.pop() else { return };
        let last = self.touched.entry(row).or_insert(Value::Int(0));
        if let (Value::Int(last), Value::Int(position)) = (last, position) {
            *last = position.max(*last);
        }
    }

    /// The log is at its end: what was only collected becomes rows, too.
    pub(super) fn complete(mut self) -> R {
        let rows = self.touched.into_iter().map(|(mut row, position)| {
            row.push(position);
            row
        });
        if let Some(place) = TABLES.iter().position(|known| known.name == FACT_MONTHS.name) {
            self.rows.take(place, rows.collect());
        }
        self.rows
    }
}
