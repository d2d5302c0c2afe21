//! The whole program over HTTP: whoever signs in meets the office by the policy, and nobody else meets anything.
use crate::signing_in::browser::{Answer, Browser};
use crate::support::stores::{ENGINES, Engine, Place, moment, office, source};
use anjuan::cases::facts::Conduct;
use anjuan::cases::ids::UserId;
use anjuan::cases::occurred::Dated;
use anjuan::cases::people::Name;
use anjuan::cases::personal::{Personal, Subject};
use anjuan::cases::sign_ins::SignInEvent;
use anjuan::cases::user::{LoginName, Role, UserCommand};
use anjuan::clock::SetClock;
use anjuan::commands::{CommandError, OfficeDesk, Refused, Request, Step};
use anjuan::files::{FileLimits, FileStore};
use anjuan::projections::offices;
use anjuan::proof::{Notary, log_name, signer};
use anjuan::schedule::remind;
use anjuan::sign_in::link::Purpose;
use anjuan::sign_in::password::Cost;
use anjuan::sign_in::settings::Required;
use anjuan::sign_in::{By, Settings, SignIn};
use anjuan::web::app::{App, StoreAccounts, Unsigned};
use axum::body::Body;
use axum::http::StatusCode;
use serde_json::{Value, json};
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use tower::ServiceExt;

/// Everybody's password.
pub const PASSWORD: &str = "purple-tram-41-lantern";

/// The whole program, on a store with one office.
pub struct House {
    pub desk: OfficeDesk,
    pub clock: SetClock,
    pub app: App,
    _place: Place,
    _files: tempfile::TempDir,
}

impl House {
    pub async fn on(engine: Engine, unsigned: Unsigned) -> Self {
        Self::at(engine, unsigned, "https://anjuan.example").await
    }

    /// The same, where browsers find it.
    pub async fn at(engine: Engine, unsigned: Unsigned, origin: &str) -> Self {
        let place = engine.place();
        let (source, clock) = source(11);
        let desk = office(&place, source).await;
        let store = desk.store();
        let settings = Settings {
            cost: Cost { memory: 64, passes: 1, lanes: 1 },
            second_factor: Required::Nobody,
            ..Settings::at(origin.parse().expect("an address"))
        };
        let accounts = Arc::new(StoreAccounts(store.clone()));
        let (db, keys, source) = (store.db().clone(), store.keys().clone(), store.source().clone());
        let sign_in =
            SignIn::new(db.clone(), keys.clone(), source.clone(), accounts, settings).expect("settings");
        let files = tempfile::TempDir::new().expect("a folder");
        let url = format!("file://{}", files.path().display()).parse().expect("a place");
        let files_store = FileStore::open(&url, [], db, keys, source, FileLimits::default()).expect("files");
        let key = files.path().join("proof.key");
        signer::new_key(&key, &log_name("310110001"), &crate::support::stores::source(12).0).expect("a key");
        let app = App::new(desk.clone(), sign_in, files_store, unsigned);
        let app = app.with_notary(Notary::new(Some(key), None));
        Self { desk, clock, app, _place: place, _files: files }
    }

    pub async fn user(&self, login: &str, role: Role) -> UserId {
        self.user_at(&self.desk, login, role).await
    }

    /// Has commands about a user carried out.
    pub async fn told(&self, user: UserId, commands: Vec<UserCommand>, now: anjuan::cases::occurred::Moment) {
        told(&self.desk, user, commands, now).await;
    }

    /// A new user of an office, taken on by whoever sits at the desk.
    pub async fn user_at(&self, desk: &OfficeDesk, login: &str, role: Role) -> UserId {
        let login: LoginName = login.parse().expect("a login name");
        let name: Name = "李娜".parse().expect("a name");
        let (user, now) = (desk.office().user_stream(&login), desk.store().source().now());
        let name = Personal::plain(Subject::STAFF, name);
        let add = UserCommand::AddUser { login, name, department: None, committee: None };
        told(desk, user, vec![add, UserCommand::GrantRole { role }], now).await;
        user
    }

    /// A browser in which a new user of this role has followed the one-time link and signed in.
    pub async fn signed_in(&self, login: &str, role: Role) -> Browser {
        self.signed_in_at(&self.desk, login, role).await
    }

    /// The same for an office.
    pub async fn signed_in_at(&self, desk: &OfficeDesk, login: &str, role: Role) -> Browser {
        let user = self.user_at(desk, login, role).await;
        let by = By::Operator("test".into());
        let link = self.app.sign_in().make_link(desk.office(), user, Purpose::FirstPassword, by);
        let (token, _) = link.await.expect("a link");
        let mut browser = Browser::new(self.app.clone().router());
        let answer = browser.post(&format!("links/{}", token.spelt()), json!({"password": PASSWORD})).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        self.sign_in_again(desk, &mut browser, login).await;
        browser
    }

    /// A user of an office signs in.
    pub async fn sign_in_again(&self, desk: &OfficeDesk, browser: &mut Browser, login: &str) {
        let office = offices::code_of(desk.store().db(), desk.office()).await.expect("a code");
        let answer =
            browser.post("session", json!({"office": office, "login": login, "password": PASSWORD})).await;
        assert_eq!((answer.status, answer.text("state")), (200, "signed_in"), "{answer:?}");
    }
}

async fn told(
    desk: &OfficeDesk,
    user: UserId,
    commands: Vec<UserCommand>,
    now: anjuan::cases::occurred::Moment,
) {
    let steps = commands.into_iter().map(|command| Step::new(user, Dated::at(now, command))).collect();
    desk.execute(Request { conduct: Conduct::Live, steps }).await.expect("carried out");
}

pub fn petition() -> Value {
    json!({
        "channel": "letter", "heads": 1, "committee": "共青", "category": "物业管理", "first_time": true,
        "department": "信访办", "petitioner": {"name": "何家明", "phone": "19900009815"}, "matter": "电梯常年失修",
    })
}

async fn register(browser: &mut Browser) -> Answer {
    browser.post("petitions/commands/RegisterPetition", petition()).await
}

#[tokio::test]
async fn a_clerk_follows_the_link_signs_in_and_registers_and_others_may_not() {
    for engine in ENGINES {
        let house = House::on(engine, Unsigned::WhileNobodyCan).await;
        let mut clerk = house.signed_in("li.na", Role::PetitionClerk).await;
        let mut auditor = house.signed_in("sun.li", Role::Auditor).await;
        let registered = register(&mut clerk).await;
        assert_eq!(registered.status, 201, "{engine:?}: {registered:?}");
        let number = registered.text("number").to_owned();
        let events = clerk.get(&format!("cases/{number}/history")).await.body["events"].clone();
        assert_eq!(events[0]["actor"], "user:li.na", "{engine:?}");

        let refused = register(&mut auditor).await;
        assert_eq!(
            (refused.status, refused.code()),
            (403, "policy.not_permitted"),
            "{engine:?}: {refused:?}"
        );
        assert_eq!(auditor.get(&format!("cases/{number}")).await.status, 200, "{engine:?}");
        let mut nobody = Browser::new(house.app.clone().router());
        for path in ["cases", "figures?from=2019-01-01&to=2019-12-31", "search?q=电梯", "events", "users"] {
            let path = path.replace("电梯", "%E7%94%B5%E6%A2%AF");
            assert_eq!(nobody.get(&path).await.status, 401, "{engine:?} {path}");
        }
        assert_eq!(register(&mut nobody).await.status, 401, "{engine:?}");
    }
}

#[tokio::test]
async fn whoever_is_accused_in_a_case_meets_it_nowhere() {
    for engine in ENGINES {
        let house = House::on(engine, Unsigned::WhileNobodyCan).await;
        let mut clerk = house.signed_in("li.na", Role::PetitionClerk).await;
        let mut leader = house.signed_in("chen.tao", Role::Leader).await;
        let number = register(&mut clerk).await.text("number").to_owned();
        let figures = "figures?from=2019-01-01&to=2019-12-31";
        let search = "search?q=%E7%94%B5%E6%A2%AF";
        let seen = leader.get("cases?total=true").await.body;
        assert_eq!(
            (seen["total"].as_i64(), seen["cases"].as_array().map(Vec::len)),
            (Some(1), Some(1)),
            "{engine:?}"
        );
        assert_eq!(leader.get(search).await.body["cases"].as_array().map(Vec::len), Some(1), "{engine:?}");

        let naming = format!("cases/{number}/access/commands/NameAccused");
        let named = clerk.post(&naming, json!({"user": "chen.tao"})).await;
        assert!(named.status < 300, "{engine:?}: {named:?}");
        let case = format!("cases/{number}");
        for path in [case.clone(), format!("{case}/history"), format!("{case}/access")] {
            let answer = leader.get(&path).await;
            assert_eq!(
                (answer.status, answer.code()),
                (404, "case.unknown"),
                "{engine:?} {path}: {answer:?}"
            );
        }
        let urge = leader.post(&format!("petitions/{number}/commands/UrgePetition"), json!({})).await;
        assert_eq!((urge.status, urge.code()), (404, "case.unknown"), "{engine:?}: {urge:?}");
        let seen = leader.get("cases?total=true").await.body;
        assert_eq!(
            (seen["total"].as_i64(), seen["cases"].as_array().map(Vec::len)),
            (Some(0), Some(0)),
            "{engine:?}"
        );
        assert_eq!(leader.get("work-list").await.body["items"], json!([]), "{engine:?}");
        assert_eq!(leader.get(search).await.body["cases"], json!([]), "{engine:?}");
        let letters = |answer: &Answer| answer.body["figures"]["petitions.letters"]["value"].to_string();
        assert_eq!(letters(&leader.get(figures).await), "0", "{engine:?}");
        assert_eq!(letters(&clerk.get(figures).await), "1", "{engine:?}");
    }
}

#[tokio::test]
async fn whoever_was_told_that_something_falls_due_reads_it() {
    for engine in ENGINES {
        let house = House::on(engine, Unsigned::WhileNobodyCan).await;
        house.clock.set(moment("2019-11-11T10:00:00+08:00"));
        let mut clerk = house.signed_in("li.na", Role::PetitionClerk).await;
        let mut leader = house.signed_in("chen.tao", Role::Leader).await;
        let mut late = petition();
        late["occurred"] = "2019-10-28".into();
        let registered = clerk.post("petitions/commands/RegisterPetition", late).await;
        assert_eq!(registered.status, 201, "{engine:?}: {registered:?}");
        remind(&house.desk).await.expect("looked");
        let told = clerk.get("reminders").await.body["reminders"][0].clone();
        assert_eq!(
            (&told["number"], &told["stage"]),
            (&registered.body["number"], &json!("soon")),
            "{engine:?}"
        );
        assert_eq!(leader.get("reminders").await.body["reminders"], json!([]), "{engine:?}");
    }
}

#[tokio::test]
async fn whoever_is_disabled_meets_nothing_any_more_at_once() {
    for engine in ENGINES {
        let house = House::on(engine, Unsigned::WhileNobodyCan).await;
        let mut clerk = house.signed_in("li.na", Role::PetitionClerk).await;
        assert_eq!(clerk.get("cases").await.status, 200, "{engine:?}");
        let user = house.desk.office().user_stream(&"li.na".parse().expect("a login name"));
        told(&house.desk, user, vec![UserCommand::DisableUser {}], house.desk.store().source().now()).await;
        assert_eq!(clerk.get("cases").await.status, 401, "{engine:?}");
        assert_eq!(clerk.get("session").await.status, 401, "{engine:?}: the session is gone");
    }
}

/// Disables a user by the command, over HTTP.
async fn disable(administrator: &mut Browser, login: &str) {
    let answer = administrator.post(&format!("users/{login}/commands/DisableUser"), json!({})).await;
    assert_eq!(answer.status, 200, "{answer:?}");
}

#[tokio::test]
async fn whoever_is_disabled_by_another_user_is_signed_out_with_the_answer_that_says_so() {
    for engine in ENGINES {
        let house = House::on(engine, Unsigned::WhileNobodyCan).await;
        let _clerk = house.signed_in("li.na", Role::PetitionClerk).await;
        let mut system = house.signed_in("chen.tao", Role::SystemAdministrator).await;
        let (office, user) =
            (house.desk.office(), house.desk.office().user_stream(&"li.na".parse().expect("a name")));
        let sessions = async || house.app.sign_in().sessions(office, user).await.expect("sessions").len();
        assert_eq!(sessions().await, 1, "{engine:?}");
        disable(&mut system, "li.na").await;
        assert_eq!(sessions().await, 0, "{engine:?}");
        assert_eq!(system.get("session").await.status, 200, "{engine:?}: only those of whoever was disabled");
    }
}

/// The types of the events that a record of sign-ins tells, with who did each.
fn told_of(record: &Answer) -> Vec<(String, String)> {
    let events = record.body["events"].as_array().expect("events").iter();
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    events.map(|event| (text(&event["event_type"]), text(&event["actor"]))).collect()
}

#[tokio::test]
async fn how_users_signed_in_is_read_in_the_log_by_those_who_audit_and_by_oneself() {
    for engine in ENGINES {
        let house = House::on(engine, Unsigned::WhileNobodyCan).await;
        let mut clerk = house.signed_in("li.na", Role::PetitionClerk).await;
        let mut other = house.signed_in("wang.fang", Role::PetitionClerk).await;
        let mut system = house.signed_in("chen.tao", Role::SystemAdministrator).await;
        let mut auditor = house.signed_in("sun.li", Role::Auditor).await;
        let mut security = house.signed_in("zhou.jie", Role::SecurityAdministrator).await;
        let mut audit = house.signed_in("wu.min", Role::AuditAdministrator).await;
        let token =
            json!({"name": "12345热线", "scopes": ["events"], "expires_at": "2019-12-31T00:00:00+08:00"});
        let token = system.post("api-tokens", token).await.text("token").to_owned();
        disable(&mut system, "li.na").await;
        assert_eq!(clerk.get("cases").await.status, 401, "{engine:?}");
        let wanted = [
            ("LinkMade", "operator:test"),
            ("PasswordChanged", "user:li.na"),
            ("SignedIn", "user:li.na"),
            ("SessionsEnded", "user:chen.tao"),
        ];
        let wanted = wanted.map(|(event, actor)| (event.to_owned(), actor.to_owned()));
        let path = "users/li.na/sign-ins";
        for reader in [&mut auditor, &mut security, &mut audit] {
            let record = reader.get(path).await;
            assert_eq!((record.status, told_of(&record)), (200, wanted.to_vec()), "{engine:?}: {record:?}");
        }
        let page = audit.get(&format!("{path}?after=1&limit=2")).await;
        assert_eq!((told_of(&page).as_slice(), &page.body["next"]), (&wanted[1..3], &json!(3)), "{engine:?}");
        for reader in [&mut other, &mut system] {
            let record = reader.get(path).await;
            assert_eq!((record.status, record.code()), (403, "policy.not_permitted"), "{engine:?}");
        }
        let own = other.get("users/wang.fang/sign-ins").await;
        assert_eq!(told_of(&own).len(), 3, "{engine:?}: {own:?}");
        assert_eq!(audit.get("users/nobody/sign-ins").await.code(), "user.no_such_user", "{engine:?}");

        let feed = |reader: &Answer| {
            let events = reader.body["events"].as_array().expect("events").iter();
            events.filter(|event| event["stream_kind"] == "sign_ins").count()
        };
        assert!(feed(&auditor.get("events?limit=1000").await) > 18, "{engine:?}");
        let mut program = Browser::new(house.app.clone().router());
        program.headers = vec![("authorization", format!("Bearer {token}"))];
        let followed = program.get("events?limit=1000").await;
        assert_eq!((followed.status, feed(&followed)), (200, 0), "{engine:?}: {followed:?}");
        let all = house.desk.store().log();
        let events = anjuan::event_log::EventLog::read(
            &all,
            house.desk.office(),
            anjuan::event_log::Position(0),
            1000,
        );
        let text: String =
            events.await.expect("events").iter().map(|event| event.payload.to_string()).collect();
        for secret in [PASSWORD, &token, "192.0.2.1"] {
            assert!(!text.contains(secret), "{engine:?}: {secret}");
        }
    }
}

#[tokio::test]
async fn nobody_notes_a_sign_in_by_a_request() {
    let house = House::on(Engine::Sqlite, Unsigned::WhileNobodyCan).await;
    let user = house.user("li.na", Role::PetitionClerk).await;
    let stream = house.desk.office().sign_ins_stream(user);
    let now = house.desk.store().source().now();
    let seen = SignInEvent::SignedOut {};
    let refused = house.desk.execute(Request::live(stream, Dated::at(now, seen))).await;
    let refused = refused.expect_err("not even the operator may");
    assert!(matches!(refused, CommandError::Refused(Refused::NotPermitted { .. })), "{refused:?}");
}

#[tokio::test]
async fn a_file_is_put_by_whoever_works_here_and_seen_by_whoever_may() {
    let house = House::on(Engine::Sqlite, Unsigned::WhileNobodyCan).await;
    let clerk = house.signed_in("li.na", Role::PetitionClerk).await;
    let mut nobody = Browser::new(house.app.clone().router());
    // SHA-256 of "abc".
    let path = "/api/v1/files/ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    let put = |cookie: Option<String>| {
        let mut request = axum::http::Request::put(path).header("sec-fetch-site", "same-origin");
        if let Some(cookie) = cookie {
            request = request.header("cookie", format!("__Host-anjuan={cookie}"));
        }
        house.app.clone().router().oneshot(request.body(Body::from("abc")).expect("a request"))
    };
    assert_eq!(put(None).await.expect("an answer").status(), StatusCode::UNAUTHORIZED);
    let answer = put(clerk.session().cloned()).await.expect("an answer");
    assert_eq!(answer.status(), StatusCode::CREATED);
    assert_eq!(nobody.get(path).await.status, 401);
}

/// What a reader of this address and host gets who says nothing of himself.
async fn unsigned(house: &House, address: IpAddr, host: &str, method: &str, path: &str) -> u16 {
    let request = axum::http::Request::builder().method(method).uri(path).header("host", host);
    let mut request = request.body(Body::empty()).expect("a request");
    request.extensions_mut().insert(anjuan::web::server::Client { address, secure: false, claimed: false });
    house.app.clone().router().oneshot(request).await.expect("an answer").status().as_u16()
}

#[tokio::test]
async fn the_operator_reads_over_the_loopback_address_until_somebody_can_sign_in() {
    let here = IpAddr::V4(Ipv4Addr::LOCALHOST);
    let elsewhere = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 7));
    let house = House::on(Engine::Sqlite, Unsigned::WhileNobodyCan).await;
    let cases = "/api/v1/cases";
    assert_eq!(unsigned(&house, here, "127.0.0.1:8019", "GET", cases).await, 200);
    assert_eq!(unsigned(&house, here, "localhost:8019", "GET", cases).await, 200);
    assert_eq!(unsigned(&house, here, "evil.example:8019", "GET", cases).await, 401, "a name led here");
    assert_eq!(unsigned(&house, elsewhere, "127.0.0.1:8019", "GET", cases).await, 401);
    let write = "/api/v1/petitions/commands/RegisterPetition";
    assert_eq!(unsigned(&house, here, "localhost", "POST", write).await, 401, "reading is all");
    house.user("li.na", Role::PetitionClerk).await;
    assert_eq!(unsigned(&house, here, "127.0.0.1:8019", "GET", cases).await, 401);
    let demonstration = House::on(Engine::Sqlite, Unsigned::Always).await;
    demonstration.user("li.na", Role::PetitionClerk).await;
    assert_eq!(unsigned(&demonstration, here, "127.0.0.1:8019", "GET", cases).await, 200);
}
