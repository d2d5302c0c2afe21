//! The keys there are, and what a configuration says for each.
use super::{Config, Origin};
use serde_json::{Map, Value};

/// A key, its value as it would be written, and where that came from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Setting {
    /// `limits.body`.
    pub key: String,
    /// `64 KiB`; nothing if nothing is said.
    pub value: String,
    /// Where it came from.
    pub origin: Origin,
}

/// Every topic with its keys: what a configuration is made of, as it is written out.
fn topics(config: &Config) -> Map<String, Value> {
    match serde_json::to_value(config) {
        Ok(Value::Object(topics)) => topics,
        _ => Map::new(),
    }
}

/// Every key there is.
pub(super) fn keys() -> Vec<String> {
    values(&Config::default()).into_iter().map(|(key, _)| key).collect()
}

/// Whether the name is a topic's.
pub(super) fn is_topic(name: &str) -> bool {
    topics(&Config::default()).get(name).is_some_and(Value::is_object)
}

/// Every key with its value.
pub(super) fn values(config: &Config) -> Vec<(String, String)> {
    let mut values = Vec::new();
    for (topic, value) in topics(config) {
        match value {
            Value::Object(inner) => {
                values.extend(
                    inner.into_iter().map(|(name, value)| (format!("{topic}.{name}"), shown(&value))),
                );
            }
            value => values.push((topic, shown(&value))),
        }
    }
    values
}

fn shown(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(shown).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}

/// The name that was probably meant: one that shares most of its letters, in order.
pub(super) fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a String>) -> Option<String> {
    let alike = known.into_iter().map(|known| (strsim::jaro_winkler(name, known), known));
    let best = alike.max_by(|one, other| one.0.total_cmp(&other.0));
    best.filter(|(alike, _)| *alike > 0.9).map(|(_, known)| known.clone())
}
