//! 受理, 办结, and coming back.
use super::*;
use crate::cases::petition::examples::due;
use crate::cases::petition::{ClaimPath, PetitionClass, PetitionPhase, PetitionStep};

fn register_as(as_class: PetitionClass) -> C {
    let mut command = register();
    if let C::RegisterPetition { class, .. } = &mut command {
        *class = Some(as_class);
    }
    command
}

fn repeat() -> C {
    let mut command = register();
    if let C::RegisterPetition { first_time, .. } = &mut command {
        *first_time = false;
    }
    command
}

fn simplified() -> C {
    C::AcceptPetition { department: None, simplified: true }
}

fn reopen() -> C {
    C::ReopenPetition { reason: matter("出现新的事实") }
}

#[test]
fn an_accepted_petition_is_due_in_sixty_days() {
    for (on, until, article) in [
        ("2019-08-05", "2019-10-08", 33),
        ("2019-12-01", "2020-02-03", 33),
        ("2026-08-05", "2026-10-08", 34),
        ("2026-10-15", "2026-12-14", 34),
    ] {
        let life = life(&vec![(on, register()), (on, accept())]);
        let conclude_by = life.conclude_by().now().expect("a clock");
        assert_eq!((conclude_by.due, conclude_by.article), (day(until), article), "{on}");
    }
}

#[test]
fn accepting_gives_it_to_a_department() {
    let accept = C::AcceptPetition { department: Some(word("城管中队")), simplified: false };
    let conclude_by = Some(due(Rule::ConcludePetition, "2024-03-04"));
    let expected =
        E::PetitionAccepted { department: Some(word("城管中队")), simplified: false, conclude_by };
    live(&registered())
        .when(step("2024-03-04", accept.clone()))
        .then_expect_events(vec![event("2024-03-04", expected)]);
    let life = life(&and(registered(), "2024-03-04", accept));
    assert_eq!(life.departments().now(), Some(&word("城管中队")));
    assert_eq!(life.accepted().map(Occurred::day), Some(day("2024-03-04")));
}

#[test]
fn an_acceptance_before_the_department_in_charge_is_refused() {
    let path = and(registered(), "2024-03-09", C::ReassignPetition { department: word("城管中队") });
    let accept = C::AcceptPetition { department: Some(word("社区管理办")), simplified: false };
    let refusal =
        PetitionRefusal::BeforeEarlierStep { step_day: day("2024-03-08"), not_before: day("2024-03-09") };
    assert_eq!(refused(&path, "2024-03-08", accept), refusal);
}

#[test]
fn simplified_handling_is_due_in_ten_working_days() {
    let life = life(&and(registered(), "2024-03-04", simplified()));
    assert_eq!(life.conclude_by().now().map(|term| term.due), Some(day("2024-03-18")));
    assert_eq!(life.clocks()[1].name, "conclude_petition");
}

#[test]
fn simplified_handling_is_for_first_time_petitions() {
    forbidden(&vec![("2024-03-01", repeat())], "2024-03-04", &simplified(), Rule::SimplifiedConclusion);
}

#[test]
fn only_the_petition_procedure_has_the_sixty_days() {
    let clock = |class, on: &'static str| {
        let path = vec![(on, register_as(class)), (on, accept())];
        life(&path).conclude_by().now().map(|term| term.rule)
    };
    let claim = |path| PetitionClass::Claim { path };
    let sixty = Some(Rule::ConcludePetition);
    assert_eq!(clock(claim(ClaimPath::PetitionProcedure), "2024-03-04"), sixty);
    assert_eq!(clock(claim(ClaimPath::Courts), "2024-03-04"), None);
    assert_eq!(clock(claim(ClaimPath::PerformanceOfDuty), "2024-03-04"), None);
    assert_eq!(clock(PetitionClass::Suggestion, "2024-03-04"), None);
    assert_eq!(clock(claim(ClaimPath::Courts), "2019-03-04"), sixty, "2005 knew no classes");
}

#[test]
fn an_accepted_petition_is_not_accepted_again() {
    let refusal =
        PetitionRefusal::OutOfOrder { phase: PetitionPhase::Accepted, step: PetitionStep::Accepted };
    assert_eq!(refused(&accepted(), "2024-03-05", accept()), refusal);
}

#[test]
fn a_petition_is_concluded_with_a_written_opinion() {
    let command = C::ConcludePetition { outcome: Some(Opinion::Support), paper: Some(word("第1号")) };
    let expected = E::PetitionConcluded { outcome: Some(Opinion::Support), paper: Some(word("第1号")) };
    live(&accepted())
        .when(step("2024-03-20", command))
        .then_expect_events(vec![event("2024-03-20", expected)]);
    let life = life(&concluded());
    assert_eq!(life.concluded_in_time(), Some(true));
    assert!(life.is_open_on(day("2024-03-19")) && !life.is_open_on(day("2024-03-20")));
    assert!(!life.is_open_on(day("2024-02-29")), "it was not registered yet");
    assert!(life.clocks().iter().all(|clock| clock.ended.is_some()));
}

#[test]
fn only_paper_may_leave_out_what_the_opinion_says() {
    let command = C::ConcludePetition { outcome: None, paper: None };
    let law = Rule::ConcludePetition.on(day("2024-03-20"));
    let unlawful = Unlawful { rule: Rule::ConcludePetition, statute: law.statute, article: law.article };
    live(&accepted()).when(step("2024-03-20", command.clone())).then_expect_error(unlawful.into());
    let expected = event("2024-03-20", E::PetitionConcluded { outcome: None, paper: None });
    paper(&accepted()).when(step("2024-03-20", command)).then_expect_events(vec![expected]);
}

#[test]
fn a_late_conclusion_is_taken_and_counted_as_late() {
    assert_eq!(life(&and(accepted(), "2024-09-20", conclude())).concluded_in_time(), Some(false));
}

#[test]
fn a_petition_is_not_concluded_before_it_went_somewhere_nor_twice_nor_before_its_acceptance() {
    let refusal =
        PetitionRefusal::OutOfOrder { phase: PetitionPhase::Registered, step: PetitionStep::Concluded };
    assert_eq!(refused(&registered(), "2024-03-05", conclude()), refusal);
    let refusal = PetitionRefusal::AlreadyConcluded { on: day("2024-03-20") };
    assert_eq!(refused(&served(), "2024-04-05", conclude()), refusal);
    let refusal =
        PetitionRefusal::BeforeEarlierStep { step_day: day("2024-03-03"), not_before: day("2024-03-04") };
    assert_eq!(refused(&accepted(), "2024-03-03", conclude()), refusal);
}

#[test]
fn reopening_undoes_the_conclusion_from_its_own_day_on() {
    let expected = event("2024-05-20", E::PetitionReopened { reason: matter("出现新的事实") });
    live(&concluded()).when(step("2024-05-20", reopen())).then_expect_events(vec![expected]);
    let life = life(&and(concluded(), "2024-05-20", reopen()));
    assert_eq!((life.phase(), life.reopened()), (PetitionPhase::Accepted, &[day("2024-05-20")][..]));
    assert_eq!(life.concluded_on(day("2024-05-19")), Some(day("2024-03-20")));
    assert_eq!(life.concluded_on(day("2024-05-20")), None);
    assert!(!life.is_open_on(day("2024-05-19")) && life.is_open_on(day("2024-05-20")));
    assert_eq!(life.clocks()[1].ended, None, "the same term is waited for again");
    assert_eq!(life.milestone(PetitionStep::Concluded), None);
}

#[test]
fn a_reopened_petition_is_concluded_anew() {
    let path = and(and(served(), "2024-04-01", reopen()), "2024-04-09", conclude());
    let life = life(&path);
    assert_eq!((life.concluded(), life.phase()), (Some(day("2024-04-09")), PetitionPhase::Concluded));
}

#[test]
fn reopening_returns_to_where_it_was_handled() {
    let declined = and(registered(), "2024-03-05", C::DeclinePetition { reason: None });
    assert_eq!(life(&and(declined, "2024-03-08", reopen())).phase(), PetitionPhase::Registered);
    let withdrawn = and(registered(), "2024-03-05", C::WithdrawPetition { reason: None });
    let life = life(&and(withdrawn, "2024-03-08", reopen()));
    assert_eq!(life.clocks()[0].ended, None, "nobody was told yet");
}

#[test]
fn what_is_being_handled_cannot_be_reopened() {
    let refusal =
        PetitionRefusal::OutOfOrder { phase: PetitionPhase::Accepted, step: PetitionStep::Reopened };
    assert_eq!(refused(&accepted(), "2024-03-05", reopen()), refusal);
    let refusal =
        PetitionRefusal::OutOfOrder { phase: PetitionPhase::ReviewRequested, step: PetitionStep::Reopened };
    assert_eq!(refused(&review_requested(), "2024-04-15", reopen()), refusal);
}

#[test]
fn after_termination_the_same_facts_are_no_longer_accepted() {
    forbidden(&terminated(), "2024-07-01", &reopen(), Rule::FinalDecisionBars);
    let upheld = final_review_decided(ReviewOutcome::Upheld);
    forbidden(&upheld, "2024-07-01", &reopen(), Rule::FinalDecisionBars);
}

#[test]
fn what_the_final_review_sent_back_is_handled_again() {
    let life = life(&and(final_review_decided(ReviewOutcome::SentBack), "2024-06-20", reopen()));
    assert_eq!(life.phase(), PetitionPhase::Accepted);
}
