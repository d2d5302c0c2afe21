//! A row of a ledger, and what is refused of it.
use super::cells::{self, Cell, Epoch, Unreadable, unreadable};
use super::column::{Column, Ledger};
use super::header::Header;
use crate::cases::area::Area;
use crate::cases::occurred::{Day, Moment, Occurred};
use serde::Serialize;
use std::fmt::Display;
use std::str::FromStr;
use std::sync::Arc;

/// A row that stands under a header.
#[derive(Clone, Debug)]
pub struct RawRow {
    /// The kind of ledger.
    pub ledger: Ledger,
    /// The sheet.
    pub sheet: Arc<str>,
    /// The number of the row, as the spreadsheet shows it.
    pub row: u32,
    pub(super) epoch: Epoch,
    pub(super) header: Arc<Header>,
    pub(super) cells: Vec<Cell>,
    /// Whether it is made of the table of another system.
    pub(super) foreign: bool,
    /// What a foreign table tells that is no step of ours.
    pub notes: Vec<Note>,
    /// The column of which two rows of one case say different things, and the later of them.
    pub(super) unlike: Option<(Column, u32)>,
}

/// Something that was done or said, and when.
#[derive(Clone, Debug)]
pub struct Note {
    /// The row that tells it.
    pub row: u32,
    /// When.
    pub at: Cell,
    /// What.
    pub text: String,
}

/// A row, or a cell of it, that is not taken over.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Refused {
    /// The sheet.
    pub sheet: String,
    /// The row, as the spreadsheet shows it.
    pub row: u32,
    /// The number of the case, where it can be read.
    pub number: Option<String>,
    /// The column, by its name in the 2019 ledgers, where one is to blame.
    pub column: Option<String>,
    /// A sentence for the clerk.
    pub reason: String,
    /// A stable code.
    pub code: &'static str,
}

impl RawRow {
    /// The cell in `column`; empty where the ledger has no such column.
    #[must_use]
    pub fn cell(&self, column: Column) -> &Cell {
        self.header.place(column).and_then(|at| self.cells.get(at)).unwrap_or(&Cell::Empty)
    }

    /// Refuses what several rows tell of one case when they do not agree.
    ///
    /// # Errors
    /// The column of which they say different things.
    pub fn agrees(&self) -> Result<(), Box<Refused>> {
        let Some((column, row)) = self.unlike else { return Ok(()) };
        let reason = format!("rows {} and {row} of one case say different things", self.row);
        Err(Box::new(self.refuse(Some(column), "rows_differ", reason)))
    }

    /// Whether the ledger has `column` at all.
    #[must_use]
    pub fn has(&self, column: Column) -> bool {
        self.header.place(column).is_some()
    }

    /// The number of the case as it stands, blanks taken out.
    #[must_use]
    pub fn number(&self) -> Option<String> {
        cells::keyword(self.cell(self.ledger.number())).ok().flatten()
    }

    /// This row refused, for a reason that lies in `column` or in the whole of it.
    #[must_use]
    pub fn refuse(&self, column: Option<Column>, code: &'static str, reason: impl Into<String>) -> Refused {
        Refused {
            sheet: self.sheet.to_string(),
            row: self.row,
            number: self.number(),
            column: column.map(|column| column.name().to_owned()),
            reason: reason.into(),
            code,
        }
    }

    fn read<T>(
        &self,
        column: Column,
        reader: impl FnOnce(&Cell) -> Result<T, Unreadable>,
    ) -> Result<T, Box<Refused>> {
        reader(self.cell(column)).map_err(|why| Box::new(self.refuse(Some(column), why.code, why.reason)))
    }

    /// The text in `column`, tidied.
    ///
    /// # Errors
    /// As [`cells::text`]; likewise for the readers below.
    pub fn text(&self, column: Column) -> Result<Option<String>, Box<Refused>> {
        self.read(column, cells::text)
    }

    /// The word of a short list in `column`, without blanks.
    ///
    /// # Errors
    /// As [`cells::keyword`].
    pub fn keyword(&self, column: Column) -> Result<Option<String>, Box<Refused>> {
        self.read(column, cells::keyword)
    }

    /// The names in `column`.
    ///
    /// # Errors
    /// As [`cells::names`].
    pub fn names(&self, column: Column) -> Result<Vec<String>, Box<Refused>> {
        self.read(column, cells::names)
    }

    /// The telephone or identity number in `column`.
    ///
    /// # Errors
    /// As [`cells::digits`].
    pub fn digits(&self, column: Column) -> Result<Option<String>, Box<Refused>> {
        self.read(column, cells::digits)
    }

    /// The day in `column`.
    ///
    /// # Errors
    /// As [`cells::day::day`].
    pub fn day(&self, column: Column) -> Result<Option<Day>, Box<Refused>> {
        Ok(self.occurred(column)?.map(Occurred::day))
    }

    /// The moment in `column`: other systems tell them, our ledgers days, but for a deadline that a paper names.
    fn moment(&self, column: Column) -> Option<Moment> {
        let tells = self.foreign || column == Column::OwnDeadline;
        cells::day::moment(self.cell(column)).filter(|_| tells)
    }

    /// When what `column` tells happened, as exactly as the cell says.
    ///
    /// # Errors
    /// As [`cells::day::day`].
    pub fn occurred(&self, column: Column) -> Result<Option<Occurred>, Box<Refused>> {
        match self.moment(column) {
            Some(moment) => Ok(Some(Occurred::Instant(moment))),
            None => Ok(self.read(column, |cell| cells::day::day(cell, self.epoch))?.map(Occurred::Day)),
        }
    }

    /// The notes, each with when it was.
    ///
    /// # Errors
    /// When one of them has no day that can be read.
    pub fn noted(&self) -> Result<Vec<(Occurred, &str)>, Box<Refused>> {
        let mut noted = Vec::with_capacity(self.notes.len());
        for Note { row, at, text } in &self.notes {
            let refuse =
                |why: Unreadable| self.refuse(None, why.code, format!("row {row}, '{text}': {}", why.reason));
            let nothing = || unreadable("required", "when it was must not be empty");
            let at = if let Some(moment) = cells::day::moment(at) {
                Occurred::Instant(moment)
            } else {
                let day = cells::day::day(at, self.epoch).map_err(refuse)?;
                Occurred::Day(day.ok_or_else(nothing).map_err(refuse)?)
            };
            noted.push((at, text.as_str()));
        }
        Ok(noted)
    }

    /// The whole number in `column`.
    ///
    /// # Errors
    /// As [`cells::number::whole`].
    pub fn whole(&self, column: Column) -> Result<Option<u32>, Box<Refused>> {
        self.read(column, cells::number::whole)
    }

    /// The area in `column`.
    ///
    /// # Errors
    /// As [`cells::number::area`].
    pub fn area(&self, column: Column) -> Result<Option<Area>, Box<Refused>> {
        self.read(column, cells::number::area)
    }

    /// The text in `column` as a `T`: a committee, an address, a name.
    ///
    /// # Errors
    /// As [`cells::text`], and when the text is no `T`.
    pub fn parsed<T: FromStr<Err: Display>>(&self, column: Column) -> Result<Option<T>, Box<Refused>> {
        self.read(column, |cell| {
            let parse = |text: String| {
                text.parse().map_err(|why| unreadable("text_refused", format!("'{text}' is refused: {why}")))
            };
            cells::text(cell)?.map(parse).transpose()
        })
    }

    /// `value`, which `column` must have.
    ///
    /// # Errors
    /// When there is none.
    pub fn required<T>(&self, column: Column, value: Option<T>) -> Result<T, Box<Refused>> {
        let refuse = || self.refuse(Some(column), "required", format!("{} must not be empty", column.name()));
        value.ok_or_else(|| Box::new(refuse()))
    }
}
