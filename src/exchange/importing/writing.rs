//! A ledger out of the log, in the layout in which it is taken in: imported again it changes nothing. Cases of which the
//! reader must not learn, or that a ledger cannot tell yet, are left out; names and words that the reader may not see
//! are left empty, and counted.
use super::declared::DeclaredCases;
use super::files;
use super::fire_hazards::FireHazards;
use super::inspections::Inspections;
use super::kind::LedgerKind;
use super::petitions::Petitions;
use super::structures::IllegalStructures;
use crate::cases::any_file::CaseKind;
use crate::cases::case_file::CaseFile;
use crate::cases::declared::Kinds;
use crate::cases::ids::CaseId;
use crate::cases::occurred::Day;
use crate::commands::OfficeDesk;
use crate::commands::permit::{Clear, NotPermitted};
use crate::database::StorageError;
use crate::exchange::ledgers::{Column, Ledger};
use crate::exchange::tables::{Cell, Form, Table, TableError};
use crate::policy::Query;
use crate::projections::case_list::{self, Filter};
use chrono::Datelike;
use std::collections::BTreeSet;

/// Cases that are read together.
const TOGETHER: u32 = 500;

/// Why a ledger is not written.
#[derive(Debug, thiserror::Error)]
pub enum WritingError {
    /// The policy says no, or the log cannot be read.
    #[error(transparent)]
    NotPermitted(#[from] NotPermitted),
    /// The table refuses it.
    #[error(transparent)]
    Table(#[from] TableError),
}

impl From<StorageError> for WritingError {
    fn from(error: StorageError) -> Self {
        Self::NotPermitted(error.into())
    }
}

/// A ledger that was written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Book {
    /// Its file.
    pub bytes: Vec<u8>,
    /// Its rows.
    pub rows: u64,
    /// Cases that a ledger cannot tell, such as a report that nobody has checked yet.
    pub untold: u64,
    /// Cells that are empty because the reader may not see what stands there.
    pub withheld: u64,
}

/// What the reader may see of one case; counts what is withheld.
pub struct Opened {
    clear: Clear,
    withheld: u64,
}

impl Opened {
    fn only(&mut self, may: bool, cell: Cell) -> Cell {
        if may || cell == Cell::Empty {
            return cell;
        }
        self.withheld += 1;
        Cell::Empty
    }

    /// What it is about.
    pub(super) fn matter(&mut self, cell: Cell) -> Cell {
        self.only(self.clear.matter, cell)
    }

    /// Who brings it.
    pub(super) fn petitioner(&mut self, cell: Cell) -> Cell {
        self.only(self.clear.petitioner, cell)
    }

    /// Who reported it.
    pub(super) fn informant(&mut self, cell: Cell) -> Cell {
        self.only(self.clear.informant, cell)
    }

    /// The party.
    pub(super) fn party(&mut self, cell: Cell) -> Cell {
        self.only(self.clear.party, cell)
    }

    /// Staff by name.
    pub(super) fn staff(&mut self, cell: Cell) -> Cell {
        self.only(self.clear.staff, cell)
    }
}

/// A kind of ledger that is written.
pub trait Written: LedgerKind {
    /// What a row says in a column.
    fn cell(row: &Self::Row, column: Column, opened: &mut Opened) -> Cell;
}

/// The first of the words that mean this.
pub(super) fn word_of<T: PartialEq>(words: &[(&str, T)], value: Option<&T>) -> Cell {
    let word = value.and_then(|value| words.iter().find(|(_, known)| known == value));
    Cell::text(word.map(|(word, _)| *word))
}

/// Writes a ledger: of all years, or of the cases that were opened in one. `progress` is told how many rows are done.
///
/// # Errors
/// When the reader may not see the list, the log cannot be read, or the table cannot be written.
pub async fn write(
    desk: &OfficeDesk,
    (ledger, year): (Ledger, Option<i32>),
    form: Form,
    progress: impl FnMut(u64) + Send,
) -> Result<Book, WritingError> {
    match ledger {
        Ledger::Petitions => of::<Petitions>(desk, ledger, (CaseKind::Petition, year), form, progress).await,
        Ledger::FireHazards => {
            of::<FireHazards>(desk, ledger, (CaseKind::FireHazard, year), form, progress).await
        }
        Ledger::IllegalStructures => {
            of::<IllegalStructures>(desk, ledger, (CaseKind::IllegalStructure, year), form, progress).await
        }
        Ledger::Inspections => {
            of::<Inspections>(desk, ledger, (CaseKind::Inspection, year), form, progress).await
        }
        Ledger::Declared(book) => {
            let kind = CaseKind::Declared(book.declaration.id);
            of::<DeclaredCases>(desk, ledger, (kind, year), form, progress).await
        }
    }
}

async fn of<K: Written>(
    desk: &OfficeDesk,
    ledger: Ledger,
    (kind, year): (CaseKind, Option<i32>),
    form: Form,
    mut progress: impl FnMut(u64) + Send,
) -> Result<Book, WritingError> {
    let sight = desk.permit(Query::ListCases).await?;
    desk.note_ledger_taken().await?;
    let columns: Vec<_> = ledger.columns().into_iter().chain(ledger.further().iter().copied()).collect();
    let header: Vec<_> = columns.iter().map(|column| column.name().to_owned()).collect();
    let (name, kinds) = (ledger.name(), desk.kinds().await?);
    let mut table = Table::begin(form, name, Some(name), &header)?;
    let mut book = Book { bytes: Vec::new(), rows: 0, untold: 0, withheld: 0 };
    let mut after = None;
    loop {
        let filter = Filter { kind: Some(kind), after, limit: Some(TOGETHER), ..Filter::default() };
        let listed = case_list::list(desk.store().db(), desk.office(), &filter).await?;
        after = listed.last().map(|case| (case.opened, case.case));
        let wanted = listed.iter().filter(|case| case.counts && of_year(case.opened, year));
        let cases: Vec<_> = wanted.map(|case| case.case).filter(|case| sight.shows(*case)).collect();
        for (row, mut opened) in rows::<K>(desk, &kinds, &cases).await? {
            match row {
                None => book.untold += 1,
                Some(row) => {
                    let cells: Vec<_> =
                        columns.iter().map(|column| K::cell(&row, *column, &mut opened)).collect();
                    table.row(&cells)?;
                    book.rows += 1;
                    book.withheld += opened.withheld;
                }
            }
        }
        progress(book.rows);
        if listed.len() < TOGETHER as usize {
            break;
        }
    }
    book.bytes = table.finish()?;
    Ok(book)
}

fn of_year(opened: Day, year: Option<i32>) -> bool {
    year.is_none_or(|year| opened.year() == year)
}

/// What the ledger tells of each of the cases that the reader may open.
async fn rows<K: Written>(
    desk: &OfficeDesk,
    kinds: &Kinds,
    cases: &[CaseId],
) -> Result<Vec<(Option<K::Row>, Opened)>, StorageError> {
    let queries = [
        Query::ReadCase,
        Query::SeeMatter,
        Query::SeePetitioner,
        Query::SeeInformant,
        Query::SeeParty,
        Query::SeeStaff,
    ];
    let [read, matter, petitioner, informant, party, staff] = desk.permitted(queries, cases).await?;
    let mut events = files::events::<K::Life>(desk, cases).await?;
    let has = |set: &BTreeSet<CaseId>, case: &CaseId| set.contains(case);
    let mut rows = Vec::with_capacity(cases.len());
    for case in cases.iter().filter(|case| has(&read, case)) {
        let mut file = CaseFile::<K::Life>::default();
        for brought in events.remove(case).unwrap_or_default() {
            file.fold(brought.event);
        }
        let clear = Clear {
            matter: has(&matter, case),
            petitioner: has(&petitioner, case),
            informant: has(&informant, case),
            party: has(&party, case),
            staff: has(&staff, case),
            // That the ledger was taken out was recorded before.
            at_once: true,
        };
        rows.push((K::row_of(&file, kinds), Opened { clear, withheld: 0 }));
    }
    Ok(rows)
}
