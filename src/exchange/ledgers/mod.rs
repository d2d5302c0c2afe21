//! Reads the ledgers (台账) that offices keep: workbooks and tables of text, row by row.
//!
//! Here a ledger is only read: what its rows mean for a case is the importer's to say.
mod aliases;
pub mod cells;
mod column;
mod declared;
mod error;
pub mod header;
mod mapping;
mod row;
pub mod sheet;

pub use aliases::{AliasFault, columns, fits};
pub use cells::Cell;
pub use column::{Column, Ledger};
pub use declared::{Book, OwnColumn};
pub use error::{LedgerError, Lie, Problem};
pub use header::Aliases;
pub use mapping::{Mapping, MappingError};
pub use row::{Note, RawRow, Refused};

use crate::cases::declared::Kinds;
use crate::cases::office::Headers;
use cells::{Epoch, compact};
use header::{Dictionary, Header, ROWS_SEARCHED};
use serde::Serialize;
use sha2::{Digest, Sha256};
use sheet::{Flow, Piece};
use std::fs::File;
use std::io::Read;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

/// What reading a file finds, as it goes on.
#[derive(Clone, Debug)]
pub enum Found {
    /// The file has about so many rows: titles, headers and totals are among them.
    About(u64),
    /// A row.
    Row(RawRow),
}

/// What was found in a file.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
pub struct LedgerSummary {
    /// The sheets that are ledgers.
    pub sheets: Vec<SheetSummary>,
    /// The sheets that are none, and were passed over.
    pub passed_over: Vec<String>,
    /// Whether the caller stopped before the end.
    pub stopped: bool,
}

impl LedgerSummary {
    /// How many rows were handed out.
    #[must_use]
    pub fn rows(&self) -> u64 {
        self.sheets.iter().map(|sheet| sheet.rows).sum()
    }
}

/// What was found in a sheet that is a ledger.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct SheetSummary {
    /// Its name.
    pub sheet: String,
    /// The kind of ledger.
    pub ledger: Ledger,
    /// Where its header stands.
    pub header_row: u32,
    /// How many rows were handed out.
    pub rows: u64,
    /// How many blank rows, totals and repeated headers were passed over.
    pub passed_over: u64,
    /// The headers that are not understood: their columns were ignored.
    pub ignored: Vec<String>,
}

/// What the headers of a file are read by, beside the names that every office's ledgers have.
#[derive(Clone, Debug, Default)]
pub struct Naming {
    /// What this file calls its columns.
    pub file: Aliases,
    /// What the office calls them in all its books.
    pub office: Headers,
}

/// Reads the ledgers in the file at `path`, those of declared kinds too, and hands what it finds to `on_found`: about how
/// many rows there are, then each of them, in order.
///
/// # Errors
/// When the file cannot be read, holds no ledger, or has a header that cannot be right.
/// Rows may have been handed out before.
pub fn read(
    path: &Path,
    naming: &Naming,
    kinds: &Kinds,
    on_found: impl FnMut(Found) -> ControlFlow<()>,
) -> Result<LedgerSummary, LedgerError> {
    let dictionary = Dictionary::new(&naming.file, kinds).map_err(|problem| problem.of(path))?;
    let dictionary = dictionary.with_headers_of(&naming.office);
    let mut reading = Reading {
        dictionary,
        on_found,
        sheet: Arc::default(),
        epoch: Epoch::default(),
        header: None,
        summary: LedgerSummary::default(),
    };
    sheet::pieces(path, &mut |piece| reading.take(piece)).map_err(|problem| problem.of(path))?;
    let summary = reading.summary;
    if summary.sheets.is_empty() {
        return Err(Problem::NoLedger { sheets: summary.passed_over }.of(path));
    }
    Ok(summary)
}

/// The same for the table of another system, read as `mapping` says: its rows come grouped, each group as the one row that
/// a ledger of ours would have.
///
/// # Errors
/// When the file cannot be read, or lacks a column that the mapping names.
pub fn read_mapped(
    path: &Path,
    mapping: &Mapping,
    on_found: impl FnMut(Found) -> ControlFlow<()>,
) -> Result<LedgerSummary, LedgerError> {
    mapping::read(path, mapping, on_found).map_err(|problem| problem.of(path))
}

/// SHA-256 of the file at `path`, in hexadecimal.
///
/// # Errors
/// When the file cannot be read.
pub fn digest(path: &Path) -> Result<String, LedgerError> {
    let hash = || {
        let mut file = File::open(path)?;
        let (mut hash, mut block) = (Sha256::new(), vec![0; 1 << 16]);
        loop {
            match file.read(&mut block)? {
                0 => return Ok(hash.finalize()),
                read => hash.update(&block[..read]),
            }
        }
    };
    let hash = hash().map_err(|why: std::io::Error| Problem::Io(why).of(path))?;
    let digit = |nibble: u8| char::from_digit(nibble.into(), 16).unwrap_or('0');
    Ok(hash.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect())
}

struct Reading<F> {
    dictionary: Dictionary,
    on_found: F,
    sheet: Arc<str>,
    epoch: Epoch,
    header: Option<Arc<Header>>,
    summary: LedgerSummary,
}

impl<F: FnMut(Found) -> ControlFlow<()>> Reading<F> {
    fn take(&mut self, piece: Piece<'_>) -> Result<Flow, Problem> {
        match piece {
            Piece::About(rows) => Ok(self.hand(Found::About(rows))),
            Piece::Sheet { name, epoch } => {
                (self.sheet, self.epoch, self.header) = (name.into(), epoch, None);
                // Taken off this list when a header is found.
                self.summary.passed_over.push(name.to_owned());
                Ok(Flow::Next)
            }
            Piece::Row { row, cells } => match self.header.clone() {
                None => self.look_for_header(row, &cells),
                Some(header) => Ok(self.hand_out(header, row, cells)),
            },
        }
    }

    fn look_for_header(&mut self, row: u32, cells: &[Cell]) -> Result<Flow, Problem> {
        if row > ROWS_SEARCHED {
            return Ok(Flow::NextSheet);
        }
        if let Some(header) = self.dictionary.read(&self.sheet, row, cells)? {
            self.summary.passed_over.pop();
            self.summary.sheets.push(SheetSummary {
                sheet: self.sheet.to_string(),
                ledger: header.ledger,
                header_row: row,
                rows: 0,
                passed_over: 0,
                ignored: header.ignored.clone(),
            });
            self.header = Some(Arc::new(header));
        }
        Ok(Flow::Next)
    }

    fn hand_out(&mut self, header: Arc<Header>, row: u32, cells: Vec<Cell>) -> Flow {
        let Some(summary) = self.summary.sheets.last_mut() else { return Flow::NextSheet };
        if header.finds_nothing(&cells) || is_total(&cells) || header.repeats(&cells) {
            summary.passed_over += 1;
            return Flow::Next;
        }
        summary.rows += 1;
        let (ledger, sheet, epoch) = (header.ledger, Arc::clone(&self.sheet), self.epoch);
        self.hand(Found::Row(RawRow {
            ledger,
            sheet,
            row,
            epoch,
            header,
            cells,
            foreign: false,
            notes: Vec::new(),
            unlike: None,
        }))
    }

    fn hand(&mut self, found: Found) -> Flow {
        if (self.on_found)(found).is_break() {
            self.summary.stopped = true;
            return Flow::Stop;
        }
        Flow::Next
    }
}

/// 合计 and its like, alone or before a figure (合计：297件); 合计路 is a street.
fn is_total(cells: &[Cell]) -> bool {
    let first = cells.iter().find_map(|cell| match cell {
        Cell::Empty => None,
        Cell::Text(text) => Some(compact(text)).filter(|text| !text.is_empty()),
        _ => Some(String::new()),
    });
    let first = first.unwrap_or_default();
    let rest = ["合计", "总计", "小计", "共计"].iter().find_map(|word| first.strip_prefix(word));
    rest.is_some_and(|rest| {
        rest.is_empty() || rest.starts_with([':', '(']) || rest.starts_with(|c: char| c.is_ascii_digit())
    })
}

#[cfg(test)]
mod tests;
