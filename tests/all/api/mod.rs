//! The API: what an integrator, a page and a phone talk to.
pub mod answers;
mod client;
mod commands;
mod corrections;
mod document;
mod every_route;
mod feed;
mod forms;
mod inspecting;
mod keys;
mod lists;
mod plans;
mod problems;
mod reads;
mod schemathesis;
mod socket;
mod tables;

use serde_json::Value;
use std::path::Path;

/// What is kept in the file is what the program says; `UPDATE_OPENAPI=1` writes it anew.
fn kept(file: &str, said: &Value) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    let mut text = serde_json::to_string_pretty(said).expect("JSON");
    text.push('\n');
    if std::env::var_os("UPDATE_OPENAPI").is_some() {
        std::fs::write(&path, &text).expect("written");
    }
    let known: Value =
        serde_json::from_str(&std::fs::read_to_string(&path).unwrap_or_default()).unwrap_or_default();
    assert!(known == *said, "{file} is not what the program says; UPDATE_OPENAPI=1 writes it anew");
}
