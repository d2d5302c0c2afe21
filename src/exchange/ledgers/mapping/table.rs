//! The rows of a foreign table, case by case, as the rows that a ledger of ours would have. A table may name a case again
//! far below, so all of it is read before the first case is handed out.
use super::{Activities, Mapping, Told};
use crate::exchange::ledgers::cells::{self, Cell, Epoch};
use crate::exchange::ledgers::column::Column;
use crate::exchange::ledgers::error::Problem;
use crate::exchange::ledgers::header::Header;
use crate::exchange::ledgers::row::{Note, RawRow};
use crate::exchange::ledgers::sheet::{self, Flow, Piece};
use crate::exchange::ledgers::{Found, LedgerSummary, SheetSummary};
use std::collections::HashMap;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

/// Cases that a table may have: far more than an office has in a year.
const MOST: usize = 500_000;

/// The rows of one case.
struct Case {
    row: u32,
    cells: Vec<Cell>,
    notes: Vec<Note>,
    /// The first column that says one thing in one row and another in the next, with both rows.
    unlike: Option<(Column, u32)>,
}

struct Reading<'m> {
    mapping: &'m Mapping,
    sheet: Arc<str>,
    epoch: Epoch,
    /// Where each column of the table stands.
    places: Option<HashMap<String, usize>>,
    cases: Vec<Case>,
    known: HashMap<String, usize>,
    summary: LedgerSummary,
}

/// Reads the table.
///
/// # Errors
/// When it cannot be read, or lacks a column that the mapping names.
pub(in crate::exchange::ledgers) fn read(
    path: &Path,
    mapping: &Mapping,
    mut on_found: impl FnMut(Found) -> ControlFlow<()>,
) -> Result<LedgerSummary, Problem> {
    let mut reading = Reading {
        mapping,
        sheet: Arc::default(),
        epoch: Epoch::default(),
        places: None,
        cases: Vec::new(),
        known: HashMap::new(),
        summary: LedgerSummary::default(),
    };
    sheet::pieces(path, &mut |piece| reading.take(piece))?;
    let Reading { sheet, epoch, cases, mut summary, .. } = reading;
    let columns: Vec<_> = mapping.sources.iter().map(|source| source.column).collect();
    let header = Arc::new(Header::made(mapping.ledger(), &columns));
    let mut hand = |found| on_found(found).is_break();
    summary.stopped = hand(Found::About(cases.len() as u64));
    for Case { row, cells, notes, unlike } in cases {
        if summary.stopped {
            break;
        }
        let (ledger, sheet, header) = (mapping.ledger(), Arc::clone(&sheet), Arc::clone(&header));
        let raw = RawRow { ledger, sheet, row, epoch, header, cells, foreign: true, notes, unlike };
        summary.stopped = hand(Found::Row(raw));
        if let Some(sheet) = summary.sheets.last_mut() {
            sheet.rows += 1;
        }
    }
    Ok(summary)
}

impl Reading<'_> {
    fn take(&mut self, piece: Piece<'_>) -> Result<Flow, Problem> {
        match piece {
            Piece::About(_) => Ok(Flow::Next),
            // The table is the first sheet that has one.
            Piece::Sheet { .. } if self.places.is_some() => Ok(Flow::Stop),
            Piece::Sheet { name, epoch } => {
                (self.sheet, self.epoch) = (name.into(), epoch);
                Ok(Flow::Next)
            }
            Piece::Row { row, cells } => match self.places.take() {
                None => self.header(row, &cells).map(|()| Flow::Next),
                Some(places) => {
                    let taken = self.row(&places, row, &cells);
                    self.places = Some(places);
                    taken.map(|()| Flow::Next)
                }
            },
        }
    }

    fn header(&mut self, row: u32, cells: &[Cell]) -> Result<(), Problem> {
        let mut places = HashMap::new();
        for (at, cell) in cells.iter().enumerate() {
            if let Ok(Some(header)) = cells::text(cell) {
                places.entry(header).or_insert(at);
            }
        }
        let missing = self.mapping.headers().find(|header| !places.contains_key(*header));
        if let Some(header) = missing {
            let mut has: Vec<_> = places.into_iter().map(|(header, at)| (at, header)).collect();
            has.sort_unstable();
            let has = has.into_iter().map(|(_, header)| header).collect();
            return Err(Problem::NoSuchHeader {
                sheet: self.sheet.to_string(),
                row,
                header: header.to_owned(),
                has,
            });
        }
        let ignored = places.keys().filter(|header| !self.mapping.headers().any(|read| read == *header));
        let mut ignored: Vec<_> = ignored.cloned().collect();
        ignored.sort_unstable();
        self.summary.sheets.push(SheetSummary {
            sheet: self.sheet.to_string(),
            ledger: self.mapping.ledger(),
            header_row: row,
            rows: 0,
            passed_over: 0,
            ignored,
        });
        self.places = Some(places);
        Ok(())
    }

    fn row(&mut self, places: &HashMap<String, usize>, row: u32, cells: &[Cell]) -> Result<(), Problem> {
        let cell = |header: &str| places.get(header).and_then(|at| cells.get(*at)).unwrap_or(&Cell::Empty);
        if cells.iter().all(|cell| *cell == Cell::Empty) {
            return Ok(());
        }
        let told = self.told(cell);
        let key = self.mapping.key.as_deref().map(|header| cells::text(cell(header)).ok().flatten());
        let at = match key {
            // Without a grouping, or without a key, a row is a case of its own.
            None | Some(None) => self.cases.len(),
            Some(Some(key)) => *self.known.entry(key).or_insert(self.cases.len()),
        };
        if at == MOST {
            return Err(Problem::TooManyCases { sheet: self.sheet.to_string(), most: MOST });
        }
        if at == self.cases.len() {
            self.cases.push(Case { row, cells: told.clone(), notes: Vec::new(), unlike: None });
        }
        let (mapping, case) = (self.mapping, &mut self.cases[at]);
        case.compare(mapping, row, &told);
        if let Some(activities) = &mapping.activities {
            case.activity(mapping, activities, row, cell);
        }
        Ok(())
    }

    /// What a row says in the columns of ours.
    fn told<'c>(&self, cell: impl Fn(&str) -> &'c Cell) -> Vec<Cell> {
        let told = |source: &super::Source| match &source.told {
            Told::Value(value) => Cell::Text(value.as_str().into()),
            Told::Step => Cell::Empty,
            Told::From { header, values } => {
                let cell = cell(header);
                let text = cells::text(cell).ok().flatten();
                let meant = text.and_then(|text| values.get(&text));
                meant.map_or_else(|| cell.clone(), |meant| Cell::Text(meant.as_str().into()))
            }
        };
        self.mapping.sources.iter().map(told).collect()
    }
}

impl Case {
    /// What all rows of a case tell is the same in each of them.
    fn compare(&mut self, mapping: &Mapping, row: u32, told: &[Cell]) {
        let pairs = self.cells.iter().zip(told).zip(&mapping.sources);
        let differs = pairs.filter(|(_, source)| source.told != Told::Step).find(|((was, is), _)| was != is);
        if let Some((_, source)) = differs {
            self.unlike.get_or_insert((source.column, row));
        }
    }

    /// An activity is a step of ours, or a note. Of a step that is told twice, the second is a note.
    fn activity<'c>(
        &mut self,
        mapping: &Mapping,
        activities: &Activities,
        row: u32,
        cell: impl Fn(&str) -> &'c Cell,
    ) {
        let text = |header: &str| cells::text(cell(header)).ok().flatten();
        let Some(activity) = text(&activities.from) else { return };
        let at = cell(&activities.at);
        if let Some(column) = mapping.steps.get(&activity) {
            let place = mapping.sources.iter().position(|source| source.column == *column);
            if let Some(first) =
                place.and_then(|at| self.cells.get_mut(at)).filter(|cell| **cell == Cell::Empty)
            {
                *first = at.clone();
                return;
            }
        }
        let with: Vec<_> = activities.with.iter().filter_map(|header| text(header)).collect();
        let text = if with.is_empty() { activity } else { format!("{activity}（{}）", with.join("，")) };
        self.notes.push(Note { row, at: at.clone(), text });
    }
}
