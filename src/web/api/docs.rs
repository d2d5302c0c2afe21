//! `GET /docs`: a page to read the API by, made from its document.
use super::openapi;
use crate::web::words::{Language, word};
use axum::Extension;
use axum::http::header;
use axum::response::IntoResponse;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::LazyLock;

const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#222}\
    summary{cursor:pointer;padding:.25rem 0}code{font:14px/1.4 ui-monospace,monospace}\
    table{border-collapse:collapse;width:100%;margin:.5rem 0}td,th{border:1px solid #ccc;padding:.25rem .5rem;\
    text-align:left;vertical-align:top}details details{margin-left:1.5rem}";

static DOCUMENT: LazyLock<Value> =
    LazyLock::new(|| serde_json::to_value(openapi::shown()).unwrap_or_default());
static CHINESE: LazyLock<String> = LazyLock::new(|| html(&DOCUMENT, Language::Chinese));
static ENGLISH: LazyLock<String> = LazyLock::new(|| html(&DOCUMENT, Language::English));

/// The page.
pub async fn page(language: Option<Extension<Language>>) -> impl IntoResponse {
    let text = match language.map(|Extension(language)| language).unwrap_or_default() {
        Language::Chinese => CHINESE.as_str(),
        Language::English => ENGLISH.as_str(),
    };
    let policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";
    let headers =
        [(header::CONTENT_TYPE, "text/html; charset=utf-8"), (header::CONTENT_SECURITY_POLICY, policy)];
    (headers, text)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn html(document: &Value, language: Language) -> String {
    let said = |key: &str| word(language, &format!("docs.{key}")).unwrap_or_default();
    let (title, about) =
        (said("title"), escaped(document["info"]["description"].as_str().unwrap_or_default()));
    let mut page = format!(
        "<!doctype html><html lang=\"{}\"><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\"><title>{title}</title><style>{STYLE}</style>\
         <h1>{title}</h1><p>{about}</p><p><a href=\"openapi.json\">openapi.json</a></p>",
        language.tag()
    );
    let mut groups: BTreeMap<&str, Vec<(&str, &str, &Value)>> = BTreeMap::new();
    for (path, item) in document["paths"].as_object().into_iter().flatten() {
        for (method, operation) in item.as_object().into_iter().flatten() {
            let group = operation["tags"][0].as_str().unwrap_or_default();
            groups.entry(group).or_default().push((path, method, operation));
        }
    }
    for (group, operations) in groups {
        let _ = write!(page, "<h2 id=\"{group}\">{group}</h2>");
        for (path, method, operation) in operations {
            write_operation(&mut page, document, (path, method, operation), &said);
        }
    }
    page + "</html>\n"
}

fn write_operation(
    page: &mut String,
    document: &Value,
    (path, method, operation): (&str, &str, &Value),
    said: &impl Fn(&str) -> &'static str,
) {
    let text = |name: &str| escaped(operation[name].as_str().unwrap_or_default());
    let (method, path) = (method.to_uppercase(), escaped(path));
    let (summary, about) = (text("summary"), text("description"));
    let _ = write!(page, "<details><summary><code>{method} {path}</code> {summary}</summary><p>{about}</p>");
    let parameters = operation["parameters"].as_array();
    if let Some(parameters) = parameters.filter(|parameters| !parameters.is_empty()) {
        let _ = write!(page, "<h4>{}</h4>", said("parameters"));
        let rows = parameters.iter().map(|parameter| {
            let name = parameter["name"].as_str().unwrap_or_default();
            let about = parameter["description"].as_str().unwrap_or_default();
            (name, &parameter["schema"], about, parameter["required"] == true)
        });
        write_table(page, document, rows, said);
    }
    let body = &operation["requestBody"]["content"]["application/json"]["schema"];
    if let Some(fields) = body["properties"].as_object() {
        let _ = write!(page, "<h4>{}</h4>", said("body"));
        let required = body["required"].as_array();
        let rows = fields.iter().map(|(name, form)| {
            let about = form["description"].as_str().unwrap_or_default();
            let is_required = required.is_some_and(|required| required.iter().any(|known| known == name));
            (name.as_str(), form, about, is_required)
        });
        write_table(page, document, rows, said);
    }
    page.push_str("</details>");
}

fn write_table<'v>(
    page: &mut String,
    document: &Value,
    rows: impl Iterator<Item = (&'v str, &'v Value, &'v str, bool)>,
    said: &impl Fn(&str) -> &'static str,
) {
    page.push_str("<table>");
    for (name, form, about, required) in rows {
        let mark = if required { said("required") } else { "" };
        let (name, about) = (escaped(name), escaped(about));
        let form = escaped(&form_of(document, form));
        let _ = write!(page, "<tr><td><code>{name}</code> {mark}<td><code>{form}</code><td>{about}");
    }
    page.push_str("</table>");
}

/// A form in a few words: `string 1…40`, `one of letter, visit`.
fn form_of(document: &Value, form: &Value) -> String {
    if let Some(pointer) = form["$ref"].as_str().and_then(|reference| reference.strip_prefix('#')) {
        return document.pointer(pointer).map_or(String::new(), |named| form_of(document, named));
    }
    if let Some(only) = form["allOf"].get(0) {
        return form_of(document, only);
    }
    if let Some(forms) = form["oneOf"].as_array() {
        let forms: Vec<_> = forms.iter().map(|form| form_of(document, form)).collect();
        return forms.join(" | ");
    }
    let words = form["enum"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let words: Vec<_> = words.collect();
    if !words.is_empty() {
        return words.join(" | ");
    }
    let kind = form["type"].as_str().unwrap_or("any");
    let limit = |name: &str| form[name].as_i64().map(|limit| limit.to_string()).unwrap_or_default();
    match kind {
        "array" => format!("[{}]", form_of(document, &form["items"])),
        "object" => {
            let fields = form["properties"].as_object().into_iter().flatten();
            let fields: Vec<_> =
                fields.map(|(name, form)| format!("{name}: {}", form_of(document, form))).collect();
            format!("{{{}}}", fields.join(", "))
        }
        "string" if form.get("maxLength").is_some() => {
            format!("string {}…{}", limit("minLength"), limit("maxLength"))
        }
        "integer" if form.get("minimum").is_some() => {
            format!("integer {}…{}", limit("minimum"), limit("maximum"))
        }
        kind => kind.to_owned(),
    }
}
