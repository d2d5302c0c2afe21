//! What a declared kind of case and its parts are called: short ASCII words, the same in every language.
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::str::FromStr;

/// Why a text is no id.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("an id has 1 to {0} characters: a small letter, then small letters, digits and _")]
pub struct NoId(usize);

fn is_id(text: &str, limit: usize) -> bool {
    text.len() <= limit
        && text.starts_with(|first: char| first.is_ascii_lowercase())
        && text.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_'))
}

/// Letters of the id of a kind at most.
const LETTERS: usize = 24;

/// The id of a declared kind: `unlicensed`, `clue`. It is small and copied, as the kinds that are written in Rust are.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KindId([u8; LETTERS]);

impl KindId {
    /// The id.
    #[must_use]
    pub fn as_str(&self) -> &str {
        let length = self.0.iter().position(|byte| *byte == 0).unwrap_or(LETTERS);
        // Only ASCII is ever taken in.
        std::str::from_utf8(&self.0[..length]).unwrap_or_default()
    }
}

impl FromStr for KindId {
    type Err = NoId;

    fn from_str(text: &str) -> Result<Self, NoId> {
        if !is_id(text, LETTERS) {
            return Err(NoId(LETTERS));
        }
        let mut letters = [0; LETTERS];
        letters[..text.len()].copy_from_slice(text.as_bytes());
        Ok(Self(letters))
    }
}

/// The id of a field, a state, a step, or one of the values of a field.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code(Box<str>);

impl Code {
    /// Letters at most.
    const LETTERS: usize = 40;

    /// The id.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Code {
    type Err = NoId;

    fn from_str(text: &str) -> Result<Self, NoId> {
        if is_id(text, Self::LETTERS) { Ok(Self(text.into())) } else { Err(NoId(Self::LETTERS)) }
    }
}

macro_rules! as_text {
    ($($id:ident),+) => {$(
        impl fmt::Display for $id {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl fmt::Debug for $id {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{:?}", self.as_str())
            }
        }

        impl Serialize for $id {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> Deserialize<'de> for $id {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::cases::spelt::read(deserializer)
            }
        }
    )+};
}

as_text!(KindId, Code);
