//! What somebody asks, as terms: every part of the question must be found, a part in any of the ways in which it can be
//! meant. Chinese is cut into words by jieba, so that what is asked without blanks is found apart as well; each word is
//! looked for by the pairs of its characters, so that it is found whatever stood around it.
use super::terms::{self, is_number};
use super::words::{self, Piece, Placed};
use crate::keys::Key;
use jieba_rs::Jieba;
use std::collections::BTreeSet;
use std::sync::OnceLock;

/// Characters that a question has at most.
const CHARACTERS: usize = 100;
/// Terms that a question has at most, in all its ways.
const TERMS: usize = 64;
/// Particles: without them as much is said. 的 了 和 与 在 是 及 或 等.
const PARTICLES: [char; 9] = [
    '\u{7684}', '\u{4e86}', '\u{548c}', '\u{4e0e}', '\u{5728}', '\u{662f}', '\u{53ca}', '\u{6216}',
    '\u{7b49}',
];

/// Why a question cannot be answered.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum QueryError {
    /// There is nothing to look for in it.
    #[error("there is nothing to look for; ask for a number, or for a word of at least two characters")]
    Nothing,
    /// It is too long.
    #[error("a question has at most {CHARACTERS} characters and {TERMS} terms; ask for fewer words")]
    TooLong,
}

/// A term that may still have to be hashed.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Wanted {
    Term(String),
    /// What a keyed hash is made of.
    Hash(String),
}

/// Terms that all have to be found.
pub(super) type Way<T> = Vec<T>;
/// The ways in which a part of a question can be meant.
pub(super) type Part<T> = Vec<Way<T>>;

/// A question.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Query {
    parts: Vec<Part<Wanted>>,
    for_a_person: bool,
}

impl std::str::FromStr for Query {
    type Err = QueryError;

    fn from_str(text: &str) -> Result<Self, QueryError> {
        if text.chars().count() > CHARACTERS {
            return Err(QueryError::TooLong);
        }
        let plain: Vec<_> = words::plain(text).chars().collect();
        let pieces = words::pieces(&plain);
        let of_blanks = || pieces.split(|(piece, _)| *piece == Piece::Blank);
        let for_a_person = of_blanks().any(|pieces| may_be_a_persons(pieces, &plain));
        let parts: Vec<_> =
            of_blanks().map(|pieces| part(pieces, &plain)).filter(|part| !part.is_empty()).collect();
        match parts.iter().flatten().map(Vec::len).sum() {
            0 => Err(QueryError::Nothing),
            terms if terms > TERMS => Err(QueryError::TooLong),
            _ => Ok(Self { parts, for_a_person }),
        }
    }
}

impl Query {
    /// Whether something in it is looked for by its keyed hash.
    pub(super) fn needs_key(&self) -> bool {
        self.parts.iter().flatten().flatten().any(|wanted| matches!(wanted, Wanted::Hash(_)))
    }

    /// Whether a person may be looked for in it, by phone or by identity number.
    pub(super) const fn is_for_a_person(&self) -> bool {
        self.for_a_person
    }

    /// The terms themselves; what would have to be hashed is left out where there is no key.
    pub(super) fn resolved(self, key: Option<&Key>) -> Vec<Part<String>> {
        let term = |wanted| match wanted {
            Wanted::Term(term) => Some(term),
            Wanted::Hash(what) => key.map(|key| terms::hashed(key, &what)),
        };
        let way = |way: Way<Wanted>| way.into_iter().map(term).collect::<Option<Way<String>>>();
        let part = |part: Part<Wanted>| part.into_iter().filter_map(way).collect();
        self.parts.into_iter().map(part).collect()
    }
}

/// Whether there is a long number in it that may be a person's. That of a case is none: letters, a year and an ordinal,
/// as in XF2019-0042.
fn may_be_a_persons(pieces: &[Placed], plain: &[char]) -> bool {
    if let [(Piece::Word(_), _), (Piece::Long(_), place)] = pieces {
        let number: String = plain[place.clone()].iter().collect();
        let is_ordinal = |text: &str| text.len() < 8 && text.chars().all(|c| c.is_ascii_digit());
        return !number.split_once('-').is_some_and(|(year, ordinal)| {
            year.len() == 4
                && ["19", "20"].iter().any(|century| year.starts_with(century))
                && is_ordinal(ordinal)
        });
    }
    pieces.iter().any(|(piece, _)| matches!(piece, Piece::Long(_)))
}

/// What stands between blanks: words, or a number of whatever kind.
fn part(pieces: &[Placed], plain: &[char]) -> Part<Wanted> {
    let mut ways = as_words(pieces, plain);
    let (Some((_, first)), Some((_, last))) = (pieces.first(), pieces.last()) else { return ways };
    if pieces.iter().any(|(piece, _)| matches!(piece, Piece::Word(_) | Piece::Long(_))) {
        let whole: String = plain[first.start..last.end].iter().collect();
        let numbers = [terms::number(&whole), terms::external(&whole), terms::paper(&whole)];
        ways.extend(numbers.map(|term| vec![Wanted::Term(term)]));
    }
    ways
}

/// The ways in which the pieces are words; more than one where there is a long number among them.
fn as_words(pieces: &[Placed], plain: &[char]) -> Part<Wanted> {
    let (mut fixed, mut ways) = (BTreeSet::new(), vec![Vec::new()]);
    let mut after_number = false;
    for (at, (piece, place)) in pieces.iter().enumerate() {
        match piece {
            Piece::Chinese(run) if run.len() > 1 => fixed.extend(pairs(run).into_iter().map(Wanted::Term)),
            // 167号: the character belongs to the number.
            Piece::Chinese(_) if after_number => {
                fixed.insert(Wanted::Term(terms::pair(&plain[pieces[at - 1].1.start..place.end])));
            }
            Piece::Word(word) => {
                fixed.insert(Wanted::Term(terms::word(word)));
            }
            Piece::Long(digits) => {
                let mut forms = words::asked_phone(digits);
                forms.extend((digits.len() == 18).then(|| words::identity(digits)));
                let with = |way: &Way<Wanted>| {
                    let hash = |form: &String| [&**way, &[Wanted::Hash(form.clone())]].concat();
                    forms.iter().map(hash).collect::<Vec<_>>()
                };
                ways = ways.iter().flat_map(with).take(TERMS + 1).collect();
            }
            Piece::Chinese(_) | Piece::Blank | Piece::Mark => {}
        }
        after_number = matches!(piece, Piece::Word(word) if is_number(word));
    }
    for way in &mut ways {
        way.extend(fixed.iter().cloned());
    }
    ways.retain(|way| !way.is_empty());
    ways
}

fn jieba() -> &'static Jieba {
    static JIEBA: OnceLock<Jieba> = OnceLock::new();
    JIEBA.get_or_init(Jieba::new)
}

/// The terms by which a run of Chinese characters is looked for: each word by its own pairs, a character that is no word
/// with those beside it.
fn pairs(run: &[char]) -> BTreeSet<String> {
    if run.len() == 2 {
        return std::iter::once(terms::pair(run)).collect();
    }
    let text: String = run.iter().collect();
    let (mut found, mut at) = (BTreeSet::new(), 0);
    for token in jieba().cut(&text, true) {
        let end = at + token.word.chars().count();
        match end - at {
            1 if PARTICLES.contains(&run[at]) => {}
            1 => found.extend(run[at.saturating_sub(1)..run.len().min(at + 2)].windows(2).map(terms::pair)),
            _ => found.extend(run[at..end].windows(2).map(terms::pair)),
        }
        at = end;
    }
    if found.is_empty() {
        found.extend(run.windows(2).map(terms::pair));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ways(text: &str) -> Vec<Vec<Vec<String>>> {
        let shown = |wanted: &Wanted| match wanted {
            Wanted::Term(term) => term.clone(),
            Wanted::Hash(what) => format!("#{what}"),
        };
        let query: Query = text.parse().expect("a question");
        let way = |way: &Way<Wanted>| way.iter().map(shown).collect();
        query.parts.iter().map(|part| part.iter().map(way).collect()).collect()
    }

    #[test]
    fn chinese_is_cut_into_words_that_need_not_stand_together() {
        assert_eq!(ways("反映漏水"), [[["w反映", "w漏水"]]]);
        assert_eq!(ways("物业管理"), [[["w业管", "w物业", "w管理"]]]);
        assert_eq!(ways("楼道 堆物"), [[["w楼道"]], [["w堆物"]]]);
        assert_eq!(ways("的了"), [[["w的了"]]]);
    }

    #[test]
    fn who_looks_for_a_person_is_told_from_who_looks_for_a_case() {
        let for_a_person = |text: &str| text.parse::<Query>().expect("a question").is_for_a_person();
        for text in
            ["13900000000", "电话139 0000 0000", "55551234", "XF2019-0042 13900000000", "XF1390-0000000"]
        {
            assert!(for_a_person(text), "{text}");
        }
        for text in ["XF2019-0042", "dyt2019-10684", "xf2019-42", "共青路167号", "漏水"] {
            assert!(!for_a_person(text), "{text}");
        }
    }

    #[test]
    fn a_number_is_meant_in_every_way_that_it_can_be() {
        assert_eq!(
            ways("XF2019-01"),
            [[vec!["w01", "wxf2019"], vec!["nxf2019-01"], vec!["xxf2019-01"], vec!["pxf2019-01"]]]
        );
        assert_eq!(
            ways("139 0000 0000"),
            [[
                vec!["#phone:13900000000"],
                vec!["#local:13900000000"],
                vec!["n13900000000"],
                vec!["x13900000000"],
                vec!["p13900000000"]
            ]]
        );
        assert_eq!(ways("共青路167号")[0][0], ["w167", "w167号", "w共青", "w青路"]);
    }

    #[test]
    fn a_question_without_anything_to_look_for_or_too_long_is_refused() {
        for nothing in ["", "  ", "漏", "，。", "漏 水"] {
            assert_eq!(nothing.parse::<Query>(), Err(QueryError::Nothing), "{nothing}");
        }
        assert_eq!("漏水".repeat(51).parse::<Query>(), Err(QueryError::TooLong));
        let numbers: Vec<_> = (10..50).map(|n| n.to_string()).collect();
        assert_eq!(numbers[..33].join(" ").parse::<Query>(), Err(QueryError::TooLong));
    }
}
