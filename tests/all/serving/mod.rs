//! The service as its clients and its operator meet it: over real sockets, and as a program with signals.
mod answering;
mod configuring;
mod cut_requests;
mod forwarding;
mod hanging_up;
mod health;
mod limits;
mod logs;
mod metrics;
mod packaging;
pub mod program;
mod single_sign_on;
mod stopping;
mod tls;
mod traces;

use crate::committing::lives;
use crate::support::stores::{Engine, Place, office, source};
use anjuan::cases::ids::StreamId;
use anjuan::clock::SetClock;
use anjuan::commands::{OfficeDesk, Store};
use anjuan::config::Config;
use anjuan::event_log::{EventLog, Position};
use anjuan::web::api;
use anjuan::web::server::{Server, Stopping};
use axum::Router;
use reqwest::{Client, ClientBuilder};
use std::io;
use std::net::SocketAddr;
use tokio::task::JoinHandle;

/// A server of this process, with the read API and routes of the test's own.
struct Running {
    desk: OfficeDesk,
    address: SocketAddr,
    metrics: Option<SocketAddr>,
    stopping: Stopping,
    serving: JoinHandle<io::Result<()>>,
    place: Place,
    _clock: SetClock,
}

/// The defaults, at an address that is free.
fn config() -> Config {
    let mut config = Config::default();
    config.listen.address.set_port(0);
    config
}

impl Running {
    async fn start(engine: Engine, config: &Config, routes: impl FnOnce(&OfficeDesk) -> Router) -> Self {
        let place = engine.place();
        let (source, clock) = source(1);
        let desk = office(&place, source).await;
        let server = Server::bind(config).await.expect("it listens");
        let (address, metrics) = (server.address().expect("one"), server.metrics_address().expect("one"));
        let stopping = server.stopping().clone();
        let app = api::router(desk.clone()).merge(routes(&desk));
        let serving = tokio::spawn(server.run(app, vec![desk.clone()]));
        Self { desk, address, metrics, stopping, serving, place, _clock: clock }
    }

    /// One on SQLite, for what the store has no part in.
    async fn simple(config: &Config, routes: Router) -> Self {
        Self::start(Engine::Sqlite, config, |_| routes).await
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    async fn get(&self, path: &str) -> Answer {
        Answer::of(client().get(self.url(path))).await
    }

    /// Stops it, waits until it has ended, closes the store, and gives the place of it.
    async fn end(self) -> Place {
        self.stopping.begin();
        self.serving.await.expect("no panic").expect("it served to its end");
        self.desk.store().clone().close().await;
        self.place
    }
}

/// A client that heeds no proxy of the machine's.
pub fn plain() -> ClientBuilder {
    // The client wants one to be there, even where it speaks no TLS.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    // No connection is kept: one that the server closes for idleness as a request goes out would fail by chance.
    Client::builder().no_proxy().pool_max_idle_per_host(0)
}

fn client() -> Client {
    plain().build().expect("a client")
}

/// An answer that has wholly arrived.
#[derive(Debug)]
struct Answer {
    status: u16,
    headers: reqwest::header::HeaderMap,
    body: String,
}

impl Answer {
    async fn of(request: reqwest::RequestBuilder) -> Self {
        let response = request.send().await.expect("an answer");
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let body = response.bytes().await.expect("a whole answer");
        Self { status, headers, body: String::from_utf8_lossy(&body).into_owned() }
    }

    #[track_caller]
    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().expect("a text"))
    }

    #[track_caller]
    fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {self:#?}"))
    }

    /// It is this problem, told as every problem is.
    #[track_caller]
    fn is_problem(&self, status: u16, code: &str) -> &Self {
        assert_eq!(self.header("content-type"), "application/problem+json", "{self:#?}");
        let problem = self.json();
        assert_eq!((self.status, problem["code"].as_str()), (status, Some(code)), "{self:#?}");
        assert_eq!(problem["status"], status, "{self:#?}");
        assert!(problem["detail"].as_str().is_some_and(|detail| !detail.is_empty()), "{self:#?}");
        self
    }
}

/// Registers a petition, and gives its case.
async fn register(desk: &OfficeDesk) -> StreamId {
    let case = desk.store().source().stream_id();
    desk.execute(lives::register_next(case)).await.expect("registered");
    case
}

/// Whether the log of the store at a place holds an event of the case.
async fn holds(place: &Place, case: StreamId) -> bool {
    let store = Store::open(&place.url, source(9).0).await.expect("a store");
    let office = store.office(None, crate::support::stores::actor()).await.expect("an office").office();
    let events = store.log().read(office, Position(0), 1000).await.expect("events");
    store.close().await;
    events.iter().any(|event| event.stream == case)
}
