//! A step that should have read otherwise, or was never taken.
use super::support::*;
use crate::cases::case_file::{Impossible, Order};
use crate::cases::facts::Conduct;
use crate::cases::ids::Version;
use crate::cases::illegal_structure::{Phase, Way};
use crate::cases::occurred::Dated;

fn correction(version: i64, becomes: Option<(&str, Command)>) -> Dated<Order<Command>> {
    let becomes = becomes.map(|(at, what)| Box::new(Dated { occurred: when(at), what }));
    Dated { occurred: when("2019-06-01"), what: Order::Correct { corrects: Version(version), becomes } }
}

fn corrected(story: &Story, version: i64, becomes: Option<(&str, Command)>) -> Decided {
    story.order(Conduct::Paper, correction(version, becomes))
}

fn after(mut story: Story, version: i64, becomes: Option<(&str, Command)>) -> Story {
    let events = story.file.decide(&correction(version, becomes), &facts(Conduct::Paper)).expect("corrected");
    for event in events {
        story.file.fold(event);
    }
    story
}

/// Reported, filed, determined, ordered, demolished: versions 1 to 5.
fn demolished() -> Story {
    ordered().then("2019-02-01", demolish("12.5", Way::SelfDemolished))
}

#[test]
fn a_corrected_day_and_area_read_as_they_should_have() {
    let story = after(demolished(), 5, Some(("2019-02-11", demolish("10", Way::Assisted))));
    let site = &story.life().sites[&SITE];
    assert_eq!((site.demolished_area(), site.completed()), (m2("10"), None));
    assert_eq!(site.demolitions.iter().map(|one| one.day).collect::<Vec<_>>(), [day("2019-02-11")]);
}

#[test]
fn a_step_that_is_taken_back_was_never_taken() {
    let story = after(demolished(), 5, None);
    assert_eq!(story.life(), ordered().life());
    let story = after(served(), 6, None);
    assert_eq!(story.life().phase(), Phase::Ordered);
}

#[test]
fn a_correction_after_which_a_later_step_is_impossible_is_refused() {
    let smaller = corrected(&demolished(), 3, Some(("2019-01-05", determine("12"))));
    assert_eq!(smaller, Err(Impossible::BreaksLaterStep(Version(5)).into()));
    let unfiled = corrected(&demolished(), 2, None);
    assert_eq!(unfiled, Err(Impossible::BreaksLaterStep(Version(3)).into()));
    let later = corrected(&demolished(), 1, Some(("2019-01-06", report())));
    assert_eq!(later, Err(Impossible::BreaksLaterStep(Version(2)).into()));
}

#[test]
fn a_correction_does_not_make_one_step_into_another() {
    let other = corrected(&demolished(), 5, Some(("2019-02-01", hear())));
    assert_eq!(other, Err(Impossible::NoSuchStep(Version(5)).into()));
    assert_eq!(corrected(&demolished(), 1, None), Err(Impossible::FirstStep.into()));
}

#[test]
fn a_correction_that_could_not_have_been_a_step_is_refused() {
    let above = corrected(&demolished(), 5, Some(("2019-02-01", demolish("13", Way::Forced))));
    assert!(matches!(above, Err(Refusal::AboveDetermined { .. })));
}
