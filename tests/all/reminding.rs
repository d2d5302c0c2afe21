//! 催办: whoever has to be told what falls due is told, once, on working days and in working hours.
use crate::committing::lives::{ask, on, register};
use crate::support::stores::{ENGINES, moment, office, office_at, source};
use anjuan::cases::access::AccessCommand;
use anjuan::cases::facts::Conduct;
use anjuan::cases::ids::{CaseId, UserId};
use anjuan::cases::occurred::Dated;
use anjuan::cases::people::Name;
use anjuan::cases::personal::{Personal, Subject};
use anjuan::cases::petition::{Opinion, PetitionCommand};
use anjuan::cases::user::{LoginName, Role, UserCommand};
use anjuan::commands::{OfficeDesk, Request, Step};
use anjuan::event_log::{EventLog, Position};
use anjuan::projections::rebuild::{Then, rebuild};
use anjuan::projections::reminders::{ToldTo, to_user};
use anjuan::schedule::{Reminded, remind};

/// A user with a role, who is in the store.
async fn user(desk: &OfficeDesk, login: &str, role: Role) -> UserId {
    let login: LoginName = login.parse().expect("a login name");
    let name: Name = "李娜".parse().expect("a name");
    let (user, now) = (desk.office().user_stream(&login), desk.store().source().now());
    let name = Personal::plain(Subject::STAFF, name);
    let commands = [
        UserCommand::AddUser { login, name, department: None, committee: None },
        UserCommand::GrantRole { role },
    ];
    let steps = commands.map(|command| Step::new(user, Dated::at(now, command)));
    let request = Request { conduct: Conduct::Live, steps: steps.to_vec() };
    desk.execute(request).await.expect("a user");
    user
}

/// A petition of 8 October 2019 that was accepted on the 9th: to be concluded by Monday, 9 December.
async fn accepted(desk: &OfficeDesk) -> CaseId {
    let case = desk.store().source().stream_id();
    desk.execute(Request::live(case, on("2019-10-08", register("XF-1")))).await.expect("registered");
    let accept = PetitionCommand::AcceptPetition { department: None, simplified: false };
    desk.execute(ask(case, "2019-10-09", accept)).await.expect("accepted");
    case
}

async fn told(desk: &OfficeDesk, user: UserId) -> Vec<String> {
    let told = to_user(desk.store().db(), desk.office(), user, 100).await.expect("what was said");
    told.iter()
        .map(|ToldTo { number, due, stage, told, .. }| format!("{told} {number} {due} {stage}"))
        .collect()
}

const NOTHING: Reminded = Reminded { said: 0, nobody: 0 };
const ONCE: Reminded = Reminded { said: 1, nobody: 0 };

#[tokio::test]
async fn people_are_told_once_at_each_stage_and_those_who_lead_when_it_is_late() {
    for engine in ENGINES {
        let place = engine.place();
        let (source, clock) = source(1);
        let desk = office(&place, source).await;
        let (clerk, leader) =
            (user(&desk, "li.na", Role::PetitionClerk).await, user(&desk, "chen.tao", Role::Leader).await);
        accepted(&desk).await;
        let story = [
            ("2019-12-03T10:00:00+08:00", NOTHING, "far away"),
            ("2019-12-04T08:00:00+08:00", NOTHING, "before working hours"),
            ("2019-12-04T08:30:00+08:00", ONCE, "three working days are left"),
            ("2019-12-04T08:31:00+08:00", NOTHING, "said before"),
            ("2019-12-07T10:00:00+08:00", NOTHING, "a Saturday"),
            ("2019-12-09T10:00:00+08:00", ONCE, "the last day"),
            ("2019-12-09T18:00:00+08:00", NOTHING, "after working hours"),
            ("2019-12-10T10:00:00+08:00", ONCE, "late"),
            ("2019-12-13T10:00:00+08:00", ONCE, "late by more than three working days"),
            ("2019-12-16T10:00:00+08:00", NOTHING, "all was said"),
        ];
        for (at, expected, why) in story {
            clock.set(moment(at));
            assert_eq!(remind(&desk).await.expect("looked"), expected, "{engine:?} {at}: {why}");
        }
        assert_eq!(
            told(&desk, clerk).await,
            [
                "2019-12-10 XF-1 2019-12-09 overdue",
                "2019-12-09 XF-1 2019-12-09 today",
                "2019-12-04 XF-1 2019-12-09 soon",
            ],
            "{engine:?}"
        );
        assert_eq!(told(&desk, leader).await, ["2019-12-13 XF-1 2019-12-09 escalated"], "{engine:?}");
    }
}

#[tokio::test]
async fn whoever_handles_a_case_is_told_and_whoever_is_accused_in_it_is_not() {
    for engine in ENGINES {
        let place = engine.place();
        let (source, clock) = source(2);
        let desk = office(&place, source).await;
        let clerk = user(&desk, "li.na", Role::PetitionClerk).await;
        let handler = user(&desk, "wang.wei", Role::Handler).await;
        let leader = user(&desk, "chen.tao", Role::Leader).await;
        let case = accepted(&desk).await;
        let commands =
            [AccessCommand::AssignHandler { user: handler }, AccessCommand::NameAccused { user: leader }];
        desk.execute(desk.about_access(case, &commands)).await.expect("assigned");
        clock.set(moment("2019-12-09T10:00:00+08:00"));
        assert_eq!(remind(&desk).await.expect("looked"), ONCE, "{engine:?}");
        assert_eq!(told(&desk, handler).await, ["2019-12-09 XF-1 2019-12-09 today"], "{engine:?}");
        clock.set(moment("2019-12-17T10:00:00+08:00"));
        let only_the_accused_leads = Reminded { said: 0, nobody: 1 };
        assert_eq!(remind(&desk).await.expect("looked"), only_the_accused_leads, "{engine:?}");
        for nobody in [clerk, leader] {
            assert!(told(&desk, nobody).await.is_empty(), "{engine:?}");
        }
    }
}

#[tokio::test]
async fn what_is_done_is_spoken_of_no_longer() {
    for engine in ENGINES {
        let place = engine.place();
        let (source, clock) = source(3);
        let desk = office(&place, source).await;
        let clerk = user(&desk, "li.na", Role::PetitionClerk).await;
        let case = accepted(&desk).await;
        clock.set(moment("2019-12-09T10:00:00+08:00"));
        remind(&desk).await.expect("looked");
        assert_eq!(told(&desk, clerk).await.len(), 1, "{engine:?}");
        let conclude = PetitionCommand::ConcludePetition { outcome: Some(Opinion::Support), paper: None };
        desk.execute(ask(case, "2019-12-09", conclude)).await.expect("concluded");
        assert!(told(&desk, clerk).await.is_empty(), "{engine:?}");
        clock.set(moment("2019-12-10T10:00:00+08:00"));
        assert_eq!(remind(&desk).await.expect("looked"), NOTHING, "{engine:?}");
        let rebuilt = rebuild(desk.store().db(), Then::CompareOnly, |_| {}).await.expect("rebuilt");
        assert_eq!(rebuilt.differences(), 0, "{engine:?}: {rebuilt:?}");
    }
}

#[tokio::test]
async fn servers_that_look_in_the_same_moment_and_after_a_restart_say_it_once() {
    for engine in ENGINES {
        let place = engine.place();
        let (one, clock) = source(4);
        let (two, other_clock) = source(5);
        let desk = office(&place, one).await;
        let clerk = user(&desk, "li.na", Role::PetitionClerk).await;
        for _ in 0..5 {
            let case = desk.store().source().stream_id();
            let number = format!("XF-{}", case.0.simple());
            desk.execute(Request::live(case, on("2019-11-08", register(&number)))).await.expect("registered");
        }
        let neighbour = office_at(&place.url, two).await;
        clock.set(moment("2019-11-25T10:00:00+08:00"));
        other_clock.set(moment("2019-11-25T10:00:00.000123+08:00"));
        let (here, there) = tokio::join!(remind(&desk), remind(&neighbour));
        here.expect("looked");
        there.expect("looked");
        let log = desk.store().log();
        let said = log.read(desk.office(), Position(0), 1000).await.expect("events");
        let said = said.iter().filter(|event| &*event.event_type == "DeadlineReminded").count();
        assert_eq!(said, 5, "{engine:?}");
        assert_eq!(told(&desk, clerk).await.len(), 5, "{engine:?}");
        let (three, third_clock) = source(6);
        third_clock.set(moment("2019-11-25T10:01:00+08:00"));
        let restarted = office_at(&place.url, three).await;
        assert_eq!(remind(&restarted).await.expect("looked"), NOTHING, "{engine:?}");
    }
}
