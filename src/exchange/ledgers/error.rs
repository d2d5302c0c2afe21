//! Why a whole file cannot be read, in words that say what to do.
use super::column::{Column, Ledger};
use std::fmt;
use std::path::Path;

/// A ledger that cannot be read at all.
#[derive(Debug, thiserror::Error)]
#[error("{file}: {problem}")]
pub struct LedgerError {
    /// The file.
    pub file: String,
    /// What is wrong with it.
    pub problem: Problem,
}

/// What is wrong with a file.
#[derive(Debug, thiserror::Error)]
pub enum Problem {
    /// It cannot be opened or read.
    #[error("cannot be read: {0}")]
    Io(#[from] std::io::Error),
    /// It has no content.
    #[error("is empty; export or copy it again")]
    Empty,
    /// It is encrypted.
    #[error("is protected by a password; open it in Excel, remove the password and save it again")]
    PasswordProtected,
    /// It is a workbook of before 2007.
    #[error("is an old workbook (.xls); open it in Excel or WPS and save it as .xlsx")]
    OldWorkbook,
    /// It is neither a workbook nor a table of text.
    #[error("is not a workbook; open it in Excel or WPS and save it as .xlsx, or as .csv")]
    NotAWorkbook,
    /// Its end is missing.
    #[error("is cut short or damaged ({0}); copy or download it again")]
    Truncated(String),
    /// A part of it cannot be understood.
    #[error(
        "is damaged in sheet '{sheet}' after row {row} ({why}); open it in Excel, repair it and save it again"
    )]
    Damaged {
        /// The sheet.
        sheet: String,
        /// The last row that could be read.
        row: u32,
        /// What the reader says.
        why: String,
    },
    /// A cell holds an error that only newer spreadsheets know.
    #[error(
        "holds the error {error} in sheet '{sheet}' near row {row}; correct the cell in Excel and save it again"
    )]
    CellError {
        /// The sheet.
        sheet: String,
        /// The row before or of the cell.
        row: u32,
        /// The error as the file spells it.
        error: String,
    },
    /// What a part of a workbook says about itself cannot be.
    #[error(
        "is not what it says in its part '{part}': {lie}; open it in Excel or WPS, copy its rows into a new workbook \
         and save that"
    )]
    Lies {
        /// The part.
        part: String,
        /// What it says.
        lie: Lie,
    },
    /// A row is longer than any of a ledger.
    #[error(
        "has more text in row {row} of sheet '{sheet}' than any row of a ledger; shorten it, or close the quotation \
         mark that stands open in it"
    )]
    RowTooLong {
        /// The sheet.
        sheet: String,
        /// The row.
        row: u32,
    },
    /// A table of text in UTF-16.
    #[error("is saved as Unicode text (UTF-16); save it as \"CSV UTF-8\"")]
    Utf16,
    /// A table of text whose bytes are no text.
    #[error("is neither UTF-8 nor GB18030 text at row {row}; save it as \"CSV UTF-8\"")]
    Encoding {
        /// The row.
        row: u32,
    },
    /// No sheet is a ledger.
    #[error(
        "has no ledger: none of its sheets ({}) has a header row with names such as 信访编号, 隐患编号 or 违建编号 in its first 30 rows",
        .sheets.join(", ")
    )]
    NoLedger {
        /// The sheets that were looked at.
        sheets: Vec<String>,
    },
    /// The table of another system lacks a column that its mapping names.
    #[error(
        "has no column '{header}' in row {row} of sheet '{sheet}', which the mapping names; its columns are {}",
        .has.join(", ")
    )]
    NoSuchHeader {
        /// The sheet.
        sheet: String,
        /// The row in which the columns are named.
        row: u32,
        /// What is missing.
        header: String,
        /// What there is.
        has: Vec<String>,
    },
    /// The table of another system has more cases than are read at once.
    #[error("has more than {most} cases in sheet '{sheet}'; cut it in parts and import one after the other")]
    TooManyCases {
        /// The sheet.
        sheet: String,
        /// How many are read.
        most: usize,
    },
    /// Columns are missing.
    #[error(
        "lacks the column{} {} in row {row} of sheet '{sheet}' ({}); add it, or name an alias for it",
        if .columns.len() == 1 { "" } else { "s" },
        Names(.columns),
        .ledger.name()
    )]
    MissingColumns {
        /// The sheet.
        sheet: String,
        /// The header row.
        row: u32,
        /// The kind of ledger.
        ledger: Ledger,
        /// What is missing.
        columns: Vec<Column>,
    },
    /// Two columns mean the same.
    #[error("has the column {} twice in row {row} of sheet '{sheet}' ('{first}' and '{second}'); rename or remove one", .column.name())]
    ColumnTwice {
        /// The sheet.
        sheet: String,
        /// The header row.
        row: u32,
        /// The column.
        column: Column,
        /// The first header.
        first: String,
        /// The second header.
        second: String,
    },
    /// An alias leads nowhere.
    #[error("cannot be read: the alias '{alias}' stands for '{name}', which is no column of any ledger")]
    UnknownAlias {
        /// The alias.
        alias: String,
        /// What it is said to stand for.
        name: String,
    },
}

/// What a part of a workbook says that cannot be, or that no ledger needs.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Lie {
    /// Too many parts.
    #[error("it has more parts than any workbook")]
    TooManyParts,
    /// It unpacks to more than any ledger needs, or out of next to nothing.
    #[error("it would unpack to more than any ledger holds")]
    TooLarge,
    /// One piece of text or one tag fills it.
    #[error("a single text or tag in it is longer than any cell may be")]
    TooLong,
    /// It has too many texts, formats, sheets or names.
    #[error("it lists more than any workbook may have")]
    TooMany,
    /// It counts more texts than it has.
    #[error("it counts more texts than it has")]
    Count,
    /// A cell, row or area lies outside of every sheet.
    #[error("it names a cell that no sheet has")]
    Reference,
    /// It is no XML, or not in UTF-8.
    #[error("it is not written as workbooks are")]
    Form,
    /// A sheet is said to stand where no sheet can.
    #[error("it looks for a sheet where none can be")]
    Target,
}

struct Names<'a>(&'a [Column]);

impl fmt::Display for Names<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, column) in self.0.iter().enumerate() {
            write!(f, "{}{}", if at == 0 { "" } else { ", " }, column.name())?;
        }
        Ok(())
    }
}

impl Problem {
    /// A stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Io(_) => "unreadable",
            Self::Empty => "empty",
            Self::PasswordProtected => "password_protected",
            Self::OldWorkbook => "old_workbook",
            Self::NotAWorkbook => "not_a_workbook",
            Self::Truncated(_) => "truncated",
            Self::Damaged { .. } => "damaged",
            Self::CellError { .. } => "unknown_cell_error",
            Self::Lies { .. } => "lies",
            Self::RowTooLong { .. } => "row_too_long",
            Self::Utf16 => "utf16",
            Self::Encoding { .. } => "encoding",
            Self::NoLedger { .. } => "no_ledger",
            Self::MissingColumns { .. } => "missing_columns",
            Self::ColumnTwice { .. } => "column_twice",
            Self::UnknownAlias { .. } => "unknown_alias",
            Self::NoSuchHeader { .. } => "no_such_header",
            Self::TooManyCases { .. } => "too_many_cases",
        }
    }

    /// This problem, of the file at `path`.
    #[must_use]
    pub fn of(self, path: &Path) -> LedgerError {
        LedgerError { file: path.display().to_string(), problem: self }
    }
}
