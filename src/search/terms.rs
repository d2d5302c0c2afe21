//! Terms: what stands in the index. The first letter of a term says what it is, so that a number is never taken for a
//! word: `w` a word or two Chinese characters that stand together, `n` a case's number or the front of it, `p` a
//! paper's number, `x` a number of another system, `h` a keyed hash.
use super::words::{self, Piece};
use crate::keys::Key;
use serde::{Serialize, Serializer};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::ops::{BitOr, BitOrAssign};

/// Fields of cases: where a term stands, or where a reader may look.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Fields(pub(super) i64);

macro_rules! fields {
    ($($(#[$doc:meta])* $name:ident = $code:literal at $bit:literal;)+) => {
        impl Fields {
            $($(#[$doc])* pub const $name: Self = Self(1 << $bit);)+

            /// The codes of these fields.
            #[must_use]
            pub fn codes(self) -> Vec<&'static str> {
                let all = [$(($code, Self::$name)),+];
                all.into_iter().filter(|(_, field)| self.meets(*field)).map(|(code, _)| code).collect()
            }
        }
    };
}

fields! {
    /// The case's number.
    NUMBER = "number" at 0;
    /// A number of another system.
    EXTERNAL_NUMBER = "external_number" at 1;
    /// The number of a paper.
    PAPER = "paper" at 2;
    /// What the case is about.
    MATTER = "matter" at 3;
    /// Where it is: committee, zone, the place's name and address. No person's home.
    PLACE = "place" at 4;
    /// The phone of a petitioner, a representative or a party.
    PHONE = "phone" at 5;
    /// The identity number of one of them.
    IDENTITY = "identity" at 6;
    /// Phone or identity number of who reported: not everybody may find a case by it.
    INFORMANT = "informant" at 7;
}

/// What a keyed hash begins with.
const HASHED: char = 'h';

impl Fields {
    /// No field.
    pub const NONE: Self = Self(0);
    /// Every field.
    pub const ALL: Self = Self(0xff);
    /// What makes a person found by a number.
    pub const NUMBERS_OF_PEOPLE: Self = Self(Self::PHONE.0 | Self::IDENTITY.0 | Self::INFORMANT.0);
    /// Every field but what would make an informant known.
    pub const WITHOUT_INFORMANTS: Self = Self(0x7f);

    /// Whether any field is among both.
    #[must_use]
    pub const fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// These fields without those.
    #[must_use]
    pub const fn without(self, those: Self) -> Self {
        Self(self.0 & !those.0)
    }

    /// The fields that are among both.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }
}

impl BitOr for Fields {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl BitOrAssign for Fields {
    fn bitor_assign(&mut self, other: Self) {
        self.0 |= other.0;
    }
}

impl Serialize for Fields {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.codes().serialize(serializer)
    }
}

/// From how many characters on the front of a case's number finds it.
const FRONT: usize = 2;

pub(super) fn word(word: &str) -> String {
    format!("w{word}")
}

pub(super) fn pair(pair: &[char]) -> String {
    std::iter::once('w').chain(pair.iter().copied()).collect()
}

pub(super) fn number(number: &str) -> String {
    format!("n{}", words::number(number))
}

pub(super) fn paper(number: &str) -> String {
    format!("p{}", words::number(number))
}

pub(super) fn external(number: &str) -> String {
    format!("x{}", words::number(number))
}

pub(super) fn hashed(key: &Key, what: &str) -> String {
    let mut term = HASHED.to_string();
    for byte in key.digest(what.as_bytes()) {
        let _ = write!(term, "{byte:02x}");
    }
    term
}

/// Where a term is found in a case of which these fields are kept only because they must be. Where that is said of a
/// person's numbers, no long number of the case is found, in whatever text it stands: it may be the same person's.
pub(super) fn found_in(term: &str, fields: Fields, kept_only: Fields) -> Fields {
    if term.starts_with(HASHED) && kept_only.meets(Fields::NUMBERS_OF_PEOPLE) {
        return Fields::NONE;
    }
    fields.without(kept_only)
}

/// The terms of a case, and the fields in which each stands.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Terms(pub(super) BTreeMap<String, Fields>);

impl Terms {
    pub(super) fn put(&mut self, term: String, field: Fields) {
        *self.0.entry(term).or_insert(Fields::NONE) |= field;
    }

    /// A case's number: whole, the fronts of it, and its digits as people shorten them.
    pub(super) fn put_number(&mut self, given: &str) {
        let plain = words::number(given);
        for (end, _) in plain.char_indices().skip(FRONT).chain([(plain.len(), ' ')]) {
            self.put(number(&plain[..end]), Fields::NUMBER);
        }
        let digits: String = plain.chars().filter(char::is_ascii_digit).collect();
        let rest = plain.find(|c: char| c.is_ascii_digit()).map_or("", |at| &plain[at..]);
        let last = plain.rsplit(|c: char| !c.is_ascii_digit()).next().unwrap_or_default();
        let short = last.trim_start_matches('0');
        for form in [&*digits, rest, last, short].into_iter().filter(|form| !form.is_empty()) {
            self.put(number(form), Fields::NUMBER);
        }
    }

    /// A case's number when the case is void: nothing but the whole of it.
    pub(super) fn put_whole_number(&mut self, given: &str) {
        self.put(number(given), Fields::NUMBER);
    }

    /// The words of a text, in which these names are passed over.
    pub(super) fn put_text(&mut self, text: &str, names: &[String], field: Fields, key: &Key) {
        let mut plain = words::plain(text);
        for name in names {
            plain = plain.replace(name.as_str(), "\u{1}");
        }
        let plain: Vec<_> = plain.chars().collect();
        let pieces = words::pieces(&plain);
        for (at, (piece, place)) in pieces.iter().enumerate() {
            match piece {
                Piece::Chinese(run) => run.windows(2).for_each(|two| self.put(pair(two), field)),
                Piece::Word(found) => {
                    self.put(word(found), field);
                    if let (Some((Piece::Chinese(_), _)), true) = (pieces.get(at + 1), is_number(found)) {
                        self.put(pair(&plain[place.start..=place.end]), field);
                    }
                }
                Piece::Long(digits) => self.put_long(digits, field, key),
                Piece::Blank | Piece::Mark => {}
            }
        }
    }

    fn put_long(&mut self, digits: &str, field: Fields, key: &Key) {
        for form in words::phone(digits) {
            self.put(hashed(key, &form), field);
        }
        if digits.len() == 18 {
            self.put(hashed(key, &words::identity(digits)), field);
        }
    }

    /// A telephone number.
    pub(super) fn put_phone(&mut self, phone: &str, field: Fields, key: &Key) {
        for form in words::phone(phone) {
            self.put(hashed(key, &form), field);
        }
    }

    /// An identity number.
    pub(super) fn put_identity(&mut self, identity: &str, field: Fields, key: &Key) {
        self.put(hashed(key, &words::identity(identity)), field);
    }

    /// As they are kept beside the case: a line for each, its fields before it.
    pub(super) fn listed(&self) -> String {
        let line = |(term, fields): (&String, &Fields)| format!("{} {term}", fields.0);
        self.0.iter().map(line).collect::<Vec<_>>().join("\n")
    }

    /// The terms of such a list; none if it is no such list.
    pub(super) fn of_list(list: &str) -> Option<Self> {
        let term = |line: &str| {
            let (fields, term) = line.split_once(' ')?;
            Some((term.to_owned(), Fields(fields.parse().ok()?)))
        };
        list.lines().map(term).collect::<Option<_>>().map(Self)
    }
}

/// Whether it is a number, of which the character after it is a part: 167号.
pub(super) fn is_number(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_digit())
}
