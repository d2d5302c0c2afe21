//! A step that should have read otherwise, or was never taken.
use super::support::*;
use crate::cases::case_file::{Correction, Impossible, VoidReason};
use crate::cases::facts::Conduct;
use crate::cases::fire_hazard::{HazardKind, Level, Phase, ReinspectionOutcome, ReopenReason};
use crate::cases::ids::Version;
use crate::cases::occurred::Dated;
use crate::cases::people::Officers;
use crate::cases::personal::Personal;
use crate::cases::statutes::Rule;

fn corrected(story: &Story, version: i64, becomes: Option<(&str, Command)>) -> Decided {
    story.order(Conduct::Live, correction("2019-06-01", version, becomes))
}

fn after(story: Story, version: i64, becomes: Option<(&str, Command)>) -> Story {
    story.corrected("2019-06-01", version, becomes)
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

/// The step that a correction of another one corrects with it.
fn corrected_with_it(decided: Decided) -> (Version, Option<Dated<Event>>) {
    match decided.expect("a correction").as_slice() {
        [Event::HazardCorrected { .. }, Event::HazardCorrected { correction }] => {
            let Correction { corrects, becomes, .. } = correction.clone();
            (corrects, becomes.map(|step| *step))
        }
        other => panic!("not two corrections: {other:?}"),
    }
}

#[test]
fn a_due_date_that_rests_on_the_corrected_step_is_counted_again_by_an_event() {
    let seal = Command::SealPremises { emergency: false, paper: None, until: None };
    let story = found().then("2019-01-04", seal);
    let earlier = corrected(&story, 1, Some(("2018-12-27", find())));
    let (version, step) = corrected_with_it(earlier);
    let Some(Dated { what: Event::PremisesSealed { decide_by, .. }, occurred }) = step else {
        panic!("no seal")
    };
    assert_eq!((version, occurred), (Version(2), when("2019-01-04")));
    assert_eq!((decide_by.start, decide_by.due), (day("2018-12-27"), day("2019-01-02")));
}

#[test]
fn a_reopening_without_the_order_that_was_taken_back_is_to_be_ordered_anew_and_its_note_stays() {
    let note = Some(text("楼道又堆满纸箱"));
    let reopened = Command::ReopenHazard { reason: ReopenReason::ClosedWrongly, note };
    let story = closed().then("2019-03-01", reopened);
    let (version, step) = corrected_with_it(corrected(&story, 2, None));
    let Some(Dated { what: Event::HazardReopened { order_by, note, .. }, .. }) = step else {
        panic!("not reopened")
    };
    assert_eq!((version, order_by.map(|due| due.due)), (Version(5), Some(day("2019-03-06"))));
    assert_eq!(note, Some(Personal::kept()));
}

#[test]
fn an_irregularity_that_the_corrected_step_no_longer_has_is_taken_back() {
    let story = ordered().then("2019-02-04", reinspect(ReinspectionOutcome::Passed, one()));
    assert_eq!(story.irregularities(), [("2019-02-04".to_owned(), Rule::TwoInspectors)]);
    let (version, gone) = corrected_with_it(corrected(&story, 3, Some(("2019-02-04", pass()))));
    assert_eq!((version, gone), (Version(4), None));
    let story = after(story, 3, Some(("2019-02-04", pass())));
    assert!(story.irregularities().is_empty() && story.life().irregularities.is_empty());
}

#[test]
fn an_irregularity_moves_with_its_step_and_goes_with_it() {
    let alone = || reinspect(ReinspectionOutcome::Passed, one());
    let story = ordered().then("2019-02-04", alone());
    let moved = after(story.clone(), 3, Some(("2019-02-05", alone())));
    assert_eq!(moved.irregularities(), [("2019-02-05".to_owned(), Rule::TwoInspectors)]);
    let same = story.order(Conduct::Paper, correction("2019-06-01", 3, Some(("2019-02-04", alone()))));
    assert_eq!(same.map(|events| events.len()), Ok(1), "it stays as it is");
    assert!(after(story, 3, None).irregularities().is_empty());
}

#[test]
fn of_two_irregularities_of_one_day_that_of_the_corrected_step_is_taken_back() {
    let by = |inspectors: Officers| Command::OrderRectification {
        deadline: day("2019-01-09"),
        paper: None,
        inspectors,
    };
    let found_by_one = find_by(one(), Level::General);
    let story = Story::default().then("2019-01-02", found_by_one).then("2019-01-02", by(one()));
    assert_eq!(story.irregularities().len(), 2);
    let (version, _) = corrected_with_it(corrected(&story, 3, Some(("2019-01-02", by(two())))));
    assert_eq!(version, Version(4));
    let story = after(story, 3, Some(("2019-01-02", by(two()))));
    assert_eq!(story.irregularities().len(), 1, "the finding was still by one");
}

#[test]
fn whoever_acts_now_can_neither_correct_a_step_to_what_is_unlawful_nor_take_an_irregularity_back() {
    let alone = || reinspect(ReinspectionOutcome::Passed, one());
    assert_eq!(broken(corrected(&passed(), 3, Some(("2019-02-04", alone())))), Rule::TwoInspectors);
    let story = ordered().then("2019-02-04", alone());
    assert_eq!(corrected(&story, 4, None), Err(Impossible::NoSuchStep(Version(4)).into()));
    let named_by_paper = story.order(Conduct::Paper, correction("2019-06-01", 4, None));
    assert_eq!(named_by_paper, Ok(Vec::new()), "it goes with its step");
}

#[test]
fn a_step_cannot_be_corrected_to_what_is_yet_to_come() {
    assert_eq!(corrected(&passed(), 3, Some(("2026-11-25", pass()))), Err(Impossible::InTheFuture.into()));
}
