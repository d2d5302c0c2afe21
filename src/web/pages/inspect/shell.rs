//! `/inspect`: the shell, the same for everybody in one language and light, for it is kept on the phone.
use crate::policy::Query;
use crate::web::pages::assets;
use crate::web::pages::frame::drawn;
use crate::web::pages::reader::Reader;
use crate::web::problem::Problem;
use crate::web::words::{self, Language};
use askama::Template;
use axum::response::Response;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// The modules, each after those that it names.
const MODULES: [&str; 14] = [
    "words.mjs",
    "ids.mjs",
    "outbox.mjs",
    "store.mjs",
    "camera.mjs",
    "signature.mjs",
    "sync.mjs",
    "views.mjs",
    "parts.mjs",
    "day.mjs",
    "finding.mjs",
    "steps.mjs",
    "leaving.mjs",
    "inspect.mjs",
];
/// The words that the phone needs: the beginnings of their keys.
const WORDS: [&str; 11] = [
    "phone-",
    "phase-fire-hazard-",
    "page-due-",
    "code-blocked-escape-route",
    "code-corridor-clutter",
    "code-equipment-fault",
    "code-wiring",
    "code-illegal-dwelling",
    "code-ebike-charging",
    "code-locked-exit",
    "code-other",
];

#[derive(Template)]
#[template(path = "inspect/shell.html")]
struct Shell {
    language: Language,
    theme: &'static str,
    words: String,
    reader: Reader,
}

impl Shell {
    fn t(&self, key: &str) -> Cow<'static, str> {
        self.reader.t(key)
    }

    fn asset(name: &str) -> String {
        assets::address(name)
    }

    fn modules() -> impl Iterator<Item = String> {
        MODULES.iter().map(|name| assets::address(name))
    }
}

/// The shell, for whoever may see what is due.
pub(super) async fn page(reader: Reader) -> Result<Response, Problem> {
    reader.desk.permit(Query::ReadWorkList).await?;
    let (language, theme) = (reader.language, reader.theme.name());
    drawn(&Shell { language, theme, words: words(language)?, reader })
}

/// The words as JSON that can stand in a page.
fn words(language: Language) -> Result<String, Problem> {
    let all: BTreeMap<_, _> =
        WORDS.iter().flat_map(|beginning| words::beginning(language, beginning)).collect();
    let json = serde_json::to_string(&all).map_err(|error| Problem::failed(&error))?;
    Ok(json.replace('<', "\\u003c"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Bytes that a phone loads at most before it works without network.
    const FIRST_LOAD: usize = 200 * 1024;

    #[test]
    fn the_first_load_is_small() {
        let shell = include_str!("../templates/inspect/shell.html").len();
        let words = Language::ALL.map(|language| words(language).expect("words").len());
        let named = ["anjuan.css", "inspect.css", "inspect.svg", "inspect-180.png", "inspect-192.png"];
        let named = named.into_iter().chain(["inspect-512.png", "inspect-worker.js"]).chain(MODULES);
        let assets = named.map(|name| {
            let bytes = assets::content(name).map(|(_, bytes)| bytes.len());
            bytes.unwrap_or_else(|| panic!("{name} is there"))
        });
        let sum = shell + words.into_iter().max().unwrap_or_default() + assets.sum::<usize>();
        assert!(sum < FIRST_LOAD, "{sum} bytes, uncompressed");
    }

    #[test]
    fn every_module_that_a_module_names_is_loaded_with_the_shell() {
        for name in MODULES {
            let (_, bytes) = assets::content(name).expect("a module");
            let text = String::from_utf8_lossy(bytes);
            for named in text.split("\"./").skip(1).filter_map(|rest| rest.split('"').next()) {
                let known =
                    MODULES.iter().any(|module| assets::address(module) == format!("/assets/{named}"));
                assert!(known, "{name} names {named}");
            }
        }
    }
}
