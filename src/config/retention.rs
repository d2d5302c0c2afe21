//! `[retention]`
use super::Listed;
use serde::{Deserialize, Serialize, Serializer};
use std::str::FromStr;

/// How long what is personal is kept after a case was closed.
#[derive(Clone, PartialEq, Eq, Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Retention {
    /// Years by kind of case; what is not named is kept until somebody asks.
    pub years: Listed<KindYears>,
}

/// `petition=10`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct KindYears {
    /// The kind of case.
    pub kind: String,
    /// How many years its cases are kept after they were closed.
    pub years: u32,
}

/// More is for ever, which is said by saying nothing.
const MOST_YEARS: u32 = 100;

impl FromStr for KindYears {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || {
            format!("'{text}' is no kind of case with its years, up to {MOST_YEARS}; write it as petition=10")
        };
        let (kind, years) = text.split_once('=').ok_or_else(wrong)?;
        let years = years.trim().parse().ok().filter(|years| *years <= MOST_YEARS).ok_or_else(wrong)?;
        Ok(Self { kind: kind.trim().to_owned(), years })
    }
}

impl Serialize for KindYears {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("{}={}", self.kind, self.years))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_has_its_years() {
        assert_eq!("petition = 10".parse(), Ok(KindYears { kind: "petition".to_owned(), years: 10 }));
        for wrong in ["petition", "petition=", "petition=-1", "petition=101", "=x"] {
            assert!(wrong.parse::<KindYears>().is_err(), "{wrong}");
        }
    }
}
