//! 延期, suspending and resuming.
use super::*;
use crate::cases::petition::examples::{days, due};
use crate::cases::petition::{ClaimPath, PetitionClass, PetitionPhase, PetitionStep};
use crate::cases::testing::when;

fn ask(count: u16) -> C {
    C::RequestExtension { days: days(count), reason: matter("情况复杂") }
}

fn approve() -> C {
    C::ApproveExtension { petitioner_told: Some(true) }
}

fn asked() -> Path {
    and(accepted(), "2024-04-22", ask(30))
}

fn extended() -> Path {
    and(asked(), "2024-04-24", approve())
}

fn suspend() -> C {
    C::SuspendPetition { reason: matter("等待鉴定结论") }
}

fn suspended() -> Path {
    and(accepted(), "2024-03-11", suspend())
}

#[test]
fn an_extension_is_asked_for() {
    let expected = E::ExtensionRequested { days: days(30), reason: matter("情况复杂") };
    live(&accepted())
        .when(step("2024-04-22", ask(30)))
        .then_expect_events(vec![event("2024-04-22", expected)]);
    assert_eq!(life(&asked()).extension_pending(), Some(30));
}

#[test]
fn an_extension_over_thirty_days_is_refused() {
    forbidden(&accepted(), "2024-04-22", &ask(31), Rule::ExtendPetition);
}

#[test]
fn a_second_extension_is_refused() {
    forbidden(&extended(), "2024-05-20", &ask(5), Rule::ExtendPetition);
}

#[test]
fn simplified_handling_is_not_extended() {
    let simplified = C::AcceptPetition { department: None, simplified: true };
    let path = and(registered(), "2024-03-04", simplified);
    forbidden(&path, "2024-03-12", &ask(5), Rule::ExtendPetition);
}

#[test]
fn where_no_term_runs_nothing_is_extended() {
    let mut claim = register();
    if let C::RegisterPetition { class, .. } = &mut claim {
        *class = Some(PetitionClass::Claim { path: ClaimPath::Courts });
    }
    let path = vec![("2024-03-01", claim), ("2024-03-04", accept())];
    assert_eq!(refused(&path, "2024-04-22", ask(5)), PetitionRefusal::NoConclusionClock);
}

#[test]
fn an_extension_that_waits_is_not_asked_for_again() {
    assert_eq!(refused(&asked(), "2024-04-23", ask(5)), PetitionRefusal::ExtensionPending);
}

#[test]
fn an_extension_is_asked_for_after_acceptance_alone() {
    let refusal = PetitionRefusal::OutOfOrder {
        phase: PetitionPhase::Registered,
        step: PetitionStep::ExtensionRequested,
    };
    assert_eq!(refused(&registered(), "2024-03-22", ask(5)), refusal);
}

#[test]
fn an_approved_extension_moves_the_due_date() {
    let conclude_by = due(Rule::ConcludePetition, "2024-03-04").extended(30, &Calendar::china());
    let expected = E::ExtensionApproved { days: days(30), petitioner_told: Some(true), conclude_by };
    live(&asked())
        .when(step("2024-04-24", approve()))
        .then_expect_events(vec![event("2024-04-24", expected)]);
    let life = life(&extended());
    let by = |on| life.conclude_by().on(day(on)).map(|term| term.due);
    assert_eq!(by("2024-03-03"), None);
    assert_eq!(by("2024-04-23"), Some(day("2024-05-06")), "60 days end in the May holiday");
    assert_eq!(by("2024-04-24"), Some(day("2024-06-03")), "90 days end on a Sunday");
    assert!(life.is_extended() && life.extension_pending().is_none());
    assert_eq!(life.clocks()[1].due.due, day("2024-06-03"));
}

#[test]
fn an_extension_is_not_approved_without_telling_the_petitioner_why() {
    let untold = C::ApproveExtension { petitioner_told: Some(false) };
    forbidden(&asked(), "2024-04-24", &untold, Rule::ExtendPetition);
}

#[test]
fn only_paper_may_leave_out_whether_the_petitioner_was_told() {
    let unsaid = C::ApproveExtension { petitioner_told: None };
    let refusal = refused(&asked(), "2024-04-24", unsaid.clone());
    assert!(matches!(refusal, PetitionRefusal::Unlawful(unlawful) if unlawful.rule == Rule::ExtendPetition));
    let told = paper(&asked()).when(step("2024-04-24", unsaid)).inspect_result().expect("events");
    assert_eq!(told.len(), 1);
}

#[test]
fn an_extension_that_nobody_asked_for_is_neither_approved_nor_rejected() {
    assert_eq!(refused(&accepted(), "2024-04-24", approve()), PetitionRefusal::NoExtensionRequested);
    let reject = C::RejectExtension { reason: None };
    assert_eq!(refused(&accepted(), "2024-04-24", reject), PetitionRefusal::NoExtensionRequested);
}

#[test]
fn a_rejected_extension_leaves_the_due_date_and_may_be_asked_for_again() {
    let reject = C::RejectExtension { reason: None };
    live(&asked())
        .when(step("2024-04-24", reject.clone()))
        .then_expect_events(vec![event("2024-04-24", E::ExtensionRejected { reason: None })]);
    let life = life(&and(and(asked(), "2024-04-24", reject), "2024-04-25", ask(10)));
    assert_eq!(life.conclude_by().now(), Some(&due(Rule::ConcludePetition, "2024-03-04")));
}

#[test]
fn an_extension_that_waited_when_the_petition_ended_waits_no_more() {
    let withdrawn = and(asked(), "2024-04-23", C::WithdrawPetition { reason: None });
    let reopened = and(withdrawn, "2024-04-24", C::ReopenPetition { reason: matter("再次提出") });
    assert_eq!(life(&reopened).extension_pending(), None);
    assert_eq!(refused(&reopened, "2024-04-25", approve()), PetitionRefusal::NoExtensionRequested);
}

#[test]
fn while_it_is_suspended_the_clock_stands_still() {
    let expected = event("2024-03-11", E::PetitionSuspended { reason: matter("等待鉴定结论") });
    live(&accepted()).when(step("2024-03-11", suspend())).then_expect_events(vec![expected]);
    let life = life(&suspended());
    assert_eq!(life.suspended(), Some(day("2024-03-11")));
    assert!(life.clocks().iter().all(|clock| clock.name != "conclude_petition"));
}

#[test]
fn the_due_date_moves_by_the_days_of_rest() {
    let conclude_by = due(Rule::ConcludePetition, "2024-03-04").rested(10, &Calendar::china());
    let expected = E::PetitionResumed { days: 10, conclude_by: Some(conclude_by) };
    live(&suspended())
        .when(step("2024-03-21", C::ResumePetition {}))
        .then_expect_events(vec![event("2024-03-21", expected)]);
    let life = life(&and(suspended(), "2024-03-21", C::ResumePetition {}));
    assert_eq!(life.conclude_by().now().map(|term| term.due), Some(day("2024-05-13")));
    assert_eq!(life.clocks()[1].ended, None);
}

#[test]
fn a_rest_and_an_extension_add_up() {
    let path = and(and(suspended(), "2024-03-13", ask(30)), "2024-03-14", approve());
    let life = life(&and(path, "2024-03-21", C::ResumePetition {}));
    let term = life.conclude_by().now().expect("a term");
    assert_eq!((term.extension, term.rest), (30, 10));
}

#[test]
fn a_suspended_petition_is_resumed_before_anything_else() {
    let refusal = PetitionRefusal::Suspended { since: day("2024-03-11") };
    assert_eq!(refused(&suspended(), "2024-03-12", suspend()), refusal);
    assert_eq!(refused(&suspended(), "2024-03-12", conclude()), refusal);
    assert_eq!(refused(&accepted(), "2024-03-12", C::ResumePetition {}), PetitionRefusal::NotSuspended);
    let refusal =
        PetitionRefusal::BeforeEarlierStep { step_day: day("2024-03-10"), not_before: day("2024-03-11") };
    assert_eq!(refused(&suspended(), "2024-03-10", C::ResumePetition {}), refusal);
}

#[test]
fn what_is_not_accepted_has_no_clock_to_suspend() {
    let refusal =
        PetitionRefusal::OutOfOrder { phase: PetitionPhase::Registered, step: PetitionStep::Suspended };
    assert_eq!(refused(&registered(), "2024-03-12", suspend()), refusal);
}

fn new_year() -> Facts {
    facts_of_2027(&["2027-01-01", "2027-01-02", "2027-01-03"])
}

#[test]
fn what_is_provisional_is_counted_again_when_the_year_is_published() {
    let path = vec![("2026-11-02", register()), ("2026-11-02", accept())];
    assert!(life(&path).conclude_by().now().is_some_and(|term| term.provisional));
    let facts = new_year();
    let (mut file, _) = lived_as(Conduct::Live, &path);
    let events = file.decide(&step("2026-11-20", C::RecountTerms {}), &facts).expect("a recount");
    let terms = vec![due(Rule::ConcludePetition, "2026-11-02").recounted(&facts.calendar)];
    assert_eq!(events, [event("2026-11-20", E::TermsRecounted { terms })]);
    file.fold(events[0].clone());
    let life = file.life();
    let by = |on| life.conclude_by().on(day(on)).map(|term| term.due);
    assert_eq!((by("2026-11-19"), by("2026-11-20")), (Some(day("2027-01-01")), Some(day("2027-01-04"))));
    assert_eq!(life.clocks()[1].due.due, day("2027-01-04"));
    let again = file.decide(&step("2026-11-20", C::RecountTerms {}), &facts).expect("no recount");
    assert!(again.is_empty());
}

#[test]
fn what_is_settled_is_not_counted_again() {
    live(&accepted()).when(step("2024-03-20", C::RecountTerms {})).then_expect_events(vec![]);
}

#[test]
fn a_recount_of_what_a_correction_left_nothing_to_recount_is_taken_back() {
    use crate::cases::case_file::Correction;
    use crate::cases::ids::Version;
    let path = vec![("2026-11-02", register()), ("2026-11-02", accept())];
    let (mut file, _) = lived_as(Conduct::Live, &path);
    let facts = new_year();
    for event in file.decide(&step("2026-11-20", C::RecountTerms {}), &facts).expect("a recount") {
        file.fold(event);
    }
    let correct = correction("2026-11-20", 2, Some(("2026-11-03", accept())));
    let events = file.decide(&correct, &facts).expect("a correction");
    let correction = Correction { corrects: Version(3), becomes: None, reason: None };
    assert_eq!(events[1..], [event("2026-11-20", E::PetitionCorrected { correction })]);
    for event in events {
        file.fold(event);
    }
    let conclude_by = file.life().conclude_by().now().map(|term| (term.due, term.provisional));
    assert_eq!(conclude_by, Some((day("2027-01-04"), false)));
}

#[test]
fn the_deadline_of_a_paper_is_kept_to_the_moment_and_by_the_day_where_no_moment_is_known() {
    let deadline = when("2024-04-30T17:00:00+08:00");
    let stated = and(accepted(), "2024-03-04", C::StateDeadline { deadline });
    let (file, _) = lived_as(Conduct::Live, &stated);
    assert_eq!(file.life().conclude_by().now().map(|due| due.due), Some(day("2024-04-30")));
    for (on, in_time) in [
        ("2024-04-30T16:59:59+08:00", true),
        ("2024-04-30T17:00:00+08:00", true),
        ("2024-04-30T17:00:01+08:00", false),
        ("2024-04-30", true),
        ("2024-05-01", false),
    ] {
        let mut file = file.clone();
        let order = Dated { occurred: when(on), what: Order::Step(conclude()) };
        let events = file.decide(&order, &facts(Conduct::Live)).expect("a conclusion");
        for event in events {
            file.fold(event);
        }
        assert_eq!(file.life().concluded_in_time(), Some(in_time), "{on}");
    }
}
