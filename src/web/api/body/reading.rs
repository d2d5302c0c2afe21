//! Reads a body by its form. What does not fit is refused by its place; what is personal is taken out, to be sealed; what
//! names a case or a user is listed, to be found.
use super::forms::{self, shown};
use crate::cases::occurred::{Day, Moment};
use crate::cases::personal::{Slot, Subject};
use crate::web::problem::Problem;
use axum::http::StatusCode;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// What a field names.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Named {
    /// A case.
    Case,
    /// A user.
    User,
}

/// A field that names a case or a user, and where it stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Reference {
    /// What it names.
    pub named: Named,
    /// Where it stands.
    pub pointer: String,
    /// By what name.
    pub by: String,
}

/// A body on its way to its command.
#[derive(Default)]
pub struct Reading {
    /// What is personal, in the order of the numbers that stand in its places.
    pub slots: Vec<Slot>,
    /// What is to be found.
    pub references: Vec<Reference>,
}

type Read = Result<Value, Problem>;

/// The body does not fit its form.
pub fn unfit(code: &'static str, at: &str, detail: String) -> Problem {
    let place = if at.is_empty() { "/" } else { at };
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, code, detail).about(place).with("field", &place)
}

impl Reading {
    /// The value as its form says; `at` is its place as a JSON pointer, and `whose` it is if it is personal.
    pub fn read(&mut self, value: Value, form: &Value, at: &str, whose: Subject) -> Read {
        if forms::is_personal(form) {
            let plain = self.plain(value, form, at, whose)?;
            return Ok(self.sealed(&plain, form, whose));
        }
        self.plain(value, form, at, whose)
    }

    fn plain(&mut self, value: Value, form: &Value, at: &str, whose: Subject) -> Read {
        let form = shown(form);
        if let Some(only) = form["allOf"].get(0) {
            return self.plain(value, only, at, whose);
        }
        if let Some(forms) = form["oneOf"].as_array() {
            let chosen = chosen(&value, forms).ok_or_else(|| {
                unfit("body.wrong_type", at, "none of the forms that this field may have".to_owned())
            })?;
            return self.read(value, chosen, at, whose);
        }
        match (form["type"].as_str().unwrap_or_default(), value) {
            ("object", Value::Object(fields)) => self.object(fields, form, at, whose),
            ("array", Value::Array(values)) => self.array(values, form, at, whose),
            ("string", Value::String(text)) => self.text(text, form, at),
            ("integer", value) if value.is_i64() || value.is_u64() => integer(value, form, at),
            ("boolean", value) if value.is_boolean() => one_of(value, form, at),
            (wanted, _) => {
                Err(unfit("body.wrong_type", at, format!("must be of type {wanted}")).with("wanted", &wanted))
            }
        }
    }

    fn object(&mut self, fields: Map<String, Value>, form: &Value, at: &str, whose: Subject) -> Read {
        if form.get("x-kept").is_some() {
            return Ok(forms::kept());
        }
        let missing = form["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
        if let Some(missing) = missing.into_iter().find(|name| !fields.contains_key(*name)) {
            return Err(unfit("body.missing_field", &below(at, missing), "is missing".to_owned()));
        }
        let mut read = Map::new();
        for (name, value) in fields {
            let place = below(at, &name);
            let Some(form) = form["properties"].get(&name) else {
                return Err(unfit("body.unknown_field", &place, "there is no such field here".to_owned()));
            };
            let whose = subject(&name).unwrap_or(whose);
            read.insert(name, self.read(value, form, &place, whose)?);
        }
        Ok(Value::Object(read))
    }

    fn array(&mut self, values: Vec<Value>, form: &Value, at: &str, whose: Subject) -> Read {
        let limit = |name: &str| form[name].as_u64().and_then(|limit| usize::try_from(limit).ok());
        if let Some(most) = limit("maxItems").filter(|most| values.len() > *most) {
            return Err(unfit("body.too_many", at, format!("at most {most}")).with("limit", &most));
        }
        if let Some(least) = limit("minItems").filter(|least| values.len() < *least) {
            return Err(unfit("body.too_few", at, format!("at least {least}")).with("limit", &least));
        }
        let values = values.into_iter().enumerate();
        let read = values.map(|(n, value)| self.read(value, &form["items"], &format!("{at}/{n}"), whose));
        read.collect::<Result<Vec<_>, _>>().map(Value::Array)
    }

    fn text(&mut self, text: String, form: &Value, at: &str) -> Read {
        // As the newtypes count: without blanks around it.
        let length = text.trim().chars().count() as u64;
        if let Some(most) = form["maxLength"].as_u64().filter(|most| length > *most) {
            return Err(
                unfit("body.too_long", at, format!("longer than {most} characters")).with("limit", &most)
            );
        }
        if let Some(least) = form["minLength"].as_u64().filter(|least| length < *least) {
            return Err(
                unfit("body.too_short", at, format!("shorter than {least} characters")).with("limit", &least)
            );
        }
        if form["format"] == "date" && day(&text).is_none() {
            return Err(unfit("body.no_day", at, "must be a day such as 2026-11-26".to_owned()));
        }
        if form.get("x-occurred").is_some() && day(&text).is_none() && Moment::parse(&text).is_err() {
            let detail = "must be a day such as 2026-11-26, or a moment such as 2026-11-26T09:30:00+08:00";
            return Err(unfit("body.no_time", at, detail.to_owned()));
        }
        if let Some(named) = form["x-refers-to"].as_str() {
            let named = if named == "user" { Named::User } else { Named::Case };
            self.references.push(Reference { named, pointer: at.to_owned(), by: text.trim().to_owned() });
        }
        one_of(Value::String(text), form, at)
    }

    /// The mark that stands where a personal value stood.
    fn sealed(&mut self, plain: &Value, form: &Value, whose: Subject) -> Value {
        let people = shown(form)["x-people"].as_str();
        let count = match people {
            // A name given twice is one.
            Some("officers") => {
                let names = plain.as_array().into_iter().flatten().filter_map(Value::as_str);
                names.map(str::trim).collect::<BTreeSet<_>>().len()
            }
            _ => plain.as_array().map_or(0, Vec::len),
        };
        let mark = json!({"personal": self.slots.len()});
        self.slots.push(Slot { subject: whose, json: plain.to_string().into_bytes() });
        match people {
            Some("officers") => json!({"named": {"count": count, "names": mark}}),
            Some(_) => json!({"count": count, "people": mark}),
            None => mark,
        }
    }
}

/// Whose a field is, where its name says so; free text is about the matter.
const fn subject(field: &str) -> Option<Subject> {
    match field.as_bytes() {
        b"petitioner" | b"reporter" | b"informant" => Some(Subject::PETITIONER),
        b"party" => Some(Subject::PARTY),
        b"inspectors" | b"officers" | b"handler" | b"leader" | b"name" => Some(Subject::STAFF),
        b"representatives" => Some(Subject::REPRESENTATIVES),
        _ => None,
    }
}

fn below(at: &str, name: &str) -> String {
    format!("{at}/{}", name.replace('~', "~0").replace('/', "~1"))
}

/// The form, among several, that the value is meant to have.
fn chosen<'f>(value: &Value, forms: &'f [Value]) -> Option<&'f Value> {
    let fits = |form: &&Value| {
        let inner = form["allOf"].get(0).map_or_else(|| shown(form), shown);
        match (inner["type"].as_str().unwrap_or_default(), value) {
            ("object", Value::Object(fields)) => {
                let required = inner["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
                required.into_iter().all(|name| fields.contains_key(name))
            }
            ("string", Value::String(_)) | ("array", Value::Array(_)) => true,
            _ => false,
        }
    };
    forms.iter().find(fits)
}

fn one_of(value: Value, form: &Value, at: &str) -> Read {
    let Some(known) = form["enum"].as_array().filter(|known| !known.contains(&value)) else {
        return Ok(value);
    };
    let known: Vec<_> =
        known.iter().map(|word| word.as_str().map_or(word.to_string(), str::to_owned)).collect();
    let known = known.join(", ");
    Err(unfit("body.not_one_of", at, format!("must be one of {known}")).with("known", &known))
}

fn integer(value: Value, form: &Value, at: &str) -> Read {
    let number = value.as_i64().map_or_else(|| i128::from(value.as_u64().unwrap_or(u64::MAX)), i128::from);
    let limit = |name: &str, other: i64| i128::from(form[name].as_i64().unwrap_or(other));
    let (least, most) = (limit("minimum", i64::MIN), limit("maximum", i64::MAX));
    if (least..=most).contains(&number) {
        return Ok(value);
    }
    let detail = format!("must be from {least} to {most}");
    Err(unfit("body.out_of_range", at, detail).with("least", &least).with("most", &most))
}

/// A day as everybody writes it, and no other way.
pub fn day(text: &str) -> Option<Day> {
    let bytes = text.as_bytes();
    let plain = bytes.len() == 10
        && bytes.iter().enumerate().all(|(at, byte)| match at {
            4 | 7 => *byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    text.parse().ok().filter(|_| plain)
}
