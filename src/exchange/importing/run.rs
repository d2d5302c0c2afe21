//! An import of one file: read, compare, rehearse, send, report.
use super::declared::DeclaredCases;
use super::files;
use super::fire_hazards::FireHazards;
use super::inspections::Inspections;
use super::kind::LedgerKind;
use super::numbers::Numbers;
use super::petitions::Petitions;
use super::plan::{Rehearsed, plan, rehearse};
use super::reader::Reader;
use super::structures::IllegalStructures;
use crate::cases::case_file::{CaseFile, Refusal};
use crate::cases::facts::{Conduct, Facts};
use crate::cases::ids::{BatchId, CaseId, Version};
use crate::cases::petition::OwnChannel;
use crate::cases::words::CaseNumber;
use crate::commands::{self, CommandError, OfficeDesk, Request, Step, StoreError};
use crate::database::StorageError;
use crate::event_log::committer::CommitError;
use crate::exchange::ledgers::{self, Aliases, Found, Ledger, LedgerError, Mapping, Naming, RawRow, Refused};
use crate::projections::{case_list, petition_facts};
use serde::Serialize;
use std::collections::{BTreeSet, HashMap};
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;
use tokio::sync::mpsc;

/// Rows that are compared and sent together.
const CHUNK: usize = 500;
/// Rows that may wait to be taken: reading is fast, and what waits takes room.
const WAITING: usize = 64;

/// How to import.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Say what would happen, and do nothing.
    pub dry_run: bool,
    /// A cell that says something else than the log corrects the log.
    pub as_correction: bool,
    /// What the files call the columns, besides what is known and what the office has said.
    pub aliases: Aliases,
    /// How the table of another system is read, if the file is one.
    pub mapping: Option<Arc<Mapping>>,
}

/// Why a file was not imported to its end. What went in before stays in; importing again goes on from there.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The file is no ledger.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// The store fails.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The database fails.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// A command failed, and not because of its row.
    #[error("the import stopped at row {row}: {error}; import the file again when this is mended")]
    Command {
        /// The row.
        row: u32,
        /// Why.
        error: CommandError,
    },
}

/// What an import did.
#[derive(Clone, Debug, Serialize)]
pub struct FileReport {
    /// The file.
    pub file: String,
    /// The kind of ledger.
    pub kind: Option<Ledger>,
    /// Rows read.
    pub rows: u64,
    /// Rows that added something.
    pub imported: u64,
    /// Rows that the log had already.
    pub unchanged: u64,
    /// Steps that the law would have refused: they are in, with an irregularity on the case.
    pub irregularities: u64,
    /// Rows refused.
    pub refused: Vec<Refused>,
    /// The batch, by which the import can be taken back; none where nothing went in.
    pub batch: Option<BatchId>,
}

/// How far an import is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Progress {
    /// Rows that are done.
    pub done: u64,
    /// About how many rows the file has; titles and totals are among them.
    pub about: u64,
}

/// Imports the ledgers in the file at `path`. `progress` is told how far it is.
///
/// # Errors
/// As [`ImportError`] says.
pub async fn import(
    desk: &OfficeDesk,
    path: &Path,
    options: &Options,
    mut progress: impl FnMut(Progress) + Send,
) -> Result<FileReport, ImportError> {
    let life = desk.file().await?.unwrap_or_default();
    let facts = Facts {
        now: desk.store().source().now(),
        conduct: Conduct::Paper,
        calendar: Arc::clone(life.calendar.calendar()),
        committees: life.committees,
        kinds: Arc::clone(&life.kinds),
        stored: Arc::default(),
        case_version: Version::default(),
        tellings: Arc::default(),
    };
    let mut channels = petition_facts::own_channels(desk.store().db(), desk.office()).await?;
    channels.extend(options.mapping.iter().flat_map(|mapping| mapping.channels().iter().cloned()));
    let batch = desk.store().source().batch_id();
    let report = FileReport {
        file: path.display().to_string(),
        kind: None,
        rows: 0,
        imported: 0,
        unchanged: 0,
        irregularities: 0,
        refused: Vec::new(),
        batch: None,
    };
    let mut import = Import {
        desk,
        options,
        facts,
        channels,
        batch,
        seen: HashMap::new(),
        taken: Numbers::default(),
        report,
    };
    let (sender, mut found) = mpsc::channel(WAITING);
    let reading = {
        let (path, kinds) = (path.to_owned(), life.kinds);
        let naming = Naming { file: options.aliases.clone(), office: life.headers };
        let mapping = options.mapping.clone();
        tokio::task::spawn_blocking(move || {
            let hand = |found| match sender.blocking_send(found) {
                Ok(()) => ControlFlow::Continue(()),
                Err(_) => ControlFlow::Break(()),
            };
            match mapping {
                Some(mapping) => ledgers::read_mapped(&path, &mapping, hand),
                None => ledgers::read(&path, &naming, &kinds, hand),
            }
        })
    };
    let (mut chunk, mut about) = (Vec::with_capacity(CHUNK), 0);
    while let Some(found) = found.recv().await {
        match found {
            Found::About(rows) => about = rows,
            Found::Row(row) => chunk.push(row),
        }
        if chunk.len() == CHUNK {
            import.chunk(chunk.drain(..)).await?;
        }
        if chunk.is_empty() {
            progress(Progress { done: import.report.rows, about });
        }
    }
    import.chunk(chunk.drain(..)).await?;
    progress(Progress { done: import.report.rows, about });
    let summary = reading.await.map_err(|error| StorageError::File {
        path: path.display().to_string(),
        source: std::io::Error::other(error),
    })??;
    let mut report = import.report;
    report.kind = summary.sheets.first().map(|sheet| sheet.ledger);
    report.batch = (report.imported > 0 && !options.dry_run).then_some(batch);
    report.refused.sort_by(|one, other| (&one.sheet, one.row).cmp(&(&other.sheet, other.row)));
    Ok(report)
}

struct Import<'a> {
    desk: &'a OfficeDesk,
    options: &'a Options,
    facts: Facts,
    channels: BTreeSet<OwnChannel>,
    batch: BatchId,
    /// The numbers of the rows so far, and where they stand.
    seen: HashMap<CaseNumber, (Arc<str>, u32)>,
    /// The numbers that a dry run would have taken.
    taken: Numbers,
    report: FileReport,
}

impl Import<'_> {
    async fn chunk(&mut self, rows: impl Iterator<Item = RawRow>) -> Result<(), ImportError> {
        let mut rest: Vec<_> = rows.collect();
        self.report.rows += rest.len() as u64;
        while let Some(first) = rest.first().map(|row| row.ledger) {
            let (now, later) = rest.into_iter().partition(|row| row.ledger == first);
            rest = later;
            match first {
                Ledger::Petitions => self.of_kind::<Petitions>(now).await?,
                Ledger::FireHazards => self.of_kind::<FireHazards>(now).await?,
                Ledger::IllegalStructures => self.of_kind::<IllegalStructures>(now).await?,
                Ledger::Inspections => self.of_kind::<Inspections>(now).await?,
                Ledger::Declared(_) => self.of_kind::<DeclaredCases>(now).await?,
            }
        }
        Ok(())
    }

    async fn of_kind<K: LedgerKind>(&mut self, rows: Vec<RawRow>) -> Result<(), ImportError> {
        let mut read = Vec::with_capacity(rows.len());
        for raw in rows {
            match self.read::<K>(&raw) {
                Ok(row) => read.push((raw, row)),
                Err(refused) => self.report.refused.push(*refused),
            }
        }
        let numbers: Vec<_> = read.iter().map(|(_, row)| K::number(row).clone()).collect();
        let mut files = by_number::<K>(self.desk, &numbers).await?;
        let mut sent = Vec::new();
        for (raw, row) in read {
            let there = files.remove(K::number(&row));
            match self.planned::<K>(&raw, &row, there.as_ref()) {
                Err(refused) => self.report.refused.push(*refused),
                Ok(plan) if plan.orders.is_empty() => self.report.unchanged += 1,
                Ok(plan) if self.options.dry_run => {
                    if there.is_none()
                        && let Err(refusal) = self.taken.take(self.desk, K::number(&row)).await?
                    {
                        self.report.refused.push(number_refused(&raw, &refusal.into()));
                        continue;
                    }
                    self.report.imported += 1;
                    self.report.irregularities += plan.irregular;
                }
                Ok(plan) => {
                    let case = there.map_or_else(|| self.desk.store().source().stream_id(), |known| known.0);
                    sent.push((raw, plan.irregular, request::<K>(case, plan)));
                }
            }
        }
        self.send(sent).await
    }

    fn read<K: LedgerKind>(&mut self, raw: &RawRow) -> Result<K::Row, Box<Refused>> {
        raw.agrees()?;
        let row =
            K::read(&Reader { row: raw, committees: &self.facts.committees, channels: &self.channels })?;
        let place = (Arc::clone(&raw.sheet), raw.row);
        if let Some((sheet, line)) = self.seen.insert(K::number(&row).clone(), place) {
            let reason = format!("the number stands already in row {line} of sheet {sheet}");
            return Err(Box::new(raw.refuse(Some(raw.ledger.number()), "number_twice", reason)));
        }
        Ok(row)
    }

    fn planned<K: LedgerKind>(
        &self,
        raw: &RawRow,
        row: &K::Row,
        there: Option<&(CaseId, Option<CaseFile<K::Life>>)>,
    ) -> Result<Rehearsed<K>, Box<Refused>> {
        let file = match there {
            Some((_, None)) => {
                let reason = "the number was given to a case of another kind";
                return Err(Box::new(raw.refuse(Some(raw.ledger.number()), "number_used", reason)));
            }
            Some((_, Some(file))) => Some(file),
            None => None,
        };
        let orders =
            plan::<K>(raw, row, file, (self.options.as_correction, self.facts.now), &self.facts.kinds)?;
        rehearse::<K>(orders, file, &self.facts).map_err(|(column, refusal)| {
            Box::new(raw.refuse(Some(column), refusal.key(), refusal.to_string()))
        })
    }

    async fn send(&mut self, sent: Vec<(RawRow, u64, Request)>) -> Result<(), ImportError> {
        let (desk, batch) = (self.desk, self.batch);
        let answers = sent.into_iter().map(|(raw, irregular, request)| async move {
            (raw, irregular, desk.execute_in(batch, request).await)
        });
        for (raw, irregular, answer) in futures_util::future::join_all(answers).await {
            match answer {
                Ok(_) => {
                    self.report.imported += 1;
                    self.report.irregularities += irregular;
                }
                Err(CommitError::Refused(refused)) => {
                    self.report.refused.push(number_refused(&raw, &refused));
                }
                Err(error) => return Err(ImportError::Command { row: raw.row, error }),
            }
        }
        Ok(())
    }
}

fn request<K: LedgerKind>(case: CaseId, plan: Rehearsed<K>) -> Request {
    let steps = plan.orders.into_iter().map(|(_, order)| Step::new(case, K::order(order))).collect();
    Request { conduct: Conduct::Paper, steps }
}

/// A row that was refused although it was rehearsed: its number is taken.
fn number_refused(raw: &RawRow, refused: &commands::Refused) -> Refused {
    raw.refuse(Some(raw.ledger.number()), refused.key(), refused.to_string())
}

/// The cases that bear these numbers, with what is personal in them unsealed; no file where a case is of another kind.
type Files<K> = HashMap<CaseNumber, (CaseId, Option<CaseFile<<K as LedgerKind>::Life>>)>;

async fn by_number<K: LedgerKind>(
    desk: &OfficeDesk,
    numbers: &[CaseNumber],
) -> Result<Files<K>, StorageError> {
    let listed = case_list::by_number(desk.store().db(), desk.office(), numbers).await?;
    let cases: Vec<_> = listed.iter().map(|case| case.case).collect();
    if cases.is_empty() {
        return Ok(HashMap::new());
    }
    let mut folded: HashMap<CaseId, CaseFile<K::Life>> = HashMap::new();
    for (case, events) in files::events::<K::Life>(desk, &cases).await? {
        let file = folded.entry(case).or_default();
        for brought in events {
            file.fold(brought.event);
        }
    }
    let file = |case: case_list::ListedCase| (case.number, (case.case, folded.remove(&case.case)));
    Ok(listed.into_iter().map(file).collect())
}
