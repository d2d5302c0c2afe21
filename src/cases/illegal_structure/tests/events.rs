//! What the log holds: every type of event, and no person in the clear.
use super::support::*;
use crate::cases::case_file::Life as _;
use crate::cases::fact::Fact as _;
use crate::cases::ids::Version;
use crate::cases::illegal_structure::{Phase, Way, examples};
use crate::cases::occurred::Dated;
use crate::cases::testing::examples::{are_of_every_type, come_back_and_hold};

#[test]
fn there_is_one_example_of_every_type_of_event() {
    are_of_every_type(&examples());
}

#[test]
fn every_event_comes_back_as_it_was_written_and_holds_no_person_in_the_clear() {
    come_back_and_hold(examples(), &["郭玉琴", "王秀英", "陈国华", "林伟民", "请求宽限一个月", "原址重建"]);
}

#[test]
fn a_command_with_a_field_that_nobody_knows_is_refused() {
    let json = r#"{"AcceptDemolition":{"site":1}}"#;
    assert_eq!(serde_json::from_str::<Command>(json).ok(), Some(Command::AcceptDemolition { site: SITE }));
    assert!(serde_json::from_str::<Command>(r#"{"AcceptDemolition":{"site":1,"by":2}}"#).is_err());
}

#[test]
fn a_phase_is_written_in_snake_case() {
    assert_eq!(serde_json::to_string(&Phase::ForceDecided).ok().as_deref(), Some(r#""force_decided""#));
}

#[test]
fn every_event_but_a_correction_and_an_idle_recount_leaves_its_mark_on_the_life() {
    let story = Story::default()
        .then("2024-01-02", being_built())
        .then("2024-01-02", Command::OrderStop { paper: None })
        .then("2024-01-03", file())
        .then("2024-01-03", determine("20"))
        .then("2024-01-04", order())
        .then("2024-01-05", decide_force())
        .then("2024-01-06", demolish("3", Way::SelfDemolished))
        .then("2024-01-07", Command::TransferStructure { to: of("杨浦区城管局") });
    let unmarked = |event: &Dated<Event>| {
        let mut life = story.life().clone();
        life.apply(Version(99), event);
        &life == story.life()
    };
    let events = examples();
    let silent: Vec<_> = events.iter().filter(|event| unmarked(event)).map(|e| e.what.event_type()).collect();
    assert_eq!(silent, ["TermsRecounted", "StructureCorrected"]);
}
