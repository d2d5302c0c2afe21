//! Numbers that a report prints, exactly.
use crate::cases::spelt;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::str::FromStr;

/// A decimal number with at most four decimals, below a billion, exactly as it was told: `52704.5`, `-4.3`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Quantity(i64);

/// Why a text is no number of a report.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("must be a number with at most nine digits and four decimals, such as 684 or 52704.5")]
pub struct NoQuantity;

impl Quantity {
    /// Decimals that it can have.
    pub const DECIMALS: u8 = 4;

    /// Ten-thousandths.
    #[must_use]
    pub const fn ten_thousandths(self) -> i64 {
        self.0
    }
}

impl FromStr for Quantity {
    type Err = NoQuantity;

    fn from_str(text: &str) -> Result<Self, NoQuantity> {
        let (sign, digits) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
        let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
        let all_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        if !all_digits(whole) || !all_digits(part) || whole.len() > 9 || part.len() > 4 {
            return Err(NoQuantity);
        }
        let units: i64 = format!("{whole}{part:0<4}").parse().map_err(|_| NoQuantity)?;
        Ok(Self(sign * units))
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let (whole, part) = (self.0.abs() / 10_000, self.0.abs() % 10_000);
        if part == 0 {
            return write!(f, "{sign}{whole}");
        }
        write!(f, "{sign}{whole}.{}", format!("{part:04}").trim_end_matches('0'))
    }
}

impl Serialize for Quantity {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Quantity {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        spelt::read(deserializer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_kept_exactly() {
        for text in ["684", "52704.5", "-4.3", "0.0001", "-0.25", "999999999.9999", "0"] {
            assert_eq!(text.parse::<Quantity>().map(|number| number.to_string()), Ok(text.to_owned()));
        }
        assert_eq!("12.50".parse::<Quantity>().map(Quantity::ten_thousandths), Ok(125_000));
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for text in ["", "-", ".5", "5.", "1,000", "1.00001", "1000000000", "１", "1e3", "--1"] {
            assert!(text.parse::<Quantity>().is_err(), "{text}");
        }
    }
}
