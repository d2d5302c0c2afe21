//! The same files in every folder, events without free text, files that fit a reader's head.
use super::source::{Place, Source, Word, files_below, holds, none_of, program, text_of};
use std::collections::{BTreeMap, BTreeSet};

/// What every kind of case is made of. A series of numbers is a stream, and no case; nobody commands what is noted of
/// sign-ins.
const FILES: [&str; 7] = ["mod", "command", "event", "state", "decide", "refusal", "tests"];

/// The kind of a file `src/cases/KIND/mod.rs`.
fn kind_of(source: &Source) -> Option<&str> {
    let kind = source.path.strip_prefix("src/cases/")?.strip_suffix("/mod.rs")?;
    (!kind.contains('/') && !matches!(kind, "series" | "sign_ins" | "epochs")).then_some(kind)
}

fn missing_files(sources: &[Source]) -> Vec<Place> {
    let paths: BTreeSet<_> = sources.iter().map(|source| source.path.as_str()).collect();
    let mut places = Vec::new();
    for (source, kind) in sources.iter().filter_map(|source| Some((source, kind_of(source)?))) {
        let has = |file: &&str| {
            let alone = format!("src/cases/{kind}/{file}.rs");
            paths.contains(&*alone) || paths.contains(&*format!("src/cases/{kind}/{file}/mod.rs"))
        };
        let missing: Vec<_> = FILES.into_iter().filter(|file| !has(file)).collect();
        if !missing.is_empty() {
            places.push(source.place(1, format!("{kind} has no {missing:?}")));
        }
    }
    places
}

#[test]
fn whoever_knows_one_kind_of_case_knows_the_next() {
    let breaches = [("src/cases/clue/mod.rs", "//! 线索.")];
    holds(missing_files, "every kind of case has the same files", &breaches);
    let sources = program();
    let kinds: Vec<_> = sources.iter().filter_map(kind_of).collect();
    assert_eq!(
        kinds,
        [
            "access",
            "attachment",
            "declared",
            "erasure",
            "fire_hazard",
            "illegal_structure",
            "indicator",
            "inspection",
            "office",
            "paper",
            "petition",
            "reminder",
            "report",
            "user"
        ]
    );
}

/// The words that declare the events of a stream and what they hold, with its kind.
fn declared(source: &Source) -> Option<(&str, Vec<&Word>)> {
    let (kind, file) = source.path.strip_prefix("src/cases/")?.split_once('/')?;
    let words: Vec<_> = source.code().collect();
    if file == "event.rs" || file.starts_with("event/") {
        return Some((kind, words));
    }
    let begins = words.windows(2).position(|pair| pair[0].text == "enum" && pair[1].text == "SeriesEvent")?;
    Some((kind, block(&words[begins..]).to_vec()))
}

/// The first block in braces.
fn block<'a, 'b>(words: &'a [&'b Word]) -> &'a [&'b Word] {
    let begins = words.iter().position(|word| word.text == "{").unwrap_or(words.len());
    let mut depth = 0;
    let ends = words[begins..].iter().position(|word| {
        depth += i32::from(word.text == "{") - i32::from(word.text == "}");
        depth == 0
    });
    &words[begins..begins + ends.map_or(0, |ends| ends + 1)]
}

/// Fields that are a `String`, or have one inside.
fn free_texts(sources: &[Source]) -> Vec<Place> {
    let mut places = Vec::new();
    for (source, (_, words)) in sources.iter().filter_map(|source| Some((source, declared(source)?))) {
        let fields = words.windows(2).filter(|pair| {
            pair[1].text == "String" && matches!(pair[0].text.as_str(), ":" | "<" | "(" | ",")
        });
        places.extend(fields.map(|pair| source.place(pair[1].line, "String")));
    }
    places
}

#[test]
fn no_event_holds_free_text_in_the_clear() {
    let breaches = [
        ("src/cases/clue/event.rs", "pub enum ClueEvent { ClueReceived { from: String } }"),
        ("src/cases/clue/event/values.rs", "pub struct Source(Option<String>);"),
    ];
    holds(free_texts, "an event holds codes and newtypes; words about people are Personal", &breaches);
}

/// The enumerations that events may hold, with the places where they are declared.
fn enumerations(sources: &[Source]) -> Vec<(String, Place)> {
    let mut found = Vec::new();
    for (source, (kind, words)) in sources.iter().filter_map(|source| Some((source, declared(source)?))) {
        let mut add =
            |word: &Word| found.push((format!("{kind}::{}", word.text), source.place(word.line, &word.text)));
        for (at, pair) in words.windows(2).enumerate() {
            match [pair[0].text.as_str(), pair[1].text.as_str()] {
                ["enum", name] if name != "$" && !name.ends_with("Event") => add(pair[1]),
                // `words! { Name { … } }` declares enumerations, too.
                ["words", "!"] => named_blocks(block(&words[at..])).for_each(&mut add),
                _ => {}
            }
        }
    }
    found
}

/// The names in front of the blocks in a block.
fn named_blocks<'a>(words: &'a [&'a Word]) -> impl Iterator<Item = &'a Word> {
    let mut depth = 0;
    words.windows(2).filter_map(move |pair| {
        depth += i32::from(pair[0].text == "{") - i32::from(pair[0].text == "}");
        (depth == 1 && pair[1].text == "{").then_some(pair[0])
    })
}

fn codes_that_are_not_golden(sources: &[Source]) -> Vec<Place> {
    let golden: BTreeMap<String, Vec<String>> =
        serde_json::from_str(&text_of("schema/events/codes.json")).expect("codes by their type");
    let declared = enumerations(sources).into_iter();
    declared.filter(|(name, _)| !golden.contains_key(name)).map(|(_, place)| place).collect()
}

#[test]
fn the_codes_of_every_enumeration_that_events_hold_are_golden() {
    let breaches = [
        ("src/cases/clue/event/values.rs", "pub enum Source { Hotline }"),
        ("src/cases/petition/event/x.rs", "words! { Opinion { Support } Mood { Glad, Sad } }"),
    ];
    holds(codes_that_are_not_golden, "src/event_log/golden/codes.rs does not name", &breaches);
}

/// More does not fit a reader's head.
const LINES: usize = 450;

fn too_long(path: &str, text: &str) -> Option<Place> {
    let lines = text.lines().count();
    (lines > LINES).then(|| Source::of(path, "").place(lines, format!("at most {LINES} lines")))
}

#[test]
fn no_file_is_longer_than_a_reader_can_hold() {
    let paths = ["src", "tests", "benches"].into_iter().flat_map(|folder| files_below(folder, "rs"));
    let places: Vec<_> = paths.filter_map(|path| too_long(&path, &text_of(&path))).collect();
    none_of(&places, "a file is too long");
    assert!(too_long("x.rs", &"\n".repeat(451)).is_some() && too_long("x.rs", &"\n".repeat(450)).is_none());
}
