//! The service over loopback, as an integrator meets it: the program's own server with all that stands around its
//! routes, and real clients with connections that are kept, signed in, every command durable, projections on.
//!
//! - `lives`: lives of four requests (register, assign, resolve, search), in turns with an empty store, and the ratio;
//! - `burst`: 1, 15, 1, 25, 2, 35 and 10 lives a second;
//! - `lists`: a list page of 50 under every filter and in every order;
//! - `pages`: what people read: lists, cases, the desk, figures.
//!
//! `cargo bench --bench http` · `-- --cases 1000000` · `-- --engine sqlite` · `-- --clients 64` · `-- --lives 2000` ·
//! `-- --seconds 10` (each step of the burst) · `-- --parts lives,burst` · `-- --store sqlite:PATH` (a store that is
//! kept: it is filled once, and `--cases` is what it must hold)
#[path = "support/history.rs"]
mod history;
#[path = "support/reading.rs"]
mod reading;
#[path = "support/service.rs"]
mod service;
#[path = "../tests/support/mod.rs"]
#[expect(dead_code, reason = "benches use a part of what tests stand on")]
mod support;

use anjuan::clock::{Source, Stopwatch};
use anjuan::commands::OfficeDesk;
use anjuan::database::{Db, StoreUrl};
use anjuan::event_log::EventLog;
use anjuan::projections::rebuild::{Then, rebuild};
use history::History;
use service::Service;
use sqlx::Connection as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use support::postgres::Cluster;
use tempfile::TempDir;

/// Lives a second, one step after the other.
const BURST: [u32; 7] = [1, 15, 1, 25, 2, 35, 10];
/// Turns that the store and an empty one take.
const TURNS: u32 = 3;

/// The time under which so many of a hundred stay.
pub fn milliseconds(took: &mut [Duration], share: usize) -> f64 {
    took.sort_unstable();
    took.get(took.len().saturating_sub(1) * share / 100).map_or(0.0, |took| took.as_secs_f64() * 1e3)
}

/// As many lives as can be had, by so many clients.
async fn lives(service: &Service, clients: usize, lives: usize) -> (f64, Vec<Duration>) {
    let left = Arc::new(AtomicUsize::new(lives));
    let watch = Stopwatch::start();
    let working: Vec<_> = (0..clients)
        .map(|n| {
            let (clerk, left) = (service.clerk(n), Arc::clone(&left));
            tokio::spawn(async move {
                let mut took = Vec::new();
                while left
                    .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1))
                    .is_ok()
                {
                    took.extend(clerk.life().await.expect("a life"));
                }
                took
            })
        })
        .collect();
    let mut took = Vec::new();
    for client in working {
        took.extend(client.await.expect("a client"));
    }
    #[expect(clippy::cast_precision_loss, reason = "a few thousand lives")]
    let rate = lives as f64 / watch.elapsed().as_secs_f64();
    (rate, took)
}

/// The burst: lives begin at their time, whether or not those before have ended.
async fn burst(service: &Service, seconds: u32) -> (usize, usize, Vec<Duration>) {
    let mut living = Vec::new();
    for rate in BURST {
        let mut beat = tokio::time::interval(Duration::from_secs(1) / rate);
        for _ in 0..rate * seconds {
            beat.tick().await;
            let clerk = service.clerk(living.len());
            living.push(tokio::spawn(async move { clerk.life().await }));
        }
    }
    let (begun, mut errors, mut took) = (living.len(), 0, Vec::new());
    for life in living {
        match life.await.expect("a life") {
            Ok(some) => took.extend(some),
            Err(error) => {
                errors += 1;
                eprintln!("{error}");
            }
        }
    }
    (begun, errors, took)
}

/// What is measured.
struct Wanted {
    cases: usize,
    clients: usize,
    lives: usize,
    seconds: u32,
    engine: Option<String>,
    parts: Option<String>,
    store: Option<StoreUrl>,
}

impl Wanted {
    fn from_arguments() -> Self {
        let after = |flag: &str| std::env::args().skip_while(|argument| argument != flag).nth(1);
        let number =
            |flag: &str, other| after(flag).map_or(other, |number| number.parse().expect("a number"));
        Self {
            cases: number("--cases", 0),
            clients: number("--clients", 64),
            lives: number("--lives", 2000),
            seconds: u32::try_from(number("--seconds", 5)).expect("seconds"),
            engine: after("--engine"),
            parts: after("--parts"),
            store: after("--store").map(|url| url.parse().expect("a store")),
        }
    }

    fn has(&self, part: &str) -> bool {
        self.parts.as_deref().is_none_or(|parts| parts.split(',').any(|wanted| wanted == part))
    }
}

/// The database of the empty store.
const EMPTY: &str = "anjuan_empty";

/// Where a store is.
struct Place {
    url: StoreUrl,
    _cluster: Option<Cluster>,
    _folder: Option<TempDir>,
}

impl Place {
    fn new(engine: &str) -> Self {
        if engine == "postgres" {
            let cluster = Cluster::alone(&[]);
            let url = StoreUrl::Postgres(cluster.fresh_database());
            return Self { url, _cluster: Some(cluster), _folder: None };
        }
        let folder = TempDir::new().expect("a folder");
        let url = StoreUrl::Sqlite(folder.path().join("store.sqlite"));
        Self { url, _cluster: None, _folder: Some(folder) }
    }

    fn kept(url: StoreUrl) -> Self {
        Self { url, _cluster: None, _folder: None }
    }

    /// A new place that differs in nothing but what is in it: on the same server, if there is one.
    async fn beside(&self) -> Self {
        let StoreUrl::Postgres(url) = &self.url else { return Self::new("sqlite") };
        let mut server = sqlx::PgConnection::connect(url).await.expect("a connection");
        let drop = format!("DROP DATABASE IF EXISTS {EMPTY}");
        for statement in [drop, format!("CREATE DATABASE {EMPTY}")] {
            sqlx::raw_sql(sqlx::AssertSqlSafe(statement)).execute(&mut server).await.expect("done");
        }
        server.close().await.expect("closed");
        let (before, after) =
            url.split_once('?').map_or((url.as_str(), None), |(url, more)| (url, Some(more)));
        let (server, _) = before.rsplit_once('/').expect("a database");
        let more = after.map(|more| format!("?{more}")).unwrap_or_default();
        Self::kept(StoreUrl::Postgres(format!("{server}/{EMPTY}{more}")))
    }

    async fn desk(&self) -> OfficeDesk {
        support::stores::office_at(&self.url, Source::system().expect("random bytes")).await
    }
}

/// Fills a store that does not hold so many cases yet, as they are after the program has run for a while.
async fn fill(place: &Place, cases: usize) {
    let desk = place.desk().await;
    let db = desk.store().db();
    let counted =
        db.fetch("SELECT COUNT(*) FROM cases WHERE office_id = $1", &[desk.office().0.into()]).await;
    let known: i64 = counted.expect("a count")[0].get(0).expect("a number");
    if usize::try_from(known).expect("a number") < cases {
        let watch = Stopwatch::start();
        let head = desk.store().log().head(desk.office()).await.expect("a head");
        let mut history = History::after(desk.office(), head, support::stores::committees());
        let events = history.load(db, cases).await;
        rebuild(db, Then::Swap, |_| {}).await.expect("rebuilt");
        println!("filled cases={cases} events={events} seconds={:.0}", watch.elapsed().as_secs_f64());
        let watch = Stopwatch::start();
        let followed = desk.store().search().catch_up(desk.office()).await.expect("indexed");
        println!("indexed events={followed} seconds={:.0}", watch.elapsed().as_secs_f64());
    }
    desk.store().pack().await.expect("packed");
    if let Db::Postgres { pool, .. } = db {
        // As its server does by itself.
        sqlx::query("VACUUM ANALYZE").execute(pool).await.expect("analysed");
    }
    desk.store().clone().close().await;
}

/// Lives on the store and on an empty one, in turns, so that both meet the same machine.
async fn compare(name: &str, wanted: &Wanted, full: &Service, empty: &Service) {
    let (mut rates, mut took) = ([0.0, 0.0], Vec::new());
    for service in [full, empty] {
        lives(service, wanted.clients, wanted.lives / 4).await;
    }
    for _ in 0..TURNS {
        for (service, rate) in [full, empty].into_iter().zip(&mut rates) {
            let (lives_per_s, times) = lives(service, wanted.clients, wanted.lives).await;
            *rate += lives_per_s / f64::from(TURNS);
            if std::ptr::eq(service, full) {
                took.extend(times);
            }
        }
    }
    println!(
        "lives engine={name} cases={} clients={} lives_per_s={:.0} empty={:.0} ratio={:.2} p50_ms={:.2} p95_ms={:.2} p99_ms={:.2}",
        wanted.cases,
        wanted.clients,
        rates[0],
        rates[1],
        rates[0] / rates[1],
        milliseconds(&mut took, 50),
        milliseconds(&mut took, 95),
        milliseconds(&mut took, 99)
    );
}

async fn measure(name: &str, place: &Place, wanted: &Wanted) {
    fill(place, wanted.cases).await;
    let service = Service::start(place.desk().await).await;
    if wanted.has("lives") {
        let nowhere = place.beside().await;
        let empty = Service::start(nowhere.desk().await).await;
        compare(name, wanted, &service, &empty).await;
        empty.end().await;
    }
    if wanted.has("burst") {
        let (begun, errors, mut took) = burst(&service, wanted.seconds).await;
        let (p50, p95) = (milliseconds(&mut took, 50), milliseconds(&mut took, 95));
        println!(
            "burst engine={name} cases={} lives={begun} errors={errors} p50_ms={p50:.2} p95_ms={p95:.2}",
            wanted.cases
        );
    }
    let of = format!("engine={name} cases={}", wanted.cases);
    if wanted.has("lists") {
        reading::lists(&of, &service).await;
    }
    if wanted.has("pages") {
        reading::pages(&of, &service).await;
    }
    service.end().await;
}

fn main() {
    let wanted = Wanted::from_arguments();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let runtime = runtime.expect("a runtime");
    if let Some(url) = wanted.store.clone() {
        let name = if matches!(url, StoreUrl::Sqlite(_)) { "sqlite" } else { "postgres" };
        return runtime.block_on(measure(name, &Place::kept(url), &wanted));
    }
    for name in ["postgres", "sqlite"] {
        if wanted.engine.as_deref().is_none_or(|engine| engine == name) {
            runtime.block_on(measure(name, &Place::new(name), &wanted));
        }
    }
}
