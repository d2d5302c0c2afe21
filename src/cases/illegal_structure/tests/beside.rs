//! Suspension, litigation, reassignment and links.
use super::support::*;
use crate::cases::case_file::Order;
use crate::cases::facts::Conduct;
use crate::cases::ids::StreamId;
use crate::cases::illegal_structure::{Appeal, AppealOutcome, SuspensionReason};
use crate::cases::occurred::Dated;
use crate::cases::testing::facts_of_2027;
use uuid::Uuid;

fn suspend() -> Command {
    Command::SuspendStructure { reason: SuspensionReason::PartyUnable }
}

fn resume() -> Command {
    Command::ResumeStructure {}
}

fn filed_in_2023() -> Story {
    Story::default().then("2023-03-01", report()).then("2023-03-03", file())
}

fn decide_by(story: &Story) -> Option<String> {
    story.life().decide_by.now().map(|due| due.due.to_string())
}

#[test]
fn the_clock_stands_still_while_the_case_rests() {
    let story = filed_in_2023().then("2023-03-10", suspend()).then("2023-03-20", resume());
    assert_eq!(decide_by(&filed_in_2023()).as_deref(), Some("2023-06-01"));
    assert_eq!(decide_by(&story).as_deref(), Some("2023-06-12"), "ten days later is a Sunday");
    let before = story.life().decide_by.on(day("2023-03-19")).map(|due| due.due);
    assert_eq!(before, Some(day("2023-06-01")));
}

#[test]
fn only_the_days_since_the_filing_are_days_of_rest() {
    let story = Story::default().then("2023-03-01", report()).then("2023-03-02", suspend());
    assert_eq!(story.life().decide_by.now(), None);
    let story = story.then("2023-03-03", file()).then("2023-03-05", resume());
    assert_eq!(story.life().decide_by.now().map(|due| due.rest), Some(2));
}

#[test]
fn a_clock_that_has_ended_is_not_moved() {
    let story = filed_in_2023()
        .then("2023-03-04", determine("8"))
        .then("2023-03-05", order())
        .then("2023-03-10", suspend());
    assert_eq!(only(story.live("2023-03-20", resume())), Event::StructureResumed { decide_by: None });
}

#[test]
fn a_case_rests_once_at_a_time() {
    assert!(out_of_order(&filed().live("2019-01-10", resume())));
    let story = filed().then("2019-01-10", suspend());
    assert!(story.life().is_suspended());
    assert!(out_of_order(&story.live("2019-01-11", suspend())));
    assert!(too_early(&story.paper("2019-01-09", resume())));
    let story = story.then("2019-01-12", resume());
    assert!(too_early(&story.paper("2019-01-11", suspend())));
    assert!(!story.life().is_suspended());
}

#[test]
fn an_appeal_is_brought_against_an_order_and_ends_once() {
    let start = Command::StartLitigation { appeal: Appeal::Reconsideration };
    let end = Command::EndLitigation { outcome: AppealOutcome::Withdrawn };
    assert!(out_of_order(&determined().live("2019-01-10", start.clone())));
    assert!(out_of_order(&ordered().live("2019-01-10", end.clone())));
    assert!(too_early(&ordered().paper("2019-01-04", start.clone())));
    let story = ordered().then("2019-01-10", start.clone());
    assert!(story.life().is_in_litigation());
    assert!(out_of_order(&story.live("2019-01-11", start.clone())));
    assert!(too_early(&story.paper("2019-01-09", end.clone())));
    let story = story.then("2019-02-01", end);
    assert!(!story.life().is_in_litigation());
    assert!(story.life().order().is_some(), "the order stands");
    assert!(too_early(&story.paper("2019-01-31", start)));
}

#[test]
fn a_case_is_reassigned_to_what_is_named() {
    let to = |committee: Option<&str>, department: Option<&str>| Command::ReassignStructure {
        committee: committee.map(of),
        department: department.map(of),
    };
    assert_eq!(reported().live("2019-01-10", to(None, None)), Err(Refusal::NothingToReassign));
    assert_eq!(reported().live("2019-01-10", to(Some("无名"), None)), Err(Refusal::UnknownCommittee));
    let story = reported().then("2019-01-10", to(Some("复兴岛"), None));
    assert!(too_early(&story.paper("2019-01-09", to(Some("共青"), None))));
    let story = story.then("2019-01-09", to(None, Some("城管中队")));
    let life = story.life();
    assert_eq!(life.committee.on(day("2019-01-09")), Some(&Some(of("共青"))));
    assert_eq!(life.committee.now(), Some(&Some(of("复兴岛"))));
    assert_eq!(life.department.now(), Some(&Some(of("城管中队"))));
}

#[test]
fn a_provisional_term_is_counted_again_when_the_year_is_published() {
    let story = Story::default()
        .then("2026-07-01", being_built())
        .then("2026-07-10", file())
        .then("2026-07-10", determine("8"))
        .then("2026-07-10", order())
        .then("2026-07-10", serve());
    let recount = Dated { occurred: when("2026-11-24"), what: Order::Step(Command::RecountTerms {}) };
    assert_eq!(story.order(Conduct::Live, recount.clone()), Ok(Vec::new()), "nothing has changed");
    let forced_from = |story: &Story| story.life().forced_from().map(|due| (due.due, due.provisional));
    assert_eq!(forced_from(&story), Some((day("2027-01-12"), true)), "2027-01-10 is a Sunday");
    let published = facts_of_2027(&["2027-01-01", "2027-01-11"]);
    let after = story.after(&published, &recount);
    assert_eq!(forced_from(&after), Some((day("2027-01-13"), false)));
    assert_eq!(after.asked(published, recount), Ok(Vec::new()), "once");
}

#[test]
fn the_term_to_decide_that_was_counted_again_holds_from_that_day_on() {
    let story = Story::default().then("2026-10-03", report()).then("2026-10-04", file());
    let recount = Dated { occurred: when("2026-11-24"), what: Order::Step(Command::RecountTerms {}) };
    let after = story.after(&facts_of_2027(&["2027-01-01", "2027-01-04"]), &recount);
    let by = |on| after.life().decide_by.on(day(on)).map(|due| due.due);
    assert_eq!(by("2026-11-23"), by("2026-10-04"));
    assert_eq!((by("2026-11-23"), by("2026-11-24")), (Some(day("2027-01-04")), Some(day("2027-01-05"))));
}

#[test]
fn two_cases_are_linked_once() {
    let link = Command::LinkStructure { to: StreamId(Uuid::from_u128(7)) };
    let story = reported().then("2019-01-10", link.clone());
    assert_eq!(story.life().links.len(), 1);
    assert_eq!(story.live("2019-01-11", link), Err(Refusal::AlreadyLinked));
}
