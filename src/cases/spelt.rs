//! Values that are spelt as texts, read where the text lies.
use chrono::NaiveDate;
use serde::de::{Deserialize, Deserializer, Error, Visitor};
use std::fmt::{self, Display};
use std::str::FromStr;

/// Reads a value from the text that spells it.
///
/// # Errors
/// When there is no text, or it spells no such value.
pub fn read<'de, T: FromStr<Err: Display>, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    read_by(deserializer, T::from_str)
}

/// As [`read`], by a reading of its own.
///
/// # Errors
/// As [`read`].
pub fn read_by<'de, T, E: Display, D: Deserializer<'de>>(
    deserializer: D,
    by: impl FnOnce(&str) -> Result<T, E>,
) -> Result<T, D::Error> {
    deserializer.deserialize_str(By(by))
}

struct By<F>(F);

impl<T, E: Display, F: FnOnce(&str) -> Result<T, E>> Visitor<'_> for By<F> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_str<S: Error>(self, text: &str) -> Result<T, S> {
        (self.0)(text).map_err(S::custom)
    }
}

/// Reads a day. Nearly all are spelt with ten signs, which takes a tenth of the time that a reader of any form does.
///
/// # Errors
/// When it is none.
pub fn day<'de, D: Deserializer<'de>>(deserializer: D) -> Result<NaiveDate, D::Error> {
    let by = |text: &str| ten_signs(text.as_bytes()).map_or_else(|| text.parse(), Ok);
    read_by(deserializer, by)
}

/// As [`day`], for several.
///
/// # Errors
/// When one is none.
pub fn days<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<NaiveDate>, D::Error> {
    #[derive(serde::Deserialize)]
    #[serde(transparent)]
    struct One(#[serde(deserialize_with = "day")] NaiveDate);
    let days = Vec::<One>::deserialize(deserializer)?;
    Ok(days.into_iter().map(|One(day)| day).collect())
}

/// The day that is spelt `2019-03-05`; none where it is spelt otherwise.
#[must_use]
pub fn ten_signs(text: &[u8]) -> Option<NaiveDate> {
    let [year @ .., b'-', _, _, b'-', _, _] = text else { return None };
    if text.len() != 10 {
        return None;
    }
    NaiveDate::from_ymd_opt(number(year)?.cast_signed(), number(&text[5..7])?, number(&text[8..])?)
}

/// The number that these digits spell, if there is nothing but digits.
#[must_use]
pub fn number(digits: &[u8]) -> Option<u32> {
    let add = |number: u32, digit: &u8| {
        let digit = digit.is_ascii_digit().then(|| u32::from(digit - b'0'))?;
        number.checked_mul(10)?.checked_add(digit)
    };
    digits.iter().try_fold(0, add)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(serde::Deserialize, PartialEq, Debug)]
    struct Of {
        #[serde(deserialize_with = "day")]
        day: NaiveDate,
        #[serde(default, deserialize_with = "days")]
        days: Vec<NaiveDate>,
    }

    #[test]
    fn a_day_is_read_however_it_is_spelt() {
        for text in ["2019-03-05", "0001-01-01", "9999-12-31", "+12019-03-05", "-0004-02-29"] {
            let expected: NaiveDate = text.parse().expect("a day");
            let read: Of =
                serde_json::from_str(&format!(r#"{{"day":"{text}","days":["{text}"]}}"#)).expect("read");
            assert_eq!(read, Of { day: expected, days: vec![expected] });
            assert_eq!(text.parse::<NaiveDate>().ok().map(|day| day.to_string()), Some(text.to_owned()));
        }
    }

    #[test]
    fn what_is_no_day_is_refused_with_what_was_expected() {
        let refused = |json: &str| serde_json::from_str::<Of>(json).expect_err("no day").to_string();
        assert_eq!(refused(r#"{"day":"2019-02-30"}"#), "input is out of range at line 1 column 19");
        assert_eq!(
            refused(r#"{"day":7}"#),
            "invalid type: integer `7`, expected a string at line 1 column 8"
        );
    }
}
