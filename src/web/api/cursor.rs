//! Where a page of the list begins: opaque, and good for the list that gave it alone.
use crate::cases::ids::StreamId;
use crate::projections::case_pages::{Key, Order, Wanted};
use crate::web::problem::Problem;
use sha2::{Digest, Sha256};
use std::fmt::Write;

/// Bytes by which a cursor knows its list.
const MARK: usize = 8;

fn mark(wanted: &Wanted, order: Order) -> Vec<u8> {
    let list = format!("{wanted:?} {order:?}");
    Sha256::digest(list.as_bytes()).iter().take(MARK).copied().collect()
}

/// The cursor of a place in a list.
#[must_use]
pub fn written(key: &Key, wanted: &Wanted, order: Order) -> String {
    let key = match key {
        Key::Day(day, case) => format!("{day}/{case}"),
        Key::Number(number) => number.clone(),
        Key::Text(text, case) => format!("{case}/{text}"),
    };
    let bytes = mark(wanted, order).into_iter().chain(key.into_bytes());
    bytes.fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// The place that a cursor names.
///
/// # Errors
/// When it was made for another list, or never.
pub fn read(text: &str, wanted: &Wanted, order: Order) -> Result<Key, Problem> {
    let problem = |code, detail: &str| Problem::bad_request(code, detail).about("after");
    let unknown = || problem("query.after", "is no cursor that this list gave");
    let bytes = bytes(text).filter(|bytes| bytes.len() > MARK).ok_or_else(unknown)?;
    let (marked, key) = bytes.split_at(MARK);
    if marked != mark(wanted, order) {
        return Err(problem("query.other_list", "was given by a list with another filter or sort"));
    }
    let key = std::str::from_utf8(key).map_err(|_| unknown())?;
    if order.sort == crate::projections::case_pages::Sort::Number {
        return Ok(Key::Number(key.to_owned()));
    }
    if order.sort.gathers().is_some() {
        let (case, text) = key.split_once('/').ok_or_else(unknown)?;
        return Ok(Key::Text(text.to_owned(), StreamId(case.parse().map_err(|_| unknown())?)));
    }
    let (day, case) = key.split_once('/').ok_or_else(unknown)?;
    let (day, case) = (day.parse().map_err(|_| unknown())?, case.parse().map_err(|_| unknown())?);
    Ok(Key::Day(day, StreamId(case)))
}

fn bytes(hex: &str) -> Option<Vec<u8>> {
    let whole = hex.len().is_multiple_of(2) && hex.bytes().all(|byte| byte.is_ascii_hexdigit());
    let pairs = (0..hex.len()).step_by(2).filter(|_| whole);
    let bytes: Option<Vec<_>> = pairs.map(|at| u8::from_str_radix(hex.get(at..at + 2)?, 16).ok()).collect();
    bytes.filter(|_| whole)
}
