//! The fields of a declared step, as a form has them and as the API takes them.
use super::super::form::Sent;
use super::super::steps::{Field as Drawn, Input, area};
use crate::cases::area::square_metres;
use crate::cases::declared::PersonalSort;
use crate::cases::declared::declaration::{Declaration, Field, FieldType, StepRule};
use crate::cases::words::Committee;
use crate::web::declared_words::named;
use crate::web::words::Language;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// The fields of a step.
pub(in crate::web::pages) fn drawn(
    declaration: &Declaration,
    step: &StepRule,
    committees: &BTreeSet<Committee>,
    language: Language,
    sent: &Sent,
) -> Vec<Drawn> {
    let fields = step.fields().filter_map(|id| declaration.field(id));
    fields.map(|field| one(field, step.required.contains(&field.id), committees, language, sent)).collect()
}

fn one(
    field: &Field,
    required: bool,
    committees: &BTreeSet<Committee>,
    language: Language,
    sent: &Sent,
) -> Drawn {
    let input = match &field.sort {
        FieldType::Code(values) => {
            let choices =
                values.iter().map(|value| (value.id.to_string(), named(&value.name, language).to_owned()));
            Input::Choice(choices.collect())
        }
        FieldType::Committee => {
            Input::Choice(committees.iter().map(|name| (name.to_string(), name.to_string())).collect())
        }
        FieldType::Number => Input::Number { least: 0, most: u32::MAX.into() },
        FieldType::Area => Input::Area,
        FieldType::Day => Input::Day,
        FieldType::Department => Input::Text { most: 40 },
        FieldType::Place | FieldType::Personal(PersonalSort::Home, _) => Input::Text { most: 200 },
        FieldType::Personal(PersonalSort::Name, _) => Input::Text { most: 60 },
        FieldType::Personal(PersonalSort::Phone, _) => Input::Text { most: 32 },
        FieldType::Personal(PersonalSort::Text, _) => Input::Lines { most: 10_000 },
    };
    let label = named(&field.name, language);
    let unit = field.unit.as_ref().map(|unit| format!(" ({})", named(unit, language)));
    Drawn {
        name: field.id.to_string(),
        id: format!("f-{}", field.id),
        label: format!("{label}{}", unit.unwrap_or_default()),
        help: None,
        input,
        required,
        value: sent.text(field.id.as_str()).to_owned(),
        wrong: None,
    }
}

/// What the form sent, as the API takes it: what is public, and what is personal.
pub(in crate::web::pages) fn told(
    declaration: &Declaration,
    step: &StepRule,
    sent: &Sent,
) -> Map<String, Value> {
    let (mut fields, mut personal) = (Vec::new(), Vec::new());
    for field in step.fields().filter_map(|id| declaration.field(id)) {
        let name = field.id.as_str();
        let text = sent.text(name).trim();
        if text.is_empty() {
            continue;
        }
        let value = match &field.sort {
            FieldType::Personal(..) => {
                personal.push(json!({"field": name, "text": text}));
                continue;
            }
            FieldType::Code(_) => json!({"code": text}),
            FieldType::Number => {
                json!({"number": text.parse::<u32>().map_or_else(|_| json!(text), Value::from)})
            }
            FieldType::Area => json!({"area": area(text)}),
            FieldType::Day => json!({"day": text}),
            FieldType::Committee => json!({"committee": text}),
            FieldType::Department => json!({"department": text}),
            FieldType::Place => json!({"place": text}),
        };
        fields.push(json!({"field": name, "value": value}));
    }
    let body = [("fields", fields), ("personal", personal)].into_iter().filter(|(_, told)| !told.is_empty());
    body.map(|(name, told)| (name.to_owned(), Value::Array(told))).collect()
}

/// What a step said, as the texts of its form. What is sealed stays empty.
pub(in crate::web::pages) fn filled(recorded: &Map<String, Value>) -> Sent {
    let told = recorded.get("fields").and_then(Value::as_array).into_iter().flatten();
    let texts = told.filter_map(|told| {
        let (sort, value) = told["value"].as_object()?.iter().next()?;
        let text = match (sort.as_str(), value) {
            ("area", area) => square_metres(area.as_i64()?),
            (_, Value::String(text)) => text.clone(),
            (_, other) => other.to_string(),
        };
        Some((told["field"].as_str()?.to_owned(), text))
    });
    Sent::from_pairs(texts.collect())
}

/// The fields that a step told and that are sealed.
pub(in crate::web::pages) fn sealed(recorded: &Map<String, Value>) -> Vec<String> {
    let told = recorded.get("personal").and_then(Value::as_array).into_iter().flatten();
    told.filter_map(|told| told["field"].as_str().map(str::to_owned)).collect()
}

/// What the form sent with what is sealed and was left empty kept as it stands, but for what is to be emptied.
pub(in crate::web::pages) fn kept(
    told: &mut Map<String, Value>,
    sealed: &[String],
    sent: &Sent,
    emptied: impl Fn(&str) -> bool,
) {
    let kept = sealed.iter().filter(|field| !sent.has(field) && !emptied(field));
    let kept: Vec<_> = kept.map(|field| json!({"field": field, "text": {"kept": true}})).collect();
    if kept.is_empty() {
        return;
    }
    match told.entry("personal").or_insert_with(|| json!([])) {
        Value::Array(personal) => personal.extend(kept),
        other => *other = Value::Array(kept),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sealed_is_kept_if_it_is_left_empty_and_goes_if_it_is_emptied() {
        let recorded = json!({
            "fields": [{"field": "pieces", "value": {"number": 3}}, {"field": "size", "value": {"area": 1250}}],
            "personal": [{"field": "who", "text": {"personal": 65535}}, {"field": "seen", "text": {"personal": 65535}},
                {"field": "phone", "text": {"personal": 65535}}],
        });
        let recorded = recorded.as_object().expect("fields");
        let texts = filled(recorded);
        assert_eq!((texts.text("pieces"), texts.text("size"), texts.text("who")), ("3", "12.5", ""));
        let sent = texts.with("seen", Some("a pot"));
        let mut told = Map::from_iter([("personal".to_owned(), json!([{"field": "seen", "text": "a pot"}]))]);
        kept(&mut told, &sealed(recorded), &sent, |field| field == "phone");
        assert_eq!(
            told["personal"],
            json!([{"field": "seen", "text": "a pot"}, {"field": "who", "text": {"kept": true}}])
        );
    }
}
