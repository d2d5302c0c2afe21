//! From a cell to a value, with a reason when it cannot be had.
pub mod day;
pub mod number;

use calamine::CellErrorType;
use chrono::NaiveDate;

/// What a cell holds.
#[derive(Clone, PartialEq, Debug, Default)]
pub enum Cell {
    /// Nothing.
    #[default]
    Empty,
    /// Text.
    Text(Box<str>),
    /// A number that is not formatted as a date.
    Number(f64),
    /// A number that is formatted as a date; its time of day is left out.
    Date(NaiveDate),
    /// An error of the spreadsheet.
    Error(CellErrorType),
}

/// From which day a workbook counts its dates.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Epoch {
    /// From 1900, as Excel does.
    #[default]
    Y1900,
    /// From 1904, as Excel for the Mac did.
    Y1904,
}

/// Why a cell has no value of the kind wanted.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Unreadable {
    /// A stable code.
    pub code: &'static str,
    /// A sentence for the clerk.
    pub reason: String,
}

/// The refusal of this code, with a sentence.
pub fn unreadable(code: &'static str, reason: impl Into<String>) -> Unreadable {
    Unreadable { code, reason: reason.into() }
}

pub(crate) fn cell_error(error: &CellErrorType) -> Unreadable {
    unreadable("cell_error", format!("the cell holds the error {error}; correct it in the spreadsheet"))
}

/// A full-width character as its half-width one.
#[must_use]
pub const fn half_width(c: char) -> char {
    match c {
        '\u{3000}' | '\u{a0}' => ' ',
        '\u{ff01}'..='\u{ff5e}' => match char::from_u32(c as u32 - 0xfee0) {
            Some(half) => half,
            None => c,
        },
        _ => c,
    }
}

/// Characters that nobody sees.
#[must_use]
pub const fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{feff}' | '\u{ad}')
}

/// All of `text` in half width, without blanks and invisible characters: for what is looked up.
#[must_use]
pub fn compact(text: &str) -> String {
    text.chars().filter(|c| !is_invisible(*c)).map(half_width).filter(|c| !c.is_whitespace()).collect()
}

/// `text` as it is kept: full-width digits, letters and blanks in half width, punctuation as it stands,
/// runs of blanks as one, none at the ends or beside a line break.
#[must_use]
pub fn tidy(text: &str) -> String {
    let mut tidied = String::with_capacity(text.len());
    let mut gap = None;
    for c in text.chars().filter(|c| !is_invisible(*c)) {
        let half = half_width(c);
        if half.is_whitespace() {
            gap = if half == '\n' { Some('\n') } else { gap.or(Some(' ')) };
            continue;
        }
        if let Some(blank) = gap.take().filter(|_| !tidied.is_empty()) {
            tidied.push(blank);
        }
        tidied.push(if half.is_ascii_alphanumeric() { half } else { c });
    }
    tidied
}

/// Whether `text` only says that there is nothing: blank, or a stroke.
#[must_use]
pub fn says_nothing(text: &str) -> bool {
    compact(text).chars().all(|c| matches!(c, '-' | '/' | '\\' | '—' | '–' | '－'))
}

/// The text of a cell, tidied.
///
/// # Errors
/// When the cell holds an error, or a date that Excel made of a text.
pub fn text(cell: &Cell) -> Result<Option<String>, Unreadable> {
    match cell {
        Cell::Empty => Ok(None),
        Cell::Text(text) if says_nothing(text) => Ok(None),
        Cell::Text(text) => Ok(Some(tidy(text)).filter(|text| !text.is_empty())),
        Cell::Number(number) => Ok(Some(number::shortest(*number))),
        Cell::Date(day) => Err(unreadable(
            "text_is_a_date",
            format!("a text is needed here, but the spreadsheet holds the date {day}; type it again as text"),
        )),
        Cell::Error(error) => Err(cell_error(error)),
    }
}

/// A text of a short list (来访, 合格 …) without any blanks and in half width.
///
/// # Errors
/// As [`text`].
pub fn keyword(cell: &Cell) -> Result<Option<String>, Unreadable> {
    Ok(text(cell)?.map(|text| compact(&text)))
}

/// The names in a cell, in order, as often as they stand there.
///
/// # Errors
/// As [`text`].
pub fn names(cell: &Cell) -> Result<Vec<String>, Unreadable> {
    let text = text(cell)?.unwrap_or_default();
    let listed = text.split(['、', '，', ',', '；', ';', '／', '/', '\n', '|']);
    Ok(listed.flat_map(one_or_more).collect())
}

/// Splits at blanks, but 陈 明, spaced out to the width of 陈国华, is one name.
fn one_or_more(part: &str) -> Vec<String> {
    let pieces: Vec<&str> = part.split_whitespace().collect();
    let spaced_out = pieces.len() > 1 && pieces.iter().all(|piece| piece.chars().count() == 1);
    if spaced_out { vec![pieces.concat()] } else { pieces.into_iter().map(str::to_owned).collect() }
}

/// Telephone numbers, identity numbers and other numbers by which nobody counts, also where the
/// spreadsheet holds them as a number.
///
/// # Errors
/// As [`text`], and when the number is so long that the spreadsheet has lost its last digits.
pub fn digits(cell: &Cell) -> Result<Option<String>, Unreadable> {
    match cell {
        Cell::Number(number) if number.fract() != 0.0 || *number < 0.0 || !number.is_finite() => {
            Err(unreadable(
                "not_digits",
                format!(
                    "'{}' is not a number made of digits only; type it again as text",
                    number::shortest(*number)
                ),
            ))
        }
        Cell::Number(number) if *number >= 1e15 => Err(unreadable(
            "digits_lost",
            "a number of more than 15 digits lost its last ones in the spreadsheet; type it again as text",
        )),
        other => Ok(text(other)?.map(|text| compact(&text))),
    }
}

#[cfg(test)]
mod tests;
