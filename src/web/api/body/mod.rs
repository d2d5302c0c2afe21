//! What is sent: a body, read by the form of its command.
pub mod forms;
mod reading;

use super::super::problem::Problem;
use crate::cases::case_file::{CorrectionReason, Order};
use crate::cases::ids::{CommandId, StreamId, Version};
use crate::cases::occurred::{Dated, Moment, Occurred};
use crate::cases::personal::{self, Slot, Subject};
use crate::event_log::RequestHash;
use crate::policy::Kind;
use axum::body::Bytes;
use axum::http::{HeaderMap, StatusCode, header};
use forms::To;
pub use reading::{Named, Reference};
use reading::{Reading, unfit};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

/// The fields of a command, on their way to it.
pub struct Fields {
    name: &'static str,
    json: Value,
    slots: Vec<Slot>,
    /// The cases and users that it names.
    pub references: Vec<Reference>,
    /// Where they stand in the body.
    at: &'static str,
}

/// What is asked for.
pub enum What {
    /// A step.
    Step(Fields),
    /// The correction of a step: as it should have been, or not at all; and why.
    Correct(Version, Option<(Occurred, Fields)>, Option<CorrectionReason>),
}

/// A body that was read.
pub struct Ask {
    /// When it happened; now, if that was not said.
    pub occurred: Option<Occurred>,
    /// What is asked.
    pub what: What,
    /// All that was sent, hashed, but for the command's id.
    pub hash: RequestHash,
}

/// What was sent, as what it has to be.
///
/// # Errors
/// When it is no JSON object, or another.
pub fn read<T: DeserializeOwned>(headers: &HeaderMap, sent: &Bytes) -> Result<T, Problem> {
    let sent = object(headers, sent)?;
    serde_json::from_value(Value::Object(sent))
        .map_err(|error| Problem::bad_request("body.unreadable", error.to_string()))
}

/// The JSON object that was sent.
///
/// # Errors
/// When it is none.
pub fn object(headers: &HeaderMap, body: &Bytes) -> Result<Map<String, Value>, Problem> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let is_json = kind == "application/json" || kind.starts_with("application/") && kind.ends_with("+json");
    if !is_json {
        let detail = "the body must be JSON, and the header Content-Type say application/json";
        return Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "body.not_declared", detail));
    }
    match serde_json::from_slice(body) {
        Ok(Value::Object(fields)) => Ok(fields),
        Ok(_) => {
            Err(unfit("body.wrong_type", "", "must be of type object".to_owned()).with("wanted", &"object"))
        }
        Err(error) => {
            let (line, column) = (error.line(), error.column());
            Err(Problem::bad_request("body.not_json", format!("line {line}, column {column}: {error}"))
                .with("line", &line)
                .with("column", &column))
        }
    }
}

/// Reads the body of a command.
///
/// # Errors
/// When there is no such command, or the body does not fit it.
pub fn command(
    kind: Kind,
    command: &str,
    to: To,
    sent: Map<String, Value>,
    target: &str,
) -> Result<Ask, Problem> {
    let (name, form) = forms::command(kind, command, to).ok_or_else(|| unknown_command(kind, command, to))?;
    let hash = hash(target, &sent);
    let mut reading = Reading::default();
    let json = reading.read(Value::Object(sent), form, "", Subject::MATTER)?;
    let (occurred, fields) = fields(name, json, reading, "");
    Ok(Ask { occurred, what: What::Step(fields), hash })
}

/// Reads the body of a correction.
///
/// # Errors
/// When it does not fit.
pub fn correction(kind: Kind, mut sent: Map<String, Value>, target: &str) -> Result<Ask, Problem> {
    let hash = hash(target, &sent);
    let becomes = sent.remove("becomes");
    let form = forms::correction(kind);
    let json = Reading::default().read(Value::Object(sent), &form, "", Subject::MATTER)?;
    let becomes = match (becomes, json.get("taken_back").is_some()) {
        (Some(becomes), false) => Some(becoming(kind, becomes)?),
        (None, true) => None,
        _ => {
            let detail = "say either what the step becomes, or `taken_back`: true".to_owned();
            return Err(unfit("body.one_of_two", "/becomes", detail));
        }
    };
    let occurred = json["occurred"].as_str().and_then(when);
    let reason = json["reason"].as_str().and_then(|reason| reason.parse().ok());
    let corrects = Version(json["corrects"].as_i64().unwrap_or_default());
    Ok(Ask { occurred, what: What::Correct(corrects, becomes, reason), hash })
}

fn becoming(kind: Kind, becomes: Value) -> Result<(Occurred, Fields), Problem> {
    let command = becomes["command"].as_str().unwrap_or_default().to_owned();
    let (name, form) = forms::becoming(kind, &command).ok_or_else(|| {
        let known = kind.commands().join(", ");
        unfit("body.not_one_of", "/becomes/command", format!("must be one of {known}")).with("known", &known)
    })?;
    let mut reading = Reading::default();
    let mut json = reading.read(becomes, form, "/becomes", Subject::MATTER)?;
    if let Some(json) = json.as_object_mut() {
        json.remove("command");
    }
    let (occurred, fields) = fields(name, json, reading, "/becomes");
    let missing = || unfit("body.missing_field", "/becomes/occurred", "is missing".to_owned());
    Ok((occurred.ok_or_else(missing)?, fields))
}

fn unknown_command(kind: Kind, command: &str, to: To) -> Problem {
    let known: Vec<_> =
        kind.commands().iter().copied().filter(|name| forms::is_sent(kind, name, to)).collect();
    let detail = format!("there is no command {command} here; there are {}", known.join(", "));
    Problem::not_found("command.unknown", detail)
}

/// Takes the command's id out of what was sent, if it is there.
///
/// # Errors
/// When it is no UUID.
pub fn command_id(sent: &mut Map<String, Value>) -> Result<Option<CommandId>, Problem> {
    let Some(id) = sent.remove("command_id") else { return Ok(None) };
    let id = id
        .as_str()
        .and_then(|id| id.parse().ok())
        .ok_or_else(|| unfit("body.invalid", "/command_id", "must be a UUID".to_owned()))?;
    Ok(Some(CommandId(id)))
}

/// A hash of what was sent to whom. The order of fields and blanks between them are not what is said.
fn hash(target: &str, sent: &Map<String, Value>) -> RequestHash {
    let mut hash = Sha256::new();
    hash.update(target);
    let mut text = String::new();
    write_sorted(&mut text, &Value::Object(sent.clone()));
    hash.update(text);
    RequestHash(hash.finalize().into())
}

fn write_sorted(text: &mut String, value: &Value) {
    match value {
        Value::Object(fields) => {
            let mut fields: Vec<_> = fields.iter().collect();
            fields.sort_unstable_by_key(|(name, _)| name.as_str());
            text.push('{');
            for (name, value) in fields {
                text.push_str(&json!(name).to_string());
                text.push(':');
                write_sorted(text, value);
                text.push(',');
            }
            text.push('}');
        }
        Value::Array(values) => {
            text.push('[');
            for value in values {
                write_sorted(text, value);
                text.push(',');
            }
            text.push(']');
        }
        other => text.push_str(&other.to_string()),
    }
}

fn when(text: &str) -> Option<Occurred> {
    let day = reading::day(text).map(Occurred::Day);
    day.or_else(|| Moment::parse(text).ok().map(Occurred::Instant))
}

fn fields(
    name: &'static str,
    mut json: Value,
    reading: Reading,
    at: &'static str,
) -> (Option<Occurred>, Fields) {
    let occurred = json.as_object_mut().and_then(|json| json.remove("occurred"));
    let occurred = occurred.as_ref().and_then(Value::as_str).and_then(when);
    let Reading { slots, references } = reading;
    (occurred, Fields { name, json, slots, references, at })
}

impl Fields {
    /// Whether the field was given.
    #[must_use]
    pub fn has(&self, field: &str) -> bool {
        self.json.get(field).is_some()
    }

    /// The field as text, if it was given.
    #[must_use]
    pub fn text(&self, field: &str) -> Option<&str> {
        self.json.get(field)?.as_str()
    }

    /// Fills in what the path says.
    pub fn put(&mut self, field: &str, value: &str) {
        self.json[field] = value.into();
    }

    /// The stream that a reference meant.
    pub fn found(&mut self, pointer: &str, stream: StreamId) {
        let pointer = pointer.strip_prefix(self.at).unwrap_or(pointer).to_owned();
        if let Some(place) = self.json.pointer_mut(&pointer) {
            *place = stream.to_string().into();
        }
    }

    /// Whether it is the command of this name.
    #[must_use]
    pub fn is(&self, name: &str) -> bool {
        self.name == name
    }

    /// Puts what the step said as it was recorded where a field is kept whole: of people, how many there are is public.
    pub fn keep(&mut self, recorded: &Map<String, Value>) {
        let fields = self.json.as_object_mut().into_iter().flatten();
        for (name, value) in fields.filter(|(_, value)| **value == forms::kept()) {
            if let Some(stood) = recorded.get(name) {
                *value = stood.clone();
            }
        }
    }

    /// Whether a field is kept as it was recorded.
    #[must_use]
    pub fn keeps(&self) -> bool {
        self.json.as_object().is_some_and(|fields| fields.values().any(|value| *value == forms::kept()))
    }

    fn into_command<C: DeserializeOwned>(self) -> Result<C, Problem> {
        let Self { name, json, slots, at, .. } = self;
        let slots = slots.into_iter().map(Some).collect();
        let read = personal::unsealing(slots, || serde_path_to_error::deserialize(json!({name: json})));
        read.map_err(|error: serde_path_to_error::Error<serde_json::Error>| {
            let path = error.path().to_string();
            let path: Vec<_> = path.split('.').skip(1).collect();
            unfit("body.invalid", &format!("{at}/{}", path.join("/")), error.into_inner().to_string())
        })
    }
}

impl What {
    /// The order to an aggregate with these commands.
    ///
    /// # Errors
    /// When a value is not of its type after all.
    pub fn into_order<C: DeserializeOwned>(self) -> Result<Order<C>, Problem> {
        Ok(match self {
            Self::Step(fields) => Order::Step(fields.into_command()?),
            Self::Correct(corrects, None, reason) => Order::Correct { corrects, becomes: None, reason },
            Self::Correct(corrects, Some((occurred, fields)), reason) => {
                let becomes = Dated { occurred, what: fields.into_command()? };
                Order::Correct { corrects, becomes: Some(Box::new(becomes)), reason }
            }
        })
    }

    /// The fields of what is asked, or of what a step becomes.
    pub const fn fields_mut(&mut self) -> Option<&mut Fields> {
        match self {
            Self::Step(fields) | Self::Correct(_, Some((_, fields)), _) => Some(fields),
            Self::Correct(_, None, _) => None,
        }
    }
}
