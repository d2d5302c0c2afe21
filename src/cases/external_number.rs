//! 外部编号: the numbers under which other systems know a matter: the 12345 hotline, 国家信访信息系统, others by a code of
//! the office's. A case may have several, and a number of a system is on one case only: each number is a stream that
//! knows which case holds it, so that two servers cannot give it twice. A case that is void holds none.
use super::fact::Fact;
use super::ids::CaseId;
use super::occurred::Dated;
use super::words::{TextError, checked};
use crate::cases::spelt;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::str::FromStr;

/// The code of a system that only the office knows: 2 to 24 of a-z, 0-9, `-` and `_`, beginning with a letter.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
#[serde(transparent)]
pub struct SystemCode(Box<str>);

impl FromStr for SystemCode {
    type Err = TextError;

    fn from_str(text: &str) -> Result<Self, TextError> {
        let text = checked(text, 24)?;
        let begins = text.starts_with(|c: char| c.is_ascii_lowercase());
        let goes_on =
            text.bytes().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || b"-_".contains(&c));
        if !begins || !goes_on || text.len() < 2 {
            return Err(TextError::Form(
                "a system's code has 2 to 24 of a-z, 0-9, '-' and '_', and begins with a letter",
            ));
        }
        Ok(Self(text.into()))
    }
}

impl<'de> Deserialize<'de> for SystemCode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        spelt::read(deserializer)
    }
}

/// Another system that gives a matter a number.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExternalSystem {
    /// 12345 市民服务热线.
    #[serde(rename = "hotline_12345")]
    Hotline,
    /// 国家信访信息系统.
    NationalPetitions,
    /// One that the office names by a code of its own.
    Other(SystemCode),
}

impl fmt::Display for ExternalSystem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Hotline => f.write_str("hotline_12345"),
            Self::NationalPetitions => f.write_str("national_petitions"),
            Self::Other(code) => write!(f, "other:{}", code.0),
        }
    }
}

impl FromStr for ExternalSystem {
    type Err = TextError;

    fn from_str(text: &str) -> Result<Self, TextError> {
        match text {
            "hotline_12345" => Ok(Self::Hotline),
            "national_petitions" => Ok(Self::NationalPetitions),
            other => match other.strip_prefix("other:") {
                Some(code) => code.parse().map(Self::Other),
                None => Err(TextError::Form(
                    "a system is hotline_12345, national_petitions or other: with its code",
                )),
            },
        }
    }
}

/// A number as another system gives it. However it is typed, it is the same: full-width letters and digits are read as
/// plain ones, and letters as capitals. It has 1 to 64 characters and no blank.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct OutsideNumber(Box<str>);

impl OutsideNumber {
    /// The number.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for OutsideNumber {
    type Err = TextError;

    fn from_str(text: &str) -> Result<Self, TextError> {
        let text = checked(text, 64)?;
        if text.chars().any(char::is_whitespace) {
            return Err(TextError::Form("a number of another system has no blanks"));
        }
        let plain = |c: char| match u32::from(c) {
            full @ 0xff01..=0xff5e => char::from_u32(full - 0xfee0).unwrap_or(c),
            _ => c,
        };
        Ok(Self(text.chars().map(|c| plain(c).to_ascii_uppercase()).collect()))
    }
}

impl fmt::Display for OutsideNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for OutsideNumber {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for OutsideNumber {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        spelt::read(deserializer)
    }
}

/// A number, and the system that gave it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct ExternalNumber {
    /// The system.
    pub system: ExternalSystem,
    /// Its number.
    pub number: OutsideNumber,
}

impl fmt::Display for ExternalNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.system, self.number)
    }
}

/// What happens to a number of another system.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum ExternalNumberEvent {
    /// A case has it from now on.
    ExternalNumberTaken {
        /// The number.
        number: ExternalNumber,
        /// The case.
        by: CaseId,
    },
    /// The case that had it has it no more: that was a mistake, or the case is void.
    ExternalNumberFreed {
        /// The number.
        number: ExternalNumber,
    },
}

crate::facts!(ExternalNumberEvent { ExternalNumberTaken = 1, ExternalNumberFreed = 1 });

/// Why a number is refused.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum ExternalNumberRefusal {
    /// Another case has it. Which one is not said: whoever asks may not be allowed to know of it.
    #[error("{0} cannot be put here; if it is on a case that you may see, a search for the number finds it")]
    Taken(ExternalNumber),
}

impl ExternalNumberRefusal {
    /// Every key that there is.
    pub const KEYS: &'static [&'static str] = &["external_number.taken"];

    /// The key under which the reason is worded for people.
    #[must_use]
    pub const fn key(&self) -> &'static str {
        match self {
            Self::Taken(_) => "external_number.taken",
        }
    }
}

/// Which case holds a number.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct NumberHolder {
    case: Option<CaseId>,
}

impl NumberHolder {
    /// A number that nobody holds.
    pub const NOBODY: Self = Self { case: None };

    /// The case that holds it.
    #[must_use]
    pub const fn case(&self) -> Option<CaseId> {
        self.case
    }

    /// What follows when `case` takes the number: nothing if it has it.
    ///
    /// # Errors
    /// When another case has it.
    pub fn take(
        &self,
        number: &ExternalNumber,
        case: CaseId,
    ) -> Result<Option<ExternalNumberEvent>, ExternalNumberRefusal> {
        match self.case {
            Some(holder) if holder == case => Ok(None),
            Some(_) => Err(ExternalNumberRefusal::Taken(number.clone())),
            None => Ok(Some(ExternalNumberEvent::ExternalNumberTaken { number: number.clone(), by: case })),
        }
    }

    /// What follows when `case` gives the number back: nothing if it has it not.
    #[must_use]
    pub fn free(&self, number: &ExternalNumber, case: CaseId) -> Option<ExternalNumberEvent> {
        let freed = || ExternalNumberEvent::ExternalNumberFreed { number: number.clone() };
        (self.case == Some(case)).then(freed)
    }

    /// Takes an event in.
    pub fn fold(&mut self, event: &Dated<ExternalNumberEvent>) {
        self.case = match &event.what {
            ExternalNumberEvent::ExternalNumberTaken { by, .. } => Some(*by),
            ExternalNumberEvent::ExternalNumberFreed { .. } => None,
        };
    }
}

/// The types of this stream's events.
pub const TYPES: &[(&str, u16)] = ExternalNumberEvent::TYPES;

#[cfg(test)]
mod examples;
#[cfg(test)]
pub(crate) use examples::examples;
#[cfg(test)]
mod tests;
