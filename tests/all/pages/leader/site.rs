//! The program over a store, and whoever visits its pages.
use crate::signing_in::browser::Browser;
use crate::support::stores::{Engine, Place, office, source};
use anjuan::cases::facts::Conduct;
use anjuan::cases::occurred::Dated;
use anjuan::cases::personal::{Personal, Subject};
use anjuan::cases::user::{LoginName, Role, UserCommand};
use anjuan::commands::{OfficeDesk, Request, Step};
use anjuan::files::{FileLimits, FileStore};
use anjuan::sign_in::By;
use anjuan::sign_in::link::Purpose;
use anjuan::sign_in::password::Cost;
use anjuan::sign_in::settings::Required;
use anjuan::sign_in::{Settings, SignIn};
use anjuan::web::app::{App, StoreAccounts, Unsigned};
use anjuan::web::server::Client;
use axum::body::{Body, to_bytes};
use axum::http::Request as HttpRequest;
use serde_json::{Value, json};
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use tower::ServiceExt;

const PASSWORD: &str = "purple-tram-41-lantern";
const ORIGIN: &str = "https://anjuan.example";

/// What a page answers.
#[derive(Debug)]
pub struct Seen {
    pub status: u16,
    pub html: String,
}

impl Seen {
    /// Whether the words stand on the page.
    pub fn says(&self, words: &str) -> bool {
        self.html.contains(words)
    }

    /// What stands between `before` and `after`, wherever that is.
    pub fn between(&self, before: &str, after: &str) -> Vec<&str> {
        let parts = self.html.split(before).skip(1);
        parts.filter_map(|part| part.split_once(after).map(|(inside, _)| inside)).collect()
    }

    /// The value of a hidden field.
    pub fn hidden(&self, form: &str, name: &str) -> String {
        let form = self.html.split(form).nth(1).unwrap_or_else(|| panic!("no {form}: {}", self.html));
        let value = form.split(&format!("name=\"{name}\" value=\"")).nth(1).expect("a field");
        value.split('"').next().expect("a value").to_owned()
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.html).unwrap_or_else(|error| panic!("{error}: {}", self.html))
    }
}

/// The program.
pub struct Site {
    pub desk: OfficeDesk,
    app: App,
    _place: Option<Place>,
    _files: tempfile::TempDir,
}

impl Site {
    /// Over a fresh store with the office in it.
    pub async fn on(engine: Engine) -> Self {
        let place = engine.place();
        let desk = office(&place, source(23).0).await;
        Self::over(desk, Some(place))
    }

    /// Over this office, which its operator reads over the loopback address.
    pub fn over(desk: OfficeDesk, place: Option<Place>) -> Self {
        let store = desk.store();
        let settings = Settings {
            cost: Cost { memory: 64, passes: 1, lanes: 1 },
            second_factor: Required::Nobody,
            ..Settings::at(ORIGIN.parse().expect("an address"))
        };
        let accounts = Arc::new(StoreAccounts(store.clone()));
        let (db, keys, source) = (store.db().clone(), store.keys().clone(), store.source().clone());
        let sign_in =
            SignIn::new(db.clone(), keys.clone(), source.clone(), accounts, settings).expect("settings");
        let files = tempfile::TempDir::new().expect("a folder");
        let url = format!("file://{}", files.path().display()).parse().expect("a place");
        let file_store = FileStore::open(&url, [], db, keys, source, FileLimits::default()).expect("files");
        let app = App::new(desk.clone(), sign_in, file_store, Unsigned::Always);
        Self { desk, app, _place: place, _files: files }
    }

    /// A user of this role, signed in.
    pub async fn signed_in(&self, login: &str, role: Role) -> Browser {
        let login: LoginName = login.parse().expect("a login name");
        let (user, now) = (self.desk.office().user_stream(&login), self.desk.store().source().now());
        let name = Personal::plain(Subject::STAFF, "李娜".parse().expect("a name"));
        let add = UserCommand::AddUser { login: login.clone(), name, department: None, committee: None };
        let steps =
            [add, UserCommand::GrantRole { role }].map(|command| Step::new(user, Dated::at(now, command)));
        self.desk.execute(Request { conduct: Conduct::Live, steps: steps.to_vec() }).await.expect("added");
        let link = self.app.sign_in().make_link(
            self.desk.office(),
            user,
            Purpose::FirstPassword,
            By::Operator("test".into()),
        );
        let (token, _) = link.await.expect("a link");
        let mut browser = Browser::new(self.app.clone().router());
        let answer = browser.post(&format!("links/{}", token.spelt()), json!({"password": PASSWORD})).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        let answer = browser.sign_in(login.as_str(), PASSWORD).await;
        assert_eq!((answer.status, answer.text("state")), (200, "signed_in"), "{answer:?}");
        browser
    }

    /// What the operator of this machine reads.
    pub async fn read(&self, path: &str) -> Seen {
        self.read_in(path, "en").await
    }

    /// The same, in a language.
    pub async fn read_in(&self, path: &str, language: &str) -> Seen {
        let address = IpAddr::V4(Ipv4Addr::LOCALHOST);
        let request = HttpRequest::builder().uri(path).header("host", "127.0.0.1");
        let request = request.header("accept-language", language);
        let mut request = request.body(Body::empty()).expect("a request");
        request.extensions_mut().insert(Client { address, secure: false, claimed: false });
        self.answer(request).await
    }

    /// What somebody who is signed in reads, in English.
    pub async fn visit(&self, browser: &Browser, path: &str) -> Seen {
        let request = HttpRequest::builder().uri(path).header("accept-language", "en");
        let request = request.header("cookie", cookie(browser));
        self.answer(request.body(Body::empty()).expect("a request")).await
    }

    /// What a form of theirs is answered.
    pub async fn send(&self, browser: &Browser, path: &str, form: &[(&str, &str)]) -> Seen {
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        let request = HttpRequest::post(path)
            .header("accept-language", "en")
            .header("cookie", cookie(browser))
            .header("sec-fetch-site", "same-origin")
            .header("origin", ORIGIN)
            .header("content-type", "application/x-www-form-urlencoded");
        self.answer(request.body(Body::from(body)).expect("a request")).await
    }

    async fn answer(&self, request: HttpRequest<Body>) -> Seen {
        let response = self.app.clone().router().oneshot(request).await.expect("an answer");
        let status = response.status().as_u16();
        let bytes = to_bytes(response.into_body(), 4 << 20).await.expect("a body");
        Seen { status, html: String::from_utf8(bytes.to_vec()).expect("UTF-8") }
    }
}

fn cookie(browser: &Browser) -> String {
    format!("__Host-anjuan={}", browser.session().expect("a session"))
}
