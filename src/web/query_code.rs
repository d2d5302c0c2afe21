//! 查询码: what a petitioner finds his matter by, without an account: `2F7K-9QXM-3T8C`. It is the position of the case's
//! first event in the office's log, sealed under a key of the office, so that codes are neither stored nor guessed, and
//! do not tell how many matters there are.
//!
//! Layout, in digits of five bits (Crockford's base 32): the position, disguised, in five digits or as many as it needs;
//! then seven digits of a keyed hash of the position, by which it is also disguised (as SIV modes do): whoever changes a
//! digit changes the position that is read, and its hash is another.
use crate::cases::ids::{CaseId, Version};
use crate::commands::OfficeDesk;
use crate::database::StorageError;
use crate::event_log::{EventLog, Position};
use crate::keys::Key;
use std::fmt;
use std::str::FromStr;
use uuid::Uuid;

/// Crockford's digits: without I, L, O and U, which are mistaken for others.
const DIGITS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Digits of the hash: 35 bits, of which nobody guesses one in a thousand million tries.
const HASH: usize = 7;
/// Digits of a position at least: 33 million events.
const LEAST: usize = 5;
/// Digits of a position at most.
const MOST: usize = 12;
/// Digits that stand together.
const GROUP: usize = 4;
/// The name of an office's key for query codes.
const KEY: Uuid = Uuid::from_u128(0x7175_6572_795f_636f_6465_5f6b_6579_0001);

/// A query code.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct QueryCode(Vec<u8>);

/// A text is no query code.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("this is no query code; it looks like 2F7K-9QXM-3T8C and stands on the receipt")]
pub struct NoQueryCode;

impl QueryCode {
    /// The code of a case whose first event stands here.
    #[must_use]
    pub fn of(position: Position, key: &Key) -> Self {
        let position = u64::try_from(position.0).unwrap_or_default();
        let mut needed = LEAST;
        while needed < MOST && position >> (5 * needed) != 0 {
            needed += 1;
        }
        let hash = hash(position, key);
        let disguised = disguise(digits(position, needed), &hash, key);
        Self(disguised.into_iter().chain(hash).collect())
    }

    /// The position that it names; none if it is not a code of this office.
    #[must_use]
    pub fn position(&self, key: &Key) -> Option<Position> {
        let (disguised, told) = self.0.split_at(self.0.len() - HASH);
        let plain = disguise(disguised.to_vec(), told, key);
        let position = plain.iter().fold(0u64, |position, digit| position << 5 | u64::from(*digit));
        // A position is spelt in one way only.
        let shortest = plain.len() == LEAST || plain[0] != 0;
        let genuine = shortest && hash(position, key) == told;
        i64::try_from(position).ok().filter(|_| genuine).map(Position)
    }
}

fn digits(number: u64, count: usize) -> Vec<u8> {
    let digit = |at: usize| u8::try_from(number >> (5 * (count - 1 - at)) & 31).unwrap_or_default();
    (0..count).map(digit).collect()
}

fn hash(position: u64, key: &Key) -> Vec<u8> {
    let digest = key.digest(&[b"query code: ".as_slice(), &position.to_be_bytes()].concat());
    digest[..HASH].iter().map(|byte| byte & 31).collect()
}

/// Hides the digits, or shows them again, by what follows from their hash.
fn disguise(digits: Vec<u8>, hash: &[u8], key: &Key) -> Vec<u8> {
    let mask = key.digest(&[b"disguise of a query code: ".as_slice(), hash].concat());
    digits.into_iter().zip(mask).map(|(digit, mask)| digit ^ (mask & 31)).collect()
}

impl fmt::Display for QueryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, digit) in self.0.iter().enumerate() {
            if at > 0 && at % GROUP == 0 {
                f.write_str("-")?;
            }
            write!(f, "{}", char::from(DIGITS[usize::from(*digit)]))?;
        }
        Ok(())
    }
}

impl FromStr for QueryCode {
    type Err = NoQueryCode;

    /// Reads a code however it is typed: in small letters, with blanks, O for 0, I and L for 1.
    fn from_str(text: &str) -> Result<Self, NoQueryCode> {
        let letters = text.chars().filter(|letter| !letter.is_whitespace() && *letter != '-');
        let digit = |letter: char| {
            let letter = match letter.to_ascii_uppercase() {
                'O' => '0',
                'I' | 'L' => '1',
                letter => letter,
            };
            let found = DIGITS.iter().position(|digit| char::from(*digit) == letter);
            found.and_then(|at| u8::try_from(at).ok()).ok_or(NoQueryCode)
        };
        let digits = letters.take(MOST + HASH + 1).map(digit).collect::<Result<Vec<_>, _>>()?;
        if (LEAST + HASH..=MOST + HASH).contains(&digits.len()) { Ok(Self(digits)) } else { Err(NoQueryCode) }
    }
}

/// The office's key for query codes.
async fn key(desk: &OfficeDesk) -> Result<Key, StorageError> {
    let store = desk.store();
    store.keys().named(desk.office(), KEY, store.source()).await
}

/// The query code of a case; none if there is no such case.
///
/// # Errors
/// When the log or the keys cannot be read.
pub async fn of_case(desk: &OfficeDesk, case: CaseId) -> Result<Option<QueryCode>, StorageError> {
    let first = desk.store().log().streams(desk.office(), &[case], Version(0), 1).await?;
    let Some(first) = first.first() else { return Ok(None) };
    Ok(Some(QueryCode::of(first.position, &key(desk).await?)))
}

/// The case that a query code names in this office; none if there is none.
///
/// # Errors
/// When the log or the keys cannot be read.
pub async fn case_of(desk: &OfficeDesk, code: &QueryCode) -> Result<Option<CaseId>, StorageError> {
    let Some(position) = code.position(&key(desk).await?) else { return Ok(None) };
    let before = Position(position.0 - 1);
    let found = desk.store().log().read(desk.office(), before, 1).await?;
    let found = found.into_iter().find(|event| event.position == position && event.version == Version(1));
    Ok(found.map(|event| event.stream))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::{SeededEntropy, SetClock, Source};

    fn keys() -> (Key, Key) {
        let now = crate::cases::occurred::Moment::parse("2019-03-05T09:00:00+08:00").expect("a moment");
        let source = Source::new(SetClock::at(now), SeededEntropy::new(7));
        (Key::random(&source), Key::random(&source))
    }

    #[test]
    fn a_code_names_its_position_and_has_twelve_letters_while_the_log_is_short() {
        let (key, other) = keys();
        for position in [1, 31, 32, 19_844, (1 << 25) - 1, 1 << 25, 1 << 40, i64::MAX >> 5] {
            let code = QueryCode::of(Position(position), &key);
            let spelt = code.to_string();
            assert_eq!(spelt.parse(), Ok(code.clone()));
            assert_eq!(code.position(&key), Some(Position(position)), "{spelt}");
            assert_eq!(code.position(&other), None, "{spelt}");
            assert_eq!(spelt.len() == 14, position < 1 << 25, "{spelt}");
        }
    }

    #[test]
    fn a_code_with_one_letter_changed_is_refused() {
        let (key, _) = keys();
        for position in [1, 7, 19_844, 1 << 30] {
            let code = QueryCode::of(Position(position), &key);
            for at in 0..code.0.len() {
                for digit in (0..32).filter(|digit| *digit != code.0[at]) {
                    let mut changed = code.clone();
                    changed.0[at] = digit;
                    assert_eq!(changed.position(&key), None, "{changed} of {code}");
                }
            }
        }
    }

    #[test]
    fn a_code_is_read_however_it_is_typed_and_anything_else_is_none() {
        assert_eq!("2f7k 9qxm-3t8c".parse::<QueryCode>(), "2F7K-9QXM-3T8C".parse());
        assert_eq!("oil0-0000-0000".parse::<QueryCode>(), "0110-0000-0000".parse());
        for other in ["", "2F7K-9QXM", "2F7K-9QXM-3T8U", "2F7K-9QXM-3T8C-2F7K-9QXM-3T8C"] {
            assert_eq!(other.parse::<QueryCode>(), Err(NoQueryCode), "{other}");
        }
    }
}
