//! `[store]`
use crate::database::StoreUrl;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::path::PathBuf;

/// Where the store is.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct StorePlace {
    /// A file, or a server's database.
    #[serde(deserialize_with = "read", serialize_with = "show")]
    pub url: StoreUrl,
}

impl Default for StorePlace {
    fn default() -> Self {
        Self { url: StoreUrl::Sqlite(PathBuf::from("anjuan.sqlite")) }
    }
}

/// The text may hold a password, so the error does not repeat it.
fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<StoreUrl, D::Error> {
    let text = String::deserialize(deserializer)?;
    text.parse().map_err(|_| {
        de::Error::custom(
            "names no store; use sqlite:PATH (an embedded file) or postgres://USER@HOST/DATABASE",
        )
    })
}

/// Without a password, which may also stand among the parameters.
fn show<S: Serializer>(url: &StoreUrl, serializer: S) -> Result<S::Ok, S::Error> {
    let text = url.to_string();
    let Some((place, parameters)) = text.split_once('?') else { return serializer.serialize_str(&text) };
    let shown = |parameter: &str| match parameter.split_once('=') {
        Some((name, _)) if name.contains("pass") => format!("{name}=…"),
        _ => parameter.to_owned(),
    };
    let parameters: Vec<_> = parameters.split('&').map(shown).collect();
    serializer.serialize_str(&format!("{place}?{}", parameters.join("&")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_shown_nowhere() {
        let show = |url: &str| {
            let place = StorePlace { url: url.parse().expect("a store") };
            serde_json::to_string(&place).expect("JSON")
        };
        for url in
            ["postgres://me:hunter2@host/db?sslmode=require", "postgres:///db?password=hunter2&user=me"]
        {
            assert!(!show(url).contains("hunter2"), "{}", show(url));
        }
        assert!(show("postgres:///db?host=/run&user=me").contains("host=/run&user=me"));
    }
}
