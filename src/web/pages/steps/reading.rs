//! What a form sent, in the form in which the API takes it.
use super::super::form::Sent;
use super::fields::{Kind, OWN, below, branches_of, kind_of, plain, properties};
use crate::web::words::{Language, word};
use serde_json::{Map, Value, json};

/// The body of a command.
pub(in crate::web::pages) fn body(form: &Value, sent: &Sent) -> Map<String, Value> {
    let own = properties(form).filter(|(name, _)| !OWN.contains(&name.as_str()));
    let fields = own.filter_map(|(name, form)| Some((name.clone(), value(form, name, sent)?)));
    fields.chain(occurred(sent).map(|occurred| ("occurred".to_owned(), occurred))).collect()
}

/// When it happened: a day, or a moment in Asia/Shanghai.
pub(in crate::web::pages) fn occurred(sent: &Sent) -> Option<Value> {
    let day = sent.text("occurred_day");
    match (day, sent.text("occurred_time")) {
        ("", _) => None,
        (day, "") => Some(json!(day)),
        (day, time) => Some(json!(format!("{day}T{time}:00+08:00"))),
    }
}

fn value(form: &Value, at: &str, sent: &Sent) -> Option<Value> {
    let form = plain(form);
    if let Some(branches) = form["oneOf"].as_array() {
        let (choices, texts) = branches_of(branches);
        let text = texts.into_iter().find(|text| sent.has(&below(at, text)));
        if let Some(text) = text {
            return Some(json!({text: sent.text(&below(at, text)).trim()}));
        }
        let code = sent.text(at);
        let chosen = choices.into_iter().find(|(known, _)| known == code).map(|(_, value)| value);
        return chosen.or_else(|| sent.has(at).then(|| json!(code)));
    }
    if kind_of(form) == Kind::Object {
        let fields = properties(form);
        let fields =
            fields.filter_map(|(name, form)| Some((name.clone(), value(form, &below(at, name), sent)?)));
        let fields: Map<_, _> = fields.collect();
        return (!fields.is_empty()).then_some(Value::Object(fields));
    }
    let text = sent.has(at).then(|| sent.text(at).trim())?;
    Some(match kind_of(form) {
        Kind::Names => words(text).map(Value::from).collect(),
        Kind::People => text.lines().filter_map(person).collect(),
        Kind::Rows => text.lines().filter_map(|line| row(line, &form["items"])).collect(),
        Kind::Numbers => words(text).map(whole).collect(),
        Kind::Area => area(text),
        Kind::Number => whole(text),
        Kind::Flag => match text {
            "true" => Value::Bool(true),
            "false" => Value::Bool(false),
            other => json!(other),
        },
        _ => json!(text),
    })
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    let between = |letter: char| letter.is_whitespace() || "、，,;；".contains(letter);
    text.split(between).filter(|word| !word.is_empty())
}

/// A name and a telephone number, in whichever order.
fn person(line: &str) -> Option<Value> {
    let is_phone = |word: &&str| word.starts_with(|letter: char| letter.is_ascii_digit() || letter == '+');
    let name: Vec<_> = words(line).filter(|word| !is_phone(word)).collect();
    let mut person = Map::new();
    if !name.is_empty() {
        person.insert("name".to_owned(), json!(name.join(" ")));
    }
    if let Some(phone) = words(line).find(is_phone) {
        person.insert("phone".to_owned(), json!(phone));
    }
    (!person.is_empty()).then_some(Value::Object(person))
}

/// The fields of a row, one after another.
fn row(line: &str, form: &Value) -> Option<Value> {
    let mut row = Map::new();
    for (word, (name, form)) in words(line).zip(row_fields(plain(form))) {
        let form = plain(form);
        let value = match kind_of(form) {
            Kind::Area => area(word),
            Kind::Number => whole(word),
            Kind::Choice => choice(word, form),
            _ => json!(word),
        };
        row.insert(name.clone(), value);
    }
    (!row.is_empty()).then_some(Value::Object(row))
}

/// The fields of a row in the order in which they are asked for: required ones first.
pub(super) fn row_fields(form: &Value) -> Vec<(&String, &Value)> {
    let mut fields: Vec<_> = properties(form).collect();
    let order = ["site", "hazard", "area", "structure", "level", "outcome", "content"];
    fields.sort_by_key(|(name, _)| order.iter().position(|known| known == name));
    fields
}

/// A number, if it is one.
fn whole(text: &str) -> Value {
    text.parse::<i64>().map_or_else(|_| json!(text), Value::from)
}

/// A choice by its code, or by its word in either language.
fn choice(typed: &str, form: &Value) -> Value {
    let mut codes = form["enum"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let named = codes.find(|code| {
        Language::ALL.into_iter().any(|language| word(language, &format!("code.{code}")) == Some(typed))
    });
    json!(named.unwrap_or(typed))
}

/// Square metres with at most two decimals, as the log counts them: in hundredths.
pub(in crate::web::pages) fn area(text: &str) -> Value {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let exact = part.len() <= 2 && part.bytes().all(|byte| byte.is_ascii_digit());
    let hundredths = format!("{whole}{part:0<2}").parse::<u32>().ok().filter(|_| exact && !whole.is_empty());
    hundredths.map_or_else(|| json!(text), Value::from)
}

/// What the command could say, to try whether it can follow at all.
pub(in crate::web::pages) fn sample(form: &Value, today: chrono::NaiveDate) -> Map<String, Value> {
    let own = properties(form).filter(|(name, _)| !OWN.contains(&name.as_str()));
    let said = own.filter(|(name, _)| {
        super::fields::requires(form, name) || !["committee", "department", "number"].contains(&name.as_str())
    });
    said.map(|(name, form)| (name.clone(), sampled(form, today))).collect()
}

fn sampled(form: &Value, today: chrono::NaiveDate) -> Value {
    let form = plain(form);
    if let Some(branches) = form["oneOf"].as_array() {
        let (choices, texts) = branches_of(branches);
        let chosen = choices.into_iter().next().map(|(_, value)| value);
        return chosen.unwrap_or_else(|| json!({texts.first().copied().unwrap_or("body"): "A"}));
    }
    match kind_of(form) {
        Kind::Object => properties(form).map(|(name, form)| (name.clone(), sampled(form, today))).collect(),
        Kind::Names => json!(["A", "B"]),
        Kind::People => json!([{"name": "A"}]),
        Kind::Rows => json!([sampled(&form["items"], today)]),
        Kind::Numbers => json!([1]),
        Kind::Day => json!((today + chrono::TimeDelta::days(14)).to_string()),
        Kind::Area => json!(100),
        Kind::Number => json!(form["minimum"].as_i64().unwrap_or(1).max(1)),
        Kind::Flag => json!(false),
        Kind::Choice => form["enum"].get(0).cloned().unwrap_or_default(),
        Kind::Text => match form["x-refers-to"].as_str() {
            Some(_) => json!(uuid::Uuid::max().to_string()),
            None => json!("A1"),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Kind as Stream;
    use crate::web::api::body::{self, forms::To};

    #[test]
    fn an_area_is_read_exactly() {
        assert_eq!(area("12"), json!(1200));
        assert_eq!(area("12.5"), json!(1250));
        assert_eq!(area("0.01"), json!(1));
        for other in ["", ".5", "12.345", "-1", "1,2", "5000000000"] {
            assert_eq!(area(other), json!(other), "{other}");
        }
    }

    #[test]
    fn people_and_rows_are_read_line_by_line() {
        assert_eq!(person("Li Na"), Some(json!({"name": "Li Na"})));
        assert_eq!(person("19900009815,A"), Some(json!({"name": "A", "phone": "19900009815"})));
        assert_eq!(person("  "), None);
    }

    #[test]
    fn the_sample_of_every_command_fits_its_form() {
        let today = chrono::NaiveDate::from_ymd_opt(2019, 11, 4).expect("a day");
        for (kind, name, to, form) in body::forms::all() {
            if to == To::New
                || ![Stream::Petition, Stream::FireHazard, Stream::IllegalStructure, Stream::Inspection]
                    .contains(&kind)
            {
                continue;
            }
            let read = body::command(kind, name, to, sample(form, today), "");
            assert!(read.is_ok(), "{name}: {:?}", read.err());
        }
    }
}
