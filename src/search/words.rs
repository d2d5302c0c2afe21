//! Text taken apart: runs of Chinese characters, words of other letters and digits, and long numbers. Matters and
//! questions are taken apart alike, so that what is asked meets what is told.
use std::ops::Range;

/// From how many digits on a number may be somebody's: it is kept as a keyed hash only.
const LONG: usize = 7;
/// From how many digits on a number is one although blanks divide it: 139 0000 0000, 310110 19900101 1234.
const LONG_IN_GROUPS: usize = 10;
/// No number of a person has more.
const LONGEST: usize = 22;

/// A part of a text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Piece {
    /// Chinese characters, one after another.
    Chinese(Vec<char>),
    /// Letters and digits of other scripts.
    Word(String),
    /// A long number: its digits, and the X of an identity number.
    Long(String),
    /// Blanks.
    Blank,
    /// A mark.
    Mark,
}

/// A piece, and where it stands among the characters of the plain text.
pub(super) type Placed = (Piece, Range<usize>);

/// Whether it is a Chinese character.
pub(super) const fn is_chinese(c: char) -> bool {
    matches!(c, '\u{3005}' | '\u{3007}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3fffd}')
}

/// The text in one spelling: small letters, half-width forms, one kind of dash.
pub(super) fn plain(text: &str) -> String {
    let half = |c: char| match u32::from(c) {
        full @ 0xff01..=0xff5e => char::from_u32(full - 0xfee0).unwrap_or(c),
        0x3000 => ' ',
        0x2010..=0x2015 | 0x2212 => '-',
        _ => c,
    };
    text.chars().map(half).flat_map(char::to_lowercase).collect()
}

/// The pieces of a plain text.
pub(super) fn pieces(text: &[char]) -> Vec<Placed> {
    let (mut pieces, mut at) = (Vec::new(), 0);
    while let Some(&c) = text.get(at) {
        let (piece, end) = if let Some((digits, end)) = long_number(text, at) {
            (Piece::Long(digits), end)
        } else if is_chinese(c) {
            let end = end_of(text, at, |_, c| is_chinese(c));
            (Piece::Chinese(text[at..end].to_vec()), end)
        } else if c.is_alphanumeric() {
            let goes_on =
                |at, c: char| c.is_alphanumeric() && !is_chinese(c) && long_number(text, at).is_none();
            let end = end_of(text, at, goes_on);
            (Piece::Word(text[at..end].iter().collect()), end)
        } else {
            (if c.is_whitespace() { Piece::Blank } else { Piece::Mark }, at + 1)
        };
        pieces.push((piece, at..end));
        at = end;
    }
    pieces
}

fn end_of(text: &[char], at: usize, goes_on: impl Fn(usize, char) -> bool) -> usize {
    (at + 1..text.len()).find(|next| !goes_on(*next, text[*next])).unwrap_or(text.len())
}

/// The long number that begins here, and where it ends. Dashes and single blanks may divide its digits.
fn long_number(text: &[char], at: usize) -> Option<(String, usize)> {
    let is_digit = |at: usize| text.get(at).is_some_and(char::is_ascii_digit);
    if !is_digit(at) || at > 0 && is_digit(at - 1) {
        return None;
    }
    let (mut digits, mut end) = (String::new(), at);
    // Up to the first blank.
    let mut undivided = None;
    loop {
        while is_digit(end) {
            digits.push(text[end]);
            end += 1;
        }
        match text.get(end) {
            Some('-') if is_digit(end + 1) => end += 1,
            Some(' ') if is_digit(end + 1) => {
                undivided.get_or_insert((digits.clone(), end));
                end += 1;
            }
            _ => break,
        }
    }
    let in_groups = (LONG_IN_GROUPS..=LONGEST).contains(&digits.len());
    let (mut digits, mut end) = match undivided {
        Some(undivided) if !in_groups => undivided,
        _ => (digits, end),
    };
    let ends_word = |at: usize| text.get(at).is_none_or(|c| !c.is_alphanumeric() || is_chinese(*c));
    if digits.len() == 17 && text.get(end) == Some(&'x') && ends_word(end + 1) {
        digits.push('X');
        end += 1;
    }
    (digits.len() >= LONG).then_some((digits, end))
}

/// A number of a case or a paper in one spelling: without blanks, with one kind of brackets.
pub(super) fn number(text: &str) -> String {
    let bracket = |c: char| match c {
        '\u{3014}' | '\u{3010}' | '[' | '{' => '(',
        '\u{3015}' | '\u{3011}' | ']' | '}' => ')',
        _ => c,
    };
    plain(text).chars().filter(|c| !c.is_whitespace()).map(bracket).collect()
}

/// A telephone number without marks, and without China's country code before a mobile number.
fn dialled(digits: &str) -> &str {
    let without = digits.strip_prefix("0086").or_else(|| digits.strip_prefix("86"));
    without.filter(|rest| rest.len() == 11 && rest.starts_with('1')).unwrap_or(digits)
}

/// What follows the area code, where there is one.
fn local_part(dialled: &str) -> Option<&str> {
    let code = match dialled.as_bytes() {
        [b'0', b'1', b'0', ..] | [b'0', b'2', ..] => 3,
        [b'0', b'3'..=b'9', ..] => 4,
        _ => return None,
    };
    dialled.get(code..).filter(|local| matches!(local.len(), 7 | 8))
}

fn digits_of(text: &str) -> String {
    plain(text).chars().filter(char::is_ascii_digit).collect()
}

/// What is hashed of a telephone number, or of any long number: it is found with its area code and without.
pub(super) fn phone(number: &str) -> Vec<String> {
    let digits = digits_of(number);
    let dialled = dialled(&digits);
    let local = local_part(dialled).map(|local| format!("local:{local}"));
    std::iter::once(format!("phone:{dialled}")).chain(local).collect()
}

/// What is looked for when somebody asks for a long number.
pub(super) fn asked_phone(number: &str) -> Vec<String> {
    let digits = digits_of(number);
    let dialled = dialled(&digits);
    let mut forms = vec![format!("phone:{dialled}")];
    match local_part(dialled) {
        Some(local) => forms.push(format!("phone:{local}")),
        None => forms.push(format!("local:{dialled}")),
    }
    forms
}

/// What is hashed of an identity number.
pub(super) fn identity(number: &str) -> String {
    format!("identity:{}", number.to_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken_apart(text: &str) -> Vec<String> {
        let plain: Vec<_> = plain(text).chars().collect();
        let shown = |(piece, _): Placed| match piece {
            Piece::Chinese(run) => Some(run.into_iter().collect()),
            Piece::Word(word) => Some(word),
            Piece::Long(digits) => Some(format!("#{digits}")),
            Piece::Blank | Piece::Mark => None,
        };
        pieces(&plain).into_iter().filter_map(shown).collect()
    }

    #[test]
    fn a_text_is_taken_apart_into_chinese_words_and_numbers() {
        assert_eq!(
            taken_apart("反映Wi-Fi信号，共青路１６７号"),
            ["反映", "wi", "fi", "信号", "共青路", "167", "号"]
        );
        assert_eq!(taken_apart("A3栋 2019 12"), ["a3", "栋", "2019", "12"]);
    }

    #[test]
    fn a_long_number_is_one_however_it_is_written() {
        for written in ["13900000000", "139-0000-0000", "139 0000 0000", "电13900000000", "tel13900000000。"]
        {
            assert!(taken_apart(written).contains(&"#13900000000".to_owned()), "{written}");
        }
        assert_eq!(taken_apart("11010519491231002x"), ["#11010519491231002X"]);
        assert_eq!(taken_apart("110105 19491231 002X号"), ["#11010519491231002X", "号"]);
        assert_eq!(taken_apart("021-65431234转801"), ["#02165431234", "转", "801"]);
        assert_eq!(taken_apart("123456"), ["123456"]);
    }

    #[test]
    fn a_phone_is_found_with_its_area_code_and_without() {
        let meets =
            |told: &str, asked: &str| phone(told).iter().any(|form| asked_phone(asked).contains(form));
        assert!(meets("021-65431234", "02165431234") && meets("021-65431234", "6543 1234"));
        assert!(meets("65431234", "(021) 65431234") && meets("+86 139 0000 0000", "13900000000"));
        assert!(!meets("021-65431234", "010-65431234") && !meets("13900000000", "13900000001"));
    }

    #[test]
    fn a_number_is_the_same_whatever_its_brackets() {
        assert_eq!(number("定消改字〔2019〕第 1号"), number("定消改字[2019]第1号"));
    }
}
