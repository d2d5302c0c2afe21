//! The form of any command, from the same source as the API's: which fields there are, of which type, with which choices.
use super::super::form::Sent;
use super::super::frame::coded;
use super::super::reader::said;
use crate::web::api::body::forms::shown;
use crate::web::words::{Language, word};
use serde_json::{Map, Value, json};

/// Characters above which a text is written in several lines.
const LONG: u64 = 300;

/// How a field is filled in.
pub(in crate::web::pages) enum Input {
    Text { most: u64 },
    Lines { most: u64 },
    Number { least: i64, most: i64 },
    Area,
    Day,
    Choice(Vec<(String, String)>),
}

/// A field of a form.
pub(in crate::web::pages) struct Field {
    /// Its name, as it is sent: `petitioner.phone`.
    pub(in crate::web::pages) name: String,
    /// The same, as a name within the page.
    pub(in crate::web::pages) id: String,
    pub(in crate::web::pages) label: String,
    pub(in crate::web::pages) help: Option<&'static str>,
    pub(in crate::web::pages) input: Input,
    pub(in crate::web::pages) required: bool,
    pub(in crate::web::pages) value: String,
    pub(in crate::web::pages) wrong: Option<String>,
}

/// What a form is drawn with.
pub(in crate::web::pages) struct Drawing<'d> {
    pub(in crate::web::pages) language: Language,
    pub(in crate::web::pages) command: &'d str,
    pub(in crate::web::pages) sent: &'d Sent,
}

impl Drawing<'_> {
    /// The fields of a form.
    pub(in crate::web::pages) fn fields(&self, form: &Value) -> Vec<Field> {
        let mut fields = Vec::new();
        self.object(form, "", "", true, &mut fields);
        fields
    }

    fn object(&self, form: &Value, at: &str, before: &str, required: bool, into: &mut Vec<Field>) {
        for (name, form_of) in properties(form) {
            if at.is_empty() && OWN.contains(&name.as_str()) {
                continue;
            }
            let required = required && requires(form, name);
            let label = self.label(name);
            let label = if before.is_empty() { label } else { format!("{before} · {label}") };
            self.any(form_of, &below(at, name), &label, required, into);
        }
    }

    fn any(&self, form: &Value, at: &str, label: &str, required: bool, into: &mut Vec<Field>) {
        let form = plain(form);
        if let Some(branches) = form["oneOf"].as_array() {
            let (choices, texts) = branches_of(branches);
            if !choices.is_empty() {
                let required = required && texts.is_empty();
                let choices = choices.into_iter().map(|(code, _)| (self.code(&code), code));
                let choices = choices.map(|(words, code)| (code, words)).collect();
                into.push(self.field(at, label, required, Input::Choice(choices)));
            }
            for text in texts {
                let label = format!("{label} · {}", self.label(text));
                into.push(self.field(&below(at, text), &label, false, Input::Text { most: 80 }));
            }
            return;
        }
        let input = match kind_of(form) {
            Kind::Object => return self.object(form, at, label, required, into),
            Kind::Names | Kind::Numbers | Kind::Text => {
                let most = form["maxLength"].as_u64().unwrap_or(400);
                if most > LONG && form.get("x-people").is_none() {
                    Input::Lines { most }
                } else {
                    Input::Text { most }
                }
            }
            Kind::People | Kind::Rows => Input::Lines { most: 4000 },
            Kind::Day => Input::Day,
            Kind::Area => Input::Area,
            Kind::Number => Input::Number {
                least: form["minimum"].as_i64().unwrap_or_default(),
                most: form["maximum"].as_i64().unwrap_or(i64::MAX),
            },
            Kind::Flag => {
                Input::Choice(["true", "false"].map(|code| (code.to_owned(), self.flag(code))).into())
            }
            Kind::Choice => {
                let codes = form["enum"].as_array().into_iter().flatten().filter_map(Value::as_str);
                Input::Choice(codes.map(|code| (code.to_owned(), self.code(code))).collect())
            }
        };
        into.push(self.field(at, label, required, input));
    }

    fn field(&self, name: &str, label: &str, required: bool, input: Input) -> Field {
        let last = name.rsplit('.').next().unwrap_or(name);
        Field {
            name: name.to_owned(),
            id: format!("f-{}", name.replace('.', "-")),
            label: label.to_owned(),
            help: word(self.language, &format!("help.{}.{name}", self.command))
                .or_else(|| word(self.language, &format!("help.{last}"))),
            input,
            required,
            value: self.sent.text(name).to_owned(),
            wrong: None,
        }
    }

    fn label(&self, name: &str) -> String {
        let own = word(self.language, &format!("field.{}.{name}", self.command));
        own.map_or_else(|| said(self.language, &format!("field.{name}")).into_owned(), str::to_owned)
    }

    fn code(&self, code: &str) -> String {
        coded(self.language, "code", code.rsplit('.').next().unwrap_or(code)).into_owned()
    }

    fn flag(&self, code: &str) -> String {
        said(self.language, if code == "true" { "page.yes" } else { "page.no" }).into_owned()
    }
}

/// What every command has, and every page asks in its own way.
pub(in crate::web::pages) const OWN: [&str; 2] = ["occurred", "command_id"];

/// How the value of a form is written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::web::pages) enum Kind {
    Object,
    Names,
    People,
    Rows,
    /// Numbers with blanks between.
    Numbers,
    Text,
    Day,
    Area,
    Number,
    Flag,
    Choice,
}

pub(in crate::web::pages) fn kind_of(form: &Value) -> Kind {
    match form["type"].as_str().unwrap_or_default() {
        "object" => Kind::Object,
        "array" if form["x-people"] == "officers" => Kind::Names,
        "array" if form.get("x-people").is_some() => Kind::People,
        "array" if kind_of(plain(&form["items"])) == Kind::Text => Kind::Names,
        "array" if plain(&form["items"])["type"] == "integer" => Kind::Numbers,
        "array" => Kind::Rows,
        "integer" if form["maximum"] == json!(u32::MAX) => Kind::Area,
        "integer" => Kind::Number,
        "boolean" => Kind::Flag,
        _ if form.get("enum").is_some() => Kind::Choice,
        // Paper knows the day; a moment is for programs.
        _ if form["format"] == "date" || form.get("x-occurred").is_some() => Kind::Day,
        _ => Kind::Text,
    }
}

/// The form itself, or the one that it names.
pub(in crate::web::pages) fn plain(form: &Value) -> &Value {
    let inner = shown(form);
    match inner["allOf"].get(0) {
        Some(only) => plain(only),
        None => inner,
    }
}

pub(in crate::web::pages) fn properties(form: &Value) -> impl Iterator<Item = (&String, &Value)> {
    form["properties"].as_object().into_iter().flat_map(Map::iter)
}

pub(in crate::web::pages) fn requires(form: &Value, name: &str) -> bool {
    form["required"].as_array().into_iter().flatten().any(|required| required == name)
}

pub(in crate::web::pages) fn below(at: &str, name: &str) -> String {
    if at.is_empty() { name.to_owned() } else { format!("{at}.{name}") }
}

/// The forms that a value may have: what can be chosen, by its code, and fields of free text.
pub(in crate::web::pages) fn branches_of(branches: &[Value]) -> (Vec<(String, Value)>, Vec<&str>) {
    let (mut choices, mut texts) = (Vec::new(), Vec::new());
    for branch in branches.iter().map(plain) {
        if branch["type"] == "object" {
            for (name, inner) in properties(branch) {
                let inner = plain(inner);
                match kind_of(inner) {
                    Kind::Text => texts.push(name.as_str()),
                    _ => choices.extend(
                        chosen(inner, name).into_iter().map(|(code, value)| (code, json!({name: value}))),
                    ),
                }
            }
        } else {
            choices.extend(chosen(branch, ""));
        }
    }
    (choices, texts)
}

fn chosen(form: &Value, at: &str) -> Vec<(String, Value)> {
    if let Some(codes) = form["enum"].as_array() {
        let codes = codes.iter().filter_map(|code| Some((below(at, code.as_str()?), code.clone())));
        return codes.collect();
    }
    let inner = properties(form).flat_map(|(name, inner)| {
        let within = chosen(plain(inner), at).into_iter();
        within.map(move |(code, value)| (code, json!({name: value}))).collect::<Vec<_>>()
    });
    inner.collect()
}
