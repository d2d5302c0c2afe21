//! 短语: what the office says in its own words: to its people when something falls due, to citizens about their matter.
//! The standard words stand where all words do; an office that has said nothing else uses them.
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt::Write;

crate::text_newtypes! {
    /// Which message: `reminder.soon`.
    MessageId(80),
    /// The words of a message, in which `{$name}` stands for a value.
    MessageText(500),
}

/// A message in both languages.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct MessageWords {
    /// In Chinese.
    pub zh: MessageText,
    /// In English.
    pub en: MessageText,
}

/// What the office says in its own words.
pub type Messages = BTreeMap<MessageId, MessageWords>;

/// What can stand in a message about something that falls due.
const OF_A_REMINDER: &[&str] = &["number", "clock", "day", "left"];
/// What can stand in what a citizen is told of where the matter is.
const OF_A_PHASE: &[&str] = &["number", "day", "office"];

/// Messages, each with the values that can stand in it.
const MESSAGES: &[(&str, &[&str])] = &[
    ("reminder.soon", OF_A_REMINDER),
    ("reminder.today", OF_A_REMINDER),
    ("reminder.overdue", OF_A_REMINDER),
    ("reminder.escalated", OF_A_REMINDER),
    ("track.help", &["office"]),
    ("track.unknown", &["office"]),
    ("track.suspended", &["number", "day", "office"]),
    ("track.concluded", &["number", "day", "office"]),
    ("track.competent", &["number", "body", "office"]),
    ("track.ask", &["number", "day", "office"]),
    ("track.over", &["number", "day", "office"]),
    ("track.rate", &["number", "office"]),
    ("track.done.rating", &["office"]),
    ("track.done.review", &["office"]),
    ("track.done.photograph", &["office"]),
    ("track.phase.petition.registered", OF_A_PHASE),
    ("track.phase.petition.forwarded", OF_A_PHASE),
    ("track.phase.petition.assigned", OF_A_PHASE),
    ("track.phase.petition.accepted", OF_A_PHASE),
    ("track.phase.petition.redirected", OF_A_PHASE),
    ("track.phase.petition.declined", OF_A_PHASE),
    ("track.phase.petition.concluded", OF_A_PHASE),
    ("track.phase.petition.reply_served", OF_A_PHASE),
    ("track.phase.petition.review_requested", OF_A_PHASE),
    ("track.phase.petition.review_decided", OF_A_PHASE),
    ("track.phase.petition.final_review_requested", OF_A_PHASE),
    ("track.phase.petition.final_review_decided", OF_A_PHASE),
    ("track.phase.petition.terminated", OF_A_PHASE),
    ("track.phase.petition.closed", OF_A_PHASE),
    ("track.phase.petition.withdrawn", OF_A_PHASE),
    ("track.phase.petition.merged", OF_A_PHASE),
    ("track.phase.petition.voided", OF_A_PHASE),
    ("track.phase.fire_hazard.reported", OF_A_PHASE),
    ("track.phase.fire_hazard.dismissed", OF_A_PHASE),
    ("track.phase.fire_hazard.found", OF_A_PHASE),
    ("track.phase.fire_hazard.ordered", OF_A_PHASE),
    ("track.phase.fire_hazard.rectification_reported", OF_A_PHASE),
    ("track.phase.fire_hazard.reinspection_failed", OF_A_PHASE),
    ("track.phase.fire_hazard.transferred", OF_A_PHASE),
    ("track.phase.fire_hazard.rectified", OF_A_PHASE),
    ("track.phase.fire_hazard.closed_off", OF_A_PHASE),
    ("track.phase.fire_hazard.void", OF_A_PHASE),
    ("track.phase.illegal_structure.reported", OF_A_PHASE),
    ("track.phase.illegal_structure.investigated", OF_A_PHASE),
    ("track.phase.illegal_structure.filed", OF_A_PHASE),
    ("track.phase.illegal_structure.determined", OF_A_PHASE),
    ("track.phase.illegal_structure.ordered", OF_A_PHASE),
    ("track.phase.illegal_structure.served", OF_A_PHASE),
    ("track.phase.illegal_structure.urged", OF_A_PHASE),
    ("track.phase.illegal_structure.force_decided", OF_A_PHASE),
    ("track.phase.illegal_structure.demolished", OF_A_PHASE),
    ("track.phase.illegal_structure.agreed", OF_A_PHASE),
    ("track.phase.illegal_structure.not_illegal", OF_A_PHASE),
    ("track.phase.illegal_structure.transferred", OF_A_PHASE),
    ("track.phase.illegal_structure.terminated", OF_A_PHASE),
    ("track.phase.illegal_structure.closed", OF_A_PHASE),
    ("track.phase.illegal_structure.void", OF_A_PHASE),
];

/// Every message, each with the values that can stand in it, in the order in which they are shown.
pub fn every() -> impl Iterator<Item = (&'static str, &'static [&'static str])> {
    MESSAGES.iter().copied()
}

/// The values that can stand in a message; none if there is no such message.
#[must_use]
pub fn values(message: &str) -> Option<&'static [&'static str]> {
    every().find(|(id, _)| *id == message).map(|(_, values)| values)
}

/// What is wrong with the words of a message, and at which character, counted from 1.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum MessageFault {
    /// A value that this message does not have.
    #[error("character {at}: there is no {{${name}}} in this message; it has {}", told(.known))]
    Unknown {
        /// What is named.
        name: String,
        /// Where.
        at: usize,
        /// What can be named.
        known: &'static [&'static str],
    },
    /// A brace that begins no value.
    #[error("character {at}: a brace stands only around a value, as in {{$number}}")]
    Brace {
        /// Where.
        at: usize,
    },
}

impl MessageFault {
    /// At which character, counted from 1.
    #[must_use]
    pub const fn at(&self) -> usize {
        match self {
            Self::Unknown { at, .. } | Self::Brace { at } => *at,
        }
    }
}

fn told(known: &[&str]) -> String {
    known.iter().map(|name| format!("{{${name}}}")).collect::<Vec<_>>().join(", ")
}

/// A part of a message.
enum Part<'t> {
    Words(&'t str),
    Value(&'t str),
}

/// The parts of a message; where a brace is that begins or ends no value, the byte at which it is.
fn parts(text: &str) -> impl Iterator<Item = Result<(usize, Part<'_>), usize>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = text.get(at..).filter(|rest| !rest.is_empty())?;
        let begins = at;
        let Some(value) = rest.strip_prefix("{$") else {
            if rest.starts_with(['{', '}']) {
                at = text.len();
                return Some(Err(begins));
            }
            let words = &rest[..rest.find(['{', '}']).unwrap_or(rest.len())];
            at += words.len();
            return Some(Ok((begins, Part::Words(words))));
        };
        let length = value.find(|c: char| !c.is_ascii_lowercase() && c != '_').unwrap_or(value.len());
        if length == 0 || !value[length..].starts_with('}') {
            at = text.len();
            return Some(Err(begins));
        }
        at += length + "{$}".len();
        Some(Ok((begins, Part::Value(&value[..length]))))
    })
}

/// Whether words name only values that can stand in them.
///
/// # Errors
/// The first that cannot, with its place.
pub fn check(text: &str, known: &'static [&'static str]) -> Result<(), MessageFault> {
    let place = |byte: usize| text[..byte].chars().count() + 1;
    for part in parts(text) {
        match part {
            Err(byte) => return Err(MessageFault::Brace { at: place(byte) }),
            Ok((byte, Part::Value(name))) if !known.contains(&name) => {
                return Err(MessageFault::Unknown { name: name.to_owned(), at: place(byte), known });
            }
            Ok(_) => {}
        }
    }
    Ok(())
}

/// The words with their values. A value is never looked through for others.
#[must_use]
pub fn filled(text: &str, with: &[(&str, String)]) -> String {
    let mut filled = String::with_capacity(text.len());
    for part in parts(text) {
        match part {
            Ok((_, Part::Words(words))) => filled.push_str(words),
            Ok((_, Part::Value(name))) => match with.iter().find(|(known, _)| *known == name) {
                Some((_, value)) => filled.push_str(value),
                None => {
                    let _ = write!(filled, "{{${name}}}");
                }
            },
            // What was checked has none; what was not is said as it stands.
            Err(byte) => filled.push_str(&text[byte..]),
        }
    }
    filled
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN: &[&str] = &["number", "day"];

    #[test]
    fn values_stand_where_they_are_named_and_are_not_looked_through() {
        let with = [("number", "{$day}".to_owned()), ("day", "2019-11-09".to_owned())];
        assert_eq!(filled("{$number}于{$day}收到。", &with), "{$day}于2019-11-09收到。");
    }

    #[test]
    fn an_unknown_value_is_told_with_its_place_in_characters() {
        let fault = check("信访件{$number}由{$who}办理", KNOWN).expect_err("a fault");
        assert_eq!(fault, MessageFault::Unknown { name: "who".to_owned(), at: 14, known: KNOWN });
        assert!(fault.to_string().contains("{$number}, {$day}"), "{fault}");
    }

    #[test]
    fn a_brace_that_is_around_no_value_is_told_with_its_place() {
        for (text, at) in
            [("办{", 2), ("{number}", 1), ("a}b", 2), ("{$number", 1), ("{$}", 1), ("{$Number}", 1)]
        {
            assert_eq!(check(text, KNOWN), Err(MessageFault::Brace { at }), "{text}");
        }
        assert_eq!(check("{$number}{$day}", KNOWN), Ok(()));
    }

    #[test]
    fn no_message_is_there_twice_and_each_id_is_one() {
        let mut seen = std::collections::BTreeSet::new();
        for (id, _) in every() {
            assert!(seen.insert(id), "{id}");
            assert!(id.parse::<MessageId>().is_ok(), "{id}");
        }
    }
}
