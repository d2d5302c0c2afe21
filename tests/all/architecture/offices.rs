//! Each statement on an office's table says which office, or is marked as one that crosses offices.
use super::source::{Place, Source, files_below, holds, text_of};
use std::collections::BTreeSet;

/// What a statement that is meant for every office says.
const MARK: &str = "/* all offices */";
/// Tables that are no office's.
const REFERENCE: [&str; 2] = ["offices", "projection_shape"];

/// The words of a statement, places in a pattern among them; the name of a column loses its table's.
fn words(text: &str) -> Vec<&str> {
    let words = text.split(|c: char| !c.is_alphanumeric() && !matches!(c, '_' | '{' | '}' | '.'));
    words.map(|word| word.rsplit('.').next().unwrap_or(word)).filter(|word| !word.is_empty()).collect()
}

/// The tables that an office's rows stand in.
fn tables() -> BTreeSet<String> {
    let schemas = files_below("schema", "sql").into_iter().map(|path| text_of(&path));
    let made = |text: String| {
        let words = words(&text);
        let tables = words.windows(3).filter(|words| words[..2] == ["CREATE", "TABLE"]);
        tables.map(|words| words[2].to_owned()).collect::<Vec<_>>()
    };
    schemas.flat_map(made).filter(|table| !REFERENCE.contains(&table.as_str())).collect()
}

/// Whether the text names an office's table where a statement names what it reads or writes. What stands in a place of
/// a pattern may be one, except in `database/`, which takes tables whole and rows with their keys.
fn is_about(text: &str, tables: &BTreeSet<String>, patterns: bool) -> bool {
    let words = words(text);
    let names = words.windows(2).filter(|words| matches!(words[0], "FROM" | "JOIN" | "INTO" | "UPDATE"));
    names.map(|words| words[1]).any(|name| tables.contains(name) || patterns && name.starts_with('{'))
}

/// Whether it says the office: in its condition, or among the columns of new rows. A text that ends with a blank goes
/// on elsewhere.
fn says_office(text: &str) -> bool {
    let words = words(text);
    let condition = words.iter().position(|word| matches!(*word, "WHERE" | "VALUES"));
    let said = match condition {
        Some(at) if words[at] == "VALUES" => words[..at].contains(&"office_id"),
        Some(at) => words[at..].contains(&"office_id"),
        None => text.trim_matches('"').ends_with(' '),
    };
    said || text.contains(MARK)
}

/// Whether it is the condition of a statement that begins elsewhere.
fn is_condition(text: &str) -> bool {
    words(text).into_iter().find(|word| *word != "{}") == Some("WHERE")
}

/// A literal as one line.
fn unfolded(text: &str) -> String {
    let lines = text.split('\n').map(str::trim_start);
    lines.map(|line| line.trim_end_matches('\\')).collect()
}

fn without_an_office(sources: &[Source]) -> Vec<Place> {
    let tables = tables();
    let at_home = |source: &&Source| {
        matches!(
            source.room.as_str(),
            "event_log" | "projections" | "proof" | "files" | "database" | "keys" | "search" | "sign_in"
        )
    };
    let mut places = Vec::new();
    for source in sources.iter().filter(at_home) {
        for word in source.texts() {
            let text = unfolded(&word.text);
            let ours = is_about(&text, &tables, source.room != "database") || is_condition(&text);
            if ours && !says_office(&text) {
                places.push(source.place(word.line, &word.text));
            }
        }
    }
    places
}

#[test]
fn every_statement_says_which_office_or_that_it_is_for_all() {
    assert!(
        ["events", "log_heads", "receipts", "cases", "keys"].iter().all(|table| tables().contains(*table))
    );
    let breaches = [
        ("src/projections/x.rs", "fn f() { tx.fetch(\"SELECT number FROM cases\"); }"),
        (
            "src/projections/x.rs",
            "fn f() { tx.fetch(\"SELECT office_id, number FROM cases ORDER BY number\"); }",
        ),
        ("src/projections/x.rs", "fn f() { tx.fetch(\"SELECT 1 FROM cases c WHERE c.number = $1\"); }"),
        ("src/projections/x.rs", "fn f() { format!(\"SELECT {columns} FROM {table} WHERE {condition}\"); }"),
        ("src/projections/x.rs", "const A: &str = concat!(listed!(), \"WHERE number = $1\");"),
        ("src/projections/x.rs", "fn f() { tx.execute(\"DELETE FROM \\\n    site_facts\"); }"),
        ("src/event_log/x.rs", "const A: &str = \"UPDATE log_heads SET position = $1\";"),
        ("src/keys/x.rs", "const A: &str = \"INSERT INTO keys (key_id, secret) VALUES ($1, $2)\";"),
        ("src/sign_in/store.rs", "const A: &str = \"DELETE FROM sign_in_sessions WHERE ends_at < $1\";"),
        ("src/database/x.rs", "const A: &str = \"SELECT 1 FROM events LIMIT 1\";"),
        (
            "src/event_log/x.rs",
            "const A: &str = \"SELECT 1 FROM events e JOIN receipts r ON r.office_id = e.office_id\";",
        ),
    ];
    holds(without_an_office, "a statement says office_id, or /* all offices */", &breaches);
    for lawful in [
        "SELECT number FROM cases WHERE office_id = $1",
        "SELECT 1 FROM events /* all offices */ LIMIT 1",
        "SELECT code FROM offices",
        "UPDATE log_heads SET position = $2 WHERE position = $3 AND office_id = $1",
        "INSERT INTO keys (office_id, key_id) VALUES ($1, $2)",
        "{}WHERE office_id = $1 AND stream_id IN ({})",
    ] {
        let source = Source::of("src/projections/x.rs", &format!("const A: &str = \"{lawful}\";"));
        assert!(without_an_office(&[source]).is_empty(), "{lawful}");
    }
}
