//! Importing again: the same file changes nothing, a newer copy adds what has happened since, and what it tells
//! otherwise is refused.
use super::books::{HAZARD_ENDS, PETITION_ENDS, Row, STRUCTURE_ENDS, hazard, petition, structure};
use super::changes::{self, Change};
use super::office::{Office, counts, places};
use crate::support::stores::{ENGINES, moment};
use anjuan::cases::occurred::Dated;
use anjuan::cases::personal::{Personal, Subject};
use anjuan::cases::petition::PetitionCommand;
use anjuan::commands::Request;
use anjuan::exchange::importing::Options;
use anjuan::exchange::ledgers::Column;

fn one_of_each() -> Vec<Row> {
    vec![petition("XF-1"), hazard("XH-1"), structure("WJ-1")]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_file_again_changes_nothing() {
    for engine in ENGINES {
        let office = Office::with(engine, &one_of_each()).await;
        let head = office.head().await;
        for as_correction in [false, true] {
            let options = Options { as_correction, ..Options::default() };
            let report = office.import_with(&options, &one_of_each()).await;
            assert_eq!(counts(&report), (0, 3, 0), "{engine:?}");
            assert_eq!(report.batch, None, "{engine:?}");
            assert_eq!(office.head().await, head, "{engine:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_newer_copy_adds_a_conclusion_a_rating_and_a_settlement_as_they_come() {
    let registered = petition("XF-1").without(PETITION_ENDS).without(&[Column::AcceptedOn]);
    let accepted = registered.clone().with(Column::AcceptedOn, "2019-03-05");
    let concluded = accepted.clone().with(Column::ConcludedOn, "2019-04-20");
    let rated = concluded.clone().with(Column::Satisfaction, "基本满意");
    let settled = rated.clone().with(Column::Dispute, "四重").with(Column::SettledOn, "2019-06-01");
    let copies = [
        (registered, "PetitionRegistered"),
        (accepted, "PetitionAccepted"),
        (concluded, "PetitionConcluded"),
        (rated, "PetitionRated"),
        (settled, "DisputeSettled"),
    ];
    for engine in ENGINES {
        let office = Office::with(engine, &[petition("XF-0")]).await;
        let mut events = Vec::new();
        for (copy, event) in &copies {
            let report = office.import(&[petition("XF-0"), copy.clone()]).await;
            assert_eq!(counts(&report), (1, 1, 0), "{engine:?} {event} {:?}", report.refused);
            events.push((*event).to_owned());
            assert_eq!(office.events("XF-1").await, events, "{engine:?}");
            assert_eq!(
                counts(&office.import(std::slice::from_ref(copy)).await),
                (0, 1, 0),
                "{engine:?} {event}"
            );
        }
        let closed = |figures: &serde_json::Value| figures["figures"]["petitions.closed"]["value"].clone();
        assert_eq!(closed(&office.figures(Some("2019-04-19")).await), 1, "{engine:?}");
        assert_eq!(closed(&office.figures(Some("2019-04-20")).await), 2, "{engine:?}");
        assert_eq!(office.figure("disputes.four_heavy").await, 1, "{engine:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_way_of_handling_may_be_told_with_the_acceptance() {
    let handling = &[Column::Route, Column::Department, Column::AcceptedOn];
    let open = petition("XF-1").without(PETITION_ENDS).without(handling);
    let sent = open.clone().with(Column::Route, "转送").with(Column::Department, "城管中队");
    let sent = sent.with(Column::AcceptedOn, "2019-03-07");
    let taken = petition("XF-2").without(PETITION_ENDS);
    for engine in ENGINES {
        let office = Office::with(engine, &[open.clone(), taken.clone().without(handling)]).await;
        let copy = [sent.clone(), taken.clone()];
        let report = office.import(&copy).await;
        assert_eq!(counts(&report), (2, 0, 0), "{engine:?} {:?}", report.refused);
        let events = ["PetitionRegistered", "PetitionForwarded", "PetitionAccepted"];
        assert_eq!(office.events("XF-1").await, events, "{engine:?}");
        assert_eq!(office.events("XF-2").await, [events[0], events[2]], "{engine:?}");
        let department = async |number| office.history(number).await.expect("a case").case.department;
        assert_eq!(department("XF-1").await.as_deref(), Some("城管中队"), "{engine:?}");
        assert_eq!(department("XF-2").await.as_deref(), Some("社区服务办"), "{engine:?}");
        assert_eq!(counts(&office.import(&copy).await), (0, 2, 0), "{engine:?}");
        let other =
            [sent.clone().with(Column::Department, "信访办"), taken.clone().with(Column::Route, "交办")];
        let refused = office.import(&other).await.refused;
        let changed = "changed";
        assert_eq!(
            places(&refused),
            [(3, "XF-1", "承办科室", changed), (4, "XF-2", "办理方式", changed)],
            "{engine:?}"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_later_day_after_a_failed_re_inspection_is_a_second_re_inspection() {
    let failed = hazard("XH-1").without(&[Column::FixedOn]).with(Column::ReinspectionResult, "不合格");
    let partly = failed.clone().with(Column::ReinspectedOn, "2019-03-20");
    let partly = partly.with(Column::ReinspectionResult, "部分整改");
    let passed = hazard("XH-1").with(Column::ReinspectedOn, "2019-04-02").with(Column::FixedOn, "2019-04-02");
    for engine in ENGINES {
        let office = Office::with(engine, std::slice::from_ref(&failed)).await;
        for copy in [&partly, &passed] {
            assert_eq!(counts(&office.import(std::slice::from_ref(copy)).await), (1, 0, 0), "{engine:?}");
            assert_eq!(counts(&office.import(std::slice::from_ref(copy)).await), (0, 1, 0), "{engine:?}");
        }
        let again = "HazardReinspected";
        let events = ["HazardFound", "RectificationOrdered", again, again, again, "HazardClosedOff"];
        assert_eq!(office.events("XH-1").await, events, "{engine:?}");
        for (as_of, rectified) in [("2019-04-01", 0), ("2019-04-02", 1)] {
            let figures = &office.figures(Some(as_of)).await["figures"];
            assert_eq!(figures["fire.rectified"]["value"], rectified, "{engine:?} {as_of}");
            assert_eq!(figures["fire.overdue"]["value"], 1 - rectified, "{engine:?} {as_of}");
        }
        let refused = office.import(std::slice::from_ref(&failed)).await.refused;
        assert_eq!(places(&refused), [(3, "XH-1", "复查日期", "changed")], "{engine:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_a_later_day_is_a_second_re_inspection() {
    let failed = hazard("XH-1").without(&[Column::FixedOn]).with(Column::ReinspectionResult, "不合格");
    let same_day = failed.clone().with(Column::ReinspectionResult, "合格");
    let earlier = same_day.clone().with(Column::ReinspectedOn, "2019-03-10");
    let after_passing = hazard("XH-2").without(&[Column::FixedOn]);
    let seen_again = after_passing.clone().with(Column::ReinspectedOn, "2019-04-02");
    for engine in ENGINES {
        let office = Office::with(engine, &[failed.clone(), after_passing.clone()]).await;
        let head = office.head().await;
        for (copy, column) in [(&same_day, "复查结果"), (&earlier, "复查日期"), (&seen_again, "复查日期")]
        {
            let refused = office.import(std::slice::from_ref(copy)).await.refused;
            assert_eq!(places(&refused), [(3, copy.number(), column, "changed")], "{engine:?}");
        }
        assert_eq!(office.head().await, head, "{engine:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_newer_copy_adds_an_order_a_filing_and_a_demolition() {
    let order = &[Column::NoticeNumber, Column::Deadline];
    let filing = &[Column::FiledOn, Column::OrderNumber];
    let copies = [
        vec![
            hazard("XH-1").without(HAZARD_ENDS).without(order),
            structure("WJ-1").without(STRUCTURE_ENDS).without(filing),
        ],
        vec![hazard("XH-1").without(HAZARD_ENDS), structure("WJ-1").without(STRUCTURE_ENDS)],
        vec![hazard("XH-1"), structure("WJ-1")],
    ];
    for engine in ENGINES {
        let office = Office::on(engine).await;
        for copy in &copies {
            let report = office.import(copy).await;
            assert_eq!(counts(&report), (2, 0, 0), "{engine:?} {:?}", report.refused);
            assert_eq!(counts(&office.import(copy).await), (0, 2, 0), "{engine:?}");
        }
        let events = ["HazardFound", "RectificationOrdered", "HazardReinspected", "HazardClosedOff"];
        assert_eq!(office.events("XH-1").await, events, "{engine:?}");
        let events =
            ["StructureReported", "CaseFiled", "StructureDetermined", "DemolitionOrdered", "SiteDemolished"];
        assert_eq!(office.events("WJ-1").await, events, "{engine:?}");
        assert_eq!(office.figure("structures.demolished_area_m2").await, 40.5, "{engine:?}");
        assert_eq!(office.figure("structures.demolished_sites").await, 1, "{engine:?}");
    }
}

/// Imports rows, each once more with one cell changed; every one is refused naming that cell, and nothing happens.
async fn each_change_is_refused(changes: &[Change]) {
    let (before, after) = changes::copies(changes);
    let wanted: Vec<_> = (3..)
        .zip(changes)
        .map(|(at, (row, column, _))| (at, row.number(), column.name(), "changed"))
        .collect();
    for engine in ENGINES {
        let office = Office::with(engine, &before).await;
        let head = office.head().await;
        let report = office.import(&after).await;
        assert_eq!(places(&report.refused), wanted, "{engine:?}");
        assert!(
            report.refused.iter().all(|refused| refused.reason.contains("--as-correction")),
            "{engine:?}"
        );
        assert_eq!(office.head().await, head, "{engine:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn any_other_cell_of_a_petition_that_changed_is_refused_naming_it() {
    each_change_is_refused(&changes::of_a_petition()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn any_other_cell_of_a_hazard_that_changed_is_refused_naming_it() {
    each_change_is_refused(&changes::of_a_hazard()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn any_other_cell_of_a_structure_that_changed_is_refused_naming_it() {
    each_change_is_refused(&changes::of_a_structure()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_demolition_that_is_emptied_is_refused_naming_its_day() {
    for engine in ENGINES {
        let office = Office::with(engine, &[structure("WJ-1")]).await;
        let report = office.import(&[structure("WJ-1").without(STRUCTURE_ENDS)]).await;
        assert_eq!(places(&report.refused), [(3, "WJ-1", "拆除日期", "changed")], "{engine:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_office_did_since_does_not_make_the_same_file_a_change() {
    for engine in ENGINES {
        let office = Office::with(engine, &[petition("XF-1")]).await;
        let case = office.history("XF-1").await.expect("a case").case_id;
        let reason = Personal::plain(Subject::MATTER, "另有新情况".parse().expect("a text"));
        let reopened = PetitionCommand::ReopenPetition { reason };
        let reopened = Dated::at(moment("2019-11-09T09:00:00+08:00"), reopened);
        office.desk.execute(Request::live(case, reopened)).await.expect("reopened");
        assert_eq!(office.figure("petitions.open").await, 1, "{engine:?}");
        assert_eq!(counts(&office.import(&[petition("XF-1")]).await), (0, 1, 0), "{engine:?}");
        assert_eq!(office.figure("petitions.open").await, 1, "{engine:?}");
    }
}
