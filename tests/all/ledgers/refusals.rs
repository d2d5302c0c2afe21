//! What a ledger cannot tell: each bad row is refused with sheet, row, number, column and reason, and the good rows
//! around it go in.
use super::books::{FIRST, HAZARD_ENDS, PETITION_ENDS, Row, STRUCTURE_ENDS, hazard, petition, structure};
use super::office::{Office, counts, places};
use crate::support::stores::{ENGINES, moment};
use anjuan::exchange::ledgers::Column;

/// A row that is to be refused, for what stands in a column, under a code.
type Bad = (Row, Column, &'static str);

/// Imports one good row before each bad one, and one after all; says what was wrong with the outcome.
async fn only_the_bad_rows_are_refused(bad: &[Bad], good: fn(&str) -> Row) {
    let mut rows = Vec::new();
    for (at, (row, ..)) in bad.iter().enumerate() {
        rows.extend([good(&format!("好-{at}")), row.clone()]);
    }
    rows.push(good("好-末"));
    for engine in ENGINES {
        let office = Office::on(engine).await;
        let report = office.import(&rows).await;
        let wanted: Vec<_> = (0..)
            .zip(bad)
            .map(|(at, (row, column, code))| (FIRST + 2 * at + 1, row.number(), column.name(), *code))
            .collect();
        assert_eq!(places(&report.refused), wanted, "{engine:?}");
        assert!(report.refused.iter().all(|refused| refused.sheet == rows[0].ledger.name()));
        assert_eq!(counts(&report), (bad.len() as u64 + 1, 0, bad.len()), "{engine:?}");
        for row in &rows {
            let is_there = office.history(row.number()).await.is_some();
            assert_eq!(is_there, row.number().starts_with('好'), "{engine:?} {}", row.number());
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_petition_that_cannot_be_is_refused_and_the_others_go_in() {
    let bad = |at: u32, column, value: &str, code| {
        let row = petition(&format!("XF-{at}")).with(column, value);
        (row, column, code)
    };
    only_the_bad_rows_are_refused(
        &[
            bad(1, Column::Channel, "微信", "unknown_word"),
            bad(2, Column::Channel, "", "required"),
            bad(3, Column::Committee, "火星", "unknown_committee"),
            bad(4, Column::RegisteredOn, "2019-02-30", "no_such_day"),
            bad(5, Column::RegisteredOn, "", "required"),
            bad(6, Column::RegisteredOn, "三月一日", "not_a_day"),
            bad(7, Column::AcceptedOn, "2019.2.29", "no_such_day"),
            bad(8, Column::AcceptedOn, "2019-02-28", "petition.before_earlier_step"),
            bad(9, Column::AcceptedOn, "", "missing"),
            bad(10, Column::ConcludedOn, "2019年13月1日", "no_such_day"),
            bad(11, Column::ConcludedOn, "2019-03-04", "petition.before_earlier_step"),
            bad(12, Column::ConcludedOn, "2019-11-11", "petition.in_the_future"),
            bad(13, Column::Heads, "-1", "negative"),
            bad(14, Column::Heads, "0", "out_of_range"),
            bad(15, Column::Heads, "1.5", "not_whole"),
            bad(16, Column::IdNumber, "110105194912310021", "text_refused"),
            bad(17, Column::FirstTime, "三次", "unknown_word"),
            bad(18, Column::Satisfaction, "还行", "unknown_word"),
        ],
        petition,
    )
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_two_cells_of_a_petition_say_against_each_other_is_refused() {
    let settled = |number: &str, day| petition(number).with(Column::SettledOn, day);
    only_the_bad_rows_are_refused(
        &[
            (
                petition("XF-1").without(&[Column::ConcludedOn]),
                Column::Satisfaction,
                "rated_before_conclusion",
            ),
            (settled("XF-2", "2019-05-01"), Column::Dispute, "missing"),
            (
                settled("XF-3", "2019-02-01").with(Column::Dispute, "四重"),
                Column::SettledOn,
                "petition.before_earlier_step",
            ),
            (settled("XF-4", "2019-05-01").with(Column::Dispute, "八重"), Column::Dispute, "unknown_word"),
            (
                petition("XF-5")
                    .without(PETITION_ENDS)
                    .without(&[Column::AcceptedOn])
                    .with(Column::RegisteredOn, "2020-01-01"),
                Column::RegisteredOn,
                "petition.in_the_future",
            ),
        ],
        petition,
    )
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hazard_that_cannot_be_is_refused_and_the_others_go_in() {
    let bad = |at: u32, column, value: &str, code| {
        let row = hazard(&format!("XH-{at}")).with(column, value);
        (row, column, code)
    };
    let early =
        |number: &str| hazard(number).with(Column::FixedOn, "").with(Column::ReinspectedOn, "2019-02-28");
    only_the_bad_rows_are_refused(
        &[
            bad(1, Column::FoundOn, "", "required"),
            bad(2, Column::FoundOn, "2019-04-31", "no_such_day"),
            bad(3, Column::HazardKind, "飞碟", "unknown_word"),
            bad(4, Column::Committee, "火星", "unknown_committee"),
            bad(5, Column::Address, "", "required"),
            bad(6, Column::Deadline, "2019-02-28", "hazard.deadline_before_order"),
            bad(7, Column::Deadline, "", "missing"),
            (early("XH-8"), Column::ReinspectedOn, "hazard.before_earlier_step"),
            bad(9, Column::ReinspectedOn, "", "missing"),
            bad(10, Column::ReinspectionResult, "", "missing"),
            bad(11, Column::ReinspectionResult, "良好", "unknown_word"),
            bad(12, Column::FixedOn, "2019-03-10", "hazard.before_earlier_step"),
            bad(13, Column::FixedOn, "2019-11-11", "hazard.impossible"),
        ],
        hazard,
    )
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hazard_is_not_fixed_before_a_re_inspection_was_passed() {
    let fixed = |number: &str| hazard(number).without(HAZARD_ENDS).with(Column::FixedOn, "2019-03-11");
    let seen = |number: &str, outcome: &str| hazard(number).with(Column::ReinspectionResult, outcome);
    only_the_bad_rows_are_refused(
        &[
            (fixed("XH-1"), Column::FixedOn, "closed_without_passing"),
            (seen("XH-2", "不合格"), Column::FixedOn, "closed_without_passing"),
            (seen("XH-3", "部分整改"), Column::FixedOn, "closed_without_passing"),
        ],
        hazard,
    )
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_structure_that_cannot_be_is_refused_and_the_others_go_in() {
    let bad = |at: u32, column, value: &str, code| {
        let row = structure(&format!("WJ-{at}")).with(column, value);
        (row, column, code)
    };
    only_the_bad_rows_are_refused(
        &[
            bad(1, Column::FoundOn, "2019-06-31", "no_such_day"),
            bad(2, Column::FoundOn, "", "required"),
            bad(3, Column::Zone, "", "required"),
            bad(4, Column::Committee, "火星", "unknown_committee"),
            bad(5, Column::StructureKind, "古建", "unknown_word"),
            bad(6, Column::StructureArea, "-40.5", "negative"),
            bad(7, Column::StructureArea, "", "required"),
            bad(8, Column::StructureArea, "40.505", "too_fine"),
            bad(20, Column::StructureArea, "0", "no_area"),
            bad(9, Column::DemolishedArea, "-1", "negative"),
            bad(10, Column::DemolishedArea, "40.51", "more_than_determined"),
            bad(11, Column::DemolishedArea, "", "missing"),
            bad(12, Column::DemolishedArea, "0", "no_area"),
            bad(13, Column::DemolishedOn, "", "missing"),
            bad(14, Column::DemolishedOn, "2019-03-04", "structure.before_earlier_step"),
            bad(15, Column::DemolishedOn, "2019-11-11", "structure.impossible"),
            bad(16, Column::DemolitionKind, "爆破", "unknown_word"),
            bad(17, Column::DemolitionKind, "", "missing"),
            bad(18, Column::FiledOn, "2019-02-28", "structure.before_earlier_step"),
            bad(19, Column::FiledOn, "", "missing"),
        ],
        structure,
    )
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn today_is_not_in_the_future_and_a_deadline_may_be() {
    let rows = [
        petition("XF-1").with(Column::ConcludedOn, "2019-11-10"),
        hazard("XH-1").without(HAZARD_ENDS).with(Column::Deadline, "2020-01-31"),
        structure("WJ-1").with(Column::DemolishedOn, "2019-11-10"),
    ];
    for engine in ENGINES {
        Office::with(engine, &rows).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_lay_in_the_future_goes_in_when_its_day_has_come() {
    let row = petition("XF-1").with(Column::ConcludedOn, "2019-11-11");
    for engine in ENGINES {
        let office = Office::on(engine).await;
        assert_eq!(counts(&office.import(std::slice::from_ref(&row)).await), (0, 0, 1), "{engine:?}");
        // In Shanghai it is the 11th, elsewhere still the 10th.
        office.clock.set(moment("2019-11-11T00:00:00+08:00"));
        assert_eq!(counts(&office.import(std::slice::from_ref(&row)).await), (1, 0, 0), "{engine:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_number_that_stands_twice_in_a_file_is_refused_the_second_time() {
    let rows = [
        petition("同-1"),
        petition("同-1").with(Column::Category, "物业管理"),
        petition("异-1"),
        petition(" 同-1 "),
        hazard("同-1").without(HAZARD_ENDS),
        structure("同-1").without(STRUCTURE_ENDS),
        structure("").without(STRUCTURE_ENDS),
    ];
    for engine in ENGINES {
        let office = Office::on(engine).await;
        let report = office.import(&rows).await;
        let mut refused = places(&report.refused);
        refused.sort_unstable();
        let twice = "number_twice";
        assert_eq!(
            refused,
            [
                (3, "同-1", "违建编号", twice),
                (3, "同-1", "隐患编号", twice),
                (4, "", "违建编号", "required"),
                (4, "同-1", "信访编号", twice),
                (6, "同-1", "信访编号", twice),
            ],
            "{engine:?}"
        );
        assert_eq!(office.history("同-1").await.expect("a case").case.category.as_deref(), Some("环境卫生"));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_row_that_was_refused_does_not_hold_its_number() {
    let rows = [petition("XF-1").with(Column::Channel, "微信"), petition("XF-1")];
    for engine in ENGINES {
        let office = Office::on(engine).await;
        assert_eq!(counts(&office.import(&rows).await), (1, 0, 1), "{engine:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_number_that_another_kind_of_case_bears_is_refused() {
    for engine in ENGINES {
        let office = Office::with(engine, &[petition("同-1"), hazard("同-2")]).await;
        for dry_run in [true, false] {
            let options = anjuan::exchange::importing::Options { dry_run, ..Default::default() };
            let rows = [hazard("同-1"), structure("同-2"), structure("同-3")];
            let report = office.import_with(&options, &rows).await;
            let mut refused = places(&report.refused);
            refused.sort_unstable();
            let used = "number_used";
            assert_eq!(refused, [(3, "同-1", "隐患编号", used), (3, "同-2", "违建编号", used)], "{engine:?}");
            assert_eq!(report.imported, 1, "{engine:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_number_that_another_petition_bears_is_refused_naming_what_differs() {
    for engine in ENGINES {
        let office = Office::with(engine, &[petition("XF-1")]).await;
        let other =
            petition("XF-1").with(Column::RegisteredOn, "2019-03-02").with(Column::Petitioner, "高志强");
        let report = office.import(&[other]).await;
        assert_eq!(places(&report.refused), [(3, "XF-1", "登记日期", "changed")], "{engine:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_number_spelled_with_other_zeros_is_the_same_number() {
    for engine in ENGINES {
        for dry_run in [true, false] {
            let office = Office::with(engine, &[petition("XF2019-0001")]).await;
            let options = anjuan::exchange::importing::Options { dry_run, ..Default::default() };
            let report = office.import_with(&options, &[petition("XF2019-1"), petition("XF2019-2")]).await;
            assert_eq!(places(&report.refused), [(3, "XF2019-1", "信访编号", "number.taken")], "{engine:?}");
            assert_eq!(report.imported, 1, "{engine:?}");
        }
    }
}
