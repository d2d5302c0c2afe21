//! Whole numbers and areas.
use super::{Cell, Unreadable, cell_error, compact, says_nothing, unreadable};
use crate::cases::area::{Area, AreaError};

const PEOPLE_AND_THINGS: &[&str] = &["人次", "人", "名", "位", "件次", "件", "户", "个", "次", "批", "条"];
const SQUARE_METRES: &[&str] = &["平方米", "平方公尺", "平方", "平米", "㎡", "m²", "m2", "M²", "M2", "m^2"];

/// `number` with the 15 digits that a spreadsheet keeps, in the shortest way to write it.
#[must_use]
pub fn shortest(number: f64) -> String {
    let kept = format!("{number:.14e}").parse().unwrap_or(number);
    if kept == 0.0 { "0".to_owned() } else { kept.to_string() }
}

/// A whole number, from zero.
///
/// # Errors
/// When the cell holds anything else.
pub fn whole(cell: &Cell) -> Result<Option<u32>, Unreadable> {
    let Some(text) = figure(cell, PEOPLE_AND_THINGS)? else { return Ok(None) };
    let (sign, rest) = text.strip_prefix('-').map_or(("", &*text), |rest| ("-", rest));
    let (whole, part) = rest.split_once('.').unwrap_or((rest, "0"));
    let is_digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    if !is_digits(whole) || !is_digits(part) {
        return Err(unreadable("not_a_number", format!("'{text}' is not a number")));
    }
    if part.bytes().any(|b| b != b'0') {
        return Err(unreadable("not_whole", format!("'{text}' is not a whole number")));
    }
    if sign == "-" && whole.bytes().any(|b| b != b'0') {
        return Err(unreadable("negative", format!("'{text}' is below zero")));
    }
    let too_large = |_| unreadable("too_large", format!("'{text}' is too large a number"));
    whole.parse().map(Some).map_err(too_large)
}

/// An area in square metres, exactly.
///
/// # Errors
/// When the cell holds anything else, or an area finer than 0.01 m².
pub fn area(cell: &Cell) -> Result<Option<Area>, Unreadable> {
    let Some(text) = figure(cell, SQUARE_METRES)? else { return Ok(None) };
    text.parse().map(Some).map_err(|why| match why {
        AreaError::Negative => unreadable("negative", format!("'{text}' is below zero; an area cannot be")),
        AreaError::TooFine => {
            unreadable("too_fine", format!("'{text}' has more than two decimals; round it to 0.01 m²"))
        }
        AreaError::NotANumber => {
            unreadable("not_an_area", format!("'{text}' is not an area in square metres"))
        }
    })
}

/// The figure in a cell, without its unit and without separators of thousands.
fn figure(cell: &Cell, units: &[&str]) -> Result<Option<String>, Unreadable> {
    match cell {
        Cell::Empty => Ok(None),
        Cell::Text(text) if says_nothing(text) => Ok(None),
        Cell::Text(text) => {
            let text = compact(text).replace('−', "-");
            let bare = units.iter().find_map(|unit| text.strip_suffix(unit)).unwrap_or(&text);
            Ok(Some(without_thousands(bare).unwrap_or_else(|| bare.to_owned())))
        }
        Cell::Number(number) => Ok(Some(shortest(*number))),
        Cell::Date(day) => Err(unreadable(
            "number_is_a_date",
            format!(
                "a number is needed here, but the spreadsheet holds the date {day}; correct the cell's format"
            ),
        )),
        Cell::Error(error) => Err(cell_error(error)),
    }
}

/// `1,234.5` as `1234.5`, where every comma stands before three digits.
fn without_thousands(text: &str) -> Option<String> {
    let whole = text.split('.').next()?;
    let mut groups = whole.split(',');
    let first = groups.next()?.trim_start_matches('-');
    let three = |group: &str| group.len() == 3 && group.bytes().all(|b| b.is_ascii_digit());
    ((1..=3).contains(&first.len()) && groups.all(three)).then(|| text.replace(',', ""))
}
