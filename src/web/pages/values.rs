//! What the log says in codes and numbers, in words: facts of a case, payloads of events.
use super::frame::coded;
use super::reader::said;
use crate::web::words::{Language, word};
use serde_json::{Map, Value};
use std::collections::HashMap;

/// The numbers of cases that are named by their ids.
pub(super) type Numbers = HashMap<String, String>;

/// A line: what, and how it is.
pub(super) struct Line {
    pub(super) name: String,
    pub(super) value: String,
}

/// Every field in words, but for those of `without`.
pub(super) fn lines(
    language: Language,
    fields: &Map<String, Value>,
    numbers: &Numbers,
    without: &[&str],
) -> Vec<Line> {
    let told = fields.iter().filter(|(name, _)| !without.contains(&name.as_str()));
    let line = |(name, value): (&String, &Value)| {
        let value = words(language, value, numbers)?;
        Some(Line { name: coded(language, "field", name).into_owned(), value })
    };
    told.filter_map(line).collect()
}

/// A value in words; none if there is nothing to say.
pub(super) fn words(language: Language, value: &Value, numbers: &Numbers) -> Option<String> {
    match value {
        Value::Null => None,
        Value::Bool(yes) => Some(said(language, if *yes { "page.yes" } else { "page.no" }).into_owned()),
        Value::Number(number) => Some(number.to_string()),
        Value::String(text) => Some(numbers.get(text).cloned().unwrap_or_else(|| code(language, text))),
        Value::Array(values) => {
            let told: Vec<_> = values.iter().filter_map(|value| words(language, value, numbers)).collect();
            (!told.is_empty()).then(|| told.join(" · "))
        }
        Value::Object(fields) => object(language, fields, numbers),
    }
}

/// A code in words: of the cases, of the rules, of the statutes.
fn code(language: Language, text: &str) -> String {
    let families = ["code", "law", "statute"];
    let found = families.iter().find_map(|family| word(language, &format!("{family}.{text}")));
    found.unwrap_or(text).to_owned()
}

fn object(language: Language, fields: &Map<String, Value>, numbers: &Numbers) -> Option<String> {
    if fields.contains_key("personal") {
        return Some(said(language, "page.sealed").into_owned());
    }
    // A due date says more than is read here: its box explains it.
    if let (Some(due), Some(_)) = (fields.get("due"), fields.get("rule")) {
        return words(language, due, numbers);
    }
    if let (1, Some((name, value))) = (fields.len(), fields.iter().next()) {
        let inner = words(language, value, numbers)?;
        return match name.as_str() {
            "named" | "body" | "department" | "other" | "own" | "path" | "count" => Some(inner),
            name => Some(format!("{}: {inner}", coded(language, "code", name))),
        };
    }
    let told = lines(language, fields, numbers, &[]);
    let told: Vec<_> = told.into_iter().map(|line| format!("{} {}", line.name, line.value)).collect();
    (!told.is_empty()).then(|| told.join(", "))
}

/// The texts in a value that are ids.
pub(super) fn ids(value: &Value, found: &mut Vec<uuid::Uuid>) {
    match value {
        Value::String(text) if text.len() == 36 => found.extend(text.parse::<uuid::Uuid>().ok()),
        Value::Array(values) => values.iter().for_each(|value| ids(value, found)),
        Value::Object(fields) => fields.values().for_each(|value| ids(value, found)),
        _ => {}
    }
}
