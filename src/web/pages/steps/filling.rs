//! What a command said, in the words of its form: the other way round from [`super::reading`].
use super::super::form::Sent;
use super::fields::{Kind, OWN, below, branches_of, kind_of, plain, properties};
use super::reading::row_fields;
use crate::cases::area::square_metres;
use crate::cases::occurred::Occurred;
use crate::web::words::{Language, word};
use serde_json::{Map, Value, json};

/// The texts of a form that says what was recorded. What is sealed stays empty: left so, it is kept.
pub(in crate::web::pages) fn filled(form: &Value, recorded: &Map<String, Value>, language: Language) -> Sent {
    let mut texts = Texts { language, texts: Vec::new() };
    for (name, form) in properties(form).filter(|(name, _)| !OWN.contains(&name.as_str())) {
        if let Some(value) = recorded.get(name).filter(|value| !is_sealed(value)) {
            texts.fill(form, name, value);
        }
    }
    Sent::from_pairs(texts.texts)
}

/// The body of a command: each field as it was recorded if its texts are as the form had them, else as they were sent.
pub(super) fn changed(
    form: &Value,
    sent: &Sent,
    (recorded, filled): (&Map<String, Value>, &Sent),
) -> Map<String, Value> {
    let mut said = super::reading::body(form, sent);
    for (name, value) in recorded.iter().filter(|(name, _)| form["properties"].get(*name).is_some()) {
        if texts_of(sent, name) == texts_of(filled, name) {
            let value = if is_sealed(value) { json!({"kept": true}) } else { value.clone() };
            said.insert(name.clone(), value);
        }
    }
    said
}

/// When a step happened, as the form has it.
pub(super) fn occurred_texts(occurred: Occurred) -> (String, String) {
    let text = super::super::timeline::when(occurred);
    match text.split_once(' ') {
        Some((day, time)) => (day.to_owned(), time.to_owned()),
        None => (text, String::new()),
    }
}

/// Whether something personal is in a value.
pub(super) fn is_sealed(value: &Value) -> bool {
    match value {
        Value::Object(fields) => fields.contains_key("personal") || fields.values().any(is_sealed),
        Value::Array(values) => values.iter().any(is_sealed),
        _ => false,
    }
}

/// What was sent in a field and below it. Browsers send lines with a carriage return.
fn texts_of<'s>(sent: &'s Sent, name: &str) -> Vec<(&'s str, String)> {
    let inside =
        |key: &str| key.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
    let texts = sent.pairs().filter(|(key, _)| inside(key));
    let mut texts: Vec<_> =
        texts.map(|(key, text)| (key, text.replace("\r\n", "\n").trim().to_owned())).collect();
    texts.sort_unstable();
    texts
}

struct Texts {
    language: Language,
    texts: Vec<(String, String)>,
}

impl Texts {
    fn put(&mut self, at: &str, text: String) {
        self.texts.push((at.to_owned(), text));
    }

    fn fill(&mut self, form: &Value, at: &str, value: &Value) {
        let form = plain(form);
        if let Some(branches) = form["oneOf"].as_array() {
            let (choices, texts) = branches_of(branches);
            if let Some((code, _)) = choices.iter().find(|(_, known)| known == value) {
                self.put(at, code.clone());
            }
            for name in texts {
                if let Some(text) = value[name].as_str() {
                    self.put(&below(at, name), text.to_owned());
                }
            }
            return;
        }
        if kind_of(form) == Kind::Object {
            for (name, form) in properties(form) {
                if let Some(inner) = value.get(name).filter(|inner| !inner.is_null()) {
                    self.fill(form, &below(at, name), inner);
                }
            }
            return;
        }
        if let Some(text) = self.text(form, value) {
            self.put(at, text);
        }
    }

    fn text(&self, form: &Value, value: &Value) -> Option<String> {
        let rows = || value.as_array().into_iter().flatten();
        Some(match kind_of(form) {
            Kind::Object | Kind::People => return None,
            Kind::Names => rows().filter_map(Value::as_str).collect::<Vec<_>>().join("、"),
            Kind::Numbers => rows().map(Value::to_string).collect::<Vec<_>>().join(" "),
            Kind::Rows => rows().map(|row| self.row(&form["items"], row)).collect::<Vec<_>>().join("\n"),
            Kind::Area => square_metres(value.as_i64()?),
            Kind::Number | Kind::Flag => value.to_string(),
            // Paper knows the day; a moment that is left as it stands is kept to the second.
            Kind::Day => value.as_str()?.get(..10)?.to_owned(),
            Kind::Text | Kind::Choice => value.as_str()?.to_owned(),
        })
    }

    fn row(&self, form: &Value, row: &Value) -> String {
        let told = row_fields(plain(form)).into_iter().map_while(|(name, form)| {
            let value = row.get(name).filter(|value| !value.is_null())?;
            let text = self.text(plain(form), value)?;
            let choice = kind_of(plain(form)) == Kind::Choice;
            let named = choice.then(|| word(self.language, &format!("code.{text}"))).flatten();
            Some(named.map_or(text, str::to_owned))
        });
        told.collect::<Vec<_>>().join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::super::reading::sample;
    use super::*;
    use crate::policy::Kind as Stream;
    use crate::web::api::body::forms::{self, To};

    /// What the log has of what a form says: what is personal is sealed.
    fn as_recorded(form: &Value, said: Map<String, Value>) -> Map<String, Value> {
        let sealed = |(name, value): (String, Value)| {
            let personal = forms::holds_personal(&form["properties"][&name]);
            (name, if personal { json!({"personal": u16::MAX}) } else { value })
        };
        said.into_iter().map(sealed).collect()
    }

    #[test]
    fn a_form_that_is_sent_as_it_was_filled_says_what_was_recorded() {
        let today = chrono::NaiveDate::from_ymd_opt(2019, 11, 4).expect("a day");
        let kinds = [Stream::Petition, Stream::FireHazard, Stream::IllegalStructure, Stream::Inspection];
        let mut seen = 0;
        for (kind, name, _, form) in forms::all().filter(|(kind, ..)| kinds.contains(kind)) {
            let recorded = as_recorded(form, sample(form, today));
            let filled = filled(form, &recorded, Language::Chinese);
            let again = changed(form, &filled, (&recorded, &filled));
            let kept = recorded.iter().map(|(name, value)| {
                (name.clone(), if is_sealed(value) { json!({"kept": true}) } else { value.clone() })
            });
            assert_eq!(again, kept.collect::<Map<_, _>>(), "{kind:?} {name}");
            // Read again without what was recorded: every field that is not sealed has its text.
            let read = super::super::reading::body(form, &filled);
            for (field, value) in recorded.iter().filter(|(_, value)| !is_sealed(value)) {
                assert_eq!(read.get(field), Some(value), "{kind:?} {name} {field}");
            }
            seen += 1;
        }
        assert!(seen > 60, "{seen} commands");
    }

    #[test]
    fn one_field_that_is_written_anew_leaves_the_others_as_they_were_recorded() {
        let (_, form) = forms::command(Stream::Petition, "RegisterPetition", To::New).expect("a form");
        let recorded =
            json!({"channel": "letter", "heads": 3, "matter": {"personal": 65_535}, "first_time": true});
        let Value::Object(recorded) = recorded else { unreachable!("an object") };
        let filled = filled(form, &recorded, Language::English);
        let sent = filled.with("heads", Some("5"));
        let said = changed(form, &sent, (&recorded, &filled));
        let expected = json!({"channel": "letter", "heads": 5, "matter": {"kept": true}, "first_time": true});
        assert_eq!(Value::Object(said), expected);
        let cleared = filled.with("heads", None).with("matter", Some("楼道灯不亮"));
        let said = changed(form, &cleared, (&recorded, &filled));
        assert_eq!(said.get("matter"), Some(&json!("楼道灯不亮")), "what is written anew is no longer kept");
        assert_eq!(said.get("heads"), None, "what was cleared is not said");
    }
}
