//! Tables of text. A spreadsheet takes a cell that begins with one of some signs for a formula; an apostrophe before it
//! says that it is text. Our own reader takes that apostrophe off again (`ledgers/sheet/delimited.rs`).
use super::{Cell, TableError};
use crate::exchange::ledgers::sheet::is_taken_for_a_formula;

/// By which spreadsheets know UTF-8.
const MARK: &[u8] = "\u{feff}".as_bytes();

/// The lines so far.
pub(super) struct Lines(csv::Writer<Vec<u8>>);

impl Lines {
    pub(super) fn begin(title: Option<&str>, header: &[String]) -> Result<Self, TableError> {
        let writer = csv::WriterBuilder::new()
            .flexible(true)
            .terminator(csv::Terminator::CRLF)
            .from_writer(MARK.to_vec());
        let mut lines = Self(writer);
        if let Some(title) = title {
            lines.0.write_record([title])?;
        }
        lines.0.write_record(header.iter().map(|name| safe(name)))?;
        Ok(lines)
    }

    pub(super) fn row(&mut self, cells: &[Cell]) -> Result<(), TableError> {
        let written = cells.iter().map(|cell| match cell {
            Cell::Empty => String::new(),
            Cell::Text(text) => safe(text),
            Cell::Whole(number) => number.to_string(),
            Cell::Decimal(number) => number.clone(),
            Cell::Day(day) => day.to_string(),
        });
        self.0.write_record(written)?;
        Ok(())
    }

    pub(super) fn finish(self) -> Result<Vec<u8>, TableError> {
        self.0.into_inner().map_err(|error| csv::Error::from(error.into_error()).into())
    }
}

fn safe(text: &str) -> String {
    // A text with an apostrophe of its own before such a sign gets a second one, so that it reads back as it was.
    let bare = text.trim_start_matches('\'');
    if is_taken_for_a_formula(bare) { format!("'{text}") } else { text.to_owned() }
}
