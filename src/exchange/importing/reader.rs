//! One row's cells as values; the first that makes no sense refuses the row, with its place and the reason.
use crate::cases::people::Name;
use crate::cases::petition::{Channel, OwnChannel};
use crate::cases::words::{CaseNumber, Committee};
use crate::exchange::ledgers::cells::tidy;
use crate::exchange::ledgers::{Column, RawRow, Refused};
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeSet;
use std::fmt::Display;
use std::ops::Deref;
use std::str::FromStr;

/// A value, or the refusal of its row.
pub type Read<T> = Result<T, Box<Refused>>;

/// Reads the cells of one row, knowing the office.
pub struct Reader<'a> {
    /// The row.
    pub row: &'a RawRow,
    /// The office's committees.
    pub committees: &'a BTreeSet<Committee>,
    /// The channels that the office has of its own.
    pub channels: &'a BTreeSet<OwnChannel>,
}

impl Deref for Reader<'_> {
    type Target = RawRow;

    fn deref(&self) -> &RawRow {
        self.row
    }
}

impl Reader<'_> {
    /// The row's refusal for what stands in `column`.
    #[expect(clippy::unnecessary_box_returns, reason = "a refusal is large, and travels as an error, boxed")]
    pub fn refused(&self, column: Column, code: &'static str, reason: impl Display) -> Box<Refused> {
        self.row.refuse(Some(column), code, reason.to_string()).into()
    }

    /// The number of the case, which the row must have: in half width and without blanks.
    pub fn case_number(&self) -> Read<CaseNumber> {
        let column = self.row.ledger.number();
        let number = self.row.keyword(column)?;
        let number =
            number.map(|text| text.parse().map_err(|error| self.refused(column, "text_refused", error)));
        self.row.required(column, number.transpose()?)
    }

    /// A text of digits, which a spreadsheet may hold as a number.
    pub fn number_text<T: FromStr<Err: Display>>(&self, column: Column) -> Read<Option<T>> {
        let text = self.row.digits(column)?;
        text.map(|text| text.parse().map_err(|error| self.refused(column, "text_refused", error))).transpose()
    }

    /// Names, each as often as it stands there.
    pub fn people(&self, column: Column) -> Read<Vec<Name>> {
        let names = self.row.names(column)?;
        let parse = |name: String| name.parse().map_err(|error| self.refused(column, "text_refused", error));
        names.into_iter().map(parse).collect()
    }

    /// One of a short list of words.
    pub fn one_of<T: Clone>(&self, column: Column, words: &[(&str, T)]) -> Read<Option<T>> {
        let Some(word) = self.row.keyword(column)? else { return Ok(None) };
        let found = words.iter().find(|(known, _)| *known == word).map(|(_, value)| value.clone());
        found.map(Some).ok_or_else(|| {
            let known: Vec<_> = words.iter().map(|(word, _)| *word).collect();
            self.refused(
                column,
                "unknown_word",
                format!("'{word}' is unknown here; known are {}", known.join(", ")),
            )
        })
    }

    /// How a petition came in: one of these words, or a channel of the office's own.
    pub fn channel(&self, words: &[(&str, Channel)]) -> Read<Option<Channel>> {
        let own = self.row.text(Column::Channel)?.and_then(|text| text.parse::<OwnChannel>().ok());
        match own.filter(|own| self.channels.contains(own)) {
            Some(own) => Ok(Some(Channel::Own(own))),
            None => self.one_of(Column::Channel, words),
        }
    }

    /// One of the office's committees, with or without 居委会 behind its name.
    pub fn committee(&self, column: Column) -> Read<Option<Committee>> {
        let Some(name) = self.row.keyword(column)? else { return Ok(None) };
        let bare =
            ["居民委员会", "居委会", "居民区", "居委"].iter().find_map(|suffix| name.strip_suffix(suffix));
        let known = [Some(name.as_str()), bare].into_iter().flatten();
        let found = known.filter_map(|name| name.parse().ok()).find(|name| self.committees.contains(name));
        found.map(Some).ok_or_else(|| {
            self.refused(column, "unknown_committee", format!("the office has no committee '{name}'"))
        })
    }
}

/// A value in one spelling, for comparing cells: text as cells keep it, for what was typed elsewhere may hold blanks that
/// no ledger keeps.
pub fn spelled<T: Serialize>(value: Option<&T>) -> Option<String> {
    match serde_json::to_value(value?).ok()? {
        Value::String(text) => Some(tidy(&text)),
        value => Some(value.to_string()),
    }
}
