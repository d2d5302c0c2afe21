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

    /// `units / 10^decimals`.
    #[must_use]
    pub const fn decimal(units: i64, decimals: u8) -> Self {
        Self { units, decimals }
    }

    /// Halves: the middle of two whole numbers.
    #[must_use]
    pub const fn halves(doubled: i64) -> Self {
        Self { units: doubled * 5, decimals: 1 }
    }

    /// `units / 10^decimals`.
    #[must_use]
    pub const fn of(units: i64, decimals: u8) -> Self {
        Self { units, decimals }
    }

    /// The number without its point.
    #[must_use]
    pub const fn units(self) -> i64 {
        self.units
    }

    /// To how many decimals it is known.
    #[must_use]
    pub const fn decimals(self) -> u8 {
        self.decimals
    }

    /// As the nearest number of a machine, for a cell of a workbook.
    #[must_use]
    pub fn nearest(self) -> f64 {
        self.to_string().parse().unwrap_or_default()
    }

    /// Whether it is nothing, to however many decimals.
    #[must_use]
    pub const fn is_zero(self) -> bool {
        self.units == 0
    }

    /// This less another.
    #[must_use]
    pub const fn less(self, other: Self) -> Self {
        let (one, other, decimals) = self.alike(other);
        Self { units: one - other, decimals }
    }

    /// This in a hundred of another, rounded half up; none when that is nothing.
    #[must_use]
    pub fn in_a_hundred_of(self, other: Self, decimals: u8) -> Option<Self> {
        let (one, other, _) = self.alike(other);
        Self::percent(one, other, decimals)
    }

    /// Whether it is below nothing.
    #[must_use]
    pub const fn is_negative(self) -> bool {
        self.units < 0
    }

    /// As a share of another, from 0 to 1, to draw it: a picture need not be exact.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "a picture is a thousand points wide at most")]
    pub fn share_of(self, other: Self) -> f64 {
        let (one, other, _) = self.alike(other);
        if other <= 0 { 0.0 } else { (one as f64 / other as f64).clamp(0.0, 1.0) }
    }

    /// Both to the same decimals.
    const fn alike(self, other: Self) -> (i64, i64, u8) {
        let decimals = if self.decimals > other.decimals { self.decimals } else { other.decimals };
        (self.scaled(decimals), other.scaled(decimals), decimals)
    }

    const fn scaled(self, decimals: u8) -> i64 {
        self.units * 10_i64.pow((decimals - self.decimals) as u32)
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

/// From a decimal number such as `-4.3`.
impl std::str::FromStr for Exact {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("'{text}' is no number such as 100.25");
        let (whole, part) = text.split_once('.').unwrap_or((text, ""));
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let unsigned = whole.strip_prefix('-').unwrap_or(whole);
        if unsigned.is_empty() || !digits(unsigned) || !digits(part) || part.len() > 9 {
            return Err(wrong());
        }
        let units = format!("{whole}{part}").parse().map_err(|_| wrong())?;
        Ok(Self { units, decimals: u8::try_from(part.len()).map_err(|_| wrong())? })
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
    fn numbers_of_other_decimals_are_compared_exactly() {
        let (area, target) = (Exact::hundredths(3_007_550), Exact::whole(30_000));
        assert_eq!(area.less(target).to_string(), "75.5");
        assert_eq!(area.in_a_hundred_of(target, 2).map(|rate| rate.to_string()).as_deref(), Some("100.25"));
        assert_eq!(area.in_a_hundred_of(Exact::whole(0), 2), None);
        assert!(target.less(area).is_negative());
        assert!((Exact::whole(1).share_of(Exact::whole(4)) - 0.25).abs() < f64::EPSILON);
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
