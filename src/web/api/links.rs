//! How answers name other answers.
use crate::cases::ids::Version;
use crate::cases::indicator::{IndicatorId, Period};
use crate::cases::user::LoginName;
use crate::cases::words::CaseNumber;
use std::fmt::Write;

/// A segment of a path, whatever stands in it.
fn segment(text: &str) -> String {
    text.bytes().fold(String::with_capacity(text.len()), |mut out, byte| {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => out.push(char::from(byte)),
            _ => {
                let _ = write!(out, "%{byte:02X}");
            }
        }
        out
    })
}

/// The office.
#[must_use]
pub fn office() -> String {
    "/api/v1/office".to_owned()
}

/// A user.
#[must_use]
pub fn user(login: &LoginName) -> String {
    format!("/api/v1/users/{}", segment(login.as_str()))
}

/// What was told of an indicator for a period.
#[must_use]
pub fn indicator(indicator: &IndicatorId, period: Period) -> String {
    format!("/api/v1/indicators/{}", segment(&format!("{indicator}@{period}")))
}

/// A case.
#[must_use]
pub fn case(number: &CaseNumber) -> String {
    format!("/api/v1/cases/{}", segment(number.as_str()))
}

/// The events of a case.
#[must_use]
pub fn history(number: &CaseNumber) -> String {
    case(number) + "/history"
}

/// Who belongs to a case.
#[must_use]
pub fn access(number: &CaseNumber) -> String {
    case(number) + "/access"
}

/// What hangs on a case.
#[must_use]
pub fn files(number: &CaseNumber) -> String {
    case(number) + "/files"
}

/// A request to erase.
#[must_use]
pub fn erasure(asked: Version) -> String {
    format!("/api/v1/erasures/{asked}")
}

/// The entity tag of a version.
#[must_use]
pub fn tag(version: Version) -> String {
    format!("\"{version}\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_of_any_letters_is_one_segment_of_a_path() {
        let number: CaseNumber = "信访/1?".parse().expect("a number");
        assert_eq!(case(&number), "/api/v1/cases/%E4%BF%A1%E8%AE%BF%2F1%3F");
    }
}
