//! The forms of bodies: those of the commands, made from their source into `schema/commands.json`, and what the API adds
//! to each: when it happened, and the command's id.
use crate::cases::case_file::CorrectionReason;
use crate::policy::Kind;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Forms by the kind of stream and the command.
type Commands = BTreeMap<String, BTreeMap<String, Value>>;

#[derive(Deserialize)]
struct Made {
    commands: Commands,
    components: BTreeMap<String, Value>,
}

static MADE: LazyLock<Made> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../../../../schema/commands.json"))
        .expect("schema/commands.json is a part of the program")
});

/// To what a command is sent.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum To {
    /// To the whole collection: it opens a stream.
    New,
    /// To a stream that is there.
    Known,
}

/// The commands that open a case or add a user.
const OPENING: [(Kind, &str); 8] = [
    (Kind::Petition, "RegisterPetition"),
    (Kind::FireHazard, "ReportHazard"),
    (Kind::FireHazard, "FindHazard"),
    (Kind::IllegalStructure, "ReportStructure"),
    (Kind::Inspection, "RecordInspection"),
    (Kind::Declared, "OpenCase"),
    (Kind::User, "AddUser"),
    (Kind::Indicator, "RecordIndicator"),
];

/// Whether the command is sent to a new stream, or to a known one. A hazard that was reported is found later.
#[must_use]
pub fn is_sent(kind: Kind, command: &str, to: To) -> bool {
    let opens = OPENING.contains(&(kind, command));
    match to {
        To::New => opens,
        To::Known => !opens || command == "FindHazard",
    }
}

/// Every command with its form, sent to a new or a known stream.
static FORMS: LazyLock<BTreeMap<(Kind, &'static str, To), Value>> = LazyLock::new(|| {
    let mut forms = BTreeMap::new();
    for kind in Kind::ALL {
        for command in kind.commands().iter().copied() {
            let Some(plain) = plain(kind, command) else { continue };
            for to in [To::New, To::Known].into_iter().filter(|to| is_sent(kind, command, *to)) {
                forms.insert((kind, command, to), asked(plain, (kind, command), to));
            }
        }
    }
    forms
});

/// The command's own fields.
fn plain(kind: Kind, command: &str) -> Option<&'static Value> {
    MADE.commands.get(kind.name())?.get(command)
}

/// The form that `$ref` names.
#[must_use]
pub fn component(reference: &str) -> Option<&'static Value> {
    let name = reference.strip_prefix("#/components/schemas/")?;
    MADE.components.get(name).or_else(|| OWN.get(name))
}

/// Every named form.
pub fn components() -> impl Iterator<Item = (&'static String, &'static Value)> {
    MADE.components.iter().chain(OWN.iter())
}

/// Every command with the form of its body, as it is sent.
pub fn all() -> impl Iterator<Item = (Kind, &'static str, To, &'static Value)> {
    FORMS.iter().map(|((kind, command, to), form)| (*kind, *command, *to, form))
}

/// The form of a command's body, and the command's name as the program has it.
#[must_use]
pub fn command(kind: Kind, command: &str, to: To) -> Option<(&'static str, &'static Value)> {
    let name = kind.commands().iter().find(|name| **name == command)?;
    FORMS.get(&(kind, *name, to)).map(|form| (*name, form))
}

/// The form of what a corrected step becomes: as the command, and what is personal may be kept as it stands.
#[must_use]
pub fn becoming(kind: Kind, command: &str) -> Option<(&'static str, &'static Value)> {
    let name = kind.commands().iter().find(|name| **name == command)?;
    BECOMING.get(&(kind, *name)).map(|form| (*name, form))
}

/// The form of a correction.
#[must_use]
pub fn correction(kind: Kind) -> Value {
    let becomes: Vec<_> = BECOMING.iter().filter(|((of, _), _)| *of == kind).map(|(_, form)| form).collect();
    json!({
        "type": "object", "additionalProperties": false, "required": ["corrects"],
        "description": "An earlier step was recorded wrongly: as it should have been recorded (`becomes`), or that it \
            never was (`taken_back`); one of the two. Nothing is deleted.",
        "properties": {
            "occurred": OCCURRED.clone(),
            "command_id": COMMAND_ID.clone(),
            "corrects": {"type": "integer", "minimum": 1, "maximum": 9_223_372_036_854_775_807_i64,
                "description": "The version of the step, as the history tells it."},
            "taken_back": {"type": "boolean", "enum": [true], "description": "The step never was."},
            "becomes": {"oneOf": becomes},
            "reason": {"type": "string", "enum": CorrectionReason::ALL.map(|(_, code)| code),
                "description": "Why it is corrected. `mistyped`: it was typed wrongly. `paper_differs`: the paper says \
                    otherwise. `found_later`: it came to light later. `other_case`: it belongs to another case. \
                    `recorded_twice`: it was recorded twice. `decided_on_review`: a review decided so."},
        },
    })
}

static BECOMING: LazyLock<BTreeMap<(Kind, &'static str), Value>> = LazyLock::new(|| {
    let mut forms = BTreeMap::new();
    for kind in Kind::ALL {
        for command in kind.commands().iter().copied() {
            let Some(mut form) = plain(kind, command).cloned() else { continue };
            let mut fields = taken(&mut form);
            for field in fields.values_mut() {
                if holds_personal(field) {
                    keep_rows(field);
                    *field = json!({"oneOf": [{"$ref": "#/components/schemas/Kept"}, field]});
                }
            }
            fields.remove("case");
            fields.insert("command".to_owned(), json!({"type": "string", "enum": [command]}));
            fields.insert("occurred".to_owned(), OCCURRED.clone());
            form["properties"] = Value::Object(fields);
            require(&mut form, |name| name != "case");
            let mut required = vec![json!("command"), json!("occurred")];
            required.extend(form["required"].as_array().into_iter().flatten().cloned());
            form["required"] = Value::Array(required);
            forms.insert((kind, command), form);
        }
    }
    forms
});

/// Of rows that name their fields, what is personal in each may be kept by itself.
fn keep_rows(field: &mut Value) {
    let row = field.get("items").map(shown).cloned();
    let Some(mut row) = row.filter(|row| row["properties"].get("field").is_some()) else { return };
    let personal = row["properties"].as_object_mut().into_iter().flatten();
    for (_, value) in personal.filter(|(_, value)| is_personal(value)) {
        *value = json!({"oneOf": [{"$ref": "#/components/schemas/Kept"}, value]});
    }
    field["items"] = row;
}

static OCCURRED: LazyLock<Value> = LazyLock::new(|| json!({"$ref": "#/components/schemas/Occurred"}));
static COMMAND_ID: LazyLock<Value> = LazyLock::new(|| {
    json!({"type": "string", "format": "uuid", "minLength": 36, "maxLength": 36,
        "description": "The command's id, in place of the header `Idempotency-Key`: sent twice, it is carried out once."})
});

static OWN: LazyLock<BTreeMap<String, Value>> = LazyLock::new(|| {
    BTreeMap::from([
        (
            "Occurred".to_owned(),
            json!({"type": "string", "minLength": 10, "maxLength": 40, "x-occurred": true,
                "examples": ["2026-11-26", "2026-11-26T09:30:00+08:00"],
                "description": "When it happened, in Asia/Shanghai: a day, as paper knows it, or a moment with its \
                    offset (RFC 3339). Now, if it is left out."}),
        ),
        (
            "Kept".to_owned(),
            json!({"type": "object", "additionalProperties": false, "required": ["kept"], "x-kept": true,
                "properties": {"kept": {"type": "boolean", "enum": [true]}},
                "description": "What is personal stays as it was recorded."}),
        ),
    ])
});

/// The command's form as the API asks for it.
fn asked(plain: &Value, (kind, command): (Kind, &str), to: To) -> Value {
    let mut form = plain.clone();
    let mut fields = taken(&mut form);
    match (kind, command, to) {
        (Kind::Access | Kind::Reminder | Kind::Attachment, _, _) => {
            fields.remove("case");
        }
        // What is found at a known case has its number.
        (Kind::FireHazard, "FindHazard", To::Known) => {
            fields.remove("number");
        }
        _ => {}
    }
    let given = |name: &str| fields.contains_key(name) && (name != "number" || to == To::Known);
    require(&mut form, given);
    fields.insert("occurred".to_owned(), OCCURRED.clone());
    fields.insert("command_id".to_owned(), COMMAND_ID.clone());
    form["properties"] = Value::Object(fields);
    form
}

fn taken(form: &mut Value) -> Map<String, Value> {
    match form["properties"].take() {
        Value::Object(fields) => fields,
        _ => Map::new(),
    }
}

/// Leaves of the required fields those that `given` says.
fn require(form: &mut Value, given: impl Fn(&str) -> bool) {
    if let Some(required) = form.get_mut("required").and_then(Value::as_array_mut) {
        required.retain(|name| name.as_str().is_some_and(&given));
        if required.is_empty()
            && let Some(form) = form.as_object_mut()
        {
            form.remove("required");
        }
    }
}

/// The form itself, or the one that it names.
#[must_use]
pub fn shown(form: &Value) -> &Value {
    form.get("$ref").and_then(Value::as_str).and_then(component).unwrap_or(form)
}

/// The mark of what is kept as it was recorded.
#[must_use]
pub fn kept() -> Value {
    json!({"personal": u16::MAX})
}

/// Whether something in what has this form is sealed.
#[must_use]
pub fn holds_personal(form: &Value) -> bool {
    let inner = shown(form);
    let rows = inner.get("items").map(shown).and_then(|row| row["properties"].as_object());
    is_personal(form) || rows.into_iter().flatten().any(|(_, field)| is_personal(field))
}

/// Whether what has this form is sealed.
#[must_use]
pub fn is_personal(form: &Value) -> bool {
    form.get("x-personal").or_else(|| shown(form).get("x-personal")).is_some()
}
