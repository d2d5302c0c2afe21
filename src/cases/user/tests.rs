use super::*;
use crate::cases::case_file::Order;
use crate::cases::occurred::Dated;
use crate::cases::personal::{Personal, Subject};
use crate::cases::testing::examples::{are_of_every_type, come_back_and_hold};
use crate::cases::testing::table::holds;
use crate::cases::testing::{Story, correction, day, of};
use UserCommand as C;
use std::collections::BTreeSet;

fn name(text: &str) -> Personal<crate::cases::people::Name> {
    Personal::plain(Subject::STAFF, of(text))
}

fn add(committee: Option<&str>) -> C {
    C::AddUser {
        login: of("li.na"),
        name: name("李娜"),
        department: Some(of("信访办")),
        committee: committee.map(of),
    }
}

fn added() -> Story<UserLife> {
    Story::default().then("2024-03-04", add(None))
}

fn grant(role: Role) -> C {
    C::GrantRole { role }
}

fn deputy(login: &str, from: &str, until: &str) -> C {
    C::AppointDeputy { deputy: of(login), from: of(from), until: of(until) }
}

#[test]
fn every_command_follows_and_is_refused_for_every_reason() {
    let on = "2024-03-06";
    let clerk = || added().then("2024-03-05", grant(Role::PetitionClerk));
    let disabled = || added().then("2024-03-05", C::DisableUser {});
    let moved = |committee: &str| C::MoveUser { department: None, committee: Some(of(committee)) };
    let with_deputy = || added().then("2024-03-05", deputy("wang.wei", "2024-03-05", "2024-03-09"));
    let security = || added().then("2024-03-05", grant(Role::SecurityAdministrator));
    let follows = vec![
        (Story::default(), on, add(Some("共青")), "UserAdded"),
        (added(), on, grant(Role::PetitionClerk), "RoleGranted"),
        (clerk(), on, C::RevokeRole { role: Role::PetitionClerk }, "RoleRevoked"),
        (added(), on, moved("共青"), "UserMoved"),
        (added(), on, C::RenameUser { name: name("李丽") }, "UserRenamed"),
        (added(), on, C::DisableUser {}, "UserDisabled"),
        (disabled(), on, C::EnableUser {}, "UserEnabled"),
        (added(), on, deputy("wang.wei", "2024-04-01", "2024-04-05"), "DeputyAppointed"),
        (with_deputy(), on, C::DismissDeputy { deputy: of("wang.wei") }, "DeputyDismissed"),
        (added(), on, C::HandOverWork { to: of("wang.wei") }, "WorkHandedOver"),
    ];
    let refused = vec![
        (added(), on, add(None), "user.already_added"),
        (Story::default(), on, add(Some("凉州")), "user.unknown_committee"),
        (clerk(), on, grant(Role::PetitionClerk), "user.role_held"),
        (security(), on, grant(Role::AuditAdministrator), "user.administrations_apart"),
        (added(), on, C::RevokeRole { role: Role::Leader }, "user.role_not_held"),
        (added(), on, moved("凉州"), "user.unknown_committee"),
        (Story::default(), on, C::RenameUser { name: name("李丽") }, "user.no_such_user"),
        (disabled(), on, C::DisableUser {}, "user.disabled"),
        (added(), on, C::EnableUser {}, "user.not_disabled"),
        (added(), on, deputy("li.na", "2024-04-01", "2024-04-05"), "user.same_person"),
        (added(), on, deputy("wang.wei", "2024-04-05", "2024-04-01"), "user.ends_before_it_begins"),
        (added(), on, C::DismissDeputy { deputy: of("wang.wei") }, "user.no_such_deputy"),
        (added(), on, C::HandOverWork { to: of("li.na") }, "user.same_person"),
        (added(), "2026-12-25", grant(Role::Leader), "user.in_the_future"),
    ];
    holds(follows, refused);
}

#[test]
fn any_two_of_the_three_administrations_are_refused_to_one_person() {
    let three = Role::ALL.into_iter().filter(|role| role.is_administration());
    for held in three.clone() {
        for asked in three.clone().filter(|asked| *asked != held) {
            let story = added().then("2024-03-05", grant(held));
            let refusal = story.live("2024-03-06", grant(asked)).expect_err("apart");
            assert_eq!(refusal, UserRefusal::AdministrationsApart { held, asked });
        }
    }
}

#[test]
fn what_a_user_could_be_is_known_for_any_day() {
    let story = added()
        .then("2024-03-05", grant(Role::Handler))
        .then("2024-05-01", grant(Role::Inspector))
        .then("2024-06-01", C::RevokeRole { role: Role::Handler })
        .then("2024-07-01", C::DisableUser {});
    let on = |text: &str| story.life().roles_on(day(text));
    assert_eq!(on("2024-03-04"), BTreeSet::new());
    assert_eq!(on("2024-04-30"), BTreeSet::from([Role::Handler]));
    assert_eq!(on("2024-05-31"), BTreeSet::from([Role::Handler, Role::Inspector]));
    assert_eq!(on("2024-06-30"), BTreeSet::from([Role::Inspector]));
    assert_eq!(on("2024-07-01"), BTreeSet::new());
}

#[test]
fn a_role_that_was_granted_by_mistake_is_taken_back_by_a_correction() {
    let story = added().then("2024-03-05", grant(Role::Leader)).corrected("2024-03-06", 2, None);
    assert_eq!(story.life().roles_now(), BTreeSet::new());
}

#[test]
fn a_deputy_acts_from_the_first_day_to_the_last() {
    let story = added().then("2024-03-05", deputy("wang.wei", "2024-04-01", "2024-04-05"));
    let [deputation] = story.life().deputies.as_slice() else { panic!("one deputy") };
    let days = ["2024-03-31", "2024-04-01", "2024-04-05", "2024-04-06"];
    assert_eq!(days.map(|text| deputation.holds_on(day(text))), [false, true, true, false]);
}

#[test]
fn a_deputy_who_was_appointed_by_mistake_acts_on_no_day() {
    let appointed = added().then("2024-03-05", deputy("wang.wei", "2024-04-01", "2024-04-05"));
    let story = appointed.corrected("2024-03-06", 2, None);
    let [deputation] = story.life().deputies.as_slice() else { panic!("one that is remembered") };
    assert!(!deputation.holds_on(day("2024-04-01")) && !deputation.holds_on(day("2024-04-05")));
}

#[test]
fn there_is_one_example_of_every_type_of_event_and_none_holds_a_person_in_the_clear() {
    are_of_every_type(&examples());
    come_back_and_hold(examples(), &["陈国华", "陈华"]);
}

#[test]
fn a_correction_of_what_is_no_step_is_refused() {
    let order: Dated<Order<C>> = correction("2024-03-06", 9, None);
    let refusal = added().order(crate::cases::facts::Conduct::Live, order).expect_err("no such step");
    assert_eq!(crate::cases::case_file::Refusal::key(&refusal), "user.no_such_step");
}
