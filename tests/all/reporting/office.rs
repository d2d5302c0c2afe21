//! The office of 2019 with its ledgers, as the program's command line meets it.
use crate::ledgers::program::Program;
use crate::support::stores::Engine;
use serde_json::Value;
use std::collections::BTreeMap;

const LEDGERS: [&str; 3] = ["信访登记台账.xlsx", "消防隐患台账.xlsx", "违法建筑台账.xlsx"];
/// The year of the report, as of the day on which it was written.
pub const YEAR: [&str; 4] = ["--year", "2019", "--as-of", "2019-11-09"];
pub const FIGURES: [&str; 8] =
    ["figures", "--from", "2019-01-01", "--to", "2019-12-31", "--as-of", "2019-11-09", "--json"];

/// An office whose log holds its year.
pub fn year(engine: Engine) -> Program {
    let program = Program::with_office(engine);
    let target = ["target", "set", "structures.demolished_area_m2", "30000", "--year", "2019"];
    program.run(&target).is(0);
    for ledger in LEDGERS {
        let file = format!("{}/samples/2019/{ledger}", env!("CARGO_MANIFEST_DIR"));
        program.run(&["import", &file]).is(0);
    }
    program
}

/// The other books, which the report counts too.
const MORE: [&str; 5] = [
    "安全生产检查台账.xlsx",
    "无证无照和居改非整治台账.xlsx",
    "扫黑除恶线索台账.xlsx",
    "旧区改造征收签约台账.xlsx",
    "大调研走访台账.xlsx",
];

/// The same with every book, every target and what others count.
pub fn whole_year(engine: Engine) -> Program {
    let program = year(engine);
    for (figure, amount) in [("visits.homes", "31427"), ("visits.firms", "91")] {
        program.run(&["target", "set", figure, amount, "--year", "2019"]).is(0);
    }
    let calls =
        ["indicator", "set", "police.calls", "684", "--year", "2019", "--prior", "715", "--unit", "起"];
    program.run(&calls).is(0);
    for ledger in MORE {
        let file = format!("{}/samples/2019/{ledger}", env!("CARGO_MANIFEST_DIR"));
        program.run(&["import", &file]).is(0);
    }
    program
}

/// Runs `anjuan report` with more arguments.
pub fn report<'a>(more: &[&'a str]) -> Vec<&'a str> {
    [&["report"], more].concat()
}

/// The numbers of a report in JSON, in the order of its sentences.
pub fn numbers(report: &Value) -> Vec<&Value> {
    let mut numbers = Vec::new();
    for section in report["sections"].as_array().expect("sections") {
        for paragraph in section["paragraphs"].as_array().expect("paragraphs") {
            let spans = paragraph["spans"].as_array().expect("spans");
            numbers.extend(spans.iter().filter_map(|span| span.get("number")));
        }
    }
    assert!(!numbers.is_empty());
    numbers
}

/// The sentences of a report in JSON, by section.
pub fn sentences(report: &Value) -> BTreeMap<String, String> {
    let mut sentences = BTreeMap::new();
    for section in report["sections"].as_array().expect("sections") {
        let mut text = String::new();
        for paragraph in section["paragraphs"].as_array().expect("paragraphs") {
            for span in paragraph["spans"].as_array().expect("spans") {
                let piece = span.get("text").or_else(|| span["number"].get("printed"));
                text.push_str(piece.and_then(Value::as_str).expect("a piece"));
            }
            text.push('\n');
        }
        sentences.insert(section["id"].as_str().expect("an id").to_owned(), text);
    }
    sentences
}
