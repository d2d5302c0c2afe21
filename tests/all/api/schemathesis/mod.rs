//! schemathesis, from `PyPI`, asks the program itself everything that the document allows and much that it forbids,
//! signed in as each role and with the tokens of programs that may do one thing only, and follows where answers lead.
//! No answer is a failure of the program, and none is another than the document tells. Where everything is checked
//! (`CI` is set) that takes three minutes, over both engines at the same time; else twenty seconds.
use crate::python::Package;
use crate::serving::program::{Service, command};
use crate::support::stores::{Engine, Place, office, source};
use anjuan::cases::occurred::Moment;
use anjuan::cases::user::Role;
use anjuan::clock::Source;
use anjuan::policy::Scope;
use chrono::TimeDelta;
use reqwest::Client;
use serde_json::json;
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

const PACKAGE: Package = Package { name: "schemathesis", extras: "", version: "4.32.5" };
const PASSWORD: &str = "purple-tram-41-lantern";
/// The same questions whenever it runs.
const SEED: &str = "2019";
/// Who makes the tokens of programs.
const MAKER: &str = "token.maker";
/// How long they serve.
const MONTH: TimeDelta = TimeDelta::days(30);
/// Somebody about whom the others do things.
const SOMEBODY: &str = "wang.wu";
const COLLECTIONS: [&str; 3] = ["petitions", "fire-hazards", "illegal-structures"];

/// What schemathesis does, as each visitor.
struct Part {
    phases: &'static str,
    /// The paths on which it does it.
    paths: &'static str,
    seconds: u32,
}

const fn part(phases: &'static str, paths: &'static str, seconds: u32) -> Part {
    Part { phases, paths, seconds }
}

/// Walks along the links go far when they stay with one kind of thing.
const PETITIONS: &str = "^/(petitions|cases/.number)";
const PLACES: &str = "^/(fire-hazards|illegal-structures|cases/.number)";
const THE_REST: &str = "^/(users|office|sign-in|api-tokens|links|files|search|work-list|reminders|events)";
const EVERYTHING: &str = "^/";

const EVERY_EDGE: &[Part] = &[part("examples,coverage", EVERYTHING, 17)];
const AT_RANDOM: &[Part] = &[
    part("fuzzing", EVERYTHING, 5),
    part("stateful", PETITIONS, 3),
    part("stateful", PLACES, 3),
    part("stateful", THE_REST, 3),
];
const IN_SHORT: &[Part] =
    &[part("coverage", EVERYTHING, 6), part("fuzzing", EVERYTHING, 4), part("stateful", PETITIONS, 5)];

/// What a program is asked that may do one thing only, in short.
const AS_A_PROGRAM: &[Part] = &[part("coverage", EVERYTHING, 6)];
/// The same at random, where everything is checked.
const AS_A_PROGRAM_AT_RANDOM: &[Part] =
    &[part("fuzzing", EVERYTHING, 3), part("stateful", PETITIONS, 2), part("stateful", PLACES, 2)];

/// How a visitor shows who it is.
enum Shows {
    Nothing,
    /// The token of a session.
    Session(String),
    /// The token of a program.
    Token(String),
}

/// The program, serving an office with a year of cases, and whoever is signed in there.
struct Office {
    service: Service,
    client: Client,
    /// Everybody, by the login name, which is that of the role; programs by that of their one scope.
    visitors: Vec<(&'static str, Shows)>,
    numbers: BTreeMap<&'static str, String>,
    _files: tempfile::TempDir,
}

impl Office {
    async fn open(engine: Engine, roles: &[Role], scopes: &[Scope]) -> Self {
        let place = engine.place();
        office(&place, source(1).0).await.store().clone().close().await;
        let files = tempfile::TempDir::new().expect("a folder");
        let files_place = format!("file://{}", files.path().display());
        let environment = [("ANJUAN_SESSION_SECOND_FACTOR", "nobody"), ("ANJUAN_FILES_PLACE", &files_place)];
        import(&place);
        hire(&place, SOMEBODY, Role::Handler);
        let links: Vec<_> =
            roles.iter().map(|role| (role.name(), hire(&place, role.name(), *role))).collect();
        let maker = hire(&place, MAKER, Role::SystemAdministrator);
        let service = Service::at(place, &environment);
        let client = crate::serving::plain().build().expect("a client");
        let mut office = Self {
            service,
            client,
            visitors: vec![("nobody", Shows::Nothing)],
            numbers: BTreeMap::new(),
            _files: files,
        };
        for (login, link) in links {
            let session = office.sign_in(login, &link).await;
            office.visitors.push((login, Shows::Session(session)));
        }
        let maker = office.sign_in(MAKER, &maker).await;
        for scope in scopes {
            let token = office.token(&maker, *scope).await;
            office.visitors.push((scope.name(), Shows::Token(token)));
        }
        for collection in COLLECTIONS {
            let number = office.number_of(&collection.replace('-', "_")).await;
            office.numbers.insert(collection, number);
        }
        office
    }

    async fn post(&self, path: &str, body: serde_json::Value) -> reqwest::Response {
        let request = self.client.post(self.service.url(&format!("/api/v1/{path}")));
        let request =
            request.header("sec-fetch-site", "same-origin").header("content-type", "application/json");
        request.body(body.to_string()).send().await.expect("an answer")
    }

    /// Follows the one-time link, signs in, and says the token of the session.
    async fn sign_in(&self, login: &str, link: &str) -> String {
        let chosen = self.post(&format!("links/{link}"), json!({"password": PASSWORD})).await;
        assert_eq!(chosen.status(), 200, "{login}");
        let entered = self.post("session", json!({"login": login, "password": PASSWORD})).await;
        assert_eq!(entered.status(), 200, "{login}");
        let cookie = entered.headers()["set-cookie"].to_str().expect("a text");
        let value = cookie.strip_prefix("anjuan=").and_then(|rest| rest.split(';').next());
        value.expect("the session's cookie").to_owned()
    }

    /// The token of a program that has this scope and no other.
    async fn token(&self, maker: &str, scope: Scope) -> String {
        let now = Source::system().expect("random bytes").now();
        let expires = Moment::new(now.utc() + MONTH);
        let body = json!({"name": scope.name(), "scopes": [scope.name()], "expires_at": expires});
        let request = self.client.post(self.service.url("/api/v1/api-tokens"));
        let request =
            request.header("sec-fetch-site", "same-origin").header("cookie", format!("anjuan={maker}"));
        let request = request.header("content-type", "application/json").body(body.to_string());
        let made = request.send().await.expect("an answer");
        assert_eq!(made.status(), 201, "{}", scope.name());
        let made: serde_json::Value =
            serde_json::from_slice(&made.bytes().await.expect("a body")).expect("JSON");
        made["token"].as_str().expect("a token").to_owned()
    }

    /// Some case of a kind.
    async fn number_of(&self, kind: &str) -> String {
        let kind = kind.trim_end_matches('s');
        let url = self.service.url(&format!("/api/v1/cases?kind={kind}&limit=1"));
        let clerk = self.visitors.iter().find_map(|(_, shows)| match shows {
            Shows::Session(session) => Some(session),
            Shows::Nothing | Shows::Token(_) => None,
        });
        let clerk = clerk.expect("somebody");
        let list =
            self.client.get(url).header("cookie", format!("anjuan={clerk}")).send().await.expect("an answer");
        let list = list.bytes().await.expect("a page");
        let list: serde_json::Value = serde_json::from_slice(&list).expect("JSON");
        list["cases"][0]["number"].as_str().unwrap_or_else(|| panic!("no {kind}: {list}")).to_owned()
    }

    /// Whether a visitor is known still as who it was.
    async fn is_in(&self, shows: &Shows) -> bool {
        let session = self.client.get(self.service.url("/api/v1/session"));
        let cases = self.client.get(self.service.url("/api/v1/cases?limit=1"));
        let request = match shows {
            Shows::Nothing => return true,
            Shows::Session(session_token) => session.header("cookie", format!("anjuan={session_token}")),
            // Whatever a program may do: it is not asked who it is.
            Shows::Token(token) => cases.header("authorization", format!("Bearer {token}")),
        };
        request.send().await.expect("an answer").status() != 401
    }

    /// What schemathesis finds wrong, as everybody. It has to have asked something each time.
    async fn asked(self, python: &Path, people: &[Part], programs: &[Part]) -> Vec<String> {
        let mut wrong = Vec::new();
        for (who, shows) in &self.visitors {
            let plan = if matches!(shows, Shows::Token(_)) { programs } else { people };
            for part in plan {
                let Part { phases, paths, .. } = part;
                let mut schemathesis = self.schemathesis(python, who, shows, part);
                let ran = tokio::task::spawn_blocking(move || schemathesis.output().expect("it runs"));
                let ran = ran.await.expect("no panic");
                let said = String::from_utf8_lossy(&ran.stdout);
                let asked = said.lines().find(|line| line.contains(" generated")).unwrap_or_default().trim();
                if !ran.status.success() || asked.is_empty() || asked.starts_with("0 ") {
                    let also = String::from_utf8_lossy(&ran.stderr);
                    wrong.push(format!("== {who}, {phases} of {paths}\n{said}\n{also}"));
                }
                eprintln!("{who}, {phases} of {paths}: {asked}");
            }
            assert!(self.is_in(shows).await, "{who} is signed out: what followed was asked by nobody");
        }
        self.service.signal("-TERM");
        let (ended, said, _place) = self.service.ended().await;
        assert!(ended.success(), "{ended}: {said:#?}");
        wrong
    }

    fn schemathesis(&self, python: &Path, who: &str, shows: &Shows, part: &Part) -> Command {
        let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/all/api/schemathesis");
        let mut command = Command::new(python.with_file_name("schemathesis"));
        command.arg("--config-file").arg(here.join("config.toml")).arg("run");
        command.arg(self.service.url("/api/v1/openapi.json"));
        command.args(["--seed", SEED, "--phases", part.phases, "--include-path-regex", part.paths]);
        command.args(["--max-time", &part.seconds.to_string(), "--no-color"]);
        let mut session = "none";
        match shows {
            Shows::Nothing => {}
            Shows::Session(token) => {
                session = token;
                // What ends the session is asked by nobody who has one.
                command.args(["--exclude-path", "/session", "--exclude-path", "/sessions/{id}"]);
            }
            Shows::Token(token) => {
                command.args(["--header", &format!("Authorization: Bearer {token}")]);
            }
        }
        command
            .current_dir(env!("CARGO_TARGET_TMPDIR"))
            .env("PYTHONPATH", &here)
            .env("PYTHONDONTWRITEBYTECODE", "1");
        command.env("SCHEMATHESIS_HOOKS", "hooks").env("ANJUAN_SESSION", session);
        command.env("ANJUAN_MYSELF", who).env("ANJUAN_NUMBERS", json!(self.numbers).to_string());
        command
    }
}

/// The program, with the store at this place.
fn anjuan(place: &Place) -> Command {
    let mut command = command(&[]);
    command.env("ANJUAN_STORE", place.url.to_string());
    command
}

/// The ledgers of a year.
fn import(place: &Place) {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/2019");
    let ledgers =
        ["信访登记台账.xlsx", "消防隐患台账.xlsx", "违法建筑台账.xlsx"].map(|name| samples.join(name));
    let ran = anjuan(place).arg("import").args(ledgers).output().expect("it runs");
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
}

/// A new user; the token of the one-time link.
fn hire(place: &Place, login: &str, role: Role) -> String {
    let ran = anjuan(place)
        .args(["user", "add", login, "--name", "李娜", "--role", role.name()])
        .output()
        .expect("it runs");
    let said = String::from_utf8_lossy(&ran.stdout).into_owned();
    let link = said
        .split("/links/")
        .nth(1)
        .unwrap_or_else(|| panic!("{said}{}", String::from_utf8_lossy(&ran.stderr)));
    link.trim().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn schemathesis_gets_no_answer_that_the_document_does_not_tell_whoever_it_is() {
    let Some(python) = PACKAGE.python() else { return };
    let wrong = if std::env::var_os("CI").is_some() {
        let sqlite = async {
            Office::open(Engine::Sqlite, &Role::ALL, &Scope::ALL)
                .await
                .asked(&python, EVERY_EDGE, AS_A_PROGRAM)
                .await
        };
        let postgres = async {
            Office::open(Engine::Postgres, &Role::ALL, &Scope::ALL)
                .await
                .asked(&python, AT_RANDOM, AS_A_PROGRAM_AT_RANDOM)
                .await
        };
        let (mut wrong, more) = tokio::join!(sqlite, postgres);
        wrong.extend(more);
        wrong
    } else {
        let office = Office::open(Engine::Sqlite, &[Role::PetitionClerk], &[Scope::Petitions]).await;
        office.asked(&python, IN_SHORT, AS_A_PROGRAM).await
    };
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
