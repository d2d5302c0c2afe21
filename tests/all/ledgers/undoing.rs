//! An import taken back, by events.
use super::books::{PETITION_ENDS, Row, STRUCTURE_ENDS, hazard, petition, structure};
use super::changes::{self, Change};
use super::office::{Office, counts};
use crate::support::stores::{ENGINES, moment};
use anjuan::cases::occurred::Dated;
use anjuan::cases::petition::PetitionCommand;
use anjuan::commands::Request;
use anjuan::exchange::importing::UndoReport;
use anjuan::exchange::ledgers::Column;
use serde_json::Value;

const FIGURES: [&str; 8] = [
    "petitions.registered",
    "petitions.visits",
    "petitions.closed",
    "fire.found",
    "fire.rectified",
    "structures.found",
    "structures.demolished_sites",
    "structures.demolished_area_m2",
];

async fn figures(office: &Office) -> [Value; 8] {
    let figures = office.figures(None).await;
    FIGURES.map(|id| figures["figures"][id]["value"].clone())
}

fn one_of_each() -> Vec<Row> {
    vec![petition("XF-1"), hazard("XH-1"), structure("WJ-1")]
}

fn voided(voided: u64) -> UndoReport {
    UndoReport { voided, ..UndoReport::default() }
}

fn taken_back(taken_back: u64) -> UndoReport {
    UndoReport { taken_back, ..UndoReport::default() }
}

fn unchanged(unchanged: u64) -> UndoReport {
    UndoReport { unchanged, ..UndoReport::default() }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_import_that_is_taken_back_counts_nowhere_and_its_numbers_are_free() {
    for engine in ENGINES {
        let office = Office::on(engine).await;
        let empty = figures(&office).await;
        let first = office.import(&one_of_each()).await;
        let (full, full_at) = (figures(&office).await, office.head().await);
        assert_ne!(full, empty, "{engine:?}");
        assert_eq!(office.undo(&first).await, voided(3), "{engine:?}");
        assert_eq!(figures(&office).await, empty, "{engine:?}");
        assert!(office.history("XF-1").await.is_none(), "{engine:?}");
        let known = office.figures_known_at(full_at).await;
        assert_eq!(FIGURES.map(|id| known["figures"][id]["value"].clone()), full, "{engine:?}");

        let second = office.import(&one_of_each()).await;
        assert_eq!(counts(&second), (3, 0, 0), "{engine:?} {:?}", second.refused);
        assert_eq!(figures(&office).await, full, "{engine:?}");
        // The first batch stays taken back, the second is another.
        assert_eq!(office.undo(&first).await, unchanged(3), "{engine:?}");
        assert_eq!(figures(&office).await, full, "{engine:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_number_that_was_freed_may_go_to_another_kind_of_case() {
    for engine in ENGINES {
        let office = Office::on(engine).await;
        let report = office.import(&[petition("同-1")]).await;
        assert_eq!(office.undo(&report).await, voided(1), "{engine:?}");
        assert_eq!(counts(&office.import(&[hazard("同-1")]).await), (1, 0, 0), "{engine:?}");
        assert_eq!(office.events("同-1").await[0], "HazardFound", "{engine:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn taking_back_twice_is_taking_back_once() {
    for engine in ENGINES {
        let office = Office::on(engine).await;
        let report = office.import(&one_of_each()).await;
        office.undo(&report).await;
        let head = office.head().await;
        assert_eq!(office.undo(&report).await, unchanged(3), "{engine:?}");
        assert_eq!(office.head().await, head, "{engine:?}");
    }
}

/// An older and a newer copy; the newer one adds steps to two cases, and a third case.
fn copies() -> (Vec<Row>, Vec<Row>) {
    let older = vec![petition("XF-1").without(PETITION_ENDS), structure("WJ-1").without(STRUCTURE_ENDS)];
    let forced = structure("WJ-1").with(Column::DemolitionKind, "强制拆除");
    (older, vec![petition("XF-1"), forced, petition("XF-2")])
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_a_newer_copy_only_its_own_steps_are_taken_back() {
    let (older, newer) = copies();
    for engine in ENGINES {
        let office = Office::with(engine, &older).await;
        let before = figures(&office).await;
        let report = office.import(&newer).await;
        assert_eq!((counts(&report), report.irregularities), ((3, 0, 0), 1), "{engine:?}");
        let after = figures(&office).await;
        assert_ne!(after, before, "{engine:?}");
        let undone = office.undo(&report).await;
        assert_eq!(undone, UndoReport { voided: 1, taken_back: 2, ..UndoReport::default() }, "{engine:?}");
        assert_eq!(figures(&office).await, before, "{engine:?}");

        let head = office.head().await;
        assert_eq!(office.undo(&report).await, unchanged(3), "{engine:?}");
        assert_eq!(office.head().await, head, "{engine:?}");
        assert_eq!(counts(&office.import(&older).await), (0, 2, 0), "{engine:?}");
        let again = office.import(&newer).await;
        assert_eq!((counts(&again), again.irregularities), ((3, 0, 0), 1), "{engine:?}");
        assert_eq!(figures(&office).await, after, "{engine:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_batch_is_not_taken_back_from_under_a_later_one() {
    let (older, newer) = copies();
    for engine in ENGINES {
        let office = Office::on(engine).await;
        let empty = figures(&office).await;
        let first = office.import(&[older.clone(), vec![hazard("XH-1")]].concat()).await;
        let second = office.import(&newer).await;
        let undone = office.undo(&first).await;
        let refused: Vec<_> = undone.refused.iter().map(|(number, _)| number.as_str()).collect();
        assert_eq!(refused, ["XF-1", "WJ-1"], "{engine:?}");
        assert_eq!((undone.voided, undone.taken_back), (1, 0), "{engine:?}");
        // In the order in which they came they go.
        office.undo(&second).await;
        let undone = office.undo(&first).await;
        assert_eq!(undone, UndoReport { voided: 2, unchanged: 1, ..UndoReport::default() }, "{engine:?}");
        assert_eq!(figures(&office).await, empty, "{engine:?}");
        assert_eq!(counts(&office.import(&newer).await), (3, 0, 0), "{engine:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_case_in_which_the_office_went_on_is_not_taken_back() {
    for engine in ENGINES {
        let office = Office::on(engine).await;
        let open = petition("XF-1").without(PETITION_ENDS);
        let report = office.import(&[open, petition("XF-2")]).await;
        let case = office.history("XF-1").await.expect("a case").case_id;
        let urged = Dated::at(
            moment("2019-11-09T09:00:00+08:00"),
            PetitionCommand::UrgePetition { instruction: None },
        );
        office.desk.execute(Request::live(case, urged)).await.expect("urged");
        let undone = office.undo(&report).await;
        assert_eq!((undone.voided, undone.refused.len()), (1, 1), "{engine:?}");
        assert_eq!(undone.refused[0].0.as_str(), "XF-1", "{engine:?}");
        assert_eq!(office.figure("petitions.registered").await, 1, "{engine:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_re_inspection_is_taken_back_without_the_first() {
    let failed = hazard("XH-1").with(Column::ReinspectionResult, "不合格").with(Column::FixedOn, "");
    let passed = hazard("XH-1").with(Column::ReinspectedOn, "2019-04-02").with(Column::FixedOn, "2019-04-02");
    for engine in ENGINES {
        let office = Office::with(engine, std::slice::from_ref(&failed)).await;
        let report = office.import(std::slice::from_ref(&passed)).await;
        assert_eq!(office.figure("fire.rectified").await, 1, "{engine:?}");
        assert_eq!(office.undo(&report).await, taken_back(1), "{engine:?}");
        assert_eq!(office.figure("fire.rectified").await, 0, "{engine:?}");
        assert_eq!(counts(&office.import(std::slice::from_ref(&failed)).await), (0, 1, 0), "{engine:?}");
    }
}

/// Corrects every row, takes the corrections back, and then the log says again what it said.
async fn corrections_are_taken_back(changes: &[Change]) {
    let (before, after) = changes::copies(changes);
    let all = changes.len() as u64;
    for engine in ENGINES {
        let office = Office::on(engine).await;
        let first = office.import(&before).await;
        let said = figures(&office).await;
        let corrected = office.correct(&after).await;
        assert_eq!(office.undo(&corrected).await, taken_back(all), "{engine:?}");
        assert_eq!(figures(&office).await, said, "{engine:?}");
        let again = office.import(&before).await;
        assert_eq!(again.refused, [], "{engine:?}");
        assert_eq!(counts(&again), (0, all, 0), "{engine:?}");
        let head = office.head().await;
        assert_eq!(office.undo(&corrected).await, unchanged(all), "{engine:?}");
        assert_eq!(office.head().await, head, "{engine:?}");
        assert_eq!(office.undo(&first).await, voided(all), "{engine:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn corrections_of_petitions_are_taken_back() {
    corrections_are_taken_back(&changes::of_a_petition()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn corrections_of_hazards_are_taken_back() {
    let failed = hazard("N-f").with(Column::ReinspectionResult, "不合格").with(Column::FixedOn, "");
    let earlier = vec![(failed, Column::ReinspectedOn, "2019-03-09")];
    corrections_are_taken_back(&[changes::of_a_hazard(), earlier].concat()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn corrections_of_structures_are_taken_back() {
    corrections_are_taken_back(&changes::of_a_structure()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_correction_took_away_comes_back_when_it_is_taken_back() {
    let ends = [Column::FiledOn, Column::OrderNumber];
    for engine in ENGINES {
        let office = Office::with(engine, &[petition("XF-1"), structure("WJ-1")]).await;
        let said = figures(&office).await;
        let bare = [
            petition("XF-1").without(PETITION_ENDS),
            structure("WJ-1").without(STRUCTURE_ENDS).without(&ends),
        ];
        let corrected = office.correct(&bare).await;
        assert_eq!(counts(&corrected), (2, 0, 0), "{engine:?} {:?}", corrected.refused);
        assert_ne!(figures(&office).await, said, "{engine:?}");
        assert_eq!(office.undo(&corrected).await, taken_back(2), "{engine:?}");
        assert_eq!(figures(&office).await, said, "{engine:?}");
        assert_eq!(office.undo(&corrected).await, unchanged(2), "{engine:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_later_step_stands_when_an_earlier_correction_is_taken_back() {
    let open = petition("XF-1").without(PETITION_ENDS);
    let letter = |row: Row| row.with(Column::Channel, "来信");
    for engine in ENGINES {
        let office = Office::with(engine, std::slice::from_ref(&open)).await;
        let corrected = office.correct(&[letter(open.clone())]).await;
        assert_eq!(counts(&office.import(&[letter(petition("XF-1"))]).await), (1, 0, 0), "{engine:?}");
        assert_eq!(office.undo(&corrected).await, taken_back(1), "{engine:?}");
        assert_eq!(counts(&office.import(&[petition("XF-1")]).await), (0, 1, 0), "{engine:?}");
        assert_eq!(office.figure("petitions.visits").await, 1, "{engine:?}");
        assert_eq!(office.figure("petitions.closed").await, 1, "{engine:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_later_correction_stands_when_an_earlier_one_is_taken_back() {
    let letter = petition("XF-1").with(Column::Channel, "来信");
    let call = petition("XF-1").with(Column::Channel, "来电");
    for engine in ENGINES {
        let office = Office::with(engine, &[petition("XF-1")]).await;
        let first = office.correct(std::slice::from_ref(&letter)).await;
        let second = office.correct(std::slice::from_ref(&call)).await;
        assert_eq!(office.undo(&first).await, unchanged(1), "{engine:?}");
        assert_eq!(office.figure("petitions.calls").await, 1, "{engine:?}");
        // Without the second the first is what counts, until it is taken back as well.
        assert_eq!(office.undo(&second).await, taken_back(1), "{engine:?}");
        assert_eq!(office.figure("petitions.letters").await, 1, "{engine:?}");
        assert_eq!(office.undo(&first).await, taken_back(1), "{engine:?}");
        assert_eq!(office.figure("petitions.visits").await, 1, "{engine:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn corrections_that_followed_each_other_are_taken_back_the_last_one_first() {
    let channels = ["来信", "来电", "网上信访"];
    for engine in ENGINES {
        let office = Office::on(engine).await;
        let mut batches = vec![office.import(&[petition("XF-1")]).await];
        for channel in channels {
            batches.push(office.correct(&[petition("XF-1").with(Column::Channel, channel)]).await);
        }
        while let Some(batch) = batches.pop() {
            let last = batches.is_empty();
            assert_eq!(office.undo(&batch).await, if last { voided(1) } else { taken_back(1) }, "{engine:?}");
            let counted = ["petitions.visits", "petitions.letters", "petitions.calls"];
            let figures = office.figures(None).await;
            let counted = counted.map(|id| figures["figures"][id]["value"].clone());
            let wanted = [[0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1]][batches.len()];
            assert_eq!(counted, wanted, "{engine:?}");
        }
    }
}
