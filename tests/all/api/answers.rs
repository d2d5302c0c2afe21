//! What the document tells of answers is all of it: each is typed and closed, each status is there.
use anjuan::web::api::whole_document;
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

static DOCUMENT: LazyLock<Value> = LazyLock::new(|| serde_json::to_value(whole_document()).expect("JSON"));

/// What is wrong with the forms of a document's answers: each place with what stands there.
fn untyped(document: &Value) -> Vec<String> {
    let mut walk = Walk { document, seen: BTreeSet::new(), wrong: Vec::new() };
    for (path, method, operation) in operations(document) {
        for (status, answer) in operation["responses"].as_object().expect("answers") {
            let answer = resolved(document, answer);
            for (kind, content) in answer["content"].as_object().into_iter().flatten() {
                walk.form(&content["schema"], &format!("{method} {path} {status} {kind}"));
            }
        }
    }
    walk.wrong
}

fn operations(document: &Value) -> impl Iterator<Item = (&String, &String, &Value)> {
    let paths = document["paths"].as_object().expect("paths").iter();
    paths.flat_map(|(path, item)| {
        item.as_object().expect("operations").iter().map(move |(method, operation)| (path, method, operation))
    })
}

/// The answer itself, or the one that it names.
fn resolved<'d>(document: &'d Value, answer: &'d Value) -> &'d Value {
    let name = answer["$ref"].as_str();
    name.map_or(answer, |name| document.pointer(&name[1..]).expect("it is there"))
}

struct Walk<'d> {
    document: &'d Value,
    seen: BTreeSet<&'d str>,
    wrong: Vec<String>,
}

impl<'d> Walk<'d> {
    fn form(&mut self, form: &'d Value, at: &str) {
        if let Some(name) = form["$ref"].as_str() {
            if self.seen.insert(name) {
                self.form(self.document.pointer(&name[1..]).expect("it is there"), name);
            }
            return;
        }
        let Some(fields) = form.as_object() else {
            self.wrong.push(format!("{at}: {form} is no form"));
            return;
        };
        let parts = ["allOf", "oneOf", "anyOf"].iter().filter_map(|several| fields.get(*several)?.as_array());
        let parts: Vec<_> = parts.flatten().collect();
        if !fields.contains_key("type") && !fields.contains_key("enum") && parts.is_empty() {
            self.wrong.push(format!("{at}: anything"));
        }
        let is = |kind: &str| {
            form["type"] == kind || form["type"].as_array().is_some_and(|all| all.contains(&kind.into()))
        };
        if is("object") {
            self.object(fields, at);
        }
        if is("array") && !fields.contains_key("items") {
            self.wrong.push(format!("{at}: a list of anything"));
        }
        let inner = fields.get("items").into_iter().chain(parts);
        inner.for_each(|form| self.form(form, at));
    }

    fn object(&mut self, fields: &'d Map<String, Value>, at: &str) {
        match fields.get("additionalProperties") {
            Some(Value::Bool(false)) => {}
            Some(form @ Value::Object(_)) => self.form(form, &format!("{at}/*")),
            _ => self.wrong.push(format!("{at}: an object that is not closed")),
        }
        for (name, form) in fields.get("properties").and_then(Value::as_object).into_iter().flatten() {
            self.form(form, &format!("{at}/{name}"));
            let told = form.get("description").is_some() || form.get("$ref").is_some();
            let told = told
                || form["oneOf"]
                    .as_array()
                    .is_some_and(|forms| forms.iter().any(|form| form.get("$ref").is_some()));
            // A value of several alternatives is told of where they are.
            if !told && !at.contains('.') {
                self.wrong.push(format!("{at}/{name}: nothing is told of it"));
            }
        }
    }
}

#[test]
fn every_answer_is_typed_closed_and_told_of() {
    let wrong = untyped(&DOCUMENT);
    assert!(wrong.is_empty(), "{} places:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn an_answer_that_is_not_typed_is_seen() {
    for form in [
        serde_json::json!({}),
        serde_json::json!({"type": "object"}),
        serde_json::json!({"type": "object", "additionalProperties": true}),
        serde_json::json!({"type": "array"}),
        serde_json::json!({"type": "object", "properties": {"a": {"type": "string", "description": "A."}}}),
    ] {
        let mut document = DOCUMENT.clone();
        document["paths"]["/figures"]["get"]["responses"]["200"]["content"]["application/json"]["schema"] =
            form.clone();
        assert_eq!(untyped(&document).len(), 1, "{form}");
    }
}

#[test]
fn every_operation_tells_by_which_status_it_fails_and_how() {
    for (path, method, operation) in operations(&DOCUMENT) {
        let answers = operation["responses"].as_object().expect("answers");
        assert!(answers.keys().any(|status| status.starts_with(['2', '3'])), "{method} {path}");
        assert!(!answers.contains_key("default"), "{method} {path}: a default tells nothing");
        for status in ["500", "503"] {
            assert!(answers.contains_key(status), "{method} {path} {status}");
        }
        for (status, answer) in answers.iter().filter(|(status, _)| status.starts_with(['4', '5'])) {
            let answer = resolved(&DOCUMENT, answer);
            let form = &answer["content"]["application/problem+json"]["schema"]["$ref"];
            assert_eq!(form, "#/components/schemas/Problem", "{method} {path} {status}");
        }
    }
}

#[test]
fn every_lead_goes_to_an_operation_by_a_parameter_that_it_has() {
    let by_id: BTreeMap<_, _> = operations(&DOCUMENT)
        .map(|(path, _, operation)| (operation["operationId"].as_str().expect("an id"), (path, operation)))
        .collect();
    let mut leads = 0;
    for (path, method, operation) in operations(&DOCUMENT) {
        for answer in operation["responses"].as_object().expect("answers").values() {
            for lead in answer["links"].as_object().into_iter().flatten().map(|(_, lead)| lead) {
                let (to, next) = by_id[lead["operationId"].as_str().expect("an id")];
                for name in lead["parameters"].as_object().expect("parameters").keys() {
                    let known = next["parameters"].as_array().into_iter().flatten();
                    assert!(
                        known.clone().any(|known| known["name"] == **name),
                        "{method} {path} → {to}: {name}"
                    );
                }
                leads += 1;
            }
        }
    }
    assert!(leads > 300, "{leads}");
}

/// An operation: its method, its segments, and the statuses that are told of it.
type Told = (String, Vec<String>, BTreeSet<u16>);

/// The operations by method and segments, and the statuses that are told of each.
static TOLD: LazyLock<Vec<Told>> = LazyLock::new(|| {
    let told = operations(&DOCUMENT).map(|(path, method, operation)| {
        let statuses = operation["responses"].as_object().expect("answers").keys();
        let statuses = statuses.map(|status| status.parse().expect("a status")).collect();
        (method.to_uppercase(), path.split('/').map(str::to_owned).collect(), statuses)
    });
    told.collect()
});

/// Demands of an answer that any test gets that the document tells of its status.
#[track_caller]
pub fn is_told(method: &str, path: &str, status: u16) {
    let Some(path) = path.strip_prefix("/api/v1") else { return };
    let path: Vec<_> = path.split('?').next().unwrap_or_default().split('/').collect();
    let fits = |segments: &[String]| {
        segments.len() == path.len()
            && segments.iter().zip(&path).all(|(known, asked)| known == asked || known.starts_with('{'))
    };
    let operation = TOLD.iter().find(|(known, segments, _)| known == method && fits(segments));
    if let Some((_, segments, statuses)) = operation {
        assert!(
            statuses.contains(&status),
            "{method} {}: the document tells of no {status}",
            segments.join("/")
        );
    }
}
