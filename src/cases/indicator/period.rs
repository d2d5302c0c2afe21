//! For which days a number is told.
use crate::cases::occurred::Day;
use crate::cases::spelt;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::str::FromStr;

/// A year, a quarter or a month: `2019`, `2019-Q3`, `2019-09`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Period {
    /// A year.
    Year(i32),
    /// A quarter, from 1 to 4.
    Quarter(i32, u8),
    /// A month, from 1 to 12.
    Month(i32, u8),
}

/// Why a text is no period.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error(
    "'{0}' is no period of an office's work; write a year (2019), a quarter (2019-Q3) or a month (2019-09)"
)]
pub struct NoPeriod(Box<str>);

impl Period {
    /// Its first day.
    #[must_use]
    pub fn first(self) -> Day {
        let (year, month) = match self {
            Self::Year(year) => (year, 1),
            Self::Quarter(year, quarter) => (year, 3 * u32::from(quarter) - 2),
            Self::Month(year, month) => (year, u32::from(month)),
        };
        Day::from_ymd_opt(year, month, 1).unwrap_or_default()
    }

    /// Its last day.
    #[must_use]
    pub fn last(self) -> Day {
        let months = match self {
            Self::Year(_) => 12,
            Self::Quarter(..) => 3,
            Self::Month(..) => 1,
        };
        let next = self.first().checked_add_months(chrono::Months::new(months));
        next.and_then(|next| next.pred_opt()).unwrap_or_default()
    }
}

impl FromStr for Period {
    type Err = NoPeriod;

    fn from_str(text: &str) -> Result<Self, NoPeriod> {
        let refused = || NoPeriod(text.into());
        let number = |digits: &str, least: u8, most: u8| {
            let number: u8 =
                digits.parse().ok().filter(|_| digits.bytes().all(|byte| byte.is_ascii_digit()))?;
            (least..=most).contains(&number).then_some(number)
        };
        let (year, rest) = text.split_once('-').map_or((text, None), |(year, rest)| (year, Some(rest)));
        let digits = year.len() == 4 && year.bytes().all(|byte| byte.is_ascii_digit());
        let year: i32 =
            year.parse().ok().filter(|year| digits && (1949..=2999).contains(year)).ok_or_else(refused)?;
        match rest {
            None => Ok(Self::Year(year)),
            Some(rest) => match rest.strip_prefix('Q') {
                Some(quarter) if quarter.len() == 1 => {
                    number(quarter, 1, 4).map(|quarter| Self::Quarter(year, quarter)).ok_or_else(refused)
                }
                None if rest.len() == 2 => {
                    number(rest, 1, 12).map(|month| Self::Month(year, month)).ok_or_else(refused)
                }
                _ => Err(refused()),
            },
        }
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Year(year) => write!(f, "{year}"),
            Self::Quarter(year, quarter) => write!(f, "{year}-Q{quarter}"),
            Self::Month(year, month) => write!(f, "{year}-{month:02}"),
        }
    }
}

impl Serialize for Period {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Period {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        spelt::read(deserializer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_knows_its_first_and_last_day() {
        let days = |text: &str| {
            let period: Period = text.parse().expect("a period");
            assert_eq!(period.to_string(), text);
            (period.first().to_string(), period.last().to_string())
        };
        let pair = |first: &str, last: &str| (first.to_owned(), last.to_owned());
        assert_eq!(days("2019"), pair("2019-01-01", "2019-12-31"));
        assert_eq!(days("2019-Q3"), pair("2019-07-01", "2019-09-30"));
        assert_eq!(days("2020-02"), pair("2020-02-01", "2020-02-29"));
        assert_eq!(days("2019-12"), pair("2019-12-01", "2019-12-31"));
    }

    #[test]
    fn what_is_no_period_is_refused() {
        for text in
            ["", "19", "2019-Q5", "2019-Q0", "2019-13", "2019-1", "2019-00", "1900", "2019-Q11", "+201"]
        {
            assert!(text.parse::<Period>().is_err(), "{text}");
        }
    }
}
