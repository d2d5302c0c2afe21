//! 送达, 复查, 复核, 终结.
use super::*;
use crate::cases::petition::examples::{days, due};
use crate::cases::petition::{PetitionPhase, PetitionStep};

fn out_of_order(phase: PetitionPhase, step: PetitionStep) -> PetitionRefusal {
    PetitionRefusal::OutOfOrder { phase, step }
}

fn decide_final() -> C {
    C::DecideFinalReview { outcome: ReviewOutcome::Changed, paper: None }
}

#[test]
fn the_service_of_the_reply_starts_the_thirty_days_to_ask_for_a_review() {
    let request_by = Some(due(Rule::RequestReview, "2024-03-25"));
    live(&concluded())
        .when(step("2024-03-25", C::ServeReply {}))
        .then_expect_events(vec![event("2024-03-25", E::ReplyServed { request_by })]);
    let life = life(&served());
    let clock = life.clocks().pop().expect("a clock");
    assert_eq!((life.phase(), clock.name), (PetitionPhase::ReplyServed, "request_review"));
    assert_eq!(clock.due.due, day("2024-04-24"));
}

#[test]
fn a_reply_is_served_once_and_not_before_there_is_one() {
    assert_eq!(
        refused(&accepted(), "2024-03-25", C::ServeReply {}),
        out_of_order(PetitionPhase::Accepted, PetitionStep::ReplyServed)
    );
    assert_eq!(
        refused(&served(), "2024-03-25", C::ServeReply {}),
        out_of_order(PetitionPhase::ReplyServed, PetitionStep::ReplyServed)
    );
    assert_eq!(
        refused(&review_served(), "2024-05-11", C::ServeReply {}),
        out_of_order(PetitionPhase::ReviewDecided, PetitionStep::ReplyServed)
    );
}

#[test]
fn a_review_is_asked_for_and_due_in_thirty_days() {
    let decide_by = due(Rule::DecideReview, "2024-04-10");
    live(&served())
        .when(step("2024-04-10", C::RequestReview {}))
        .then_expect_events(vec![event("2024-04-10", E::ReviewRequested { decide_by })]);
    let names: Vec<_> = life(&review_requested()).clocks().iter().map(|c| (c.name, c.ended)).collect();
    assert_eq!(names[2..], [("request_review", Some(day("2024-04-10"))), ("decide_review", None)]);
}

#[test]
fn a_review_may_be_asked_for_before_the_service_is_on_file() {
    assert_eq!(
        life(&and(concluded(), "2024-03-22", C::RequestReview {})).phase(),
        PetitionPhase::ReviewRequested
    );
}

#[test]
fn the_right_to_a_review_lapses_after_thirty_days() {
    assert!(live(&served()).when(step("2024-04-24", C::RequestReview {})).inspect_result().is_ok());
    forbidden(&served(), "2024-04-25", &C::RequestReview {}, Rule::RequestReview);
}

#[test]
fn a_review_is_not_asked_for_before_the_conclusion_nor_twice() {
    assert_eq!(
        refused(&accepted(), "2024-03-25", C::RequestReview {}),
        out_of_order(PetitionPhase::Accepted, PetitionStep::ReviewRequested)
    );
    assert_eq!(
        refused(&review_requested(), "2024-04-12", C::RequestReview {}),
        out_of_order(PetitionPhase::ReviewRequested, PetitionStep::ReviewRequested)
    );
}

#[test]
fn a_review_is_decided_and_its_service_starts_the_next_thirty_days() {
    let expected = E::ReviewDecided { outcome: ReviewOutcome::Upheld, paper: None };
    live(&review_requested())
        .when(step("2024-05-08", uphold()))
        .then_expect_events(vec![event("2024-05-08", expected)]);
    let request_by = Some(due(Rule::RequestFinalReview, "2024-05-10"));
    live(&review_decided())
        .when(step("2024-05-10", C::ServeReply {}))
        .then_expect_events(vec![event("2024-05-10", E::ReplyServed { request_by })]);
    assert_eq!(life(&review_served()).phase(), PetitionPhase::ReviewDecided);
}

#[test]
fn a_review_that_nobody_asked_for_is_not_decided() {
    assert_eq!(
        refused(&served(), "2024-04-10", uphold()),
        out_of_order(PetitionPhase::ReplyServed, PetitionStep::ReviewDecided)
    );
}

#[test]
fn a_final_review_is_asked_for_within_thirty_days() {
    let decide_by = due(Rule::DecideFinalReview, "2024-05-20");
    live(&review_served())
        .when(step("2024-05-20", C::RequestFinalReview {}))
        .then_expect_events(vec![event("2024-05-20", E::FinalReviewRequested { decide_by })]);
    forbidden(&review_served(), "2024-06-12", &C::RequestFinalReview {}, Rule::RequestFinalReview);
    assert_eq!(
        refused(&served(), "2024-05-20", C::RequestFinalReview {}),
        out_of_order(PetitionPhase::ReplyServed, PetitionStep::FinalReviewRequested)
    );
}

#[test]
fn the_days_of_a_hearing_do_not_count() {
    let decide_by = due(Rule::DecideFinalReview, "2024-05-20").rested(3, &Calendar::china());
    assert_eq!(decide_by.due, day("2024-06-24"), "33 days end on a Saturday");
    live(&final_review_requested())
        .when(step("2024-06-05", C::HoldHearing { days: days(3) }))
        .then_expect_events(vec![event("2024-06-05", E::HearingHeld { days: days(3), decide_by })]);
    let life = life(&and(final_review_requested(), "2024-06-05", C::HoldHearing { days: days(3) }));
    assert_eq!(life.clocks().last().map(|clock| clock.due.due), Some(day("2024-06-24")));
}

#[test]
fn a_hearing_is_held_within_the_final_review() {
    let hearing = C::HoldHearing { days: days(4) };
    let refusal =
        PetitionRefusal::BeforeEarlierStep { step_day: day("2024-05-19"), not_before: day("2024-05-20") };
    assert_eq!(refused(&final_review_requested(), "2024-05-22", hearing.clone()), refusal);
    assert_eq!(
        refused(&review_served(), "2024-05-22", hearing),
        out_of_order(PetitionPhase::ReviewDecided, PetitionStep::HearingHeld)
    );
}

#[test]
fn a_final_review_is_decided_served_and_the_petition_terminated() {
    let expected = E::FinalReviewDecided { outcome: ReviewOutcome::Changed, paper: None };
    live(&final_review_requested())
        .when(step("2024-06-12", decide_final()))
        .then_expect_events(vec![event("2024-06-12", expected)]);
    let decided = final_review_decided(ReviewOutcome::Upheld);
    live(&decided)
        .when(step("2024-06-14", C::ServeReply {}))
        .then_expect_events(vec![event("2024-06-14", E::ReplyServed { request_by: None })]);
    live(&decided)
        .when(step("2024-06-20", C::TerminatePetition {}))
        .then_expect_events(vec![event("2024-06-20", E::PetitionTerminated {})]);
    let life = life(&terminated());
    assert!(life.clocks().iter().all(|clock| clock.ended.is_some()));
    assert_eq!(life.concluded(), Some(day("2024-03-20")), "终结 is not 办结");
}

#[test]
fn only_the_final_review_leads_to_termination() {
    assert_eq!(
        refused(&review_served(), "2024-06-20", C::TerminatePetition {}),
        out_of_order(PetitionPhase::ReviewDecided, PetitionStep::Terminated)
    );
    assert_eq!(
        refused(&review_served(), "2024-06-20", decide_final()),
        out_of_order(PetitionPhase::ReviewDecided, PetitionStep::FinalReviewDecided)
    );
}

#[test]
fn the_file_is_closed_when_thirty_days_passed_without_a_request() {
    live(&served())
        .when(step("2024-04-25", C::ClosePetition {}))
        .then_expect_events(vec![event("2024-04-25", E::PetitionClosed {})]);
    live(&review_served())
        .when(step("2024-06-12", C::ClosePetition {}))
        .then_expect_events(vec![event("2024-06-12", E::PetitionClosed {})]);
    assert_eq!(life(&and(served(), "2024-04-25", C::ClosePetition {})).phase(), PetitionPhase::Closed);
}

#[test]
fn the_file_is_not_closed_while_the_petitioner_may_still_ask() {
    forbidden(&served(), "2024-04-24", &C::ClosePetition {}, Rule::RequestReview);
    forbidden(&concluded(), "2024-09-24", &C::ClosePetition {}, Rule::RequestReview);
    forbidden(&review_served(), "2024-06-11", &C::ClosePetition {}, Rule::RequestFinalReview);
    forbidden(&review_decided(), "2024-09-11", &C::ClosePetition {}, Rule::RequestFinalReview);
    assert_eq!(
        refused(&review_requested(), "2024-09-24", C::ClosePetition {}),
        out_of_order(PetitionPhase::ReviewRequested, PetitionStep::Closed)
    );
}
