//! The service over loopback, as an integrator meets it: the program's own server with all that stands around its
//! routes, and real clients with connections that are kept, signed in, every command durable, projections on.
//!
//! Lives of four requests (register, assign, resolve, search), the burst of 1, 15, 1, 25, 2, 35 and 10 lives a second,
//! and a list page of 50 under every filter; with `--cases N` on a store that holds so many cases.
//!
//! `cargo bench --bench http` · `-- --cases 1000000` · `-- --engine sqlite` · `-- --clients 64` · `-- --lives 2000` ·
//! `-- --seconds 10` (each step of the burst)
#[path = "support/history.rs"]
mod history;
#[path = "support/service.rs"]
mod service;
#[path = "../tests/support/mod.rs"]
#[expect(dead_code, reason = "benches use a part of what tests stand on")]
mod support;

use anjuan::clock::{Source, Stopwatch};
use anjuan::commands::OfficeDesk;
use anjuan::database::StoreUrl;
use anjuan::event_log::EventLog;
use anjuan::projections::rebuild::{Then, rebuild};
use history::History;
use service::{Browser, Service};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use support::postgres::Cluster;

/// As the program itself does.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Lives a second, one step after the other.
const BURST: [u32; 7] = [1, 15, 1, 25, 2, 35, 10];
/// Pages that are asked for under each filter.
const PAGES: usize = 20;
const FILTERS: [&str; 14] = [
    "sort=opened",
    "sort=-opened",
    "open=true",
    "overdue=true",
    "kind=fire_hazard&sort=-opened",
    "phase=suspended",
    "committee=凉州&open=true&sort=-opened",
    "department=信访办&category=物业管理",
    "channel=online&sort=-opened",
    "sort=due",
    "sort=-closed",
    "sort=number&number=XF-12",
    "opened_from=2015-03-01&opened_to=2015-03-31",
    "category=no_such_category",
];

fn milliseconds(took: &mut [Duration], share: usize) -> f64 {
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

/// Pages of 50 under a filter, from the first one on; how many cases they held.
async fn pages(clerk: &Browser, filter: &str) -> (Vec<Duration>, usize) {
    let (mut took, mut cases, mut after) = (Vec::new(), 0, String::new());
    for _ in 0..PAGES {
        let (page, time) =
            clerk.send(&format!("/cases?{filter}&limit=50{after}"), None).await.expect("a page");
        took.push(time);
        cases += page["cases"].as_array().map_or(0, Vec::len);
        match page["next"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => break,
        }
    }
    (took, cases)
}

/// What is measured.
struct Wanted {
    cases: usize,
    clients: usize,
    lives: usize,
    seconds: u32,
    engine: Option<String>,
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
        }
    }
}

async fn filled(desk: &OfficeDesk, cases: usize) {
    if cases == 0 {
        return;
    }
    let watch = Stopwatch::start();
    let head = desk.store().log().head(desk.office()).await.expect("a head");
    let mut history = History::after(desk.office(), head, support::stores::committees());
    let events = history.load(desk.store().db(), cases).await;
    rebuild(desk.store().db(), Then::Swap, |_| {}).await.expect("rebuilt");
    desk.store().pack().await.expect("packed");
    println!("filled cases={cases} events={events} seconds={:.0}", watch.elapsed().as_secs_f64());
}

async fn measure(name: &str, url: &StoreUrl, wanted: &Wanted) {
    let filling = support::stores::office_at(url, Source::system().expect("random bytes")).await;
    filled(&filling, wanted.cases).await;
    let watch = Stopwatch::start();
    let followed = filling.store().search().catch_up(filling.office()).await.expect("indexed");
    println!("indexed events={followed} seconds={:.0}", watch.elapsed().as_secs_f64());
    filling.store().clone().close().await;
    let desk = support::stores::office_at(url, Source::system().expect("random bytes")).await;
    let service = Service::start(desk).await;
    lives(&service, wanted.clients, wanted.lives / 10).await;
    let (rate, mut took) = lives(&service, wanted.clients, wanted.lives).await;
    println!(
        "http engine={name} cases={} clients={} lives_per_s={rate:.0} p50_ms={:.2} p95_ms={:.2} p99_ms={:.2}",
        wanted.cases,
        wanted.clients,
        milliseconds(&mut took, 50),
        milliseconds(&mut took, 95),
        milliseconds(&mut took, 99)
    );
    let (begun, errors, mut took) = burst(&service, wanted.seconds).await;
    println!(
        "burst engine={name} cases={} lives={begun} errors={errors} p50_ms={:.2} p95_ms={:.2}",
        wanted.cases,
        milliseconds(&mut took, 50),
        milliseconds(&mut took, 95)
    );
    for filter in FILTERS {
        let (mut took, cases) = pages(&service.clerk(0).desk, filter).await;
        println!(
            "page engine={name} cases={} filter={filter} pages={} held={cases} p50_ms={:.2} p95_ms={:.2}",
            wanted.cases,
            took.len(),
            milliseconds(&mut took, 50),
            milliseconds(&mut took, 95)
        );
    }
    service.end().await;
}

fn main() {
    let wanted = Wanted::from_arguments();
    let is_wanted = |name: &str| wanted.engine.as_deref().is_none_or(|engine| engine == name);
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let runtime = runtime.expect("a runtime");
    if is_wanted("postgres") {
        let cluster = Cluster::alone(&[]);
        runtime.block_on(measure("postgres", &StoreUrl::Postgres(cluster.fresh_database()), &wanted));
    }
    if is_wanted("sqlite") {
        let folder = tempfile::TempDir::new().expect("a folder");
        let url = StoreUrl::Sqlite(folder.path().join("store.sqlite"));
        runtime.block_on(measure("sqlite", &url, &wanted));
    }
}
