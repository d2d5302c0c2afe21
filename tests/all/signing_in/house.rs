//! An office with a few people in it, whose signing in is tried.
use super::browser::Browser;
use crate::support::stores::{Engine, Place, source};
use anjuan::cases::ids::{OfficeId, UserId};
use anjuan::cases::occurred::Moment;
use anjuan::cases::sign_ins::SignInEvent;
use anjuan::clock::{SetClock, Source};
use anjuan::database::{Caution, Databases, Db, StorageError, Value};
use anjuan::keys::KeyStore;
use anjuan::sign_in::link::Purpose;
use anjuan::sign_in::password::Cost;
use anjuan::sign_in::settings::Required;
use anjuan::sign_in::{Account, Accounts, By, NotNoted, Office, PoolSize, Settings, SignIn};
use anjuan::web::sign_in::{SignInState, SignedIn, router};
use axum::routing::get;
use axum::{Json, Router};
use chrono::TimeDelta;
use futures_util::future::{BoxFuture, FutureExt};
use serde_json::{Value as Json_, json};
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use uuid::Uuid;

/// Where browsers find the program.
pub const ORIGIN: &str = "https://anjuan.example";
/// A password that every rule allows.
pub const GOOD: &str = "Chunjiang chaoshui lian 7 hai";
/// Another.
pub const OTHER: &str = "Mingyue gong 3 chao sheng!";
/// The clerk.
pub const CLERK: &str = "zhang.wei";
/// The administrator.
pub const ADMIN: &str = "li.na";

/// Who works in the office.
#[derive(Default)]
pub struct People {
    accounts: Mutex<HashMap<(OfficeId, UserId), Account>>,
    /// What was noted, and about whom by whom.
    pub noted: Mutex<Vec<(UserId, By, SignInEvent)>>,
    /// Whether nothing can be noted.
    pub log_is_down: AtomicBool,
    office: Option<Office>,
}

impl Accounts for People {
    fn office(&self, code: Option<String>) -> BoxFuture<'_, Result<Option<Office>, StorageError>> {
        let is_ours = code.is_none_or(|code| code == "310110001");
        let office = self.office.clone().filter(|_| is_ours);
        async move { Ok(office) }.boxed()
    }

    fn office_named(&self, office: OfficeId) -> BoxFuture<'_, Result<Option<Office>, StorageError>> {
        let found = self.office.clone().filter(|known| known.id == office);
        async move { Ok(found) }.boxed()
    }

    fn account(
        &self,
        office: OfficeId,
        user: UserId,
    ) -> BoxFuture<'_, Result<Option<Account>, StorageError>> {
        let found = self.accounts.lock().expect("people").get(&(office, user)).cloned();
        async move { Ok(found) }.boxed()
    }

    fn note(
        &self,
        office: OfficeId,
        user: UserId,
        by: By,
        seen: SignInEvent,
    ) -> BoxFuture<'_, Result<(), NotNoted>> {
        assert!(self.accounts.lock().expect("people").contains_key(&(office, user)), "nobody: {seen:?}");
        let down = self.log_is_down.load(Ordering::Relaxed);
        if !down {
            self.noted.lock().expect("notes").push((user, by, seen));
        }
        async move { if down { Err(NotNoted("a test".to_owned())) } else { Ok(()) } }.boxed()
    }
}

pub struct House {
    pub office: OfficeId,
    pub clock: SetClock,
    pub source: Source,
    pub people: Arc<People>,
    pub sign_in: Arc<SignIn>,
    pub app: Router,
    settings: Settings,
    db: Db,
    keys: KeyStore,
    _place: Place,
}

/// Cheap hashes: what the true ones cost is tried where they are made.
pub fn settings() -> Settings {
    Settings {
        cost: Cost { memory: 64, passes: 1, lanes: 1 },
        pool: PoolSize { at_once: 2, waiting: 100 },
        second_factor: Required::Nobody,
        ..Settings::at(ORIGIN.parse().expect("an address"))
    }
}

fn state(sign_in: &Arc<SignIn>) -> Router {
    let state = SignInState { sign_in: Arc::clone(sign_in) };
    let (routes, _) = router::<SignInState>().split_for_parts();
    // A route of another room, which only asks who is there.
    let whoever = |who: SignedIn| async move {
        Json(json!({
            "office": who.office, "user": who.user(), "session": who.session(),
            "integration": who.integration().map(|token| token.name.clone()),
            "second_factor": who.second_factor(), "may_read": who.has_scope("cases.read"),
        }))
    };
    let whoever = get(whoever).post(whoever);
    Router::new().nest("/api/v1", routes).route("/whoever", whoever).with_state(state)
}

impl House {
    pub async fn on(engine: Engine) -> Self {
        Self::with(engine, settings()).await
    }

    pub async fn with(engine: Engine, settings: Settings) -> Self {
        let place = engine.place();
        let (source, clock) = source(5);
        let now = source.now();
        let opened = Db::open_store(&place.url, Caution::Copy, now).await.expect("a store");
        let Databases { store: db, keys, .. } = opened;
        let office = OfficeId(source.uuid());
        let name = "Jiangwan".to_owned();
        let people = People { office: Some(Office { id: office, name }), ..People::default() };
        let (people, keys) = (Arc::new(people), KeyStore::new(keys));
        let sign_in = Self::open(&db, &keys, &source, &people, &settings);
        let app = state(&sign_in);
        let house = Self { office, clock, source, people, sign_in, app, settings, db, keys, _place: place };
        house.employ(CLERK, &["petition_clerk"]);
        house.employ(ADMIN, &["system_administrator"]);
        house
    }

    fn open(
        db: &Db,
        keys: &KeyStore,
        source: &Source,
        people: &Arc<People>,
        settings: &Settings,
    ) -> Arc<SignIn> {
        let people: Arc<dyn Accounts> = Arc::clone(people) as _;
        let opened = SignIn::new(db.clone(), keys.clone(), source.clone(), people, settings.clone());
        Arc::new(opened.expect("signing in"))
    }

    /// The program starts again on the same store.
    pub fn restart(&mut self) {
        self.restart_with(self.settings.clone());
    }

    /// The program starts again, set up otherwise.
    pub fn restart_with(&mut self, settings: Settings) {
        self.settings = settings;
        self.sign_in = Self::open(&self.db, &self.keys, &self.source, &self.people, &self.settings);
        self.app = state(&self.sign_in);
    }

    pub fn user(&self, login: &str) -> UserId {
        self.office.user_stream(&login.parse().expect("a login name"))
    }

    pub fn employ(&self, login: &str, roles: &[&str]) {
        let account = Account {
            login: login.parse().expect("a login name"),
            enabled: true,
            roles: roles.iter().map(|role| (*role).to_owned()).collect(),
        };
        let key = (self.office, self.user(login));
        self.people.accounts.lock().expect("people").insert(key, account);
    }

    /// Disables a user, as the command will: first the account, then the sessions.
    pub async fn disable(&self, login: &str) -> u64 {
        let user = self.user(login);
        if let Some(account) = self.people.accounts.lock().expect("people").get_mut(&(self.office, user)) {
            account.enabled = false;
        }
        self.sign_in.end_all(self.office, user, By::Program).await.expect("ended")
    }

    /// Gives a user a password, as everybody gets one: by a link.
    pub async fn password(&self, login: &str, password: &str) {
        let user = self.user(login);
        let made = self
            .sign_in
            .make_link(self.office, user, Purpose::FirstPassword, By::Operator("test".into()))
            .await;
        let (token, _) = made.expect("a link");
        self.sign_in.follow_link(&token, password).await.expect("a password");
    }

    pub fn pass(&self, time: TimeDelta) {
        self.clock.set(Moment::new(self.source.now().utc() + time));
    }

    pub fn now(&self) -> u64 {
        u64::try_from(self.source.now().utc().timestamp()).expect("after 1970")
    }

    pub fn browser(&self) -> Browser {
        Browser::new(self.app.clone())
    }

    /// A browser in which this user is signed in with the good password.
    pub async fn signed_in(&self, login: &str) -> Browser {
        self.password(login, GOOD).await;
        let mut browser = self.browser();
        let answer = browser.sign_in(login, GOOD).await;
        assert_eq!((answer.status, answer.text("state")), (200, "signed_in"), "{answer:?}");
        browser
    }

    /// Everything that is kept about signing in, as text: what must not be found in it is not kept.
    pub async fn all_that_is_kept(&self) -> String {
        let mut kept = String::new();
        for table in anjuan::sign_in::TABLES {
            let columns: Vec<_> = table.columns.iter().map(|(name, _)| *name).collect();
            let sql = format!("SELECT {} FROM {} WHERE office_id = $1", columns.join(", "), table.name);
            for row in self.db.fetch(sql, &[self.office.0.into()]).await.expect("rows") {
                for (at, (_, column)) in table.columns.iter().enumerate() {
                    let value = row.value(at, *column).expect("a value");
                    let text = match &value {
                        Value::Bytes(bytes) => {
                            [hex(bytes), String::from_utf8_lossy(bytes).into_owned()].join(" ")
                        }
                        other => format!("{other:?}"),
                    };
                    kept.push_str(&text);
                    kept.push('\n');
                }
            }
        }
        kept
    }

    /// All failures that are remembered.
    pub async fn failures(&self) -> i64 {
        let sql = "SELECT failures FROM sign_in_attempts WHERE office_id = $1";
        let rows = self.db.fetch(sql, &[self.office.0.into()]).await.expect("rows");
        rows.iter().map(|row| row.get::<i64>(0).expect("a number")).sum()
    }

    pub async fn count(&self, table: &str) -> usize {
        let sql = format!("SELECT office_id FROM {table} WHERE office_id = $1");
        self.db.fetch(sql, &[self.office.0.into()]).await.expect("rows").len()
    }
}

pub fn hex(bytes: &[u8]) -> String {
    let spelt: Vec<_> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    spelt.concat()
}

pub fn id(value: &Json_) -> Uuid {
    value.as_str().and_then(|text| text.parse().ok()).expect("an id")
}
