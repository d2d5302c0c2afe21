//! Who uses whom.
use super::source::{Kind, Place, Source, holds, none_of, program, text_of};
use std::collections::{BTreeMap, BTreeSet};

type Map = Vec<(String, BTreeSet<String>)>;

/// The map in src/lib.rs, from the top room to the bottom one.
fn map() -> Map {
    let text = text_of("src/lib.rs");
    let lines = text.lines().filter_map(|line| line.strip_prefix("//! ")?.split_once('→'));
    let room = |(room, uses): (&str, &str)| (room.trim().to_owned(), rooms_of(uses));
    lines.map(room).filter(|(room, _): &(String, BTreeSet<String>)| !room.contains(' ')).collect()
}

fn rooms_of(list: &str) -> BTreeSet<String> {
    let rooms = list.split(',').map(|room| room.trim().to_owned());
    rooms.filter(|room| room != "nothing").collect()
}

/// The room that has each macro of the crate.
fn macros(sources: &[Source]) -> BTreeMap<String, String> {
    let declared = |source: &Source| {
        let found = source.words.windows(3).filter(|words| words[0].text == "macro_rules");
        found.map(|words| (words[2].text.clone(), source.room.clone())).collect::<Vec<_>>()
    };
    sources.iter().flat_map(declared).collect()
}

/// Each use of a room by another in the program: who, whom, where.
fn uses(sources: &[Source]) -> Vec<(String, String, Place)> {
    let macros = macros(sources);
    let mut uses = Vec::new();
    for source in sources.iter().filter(|source| !matches!(source.room.as_str(), "lib" | "main")) {
        for name in source.names().into_iter().filter(|name| name.own && !name.in_test) {
            let Some(first) = name.parts.first() else { continue };
            let room = macros.get(first).unwrap_or(first);
            if *room != source.room {
                let place = source.place(name.line, format!("{} uses {room}", source.room));
                uses.push((source.room.clone(), room.clone(), place));
            }
        }
    }
    uses
}

fn unmapped_uses(sources: &[Source]) -> Vec<Place> {
    let map = map();
    let mapped =
        |room: &str, used: &str| map.iter().any(|(known, uses)| known == room && uses.contains(used));
    let uses = uses(sources).into_iter();
    uses.filter(|(room, used, _)| !mapped(room, used)).map(|(.., place)| place).collect()
}

#[test]
fn every_room_uses_those_that_the_map_in_lib_rs_names_and_no_other() {
    let breaches = [
        ("src/cases/petition/x.rs", "use crate::database::Db;"),
        ("src/cases/petition/x.rs", "fn f() { super::super::super::clock::now() }"),
        ("src/cases/x.rs", "crate::bitemporal_columns!(a: Text);"),
        ("src/event_log/x.rs", "use crate::{cases::ids::{StreamId, Version as V}, keys as k};"),
        ("src/event_log/x.rs", "fn f() -> crate::projections::Projected { todo!() }"),
        ("src/figures/x.rs", "mod inner { use super::super::super::web::words; }"),
        ("src/web/x.rs", "#[derive(Debug)]\nstruct A(#[serde(with = \"a\")] crate::cli::Cli);"),
    ];
    holds(unmapped_uses, "a room uses another that the map in src/lib.rs does not name", &breaches);
    let in_test = Source::of("src/figures/x.rs", "#[cfg(test)]\nmod tests { use crate::web::words; }");
    none_of(&unmapped_uses(&[in_test]), "tests may use what they need");
}

#[test]
fn the_map_in_lib_rs_names_no_use_that_is_gone() {
    let real: BTreeSet<_> = uses(&program()).into_iter().map(|(room, used, _)| (room, used)).collect();
    let mapped =
        map().into_iter().flat_map(|(room, uses)| uses.into_iter().map(move |used| (room.clone(), used)));
    let gone: Vec<_> = mapped.filter(|pair| !real.contains(pair)).collect();
    assert!(gone.is_empty(), "src/lib.rs: {gone:?}");
}

#[test]
fn the_map_has_every_room_and_nobody_uses_what_stands_above() {
    let map = map();
    let rooms: BTreeSet<_> = program().into_iter().map(|source| source.room).collect();
    let mapped: BTreeSet<_> = map.iter().map(|(room, _)| room.clone()).collect();
    assert_eq!(mapped, &rooms - &["lib", "main"].map(str::to_owned).into());
    for (at, (room, uses)) in map.iter().enumerate() {
        let above: Vec<_> =
            map[..=at].iter().map(|(room, _)| room).filter(|room| uses.contains(*room)).collect();
        assert!(above.is_empty(), "src/lib.rs: {room} uses {above:?}, which stand above it");
    }
    assert_eq!(map.last(), Some(&("cases".to_owned(), BTreeSet::new())), "the cases use nothing");
}

#[test]
fn architecture_md_has_the_same_map() {
    let text = text_of("ARCHITECTURE.md");
    let rows = text.lines().filter_map(|line| line.strip_prefix("| `")?.strip_suffix(" |")?.split_once('`'));
    let told: Map = rows
        .filter(|(_, cells)| cells.matches('|').count() == 2)
        .filter_map(|(room, cells)| Some((room, cells.rsplit_once("| ")?.1)))
        .map(|(room, uses)| (room.trim_end_matches('/').trim_end_matches(".rs").to_owned(), rooms_of(uses)))
        .collect();
    assert_eq!(told, map());
}

/// What of other people's code the cases may use: values and their form, no way out.
const PURE: [&str; 4] = ["chrono", "serde", "thiserror", "uuid"];
/// What of `std` reaches the world outside.
const OUTSIDE: [&str; 8] = ["env", "fs", "io", "net", "os", "process", "thread", "time"];
const PRINTING: [&str; 5] = ["print", "println", "eprint", "eprintln", "dbg"];

/// The crates that Cargo.toml names.
fn dependencies() -> BTreeSet<String> {
    let text = text_of("Cargo.toml");
    let tables = text.split("\n[").filter(|table| table.contains("dependencies]"));
    let names = tables.flat_map(|table| table.lines().filter_map(|line| line.split_once(" = ")));
    names.map(|(name, _)| name.replace('-', "_")).collect()
}

fn ways_out_of_the_cases(sources: &[Source]) -> Vec<Place> {
    let dependencies = dependencies();
    let mut places = Vec::new();
    for source in sources.iter().filter(|source| source.room == "cases") {
        let allowed = |first: &str| {
            PURE.contains(&first)
                // Where the domain half of cqrs-es meets ours, and where personal values become the log's JSON.
                || source.path == "src/cases/case_file.rs" && first == "cqrs_es"
                || source.path == "src/cases/personal.rs" && first == "serde_json"
                // A declaration is a text, and is read from it.
                || source.path == "src/cases/declared/declaration/reading.rs" && first == "toml"
                // What a file is called is counted from its bytes, and from nothing else.
                || source.path == "src/cases/file_hash.rs" && first == "sha2"
        };
        for name in source.names().iter().filter(|name| !name.own && !name.in_test) {
            let outside = match name.parts[0].as_str() {
                "std" => OUTSIDE.contains(&name.parts[1].as_str()),
                first => dependencies.contains(first) && !allowed(first),
            };
            if outside {
                places.push(source.place(name.line, name.parts.join("::")));
            }
        }
        let prints = source.code().filter(|word| PRINTING.contains(&word.text.as_str()));
        places.extend(prints.map(|word| source.place(word.line, &word.text)));
    }
    places
}

#[test]
fn the_cases_are_pure() {
    let breaches = [
        ("src/cases/x.rs", "use std::fs::File;"),
        ("src/cases/x.rs", "use std::{collections::BTreeMap, time::SystemTime};"),
        ("src/cases/petition/x.rs", "async fn f(pool: sqlx::SqlitePool) {}"),
        ("src/cases/petition/x.rs", "use cqrs_es::Aggregate;"),
        ("src/cases/petition/x.rs", "fn f() { tokio::spawn(async {}); }"),
        ("src/cases/petition/x.rs", "fn f() { println!(\"a\"); }"),
    ];
    holds(ways_out_of_the_cases, "cases/ is pure: values in, values out", &breaches);
}

const ENGINES: [&str; 3] = ["sqlx", "tokio_postgres", "rusqlite"];

fn engines(sources: &[Source]) -> Vec<Place> {
    let outside = sources.iter().filter(|source| source.room != "database");
    let names = outside.flat_map(|source| source.names().into_iter().map(move |name| (source, name)));
    let engine = names.filter(|(_, name)| !name.in_test && ENGINES.contains(&name.parts[0].as_str()));
    engine.map(|(source, name)| source.place(name.line, name.parts.join("::"))).collect()
}

#[test]
fn only_the_database_room_speaks_to_an_engine() {
    let breaches = [
        ("src/projections/x.rs", "fn f() { sqlx::query(\"a\"); }"),
        ("src/event_log/x.rs", "use tokio_postgres::Client;"),
        ("src/event_log/x.rs", "use rusqlite::Connection;"),
    ];
    holds(engines, "engines belong to database/", &breaches);
}

/// Calls that append to the log, and the means for it.
fn appends(sources: &[Source]) -> Vec<Place> {
    let mut places = Vec::new();
    for source in sources.iter().filter(|source| !matches!(source.room.as_str(), "event_log" | "commands")) {
        let words: Vec<_> = source.code().collect();
        let calls = words.windows(3).filter(|words| {
            let method = matches!(words[1].text.as_str(), "append" | "submit");
            words[0].text == "." && method && words[2].kind == Kind::Open
        });
        places.extend(calls.map(|words| source.place(words[1].line, &words[1].text)));
        let means = words.iter().filter(|word| matches!(word.text.as_str(), "Committer" | "HeldLog"));
        places.extend(means.map(|word| source.place(word.line, &word.text)));
    }
    places
}

#[test]
fn only_commands_append() {
    let breaches = [
        ("src/exchange/x.rs", "async fn f(log: SqlLog, batch: &Batch) { log.append(batch).await; }"),
        ("src/web/x.rs", "use crate::event_log::committer::Committer;"),
    ];
    holds(appends, "only commands/ append, through the committer", &breaches);
}

fn decisions(sources: &[Source]) -> Vec<Place> {
    let projections = sources.iter().filter(|source| source.room == "projections");
    let words = projections.flat_map(|source| source.code().map(move |word| (source, word)));
    let deciding = words.filter(|(_, word)| matches!(word.text.as_str(), "decide" | "Judge" | "Conduct"));
    deciding.map(|(source, word)| source.place(word.line, &word.text)).collect()
}

#[test]
fn projections_never_decide() {
    let breaches = [("src/projections/x.rs", "fn f(file: &Petition) { file.decide(order, facts); }")];
    holds(decisions, "a projection says what was decided, and never decides", &breaches);
}

/// What reads a clock or draws at random, wherever it stands in a name.
const READS: [[&str; 2]; 8] = [
    ["Utc", "now"],
    ["Local", "now"],
    ["Instant", "now"],
    ["time", "Instant"],
    ["Uuid", "new_v4"],
    ["Uuid", "now_v7"],
    ["Uuid", "now_v6"],
    ["Uuid", "now_v1"],
];
const SOURCES: [&str; 6] = ["getrandom", "rand", "rand_chacha", "OsRng", "RandomState", "SystemTime"];

fn time_and_chance(sources: &[Source]) -> Vec<Place> {
    let mut places = Vec::new();
    for source in sources.iter().filter(|source| source.path != "src/clock.rs") {
        let names = source.names().into_iter().filter(|name| !name.own);
        let reading = names.filter(|name| {
            name.parts.windows(2).any(|pair| READS.iter().any(|read| pair == read))
                || name.parts.iter().any(|part| SOURCES.contains(&part.as_str()))
        });
        places.extend(reading.map(|name| source.place(name.line, name.parts.join("::"))));
    }
    places
}

#[test]
fn only_the_clock_reads_the_time_and_draws_at_random() {
    let breaches = [
        ("src/cli/x.rs", "fn f() { let now = chrono::Utc::now(); }"),
        ("src/cli/x.rs", "use std::time::{Duration, Instant};"),
        ("src/event_log/x.rs", "fn f() { tokio::time::Instant::now(); }"),
        ("src/keys/x.rs", "fn f() { Uuid::now_v7(); }"),
        ("src/keys/x.rs", "fn f(bytes: &mut [u8]) { getrandom::fill(bytes); }"),
        ("src/cases/x.rs", "#[cfg(test)]\nmod tests { use std::time::SystemTime; }"),
    ];
    holds(time_and_chance, "time and chance come from clock.rs alone", &breaches);
}
