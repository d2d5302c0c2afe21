//! Numbers that are exact until they are printed.
use serde::{Serialize, Serializer};
use std::fmt;

/// A decimal number: `units / 10^decimals`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Exact {
    units: i64,
    decimals: u8,
}

impl Exact {
    /// A whole number.
    #[must_use]
    pub const fn whole(units: i64) -> Self {
        Self { units, decimals: 0 }
    }

    /// Hundredths.
    #[must_use]
    pub const fn hundredths(units: i64) -> Self {
        Self { units, decimals: 2 }
    }

    /// Halves: the middle of two whole numbers.
    #[must_use]
    pub const fn halves(doubled: i64) -> Self {
        Self { units: doubled * 5, decimals: 1 }
    }

    /// Whether it is nothing, to however many decimals.
    #[must_use]
    pub const fn is_zero(self) -> bool {
        self.units == 0
    }

    /// `numerator` in a hundred of `denominator`, rounded half up; none when there is nothing to divide by.
    #[must_use]
    pub fn percent(numerator: i64, denominator: i64, decimals: u8) -> Option<Self> {
        if denominator <= 0 {
            return None;
        }
        let (numerator, denominator) = (i128::from(numerator), i128::from(denominator));
        let scaled = numerator * 100 * 10_i128.pow(u32::from(decimals));
        let rounded = (2 * scaled + denominator).div_euclid(2 * denominator);
        i64::try_from(rounded).ok().map(|units| Self { units, decimals })
    }
}

impl fmt::Display for Exact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scale = 10_i64.pow(u32::from(self.decimals));
        let (whole, part) = (self.units / scale, (self.units % scale).abs());
        let sign = if self.units < 0 && whole == 0 { "-" } else { "" };
        if part == 0 {
            return write!(f, "{sign}{whole}");
        }
        let part = format!("{part:0width$}", width = usize::from(self.decimals));
        write!(f, "{sign}{whole}.{}", part.trim_end_matches('0'))
    }
}

/// As a JSON number: whole where it is whole, else the shortest number that reads back as the same decimal.
impl Serialize for Exact {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let text = self.to_string();
        match text.parse::<i64>() {
            Ok(whole) => serializer.serialize_i64(whole),
            Err(_) => serializer.serialize_f64(text.parse().map_err(serde::ser::Error::custom)?),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn percent(numerator: i64, denominator: i64, decimals: u8) -> Option<String> {
        Exact::percent(numerator, denominator, decimals).map(|exact| exact.to_string())
    }

    #[test]
    fn a_rate_is_rounded_half_up_when_it_is_printed() {
        assert_eq!(percent(2570, 3219, 2).as_deref(), Some("79.84"));
        assert_eq!(percent(30075, 30000, 2).as_deref(), Some("100.25"));
        assert_eq!(percent(1, 8, 2).as_deref(), Some("12.5"));
        assert_eq!(percent(1, 16, 1).as_deref(), Some("6.3"));
        assert_eq!(percent(-31, 715, 1).as_deref(), Some("-4.3"));
        assert_eq!(percent(-1, 400, 1).as_deref(), Some("-0.2"));
    }

    #[test]
    fn a_rate_of_nothing_is_no_number() {
        assert_eq!(percent(0, 0, 2), None);
    }

    #[test]
    fn a_number_is_json_without_noise() {
        let json = |exact: Exact| serde_json::to_string(&exact).expect("JSON");
        assert_eq!(json(Exact::hundredths(3_007_500)), "30075");
        assert_eq!(json(Exact::hundredths(1250)), "12.5");
        assert_eq!(json(Exact::halves(37)), "18.5");
    }
}
