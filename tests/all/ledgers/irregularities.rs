//! What paper tells was done against the law: it goes in, with an irregularity on the case for the auditor.
use super::books::{HAZARD_ENDS, Row, hazard, structure};
use super::office::{Office, counts};
use crate::support::stores::ENGINES;
use anjuan::exchange::importing::Options;
use anjuan::exchange::ledgers::Column;
use serde_json::Value;

fn inspected_by(number: &str, names: &str) -> Row {
    hazard(number).without(HAZARD_ENDS).with(Column::Inspectors, names)
}

fn forced_on(number: &str, day: &str) -> Row {
    structure(number).with(Column::DemolitionKind, "强制拆除").with(Column::DemolishedOn, day)
}

/// Whether the row tells of something unlawful, by how many rules, and the row.
fn rows() -> Vec<(u64, Row)> {
    vec![
        (0, inspected_by("XH-1", "赵玉琴、陈国华")),
        (1, inspected_by("XH-2", "赵玉琴")),
        (1, inspected_by("XH-3", "赵玉琴，赵玉琴")),
        (1, inspected_by("XH-4", "赵玉琴、赵 玉 琴")),
        // What paper does not say is none.
        (0, inspected_by("XH-5", "")),
        // The order was given on 5 March; whoever got it could appeal for 60 days. 1 May is a holiday, and so is
        // 2 October; 11 October is not, nor is 29 September, a Sunday that was worked.
        (2, forced_on("WJ-1", "2019-05-01")),
        (1, forced_on("WJ-2", "2019-04-30")),
        (1, forced_on("WJ-3", "2019-10-02")),
        (0, forced_on("WJ-4", "2019-10-11")),
        (0, forced_on("WJ-5", "2019-09-29")),
        (0, structure("WJ-6").with(Column::DemolishedOn, "2019-05-01")),
    ]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_unlawful_step_on_paper_goes_in_and_is_counted_as_irregular() {
    for engine in ENGINES {
        let office = Office::on(engine).await;
        for (irregular, row) in rows() {
            let trying = Options { dry_run: true, ..Options::default() };
            for options in [trying, Options::default()] {
                let report = office.import_with(&options, std::slice::from_ref(&row)).await;
                assert_eq!(counts(&report), (1, 0, 0), "{engine:?} {}", row.number());
                assert_eq!(report.irregularities, irregular, "{engine:?} {}", row.number());
            }
            let events = office.events(row.number()).await;
            let found = events.iter().filter(|event| event.ends_with("IrregularityFound")).count();
            assert_eq!(found as u64, irregular, "{engine:?} {}", row.number());
        }
        let found: Vec<_> = office.irregularities().await.into_iter().collect();
        let wanted = [
            ("demolition_after_appeal_terms".to_owned(), 2),
            ("no_demolition_on_holiday".to_owned(), 2),
            ("two_inspectors".to_owned(), 3),
        ];
        assert_eq!(found, wanted, "{engine:?}");
        assert_eq!(office.figure("structures.demolished_sites").await, 6, "{engine:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_irregularity_names_the_law_of_its_day_and_its_article() {
    for engine in ENGINES {
        let office = Office::with(engine, &[forced_on("WJ-1", "2019-10-02")]).await;
        let history = office.history("WJ-1").await.expect("a case");
        let found = history.events.last().expect("an event");
        assert_eq!(&*found.event_type, "StructureIrregularityFound", "{engine:?}");
        let payload: Value = serde_json::from_str(found.payload.get()).expect("JSON");
        let of = payload.as_object().expect("an event").values().next().expect("what it says");
        assert_eq!(of["irregularity"]["article"], 43, "{engine:?}");
        assert_eq!(of["irregularity"]["statute"], "administrative_coercion_law", "{engine:?} {of}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_correction_that_tells_of_something_unlawful_is_irregular_too() {
    for engine in ENGINES {
        let office = Office::with(engine, &[inspected_by("XH-1", "赵玉琴、陈国华")]).await;
        let wrong = inspected_by("XH-1", "赵玉琴、赵玉琴");
        let report = office.correct(std::slice::from_ref(&wrong)).await;
        assert_eq!((counts(&report), report.irregularities), ((1, 0, 0), 1), "{engine:?}");
        assert_eq!(office.irregularities().await.into_values().sum::<usize>(), 1, "{engine:?}");
        // Another correction of the same step finds nothing new.
        let report = office.correct(&[wrong.with(Column::PlaceName, "黎平商铺")]).await;
        assert_eq!((counts(&report), report.irregularities), ((1, 0, 0), 0), "{engine:?}");
    }
}
