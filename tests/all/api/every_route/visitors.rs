//! Everybody who asks, and how each of them does.
use super::{Operation, bodies};
use crate::api::answers::is_told;
use crate::app::{House, PASSWORD};
use crate::signing_in::browser::Browser;
use crate::support::stores::{Engine, actor, office_file};
use anjuan::cases::office::OfficeCommand;
use anjuan::cases::user::Role;
use anjuan::commands::{OfficeDesk, Request as Command};
use anjuan::policy::{Capacity, Relation};
use anjuan::sign_in::api_token::WantedToken;
use anjuan::web::app::Unsigned;
use anjuan::web::server::Client;
use anjuan::web::sign_in::ClientAddress;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::Request;
use chrono::TimeDelta;
use serde_json::{Value, json};
use std::net::{IpAddr, Ipv4Addr};
use tower::ServiceExt;

/// Everybody, in the order of the fixture's columns.
pub const NAMES: [&str; 14] = [
    "clerk",
    "handler",
    "inspector",
    "leader",
    "auditor",
    "system",
    "security",
    "audit",
    "operator",
    "nobody",
    "neighbour",
    "district",
    "accused",
    "token",
];

/// In which capacity they act, and what they are to the case; nothing for those who only have cells of their own.
pub const CAPACITIES: [Option<(Capacity, Option<Relation>)>; 14] = [
    Some((Capacity::Role(Role::PetitionClerk), Some(Relation::Registered))),
    Some((Capacity::Role(Role::Handler), Some(Relation::Handles))),
    Some((Capacity::Role(Role::Inspector), Some(Relation::Inspects))),
    Some((Capacity::Role(Role::Leader), None)),
    Some((Capacity::Role(Role::Auditor), None)),
    Some((Capacity::Role(Role::SystemAdministrator), None)),
    Some((Capacity::Role(Role::SecurityAdministrator), None)),
    Some((Capacity::Role(Role::AuditAdministrator), None)),
    None,
    None,
    None,
    None,
    Some((Capacity::Role(Role::Leader), None)),
    None,
];

/// The user about whom commands are.
pub const SOMEBODY: &str = "wang.wu";
const OTHER: &str = "zhao.liu";

/// How somebody shows who they are.
enum Shows {
    Nothing,
    Loopback,
    Token(String),
    Session { desk: Box<OfficeDesk>, login: String, browser: Box<Browser> },
}

struct Visitor {
    shows: Shows,
    /// The office that is asked for, where it is not one's own.
    office: Option<String>,
}

/// What is answered.
pub struct Answer {
    pub status: u16,
    pub code: String,
}

/// An office with a case of each kind, and everybody at its door.
pub struct Place {
    pub engine: Engine,
    pub house: House,
    visitors: Vec<Visitor>,
    /// A petition, a hazard, a structure, a visit, an inspection.
    cases: Vec<Case>,
}

/// A case.
pub struct Case {
    pub number: String,
    pub id: String,
}

impl Place {
    pub async fn open(engine: Engine) -> Self {
        let house = House::on(engine, Unsigned::Always).await;
        house.user_at(&house.desk, SOMEBODY, Role::Handler).await;
        house.user_at(&house.desk, OTHER, Role::Handler).await;
        let staff = NAMES.iter().zip(CAPACITIES).filter_map(|(name, capacity)| match capacity {
            Some((Capacity::Role(role), _)) => Some((*name, role)),
            _ => None,
        });
        let mut visitors: Vec<Option<Visitor>> = NAMES.iter().map(|_| None).collect();
        let at = |name: &str| NAMES.iter().position(|known| *known == name).expect("a visitor");
        for (name, role) in staff {
            let browser = Box::new(house.signed_in(name, role).await);
            let shows =
                Shows::Session { desk: Box::new(house.desk.clone()), login: name.to_owned(), browser };
            visitors[at(name)] = Some(Visitor { shows, office: None });
        }
        let code = office_file()["code"].as_str().expect("a code").to_owned();
        let district = office_of(&house, "310110", "杨浦区").await;
        let neighbour = office_of(&house, "310110006", "平凉路街道").await;
        for below in [&house.desk, &neighbour] {
            place_below(below, "310110").await;
        }
        for (name, desk) in [("district", district), ("neighbour", neighbour)] {
            let browser = Box::new(house.signed_in_at(&desk, name, Role::Leader).await);
            let shows = Shows::Session { desk: Box::new(desk), login: name.to_owned(), browser };
            visitors[at(name)] = Some(Visitor { shows, office: Some(code.clone()) });
        }
        let token = token(&house).await;
        for (name, shows) in
            [("operator", Shows::Loopback), ("nobody", Shows::Nothing), ("token", Shows::Token(token))]
        {
            visitors[at(name)] = Some(Visitor { shows, office: None });
        }
        let visitors = visitors.into_iter().map(|visitor| visitor.expect("everybody is there")).collect();
        let mut place = Self { engine, house, visitors, cases: Vec::new() };
        place.register().await;
        place
    }

    /// The clerk registers a case of each kind; it is given to the handler and the inspector, and its accused is named.
    async fn register(&mut self) {
        let Shows::Session { browser: clerk, .. } = &self.visitors[0].shows else {
            panic!("the clerk has a session")
        };
        let (mut clerk, mut cases) = ((**clerk).clone(), Vec::new());
        let sent = clerk.put(&format!("files/{}", super::bodies::ABC), b"abc").await;
        assert!(sent.status < 300, "{sent:?}");
        for (route, body) in [
            ("petitions/commands/RegisterPetition", bodies::petition()),
            ("fire-hazards/commands/ReportHazard", bodies::hazard()),
            ("illegal-structures/commands/ReportStructure", bodies::structure()),
            ("declared/commands/OpenCase", bodies::visit()),
        ] {
            let registered = clerk.post(route, body).await;
            assert_eq!(registered.status, 201, "{route}: {registered:?}");
            cases.push(Case {
                number: registered.text("number").to_owned(),
                id: registered.text("id").to_owned(),
            });
        }
        let Shows::Session { browser: inspector, .. } = &self.visitors[2].shows else {
            panic!("the inspector has a session")
        };
        let recorded =
            (**inspector).clone().post("inspections/commands/RecordInspection", bodies::inspection()).await;
        assert_eq!(recorded.status, 201, "{recorded:?}");
        cases.push(Case { number: recorded.text("number").to_owned(), id: recorded.text("id").to_owned() });
        let leader = NAMES.iter().position(|name| *name == "leader").expect("a leader");
        let Shows::Session { browser, .. } = &self.visitors[leader].shows else {
            panic!("the leader has a session")
        };
        let mut leader = (**browser).clone();
        for Case { number, .. } in &cases {
            for (command, user) in
                [("AssignHandler", "handler"), ("AppointInspector", "inspector"), ("NameAccused", "accused")]
            {
                let route = format!("cases/{number}/access/commands/{command}");
                let answer = leader.post(&route, json!({"user": user})).await;
                assert_eq!(answer.status, 200, "{route}: {answer:?}");
            }
        }
        self.cases = cases;
    }

    /// Whoever is at this place asks for an operation, with a request that makes sense and changes no case.
    pub async fn ask(
        &mut self,
        router: &Router,
        at: usize,
        operation: &Operation,
        document: &Value,
    ) -> Answer {
        let case = match operation.path.split('/').nth(1) {
            Some("fire-hazards") => &self.cases[1],
            Some("illegal-structures") => &self.cases[2],
            Some("declared") => &self.cases[3],
            Some("inspections") => &self.cases[4],
            _ => &self.cases[0],
        };
        let (path, body) = bodies::of(operation, document, case);
        let mut request = Request::builder().method(operation.method.as_str()).uri(format!("/api/v1{path}"));
        request = request.header("sec-fetch-site", "same-origin").header("host", "localhost");
        if operation.path.contains("/commands/") || operation.path.ends_with("/corrections") {
            // A version that nothing has: who is let in is told that it is another, and nothing changes.
            request = request.header("if-match", "\"999999\"");
        }
        let Visitor { shows, office } = &self.visitors[at];
        if let Some(office) = office {
            request = request.header("anjuan-office", office);
        }
        match shows {
            Shows::Session { browser, .. } => {
                let session = browser.session().expect("a session");
                request = request.header("cookie", format!("__Host-anjuan={session}"));
            }
            Shows::Token(token) => request = request.header("authorization", format!("Bearer {token}")),
            Shows::Nothing | Shows::Loopback => {}
        }
        if body.as_ref().is_some_and(|body| body.starts_with('{')) {
            request = request.header("content-type", "application/json");
        }
        let mut request = request.body(body.map_or_else(Body::empty, Body::from)).expect("a request");
        let address = match shows {
            Shows::Loopback => IpAddr::V4(Ipv4Addr::LOCALHOST),
            // Each from an address of their own: wrong passwords of one slow down nobody else.
            _ => IpAddr::V4(Ipv4Addr::new(192, 0, 2, u8::try_from(at).expect("a few"))),
        };
        request.extensions_mut().insert(Client { address, secure: true, claimed: false });
        request.extensions_mut().insert(ClientAddress(address));
        let response = router.clone().oneshot(request).await.expect("an answer");
        let status = response.status().as_u16();
        is_told(&operation.method, &format!("/api/v1{path}"), status);
        let bytes = to_bytes(response.into_body(), 1 << 20).await.expect("a body");
        let body: Value = serde_json::from_slice(&bytes).unwrap_or_default();
        self.sign_in_again(at, operation).await;
        Answer { status, code: body["code"].as_str().unwrap_or_default().to_owned() }
    }

    /// After what ends a session, a new one begins.
    async fn sign_in_again(&mut self, at: usize, operation: &Operation) {
        let ends =
            ["DELETE /session", "POST /session", "POST /password"].contains(&operation.route().as_str());
        if let Shows::Session { desk, login, browser } = &mut self.visitors[at].shows
            && ends
        {
            browser.cookies.clear();
            self.house.sign_in_again(desk, browser, login).await;
        }
    }
}

async fn office_of(house: &House, code: &str, name: &str) -> OfficeDesk {
    let (code, name) = (code.parse().expect("a code"), name.parse().expect("a name"));
    house.desk.store().add_office(code, name, Vec::new(), actor()).await.expect("an office")
}

async fn place_below(desk: &OfficeDesk, above: &str) {
    let place = OfficeCommand::PlaceOffice { above: above.parse().expect("a code") };
    let order = crate::committing::lives::on("2019-01-02", place);
    desk.execute(Command::live(desk.office().stream(), order)).await.expect("placed");
}

/// The token of a program that reads figures.
async fn token(house: &House) -> String {
    let (office, now) = (house.desk.office(), house.desk.store().source().now());
    let wanted = WantedToken {
        name: "figures".to_owned(),
        scopes: ["figures".to_owned()].into(),
        expires: anjuan::cases::occurred::Moment::new(now.utc() + TimeDelta::days(30)),
    };
    let made = house.app.sign_in().make_api_token(
        office,
        office.user_stream(&SOMEBODY.parse().expect("a login")),
        wanted,
    );
    made.await.expect("a token").0
}

/// What a user signs in with.
pub fn credentials() -> Value {
    let code = office_file()["code"].clone();
    json!({"office": code, "login": "clerk", "password": PASSWORD})
}
