//! How users are called.
use crate::cases::spelt;
use crate::cases::words::{TextError, checked};
use serde::{Deserialize, Deserializer, Serialize};
use std::fmt;
use std::str::FromStr;

/// The name with which a user signs in: 2 to 40 letters of the Latin alphabet in lower case, digits, `.`, `-`, `_`,
/// beginning with a letter. It is a code of the office's, not a person's name, and never changes.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
#[serde(transparent)]
pub struct LoginName(Box<str>);

impl LoginName {
    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for LoginName {
    type Err = TextError;

    fn from_str(text: &str) -> Result<Self, TextError> {
        let text = checked(text, 40)?.to_ascii_lowercase();
        let mut chars = text.chars();
        let begins = chars.next().is_some_and(|c| c.is_ascii_lowercase());
        let goes_on =
            chars.all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '-' | '_'));
        if !begins || !goes_on || text.len() < 2 {
            return Err(TextError::Form(
                "a login name has 2 to 40 of a-z, 0-9, '.', '-' and '_', and begins with a letter",
            ));
        }
        Ok(Self(text.into()))
    }
}

impl fmt::Display for LoginName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for LoginName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        spelt::read(deserializer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_login_name_is_the_same_however_it_is_typed() {
        let name: LoginName = " Zhang.Wei ".parse().expect("a login name");
        assert_eq!(name.as_str(), "zhang.wei");
    }

    #[test]
    fn a_login_name_of_other_letters_is_refused() {
        for wrong in ["张伟", "z", "9a", "zhang wei", "a/b", "-ab"] {
            assert!(wrong.parse::<LoginName>().is_err(), "{wrong}");
        }
    }
}
