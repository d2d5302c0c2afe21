//! Telling from paper is for history: it opens no door that is closed to live commands.
use super::people::{Street, Told, about, accept, admit, belonging, lists, sends, to};
use crate::committing::lives::{on, together};
use crate::support::stores::ENGINES;
use anjuan::cases::access::AccessCommand;
use anjuan::cases::case_file::Order;
use anjuan::cases::facts::Conduct;
use anjuan::cases::ids::Version;
use anjuan::cases::occurred::Dated;
use anjuan::cases::user::{Role, UserCommand};
use anjuan::commands::{Request, Step};

fn on_paper(request: Request) -> Request {
    Request { conduct: Conduct::Paper, ..request }
}

#[tokio::test]
async fn the_system_administrator_tells_of_cases_from_paper_and_gives_nobody_a_role_by_it() {
    for engine in ENGINES {
        let street = Street::open(engine).await;
        let clerk = street.hire("clerk", None, &[Role::PetitionClerk]).await;
        let system = street.hire("system", None, &[Role::SystemAdministrator]).await;
        let case = street.petition(&clerk, "XF-1").await;
        assert_eq!(sends(&clerk, on_paper(to(case, accept()))).await, Told::Denied, "{engine:?}");
        assert_eq!(sends(&system, to(case, accept())).await, Told::Denied, "{engine:?}");
        assert_eq!(sends(&system, on_paper(to(case, accept()))).await, Told::Yes, "{engine:?}");

        for login in ["system", "clerk"] {
            let grant = UserCommand::GrantRole { role: Role::Leader };
            let request = on_paper(about(street.user(login), "2019-11-08", grant));
            assert_eq!(sends(&system, request).await, Told::Denied, "{engine:?}: {login}");
        }
        let admitted = on_paper(belonging(&system, case, admit(street.user("system"), None)));
        assert_eq!(sends(&system, admitted).await, Told::Denied, "{engine:?}");
    }
}

#[tokio::test]
async fn whoever_is_accused_in_a_case_tells_nothing_of_it_from_paper() {
    for engine in ENGINES {
        let street = Street::open(engine).await;
        let clerk = street.hire("clerk", None, &[Role::PetitionClerk]).await;
        let system = street.hire("system", None, &[Role::SystemAdministrator]).await;
        let case = street.petition(&clerk, "XF-1").await;
        let user = street.user("system");
        street.belongs(case, AccessCommand::NameAccused { user }).await;
        assert_eq!(sends(&system, on_paper(to(case, accept()))).await, Told::NoSuchCase, "{engine:?}");
        street.belongs(case, AccessCommand::ClearAccused { user }).await;
        assert_eq!(sends(&system, on_paper(to(case, accept()))).await, Told::Yes, "{engine:?}");
    }
}

#[tokio::test]
async fn a_correction_gives_nobody_what_a_command_would_not() {
    for engine in ENGINES {
        let street = Street::open(engine).await;
        street.hire("clerk", None, &[Role::PetitionClerk]).await;
        let system = street.hire("system", None, &[Role::SystemAdministrator]).await;
        let user = street.user("clerk");
        let correct = |stream, becomes: Option<UserCommand>| {
            let becomes = becomes.map(|command| Box::new(on("2019-01-02", command)));
            let order = Order::Correct { corrects: Version(2), becomes, reason: None };
            Request::live(stream, on("2019-11-08", order))
        };
        let leads = || Some(UserCommand::GrantRole { role: Role::Leader });
        for (login, becomes) in [("clerk", leads()), ("clerk", None), ("system", leads()), ("system", None)] {
            let told = sends(&system, correct(street.user(login), becomes)).await;
            assert_eq!(told, Told::Denied, "{engine:?}: {login}");
        }
        street
            .about("clerk", "2019-02-01", UserCommand::MoveUser { department: None, committee: None })
            .await;
        let moved = Order::<UserCommand>::Correct { corrects: Version(3), becomes: None, reason: None };
        let back = Request::live(user, on("2019-11-08", moved));
        assert_eq!(
            sends(&system, back).await,
            Told::Yes,
            "{engine:?}: what is the administrator's own to do"
        );
        let clerk = street.desk("clerk").await.expect("a user");
        assert!(clerk.subject().is(Role::PetitionClerk), "{engine:?}: is what the clerk was");
    }
}

#[tokio::test]
async fn nobody_admits_oneself_by_a_correction() {
    for engine in ENGINES {
        let street = Street::open(engine).await;
        let clerk = street.hire("clerk", None, &[Role::PetitionClerk]).await;
        let security = street.hire("security", None, &[Role::SecurityAdministrator, Role::Auditor]).await;
        street.hire("auditor", None, &[Role::Auditor]).await;
        let case = street.petition(&clerk, "XF-1").await;
        let (own, other) = (street.user("security"), street.user("auditor"));
        let secret = anjuan::cases::access::Confidentiality::Secret;
        street.belongs(case, AccessCommand::SetConfidentiality { level: secret }).await;
        street.belongs(case, admit(other, None)).await;
        street.belongs(case, admit(own, None)).await;
        street.belongs(case, AccessCommand::DismissReader { user: own }).await;
        let stream = street.office().access_stream(case);
        // 1 opened, 2 secret, 3 the auditor admitted, 4 the administrator admitted, 5 and dismissed.
        let correct = |corrects, becomes: Option<Dated<AccessCommand>>| {
            let order =
                Order::Correct { corrects: Version(corrects), becomes: becomes.map(Box::new), reason: None };
            together(vec![
                Step::new(stream, on("2019-11-08", AccessCommand::OpenAccess { case })),
                Step::new(stream, on("2019-11-08", order)),
            ])
        };
        let own_admission = correct(3, Some(on("2019-11-08", admit(own, None))));
        assert_eq!(sends(&security, own_admission).await, Told::NoSuchCase, "{engine:?}");
        assert_eq!(sends(&security, correct(5, None)).await, Told::NoSuchCase, "{engine:?}");
        assert!(!lists(&security, case).await, "{engine:?}");
        let shorter = correct(3, Some(on("2019-11-08", admit(other, Some("2019-11-30")))));
        assert_eq!(sends(&security, shorter).await, Told::Yes, "{engine:?}");
    }
}
