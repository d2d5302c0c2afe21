//! The office's year of 2019 from its ledgers: each figure against what the makers of the ledgers computed.
use super::office::{Office, counts, day};
use crate::support::stores::{ENGINES, Engine};
use anjuan::figures::{self, Making, Unit};
use anjuan::projections::count::Scope;
use anjuan::projections::predicate::Measure;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Each ledger's rows, and the steps in it that the law would have refused.
const LEDGERS: [(&str, u64, u64); 4] = [
    ("信访登记台账.xlsx", 297, 0),
    ("消防隐患台账.xlsx", 3219, 13),
    ("违法建筑台账.xlsx", 542, 5 + 41),
    ("安全生产检查台账.xlsx", 6349, 22),
];
const FAMILIES: [&str; 5] = ["petitions.", "disputes.", "fire.", "structures.", "safety."];

/// What one inspection may have several of: hazards and documents.
const SEVERAL_IN_A_CASE: [&str; 7] = [
    "safety.hazards",
    "safety.rectified",
    "safety.rectification_rate",
    "safety.notices",
    "safety.led_hazards",
    "safety.open",
    "safety.overdue",
];

fn sample(ledger: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/2019").join(ledger)
}

async fn year(engine: Engine) -> Office {
    let office = Office::on(engine).await;
    office.set_target("structures.demolished_area_m2", "30000").await;
    for (ledger, rows, irregularities) in LEDGERS {
        let report = office.file(&sample(ledger)).await;
        assert_eq!(report.refused, [], "{engine:?} {ledger}");
        assert_eq!(counts(&report), (rows, 0, 0), "{engine:?} {ledger}");
        assert_eq!(report.irregularities, irregularities, "{engine:?} {ledger}");
    }
    office
}

fn expected() -> Value {
    serde_json::from_str(include_str!("../../../samples/2019/expected.json")).expect("JSON")
}

/// The figures of these ledgers among those of the whole report.
fn of_these_ledgers(figures: &Value) -> Vec<(&str, &Value)> {
    let figures = figures.as_object().expect("a map");
    let ours = |id: &str| FAMILIES.iter().any(|family| id.starts_with(family));
    figures.iter().map(|(id, value)| (id.as_str(), value)).filter(|(id, _)| ours(id)).collect()
}

fn by_zone(view: &Value) -> Value {
    let rows = view["breakdowns"]["structures.by_zone"].as_array().expect("a list");
    let row = |row: &Value| {
        (row["zone"].as_str().expect("a zone").to_owned(), json!([row["sites"], row["area_m2"]]))
    };
    Value::Object(rows.iter().map(row).collect())
}

/// The days as of which the figures are known, and the figures then; none is the year's last day.
fn questions(expected: &Value) -> Vec<(Option<&str>, Value)> {
    let days = expected["as_of"].as_object().expect("a map");
    assert_eq!(days.len(), 5);
    let days = days.iter().map(|(day, figures)| (Some(day.as_str()), figures.clone()));
    // The year's figures are those of its last entry, 9 November. By its last day every deadline has passed.
    let mut of_the_year = expected["figures"].clone();
    of_the_year["fire.overdue"] = json!(3219 - 2570);
    days.chain([(Some("2019-11-09"), expected["figures"].clone()), (None, of_the_year)]).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_figure_of_the_ledgers_of_2019_is_right_on_each_of_five_days_and_for_the_year() {
    let expected = expected();
    for engine in ENGINES {
        let office = year(engine).await;
        for (as_of, figures) in questions(&expected) {
            let view = office.figures(as_of).await;
            let wanted = of_these_ledgers(&figures);
            assert!(wanted.len() >= 26, "{wanted:?}");
            for (id, wanted) in wanted {
                let got = if id == "structures.by_zone" {
                    by_zone(&view)
                } else {
                    view["figures"][id]["value"].clone()
                };
                // 100.0 in the file is 100 here.
                let same = got == *wanted || (got.is_number() && got.as_f64() == wanted.as_f64());
                assert!(same, "{engine:?} {id} as of {as_of:?}: {got}, but it is {wanted}");
            }
        }
        behind_each_figure_stand_its_cases(&office, &expected).await;
        every_rate_shows_what_it_is_made_of(&office.figures(None).await);
        let addresses = office.figures(None).await["breakdowns"]["structures.by_address"].clone();
        assert_eq!(of_the_island(&addresses), island(), "{engine:?}");
        the_auditor_finds_what_was_done_wrong(&office).await;
        the_same_ledgers_again_change_nothing(&office).await;
    }
}

/// As the report of 2019 prints them.
fn island() -> Vec<Value> {
    let row =
        |address: &str, sites: u32, area: u32| json!({"address": address, "sites": sites, "area_m2": area});
    vec![
        row("共青路435号", 17, 9044),
        row("共青路430号", 36, 5586),
        row("共青路167号", 13, 3596),
        row("共青路82弄6号", 1, 400),
        row("共青路1号", 2, 130),
    ]
}

fn of_the_island(addresses: &Value) -> Vec<Value> {
    let there = |row: &&Value| island().iter().any(|known| known["address"] == row["address"]);
    addresses.as_array().expect("a list").iter().filter(there).cloned().collect()
}

async fn behind_each_figure_stand_its_cases(office: &Office, expected: &Value) {
    for (as_of, _) in questions(expected) {
        let view = office.figures(as_of).await;
        let mut counted = 0;
        for figure in figures::all() {
            let cases = cases_behind(office, figure, as_of).await;
            let shown = &view["figures"][figure.id];
            let number = match figure.making {
                Making::Number(count) if count.measure == Measure::Rows => &shown["value"],
                Making::Rate(..) if figure.unit == Unit::Percent => &shown["numerator"],
                _ => continue,
            };
            counted += 1;
            if SEVERAL_IN_A_CASE.contains(&figure.id) {
                let number = number.as_u64().expect("a count");
                assert!((number == 0) == (cases == 0) && cases as u64 <= number, "{}", figure.id);
            } else {
                assert_eq!(number, cases, "{} as of {as_of:?}", figure.id);
            }
        }
        assert!(counted > 20, "only {counted} figures count cases");
    }
}

/// How many different cases stand behind a figure.
async fn cases_behind(office: &Office, figure: &figures::Figure, as_of: Option<&str>) -> usize {
    let (from, to) = (day("2019-01-01"), day("2019-12-31"));
    let known = anjuan::event_log::Position::END;
    let scope = Scope {
        office: office.desk.office(),
        from,
        to,
        as_of: as_of.map_or(to, day),
        known,
        hidden: Arc::default(),
    };
    let mut tx = office.desk.store().db().begin_read().await.expect("a transaction");
    let cases = figures::cases_behind(&mut tx, &scope, figure).await.expect("cases");
    let different: BTreeSet<_> = cases.iter().map(|case| case.0).collect();
    assert_eq!(different.len(), cases.len(), "{}", figure.id);
    different.len()
}

fn every_rate_shows_what_it_is_made_of(view: &Value) {
    let made = |id: &str| {
        let figure = &view["figures"][id];
        assert_ne!(figure["rule"], "", "{id}");
        (figure["numerator"].clone(), figure["denominator"].clone())
    };
    assert_eq!(made("fire.rectification_rate"), (json!(2570), json!(3219)));
    assert_eq!(made("structures.completion_rate"), (json!(30075), json!(30000)));
    assert_eq!(made("petitions.online_closure_rate"), (json!(42), json!(42)));
    assert_eq!(made("petitions.initial_closure_rate"), (json!(235), json!(235)));
}

/// The same name as both inspectors, of a hazard or of an enterprise; demolition by force on a holiday, or within 60 days of the order.
async fn the_auditor_finds_what_was_done_wrong(office: &Office) {
    let found = office.irregularities().await;
    let found: Vec<_> = found.iter().map(|(rule, count)| (rule.as_str(), *count)).collect();
    assert_eq!(
        found,
        [
            ("demolition_after_appeal_terms", 41),
            ("no_demolition_on_holiday", 5),
            ("two_inspectors", 13),
            ("two_officers", 22)
        ]
    );
}

async fn the_same_ledgers_again_change_nothing(office: &Office) {
    let head = office.head().await;
    for (ledger, rows, _) in LEDGERS {
        let report = office.file(&sample(ledger)).await;
        assert_eq!(report.refused, [], "{ledger}");
        assert_eq!(counts(&report), (0, rows, 0), "{ledger}");
    }
    assert_eq!(office.head().await, head);
}
