//! What stands beside the line of steps, and the ends that are not its own.
use super::*;
use crate::cases::case_file::{Refusal, VoidReason};
use crate::cases::ids::CaseId;
use crate::cases::personal::{Personal, Subject};
use crate::cases::petition::examples::other_case;
use crate::cases::petition::{
    DisputeCategory, Incident, IncidentKind, MediationOutcome, PetitionPhase, PetitionStep, Rating,
    Settlement,
};

fn succeeds(path: &Path, on: &str, command: C, expected: E) {
    live(path).when(step(on, command)).then_expect_events(vec![event(on, expected)]);
}

fn settle() -> C {
    C::SettleDispute { category: DisputeCategory::FourHeavy }
}

fn rate(rating: Rating) -> C {
    C::RatePetition { rating }
}

fn merge() -> C {
    C::MergePetition { into: other_case() }
}

fn void() -> C {
    C::VoidPetition { reason: VoidReason::InError }
}

fn before_registration(on: &'static str) -> PetitionRefusal {
    PetitionRefusal::BeforeEarlierStep { step_day: day(on), not_before: day("2024-03-01") }
}

#[test]
fn a_concluded_petition_is_rated_once() {
    succeeds(
        &concluded(),
        "2024-03-20",
        rate(Rating::Satisfied),
        E::PetitionRated { rating: Rating::Satisfied },
    );
    let rated = and(concluded(), "2024-03-22", rate(Rating::MostlySatisfied));
    assert_eq!(life(&rated).ratings().on(day("2024-03-21")), None);
    assert_eq!(life(&rated).ratings().now(), Some(&Rating::MostlySatisfied));
    assert_eq!(refused(&rated, "2024-03-23", rate(Rating::Satisfied)), PetitionRefusal::AlreadyRated);
    assert_eq!(refused(&accepted(), "2024-03-23", rate(Rating::Satisfied)), PetitionRefusal::NotConcluded);
    let early =
        PetitionRefusal::BeforeEarlierStep { step_day: day("2024-03-19"), not_before: day("2024-03-20") };
    assert_eq!(refused(&concluded(), "2024-03-19", rate(Rating::Satisfied)), early);
}

#[test]
fn a_petition_concluded_anew_is_rated_anew() {
    let rated = and(concluded(), "2024-03-22", rate(Rating::Dissatisfied));
    let reopened = and(rated, "2024-04-01", C::ReopenPetition { reason: matter("不满意") });
    let again = and(and(reopened, "2024-04-09", conclude()), "2024-04-10", rate(Rating::Satisfied));
    assert_eq!(life(&again).ratings().on(day("2024-04-09")), Some(&Rating::Dissatisfied));
    assert_eq!(life(&again).ratings().now(), Some(&Rating::Satisfied));
}

#[test]
fn a_new_rating_does_not_lie_before_the_one_it_follows() {
    let rated = and(concluded(), "2024-04-20", rate(Rating::Dissatisfied));
    let reopened = and(rated, "2024-04-01", C::ReopenPetition { reason: matter("不满意") });
    let again = and(reopened, "2024-04-09", conclude());
    let early =
        PetitionRefusal::BeforeEarlierStep { step_day: day("2024-04-10"), not_before: day("2024-04-20") };
    assert_eq!(refused(&again, "2024-04-10", rate(Rating::Satisfied)), early);
}

#[test]
fn a_dispute_is_settled_with_or_without_a_conclusion() {
    let category = DisputeCategory::FourHeavy;
    for path in [registered(), concluded(), terminated()] {
        succeeds(&path, "2024-09-12", settle(), E::DisputeSettled { category });
    }
    let life = life(&and(registered(), "2024-03-01", settle()));
    assert_eq!(life.settlement(), Some(Settlement { day: day("2024-03-01"), category }));
    assert_eq!(life.concluded(), None, "化解 is not 办结");
}

#[test]
fn a_dispute_is_settled_once_and_not_before_registration() {
    let settled = and(registered(), "2024-03-08", settle());
    let refusal = PetitionRefusal::AlreadySettled { on: day("2024-03-08") };
    assert_eq!(refused(&settled, "2024-03-09", settle()), refusal);
    assert_eq!(refused(&registered(), "2024-02-29", settle()), before_registration("2024-02-29"));
}

#[test]
fn a_settlement_does_not_keep_the_petition_from_its_earlier_steps() {
    let settled = and(registered(), "2024-03-08", settle());
    assert_eq!(life(&and(settled, "2024-03-04", accept())).phase(), PetitionPhase::Accepted);
}

#[test]
fn a_dispute_is_mediated() {
    let outcome = MediationOutcome::NotAgreed;
    succeeds(&accepted(), "2024-03-06", C::MediatePetition { outcome }, E::PetitionMediated { outcome });
    let life = life(&and(accepted(), "2024-03-06", C::MediatePetition { outcome }));
    assert_eq!(life.mediations(), [(day("2024-03-06"), outcome)]);
    let early = refused(&accepted(), "2024-02-06", C::MediatePetition { outcome });
    assert_eq!(early, before_registration("2024-02-06"));
}

#[test]
fn what_is_not_ended_is_urged() {
    let urge = C::UrgePetition { instruction: None };
    succeeds(&accepted(), "2024-03-06", urge.clone(), E::PetitionUrged { instruction: None });
    assert_eq!(life(&and(accepted(), "2024-03-06", urge.clone())).urged(), [day("2024-03-06")]);
    let refusal = PetitionRefusal::OutOfOrder { phase: PetitionPhase::Terminated, step: PetitionStep::Urged };
    assert_eq!(refused(&terminated(), "2024-09-06", urge), refusal);
}

#[test]
fn petitions_are_linked_once() {
    let link = C::LinkPetition { to: other_case() };
    succeeds(&registered(), "2024-03-06", link.clone(), E::PetitionLinked { to: other_case() });
    let linked = and(registered(), "2024-03-06", link.clone());
    assert_eq!(life(&linked).links(), [other_case()]);
    assert_eq!(refused(&linked, "2024-03-07", link), PetitionRefusal::AlreadyLinked { to: other_case() });
}

#[test]
fn a_merged_petition_goes_on_in_the_other() {
    let into: CaseId = other_case();
    succeeds(&accepted(), "2024-03-06", merge(), E::PetitionMerged { into });
    let merged = and(accepted(), "2024-03-06", merge());
    let life = life(&merged);
    assert_eq!((life.merged_into(), life.is_open_on(day("2024-03-06"))), (Some(into), false));
    assert!(life.clocks().iter().all(|clock| clock.ended.is_some()));
    for command in [conclude(), settle(), merge(), C::RecordIncident { kind: IncidentKind::Escalated }] {
        assert_eq!(refused(&merged, "2024-03-07", command), PetitionRefusal::Merged { into });
    }
    succeeds(&merged, "2024-03-07", void(), E::PetitionVoided { reason: VoidReason::InError });
}

#[test]
fn an_ended_petition_is_not_merged() {
    let refusal =
        PetitionRefusal::OutOfOrder { phase: PetitionPhase::Terminated, step: PetitionStep::Merged };
    assert_eq!(refused(&terminated(), "2024-09-06", merge()), refusal);
}

#[test]
fn a_petitioner_withdraws_what_is_not_concluded() {
    let withdraw = C::WithdrawPetition { reason: None };
    succeeds(&accepted(), "2024-03-06", withdraw.clone(), E::PetitionWithdrawn { reason: None });
    let life = life(&and(accepted(), "2024-03-06", withdraw.clone()));
    assert_eq!((life.phase(), life.concluded()), (PetitionPhase::Withdrawn, None));
    let refusal =
        PetitionRefusal::OutOfOrder { phase: PetitionPhase::Concluded, step: PetitionStep::Withdrawn };
    assert_eq!(refused(&concluded(), "2024-03-21", withdraw), refusal);
}

#[test]
fn the_department_in_charge_changes_from_a_day_on() {
    let reassign = |name| C::ReassignPetition { department: word(name) };
    let expected = E::PetitionReassigned { department: word("城管中队") };
    succeeds(&accepted(), "2024-03-10", reassign("城管中队"), expected);
    let path = and(accepted(), "2024-03-10", reassign("城管中队"));
    assert_eq!(life(&path).departments().on(day("2024-03-09")), Some(&word("信访办")));
    assert_eq!(life(&path).departments().on(day("2024-03-10")), Some(&word("城管中队")));
    assert_eq!(refused(&path, "2024-03-11", reassign("城管中队")), PetitionRefusal::SameDepartment);
    let early =
        PetitionRefusal::BeforeEarlierStep { step_day: day("2024-03-09"), not_before: day("2024-03-10") };
    assert_eq!(refused(&path, "2024-03-09", reassign("信访办")), early);
    let refusal =
        PetitionRefusal::OutOfOrder { phase: PetitionPhase::Terminated, step: PetitionStep::Reassigned };
    assert_eq!(refused(&terminated(), "2024-09-09", reassign("城管中队")), refusal);
}

#[test]
fn a_handler_with_a_conflict_of_interest_steps_back() {
    let handler = || Personal::plain(Subject::STAFF, word("陈国华"));
    let recuse = C::RecuseHandler { handler: handler(), reason: None };
    succeeds(
        &accepted(),
        "2024-03-10",
        recuse.clone(),
        E::HandlerRecused { handler: handler(), reason: None },
    );
    assert_eq!(life(&and(accepted(), "2024-03-10", recuse.clone())).recusals(), [day("2024-03-10")]);
    let refusal =
        PetitionRefusal::OutOfOrder { phase: PetitionPhase::Terminated, step: PetitionStep::HandlerRecused };
    assert_eq!(refused(&terminated(), "2024-09-09", recuse), refusal);
}

#[test]
fn what_must_not_come_of_a_petition_is_recorded_even_after_its_end() {
    let kind = IncidentKind::CivilToCriminal;
    succeeds(&terminated(), "2024-10-10", C::RecordIncident { kind }, E::IncidentRecorded { kind });
    let life = life(&and(registered(), "2024-03-10", C::RecordIncident { kind }));
    assert_eq!(life.incidents(), [Incident { day: day("2024-03-10"), kind }]);
    let early = refused(&registered(), "2024-02-29", C::RecordIncident { kind });
    assert_eq!(early, before_registration("2024-02-29"));
}

#[test]
fn a_void_petition_counts_nowhere_and_takes_no_step() {
    succeeds(&concluded(), "2024-04-10", void(), E::PetitionVoided { reason: VoidReason::InError });
    let voided = and(registered(), "2024-04-10", void());
    assert_eq!(life(&voided).voided(), Some((day("2024-04-10"), VoidReason::InError)));
    assert!(!life(&voided).is_open_on(day("2024-03-05")));
    for command in [accept(), settle(), void()] {
        assert_eq!(refused(&voided, "2024-04-11", command), PetitionRefusal::Voided);
    }
    let early =
        PetitionRefusal::BeforeEarlierStep { step_day: day("2024-03-19"), not_before: day("2024-03-20") };
    assert_eq!(refused(&concluded(), "2024-03-19", void()), early);
}

#[test]
fn a_refusal_has_a_stable_key_and_says_what_to_do() {
    let refusal = refused(&concluded(), "2024-04-05", conclude());
    assert_eq!(refusal.key(), "petition.already_concluded");
    assert_eq!(refusal.to_string(), "the petition was concluded on 2024-03-20; reopen it first");
}
