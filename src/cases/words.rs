//! Short texts that are safe to keep in an event in the clear: codes of an office's own, never words about a person.
use serde::{Deserialize, Deserializer, Serialize};
use std::fmt;
use std::str::FromStr;

/// Why a text is refused.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum TextError {
    /// Nothing but blanks.
    #[error("must not be empty")]
    Empty,
    /// Too long.
    #[error("longer than {0} characters")]
    TooLong(usize),
    /// U+0000 and other control characters, which databases and papers cannot hold.
    #[error("holds a control character")]
    Control,
    /// Not of the form that this kind of text has.
    #[error("{0}")]
    Form(&'static str),
}

/// Trims `text` and checks that it has 1 to `limit` characters, none of them a control character.
///
/// # Errors
/// As [`TextError`] says.
pub fn checked(text: &str, limit: usize) -> Result<String, TextError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(TextError::Empty);
    }
    if text.chars().count() > limit {
        return Err(TextError::TooLong(limit));
    }
    if text.chars().any(|c| c.is_control() && c != '\n' && c != '\t') {
        return Err(TextError::Control);
    }
    Ok(text.to_owned())
}

/// Declares text newtypes with a limit in characters.
#[macro_export]
#[doc(hidden)]
macro_rules! text_newtypes {
    ($($(#[$doc:meta])* $name:ident($limit:expr)),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, serde::Serialize)]
        #[serde(transparent)]
        pub struct $name(Box<str>);

        impl $name {
            /// The text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::cases::words::TextError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Ok(Self($crate::cases::words::checked(text, $limit)?.into()))
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::cases::spelt::read(deserializer)
            }
        }
    )+};
}

text_newtypes! {
    /// 居委会, a residents' committee, by the name that the office gave it.
    Committee(40),
    /// 科室, a department of the office.
    Department(40),
    /// A body outside the office to which a matter is sent.
    Body(80),
    /// Free text about a case: sealed wherever it stands in an event.
    Text(10_000),
    /// 违建 or 隐患 place: an address of a place (not of a person).
    Address(200),
    /// The name of a place: a shop, a building, a site.
    PlaceName(120),
    /// The number that a paper bears, as printed: 定消改字〔2019〕第1号.
    PaperNumber(80),
    /// An office's own code, the division code in China: 310110001.
    OfficeCode(32),
    /// The name of an office.
    OfficeName(80),
}

/// 编号, the number of a case as people say it: XF2019-0001.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
#[serde(transparent)]
pub struct CaseNumber(Box<str>);

impl CaseNumber {
    /// The number.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The series it belongs to and its ordinal there: `XF2019-0001` is 1 of `XF2019-`.
    /// A number that does not end in digits is a series of its own, ordinal 0.
    #[must_use]
    pub fn in_series(&self) -> (&str, u64) {
        let prefix = self.0.trim_end_matches(|c: char| c.is_ascii_digit());
        // Eighteen digits always fit; a longer run keeps its front in the series' name.
        let at = prefix.len().max(self.0.len().saturating_sub(18));
        let (prefix, digits) = self.0.split_at(at);
        (prefix, digits.parse().unwrap_or(0))
    }
}

impl FromStr for CaseNumber {
    type Err = TextError;

    fn from_str(text: &str) -> Result<Self, TextError> {
        let text = checked(text, 40)?;
        if text.chars().any(char::is_whitespace) {
            return Err(TextError::Form("a case number has no blanks"));
        }
        Ok(Self(text.into()))
    }
}

impl fmt::Display for CaseNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for CaseNumber {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        super::spelt::read(deserializer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_case_number_knows_its_series_and_its_ordinal() {
        let number: CaseNumber = "XF2019-0042".parse().expect("a number");
        assert_eq!(number.in_series(), ("XF2019-", 42));
        let odd: CaseNumber = "信访甲".parse().expect("a number");
        assert_eq!(odd.in_series(), ("信访甲", 0));
        let long: CaseNumber = "99999999999999999999".parse().expect("a number");
        assert_eq!(long.in_series(), ("99", 999_999_999_999_999_999));
    }

    #[test]
    fn a_text_with_a_null_character_is_refused_at_the_edge() {
        assert_eq!("a\0b".parse::<Committee>(), Err(TextError::Control));
        assert_eq!("  ".parse::<Committee>(), Err(TextError::Empty));
    }
}
