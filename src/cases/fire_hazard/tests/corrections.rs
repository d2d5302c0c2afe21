//! A step that should have read otherwise, or was never taken.
use super::support::*;
use crate::cases::case_file::{Impossible, Order, VoidReason};
use crate::cases::facts::Conduct;
use crate::cases::fire_hazard::{HazardKind, Phase, ReinspectionOutcome};
use crate::cases::ids::Version;
use crate::cases::occurred::Dated;

fn correction(version: i64, becomes: Option<(&str, Command)>) -> Dated<Order<Command>> {
    let becomes = becomes.map(|(at, what)| Box::new(Dated { occurred: when(at), what }));
    Dated { occurred: when("2019-06-01"), what: Order::Correct { corrects: Version(version), becomes } }
}

fn corrected(story: &Story, version: i64, becomes: Option<(&str, Command)>) -> Decided {
    story.order(Conduct::Live, correction(version, becomes))
}

fn after(mut story: Story, version: i64, becomes: Option<(&str, Command)>) -> Story {
    let events = story.file.decide(&correction(version, becomes), &facts(Conduct::Live)).expect("corrected");
    for event in events {
        story.file.fold(event);
    }
    story
}

#[test]
fn a_corrected_deadline_reads_as_it_should_have() {
    let story = after(ordered(), 2, Some(("2019-01-03", order("2019-01-19"))));
    assert_eq!(story.life().deadline_on(day("2019-01-02")), None);
    assert_eq!(story.life().deadline_on(day("2019-01-03")), Some(day("2019-01-19")));
}

#[test]
fn a_re_inspection_that_is_taken_back_rectified_nothing() {
    let story = after(passed(), 3, None);
    assert_eq!(story.life(), ordered().life());
    let failed = after(passed(), 3, Some(("2019-02-04", fail())));
    assert_eq!((failed.life().phase(), failed.life().rectified_on()), (Phase::ReinspectionFailed, None));
}

#[test]
fn naming_who_re_inspected_makes_the_case_fit_to_be_closed_off() {
    let unsaid = reinspect(ReinspectionOutcome::Passed, crate::cases::people::Officers::NotRecorded);
    let story = ordered().then("2019-02-04", unsaid);
    assert!(story.live("2019-02-05", close()).is_err());
    let named = after(story, 3, Some(("2019-02-04", pass())));
    assert!(named.life().verified.is_some_and(|verified| verified.inspectors == Some(2)));
}

#[test]
fn a_case_that_was_voided_in_error_comes_back() {
    let story = ordered().then("2019-01-10", Command::VoidHazard { reason: VoidReason::Duplicate });
    assert_eq!(after(story, 3, None).life(), ordered().life());
}

#[test]
fn a_correction_after_which_a_later_step_is_impossible_is_refused() {
    let untaken = corrected(&closed(), 3, None);
    assert_eq!(untaken, Err(Impossible::BreaksLaterStep(Version(4)).into()));
    let later = corrected(&ordered(), 1, Some(("2019-01-03", find())));
    assert_eq!(later, Err(Impossible::BreaksLaterStep(Version(2)).into()));
    let asked = ordered().then("2019-01-08", ask_until("2019-01-20"));
    let beyond = corrected(&asked, 2, Some(("2019-01-02", order("2019-01-25"))));
    assert_eq!(beyond, Err(Impossible::BreaksLaterStep(Version(3)).into()));
}

#[test]
fn a_correction_does_not_make_one_step_into_another() {
    assert_eq!(
        corrected(&ordered(), 2, Some(("2019-01-02", fix()))),
        Err(Impossible::NoSuchStep(Version(2)).into())
    );
    assert_eq!(corrected(&ordered(), 1, None), Err(Impossible::FirstStep.into()));
    let other = report(HazardKind::Wiring);
    assert_eq!(
        corrected(&ordered(), 1, Some(("2019-01-02", other))),
        Err(Impossible::NoSuchStep(Version(1)).into())
    );
}

#[test]
fn a_correction_that_could_not_have_been_a_step_is_refused() {
    let past = corrected(&ordered(), 2, Some(("2019-01-03", order("2019-01-02"))));
    assert!(matches!(past, Err(Refusal::DeadlineBeforeOrder { .. })));
}
