//! What the log says in codes and numbers, in words: facts of a case, payloads of events.
use super::frame::coded;
use super::reader::said;
use crate::cases::area::square_metres;
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
        let value = match value.as_i64().filter(|_| is_in_hundredths(name)) {
            Some(hundredths) => square_metres(hundredths),
            None => words(language, value, numbers)?,
        };
        Some(Line { name: coded(language, "field", name).into_owned(), value })
    };
    told.filter_map(line).collect()
}

/// Whether the field holds hundredths of a square metre, or of a figure's unit, as events have them.
fn is_in_hundredths(name: &str) -> bool {
    name == "area" || name.ends_with("_area") || name == "amount"
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

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use std::collections::BTreeSet;

    #[test]
    fn areas_are_told_in_square_metres() {
        let fields = json!({"determined_area": 5_950, "area": 100, "site": 1});
        let told = words(Language::English, &fields, &Numbers::new()).expect("words");
        assert_eq!(told, "Determined area (m²) 59.5, Area (m²) 1, Site 1");
    }

    /// The names of properties anywhere in a form.
    fn names(form: &Value, found: &mut BTreeSet<String>) {
        match form {
            Value::Object(fields) => {
                let properties = fields.get("properties").and_then(Value::as_object);
                found.extend(properties.into_iter().flat_map(|properties| properties.keys().cloned()));
                fields.values().for_each(|inner| names(inner, found));
            }
            Value::Array(values) => values.iter().for_each(|inner| names(inner, found)),
            _ => {}
        }
    }

    #[test]
    fn every_field_of_a_fact_and_of_a_command_has_words() {
        let read = |text| serde_json::from_str::<Value>(text).expect("JSON");
        let document = read(include_str!("../../../schema/openapi.json"));
        let commands = read(include_str!("../../../schema/commands.json"));
        let schemas = document["components"]["schemas"].as_object().expect("schemas");
        let mut found = BTreeSet::new();
        names(&commands, &mut found);
        schemas
            .iter()
            .filter(|(name, _)| name.ends_with("Facts"))
            .for_each(|(_, form)| names(form, &mut found));
        let unsaid: Vec<_> =
            found.iter().filter(|name| word(Language::English, &format!("field.{name}")).is_none()).collect();
        assert!(unsaid.is_empty(), "no words for {unsaid:?}");
    }
}
