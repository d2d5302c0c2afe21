//! The log folded stream by stream into the rows that the projections hold of it.
use crate::cases::any_file::AnyFile;
use crate::cases::ids::OfficeId;
use crate::database::{Changed, Changes, Db, StorageError, Table, TableRow, Value};
use crate::event_log::{Position, Told, fold, sql};
use crate::projections::bitemporal::{FactTable, TakeFacts};
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
    fn take(&mut self, table: usize, rows: impl IntoIterator<Item = TableRow>);
}

impl TakeRows for Rows {
    fn take(&mut self, table: usize, rows: impl IntoIterator<Item = TableRow>) {
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
    former: Former,
}

/// What the log no longer says of a stream, and the months that were touched. What it says at the stream's end are rows
/// then, and only then: until there, each event would make them anew.
#[derive(Default)]
struct Former {
    changes: Changes,
    touched: Vec<(&'static str, i64, Position)>,
}

impl TakeFacts for Former {
    fn now(&mut self, _: &'static FactTable, _: Option<Changed>, _: impl FnOnce() -> TableRow) {}

    fn until_now(&mut self, table: &'static FactTable, row: TableRow) {
        self.changes.begin(&table.table, row);
    }

    fn touch(&mut self, _: OfficeId, facts: &'static str, month: i64, at: Position) {
        let same = |(known, of, _): &&mut (_, i64, _)| *of == month && *known == facts;
        match self.touched.iter_mut().find(same) {
            Some((.., last)) => *last = at,
            None => self.touched.push((facts, month, at)),
        }
    }
}

impl Default for FoldedStream {
    fn default() -> Self {
        Self { file: AnyFile::Blank, last: None, projected: Projected::default(), former: Former::default() }
    }
}

impl FoldedStream {
    pub(super) fn take(&mut self, event: &Told<'_>) -> Result<(), StorageError> {
        fold::fold(&mut self.file, event).map_err(|error| StorageError::BadRow {
            table: "events",
            row: format!("position {}", event.position),
            reason: error.to_string(),
        })?;
        self.projected.advance_opening(&self.file, event, &mut self.former.changes);
        self.projected.advance_facts(&self.file, event, &mut self.former);
        self.last = Some(event.without_words());
        Ok(())
    }

    /// The stream is at its end: its last rows are what the tables hold.
    pub(super) fn finish<R: TakeRows>(&mut self, made: &mut MadeRows<R>) {
        let Self { file, last, projected, former } = std::mem::take(self);
        let Some(last) = last else { return };
        let Former { mut changes, touched } = former;
        list(&file, &last, &mut None, &mut changes);
        for (table, row) in projected.facts((last.office, last.stream)) {
            made.take(table, [row]);
        }
        for (table, rows) in changes.into_tables() {
            made.take(table, rows);
        }
        for (facts, month, at) in touched {
            made.touch((last.office, facts, month), at);
        }
    }
}

/// The rows of streams that are at their ends.
pub(super) struct MadeRows<R> {
    rows: R,
    /// By office, facts and month, the last position that touched them: streams come in no order of positions.
    touched: HashMap<(OfficeId, &'static str, i64), Position>,
}

impl<R: TakeRows> MadeRows<R> {
    pub(super) fn into_rows(rows: R) -> Self {
        Self { rows, touched: HashMap::new() }
    }

    fn take(&mut self, table: &'static Table, rows: impl IntoIterator<Item = TableRow>) {
        if let Some(place) = TABLES.iter().position(|known| std::ptr::eq(*known, table)) {
            self.rows.take(place, rows);
        }
    }

    fn touch(&mut self, month: (OfficeId, &'static str, i64), at: Position) {
        let last = self.touched.entry(month).or_default();
        *last = at.max(*last);
    }

    /// The log is at its end: what was only collected becomes rows, too.
    pub(super) fn complete(mut self) -> R {
        let touched = std::mem::take(&mut self.touched).into_iter();
        let rows = touched.map(|((office, facts, month), at)| {
            vec![office.0.into(), Value::known(facts), month.into(), at.0.into()]
        });
        self.take(&FACT_MONTHS, rows);
        self.rows
    }
}
