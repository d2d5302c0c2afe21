//! Areas, exact to 0.01 m². One hundredth of a square metre is one square decimetre, so an area is a whole number.
use serde::{Deserialize, Serialize};
use std::fmt;
use std::iter::Sum;
use std::str::FromStr;

/// An area in square decimetres (0.01 m²), never negative.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Area(u32);

/// Why a text is no area.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum AreaError {
    /// Below zero.
    #[error("an area cannot be negative")]
    Negative,
    /// Finer than 0.01 m².
    #[error("an area has at most two decimals (0.01 m²)")]
    TooFine,
    /// Not a number, or over 40 million m².
    #[error("not an area in square metres")]
    NotANumber,
}

impl Area {
    /// No area.
    pub const ZERO: Self = Self(0);

    /// An area from square decimetres.
    #[must_use]
    pub const fn from_dm2(dm2: u32) -> Self {
        Self(dm2)
    }

    /// Square decimetres.
    #[must_use]
    pub fn dm2(self) -> i64 {
        i64::from(self.0)
    }

    /// The sum, or the largest area there is.
    #[must_use]
    pub const fn plus(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }

    /// Square metres with as few decimals as are needed.
    #[must_use]
    pub fn m2(self) -> String {
        square_metres(self.dm2())
    }
}

/// `dm2` square decimetres as square metres, with as few decimals as are needed.
#[must_use]
pub fn square_metres(dm2: i64) -> String {
    let (whole, part) = (dm2 / 100, (dm2 % 100).abs());
    match part {
        0 => whole.to_string(),
        _ if part % 10 == 0 => format!("{whole}.{}", part / 10),
        _ => format!("{whole}.{part:02}"),
    }
}

impl fmt::Display for Area {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} m²", self.m2())
    }
}

impl Sum for Area {
    fn sum<I: Iterator<Item = Self>>(areas: I) -> Self {
        areas.fold(Self::ZERO, Self::plus)
    }
}

impl FromStr for Area {
    type Err = AreaError;

    fn from_str(text: &str) -> Result<Self, AreaError> {
        let text = text.trim();
        if let Some(rest) = text.strip_prefix('-') {
            let zero = rest.chars().all(|c| c == '0' || c == '.');
            return if zero { Err(AreaError::NotANumber) } else { Err(AreaError::Negative) };
        }
        let (whole, part) = text.split_once('.').unwrap_or((text, ""));
        let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty() || !digits(whole) || !digits(part) {
            return Err(AreaError::NotANumber);
        }
        let part = part.trim_end_matches('0');
        if part.len() > 2 {
            return Err(AreaError::TooFine);
        }
        let fine: u32 = format!("{part:0<2}").parse().map_err(|_| AreaError::NotANumber)?;
        whole
            .parse::<u32>()
            .ok()
            .and_then(|whole| whole.checked_mul(100)?.checked_add(fine))
            .map(Self)
            .ok_or(AreaError::NotANumber)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_area_keeps_two_decimals_exactly() {
        assert_eq!("12.50".parse(), Ok(Area::from_dm2(1250)));
        assert_eq!(Area::from_dm2(1250).m2(), "12.5");
        assert_eq!(Area::from_dm2(1205).m2(), "12.05");
        assert_eq!("3000000".parse(), Ok(Area::from_dm2(300_000_000)));
    }

    #[test]
    fn an_area_below_zero_or_finer_than_a_hundredth_is_refused() {
        assert_eq!("-1".parse::<Area>(), Err(AreaError::Negative));
        assert_eq!("1.005".parse::<Area>(), Err(AreaError::TooFine));
        assert_eq!("１".parse::<Area>(), Err(AreaError::NotANumber));
        assert_eq!("99999999999".parse::<Area>(), Err(AreaError::NotANumber));
    }
}
