//! The clocks: what runs, since when, and what ended it.
use super::support::*;
use crate::cases::case_file::{Order, VoidReason};
use crate::cases::facts::{Conduct, Facts};
use crate::cases::fire_hazard::{HazardKind, ReopenReason};
use crate::cases::occurred::Dated;
use crate::cases::testing::facts_of_2027;

/// Name, start, due and end of each.
fn clocks(story: &Story) -> Vec<(&'static str, String, String, Option<String>)> {
    let told = story.life().clocks().into_iter();
    told.map(|clock| {
        let ended = clock.ended.map(|day| day.to_string());
        (clock.name, clock.started.to_string(), clock.due.due.to_string(), ended)
    })
    .collect()
}

fn clock(
    name: &'static str,
    started: &str,
    due: &str,
    ended: Option<&str>,
) -> (&'static str, String, String, Option<String>) {
    (name, started.to_owned(), due.to_owned(), ended.map(str::to_owned))
}

#[test]
fn a_complaint_is_to_be_checked_and_a_finding_to_be_ordered() {
    assert_eq!(clocks(&reported()), [clock("check_hazard", "2019-01-02", "2019-01-07", None)]);
    let story =
        Story::default().then("2019-01-02", report(HazardKind::LockedExit)).then("2019-01-03", find());
    let check = clock("check_hazard", "2019-01-02", "2019-01-03", Some("2019-01-03"));
    assert_eq!(clocks(&story), [check, clock("order_rectification", "2019-01-03", "2019-01-08", None)]);
}

#[test]
fn an_order_is_to_be_kept_and_its_deadline_starts_the_time_for_the_re_inspection() {
    let order = clock("order_rectification", "2019-01-02", "2019-01-07", Some("2019-01-02"));
    let expected = [
        order,
        clock("rectify_hazard", "2019-01-02", "2019-01-09", None),
        clock("reinspect_hazard", "2019-01-09", "2019-01-14", None),
    ];
    assert_eq!(clocks(&ordered()), expected);
}

#[test]
fn the_word_of_the_party_before_the_deadline_starts_that_time_at_once_and_later_not_again() {
    let early = ordered().then("2019-01-04", claim());
    assert_eq!(clocks(&early)[2..], [clock("reinspect_hazard", "2019-01-04", "2019-01-09", None)]);
    let late = ordered().then("2019-01-10", claim());
    assert_eq!(clocks(&late)[2..], [clock("reinspect_hazard", "2019-01-09", "2019-01-14", None)]);
}

#[test]
fn a_re_inspection_that_failed_before_the_deadline_is_followed_by_another_at_the_deadline() {
    let story = ordered().then("2019-01-04", claim()).then("2019-01-07", fail());
    let expected = [
        clock("rectify_hazard", "2019-01-02", "2019-01-09", None),
        clock("reinspect_hazard", "2019-01-04", "2019-01-09", Some("2019-01-07")),
        clock("reinspect_hazard", "2019-01-09", "2019-01-14", None),
    ];
    assert_eq!(clocks(&story)[1..], expected);
    let again = story.then("2019-01-08", order("2019-01-20"));
    let expected = [
        clock("rectify_hazard", "2019-01-02", "2019-01-09", Some("2019-01-08")),
        clock("rectify_hazard", "2019-01-08", "2019-01-20", None),
        clock("reinspect_hazard", "2019-01-04", "2019-01-09", Some("2019-01-07")),
        clock("reinspect_hazard", "2019-01-08", "2019-01-14", Some("2019-01-08")),
        clock("reinspect_hazard", "2019-01-20", "2019-01-23", None),
    ];
    assert_eq!(clocks(&again)[1..], expected);
}

#[test]
fn after_the_deadline_a_failed_re_inspection_leaves_only_the_deadline_running_until_the_party_asks() {
    let rectify = clock("rectify_hazard", "2019-01-02", "2019-01-09", None);
    let first = clock("reinspect_hazard", "2019-01-09", "2019-01-14", Some("2019-01-12"));
    assert_eq!(clocks(&failed())[1..], [rectify.clone(), first.clone()]);
    let asked = failed().then("2019-01-15", claim());
    let second = clock("reinspect_hazard", "2019-01-15", "2019-01-18", None);
    assert_eq!(clocks(&asked)[1..], [rectify, first, second]);
}

#[test]
fn an_extended_deadline_moves_the_time_for_the_re_inspection() {
    let story =
        ordered().then("2019-01-08", ask_until("2019-01-20")).then("2019-01-08", extend_until("2019-01-18"));
    let expected = [
        clock("rectify_hazard", "2019-01-02", "2019-01-18", None),
        clock("reinspect_hazard", "2019-01-18", "2019-01-23", None),
    ];
    assert_eq!(clocks(&story)[1..], expected);
    let claimed = ordered().then("2019-01-04", claim()).then("2019-01-04", ask_until("2019-01-20"));
    let claimed = claimed.then("2019-01-05", extend_until("2019-01-18"));
    assert_eq!(clocks(&claimed)[2..], [clock("reinspect_hazard", "2019-01-04", "2019-01-09", None)]);
}

#[test]
fn what_is_passed_before_the_deadline_ends_all_and_what_is_reopened_runs_again() {
    let story = ordered().then("2019-01-07", pass());
    let expected = [
        clock("rectify_hazard", "2019-01-02", "2019-01-09", Some("2019-01-07")),
        clock("reinspect_hazard", "2019-01-07", "2019-01-14", Some("2019-01-07")),
    ];
    assert_eq!(clocks(&story)[1..], expected);
    let wrongly = story.clone().then("2019-01-08", reopen(ReopenReason::ClosedWrongly));
    assert_eq!(clocks(&wrongly)[1], clock("rectify_hazard", "2019-01-02", "2019-01-09", None));
    assert_eq!(clocks(&wrongly)[3..], [clock("reinspect_hazard", "2019-01-09", "2019-01-14", None)]);
    let again = story.then("2019-01-08", reopen(ReopenReason::FoundAgain));
    assert_eq!(clocks(&again)[1], clock("order_rectification", "2019-01-08", "2019-01-11", None));
}

#[test]
fn a_seal_is_to_be_decided_and_to_be_lifted() {
    let seal = Command::SealPremises { emergency: false, paper: None, until: None };
    let story = found().then("2019-01-03", seal);
    let decided = clock("decide_seal", "2019-01-02", "2019-01-07", Some("2019-01-03"));
    assert_eq!(clocks(&story)[1..], [decided, clock("lift_seal", "2019-01-03", "2019-02-02", None)]);
    let seal = Command::SealPremises { emergency: true, paper: None, until: None };
    let story = found().then("2019-01-03T14:00:00+08:00", seal).then("2019-01-10", Command::LiftSeal {});
    let decided = clock("decide_seal", "2019-01-03", "2019-01-04", Some("2019-01-10"));
    assert_eq!(
        clocks(&story)[1..],
        [decided, clock("lift_seal", "2019-01-03", "2019-02-02", Some("2019-01-10"))]
    );
}

#[test]
fn no_clock_of_a_void_case_runs() {
    let story = failed().then("2019-01-14", Command::VoidHazard { reason: VoidReason::InError });
    assert!(story.life().clocks().iter().all(|clock| clock.ended.is_some()));
    assert_eq!(clocks(&story)[1], clock("rectify_hazard", "2019-01-02", "2019-01-09", Some("2019-01-14")));
}

fn published() -> Facts {
    facts_of_2027(&["2027-01-01", "2027-01-04"])
}

#[test]
fn a_provisional_term_is_counted_again_when_the_year_is_published() {
    let story = Story::default().then("2026-11-20", find()).then("2026-11-20", order("2026-12-30"));
    let recount = Dated { occurred: when("2026-11-24"), what: Order::Step(Command::RecountTerms {}) };
    assert_eq!(story.order(Conduct::Live, recount.clone()), Ok(Vec::new()), "nothing has changed");
    let before = story.life().clocks();
    assert!(before[2].due.provisional);
    let mut file = story.file.clone();
    for event in file.decide(&recount, &published()).expect("counted again") {
        file.fold(event);
    }
    let after = file.life().clocks();
    assert_eq!((before[2].due.due, after[2].due.due), (day("2027-01-04"), day("2027-01-06")));
    assert!(!after[2].due.provisional);
    assert_eq!(after[1].due, before[1].due, "a printed day stays");
    assert_eq!(file.decide(&recount, &published()), Ok(Vec::new()));
}
