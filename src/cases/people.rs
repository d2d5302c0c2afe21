//! People: how many, and who. Who is always [`Personal`].
use super::personal::Personal;
use super::words::{TextError, checked};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::str::FromStr;

crate::text_newtypes! {
    /// A person's name.
    Name(80),
    /// An address at which a person lives.
    HomeAddress(200),
}

/// A telephone number as given, digits with an optional leading `+` and dashes.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct Phone(Box<str>);

impl TryFrom<String> for Phone {
    type Error = TextError;

    fn try_from(text: String) -> Result<Self, TextError> {
        text.parse()
    }
}

impl Phone {
    /// The number.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Phone {
    type Err = TextError;

    fn from_str(text: &str) -> Result<Self, TextError> {
        let text = checked(text, 32)?;
        let digits = text.bytes().filter(u8::is_ascii_digit).count();
        let form = text.chars().all(|c| c.is_ascii_digit() || matches!(c, '+' | '-' | ' ' | '(' | ')'));
        if !form || digits < 3 {
            return Err(TextError::Form("a telephone number has digits, blanks, '-', '+' and brackets"));
        }
        Ok(Self(text.into()))
    }
}

/// A resident identity number, GB 11643: 17 digits and a check character (MOD 11-2).
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct IdNumber(Box<str>);

impl TryFrom<String> for IdNumber {
    type Error = TextError;

    fn try_from(text: String) -> Result<Self, TextError> {
        text.parse()
    }
}

impl IdNumber {
    /// The number.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn check_character(digits: &[u8]) -> u8 {
        const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
        let sum: u32 = digits.iter().zip(WEIGHTS).map(|(d, w)| u32::from(d - b'0') * w).sum();
        b"10X98765432"[(sum % 11) as usize]
    }
}

impl FromStr for IdNumber {
    type Err = TextError;

    fn from_str(text: &str) -> Result<Self, TextError> {
        let text = checked(text, 18)?.to_ascii_uppercase();
        let bytes = text.as_bytes();
        if bytes.len() != 18 || !bytes[..17].iter().all(u8::is_ascii_digit) {
            return Err(TextError::Form("an identity number has 17 digits and a check character"));
        }
        if Self::check_character(&bytes[..17]) != bytes[17] {
            return Err(TextError::Form("the check character of the identity number does not fit"));
        }
        Ok(Self(text.into()))
    }
}

/// Who brings a petition. What is not given is not invented.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Person {
    /// Name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Name>,
    /// Telephone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<Phone>,
    /// Identity number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id_number: Option<IdNumber>,
    /// Where the person lives.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<HomeAddress>,
}

/// 人次: how many people came; at least one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(try_from = "u32", into = "u32")]
pub struct Heads(u32);

impl Heads {
    /// One person.
    pub const ONE: Self = Self(1);

    /// A number of heads from 1 to 100,000.
    ///
    /// # Errors
    /// When `heads` is not in that range.
    pub const fn new(heads: u32) -> Result<Self, TextError> {
        match heads {
            1..=100_000 => Ok(Self(heads)),
            _ => Err(TextError::Form("heads are a whole number from 1 to 100000")),
        }
    }

    /// How many.
    #[must_use]
    pub const fn get(self) -> u32 {
        self.0
    }
}

impl TryFrom<u32> for Heads {
    type Error = TextError;

    fn try_from(heads: u32) -> Result<Self, TextError> {
        Self::new(heads)
    }
}

impl From<Heads> for u32 {
    fn from(heads: Heads) -> Self {
        heads.0
    }
}

/// The officers who acted: how many different people is public, who they are is sealed.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Officers {
    /// The source does not say.
    NotRecorded,
    /// Named officers.
    Named {
        /// Different people among them: a name given twice is one.
        count: u8,
        /// Their names.
        names: Personal<Vec<Name>>,
    },
}

impl Officers {
    /// The officers of these names, each counted once.
    #[must_use]
    pub fn named(names: &[Name]) -> Self {
        let different: BTreeSet<&Name> = names.iter().collect();
        Self::Named {
            count: u8::try_from(different.len()).unwrap_or(u8::MAX),
            names: Personal::plain(super::personal::Subject::STAFF, names.to_vec()),
        }
    }

    /// The same officers, their names kept as they stand.
    #[must_use]
    pub const fn kept(&self) -> Self {
        match self {
            Self::NotRecorded => Self::NotRecorded,
            Self::Named { count, .. } => Self::Named { count: *count, names: Personal::kept() },
        }
    }

    /// How many different officers there were, where the source says so.
    #[must_use]
    pub const fn count(&self) -> Option<u8> {
        match self {
            Self::NotRecorded => None,
            Self::Named { count, .. } => Some(*count),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identity_number_whose_check_character_does_not_fit_is_refused() {
        assert!("11010519491231002X".parse::<IdNumber>().is_ok());
        assert!("11010519491231002x".parse::<IdNumber>().is_ok());
        assert!("110105194912310021".parse::<IdNumber>().is_err());
    }

    #[test]
    fn the_same_name_given_as_both_inspectors_is_one() {
        let name: Name = "陈国华".parse().expect("a name");
        assert_eq!(Officers::named(&[name.clone(), name]).count(), Some(1));
    }
}
