//! Days, in the spellings that offices use.
use super::{
    Cell, Epoch, Unreadable, cell_error, half_width, is_invisible, number, says_nothing, unreadable,
};
use crate::cases::occurred::{Day, Moment};
use chrono::{Datelike, Days, NaiveDate};

const YEARS: std::ops::RangeInclusive<i32> = 1949..=2099;
/// 1970-01-01 to 2099-12-31 counted from 1900: any other number in a cell for a day is a slip.
const SERIALS: std::ops::Range<f64> = 25_569.0..73_051.0;

/// A day.
///
/// # Errors
/// When the cell does not tell one day without doubt.
pub fn day(cell: &Cell, epoch: Epoch) -> Result<Option<Day>, Unreadable> {
    match cell {
        Cell::Empty => Ok(None),
        Cell::Date(day) => plausible(*day).map(Some),
        Cell::Number(number) => from_number(*number, epoch).map(Some),
        Cell::Text(text) if says_nothing(text) || super::compact(text) == "无" => Ok(None),
        Cell::Text(text) => match serial(text) {
            Some(serial) => from_number(serial, epoch).map(Some),
            None => from_text(text).map(Some),
        },
        Cell::Error(error) => Err(cell_error(error)),
    }
}

/// The moment that a cell tells together with its offset; none where it tells a day, or nothing.
#[must_use]
pub fn moment(cell: &Cell) -> Option<Moment> {
    let Cell::Text(text) = cell else { return None };
    let moment = Moment::parse(&text.trim().replacen(' ', "T", 1)).ok()?;
    plausible(moment.day()).is_ok().then_some(moment)
}

fn plausible(day: Day) -> Result<Day, Unreadable> {
    if YEARS.contains(&day.year()) {
        return Ok(day);
    }
    let (from, to) = (YEARS.start(), YEARS.end());
    Err(unreadable("year_out_of_range", format!("the year of {day} is not one from {from} to {to}")))
}

/// The day that a spreadsheet means by `serial`.
#[must_use]
pub(crate) fn of_serial(serial: f64, epoch: Epoch) -> Option<Day> {
    let days = match epoch {
        Epoch::Y1900 => serial,
        Epoch::Y1904 => serial + 1462.0,
    };
    // Before 61 the calendar of 1900 has a 29 February that never was.
    if !(61.0..2_958_466.0).contains(&days) {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the range was just checked")]
    let days = Days::new(days as u64);
    NaiveDate::from_ymd_opt(1899, 12, 30)?.checked_add_days(days)
}

fn from_number(number: f64, epoch: Epoch) -> Result<Day, Unreadable> {
    let from_1900 = if epoch == Epoch::Y1904 { number + 1462.0 } else { number };
    if SERIALS.contains(&from_1900)
        && let Some(day) = of_serial(number, epoch)
    {
        return Ok(day);
    }
    from_text(&number::shortest(number))
}

/// 43529 as text: a day whose format got lost on its way into a table of text.
fn serial(text: &str) -> Option<f64> {
    let digits = super::compact(text);
    let is_serial = digits.len() == 5 && digits.bytes().all(|b| b.is_ascii_digit());
    if is_serial { digits.parse().ok() } else { None }
}

fn from_text(original: &str) -> Result<Day, Unreadable> {
    let text: String = original.chars().filter(|c| !is_invisible(*c)).map(half_width).collect();
    let text = text.trim().replace('。', ".");
    let (year, rest) = digits(&text);
    if year.len() == 8 && is_time(rest) {
        return exact(&year[..4], &year[4..6], &year[6..], original);
    }
    let (first, rest) = separator(rest, '年');
    let (month, rest) = digits(rest);
    let (second, rest) = separator(rest, '月');
    let (day, rest) = digits(rest);
    let rest = rest.trim_start();
    let rest = rest.strip_prefix(['日', '号']).unwrap_or(rest);
    match (year.len(), first, month.len(), second, day.len()) {
        (4, Some(_), 1..=2, Some(_), 1..=2) if is_time(rest) => exact(year, month, day, original),
        (2, Some(_), 1..=2, Some(_), 1..=2) if is_time(rest) => Err(unreadable(
            "two_digit_year",
            format!("'{original}' has a year of two digits; write all four of them"),
        )),
        (4, Some(_), 1..=2, _, 0) if rest.is_empty() => {
            Err(unreadable("no_day", format!("'{original}' names a month but no day")))
        }
        (1..=2, Some(_), 1..=2, None, 0) if rest.is_empty() => {
            Err(unreadable("no_year", format!("'{original}' names no year")))
        }
        _ => Err(unreadable("not_a_day", format!("'{original}' is not a date; write it as 2019-03-05"))),
    }
}

fn digits(text: &str) -> (&str, &str) {
    let text = text.trim_start();
    text.split_at(text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len()))
}

fn separator(text: &str, unit: char) -> (Option<char>, &str) {
    let text = text.trim_start();
    match text.chars().next() {
        Some(c) if matches!(c, '.' | '-' | '/' | '−' | '–' | '—') || c == unit => {
            (Some(c), &text[c.len_utf8()..])
        }
        _ => (None, text),
    }
}

/// Nothing, or a time of day, which paper does not need.
fn is_time(rest: &str) -> bool {
    let rest = rest.strip_prefix('T').unwrap_or(rest).trim();
    let known = |c: char| {
        c.is_ascii_digit() || matches!(c, ':' | '.' | ' ' | '时' | '点' | '分' | '秒' | '上' | '下' | '午')
    };
    rest.is_empty()
        || (rest.chars().all(known)
            && rest.contains([':', '时', '点', '午'])
            && rest.split('.').next().unwrap_or("").split(|c: char| !c.is_ascii_digit()).all(below_sixty))
}

fn below_sixty(digits: &str) -> bool {
    digits.is_empty() || digits.parse::<u32>().is_ok_and(|number| number < 60)
}

fn exact(year: &str, month: &str, day: &str, original: &str) -> Result<Day, Unreadable> {
    let number = |digits: &str| digits.parse::<u32>().unwrap_or(0);
    let found = year.parse().ok().and_then(|year| NaiveDate::from_ymd_opt(year, number(month), number(day)));
    let none = || unreadable("no_such_day", format!("'{original}': this day does not exist"));
    found.ok_or_else(none).and_then(plausible)
}
