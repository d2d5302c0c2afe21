//! Complaints, their check, and what was found.
use super::support::*;
use crate::cases::fire_hazard::{HazardKind, Level, MajorStandard, Phase, ReopenReason};
use crate::cases::occurred::Moment;
use crate::cases::people::Officers;
use crate::cases::statutes::Rule;

fn dismiss() -> Command {
    Command::DismissReport { inspectors: two() }
}

#[test]
fn a_complaint_about_a_blocked_exit_is_checked_within_24_hours() {
    for kind in [HazardKind::BlockedEscapeRoute, HazardKind::LockedExit] {
        match only(Story::default().live("2019-10-01T09:30:00+08:00", report(kind))) {
            Event::HazardReported { check_by, check_before, .. } => {
                assert_eq!((check_by.rule, check_by.due), (Rule::CheckBlockedExit, day("2019-10-02")));
                assert_eq!(check_before, Moment::parse("2019-10-02T09:30:00+08:00").ok());
            }
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn any_other_complaint_is_checked_within_three_working_days() {
    match only(Story::default().live("2019-09-27", report(HazardKind::CorridorClutter))) {
        Event::HazardReported { check_by, check_before, .. } => {
            assert_eq!((check_by.rule, check_by.due), (Rule::CheckComplaint, day("2019-10-08")));
            assert_eq!(check_before, None);
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_case_is_reported_once() {
    let again = report(HazardKind::Wiring);
    assert_eq!(reported().live("2019-01-03", again.clone()), Err(Refusal::AlreadyRegistered));
    assert_eq!(found().paper("2019-01-03", again), Err(Refusal::AlreadyRegistered));
}

#[test]
fn a_committee_that_the_office_does_not_have_is_refused() {
    let mut strange = report(HazardKind::Wiring);
    if let Command::ReportHazard { committee, .. } = &mut strange {
        *committee = Some(of("无名"));
    }
    assert_eq!(Story::default().paper("2019-01-02", strange), Err(Refusal::UnknownCommittee));
    let mut strange = find();
    if let Command::FindHazard { committee, .. } = &mut strange {
        *committee = Some(of("无名"));
    }
    assert_eq!(Story::default().live("2019-01-02", strange), Err(Refusal::UnknownCommittee));
}

#[test]
fn a_report_that_shows_nothing_is_dismissed_by_two_inspectors() {
    assert_eq!(only(reported().live("2019-01-03", dismiss())), Event::ReportDismissed { inspectors: two() });
    let alone = Command::DismissReport { inspectors: one() };
    assert_eq!(broken(reported().live("2019-01-03", alone.clone())), Rule::TwoInspectors);
    assert_eq!(reported().irregular("2019-01-03", alone), [Rule::TwoInspectors]);
    assert!(too_early(&reported().paper("2019-01-01", dismiss())));
    assert!(out_of_order(&found().paper("2019-01-03", dismiss())));
    assert!(out_of_order(&Story::default().paper("2019-01-03", dismiss())));
    let story = reported().then("2019-01-03", dismiss());
    assert_eq!(story.life().phase(), Phase::Dismissed);
    assert!(out_of_order(&story.live("2019-01-04", find())));
}

#[test]
fn a_dismissed_report_can_be_reopened_and_the_hazard_found() {
    let story = reported().then("2019-01-03", dismiss());
    assert!(too_early(&story.paper("2019-01-02", reopen(ReopenReason::ClosedWrongly))));
    let story = story.then("2019-01-08", reopen(ReopenReason::ClosedWrongly));
    assert_eq!(story.life().phase(), Phase::Reported);
    assert!(too_early(&story.paper("2019-01-07", find())));
    let found = story.then("2019-01-08", find());
    assert_eq!((found.life().phase(), found.life().dismissed), (Phase::Found, None));
}

#[test]
fn a_hazard_is_found_with_or_without_a_complaint() {
    for story in [reported(), Story::default()] {
        match only(story.live("2019-09-27", find())) {
            Event::HazardFound { order_by, standard, .. } => {
                assert_eq!((order_by.rule, order_by.due), (Rule::OrderCorrection, day("2019-10-08")));
                assert_eq!(standard, None);
            }
            other => panic!("{other:?}"),
        }
    }
    let life = reported().then("2019-01-03", find()).life().clone();
    assert_eq!(life.kind, Some(HazardKind::EquipmentFault), "what was seen replaces what was said");
    assert_eq!((life.found, life.registered()), (Some(when("2019-01-03")), Some(when("2019-01-02"))));
    assert_eq!((life.phase(), life.inspectors), (Phase::Found, Some(2)));
}

#[test]
fn a_reported_hazard_is_found_under_its_number_after_the_report() {
    let mut other = find();
    if let Command::FindHazard { number, .. } = &mut other {
        *number = of("XH2019-00002");
    }
    let refusal = Refusal::OtherNumber { reported: of("XH2019-00001") };
    assert_eq!(reported().paper("2019-01-03", other), Err(refusal));
    assert!(too_early(&reported().paper("2019-01-01", find())));
    assert_eq!(found().live("2019-01-03", find()), Err(Refusal::AlreadyRegistered));
}

#[test]
fn who_finds_a_hazard_now_is_two_and_paper_may_not_say() {
    let by = |inspectors| find_by(inspectors, Level::General);
    let new = Story::default();
    assert_eq!(broken(new.live("2019-01-02", by(one()))), Rule::TwoInspectors);
    assert_eq!(broken(new.live("2019-01-02", by(Officers::NotRecorded))), Rule::TwoInspectors);
    assert_eq!(new.irregular("2019-01-02", by(one())), [Rule::TwoInspectors]);
    assert!(new.irregular("2019-01-02", by(Officers::NotRecorded)).is_empty());
}

#[test]
fn a_major_hazard_is_judged_by_the_standard_of_its_day() {
    let major = || find_by(two(), Level::Major);
    for (at, expected) in
        [("2025-10-31", MajorStandard::Gb35181Of2017), ("2025-11-01", MajorStandard::Gb35181Of2025)]
    {
        let Event::HazardFound { standard, .. } = only(Story::default().live(at, major())) else {
            panic!("not found")
        };
        assert_eq!(standard, Some(expected), "{at}");
    }
    assert!(Story::default().then("2019-01-02", major()).life().is_major());
}

#[test]
fn what_is_yet_to_come_is_refused() {
    let decided = Story::default().paper("2026-11-25", find());
    assert!(matches!(decided, Err(Refusal::Impossible(_))));
}
