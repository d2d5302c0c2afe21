//! 更正: each step reads as it should have, or never was.
use super::*;
use crate::cases::case_file::{Correction, Impossible};
use crate::cases::fact::Fact;
use crate::cases::ids::Version;
use crate::cases::personal::Personal;
use crate::cases::petition::examples::{days, due, examples};
use crate::cases::petition::{PetitionPhase, PetitionStep};

fn correct(on: &str, corrects: i64, becomes: Option<(&str, C)>) -> Dated<Order<C>> {
    let becomes = becomes.map(|(on, command)| Box::new(Dated::on(day(on), command)));
    Dated::on(day(on), Order::Correct { corrects: Version(corrects), becomes })
}

fn corrected(path: &Path, order: &Dated<Order<C>>) -> PetitionLife {
    let (mut file, _) = lived_as(Conduct::Live, path);
    let events = file.decide(order, &facts(Conduct::Live)).expect("a possible correction");
    for event in events {
        file.fold(event);
    }
    file.life().clone()
}

#[test]
fn a_corrected_registration_counts_from_the_right_day() {
    let becomes = Some(("2024-02-20", register()));
    let life = corrected(&registered(), &correct("2024-03-05", 1, becomes));
    assert_eq!(life.registered().map(Occurred::day), Some(day("2024-02-20")));
    let expected = due(Rule::InformPetitioner, "2024-02-20");
    assert_eq!(life.registration().map(|known| &known.inform_by), Some(&expected));
}

#[test]
fn what_is_personal_stays_as_it_stood() {
    let mut kept = register();
    if let C::RegisterPetition { petitioner, matter, .. } = &mut kept {
        (*petitioner, *matter) = (Personal::kept(), Some(Personal::kept()));
    }
    let order = correct("2024-03-05", 1, Some(("2024-03-01", kept)));
    let events = live(&registered()).when(order).inspect_result().expect("a correction");
    let E::PetitionCorrected { correction: Correction { becomes: Some(step), .. } } = &events[0].what else {
        panic!("a correction")
    };
    let E::PetitionRegistered { petitioner, .. } = &step.what else { panic!("a registration") };
    assert_eq!(petitioner, &Personal::kept());
}

#[test]
fn a_conclusion_taken_back_is_open_again() {
    let life = corrected(&concluded(), &correct("2024-03-21", 3, None));
    assert_eq!((life.phase(), life.concluded()), (PetitionPhase::Accepted, None));
    assert!(life.is_open_on(day("2024-03-20")) && life.reopened().is_empty(), "it never was");
}

#[test]
fn a_void_taken_back_brings_the_petition_back() {
    use crate::cases::case_file::VoidReason;
    let voided = and(accepted(), "2024-03-06", C::VoidPetition { reason: VoidReason::InError });
    assert_eq!(corrected(&voided, &correct("2024-03-07", 3, None)).phase(), PetitionPhase::Accepted);
}

#[test]
fn a_correction_that_would_make_a_later_step_impossible_is_refused() {
    let late = correct("2024-03-26", 2, Some(("2024-03-21", accept())));
    live(&concluded()).when(late).then_expect_error(Impossible::BreaksLaterStep(Version(3)).into());
    let gone = correct("2024-03-26", 2, None);
    live(&concluded()).when(gone).then_expect_error(Impossible::BreaksLaterStep(Version(3)).into());
}

#[test]
fn the_first_step_is_voided_not_taken_back() {
    live(&registered()).when(correct("2024-03-05", 1, None)).then_expect_error(Impossible::FirstStep.into());
    live(&registered())
        .when(correct("2024-03-05", 9, None))
        .then_expect_error(Impossible::NoSuchStep(Version(9)).into());
}

fn breaks(path: &Path, order: Dated<Order<C>>, version: i64) {
    live(path).when(order).then_expect_error(Impossible::BreaksLaterStep(Version(version)).into());
}

#[test]
fn no_later_due_date_is_left_standing_on_what_is_no_longer_so() {
    let ask = |count| C::RequestExtension { days: days(count), reason: matter("情况复杂") };
    let extended = and(
        and(accepted(), "2024-04-22", ask(30)),
        "2024-04-24",
        C::ApproveExtension { petitioner_told: Some(true) },
    );
    breaks(&extended, correct("2024-05-01", 2, Some(("2024-03-05", accept()))), 4);
    breaks(&extended, correct("2024-05-01", 3, Some(("2024-04-22", ask(10)))), 4);
    let suspend = C::SuspendPetition { reason: matter("等待鉴定结论") };
    let rested = and(and(accepted(), "2024-03-11", suspend.clone()), "2024-03-21", C::ResumePetition {});
    breaks(&rested, correct("2024-05-01", 3, Some(("2024-03-12", suspend))), 4);
    let heard = and(final_review_requested(), "2024-06-05", C::HoldHearing { days: days(2) });
    breaks(&heard, correct("2024-06-06", 8, Some(("2024-05-21", C::RequestFinalReview {}))), 9);
}

#[test]
fn a_due_date_that_was_not_counted_from_the_life_so_far_does_not_follow() {
    use crate::cases::case_file::Life;
    let conclude_by = due(Rule::ConcludePetition, "2024-03-05").rested(2, &Calendar::china());
    let resumed = event("2024-03-13", E::PetitionResumed { days: 2, conclude_by: Some(conclude_by) });
    let suspended = life(&and(accepted(), "2024-03-11", C::SuspendPetition { reason: matter("等待") }));
    let refusal = PetitionRefusal::OutOfOrder { phase: PetitionPhase::Accepted, step: PetitionStep::Resumed };
    assert_eq!(suspended.admits(&resumed), Err(refusal));
}

#[test]
fn there_is_one_example_of_every_type_of_event() {
    let mut named: Vec<_> = examples().iter().map(|example| example.what.event_type()).collect();
    let mut known: Vec<_> = E::TYPES.iter().map(|(name, _)| *name).collect();
    named.sort_unstable();
    known.sort_unstable();
    assert_eq!(named, known);
}

#[test]
fn every_example_can_be_sealed_written_and_read_again() {
    use crate::cases::personal::{sealing, unsealing};
    for example in examples() {
        let (json, slots) = sealing(|| serde_json::to_string(&example).expect("sealed"));
        assert!(!json.contains("何家明") && !json.contains("陈国华") && !json.contains("请求"));
        let slots = slots.into_iter().map(Some).collect();
        let read: Dated<E> = unsealing(slots, || serde_json::from_str(&json)).expect("an event");
        assert_eq!(read, example);
    }
}

#[test]
fn a_command_with_an_unknown_field_is_refused_at_the_edge() {
    let known = r#"{"AcceptPetition":{"simplified":true}}"#;
    let command: C = serde_json::from_str(known).expect("a command");
    assert_eq!(command, C::AcceptPetition { department: None, simplified: true });
    assert!(serde_json::from_str::<C>(r#"{"AcceptPetition":{"simplified":true,"x":1}}"#).is_err());
    assert!(serde_json::from_str::<C>(r#"{"ClosePetition":{}}"#).is_ok());
}
