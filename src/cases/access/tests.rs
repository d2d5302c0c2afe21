use super::examples::{case, user};
use super::*;
use crate::cases::ids::StreamId;
use crate::cases::personal::{Personal, Subject};
use crate::cases::testing::examples::{are_of_every_type, come_back_and_hold};
use crate::cases::testing::table::holds;
use crate::cases::testing::{Story, of};
use AccessCommand as C;
use uuid::Uuid;

fn opened() -> Story<AccessLife> {
    Story::default().then("2024-03-04", C::OpenAccess { case: case() })
}

fn with(command: C) -> Story<AccessLife> {
    opened().then("2024-03-05", command)
}

fn admit() -> C {
    C::AdmitReader {
        user: user(1), reason: Personal::plain(Subject::MATTER, of("纪委调阅")), until: None
    }
}

#[test]
fn every_command_follows_and_is_refused_for_every_reason() {
    let (on, user) = ("2024-03-06", user(1));
    let level = |level| C::SetConfidentiality { level };
    let assigned = || with(C::AssignHandler { user });
    let appointed = || with(C::AppointInspector { user });
    let accused = || with(C::NameAccused { user });
    let follows = vec![
        (Story::default(), on, C::OpenAccess { case: case() }, "AccessOpened"),
        (opened(), on, C::AssignHandler { user }, "HandlerAssigned"),
        (assigned(), on, C::ReleaseHandler { user }, "HandlerReleased"),
        (opened(), on, C::AppointInspector { user }, "InspectorAppointed"),
        (appointed(), on, C::ReleaseInspector { user }, "InspectorReleased"),
        (assigned(), on, C::NameAccused { user }, "AccusedNamed"),
        (accused(), on, C::ClearAccused { user }, "AccusedCleared"),
        (opened(), on, level(Confidentiality::Secret), "ConfidentialitySet"),
        (opened(), on, admit(), "ReaderAdmitted"),
        (with(admit()), on, C::DismissReader { user }, "ReaderDismissed"),
    ];
    let other = StreamId(Uuid::from_u128(7));
    let refused = vec![
        (opened(), on, C::OpenAccess { case: other }, "access.another_case"),
        (Story::default(), on, C::AssignHandler { user }, "access.not_opened"),
        (assigned(), on, C::AssignHandler { user }, "access.handles"),
        (accused(), on, C::AssignHandler { user }, "access.barred"),
        (opened(), on, C::ReleaseHandler { user }, "access.handles_not"),
        (appointed(), on, C::AppointInspector { user }, "access.inspects"),
        (opened(), on, C::ReleaseInspector { user }, "access.inspects_not"),
        (accused(), on, C::NameAccused { user }, "access.accused"),
        (opened(), on, C::ClearAccused { user }, "access.accused_not"),
        (opened(), on, level(Confidentiality::Ordinary), "access.level"),
        (accused(), on, admit(), "access.barred"),
        (opened(), on, C::DismissReader { user }, "access.admitted_not"),
        (opened(), "2026-12-25", C::NameAccused { user }, "access.in_the_future"),
    ];
    holds(follows, refused);
}

#[test]
fn whoever_is_accused_has_no_other_part_in_the_case_from_then_on() {
    let story = with(C::AssignHandler { user: user(1) }).then("2024-03-06", C::NameAccused { user: user(1) });
    assert_eq!(story.life().part(user(1)), Part { accused: true, ..Part::default() });
}

#[test]
fn a_part_that_was_given_by_mistake_is_taken_back_and_is_still_told_to_be_none() {
    let story = with(C::AssignHandler { user: user(1) }).corrected("2024-03-06", 2, None);
    assert_eq!(story.life().parts.get(&user(1)), Some(&Part::default()));
}

#[test]
fn to_keep_it_for_the_same_case_again_changes_nothing() {
    assert_eq!(opened().live("2024-03-05", C::OpenAccess { case: case() }), Ok(vec![]));
}

#[test]
fn there_is_one_example_of_every_type_of_event_and_none_holds_a_reason_in_the_clear() {
    are_of_every_type(&examples());
    come_back_and_hold(examples(), &["纪委调阅"]);
}
