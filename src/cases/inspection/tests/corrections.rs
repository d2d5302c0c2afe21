//! Corrections: the amended life is lived through once more.
use super::support::*;
use crate::cases::facts::Conduct;
use crate::cases::inspection::{Phase, Signature};
use crate::cases::occurred::Occurred;

#[test]
fn a_hazard_that_the_record_left_out_is_among_all_that_were_ordered_and_passed() {
    let story = passed().corrected("2019-02-06", 1, Some(("2019-01-02", record(3))));
    assert_eq!((story.life().hazards.len(), story.life().phase()), (3, Phase::Rectified));
    assert_eq!(story.life().orders[0].hazards.len(), 3);
}

#[test]
fn a_record_that_lists_no_hazard_any_more_cannot_stand_before_an_order() {
    let order = correction("2019-02-06", 1, Some(("2019-01-02", record(0))));
    let refusal = passed().order(Conduct::Live, order).expect_err("a step that breaks a later one");
    assert!(format!("{refusal:?}").contains("BreaksLaterStep"), "{refusal:?}");
}

#[test]
fn an_inspection_that_was_another_days_moves_nothing_of_its_printed_deadline() {
    let story = ordered().corrected("2019-02-06", 1, Some(("2019-01-01", record(2))));
    assert_eq!(story.life().inspected.map(Occurred::day), Some(day("2019-01-01")));
    assert_eq!(story.life().deadline(), Some(day("2019-01-09")));
}

#[test]
fn who_signed_can_be_said_later_by_a_correction() {
    let unsaid = record_by(1, two(), None);
    let story = Story::default().then("2019-01-02", unsaid);
    let signed = record_by(1, two(), Some(Signature::Signed));
    let told = story.corrected("2019-01-05", 1, Some(("2019-01-02", signed)));
    assert_eq!(told.life().signature, Some(Signature::Signed));
}

#[test]
fn a_closing_that_was_taken_back_leaves_the_case_open() {
    let story = closed().corrected("2019-03-01", 4, None::<(&str, Command)>);
    assert_eq!((story.life().phase(), story.life().is_open()), (Phase::Rectified, true));
}
