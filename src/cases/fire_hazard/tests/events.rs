//! What the log holds: every type of event, and no person in the clear.
use super::support::*;
use crate::cases::case_file::{Life as _, VoidReason};
use crate::cases::fact::Fact as _;
use crate::cases::fire_hazard::{HazardKind, MajorStandard, Phase, examples};
use crate::cases::ids::Version;
use crate::cases::occurred::Dated;
use crate::cases::testing::examples::{are_of_every_type, come_back_and_hold};

#[test]
fn there_is_one_example_of_every_type_of_event() {
    are_of_every_type(&examples());
}

#[test]
fn every_event_comes_back_as_it_was_written_and_holds_no_person_in_the_clear() {
    come_back_and_hold(
        examples(),
        &["王秀英", "陈国华", "林伟民", "上锁", "请求宽限", "影响消防安全", "增设"],
    );
}

#[test]
fn a_command_with_a_field_that_nobody_knows_is_refused() {
    let json = r#"{"VoidHazard":{"reason":"in_error"}}"#;
    let void = Command::VoidHazard { reason: VoidReason::InError };
    assert_eq!(serde_json::from_str::<Command>(json).ok(), Some(void));
    assert!(serde_json::from_str::<Command>(r#"{"VoidHazard":{"reason":"in_error","by":2}}"#).is_err());
}

#[test]
fn codes_are_written_in_snake_case() {
    let json = |code: &dyn Fn() -> serde_json::Result<String>| code().expect("a code");
    assert_eq!(json(&|| serde_json::to_string(&Phase::ClosedOff)), r#""closed_off""#);
    assert_eq!(json(&|| serde_json::to_string(&HazardKind::EbikeCharging)), r#""ebike_charging""#);
    assert_eq!(json(&|| serde_json::to_string(&MajorStandard::Gb35181Of2025)), r#""gb_35181_2025""#);
}

#[test]
fn every_event_but_a_correction_and_an_idle_recount_leaves_its_mark_on_the_life() {
    let story = found()
        .then("2019-01-02", order("2019-01-09"))
        .then("2019-01-03", ask_until("2019-01-20"))
        .then("2019-01-04", Command::SealPremises { emergency: true, paper: None, until: None })
        .then("2019-01-05", Command::RecommendPenalty { to: of("杨浦区消防救援支队") })
        .then("2019-01-05", Command::TransferHazard { to: of("定海路派出所") })
        .then("2019-01-06", Command::DeclareMajor {})
        .then("2019-01-07", pass())
        .then("2019-01-08", close());
    let marked = |story: &Story, event: &Dated<Event>| {
        let mut life = story.life().clone();
        life.apply(Version(99), event);
        &life != story.life()
    };
    let given = [story, found(), ordered().then("2019-01-03", ask_until("2019-01-20"))];
    let events = examples();
    let silent: Vec<_> = events
        .iter()
        .filter(|event| !given.iter().any(|story| marked(story, event)))
        .map(|event| event.what.event_type())
        .collect();
    assert_eq!(silent, ["TermsRecounted", "HazardCorrected"]);
}
