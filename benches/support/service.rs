//! The program's own server on loopback, and clerks who are signed in to it.
use anjuan::cases::facts::Conduct;
use anjuan::cases::occurred::Dated;
use anjuan::cases::people::Name;
use anjuan::cases::personal::{Personal, Subject};
use anjuan::cases::user::{LoginName, Role, UserCommand};
use anjuan::clock::{Source, Stopwatch};
use anjuan::commands::{OfficeDesk, Request, Step};
use anjuan::config::Config;
use anjuan::event_log::EventLog;
use anjuan::files::{FileLimits, FileStore};
use anjuan::sign_in::By;
use anjuan::sign_in::link::Purpose;
use anjuan::sign_in::settings::Required;
use anjuan::sign_in::{Settings, SignIn};
use anjuan::web::app::{App, StoreAccounts, Unsigned};
use anjuan::web::server::{Server, Stopping};
use reqwest::header::{HeaderMap, SET_COOKIE};
use reqwest::{Client, Method, StatusCode};
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinHandle;

/// Where the API is.
const API: &str = "/api/v1";
/// Where browsers find the service, as far as it knows.
const ORIGIN: &str = "https://anjuan.example";
/// The department that handles what comes in.
const DEPARTMENT: &str = "城管科";
const PASSWORD: &str = "purple-tram-41-lantern";
/// Clerks who work at the same time, whoever sends for them.
const CLERKS: usize = 8;

/// Somebody in a browser.
#[derive(Clone)]
pub struct Browser {
    client: Client,
    base: Arc<str>,
    cookie: Arc<str>,
    source: Source,
}

impl Browser {
    /// Sends a request and says what was answered, and how long it took.
    pub async fn send(&self, path: &str, body: Option<Value>) -> Result<(Value, Duration), String> {
        let method = if body.is_some() { Method::POST } else { Method::GET };
        let mut request = self.client.request(method, format!("{}{path}", self.base));
        request = request.header("cookie", &*self.cookie);
        if let Some(body) = body {
            let key = self.source.uuid().to_string();
            request = request.header("sec-fetch-site", "same-origin").header("origin", ORIGIN);
            request = request.header("content-type", "application/json").header("idempotency-key", key);
            request = request.body(body.to_string());
        }
        let watch = Stopwatch::start();
        let response = request.send().await.map_err(|error| error.to_string())?;
        let status = response.status();
        let bytes = response.bytes().await.map_err(|error| error.to_string())?;
        let took = watch.elapsed();
        let body: Value = serde_json::from_slice(&bytes).map_err(|error| error.to_string())?;
        if status.is_success() { Ok((body, took)) } else { Err(format!("{path}: {body}")) }
    }

    /// Asks for a page as a browser does, and says how many bytes it had, and how long they took.
    pub async fn page(&self, path: &str) -> Result<(usize, Duration), String> {
        let address = format!("{}{path}", self.base.trim_end_matches(API));
        let request = self.client.get(address).header("cookie", &*self.cookie).header("accept", "text/html");
        let watch = Stopwatch::start();
        let response = request.send().await.map_err(|error| error.to_string())?;
        let status = response.status();
        let bytes = response.bytes().await.map_err(|error| error.to_string())?;
        let took = watch.elapsed();
        if status == StatusCode::OK { Ok((bytes.len(), took)) } else { Err(format!("{path}: {status}")) }
    }
}

/// A clerk of the petition desk, and a handler of the department to which she sends what comes in.
#[derive(Clone)]
pub struct Clerk {
    /// The clerk.
    pub desk: Browser,
    handler: Browser,
}

impl Clerk {
    /// One life of a case; how long each request took.
    pub async fn life(&self) -> Result<Vec<Duration>, String> {
        let register = json!({
            "channel": "visit", "heads": 1, "committee": "凉州", "category": "环境卫生", "first_time": true,
            "department": "信访办", "petitioner": {"name": "王秀英", "phone": "19900001234"},
            "matter": "反映违法建筑问题，请求协调处理",
        });
        let (receipt, registering) =
            self.desk.send("/petitions/commands/RegisterPetition", Some(register)).await?;
        let number = receipt["number"].as_str().ok_or("no number")?;
        let to = |command: &str| format!("/petitions/{number}/commands/{command}");
        let assign = json!({"simplified": false, "department": DEPARTMENT});
        let (_, assigning) = self.desk.send(&to("AcceptPetition"), Some(assign)).await?;
        let resolve = json!({"outcome": "support", "paper": "1号"});
        let (_, resolving) = self.handler.send(&to("ConcludePetition"), Some(resolve)).await?;
        let (found, finding) = self.desk.send(&format!("/search?q={number}"), None).await?;
        if found["cases"][0]["number"] != number || found["cases"][0]["phase"] != "concluded" {
            return Err(format!("{number} is not found concluded: {found}"));
        }
        Ok(vec![registering, assigning, resolving, finding])
    }
}

/// The service and its clerks.
pub struct Service {
    desk: OfficeDesk,
    clerks: Vec<Clerk>,
    leader: Browser,
    auditor: Browser,
    stopping: Stopping,
    serving: JoinHandle<std::io::Result<()>>,
    _files: tempfile::TempDir,
}

impl Service {
    /// The program's server, as it is without a configuration, and so many clerks signed in as there are desks.
    pub async fn start(desk: OfficeDesk) -> Self {
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let store = desk.store();
        let settings =
            Settings { second_factor: Required::Nobody, ..Settings::at(ORIGIN.parse().expect("an address")) };
        let accounts = Arc::new(StoreAccounts(store.clone()));
        let (db, keys, source) = (store.db().clone(), store.keys().clone(), store.source().clone());
        let sign_in =
            SignIn::new(db.clone(), keys.clone(), source.clone(), accounts, settings).expect("settings");
        let files = tempfile::TempDir::new().expect("a folder");
        let place = format!("file://{}", files.path().display()).parse().expect("a place");
        let file_store = FileStore::open(&place, [], db, keys, source, FileLimits::default()).expect("files");
        let app = App::new(desk.clone(), sign_in, file_store, Unsigned::WhileNobodyCan);
        let mut config = Config::default();
        config.listen.address.set_port(0);
        let server = Server::bind(&config).await.expect("it listens");
        let base: Arc<str> = format!("http://{}{API}", server.address().expect("an address")).into();
        let stopping = server.stopping().clone();
        let serving = tokio::spawn(server.run(app.clone().router(), vec![desk.clone()]));
        let (at, mut clerks) = ((&desk, &app, &base), Vec::new());
        // A store may be measured more than once.
        let new = desk.store().log().head(desk.office()).await.expect("a head");
        for n in 0..CLERKS {
            let clerk = signed_in(at, &format!("clerk.{n}.{new}"), Role::PetitionClerk, "信访办").await;
            let handler = signed_in(at, &format!("handler.{n}.{new}"), Role::Handler, DEPARTMENT).await;
            clerks.push(Clerk { desk: clerk, handler });
        }
        let leader = signed_in(at, &format!("leader.{new}"), Role::Leader, "信访办").await;
        let auditor = signed_in(at, &format!("auditor.{new}"), Role::Auditor, "信访办").await;
        Self { desk, clerks, leader, auditor, stopping, serving, _files: files }
    }

    /// One of the clerks.
    pub fn clerk(&self, n: usize) -> Clerk {
        self.clerks[n % self.clerks.len()].clone()
    }

    /// Who reads figures.
    pub const fn leader(&self) -> &Browser {
        &self.leader
    }

    /// Who reads what was.
    pub const fn auditor(&self) -> &Browser {
        &self.auditor
    }

    /// Stops, and closes the store.
    pub async fn end(self) {
        self.stopping.begin();
        self.serving.await.expect("no panic").expect("served to the end");
        self.desk.store().clone().close().await;
    }
}

/// A new user, who has followed the one-time link and signed in.
async fn signed_in(
    (desk, app, base): (&OfficeDesk, &App, &Arc<str>),
    login: &str,
    role: Role,
    department: &str,
) -> Browser {
    let name: LoginName = login.parse().expect("a login name");
    let user = desk.office().user_stream(&name);
    let person: Name = "李娜".parse().expect("a name");
    let person = Personal::plain(Subject::STAFF, person);
    let department = Some(department.parse().expect("a department"));
    let add = UserCommand::AddUser { login: name, name: person, department, committee: None };
    let grant = UserCommand::GrantRole { role };
    let now = desk.store().source().now();
    let steps = [add, grant].map(|command| Step::new(user, Dated::at(now, command))).to_vec();
    desk.execute(Request { conduct: Conduct::Live, steps }).await.expect("a user");
    let link =
        app.sign_in().make_link(desk.office(), user, Purpose::FirstPassword, By::Operator("bench".into()));
    let (token, _) = link.await.expect("a link");
    let builder = Client::builder().no_proxy().pool_max_idle_per_host(512).tcp_nodelay(true);
    let client = builder.build().expect("a client");
    let post = async |path: &str, body: Value| {
        let request = client.post(format!("{base}/{path}")).header("sec-fetch-site", "same-origin");
        let request = request.header("origin", ORIGIN).header("content-type", "application/json");
        let answer = request.body(body.to_string()).send().await.expect("an answer");
        assert!(answer.status().is_success(), "{path}: {}", answer.status());
        cookie(answer.headers())
    };
    post(&format!("links/{}", token.spelt()), json!({"password": PASSWORD})).await;
    let cookie = post("session", json!({"login": login, "password": PASSWORD})).await;
    let cookie = cookie.expect("a session").into();
    Browser { client, base: Arc::clone(base), cookie, source: Source::system().expect("random bytes") }
}

fn cookie(headers: &HeaderMap) -> Option<String> {
    let set = headers.get_all(SET_COOKIE).iter().filter_map(|value| value.to_str().ok());
    let pairs: Vec<_> = set.filter_map(|cookie| cookie.split(';').next()).collect();
    (!pairs.is_empty()).then(|| pairs.join("; "))
}
