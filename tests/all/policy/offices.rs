//! A district reads the subdistricts below it and does nothing there; a subdistrict reads no other.
use super::people::{Street, Told, about, accept, asks, asks_for, belonging, desk, hire, lists, sends, to};
use crate::committing::lives::{on, urge, word};
use crate::support::stores::{ENGINES, actor};
use anjuan::cases::access::{AccessCommand, Confidentiality};
use anjuan::cases::office::OfficeCommand;
use anjuan::cases::user::{Role, UserCommand};
use anjuan::commands::{OfficeDesk, Request};
use anjuan::policy::{Place, Query};

/// The subdistrict's own desk is the operator's of the street; these are the district above it and its neighbour.
struct Offices {
    street: Street,
    district: OfficeDesk,
    neighbour: OfficeDesk,
}

impl Offices {
    async fn of(street: Street) -> Self {
        let store = street.operator.store().clone();
        let add = async |code: &str, name: &str| {
            store.add_office(word(code), word(name), Vec::new(), actor()).await.expect("an office")
        };
        let district = add("310110", "杨浦区").await;
        let neighbour = add("310110006", "平凉路街道").await;
        for below in [&street.operator, &neighbour] {
            let place = OfficeCommand::PlaceOffice { above: word("310110") };
            let request = Request::live(below.office().stream(), on("2019-01-02", place));
            below.execute(request).await.expect("placed");
        }
        Self { street, district, neighbour }
    }

    /// Whoever works for one office, at the desk of the subdistrict.
    async fn at_the_street(&self, operator: &OfficeDesk, login: &str, role: Role) -> OfficeDesk {
        hire(operator, login, None, &[role]).await;
        desk(operator, self.street.office(), login).await.expect("a user")
    }
}

#[tokio::test]
async fn leaders_and_auditors_of_the_district_read_the_office_below_and_carry_out_nothing_there() {
    for engine in ENGINES {
        let offices = Offices::of(Street::open(engine).await).await;
        let street = &offices.street;
        let clerk = street.hire("clerk", None, &[Role::PetitionClerk]).await;
        street.hire("handler", None, &[Role::Handler]).await;
        let case = street.petition(&clerk, "XF-1").await;
        for (login, role) in [("leader", Role::Leader), ("auditor", Role::Auditor)] {
            let desk = offices.at_the_street(&offices.district, login, role).await;
            assert_eq!(desk.place(), Place::Below, "{engine:?}");
            for query in [Query::ListCases, Query::SearchCases, Query::ReadFigures] {
                assert_eq!(asks_for(&desk, query).await, Told::Yes, "{engine:?}: {role} {query:?}");
            }
            for query in [Query::ReadWorkList, Query::FollowEvents, Query::ListUsers, Query::StoreFile] {
                assert_eq!(asks_for(&desk, query).await, Told::Denied, "{engine:?}: {role} {query:?}");
            }
            for query in
                [Query::ReadCase, Query::SeeMatter, Query::SeeParty, Query::SeeStaff, Query::ReadFile]
            {
                assert_eq!(asks(&desk, query, case).await, Told::Yes, "{engine:?}: {role} {query:?}");
            }
            for query in [Query::SeePetitioner, Query::SeeInformant, Query::ReadOriginal, Query::ReadAccess] {
                assert_eq!(asks(&desk, query, case).await, Told::Denied, "{engine:?}: {role} {query:?}");
            }
            let user = street.user("handler");
            let target = OfficeCommand::AddCommittee { committee: word("新村") };
            for request in [
                to(case, urge("请办")),
                to(case, accept()),
                belonging(&desk, case, AccessCommand::AssignHandler { user }),
                about(user, "2019-11-08", UserCommand::DisableUser {}),
                Request::live(desk.office().stream(), on("2019-11-08", target)),
            ] {
                let what = format!("{engine:?}: {role} {:?}", request.steps);
                assert_eq!(sends(&desk, request).await, Told::Denied, "{what}");
            }
        }
        for (login, role) in [
            ("clerk", Role::PetitionClerk),
            ("handler", Role::Handler),
            ("inspector", Role::Inspector),
            ("system", Role::SystemAdministrator),
            ("security", Role::SecurityAdministrator),
            ("audit", Role::AuditAdministrator),
        ] {
            let desk = offices.at_the_street(&offices.district, login, role).await;
            assert_eq!(asks_for(&desk, Query::ListCases).await, Told::Denied, "{engine:?}: {role}");
            assert_eq!(asks_for(&desk, Query::ListUsers).await, Told::Denied, "{engine:?}: {role}");
            assert_eq!(asks(&desk, Query::ReadCase, case).await, Told::Denied, "{engine:?}: {role}");
        }
    }
}

#[tokio::test]
async fn nobody_reads_a_neighbouring_office_or_the_one_above() {
    for engine in ENGINES {
        let offices = Offices::of(Street::open(engine).await).await;
        let street = &offices.street;
        let clerk = street.hire("clerk", None, &[Role::PetitionClerk]).await;
        let case = street.petition(&clerk, "XF-1").await;
        for (at, role) in Role::ALL.into_iter().enumerate() {
            let login = format!("user{at}");
            let at_neighbours = offices.at_the_street(&offices.neighbour, &login, role).await;
            street.hire(&login, None, &[role]).await;
            let at_district =
                desk(&street.operator, offices.district.office(), &login).await.expect("a user");
            for desk in [&at_neighbours, &at_district] {
                assert_eq!(desk.place(), Place::Elsewhere, "{engine:?}: {role}");
                for query in Query::ALL.into_iter().filter(|query| !query.opens_a_case()) {
                    assert_eq!(asks_for(desk, query).await, Told::Denied, "{engine:?}: {role} {query:?}");
                }
                for query in Query::ALL.into_iter().filter(|query| query.opens_a_case()) {
                    assert_ne!(asks(desk, query, case).await, Told::Yes, "{engine:?}: {role} {query:?}");
                }
                assert_ne!(sends(desk, to(case, accept())).await, Told::Yes, "{engine:?}: {role}");
            }
        }
    }
}

#[tokio::test]
async fn what_is_hidden_in_an_office_is_hidden_from_the_district_too() {
    for engine in ENGINES {
        let offices = Offices::of(Street::open(engine).await).await;
        let street = &offices.street;
        let clerk = street.hire("clerk", None, &[Role::PetitionClerk]).await;
        let about_the_leader = street.petition(&clerk, "XF-1").await;
        let secret = street.petition(&clerk, "XF-2").await;
        let ordinary = street.petition(&clerk, "XF-3").await;
        let leader = offices.at_the_street(&offices.district, "leader", Role::Leader).await;
        let auditor = offices.at_the_street(&offices.district, "auditor", Role::Auditor).await;
        let user = leader.subject().user().expect("a user");
        street.belongs(about_the_leader, AccessCommand::NameAccused { user }).await;
        let level = Confidentiality::Secret;
        street.belongs(secret, AccessCommand::SetConfidentiality { level }).await;

        for (desk, case, wanted) in [
            (&leader, about_the_leader, Told::NoSuchCase),
            (&leader, secret, Told::NoSuchCase),
            (&leader, ordinary, Told::Yes),
            (&auditor, about_the_leader, Told::Yes),
            (&auditor, secret, Told::NoSuchCase),
        ] {
            let who = &desk.subject().who;
            assert_eq!(asks(desk, Query::ReadCase, case).await, wanted, "{engine:?}: {who}");
            assert_eq!(lists(desk, case).await, wanted == Told::Yes, "{engine:?}: {who}");
        }
    }
}
