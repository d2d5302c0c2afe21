//! 密级: cases of which most learn nothing, and cases that few open.
use super::people::{PETITIONS, Street, Told, accept, admit, asks, belonging, lists, sends, to};
use crate::committing::lives::urge;
use crate::support::stores::ENGINES;
use anjuan::cases::access::{AccessCommand, Confidentiality};
use anjuan::cases::user::Role;
use anjuan::policy::Query;

const fn level(level: Confidentiality) -> AccessCommand {
    AccessCommand::SetConfidentiality { level }
}

#[tokio::test]
async fn of_a_secret_case_only_those_learn_who_work_on_it_or_were_admitted() {
    for engine in ENGINES {
        let street = Street::open(engine).await;
        let clerk = street.hire("clerk", None, &[Role::PetitionClerk]).await;
        let handler = street.hire("handler", Some("平安办"), &[Role::Handler]).await;
        let colleague = street.hire("colleague", Some(PETITIONS), &[Role::Handler]).await;
        let leader = street.hire("leader", None, &[Role::Leader]).await;
        let auditor = street.hire("auditor", None, &[Role::Auditor]).await;
        let security = street.hire("security", None, &[Role::SecurityAdministrator]).await;
        let case = street.petition(&clerk, "XF-1").await;
        let user = street.user("handler");
        let assign = belonging(&clerk, case, AccessCommand::AssignHandler { user });
        assert_eq!(sends(&clerk, assign).await, Told::Yes, "{engine:?}");
        let secret = belonging(&leader, case, level(Confidentiality::Secret));
        assert_eq!(sends(&leader, secret).await, Told::Yes, "{engine:?}");

        for (who, desk) in
            [("clerk", &clerk), ("colleague", &colleague), ("leader", &leader), ("auditor", &auditor)]
        {
            assert_eq!(asks(desk, Query::ReadCase, case).await, Told::NoSuchCase, "{engine:?}: {who}");
            assert_eq!(sends(desk, to(case, accept())).await, Told::NoSuchCase, "{engine:?}: {who}");
            assert_eq!(sends(desk, to(case, urge("请办"))).await, Told::NoSuchCase, "{engine:?}: {who}");
            assert!(!lists(desk, case).await, "{engine:?}: {who}");
        }
        assert_eq!(sends(&handler, to(case, accept())).await, Told::Yes, "{engine:?}");
        assert!(lists(&handler, case).await, "{engine:?}");
        assert_eq!(asks(&security, Query::ReadAccess, case).await, Told::Yes, "{engine:?}");
        for query in [Query::ReadCase, Query::SeeMatter, Query::SeeInformant, Query::ReadOriginal] {
            assert_eq!(asks(&security, query, case).await, Told::NoSuchCase, "{engine:?}: {query:?}");
        }

        let own = belonging(&security, case, admit(street.user("security"), None));
        assert_ne!(sends(&security, own).await, Told::Yes, "{engine:?}: nobody admits oneself");
        let other = belonging(&security, case, admit(street.user("auditor"), Some("2019-11-11")));
        assert_eq!(sends(&security, other).await, Told::Yes, "{engine:?}");
        street.is("2019-11-11");
        for query in [Query::ReadCase, Query::SeeInformant, Query::ReadOriginal, Query::ReadAccess] {
            assert_eq!(asks(&auditor, query, case).await, Told::Yes, "{engine:?}: {query:?}");
        }
        assert!(lists(&auditor, case).await, "{engine:?}");
        street.is("2019-11-12");
        assert_eq!(
            asks(&auditor, Query::ReadCase, case).await,
            Told::NoSuchCase,
            "{engine:?}: its time is over"
        );
        assert!(!lists(&auditor, case).await, "{engine:?}");
    }
}

#[tokio::test]
async fn a_restricted_case_is_known_to_be_there_and_opened_by_those_who_have_a_part_in_it() {
    for engine in ENGINES {
        let street = Street::open(engine).await;
        let clerk = street.hire("clerk", None, &[Role::PetitionClerk]).await;
        let other = street.hire("other", None, &[Role::PetitionClerk]).await;
        let handler = street.hire("handler", Some(PETITIONS), &[Role::Handler]).await;
        let leader = street.hire("leader", None, &[Role::Leader]).await;
        let case = street.petition(&clerk, "XF-1").await;
        assert_eq!(asks(&other, Query::ReadCase, case).await, Told::Yes, "{engine:?}");
        let restricted = belonging(&clerk, case, level(Confidentiality::Restricted));
        assert_eq!(sends(&clerk, restricted).await, Told::Yes, "{engine:?}");

        for (who, desk) in [("clerk", &clerk), ("handler", &handler), ("leader", &leader)] {
            assert_eq!(asks(desk, Query::ReadCase, case).await, Told::Yes, "{engine:?}: {who}");
        }
        assert_eq!(asks(&other, Query::ReadCase, case).await, Told::Denied, "{engine:?}");
        assert_eq!(sends(&other, to(case, accept())).await, Told::Denied, "{engine:?}");
        assert!(lists(&other, case).await, "{engine:?}: that it is there is no secret");

        let security = street.hire("security", None, &[Role::SecurityAdministrator]).await;
        let admitted = belonging(&security, case, admit(street.user("other"), None));
        assert_eq!(sends(&security, admitted).await, Told::Yes, "{engine:?}");
        assert_eq!(asks(&other, Query::ReadCase, case).await, Told::Yes, "{engine:?}");
        let dismissed =
            belonging(&security, case, AccessCommand::DismissReader { user: street.user("other") });
        assert_eq!(sends(&security, dismissed).await, Told::Yes, "{engine:?}");
        assert_eq!(asks(&other, Query::ReadCase, case).await, Told::Denied, "{engine:?}");
    }
}
