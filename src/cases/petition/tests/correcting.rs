//! 更正: each step reads as it should have, or never was.
use super::*;
use crate::cases::case_file::{Correction, Impossible};
use crate::cases::ids::Version;
use crate::cases::personal::Personal;
use crate::cases::petition::examples::{days, due, examples};
use crate::cases::petition::{ClaimPath, PetitionClass, PetitionPhase, PetitionStep};
use crate::cases::testing::Story;
use crate::cases::testing::examples::{are_of_every_type, come_back_and_hold};

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
    let life = corrected(&registered(), &correction("2024-03-05", 1, becomes));
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
    let order = correction("2024-03-05", 1, Some(("2024-03-01", kept)));
    let events = live(&registered()).when(order).inspect_result().expect("a correction");
    let E::PetitionCorrected { correction: Correction { becomes: Some(step), .. } } = &events[0].what else {
        panic!("a correction")
    };
    let E::PetitionRegistered { petitioner, .. } = &step.what else { panic!("a registration") };
    assert_eq!(petitioner, &Personal::kept());
}

#[test]
fn what_is_kept_is_read_in_the_corrected_step_as_it_stood() {
    let mut kept = register();
    if let C::RegisterPetition { petitioner, matter, channel, .. } = &mut kept {
        (*petitioner, *matter, *channel) = (Personal::kept(), None, Channel::Call);
    }
    let story = Story::<PetitionLife>::default().then("2024-03-01", register());
    let story = story.corrected("2024-03-05", 1, Some(("2024-03-02", kept)));
    let (_, step) = story.file.steps().next().expect("a registration");
    let E::PetitionRegistered { petitioner: stands, matter, channel, .. } = &step.what else {
        panic!("a registration")
    };
    assert_eq!((stands, matter, channel), (&petitioner(), &None, &Channel::Call));
}

#[test]
fn a_conclusion_taken_back_is_open_again() {
    let life = corrected(&concluded(), &correction("2024-03-21", 3, None));
    assert_eq!((life.phase(), life.concluded()), (PetitionPhase::Accepted, None));
    assert!(life.is_open_on(day("2024-03-20")) && life.reopened().is_empty(), "it never was");
}

#[test]
fn a_void_taken_back_brings_the_petition_back() {
    use crate::cases::case_file::VoidReason;
    let voided = and(accepted(), "2024-03-06", C::VoidPetition { reason: VoidReason::InError });
    assert_eq!(corrected(&voided, &correction("2024-03-07", 3, None)).phase(), PetitionPhase::Accepted);
}

#[test]
fn a_correction_that_would_make_a_later_step_impossible_is_refused() {
    let late = correction("2024-03-26", 2, Some(("2024-03-21", accept())));
    live(&concluded()).when(late).then_expect_error(Impossible::BreaksLaterStep(Version(3)).into());
    let gone = correction("2024-03-26", 2, None);
    live(&concluded()).when(gone).then_expect_error(Impossible::BreaksLaterStep(Version(3)).into());
}

#[test]
fn the_first_step_is_voided_not_taken_back() {
    live(&registered())
        .when(correction("2024-03-05", 1, None))
        .then_expect_error(Impossible::FirstStep.into());
    live(&registered())
        .when(correction("2024-03-05", 9, None))
        .then_expect_error(Impossible::NoSuchStep(Version(9)).into());
}

/// The step that a correction of another one corrects with it.
fn corrected_with_it(path: &Path, order: Dated<Order<C>>) -> (i64, Option<Dated<E>>) {
    let events = live(path).when(order).inspect_result().expect("a correction");
    match events.iter().map(|event| &event.what).collect::<Vec<_>>().as_slice() {
        [E::PetitionCorrected { .. }, E::PetitionCorrected { correction }] => {
            (correction.corrects.0, correction.becomes.clone().map(|step| *step))
        }
        other => panic!("not two corrections: {other:?}"),
    }
}

#[test]
fn due_dates_that_rest_on_the_corrected_step_are_counted_again_by_an_event() {
    let china = Calendar::china();
    let ask = |count| C::RequestExtension { days: days(count), reason: matter("情况复杂") };
    let approve = C::ApproveExtension { petitioner_told: Some(true) };
    let extended = and(and(accepted(), "2024-04-22", ask(30)), "2024-04-24", approve);
    let approved = |count, accepted| {
        let conclude_by = due(Rule::ConcludePetition, accepted).extended(count, &china);
        let what = E::ExtensionApproved { days: days(count), petitioner_told: Some(true), conclude_by };
        (4, Some(event("2024-04-24", what)))
    };
    let accepted_later = correction("2024-05-01", 2, Some(("2024-03-05", accept())));
    assert_eq!(corrected_with_it(&extended, accepted_later), approved(30, "2024-03-05"));
    let asked_less = correction("2024-05-01", 3, Some(("2024-04-22", ask(10))));
    assert_eq!(corrected_with_it(&extended, asked_less), approved(10, "2024-03-04"));
}

#[test]
fn the_days_of_rest_and_of_a_hearing_are_counted_again_too() {
    let china = Calendar::china();
    let suspend = C::SuspendPetition { reason: matter("等待鉴定结论") };
    let rested = and(and(accepted(), "2024-03-11", suspend.clone()), "2024-03-21", C::ResumePetition {});
    let conclude_by = Some(due(Rule::ConcludePetition, "2024-03-04").rested(9, &china));
    let resumed = event("2024-03-21", E::PetitionResumed { days: 9, conclude_by });
    let later = correction("2024-05-01", 3, Some(("2024-03-12", suspend)));
    assert_eq!(corrected_with_it(&rested, later), (4, Some(resumed)));
    let heard = and(final_review_requested(), "2024-06-05", C::HoldHearing { days: days(2) });
    let decide_by = due(Rule::DecideFinalReview, "2024-05-21").rested(2, &china);
    let held = event("2024-06-05", E::HearingHeld { days: days(2), decide_by });
    let later = correction("2024-06-06", 8, Some(("2024-05-21", C::RequestFinalReview {})));
    assert_eq!(corrected_with_it(&heard, later), (9, Some(held)));
}

#[test]
fn an_extension_of_a_term_that_is_none_any_more_refuses_the_correction() {
    let ask = C::RequestExtension { days: days(30), reason: matter("情况复杂") };
    let mut court = register();
    if let C::RegisterPetition { class, .. } = &mut court {
        *class = Some(PetitionClass::Claim { path: ClaimPath::Courts });
    }
    let order = correction("2024-05-01", 1, Some(("2024-03-01", court)));
    let asked = and(accepted(), "2024-04-22", ask);
    live(&asked).when(order).then_expect_error(Impossible::BreaksLaterStep(Version(3)).into());
}

fn repeat() -> C {
    let mut command = register();
    if let C::RegisterPetition { first_time, .. } = &mut command {
        *first_time = false;
    }
    command
}

#[test]
fn an_irregularity_is_taken_back_when_the_correction_of_its_step_or_of_an_earlier_one_cures_it() {
    let simplified = C::AcceptPetition { department: None, simplified: true };
    let story = Story::<PetitionLife>::default().then("2024-03-01", repeat()).then("2024-03-04", simplified);
    assert_eq!(story.irregularities(), [("2024-03-04".to_owned(), Rule::SimplifiedConclusion)]);
    for (version, becomes) in [(1, ("2024-03-01", register())), (2, ("2024-03-04", accept()))] {
        let cured = story.clone().corrected("2024-03-05", version, Some(becomes));
        assert!(cured.irregularities().is_empty(), "version {version}");
        let gone = &cured.events.last().expect("an event").what;
        let taken_back = Correction { corrects: Version(3), becomes: None, reason: None };
        assert_eq!(gone, &E::PetitionCorrected { correction: taken_back });
    }
    let uncured = story.corrected("2024-03-05", 1, Some(("2024-02-29", repeat())));
    assert_eq!(uncured.irregularities().len(), 1);
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
    are_of_every_type(&examples());
}

#[test]
fn every_event_comes_back_as_it_was_written_and_holds_no_person_in_the_clear() {
    come_back_and_hold(examples(), &["何家明", "陈国华", "请求"]);
}

#[test]
fn a_command_with_an_unknown_field_is_refused_at_the_edge() {
    let known = r#"{"AcceptPetition":{"simplified":true}}"#;
    let command: C = serde_json::from_str(known).expect("a command");
    assert_eq!(command, C::AcceptPetition { department: None, simplified: true });
    assert!(serde_json::from_str::<C>(r#"{"AcceptPetition":{"simplified":true,"x":1}}"#).is_err());
    assert!(serde_json::from_str::<C>(r#"{"ClosePetition":{}}"#).is_ok());
}
