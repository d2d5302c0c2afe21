//! What the document tells of answers: every status that may come, what stands in each, and that nothing else does.
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use utoipa::openapi::path::Operation;
use utoipa::openapi::{ContentBuilder, OpenApi, Ref, RefOr, Response, ResponseBuilder, Schema};

const PROBLEM: &str = "application/problem+json";
const BYTES: &str = "application/octet-stream";

/// What each status of a problem says.
const SAID: [(u16, &str); 16] = [
    (400, "The request cannot be read: a name in its path, a parameter, a header or its body."),
    (401, "Nobody is signed in, or the password, the code or the token is wrong."),
    (403, "Whoever asks may not do this, is not wholly signed in, or asks from the page of another site."),
    (404, "There is nothing of that name, or nothing of which whoever asks may learn."),
    (408, "The body came too slowly."),
    (
        409,
        "As things stand it cannot be done, or the log has not reached the position of `at-least` in time.",
    ),
    (410, "It was there, and is there no longer."),
    (412, "It is no longer at the version of `If-Match`; `ETag` says at which it is."),
    (413, "The body is larger than is taken here."),
    (415, "The body is of a kind that is not taken here."),
    (416, "It has no such range."),
    (422, "It can be read and makes no sense: the problem names the field."),
    (429, "Too many attempts failed; `Retry-After` says how long to wait."),
    (500, "The program failed; the operator's log says why."),
    (502, "The provider of the single sign-on failed."),
    (503, "Not now: send the same again after `Retry-After`, a command with the same key."),
];

/// What may go wrong with whatever is asked.
const ANY: [u16; 2] = [500, 503];
/// What may go wrong with a read of the API, which knows `at-least` and `lang`.
const READ: [u16; 4] = [400, 401, 403, 409];
/// What may go wrong with a command.
const WRITE: [u16; 9] = [400, 401, 403, 404, 409, 412, 413, 415, 422];
/// What may go wrong with a body that is read by its type.
const BODY: [u16; 3] = [400, 413, 415];

/// What may go wrong with the other operations, beside what their path and body bring.
const BY_OPERATION: [(&str, &str, &[u16]); 47] = [
    ("post", "/search", &[401, 403, 409]),
    ("post", "/reports", &[401, 403, 409, 422]),
    ("post", "/papers", &[401, 403, 404, 409, 422]),
    ("get", "/papers/{paper}", &[401, 403, 404, 409, 410]),
    ("post", "/papers/{paper}/void", &[401, 403, 404, 409, 422]),
    ("post", "/erasures", &[401, 403, 404, 409, 422]),
    ("get", "/erasures/{request}", &[401, 403, 404, 409]),
    ("post", "/erasures/{request}/decision", &[401, 403, 404, 409, 412, 422]),
    ("get", "/session", &[401]),
    ("post", "/session", &[401, 403, 429]),
    ("delete", "/session", &[401, 403, 404]),
    ("get", "/sessions", &[401, 403]),
    ("delete", "/sessions/{id}", &[401, 403, 404]),
    ("post", "/session/totp", &[401, 403, 404, 429]),
    ("post", "/session/recovery-code", &[401, 403, 404, 429]),
    ("post", "/session/passkey/begin", &[401, 403, 404]),
    ("post", "/session/passkey/finish", &[401, 403, 404, 409, 429]),
    ("get", "/second-factors", &[401, 403]),
    ("post", "/second-factors/totp", &[401, 403]),
    ("delete", "/second-factors/totp", &[401, 403, 404, 409]),
    ("post", "/second-factors/totp/finish", &[401, 403, 409, 429]),
    ("post", "/second-factors/passkeys/begin", &[401, 403, 404, 422]),
    ("post", "/second-factors/passkeys/finish", &[401, 403, 404, 409, 422]),
    ("delete", "/second-factors/passkeys/{id}", &[401, 403, 404, 409]),
    ("post", "/second-factors/recovery-codes", &[401, 403, 404]),
    ("post", "/password", &[401, 403, 422, 429]),
    ("get", "/links/{token}", &[410]),
    ("post", "/links/{token}", &[403, 410, 422]),
    ("post", "/session/oidc", &[403, 404, 502]),
    ("get", "/session/oidc/callback", &[400, 401, 403, 404, 409, 502]),
    ("get", "/bindings", &[401, 403]),
    ("post", "/bindings", &[401, 403, 404, 502]),
    ("post", "/sign-in/users/{login}/links", &[401, 403, 404]),
    ("get", "/sign-in/users/{login}/sessions", &[401, 403, 404]),
    ("delete", "/sign-in/users/{login}/sessions", &[401, 403, 404]),
    ("delete", "/sign-in/users/{login}/sessions/{id}", &[401, 403, 404]),
    ("delete", "/sign-in/users/{login}/second-factors", &[401, 403, 404]),
    ("get", "/sign-in/users/{login}/bindings", &[401, 403, 404]),
    ("post", "/sign-in/users/{login}/bindings", &[401, 403, 404, 409, 422]),
    ("delete", "/sign-in/users/{login}/bindings", &[401, 403, 404]),
    ("get", "/api-tokens", &[401, 403]),
    ("post", "/api-tokens", &[401, 403, 422]),
    ("delete", "/api-tokens/{id}", &[401, 403, 404]),
    ("get", "/files/{sha256}", &[401, 403, 404, 410, 416]),
    ("put", "/files/{sha256}", &[400, 401, 403, 408, 409, 410, 413, 415, 422]),
    ("get", "/files/{sha256}/original", &[401, 403, 404, 410, 416]),
    ("get", "/files/{sha256}/about", &[401, 403, 404, 410]),
];

/// Says of each operation how it may fail, in place of what its route says in general.
///
/// # Panics
/// When nothing is known of an operation.
pub fn tell_statuses(document: &mut OpenApi) {
    if let Some(components) = &mut document.components {
        for (status, said) in SAID {
            components.responses.insert(name_of(status), problem(said).into());
        }
    }
    for (path, item) in &mut document.paths.paths {
        for (method, operation) in super::openapi::operations(item) {
            let statuses = statuses(method, path, operation);
            let responses = &mut operation.responses.responses;
            responses.retain(|status, _| status.starts_with(['2', '3']));
            for status in statuses {
                responses.insert(status.to_string(), Ref::from_response_name(name_of(status)).into());
            }
        }
    }
}

fn statuses(method: &str, path: &str, operation: &Operation) -> BTreeSet<u16> {
    let mut statuses = BTreeSet::from(ANY);
    let has_body = operation.request_body.is_some();
    let mut known = BY_OPERATION.iter().filter(|(of, at, _)| *of == method && *at == path).peekable();
    if known.peek().is_some() {
        statuses.extend(known.flat_map(|(_, _, statuses)| *statuses));
        statuses.extend(BODY.into_iter().filter(|_| has_body));
        statuses.extend(path.contains('{').then_some(400));
    } else if method == "get" {
        statuses.extend(READ);
        statuses.extend((path.contains('{') || path == "/cases").then_some(404));
    } else {
        assert!(
            path.contains("/commands/") || path.ends_with("/corrections"),
            "{method} {path}: how may it fail?"
        );
        statuses.extend(WRITE);
    }
    statuses
}

fn name_of(status: u16) -> String {
    format!("Problem{status}")
}

fn problem(said: &str) -> Response {
    let content = ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem"))).build();
    ResponseBuilder::new().description(said).content(PROBLEM, content).build()
}

/// The answers of an operation.
fn answers(operation: &mut Operation) -> impl Iterator<Item = &mut Response> {
    operation.responses.responses.values_mut().filter_map(|response| match response {
        RefOr::T(response) => Some(response),
        RefOr::Ref(_) => None,
    })
}

/// Files are bytes of the type that each has.
pub fn tell_bytes(document: &mut OpenApi) {
    let bytes = || {
        let form: RefOr<Schema> = form(&json!({"type": "string", "format": "binary"}));
        ContentBuilder::new().schema(Some(form)).build()
    };
    for item in document.paths.paths.values_mut() {
        for (_, operation) in super::openapi::operations(item) {
            for answer in answers(operation).filter(|answer| answer.content.contains_key(BYTES)) {
                answer.content.clear();
                answer.content.insert("*/*".to_owned(), bytes().into());
            }
            if let Some(RefOr::T(body)) = &mut operation.request_body
                && body.content.contains_key(BYTES)
            {
                body.content.insert(BYTES.to_owned(), bytes().into());
            }
        }
    }
}

/// Says of every form in an answer that nothing else stands in it, and takes in one what is told in several.
pub fn close(document: &mut OpenApi) {
    let mut named = Vec::new();
    for item in document.paths.paths.values_mut() {
        for (_, operation) in super::openapi::operations(item) {
            for answer in answers(operation) {
                for content in answer.content.values() {
                    let content = serde_json::to_value(content).unwrap_or_default();
                    references(&content, &mut named);
                }
            }
        }
    }
    let Some(components) = &mut document.components else { return };
    let forms: Map<String, Value> = components
        .schemas
        .iter()
        .map(|(name, form)| (name.clone(), serde_json::to_value(form).unwrap_or_default()))
        .collect();
    named.push("Problem".to_owned());
    let mut closed = BTreeSet::new();
    while let Some(name) = named.pop() {
        if closed.insert(name.clone()) {
            let mut whole = in_one(&forms, &forms[&name]);
            close_form(&mut whole);
            references(&whole, &mut named);
            components.schemas.insert(name, form(&whole));
        }
    }
}

fn form(value: &Value) -> RefOr<Schema> {
    serde_json::from_value(value.clone()).expect("a form is a schema")
}

fn references(value: &Value, named: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            let name = fields.get("$ref").and_then(Value::as_str);
            named.extend(name.and_then(|name| name.strip_prefix("#/components/schemas/")).map(str::to_owned));
            fields.values().for_each(|value| references(value, named));
        }
        Value::Array(values) => values.iter().for_each(|value| references(value, named)),
        _ => {}
    }
}

/// A form of several parts as one, so that it can be closed.
fn in_one(forms: &Map<String, Value>, form: &Value) -> Value {
    if let Some(name) = form["$ref"].as_str().and_then(|name| name.strip_prefix("#/components/schemas/")) {
        return in_one(forms, &forms[name]);
    }
    let Some(parts) = form["allOf"].as_array() else { return form.clone() };
    let (mut properties, mut required) = (Map::new(), Vec::new());
    for part in parts {
        let part = in_one(forms, part);
        properties.extend(part["properties"].as_object().cloned().unwrap_or_default());
        required.extend(part["required"].as_array().cloned().unwrap_or_default());
    }
    json!({"type": "object", "description": form["description"], "properties": properties, "required": required})
}

fn close_form(form: &mut Value) {
    match form {
        Value::Object(fields) => {
            if fields.contains_key("properties") && !fields.contains_key("additionalProperties") {
                fields.insert("additionalProperties".to_owned(), Value::Bool(false));
            }
            for (name, value) in fields.iter_mut() {
                match (name.as_str(), value) {
                    ("properties", Value::Object(properties)) => {
                        properties.values_mut().for_each(close_form);
                    }
                    (_, value) => close_form(value),
                }
            }
        }
        Value::Array(forms) => forms.iter_mut().for_each(close_form),
        _ => {}
    }
}

/// The form of what stands in an event, which no type of the program has.
pub fn event_value() -> RefOr<Schema> {
    let value = json!({"$ref": "#/components/schemas/EventValue"});
    form(&json!({
        "description": "A value in an event: a code, a name, a number, a day, or several of them.",
        "oneOf": [
            {"type": "null"},
            {"type": "boolean"},
            {"type": "integer"},
            {"type": "string"},
            {"type": "array", "items": value},
            {"type": "object", "additionalProperties": value},
        ],
    }))
}
