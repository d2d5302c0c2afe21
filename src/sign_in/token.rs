//! Random tokens: of sessions, links, ceremonies, programs. Only their hashes are kept.
use crate::cases::ids::OfficeId;
use crate::clock::Source;
use sha2::{Digest, Sha256};
use std::fmt::{self, Write};
use std::str::FromStr;
use uuid::Uuid;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// 256 random bits, and the office whose they are: what belongs to an office is found by the office first.
///
/// Spelt as 96 hexadecimal digits, the office's 32 before.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct Token {
    #[zeroize(skip)]
    office: OfficeId,
    secret: [u8; 32],
}

impl Token {
    /// A new one.
    #[must_use]
    pub fn random(office: OfficeId, source: &Source) -> Self {
        Self { office, secret: source.bytes() }
    }

    /// The office.
    #[must_use]
    pub const fn office(&self) -> OfficeId {
        self.office
    }

    /// What is kept of it. A slow hash would add nothing: 256 random bits cannot be guessed.
    #[must_use]
    pub fn hash(&self) -> [u8; 32] {
        sha256(&self.secret)
    }

    /// As it is handed out.
    #[must_use]
    pub fn spelt(&self) -> String {
        hex(self.office.0.as_bytes()) + &hex(&self.secret)
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token")
    }
}

/// It is no token.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct NoToken;

impl FromStr for Token {
    type Err = NoToken;

    fn from_str(text: &str) -> Result<Self, NoToken> {
        let (office, secret) = text.split_at_checked(32).ok_or(NoToken)?;
        let office = OfficeId(Uuid::from_bytes(unhex(office).ok_or(NoToken)?));
        Ok(Self { office, secret: unhex(secret).ok_or(NoToken)? })
    }
}

/// The SHA-256 of `bytes`.
pub(super) fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// `bytes` as hexadecimal digits.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn unhex<const N: usize>(text: &str) -> Option<[u8; N]> {
    if text.len() != N * 2 || !text.is_ascii() {
        return None;
    }
    let mut bytes = [0; N];
    for (at, byte) in bytes.iter_mut().enumerate() {
        let digits = &text[at * 2..at * 2 + 2];
        if digits.starts_with('+') {
            return None;
        }
        *byte = u8::from_str_radix(digits, 16).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cases::occurred::Moment;
    use crate::clock::{SeededEntropy, SetClock};

    #[test]
    fn a_token_is_read_as_it_was_spelt_and_says_its_office() {
        let now = Moment::parse("2019-03-05T09:00:00+08:00").expect("a moment");
        let source = Source::new(SetClock::at(now), SeededEntropy::new(7));
        let office = OfficeId(source.uuid());
        let token = Token::random(office, &source);
        let spelt = token.spelt();
        assert_eq!(spelt.len(), 96);
        let read: Token = spelt.parse().expect("a token");
        assert_eq!((read.office(), read.hash()), (office, token.hash()));
        assert_ne!(Token::random(office, &source).hash(), token.hash());
        for wrong in ["", "abc", &spelt[1..], &format!("{spelt}0"), &spelt.replacen(['a', '1'], "+", 1)] {
            assert!(wrong.parse::<Token>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn what_is_kept_of_a_token_does_not_show_it() {
        let now = Moment::parse("2019-03-05T09:00:00+08:00").expect("a moment");
        let source = Source::new(SetClock::at(now), SeededEntropy::new(7));
        let token = Token::random(OfficeId(source.uuid()), &source);
        assert!(!token.spelt().contains(&hex(&token.hash())));
        assert_eq!(format!("{token:?}"), "Token");
    }
}
