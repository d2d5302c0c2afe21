//! The table of another system, read as a ledger of petitions by a mapping: on both engines, from the file to the figure.
use super::office::{Office, counts, day, places};
use crate::support::stores::ENGINES;
use anjuan::exchange::importing::{FileReport, Options};
use anjuan::exchange::ledgers::Mapping;
use anjuan::figures::Dimension;
use anjuan::web::figures_view::FiguresView;
use anjuan::web::words::Language;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Where a real log of another office is; it is not ours to keep.
const WHERE: &str = "RECEIPT_LOG";

fn here(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(file)
}

fn by(mapping: &str) -> Options {
    let text = std::fs::read_to_string(here(mapping)).expect("a mapping");
    let mapping: Mapping = text.parse().expect("a mapping");
    Options { mapping: Some(Arc::new(mapping)), ..Options::default() }
}

/// What the figures of some years are, as of their last evening.
async fn figures(office: &Office, from: &str, to: &str) -> Value {
    let by = vec![Dimension::Channel];
    let view = FiguresView::of(&office.desk, day(from), day(to), None, None, by, Language::English).await;
    serde_json::to_value(view.expect("figures")).expect("JSON")
}

fn value(figures: &Value, id: &str) -> Value {
    figures["figures"][id]["value"].clone()
}

/// Of a figure, how many by each channel.
fn by_channel(figures: &Value, id: &str) -> BTreeMap<String, i64> {
    let rows = figures["breakdowns"][id].as_array().expect("rows").iter();
    let row = |row: &Value| {
        (row["of"].as_str().expect("a channel").to_owned(), row["value"].as_i64().expect("a number"))
    };
    rows.map(row).filter(|(_, number)| *number > 0).collect()
}

async fn permits(office: &Office) -> FileReport {
    office.file_with(&by("tests/fixtures/permits.toml"), &here("tests/fixtures/permits.csv")).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_foreign_table_becomes_petitions_with_deadlines_channels_and_notes_of_their_own() {
    for engine in ENGINES {
        let office = Office::on(engine).await;
        let report = permits(&office).await;
        assert_eq!(counts(&report), (4, 0, 4), "{engine:?}: {:?}", report.refused);
        assert_eq!(
            places(&report.refused),
            [
                (10, "P-5", "信访形式", "unknown_word"),
                (11, "P-6", "内容分类", "rows_differ"),
                (13, "P-7", "办理期限", "not_a_day"),
                (14, "P-8", "", "not_a_day"),
            ],
            "{engine:?}"
        );
        assert!(report.refused[1].reason.contains("rows 11 and 12"), "{}", report.refused[1].reason);
        assert!(report.refused[3].reason.contains("'Draft advice（G1）'"), "{}", report.refused[3].reason);
        let steps = ["PetitionRegistered", "PetitionAccepted", "DeadlineStated", "PetitionConcluded"];
        let noted = ["PetitionNoted"; 3];
        assert_eq!(office.events("P-1").await, [&steps[..], &noted[..2]].concat(), "{engine:?}");
        assert_eq!(office.events("P-2").await, [&steps[..], &noted[..1]].concat(), "{engine:?}");
        assert_eq!(office.events("P-4").await, [&steps[..3], &noted[..2]].concat(), "{engine:?}");

        let figures = figures(&office, "2018-01-01", "2018-12-31").await;
        assert_eq!(value(&figures, "petitions.registered"), json!(4), "{engine:?}");
        assert_eq!(value(&figures, "petitions.closed"), json!(3), "{engine:?}");
        assert_eq!(value(&figures, "petitions.open"), json!(1), "{engine:?}");
        let in_time = &figures["figures"]["petitions.conclusion_in_time_rate"];
        assert_eq!(
            in_time["numerator"],
            json!(2),
            "{engine:?}: P-2 came hours after its deadline, on the same day"
        );
        assert_eq!(in_time["denominator"], json!(4), "{engine:?}: and P-4 is overdue");
        let channels = [("online", 2), ("e-mail", 1), ("visit", 1)].map(|(name, n)| (name.to_owned(), n));
        assert_eq!(by_channel(&figures, "petitions.registered"), BTreeMap::from(channels), "{engine:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_table_again_adds_nothing_and_a_newer_one_its_new_notes_and_ends() {
    for engine in ENGINES {
        let office = Office::on(engine).await;
        permits(&office).await;
        let head = office.head().await;
        assert_eq!(counts(&permits(&office).await), (0, 4, 4), "{engine:?}");
        assert_eq!(office.head().await, head, "{engine:?}: nothing was written");

        let table = std::fs::read_to_string(here("tests/fixtures/permits.csv")).expect("a table");
        let open = "2018-06-30 00:00:00+02:00,,General,Visit";
        let closed = "2018-06-30 00:00:00+02:00,2018-06-01 09:00:00+02:00,General,Visit";
        let newer = table.replace(open, closed);
        let newer = newer.replace(
            "P-4,Desk,roof,2018-05-07 09:00:00+02:00,2018-06-30 00:00:00+02:00,,",
            "P-4,Desk,roof,2018-05-07 09:00:00+02:00,2018-06-30 00:00:00+02:00,2018-06-01 09:00:00+02:00,",
        );
        let newer = format!(
            "{newer}P-4,Desk,roof,2018-05-07 09:00:00+02:00,2018-06-30 00:00:00+02:00,2018-06-01 09:00:00+02:00,\
             General,Archive,2018-06-02 10:00:00+02:00,G1\n"
        );
        let file = office.text("permits.csv", newer.as_bytes());
        let report = office.file_with(&by("tests/fixtures/permits.toml"), &file).await;
        assert_eq!(counts(&report), (1, 3, 4), "{engine:?}: {:?}", report.refused);
        let events = office.events("P-4").await;
        assert_eq!(events[5..], ["PetitionConcluded", "PetitionNoted"], "{engine:?}: {events:?}");
        let undone = office.undo(&report).await;
        assert_eq!((undone.taken_back, undone.refused.len()), (1, 0), "{engine:?}");
        assert_eq!(counts(&permits(&office).await), (0, 4, 4), "{engine:?}: it reads as before");
    }
}

#[tokio::test]
async fn a_table_that_lacks_a_column_of_its_mapping_says_which_it_has() {
    let office = Office::on(ENGINES[0]).await;
    let file = office.text("permits.csv", b"case,channel,kind,start\nP-1,Web,roof,2018-05-02\n");
    let options = by("tests/fixtures/permits.toml");
    let refused = anjuan::exchange::importing::import(&office.desk, &file, &options, |_| {}).await;
    let error = refused.expect_err("no ledger").to_string();
    assert!(error.contains("has no column 'end'") || error.contains("has no column 'de"), "{error}");
    assert!(error.ends_with("its columns are case, channel, kind, start"), "{error}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_real_log_of_another_office_has_the_figures_that_are_known_of_it() {
    let given = std::env::var_os(WHERE).map(PathBuf::from);
    let file = given.unwrap_or_else(|| here("../shared/logs/receipt.csv"));
    if !file.exists() {
        eprintln!("{} is not there, so it is not read; {WHERE} says where it is", file.display());
        return;
    }
    for engine in ENGINES {
        let office = Office::on(engine).await;
        let report = office.file_with(&by("samples/mappings/receipt.toml"), &file).await;
        assert_eq!(counts(&report), (1434, 0, 0), "{engine:?}: {:?}", report.refused.first());
        let figures = figures(&office, "2010-01-01", "2012-12-31").await;
        assert_eq!(value(&figures, "petitions.registered"), json!(1434), "{engine:?}");
        assert_eq!(value(&figures, "petitions.closed"), json!(1329), "{engine:?}");
        assert_eq!(value(&figures, "petitions.open"), json!(105), "{engine:?}");
        let in_time = figures["figures"]["petitions.conclusion_in_time_rate"]["numerator"].as_i64();
        assert_eq!(in_time, Some(952), "{engine:?}: to the moment; by day it would be 1020");
        assert_eq!(1329 - in_time.unwrap_or_default(), 377, "{engine:?}: late");
        let all = [("online", 1250), ("visit", 109), ("letter", 53), ("e-mail", 21), ("Intern", 1)];
        let closed = [("online", 1148), ("visit", 107), ("letter", 52), ("e-mail", 21), ("Intern", 1)];
        let named = |rows: [(&str, i64); 5]| BTreeMap::from(rows.map(|(name, n)| (name.to_owned(), n)));
        assert_eq!(by_channel(&figures, "petitions.registered"), named(all), "{engine:?}");
        assert_eq!(by_channel(&figures, "petitions.closed"), named(closed), "{engine:?}");
        assert_eq!(
            counts(&office.file_with(&by("samples/mappings/receipt.toml"), &file).await),
            (0, 1434, 0)
        );
    }
}
