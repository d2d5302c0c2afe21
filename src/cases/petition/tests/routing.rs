//! 转送, 交办, 退回, 不予受理.
use super::*;
use crate::cases::petition::examples::due;
use crate::cases::petition::{Destination, PetitionPhase, PetitionStep};

fn body() -> Destination {
    Destination::Body(word("杨浦区房管局"))
}

fn forward() -> C {
    C::ForwardPetition { to: body() }
}

fn forwarded() -> Path {
    and(registered(), "2024-03-04", forward())
}

fn give_back() -> C {
    C::ReturnForwardedPetition { reason: None }
}

#[test]
fn a_petition_is_forwarded_with_the_day_by_which_it_may_be_returned() {
    let return_by = Some(due(Rule::ReturnForwarded, "2024-03-04"));
    let expected = E::PetitionForwarded { to: body(), return_by };
    live(&registered())
        .when(step("2024-03-04", forward()))
        .then_expect_events(vec![event("2024-03-04", expected)]);
    let life = life(&forwarded());
    assert_eq!(life.informed().map(Occurred::day), Some(day("2024-03-04")));
    assert_eq!(life.informed_in_time(), Some(true));
    let clocks: Vec<_> = life.clocks().into_iter().map(|clock| (clock.name, clock.ended)).collect();
    assert_eq!(clocks, [("inform_petitioner", Some(day("2024-03-04"))), ("return_forwarded", None)]);
}

#[test]
fn before_2022_there_was_no_term_to_return_it() {
    let path = vec![("2019-03-01", register())];
    let expected = E::PetitionForwarded { to: body(), return_by: None };
    live(&path).when(step("2019-03-04", forward())).then_expect_events(vec![event("2019-03-04", expected)]);
}

#[test]
fn a_petition_is_assigned_to_a_department_which_then_has_it() {
    let to = Destination::Department(word("社区管理办"));
    let return_by = Some(due(Rule::ReturnForwarded, "2024-03-04"));
    live(&registered())
        .when(step("2024-03-04", C::AssignPetition { to: to.clone() }))
        .then_expect_events(vec![event("2024-03-04", E::PetitionAssigned { to: to.clone(), return_by })]);
    let life = life(&and(registered(), "2024-03-04", C::AssignPetition { to }));
    assert_eq!(life.departments().on(day("2024-03-03")), Some(&word("信访办")));
    assert_eq!(life.departments().on(day("2024-03-04")), Some(&word("社区管理办")));
}

#[test]
fn what_is_not_theirs_is_returned_and_goes_another_way() {
    live(&forwarded())
        .when(step("2024-03-06", give_back()))
        .then_expect_events(vec![event("2024-03-06", E::ForwardedPetitionReturned { reason: None })]);
    let path = and(and(forwarded(), "2024-03-06", give_back()), "2024-03-07", accept());
    let life = life(&path);
    assert_eq!(life.phase(), PetitionPhase::Accepted);
    assert_eq!(life.informed().map(Occurred::day), Some(day("2024-03-04")), "the first time counts");
    assert_eq!(life.clocks()[1].ended, Some(day("2024-03-06")));
}

#[test]
fn what_was_sent_to_nobody_cannot_be_returned_nor_sent_twice() {
    let out_of_order = |phase, step| PetitionRefusal::OutOfOrder { phase, step };
    assert_eq!(
        refused(&registered(), "2024-03-05", give_back()),
        out_of_order(PetitionPhase::Registered, PetitionStep::Returned)
    );
    assert_eq!(
        refused(&forwarded(), "2024-03-05", forward()),
        out_of_order(PetitionPhase::Forwarded, PetitionStep::Forwarded)
    );
    assert_eq!(
        refused(&forwarded(), "2024-03-05", C::AssignPetition { to: body() }),
        out_of_order(PetitionPhase::Forwarded, PetitionStep::Assigned)
    );
}

#[test]
fn a_return_before_the_forwarding_is_refused() {
    let refusal =
        PetitionRefusal::BeforeEarlierStep { step_day: day("2024-03-03"), not_before: day("2024-03-04") };
    assert_eq!(refused(&forwarded(), "2024-03-03", give_back()), refusal);
}

#[test]
fn the_body_it_went_to_may_accept_it_on_the_same_day() {
    let life = life(&and(forwarded(), "2024-03-04", accept()));
    assert_eq!(life.phase(), PetitionPhase::Accepted);
    assert_eq!(life.conclude_by().now(), Some(&due(Rule::ConcludePetition, "2024-03-04")));
}

#[test]
fn the_body_it_went_to_may_conclude_it() {
    let life = life(&and(forwarded(), "2024-03-20", conclude()));
    assert_eq!((life.phase(), life.concluded()), (PetitionPhase::Concluded, Some(day("2024-03-20"))));
    assert_eq!(life.concluded_in_time(), None, "it had no clock here");
}

#[test]
fn the_petitioner_is_told_who_is_competent() {
    let redirect = C::RedirectPetition { to: Some(word("杨浦区人民法院")) };
    let expected = E::PetitionRedirected { to: Some(word("杨浦区人民法院")) };
    live(&registered())
        .when(step("2024-03-05", redirect.clone()))
        .then_expect_events(vec![event("2024-03-05", expected)]);
    let life = life(&and(registered(), "2024-03-05", redirect.clone()));
    assert!(life.phase().is_ended() && !life.is_open_on(day("2024-03-05")) && life.concluded().is_none());
    let refusal =
        PetitionRefusal::OutOfOrder { phase: PetitionPhase::Accepted, step: PetitionStep::Redirected };
    assert_eq!(refused(&accepted(), "2024-03-05", redirect), refusal);
}

#[test]
fn a_petition_is_declined_late_and_that_is_what_the_rate_measures() {
    let decline = C::DeclinePetition { reason: Some(matter("已经复核终结")) };
    let expected = E::PetitionDeclined { reason: Some(matter("已经复核终结")) };
    live(&registered())
        .when(step("2024-03-19", decline.clone()))
        .then_expect_events(vec![event("2024-03-19", expected)]);
    assert_eq!(life(&and(registered(), "2024-03-19", decline.clone())).informed_in_time(), Some(false));
    let refusal =
        PetitionRefusal::OutOfOrder { phase: PetitionPhase::Accepted, step: PetitionStep::Declined };
    assert_eq!(refused(&accepted(), "2024-03-05", decline), refusal);
}
