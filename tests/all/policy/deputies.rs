//! 代理: a deputy acts in the roles of whoever is represented, on the days of it and on no other.
use super::people::{PETITIONS, Street, Told, about, asks, lists, registration, sends};
use crate::committing::lives::{on, word};
use crate::support::stores::ENGINES;
use anjuan::cases::access::AccessCommand;
use anjuan::cases::case_file::Order;
use anjuan::cases::ids::Version;
use anjuan::cases::personal::{Personal, Subject};
use anjuan::cases::user::{Role, UserCommand};
use anjuan::commands::{CommandError, Request};
use anjuan::policy::Query;
use std::collections::BTreeSet;

fn appoint(deputy: &str, from: &str, until: &str) -> UserCommand {
    UserCommand::AppointDeputy { deputy: word(deputy), from: word(from), until: word(until) }
}

/// In which roles somebody acts today.
async fn roles(street: &Street, login: &str) -> BTreeSet<Role> {
    let desk = street.desk(login).await.expect("an enabled user");
    Role::ALL.into_iter().filter(|role| desk.subject().is(*role)).collect()
}

#[tokio::test]
async fn a_deputy_acts_for_somebody_on_the_days_of_it_alone_and_under_a_name_of_ones_own() {
    for engine in ENGINES {
        let street = Street::open(engine).await;
        let clerk = street.hire("clerk", Some(PETITIONS), &[Role::PetitionClerk]).await;
        street.hire("deputy", Some("平安办"), &[Role::Handler]).await;
        let command = || appoint("deputy", "2019-11-12", "2019-11-14");
        let other = about(street.user("deputy"), "2019-11-08", appoint("clerk", "2019-11-12", "2019-11-14"));
        assert_eq!(sends(&clerk, other).await, Told::Denied, "{engine:?}: for oneself alone");
        let own = about(street.user("clerk"), "2019-11-08", command());
        assert_eq!(sends(&clerk, own).await, Told::Yes, "{engine:?}");

        let own = BTreeSet::from([Role::Handler]);
        let both = BTreeSet::from([Role::Handler, Role::PetitionClerk]);
        for (day, wanted) in
            [("2019-11-11", &own), ("2019-11-12", &both), ("2019-11-14", &both), ("2019-11-15", &own)]
        {
            street.is(day);
            assert_eq!(roles(&street, "deputy").await, *wanted, "{engine:?}: {day}");
        }
        street.is("2019-11-13");
        let deputy = street.desk("deputy").await.expect("a user");
        let case = deputy.store().source().stream_id();
        assert_eq!(sends(&deputy, registration(case, "XF-1")).await, Told::Yes, "{engine:?}");
        assert_eq!(deputy.actor().0.as_ref(), "user:deputy", "{engine:?}");
    }
}

#[tokio::test]
async fn a_deputy_who_is_accused_learns_nothing_from_acting_for_somebody() {
    for engine in ENGINES {
        let street = Street::open(engine).await;
        let clerk = street.hire("clerk", None, &[Role::PetitionClerk]).await;
        street.hire("deputy", None, &[]).await;
        let case = street.petition(&clerk, "XF-1").await;
        street.about("clerk", "2019-11-08", appoint("deputy", "2019-11-09", "2019-11-12")).await;
        let deputy = street.desk("deputy").await.expect("a user");
        assert_eq!(asks(&deputy, Query::ReadCase, case).await, Told::Yes, "{engine:?}");
        street.belongs(case, AccessCommand::NameAccused { user: street.user("deputy") }).await;
        let told = asks(&deputy, Query::ReadCase, case).await;
        assert_eq!(told, Told::NoSuchCase, "{engine:?}");
        assert!(!lists(&deputy, case).await, "{engine:?}");
    }
}

#[tokio::test]
async fn no_deputy_has_a_second_administration() {
    for engine in ENGINES {
        let street = Street::open(engine).await;
        street.hire("system", None, &[Role::SystemAdministrator]).await;
        street.hire("security", None, &[Role::SecurityAdministrator, Role::Leader]).await;
        street.hire("audit", None, &[Role::AuditAdministrator]).await;
        street.hire("clerk", None, &[Role::PetitionClerk]).await;
        for deputy in ["system", "clerk"] {
            street.about("security", "2019-11-08", appoint(deputy, "2019-11-09", "2019-11-12")).await;
            street.about("audit", "2019-11-08", appoint(deputy, "2019-11-09", "2019-11-12")).await;
        }
        let wanted = BTreeSet::from([Role::SystemAdministrator, Role::Leader]);
        assert_eq!(roles(&street, "system").await, wanted, "{engine:?}");
        let both = roles(&street, "clerk").await;
        let administrations = both.iter().filter(|role| role.is_administration()).count();
        assert_eq!(administrations, 1, "{engine:?}: {both:?}");
        assert!(both.contains(&Role::PetitionClerk) && both.contains(&Role::Leader), "{engine:?}: {both:?}");
    }
}

#[tokio::test]
async fn a_deputy_acts_no_longer_when_dismissed_or_when_either_is_disabled() {
    for engine in ENGINES {
        let street = Street::open(engine).await;
        let leader = street.hire("leader", None, &[Role::Leader]).await;
        street.hire("deputy", None, &[Role::Handler]).await;
        let own = BTreeSet::from([Role::Handler]);
        let both = BTreeSet::from([Role::Handler, Role::Leader]);
        street.about("leader", "2019-11-08", appoint("deputy", "2019-11-09", "2019-11-30")).await;
        assert_eq!(roles(&street, "deputy").await, both, "{engine:?}");

        street.about("leader", "2019-11-10", UserCommand::DisableUser {}).await;
        assert_eq!(roles(&street, "deputy").await, own, "{engine:?}: who is represented is disabled");
        street.about("leader", "2019-11-10", UserCommand::EnableUser {}).await;
        assert_eq!(roles(&street, "deputy").await, both, "{engine:?}");
        street.about("deputy", "2019-11-10", UserCommand::DisableUser {}).await;
        assert!(street.desk("deputy").await.is_none(), "{engine:?}: the deputy is disabled");
        street.about("deputy", "2019-11-10", UserCommand::EnableUser {}).await;

        let dismiss = UserCommand::DismissDeputy { deputy: word("deputy") };
        let request = about(street.user("leader"), "2019-11-10", dismiss);
        assert_eq!(sends(&leader, request).await, Told::Yes, "{engine:?}");
        assert_eq!(roles(&street, "deputy").await, own, "{engine:?}");
    }
}

#[tokio::test]
async fn a_deputy_of_a_deputy_represents_nobody_else() {
    for engine in ENGINES {
        let street = Street::open(engine).await;
        street.hire("leader", None, &[Role::Leader]).await;
        street.hire("first", None, &[Role::Handler]).await;
        street.hire("second", None, &[Role::PetitionClerk]).await;
        street.about("leader", "2019-11-08", appoint("first", "2019-11-09", "2019-11-30")).await;
        street.about("first", "2019-11-08", appoint("second", "2019-11-09", "2019-11-30")).await;
        let wanted = BTreeSet::from([Role::Handler, Role::PetitionClerk]);
        assert_eq!(roles(&street, "second").await, wanted, "{engine:?}");
    }
}

#[tokio::test]
async fn nobody_makes_oneself_the_deputy_of_another() {
    for engine in ENGINES {
        let street = Street::open(engine).await;
        let security = street.hire("security", None, &[Role::SecurityAdministrator]).await;
        street.hire("leader", None, &[Role::Leader]).await;
        street.hire("handler", None, &[Role::Handler]).await;
        let leader = street.user("leader");
        let own = || appoint("security", "2019-11-09", "2019-11-30");
        let told = sends(&security, about(leader, "2019-11-08", own())).await;
        assert_eq!(told, Told::Denied, "{engine:?}");
        let other = about(leader, "2019-11-08", appoint("handler", "2019-11-09", "2019-11-30"));
        assert_eq!(sends(&security, other).await, Told::Yes, "{engine:?}");
        assert_eq!(
            roles(&street, "security").await,
            BTreeSet::from([Role::SecurityAdministrator]),
            "{engine:?}"
        );
    }
}

/// 三员分立: who makes users makes no deputies, and who makes deputies makes no users.
#[tokio::test]
async fn whoever_adds_a_user_does_not_make_it_the_deputy_of_a_leader() {
    for engine in ENGINES {
        let street = Street::open(engine).await;
        let system = street.hire("system", None, &[Role::SystemAdministrator]).await;
        let security = street.hire("security", None, &[Role::SecurityAdministrator]).await;
        street.hire("leader", None, &[Role::Leader]).await;
        street.hire("handler", None, &[Role::Handler]).await;
        let (leader, puppet) = (street.user("leader"), street.user("puppet"));
        let add = || UserCommand::AddUser {
            login: word("puppet"),
            name: Personal::plain(Subject::STAFF, word("陈国华")),
            department: None,
            committee: None,
        };
        assert_eq!(sends(&security, about(puppet, "2019-11-08", add())).await, Told::Denied, "{engine:?}");
        assert_eq!(sends(&system, about(puppet, "2019-11-08", add())).await, Told::Yes, "{engine:?}");
        let deputy = || appoint("puppet", "2019-11-09", "2019-11-30");
        let told = sends(&system, about(leader, "2019-11-08", deputy())).await;
        assert_eq!(told, Told::Denied, "{engine:?}");
        // Nor by correcting what is there: the leader's stream has an addition, a role and a deputy.
        street.about("leader", "2019-11-08", appoint("handler", "2019-11-09", "2019-11-30")).await;
        for (corrects, becomes) in [(3, deputy()), (3, appoint("handler", "2019-11-09", "2019-12-30"))] {
            let becomes = Some(Box::new(on("2019-11-08", becomes)));
            let order = Order::Correct { corrects: Version(corrects), becomes, reason: None };
            let told = sends(&system, Request::live(leader, on("2019-11-08", order))).await;
            assert_eq!(told, Told::Denied, "{engine:?}");
        }
        assert_eq!(roles(&street, "puppet").await, BTreeSet::new(), "{engine:?}");
    }
}

#[tokio::test]
async fn work_is_handed_over_to_whoever_has_the_role_for_it_and_never_to_oneself() {
    for engine in ENGINES {
        let street = Street::open(engine).await;
        let system = street.hire("system", None, &[Role::SystemAdministrator, Role::Handler]).await;
        let clerk = street.hire("clerk", None, &[Role::PetitionClerk]).await;
        for (login, roles) in [
            ("leaver", &[Role::Handler][..]),
            ("handler", &[Role::Handler]),
            ("inspector", &[Role::Inspector]),
            ("puppet", &[]),
            ("gone", &[Role::Handler]),
        ] {
            street.hire(login, None, roles).await;
        }
        street.about("gone", "2019-11-08", UserCommand::DisableUser {}).await;
        let case = street.petition(&clerk, "XF-1").await;
        street.belongs(case, AccessCommand::AssignHandler { user: street.user("leaver") }).await;
        let over = async |to: &str| match system.hand_over(&word("leaver"), &word(to)).await {
            Ok(handed) => Ok((handed.cases, handed.barred)),
            Err(CommandError::Refused(refused)) => Err(refused.key()),
            Err(other) => panic!("{other:?}"),
        };
        assert_eq!(over("system").await, Err("policy.not_permitted"), "{engine:?}");
        assert_eq!(over("puppet").await, Err("user.heir_without_role"), "{engine:?}");
        assert_eq!(over("gone").await, Err("user.no_such_user"), "{engine:?}");
        assert_eq!(over("inspector").await, Ok((0, 1)), "{engine:?}: who inspects does not handle");
        assert_eq!(over("handler").await, Ok((1, 0)), "{engine:?}");
        let handler = street.desk("handler").await.expect("a user");
        assert_eq!(asks(&handler, Query::ReadCase, case).await, Told::Yes, "{engine:?}");
    }
}
