//! A step that should have read otherwise, or was never taken.
use super::support::*;
use crate::cases::case_file::{Correction, Impossible};
use crate::cases::facts::Conduct;
use crate::cases::ids::Version;
use crate::cases::illegal_structure::{Phase, SuspensionReason, Way};
use crate::cases::occurred::Dated;
use crate::cases::people::Officers;
use crate::cases::statutes::Rule;

fn corrected(story: &Story, version: i64, becomes: Option<(&str, Command)>) -> Decided {
    story.order(Conduct::Paper, correction("2019-06-01", version, becomes))
}

fn after(story: Story, version: i64, becomes: Option<(&str, Command)>) -> Story {
    story.corrected("2019-06-01", version, becomes)
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

/// The step that a correction of another one corrects with it.
fn corrected_with_it(decided: Decided) -> (Version, Option<Dated<Event>>) {
    match decided.expect("a correction").as_slice() {
        [Event::StructureCorrected { .. }, Event::StructureCorrected { correction }] => {
            let Correction { corrects, becomes, .. } = correction.clone();
            (corrects, becomes.map(|step| *step))
        }
        other => panic!("not two corrections: {other:?}"),
    }
}

fn suspend() -> Command {
    Command::SuspendStructure { reason: SuspensionReason::PartyUnable }
}

/// Reported, filed, suspended, resumed: versions 1 to 4.
fn rested() -> Story {
    Story::default()
        .then("2023-03-01", report())
        .then("2023-03-03", file())
        .then("2023-03-10", suspend())
        .then("2023-03-20", Command::ResumeStructure {})
}

#[test]
fn a_due_date_that_rests_on_the_corrected_step_is_counted_again_by_an_event() {
    for (version, becomes, due, rest) in
        [(3, ("2023-03-12", suspend()), "2023-06-09", 8), (2, ("2023-03-06", file()), "2023-06-14", 10)]
    {
        let decided = corrected_in_2023(&rested(), version, Some(becomes));
        let (version, step) = corrected_with_it(decided);
        let Some(Dated { what: Event::StructureResumed { decide_by: Some(decide_by) }, .. }) = step else {
            panic!("not resumed")
        };
        assert_eq!((version, decide_by.due, decide_by.rest), (Version(4), day(due), rest));
    }
    let unrested = rested().corrected("2023-06-01", 4, None);
    assert_eq!(unrested.life().decide_by.now().map(|due| due.due), Some(day("2023-06-01")));
}

fn corrected_in_2023(story: &Story, version: i64, becomes: Option<(&str, Command)>) -> Decided {
    story.order(Conduct::Paper, correction("2023-06-01", version, becomes))
}

#[test]
fn a_step_becomes_lawful_when_what_it_rests_on_is_corrected() {
    let forced = || demolish("12.5", Way::Forced);
    let story = force_announced().then("2019-07-08", forced());
    let appeal = Rule::DemolitionAfterAppealTerms;
    assert_eq!(story.irregularities(), [("2019-07-08".to_owned(), appeal)]);
    let (version, gone) = corrected_with_it(corrected(&story, 6, Some(("2019-01-05", serve()))));
    assert_eq!((version, gone), (Version(12), None), "it was served three days earlier");
    assert!(after(story, 6, Some(("2019-01-05", serve()))).irregularities().is_empty());
}

#[test]
fn a_step_that_a_correction_shows_to_have_been_unlawful_is_irregular_whoever_corrects() {
    let story = force_announced().then("2019-07-09", demolish("12.5", Way::Forced));
    assert!(story.irregularities().is_empty());
    let later = correction("2019-08-01", 6, Some(("2019-01-09", serve())));
    let told = story.order(Conduct::Live, later).expect("a correction");
    assert!(matches!(
        told.as_slice(),
        [Event::StructureCorrected { .. }, Event::StructureIrregularityFound { .. }]
    ));
    let story = story.corrected("2019-08-01", 6, Some(("2019-01-09", serve())));
    assert_eq!(story.irregularities(), [("2019-07-09".to_owned(), Rule::DemolitionAfterAppealTerms)]);
}

#[test]
fn an_irregularity_that_the_corrected_step_no_longer_has_is_taken_back() {
    let alone = Command::InvestigateSite { officers: Officers::named(&[of("陈国华")]) };
    let story = reported().then("2019-01-03", alone);
    assert_eq!(story.irregularities(), [("2019-01-03".to_owned(), Rule::TwoOfficers)]);
    let named = after(story.clone(), 2, Some(("2019-01-03", investigate())));
    assert!(named.irregularities().is_empty() && named.life().irregularities.is_empty());
    assert_eq!(after(story, 2, None).life(), reported().life());
}
