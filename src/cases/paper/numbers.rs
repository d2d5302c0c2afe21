//! The number that a paper bears, and its place in the office's series.
use crate::cases::words::{CaseNumber, PaperNumber};

/// The number as its series counts it, up to its last digit: 定消改字〔2019〕第1号 is 1 of 定消改字〔2019〕第. None where
/// it has blanks or is longer than a number of a series can be.
#[must_use]
pub fn serial(number: &PaperNumber) -> Option<CaseNumber> {
    let text = number.as_str();
    match text.trim_end_matches(|c: char| !c.is_ascii_digit()) {
        "" => text.parse().ok(),
        counted => counted.parse().ok(),
    }
}
