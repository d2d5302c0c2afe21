//! Opens a file and hands out its sheets row by row, whatever kind of file it is.
mod delimited;
mod workbook;

use super::cells::{Cell, Epoch};
use super::error::Problem;
use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::path::Path;

/// Cells further right belong to no ledger.
const WIDEST: usize = 256;
/// Bytes of text in the longest row that a ledger can have. Rows wait in hundreds until they are taken.
const LONGEST: usize = 256 * 1024;

/// What a file is made of, in order.
#[derive(Debug)]
pub enum Piece<'a> {
    /// The file has about so many rows, of whatever kind.
    About(u64),
    /// A sheet begins.
    Sheet {
        /// Its name.
        name: &'a str,
        /// From which day it counts its dates.
        epoch: Epoch,
    },
    /// A row of it that has cells.
    Row {
        /// Its number, as the spreadsheet shows it.
        row: u32,
        /// Its cells, up to the last that holds anything.
        cells: Vec<Cell>,
    },
}

/// How to go on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Flow {
    /// With the next row.
    Next,
    /// With the next sheet.
    NextSheet,
    /// Not at all.
    Stop,
}

/// Whoever takes the pieces of a file.
pub type Taker<'a> = dyn FnMut(Piece<'_>) -> Result<Flow, Problem> + 'a;

/// Hands the pieces of the file at `path` to `take`, never holding more than a row (and a workbook's texts). What a
/// file says about itself is checked before it is believed.
///
/// # Errors
/// When the file cannot be read, or when `take` says so.
pub fn pieces(path: &Path, take: &mut Taker<'_>) -> Result<(), Problem> {
    let mut file = File::open(path)?;
    if file.metadata()?.is_dir() {
        return Err(Problem::NotAWorkbook);
    }
    let mut magic = Vec::with_capacity(8);
    file.by_ref().take(8).read_to_end(&mut magic)?;
    let extension = path.extension().map(|it| it.to_string_lossy().to_lowercase()).unwrap_or_default();
    match &*magic {
        [] => Err(Problem::Empty),
        [b'P', b'K', 3 | 5, ..] => workbook::pieces(path, take),
        [0xd0, 0xcf, 0x11, 0xe0, ..] => Err(compound_file(file)?),
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] if extension != "xlsx" => Err(Problem::Utf16),
        _ if matches!(&*extension, "csv" | "txt" | "tsv") => {
            let name = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
            delimited::pieces(path, &name, take)
        }
        _ => Err(Problem::NotAWorkbook),
    }
}

/// Office wraps encrypted workbooks in the container of its old formats.
fn compound_file(mut file: File) -> io::Result<Problem> {
    let needle: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    file.seek(SeekFrom::Start(0))?;
    let mut reader = BufReader::new(file);
    let mut window = Vec::new();
    loop {
        let read = reader.by_ref().take(1 << 16).read_to_end(&mut window)?;
        if window.windows(needle.len()).any(|part| part == needle) {
            return Ok(Problem::PasswordProtected);
        }
        if read == 0 {
            return Ok(Problem::OldWorkbook);
        }
        window.drain(..window.len().saturating_sub(needle.len()));
    }
}

/// Whether a spreadsheet takes what begins so for a formula.
#[must_use]
pub fn is_taken_for_a_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r'])
}

/// The cells of a row as they come in.
#[derive(Debug, Default)]
struct Row {
    cells: Vec<Cell>,
    bytes: usize,
}

/// The row has more text than any row of a ledger.
struct TooLong;

impl Row {
    fn put(&mut self, at: usize, cell: Cell) -> Result<(), TooLong> {
        if at >= WIDEST || cell == Cell::Empty {
            return Ok(());
        }
        if let Cell::Text(text) = &cell {
            self.bytes += text.len();
        }
        if self.bytes > LONGEST {
            return Err(TooLong);
        }
        if self.cells.len() <= at {
            self.cells.resize(at + 1, Cell::Empty);
        }
        self.cells[at] = cell;
        Ok(())
    }
}

#[cfg(test)]
mod tests;
