//! A ledger imported as a correction: what it tells otherwise corrects the log, and the log keeps both.
use super::books::{PETITION_ENDS, Row, STRUCTURE_ENDS, hazard, petition, structure};
use super::changes::{self, Change};
use super::office::{Office, counts, places};
use crate::support::stores::ENGINES;
use anjuan::exchange::ledgers::Column;
use serde_json::Value;

/// Corrects each row by its other copy and back again; each time the log then says what the copy says.
async fn each_change_is_taken_as_a_correction(changes: &[Change]) {
    let (before, after) = changes::copies(changes);
    let all = changes.len() as u64;
    for engine in ENGINES {
        let office = Office::with(engine, &before).await;
        for copy in [&after, &before] {
            let report = office.correct(copy).await;
            assert_eq!(report.refused, [], "{engine:?}");
            assert_eq!(counts(&report), (all, 0, 0), "{engine:?}");
            let again = office.import(copy).await;
            assert_eq!(again.refused, [], "{engine:?}");
            assert_eq!(counts(&again), (0, all, 0), "{engine:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_cell_of_a_petition_can_be_corrected_and_corrected_back() {
    each_change_is_taken_as_a_correction(&changes::of_a_petition()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_cell_of_a_hazard_can_be_corrected_and_corrected_back() {
    each_change_is_taken_as_a_correction(&changes::of_a_hazard()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_cell_of_a_structure_can_be_corrected_and_corrected_back() {
    each_change_is_taken_as_a_correction(&changes::of_a_structure()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn figures_follow_a_correction_and_the_history_keeps_both() {
    for engine in ENGINES {
        let office = Office::with(engine, &[petition("XF-1"), petition("XF-2")]).await;
        let before = office.head().await;
        let letter = petition("XF-1").with(Column::Channel, "来信").with(Column::Heads, "1");
        let report = office.correct(&[letter, petition("XF-2"), petition("XF-3")]).await;
        assert_eq!(counts(&report), (2, 1, 0), "{engine:?}");
        let shown = |figures: &Value| {
            ["petitions.visits", "petitions.visitors", "petitions.letters"]
                .map(|id| figures["figures"][id]["value"].clone())
        };
        assert_eq!(shown(&office.figures(None).await), [2, 4, 1], "{engine:?}");
        assert_eq!(shown(&office.figures_known_at(before).await), [2, 4, 0], "{engine:?}");
        let history = office.history("XF-1").await.expect("a case");
        let types: Vec<_> = history.events.iter().map(|event| &*event.event_type).collect();
        assert_eq!(types.first(), Some(&"PetitionRegistered"), "{engine:?}");
        assert_eq!(types.last(), Some(&"PetitionCorrected"), "{engine:?}");
        assert!(history.events[0].payload.get().contains("\"visit\""), "{engine:?}");
        assert!(history.events.last().expect("an event").payload.get().contains("\"letter\""), "{engine:?}");
    }
}

/// Corrects the first row by the second, and returns what the corrections were of, newest last.
async fn corrected(office: &Office, from: &Row, to: &Row) -> Vec<String> {
    assert_eq!(counts(&office.import(std::slice::from_ref(from)).await), (1, 0, 0));
    let report = office.correct(std::slice::from_ref(to)).await;
    assert_eq!(report.refused, []);
    assert_eq!(counts(&office.import(std::slice::from_ref(to)).await), (0, 1, 0), "{}", to.number());
    office.events(to.number()).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn days_that_all_move_are_corrected_whichever_way_they_move() {
    let days = [Column::RegisteredOn, Column::AcceptedOn, Column::ConcludedOn];
    let moved = |number: &str, to: [&str; 3]| {
        days.into_iter().zip(to).fold(petition(number), |row, (column, day)| row.with(column, day))
    };
    let later = ["2019-04-01", "2019-04-15", "2019-05-20"];
    let earlier = ["2019-01-02", "2019-01-03", "2019-01-04"];
    for engine in ENGINES {
        let office = Office::on(engine).await;
        corrected(&office, &petition("XF-1"), &moved("XF-1", later)).await;
        corrected(&office, &petition("XF-2"), &moved("XF-2", earlier)).await;
        let open = |figures: &Value| figures["figures"]["petitions.open"]["value"].clone();
        assert_eq!(open(&office.figures(Some("2019-01-03")).await), 1, "{engine:?}");
        assert_eq!(open(&office.figures(Some("2019-01-04")).await), 0, "{engine:?}");
        assert_eq!(open(&office.figures(Some("2019-05-19")).await), 1, "{engine:?}");
        assert_eq!(open(&office.figures(Some("2019-05-20")).await), 0, "{engine:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn areas_that_both_change_are_corrected_whichever_way_they_change() {
    let areas = |number: &str, area: &str| {
        structure(number).with(Column::StructureArea, area).with(Column::DemolishedArea, area)
    };
    for engine in ENGINES {
        let office = Office::on(engine).await;
        corrected(&office, &structure("WJ-1"), &areas("WJ-1", "100")).await;
        assert_eq!(office.figure("structures.demolished_area_m2").await, 100, "{engine:?}");
        corrected(&office, &structure("WJ-2"), &areas("WJ-2", "0.25")).await;
        assert_eq!(office.figure("structures.demolished_area_m2").await, 100.25, "{engine:?}");
        assert_eq!(office.figure("structures.demolished_sites").await, 2, "{engine:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_correction_tells_no_more_is_taken_back() {
    let reported = structure("WJ-1").without(STRUCTURE_ENDS).without(&[Column::FiledOn, Column::OrderNumber]);
    let unfixed = hazard("XH-1").with(Column::ReinspectionResult, "不合格").with(Column::FixedOn, "");
    for engine in ENGINES {
        let office = Office::on(engine).await;
        corrected(&office, &petition("XF-1"), &petition("XF-1").without(PETITION_ENDS)).await;
        corrected(&office, &structure("WJ-1"), &reported).await;
        corrected(&office, &hazard("XH-1"), &unfixed).await;
        for (figure, value) in [
            ("petitions.closed", 0),
            ("petitions.open", 1),
            ("structures.found", 1),
            ("structures.demolished_sites", 0),
            ("structures.demolished_area_m2", 0),
            ("fire.rectified", 0),
            ("fire.overdue", 1),
        ] {
            assert_eq!(office.figure(figure).await, value, "{engine:?} {figure}");
        }
        // And may be told again.
        let again = [petition("XF-1"), structure("WJ-1")];
        assert_eq!(counts(&office.import(&again).await), (2, 0, 0), "{engine:?}");
        assert_eq!(office.figure("petitions.closed").await, 1, "{engine:?}");
        assert_eq!(office.figure("structures.demolished_sites").await, 1, "{engine:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_way_of_handling_is_corrected_with_the_steps_that_hang_on_it() {
    let accepted = |number: &str| petition(number).with(Column::Category, "停车难");
    let forwarded = |number: &str| petition(number).with(Column::Route, "转送");
    for engine in ENGINES {
        let office = Office::on(engine).await;
        corrected(&office, &accepted("XF-1"), &forwarded("XF-1")).await;
        corrected(&office, &forwarded("XF-2"), &accepted("XF-2")).await;
        let moved = forwarded("XF-3").with(Column::AcceptedOn, "2019-03-12");
        corrected(&office, &forwarded("XF-3"), &moved).await;
        assert_eq!(office.figure("petitions.closed").await, 3, "{engine:?}");
        for as_of in ["2019-03-11", "2019-03-12"] {
            let figures = &office.figures(Some(as_of)).await["figures"];
            let informed = &figures["petitions.acceptance_in_time_rate"]["numerator"];
            assert_eq!(*informed, if as_of == "2019-03-12" { 3 } else { 2 }, "{engine:?} {as_of}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_second_re_inspection_is_the_one_that_is_corrected() {
    let failed = hazard("XH-1").with(Column::ReinspectionResult, "不合格").with(Column::FixedOn, "");
    let passed = hazard("XH-1").with(Column::ReinspectedOn, "2019-04-02").with(Column::FixedOn, "2019-04-03");
    let earlier = passed.clone().with(Column::ReinspectedOn, "2019-04-01");
    for engine in ENGINES {
        let office = Office::with(engine, std::slice::from_ref(&failed)).await;
        corrected(&office, &passed, &earlier).await;
        let fixed = |figures: &Value| figures["figures"]["fire.rectified"]["value"].clone();
        assert_eq!(fixed(&office.figures(Some("2019-03-31")).await), 0, "{engine:?}");
        assert_eq!(fixed(&office.figures(Some("2019-04-03")).await), 1, "{engine:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_correction_that_cannot_be_is_refused_and_changes_nothing() {
    let bad = [
        (petition("XF-1").with(Column::ConcludedOn, "2019-03-04"), Column::ConcludedOn),
        (petition("XF-2").with(Column::AcceptedOn, "2019-03-21"), Column::AcceptedOn),
        (petition("XF-3").with(Column::Committee, "火星"), Column::Committee),
        (petition("XF-4").with(Column::ConcludedOn, "2019-12-01"), Column::ConcludedOn),
    ];
    let good: Vec<_> = bad.iter().map(|(row, _)| petition(row.number())).collect();
    let wanted: Vec<_> = bad.iter().map(|(row, column)| (row.number(), column.name())).collect();
    for engine in ENGINES {
        let office = Office::with(engine, &good).await;
        let head = office.head().await;
        let report = office.correct(&bad.clone().map(|(row, _)| row)).await;
        let refused: Vec<_> =
            places(&report.refused).into_iter().map(|(_, number, column, _)| (number, column)).collect();
        assert_eq!(refused, wanted, "{engine:?}");
        assert_eq!(office.head().await, head, "{engine:?}");
    }
}
