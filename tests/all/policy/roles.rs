//! What people of an office can do in their roles, from day to day.
use super::people::{
    PETITIONS, Street, Told, about, accept, asks, asks_for, belonging, conclude, registration, sends, to,
};
use crate::committing::lives::{matter, on, together, urge, word};
use crate::ledgers::program::Program;
use crate::support::stores::{ENGINES, Engine};
use anjuan::cases::access::AccessCommand;
use anjuan::cases::any_file::AnyFile;
use anjuan::cases::ids::Version;
use anjuan::cases::occurred::Day;
use anjuan::cases::petition::PetitionCommand;
use anjuan::cases::user::{Role, UserCommand};
use anjuan::commands::permit::Clear;
use anjuan::commands::{OfficeDesk, Request, Step};
use anjuan::event_log::{EventLog, fold};
use anjuan::policy::Query;
use std::collections::BTreeSet;
use std::num::NonZeroU16;

/// An office of one clerk, two handlers, an inspector, a leader, an auditor and three administrators.
struct Staff {
    street: Street,
    clerk: OfficeDesk,
    handler: OfficeDesk,
    stranger: OfficeDesk,
    inspector: OfficeDesk,
    leader: OfficeDesk,
    auditor: OfficeDesk,
    system: OfficeDesk,
    security: OfficeDesk,
    audit: OfficeDesk,
}

impl Staff {
    async fn of(engine: Engine) -> Self {
        let street = Street::open(engine).await;
        Self {
            clerk: street.hire("clerk", Some("服务办"), &[Role::PetitionClerk]).await,
            handler: street.hire("handler", Some(PETITIONS), &[Role::Handler]).await,
            stranger: street.hire("stranger", Some("平安办"), &[Role::Handler]).await,
            inspector: street.hire("inspector", Some("城管科"), &[Role::Inspector]).await,
            leader: street.hire("leader", None, &[Role::Leader]).await,
            auditor: street.hire("auditor", None, &[Role::Auditor]).await,
            system: street.hire("system", None, &[Role::SystemAdministrator]).await,
            security: street.hire("security", None, &[Role::SecurityAdministrator]).await,
            audit: street.hire("audit", None, &[Role::AuditAdministrator]).await,
            street,
        }
    }

    fn all(&self) -> [(&'static str, &OfficeDesk); 9] {
        [
            ("clerk", &self.clerk),
            ("handler", &self.handler),
            ("stranger", &self.stranger),
            ("inspector", &self.inspector),
            ("leader", &self.leader),
            ("auditor", &self.auditor),
            ("system", &self.system),
            ("security", &self.security),
            ("audit", &self.audit),
        ]
    }

    /// Everybody but those named is denied the request.
    async fn is_denied_to_all_but(&self, named: &[&str], request: impl Fn() -> Request) {
        for (who, desk) in self.all().into_iter().filter(|(who, _)| !named.contains(who)) {
            let request = request();
            let what = format!("{:?}: {who} {:?}", self.street.engine, request.steps[0].order);
            assert_eq!(sends(desk, request).await, Told::Denied, "{what}");
        }
    }
}

#[tokio::test]
async fn a_petition_goes_from_desk_to_department_to_leader_and_each_does_only_their_part() {
    for engine in ENGINES {
        let staff = Staff::of(engine).await;
        let id = staff.clerk.store().source().stream_id();
        staff.is_denied_to_all_but(&["clerk"], || registration(id, "XF-1")).await;
        let case = staff.street.petition(&staff.clerk, "XF-1").await;

        staff.is_denied_to_all_but(&["clerk", "handler"], || to(case, accept())).await;
        assert_eq!(sends(&staff.handler, to(case, accept())).await, Told::Yes, "{engine:?}");

        // The clerk registered it, and yet neither handles it nor works where it is handled.
        staff.is_denied_to_all_but(&["handler"], || to(case, conclude())).await;
        let more = || PetitionCommand::RequestExtension {
            days: NonZeroU16::new(10).expect("days"),
            reason: matter("案情复杂"),
        };
        let approve = || PetitionCommand::ApproveExtension { petitioner_told: Some(true) };
        assert_eq!(sends(&staff.handler, to(case, more())).await, Told::Yes, "{engine:?}");
        staff.is_denied_to_all_but(&["leader"], || to(case, approve())).await;
        assert_eq!(sends(&staff.leader, to(case, approve())).await, Told::Yes, "{engine:?}");
        assert_eq!(sends(&staff.leader, to(case, urge("请抓紧办理"))).await, Told::Yes, "{engine:?}");
        assert_eq!(sends(&staff.handler, to(case, conclude())).await, Told::Yes, "{engine:?}");

        let log = staff.clerk.store().log();
        let events = log.streams(staff.clerk.office(), &[case], Version(0), 100).await.expect("events");
        let actors: Vec<_> = events.iter().map(|event| &*event.actor.0).collect();
        let wanted =
            ["user:clerk", "user:handler", "user:handler", "user:leader", "user:leader", "user:handler"];
        assert_eq!(actors, wanted, "{engine:?}");
    }
}

#[tokio::test]
async fn whoever_is_given_a_case_may_work_on_it_until_it_is_taken_away_again() {
    for engine in ENGINES {
        let staff = Staff::of(engine).await;
        let case = staff.street.petition(&staff.clerk, "XF-1").await;
        let user = staff.street.user("stranger");
        for query in [Query::ReadCase, Query::SeePetitioner, Query::ReadOriginal] {
            assert_eq!(asks(&staff.stranger, query, case).await, Told::Denied, "{engine:?}: {query:?}");
        }
        let assign = || belonging(&staff.clerk, case, AccessCommand::AssignHandler { user });
        staff.is_denied_to_all_but(&["clerk", "leader"], assign).await;
        assert_eq!(sends(&staff.clerk, assign()).await, Told::Yes, "{engine:?}");
        assert_eq!(sends(&staff.stranger, to(case, accept())).await, Told::Yes, "{engine:?}");
        for query in [Query::ReadCase, Query::SeePetitioner, Query::ReadFile] {
            assert_eq!(asks(&staff.stranger, query, case).await, Told::Yes, "{engine:?}: {query:?}");
        }
        let release = belonging(&staff.leader, case, AccessCommand::ReleaseHandler { user });
        assert_eq!(sends(&staff.leader, release).await, Told::Yes, "{engine:?}");
        assert_eq!(sends(&staff.stranger, to(case, conclude())).await, Told::Denied, "{engine:?}");
        assert_eq!(asks(&staff.stranger, Query::ReadCase, case).await, Told::Denied, "{engine:?}");
    }
}

#[tokio::test]
async fn a_request_with_one_step_that_is_not_permitted_does_nothing() {
    for engine in ENGINES {
        let staff = Staff::of(engine).await;
        let case = staff.street.petition(&staff.clerk, "XF-1").await;
        let before = staff.clerk.store().log().head(staff.clerk.office()).await.expect("the head");
        let steps = || {
            vec![Step::new(case, on("2019-11-08", accept())), Step::new(case, on("2019-11-08", conclude()))]
        };
        assert_eq!(sends(&staff.clerk, together(steps())).await, Told::Denied, "{engine:?}");
        let after = staff.clerk.store().log().head(staff.clerk.office()).await.expect("the head");
        assert_eq!(before, after, "{engine:?}");
        assert_eq!(sends(&staff.handler, together(steps())).await, Told::Yes, "{engine:?}");
    }
}

#[tokio::test]
async fn each_administrator_has_a_part_that_the_others_do_not_have_and_none_has_the_cases() {
    for engine in ENGINES {
        let staff = Staff::of(engine).await;
        let street = &staff.street;
        let case = street.petition(&staff.clerk, "XF-1").await;
        let of = |login: &str, command: UserCommand| about(street.user(login), "2019-11-08", command);

        let role = Role::Inspector;
        let grant = || of("handler", UserCommand::GrantRole { role });
        staff.is_denied_to_all_but(&["security"], grant).await;
        assert_eq!(sends(&staff.security, grant()).await, Told::Yes, "{engine:?}");
        let own = of("security", UserCommand::GrantRole { role });
        assert_eq!(sends(&staff.security, own).await, Told::Denied, "{engine:?}");

        let moved =
            || of("handler", UserCommand::MoveUser { department: Some(word("平安办")), committee: None });
        staff.is_denied_to_all_but(&["system"], moved).await;
        assert_eq!(sends(&staff.system, moved()).await, Told::Yes, "{engine:?}");

        for (query, who) in [
            (Query::ReadSessions, &["auditor", "security", "audit"][..]),
            (Query::ManageSignIn, &["system"]),
            (Query::TellFromPaper, &["system"]),
            (Query::FollowEvents, &["auditor"]),
            (Query::ExportLog, &["leader", "auditor"]),
            (Query::ReadUser, &["auditor", "system", "security", "audit"]),
        ] {
            for (login, desk) in staff.all() {
                let wanted = if who.contains(&login) { Told::Yes } else { Told::Denied };
                assert_eq!(asks_for(desk, query).await, wanted, "{engine:?}: {login} {query:?}");
            }
        }
        for (login, desk) in
            [("system", &staff.system), ("security", &staff.security), ("audit", &staff.audit)]
        {
            assert_eq!(asks_for(desk, Query::ListCases).await, Told::Denied, "{engine:?}: {login}");
            assert_eq!(asks(desk, Query::ReadCase, case).await, Told::Denied, "{engine:?}: {login}");
        }
    }
}

#[tokio::test]
async fn names_are_seen_by_those_who_need_them() {
    for engine in ENGINES {
        let staff = Staff::of(engine).await;
        let case = staff.street.petition(&staff.clerk, "XF-1").await;
        let mut seen = Vec::new();
        for (who, desk) in staff.all() {
            let clear = desk.clear(case).await.expect("an answer");
            if clear.petitioner {
                seen.push(who);
            }
            assert_eq!(clear.informant, who == "clerk", "{engine:?}: {who} registered it");
        }
        assert_eq!(seen, ["clerk", "handler", "leader"], "{engine:?}");
        let operator = staff.street.operator.clear(case).await.expect("an answer");
        assert_eq!(operator, Clear::default(), "{engine:?}");
    }
}

#[tokio::test]
async fn whoever_has_no_role_or_is_disabled_does_nothing() {
    for engine in ENGINES {
        let street = Street::open(engine).await;
        let nobody = street.hire("nobody", Some(PETITIONS), &[]).await;
        let id = nobody.store().source().stream_id();
        assert_eq!(sends(&nobody, registration(id, "XF-1")).await, Told::Denied, "{engine:?}");
        assert_eq!(asks_for(&nobody, Query::ListCases).await, Told::Denied, "{engine:?}");

        street.hire("leaver", None, &[Role::PetitionClerk]).await;
        street.about("leaver", "2019-11-08", UserCommand::DisableUser {}).await;
        assert!(street.desk("leaver").await.is_none(), "{engine:?}");
        street.about("leaver", "2019-11-09", UserCommand::EnableUser {}).await;
        let back = street.desk("leaver").await.expect("a user again");
        assert_eq!(sends(&back, registration(id, "XF-1")).await, Told::Yes, "{engine:?}");
        assert!(street.desk("stranger").await.is_none(), "{engine:?}: was never added");
    }
}

#[tokio::test]
async fn the_log_says_who_could_do_what_on_any_day() {
    for engine in ENGINES {
        let street = Street::open(engine).await;
        street.hire("li.na", None, &[Role::Handler]).await;
        street.about("li.na", "2019-03-01", UserCommand::GrantRole { role: Role::Leader }).await;
        street.about("li.na", "2019-05-01", UserCommand::RevokeRole { role: Role::Handler }).await;
        street.about("li.na", "2019-07-01", UserCommand::DisableUser {}).await;
        street.about("li.na", "2019-09-01", UserCommand::EnableUser {}).await;

        let log = street.operator.store().log();
        let stream = street.user("li.na");
        let events = log.streams(street.office(), &[stream], Version(0), 100).await.expect("events");
        let mut file = AnyFile::Blank;
        for event in &events {
            fold::fold(&mut file, &event.told()).expect("a known event");
        }
        let AnyFile::User(user) = file else { panic!("a user") };
        let on = |day: &str| user.life().roles_on(word::<Day>(day));
        assert_eq!(on("2019-01-01"), BTreeSet::new(), "{engine:?}");
        assert_eq!(on("2019-02-28"), BTreeSet::from([Role::Handler]), "{engine:?}");
        assert_eq!(on("2019-03-01"), BTreeSet::from([Role::Handler, Role::Leader]), "{engine:?}");
        assert_eq!(on("2019-06-30"), BTreeSet::from([Role::Leader]), "{engine:?}");
        assert_eq!(on("2019-08-15"), BTreeSet::new(), "{engine:?}");
        assert_eq!(on("2019-09-01"), BTreeSet::from([Role::Leader]), "{engine:?}");
        assert!(events.iter().all(|event| &*event.actor.0 == "operator:test"), "{engine:?}");
    }
}

#[test]
fn what_stands_against_a_command_is_told_on_the_command_line() {
    let program = Program::with_office(Engine::Sqlite);
    program.run(&["user", "add", "li.na", "--name", "李娜", "--role", "system_administrator"]).is(0);
    program.run(&["user", "add", "li.na", "--name", "李娜"]).is(1).says(&["has a user li.na already"]);
    let both = program.run(&["user", "grant", "li.na", "audit_administrator"]);
    both.is(1).says(&["the three administrations are never one person's"]);
}
