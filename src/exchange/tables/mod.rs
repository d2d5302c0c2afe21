//! Tables that go out: xlsx and csv. What somebody wrote never becomes a formula of a spreadsheet.
mod delimited;
mod workbook;

use crate::cases::occurred::Day;
use std::str::FromStr;

/// In what form a table goes out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Form {
    /// A workbook.
    Xlsx,
    /// Text, parted by commas, in UTF-8 with the mark by which spreadsheets know it.
    Csv,
}

impl Form {
    /// Every form.
    pub const ALL: [Self; 2] = [Self::Xlsx, Self::Csv];

    /// Its name, and the ending of its files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Xlsx => "xlsx",
            Self::Csv => "csv",
        }
    }

    /// As the web calls it.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Csv => "text/csv; charset=utf-8",
        }
    }
}

impl FromStr for Form {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let found = Self::ALL.into_iter().find(|form| form.name() == text);
        found.ok_or_else(|| format!("'{text}' is no form of a table; there are xlsx and csv"))
    }
}

/// What stands in a cell.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Cell {
    /// Nothing.
    Empty,
    /// Text, whatever it begins with.
    Text(String),
    /// A whole number.
    Whole(i64),
    /// An exact decimal.
    Decimal(String),
    /// A day.
    Day(Day),
}

impl Cell {
    /// The text, or nothing.
    #[must_use]
    pub fn text(text: Option<&(impl ToString + ?Sized)>) -> Self {
        text.map_or(Self::Empty, |text| Self::Text(text.to_string()))
    }

    /// The day, or nothing.
    #[must_use]
    pub fn day(day: Option<Day>) -> Self {
        day.map_or(Self::Empty, Self::Day)
    }
}

/// Why a table cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum TableError {
    /// The workbook refuses it.
    #[error("the workbook cannot be written: {0}")]
    Workbook(#[from] rust_xlsxwriter::XlsxError),
    /// The text refuses it.
    #[error("the table cannot be written: {0}")]
    Text(#[from] csv::Error),
    /// More rows than a sheet has.
    #[error("more than {0} rows do not fit into a sheet; take a part of them at a time")]
    TooLong(u32),
}

/// Rows of a sheet at most, those of title and header among them.
const MOST: u32 = 1_048_576;

enum Writing {
    Xlsx(Box<workbook::Sheet>),
    Csv(Box<delimited::Lines>),
}

/// A table, as far as it is written.
pub struct Table {
    writing: Writing,
    rows: u32,
}

impl Table {
    /// A table of this name and header, under a title if there is one.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn begin(form: Form, name: &str, title: Option<&str>, header: &[String]) -> Result<Self, TableError> {
        let writing = match form {
            Form::Xlsx => Writing::Xlsx(Box::new(workbook::Sheet::begin(name, title, header)?)),
            Form::Csv => Writing::Csv(Box::new(delimited::Lines::begin(title, header)?)),
        };
        Ok(Self { writing, rows: 1 + u32::from(title.is_some()) })
    }

    /// Adds a row.
    ///
    /// # Errors
    /// When it cannot be written, or there are more rows than a sheet has.
    pub fn row(&mut self, cells: &[Cell]) -> Result<(), TableError> {
        if self.rows == MOST {
            return Err(TableError::TooLong(MOST));
        }
        match &mut self.writing {
            Writing::Xlsx(sheet) => sheet.row(self.rows, cells)?,
            Writing::Csv(lines) => lines.row(cells)?,
        }
        self.rows += 1;
        Ok(())
    }

    /// The bytes of its file.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn finish(self) -> Result<Vec<u8>, TableError> {
        match self.writing {
            Writing::Xlsx(sheet) => sheet.finish(),
            Writing::Csv(lines) => lines.finish(),
        }
    }
}

#[cfg(test)]
mod tests;
