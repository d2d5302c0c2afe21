//! 安全生产检查台账: what it cannot tell, newer copies, corrections, and the import taken back.
use super::books::{FIRST, INSPECTION_ENDS, Row, inspection};
use super::office::{Office, counts, places};
use crate::support::stores::ENGINES;
use anjuan::exchange::importing::{Options, UndoReport};
use anjuan::exchange::ledgers::Column;
use serde_json::{Value, json};

const FIGURES: [&str; 7] = [
    "safety.inspections",
    "safety.hazards",
    "safety.rectified",
    "safety.notices",
    "safety.led_inspections",
    "safety.led_hazards",
    "safety.open",
];

async fn figures(office: &Office) -> [Value; 7] {
    let view = office.figures(None).await;
    FIGURES.map(|id| view["figures"][id]["value"].clone())
}

fn numbers(numbers: [u32; 7]) -> [Value; 7] {
    numbers.map(|number| json!(number))
}

fn nothing_found(number: &str) -> Row {
    let empty = [Column::Findings, Column::OpinionNumber, Column::Deadline];
    inspection(number).without(INSPECTION_ENDS).without(&empty).with(Column::HazardCount, "0")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_row_counts_as_one_visit_with_its_hazards_and_its_documents() {
    for engine in ENGINES {
        let office = Office::with(engine, &[inspection("AJ-1"), nothing_found("AJ-2")]).await;
        assert_eq!(figures(&office).await, numbers([2, 2, 2, 2, 2, 2, 0]), "{engine:?}");
        let events = ["InspectionRecorded", "RectificationOrdered", "HazardsReinspected"];
        assert_eq!(office.events("AJ-1").await, events, "{engine:?}");
        assert_eq!(office.events("AJ-2").await, events[..1], "{engine:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_inspection_that_cannot_be_is_refused_and_the_others_go_in() {
    let bad = |at: u32, column, value: &str, code| {
        (inspection(&format!("AJ-{at}")).with(column, value), column, code)
    };
    let no_hazard = inspection("AJ-20").with(Column::HazardCount, "0");
    let no_result = inspection("AJ-21").without(&[Column::ReinspectionResult]);
    let no_day = inspection("AJ-22").without(&[Column::ReinspectedOn]);
    let bad = [
        bad(1, Column::HazardCount, "两条", "not_a_number"),
        bad(2, Column::HazardCount, "-1", "negative"),
        bad(3, Column::HazardCount, "1.5", "not_whole"),
        bad(4, Column::HazardCount, "5000", "too_large"),
        bad(5, Column::InspectedOn, "2019-02-30", "no_such_day"),
        bad(6, Column::Unit, "", "required"),
        bad(7, Column::Address, "", "required"),
        bad(8, Column::Committee, "火星", "unknown_committee"),
        bad(9, Column::ReinspectedOn, "2019-02-28", "before_it_began"),
        bad(10, Column::ReinspectionResult, "还行", "unknown_word"),
        bad(11, Column::Deadline, "2019-02-28", "inspection.deadline_before_order"),
        bad(12, Column::ReinspectedOn, "2019-11-11", "inspection.impossible"),
        (no_hazard, Column::Findings, "no_hazard"),
        (no_result, Column::ReinspectionResult, "missing"),
        (no_day, Column::ReinspectedOn, "missing"),
    ];
    let mut rows: Vec<Row> = bad.iter().map(|(row, ..)| row.clone()).collect();
    rows.push(inspection("好-1"));
    for engine in ENGINES {
        let office = Office::on(engine).await;
        let report = office.import(&rows).await;
        let wanted: Vec<_> = (0..)
            .zip(&bad)
            .map(|(at, (row, column, code))| (FIRST + at, row.number(), column.name(), *code))
            .collect();
        assert_eq!(places(&report.refused), wanted, "{engine:?}");
        assert_eq!(counts(&report), (1, 0, bad.len()), "{engine:?}");
        assert_eq!(office.figure("safety.inspections").await, 1, "{engine:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_newer_copy_adds_a_re_inspection_and_a_second_one_after_a_failure() {
    let open = inspection("AJ-1").without(INSPECTION_ENDS);
    let failed = inspection("AJ-1").with(Column::ReinspectionResult, "不合格");
    let passed = inspection("AJ-1")
        .with(Column::ReinspectedOn, "2019-04-11")
        .with(Column::SecondOpinionNumber, "定安复〔2019〕2号");
    for engine in ENGINES {
        let office = Office::with(engine, std::slice::from_ref(&open)).await;
        assert_eq!(figures(&office).await, numbers([1, 2, 0, 1, 1, 2, 2]), "{engine:?}");
        for (copy, wanted) in [(&failed, [1, 2, 0, 2, 1, 2, 2]), (&passed, [1, 2, 2, 3, 1, 2, 0])] {
            let report = office.import(std::slice::from_ref(copy)).await;
            assert_eq!(counts(&report), (1, 0, 0), "{engine:?} {:?}", report.refused);
            assert_eq!(figures(&office).await, numbers(wanted), "{engine:?}");
            let again = office.import(std::slice::from_ref(copy)).await;
            assert_eq!(counts(&again), (0, 1, 0), "{engine:?}: the same copy changes nothing");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cell_that_changed_is_refused_by_its_column_unless_it_is_a_correction() {
    let changed = inspection("AJ-1").with(Column::HazardCount, "3");
    for engine in ENGINES {
        let office = Office::with(engine, &[inspection("AJ-1")]).await;
        let report = office.import(std::slice::from_ref(&changed)).await;
        assert_eq!(places(&report.refused), [(FIRST, "AJ-1", "隐患条数", "changed")], "{engine:?}");
        let report = office.correct(std::slice::from_ref(&changed)).await;
        assert_eq!(counts(&report), (1, 0, 0), "{engine:?} {:?}", report.refused);
        assert_eq!(figures(&office).await, numbers([1, 3, 3, 2, 1, 3, 0]), "{engine:?}");
        let undone = office.undo(&report).await;
        assert_eq!(undone, UndoReport { taken_back: 1, ..UndoReport::default() }, "{engine:?}");
        assert_eq!(figures(&office).await, numbers([1, 2, 2, 2, 1, 2, 0]), "{engine:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_import_that_is_taken_back_counts_nowhere_and_a_dry_run_does_nothing() {
    let rows = [inspection("AJ-1"), nothing_found("AJ-2")];
    for engine in ENGINES {
        let office = Office::on(engine).await;
        let dry = office.import_with(&Options { dry_run: true, ..Options::default() }, &rows).await;
        assert_eq!((counts(&dry), figures(&office).await), ((2, 0, 0), numbers([0; 7])), "{engine:?}");
        let report = office.import(&rows).await;
        assert_eq!(
            office.undo(&report).await,
            UndoReport { voided: 2, ..UndoReport::default() },
            "{engine:?}"
        );
        assert_eq!(figures(&office).await, numbers([0; 7]), "{engine:?}");
        assert_eq!(counts(&office.import(&rows).await), (2, 0, 0), "{engine:?}: the numbers are free again");
    }
}
