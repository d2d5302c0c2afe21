//! What the program's texts say: SQL, words for people.
use super::source::{Place, Source, Word, files_below, holds, none_of, text_of};
use anjuan::database::OnConflict;
use anjuan::event_log::sql::EVENTS;

/// The words of a statement, without its marks.
fn words(text: &str) -> Vec<&str> {
    text.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty()).collect()
}

/// Whether the words stand in the text one after another.
fn says(text: &str, wanted: &[&str]) -> bool {
    words(text).windows(wanted.len()).any(|found| found == wanted)
}

const STATEMENTS: [[&str; 2]; 5] =
    [["INSERT", "INTO"], ["DELETE", "FROM"], ["CREATE", "TABLE"], ["DROP", "TABLE"], ["ALTER", "TABLE"]];

fn is_sql(text: &str) -> bool {
    let words = words(text);
    let updates = |at: usize| words[at] == "UPDATE" && words[at..].iter().take(3).any(|word| *word == "SET");
    words.contains(&"SELECT")
        || (0..words.len()).any(updates)
        || STATEMENTS.iter().any(|statement| says(text, statement))
}

/// The texts of the program that `found` finds.
fn texts(sources: &[Source], found: impl Fn(&Source, &Word) -> bool) -> Vec<Place> {
    let words = sources.iter().flat_map(|source| source.texts().map(move |word| (source, word)));
    let found = words.filter(|(source, word)| found(source, word));
    found.map(|(source, word)| source.place(word.line, &word.text)).collect()
}

fn stray_sql(sources: &[Source]) -> Vec<Place> {
    let at_home = |source: &Source| match source.room.as_str() {
        "event_log" | "projections" | "proof" | "files" | "database" | "keys" | "search" => true,
        "sign_in" => source.path.ends_with("/store.rs"),
        _ => false,
    };
    texts(sources, |source, word| !at_home(source) && is_sql(&word.text))
}

#[test]
fn sql_stands_where_the_log_the_projections_and_the_keys_are_kept() {
    let breaches = [
        ("src/figures/x.rs", "fn f() { db.fetch(\"SELECT 1\"); }"),
        ("src/web/x.rs", "const A: &str = r#\"with a as (SELECT 1)\"#;"),
        ("src/cli/x.rs", "fn f() { format!(\"UPDATE {} SET a\", table); }"),
        ("src/commands/x.rs", "const A: &str = \"UPDATE log_heads \\\n SET position = 1\";"),
        ("src/exchange/x.rs", "const A: &str = \"INSERT INTO {name} (\";"),
        ("src/sign_in/session/mod.rs", "const A: &str = \"SELECT 1\";"),
        ("src/cases/x.rs", "const A: &str = concat!(\"DELETE FROM a\", 1);"),
    ];
    holds(stray_sql, "SQL outside its rooms", &breaches);
    for other in ["select one", "an UPDATE follows the SETTING", "DELETE", "Select a file and INSERT it"] {
        assert!(!is_sql(other), "{other}");
    }
}

/// What would change or remove an event.
const CHANGES: [&[&str]; 6] = [
    &["UPDATE", "EVENTS"],
    &["DELETE", "FROM", "EVENTS"],
    &["TRUNCATE", "EVENTS"],
    &["TRUNCATE", "TABLE", "EVENTS"],
    &["REPLACE", "INTO", "EVENTS"],
    &["DROP", "TABLE", "EVENTS"],
];

fn changes_events(text: &str) -> bool {
    let text = text.to_uppercase();
    CHANGES.iter().any(|change| says(&text, change))
}

/// Statements that change events, in the program.
fn changes(sources: &[Source]) -> Vec<Place> {
    texts(sources, |_, word| changes_events(&word.text))
}

/// The lines of an SQL file at which a statement that changes events begins.
fn changes_in_sql(path: &str, text: &str) -> Vec<Place> {
    let file = Source::of(path, "");
    let code: Vec<_> = text.lines().map(|line| line.split("--").next().unwrap_or_default()).collect();
    let begins =
        |at: &usize| changes_events(&code[*at..].join("\n")) && !changes_events(&code[at + 1..].join("\n"));
    (0..code.len()).filter(begins).map(|at| file.place(at + 1, code[at])).collect()
}

#[test]
fn no_statement_updates_or_deletes_an_event() {
    let rule = "an event is never changed: record a correction";
    let breaches = [
        ("src/projections/x.rs", "fn f() { tx.execute(\"UPDATE events SET actor = $1\"); }"),
        ("src/event_log/x.rs", "const A: &str = \"delete from \\\n events where position = $1\";"),
    ];
    holds(changes, rule, &breaches);
    for path in files_below("schema", "sql") {
        none_of(&changes_in_sql(&path, &text_of(&path)), rule);
    }
    let spoilt = "-- UPDATE events\nSELECT 1;\nUPDATE\n  events SET actor = 'me';\n";
    assert_eq!(changes_in_sql("x.sql", spoilt).len(), 1);
}

fn writers_of_events(sources: &[Source]) -> Vec<Place> {
    let others = sources.iter().filter(|source| source.path != "src/event_log/sql.rs");
    let words = others.flat_map(|source| source.code().map(move |word| (source, word)));
    words
        .filter(|(_, word)| word.text == "EVENTS")
        .map(|(source, word)| source.place(word.line, "EVENTS"))
        .collect()
}

#[test]
fn the_table_of_events_is_written_by_the_log_alone_and_never_over_a_row_that_is_there() {
    let breaches = [("src/projections/x.rs", "fn f() { tx.swap(&sql::EVENTS); }")];
    holds(writers_of_events, "only event_log/sql.rs writes the table of events", &breaches);
    assert!(matches!(EVENTS.on_conflict, OnConflict::Refuse));
}

fn has_chinese(text: &str) -> bool {
    text.chars().any(|c| matches!(c, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'))
}

/// Chinese that is no wording of the program's own: the sign of a unit, the name of a ledger's file, an example in the
/// help of the command line.
fn is_no_wording(source: &Source, word: &Word) -> bool {
    let text = word.text.trim_matches('"');
    let is_sign = || anjuan::figures::Unit::ALL.iter().any(|unit| unit.sign() == text);
    let is_ledger = || [".xlsx", ".csv"].iter().any(|ending| text.ends_with(ending));
    (source.path == "src/figures/mod.rs" && is_sign())
        || (source.room == "cli" && (is_ledger() || word.in_attribute))
}

/// Words for people belong to web/words, and the words of paper that comes in to exchange/.
fn stray_words(sources: &[Source]) -> Vec<Place> {
    let at_home = |source: &Source| source.room == "exchange" || source.path.starts_with("src/web/words/");
    texts(sources, |source, word| has_chinese(&word.text) && !at_home(source) && !is_no_wording(source, word))
}

#[test]
fn words_for_people_stand_in_web_words() {
    let breaches = [
        ("src/web/x.rs", "const A: &str = \"办结率\";"),
        ("src/cli/x.rs", "fn f() { println!(\"{} 件\", 1); }"),
        ("src/figures/mod.rs", "const A: &str = \"办结\";"),
        ("src/cases/petition/x.rs", "#[error(\"已办结\")]\nstruct A;"),
    ];
    holds(stray_words, "words for people belong to src/web/words/*.ftl, under a key", &breaches);
}
