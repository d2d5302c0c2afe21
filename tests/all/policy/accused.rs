//! Whoever is accused in a matter never learns of it (信访工作条例 30).
use super::people::{
    PETITIONS, Street, Told, accept, admit, asks, belonging, conclude, lists, registration, sends, to,
};
use crate::committing::lives::{on, urge};
use crate::support::stores::ENGINES;
use anjuan::cases::access::AccessCommand;
use anjuan::cases::case_file::Order;
use anjuan::cases::ids::{CaseId, Version};
use anjuan::cases::petition::PetitionCommand;
use anjuan::cases::user::Role;
use anjuan::commands::permit::Clear;
use anjuan::commands::{OfficeDesk, Request};
use anjuan::policy::Query;

const OPENING: [Query; 9] = [
    Query::ReadCase,
    Query::ReadAccess,
    Query::SeeMatter,
    Query::SeePetitioner,
    Query::SeeInformant,
    Query::SeeParty,
    Query::SeeStaff,
    Query::ReadFile,
    Query::ReadOriginal,
];

/// What could be tried with a case.
fn attempts(desk: &OfficeDesk, case: CaseId) -> Vec<Request> {
    let user = desk.subject().user().expect("a user");
    let back = Order::<PetitionCommand>::Correct { corrects: Version(1), becomes: None, reason: None };
    vec![
        to(case, accept()),
        to(case, conclude()),
        to(case, urge("请抓紧办理")),
        Request::live(case, on("2019-11-08", back)),
        Request::live(
            desk.office().access_stream(case),
            on("2019-11-08", AccessCommand::OpenAccess { case }),
        ),
        belonging(desk, case, AccessCommand::AssignHandler { user }),
        belonging(desk, case, AccessCommand::ClearAccused { user }),
        belonging(desk, case, admit(user, None)),
    ]
}

#[tokio::test]
async fn to_the_accused_there_is_no_such_case_in_whatever_role() {
    for engine in ENGINES {
        let street = Street::open(engine).await;
        let clerk = street.hire("clerk", None, &[Role::PetitionClerk]).await;
        let case = street.petition(&clerk, "XF-1").await;
        for (at, role) in Role::ALL.into_iter().enumerate() {
            let login = format!("user{at}");
            let desk = street.hire(&login, Some(PETITIONS), &[role]).await;
            street.belongs(case, AccessCommand::AssignHandler { user: street.user(&login) }).await;
            street.belongs(case, AccessCommand::NameAccused { user: street.user(&login) }).await;
            for query in OPENING {
                let told = asks(&desk, query, case).await;
                assert_eq!(told, Told::NoSuchCase, "{engine:?}: {role} {query:?}");
            }
            for request in attempts(&desk, case) {
                let what = format!("{engine:?}: {role} {:?}", request.steps);
                assert_eq!(sends(&desk, request).await, Told::NoSuchCase, "{what}");
            }
            assert_eq!(desk.clear(case).await.expect("an answer"), Clear::default(), "{engine:?}: {role}");
            if !role.is_administration() {
                assert!(!lists(&desk, case).await, "{engine:?}: {role}");
            }
        }
        assert_eq!(asks(&clerk, Query::ReadCase, case).await, Told::Yes, "{engine:?}: is not accused");
        assert!(lists(&clerk, case).await, "{engine:?}");
    }
}

#[tokio::test]
async fn whoever_is_accused_cannot_tell_the_case_from_one_that_is_not_there() {
    for engine in ENGINES {
        let street = Street::open(engine).await;
        let clerk = street.hire("clerk", None, &[Role::PetitionClerk]).await;
        let case = street.petition(&clerk, "XF-1").await;
        for (at, role) in Role::ALL.into_iter().enumerate() {
            let login = format!("user{at}");
            let desk = street.hire(&login, Some(PETITIONS), &[role]).await;
            street.belongs(case, AccessCommand::NameAccused { user: street.user(&login) }).await;
            let none = desk.store().source().stream_id();
            for query in OPENING {
                let (real, unreal) = (asks(&desk, query, case).await, asks(&desk, query, none).await);
                assert_eq!(real, unreal, "{engine:?}: {role} {query:?}");
            }
            for (real, unreal) in attempts(&desk, case).into_iter().zip(attempts(&desk, none)) {
                let what = format!("{engine:?}: {role} {:?}", real.steps);
                assert_eq!(sends(&desk, real).await, sends(&desk, unreal).await, "{what}");
            }
        }
    }
}

#[tokio::test]
async fn whoever_turns_out_to_be_accused_loses_the_case_and_gets_it_back_when_cleared() {
    for engine in ENGINES {
        let street = Street::open(engine).await;
        let clerk = street.hire("clerk", None, &[Role::PetitionClerk]).await;
        let leader = street.hire("leader", None, &[Role::Leader]).await;
        let handler = street.hire("handler", Some("平安办"), &[Role::Handler]).await;
        let security = street.hire("security", None, &[Role::SecurityAdministrator]).await;
        let case = street.petition(&clerk, "XF-1").await;
        let user = street.user("handler");
        let assign = || AccessCommand::AssignHandler { user };
        assert_eq!(sends(&clerk, belonging(&clerk, case, assign())).await, Told::Yes, "{engine:?}");
        assert_eq!(sends(&handler, to(case, accept())).await, Told::Yes, "{engine:?}");

        let name = belonging(&leader, case, AccessCommand::NameAccused { user });
        assert_eq!(sends(&leader, name).await, Told::Yes, "{engine:?}");
        assert_eq!(sends(&handler, to(case, conclude())).await, Told::NoSuchCase, "{engine:?}");
        assert!(!lists(&handler, case).await, "{engine:?}");
        let told = sends(&clerk, belonging(&clerk, case, assign())).await;
        assert_eq!(told, Told::Refused("access.barred"), "{engine:?}");

        let clear = || belonging(&security, case, AccessCommand::ClearAccused { user });
        for desk in [&clerk, &leader] {
            assert_eq!(sends(desk, clear()).await, Told::Denied, "{engine:?}");
        }
        assert_eq!(sends(&security, clear()).await, Told::Yes, "{engine:?}");
        assert!(lists(&handler, case).await, "{engine:?}");
        assert_eq!(sends(&handler, to(case, conclude())).await, Told::Denied, "{engine:?}: no part is left");
        assert_eq!(sends(&clerk, belonging(&clerk, case, assign())).await, Told::Yes, "{engine:?}");
        assert_eq!(sends(&handler, to(case, conclude())).await, Told::Yes, "{engine:?}");
    }
}

#[tokio::test]
async fn a_clerk_who_is_accused_in_one_petition_works_on_all_others() {
    for engine in ENGINES {
        let street = Street::open(engine).await;
        let clerk = street.hire("clerk", None, &[Role::PetitionClerk]).await;
        let (one, other) = (street.petition(&clerk, "XF-1").await, street.petition(&clerk, "XF-2").await);
        street.belongs(one, AccessCommand::NameAccused { user: street.user("clerk") }).await;
        assert_eq!(sends(&clerk, to(one, accept())).await, Told::NoSuchCase, "{engine:?}");
        assert_eq!(sends(&clerk, to(other, accept())).await, Told::Yes, "{engine:?}");
        assert!(!lists(&clerk, one).await && lists(&clerk, other).await, "{engine:?}");
        let mut both = registration(clerk.store().source().stream_id(), "XF-3");
        both.steps.extend(to(one, accept()).steps);
        assert_eq!(sends(&clerk, both).await, Told::NoSuchCase, "{engine:?}");
    }
}
