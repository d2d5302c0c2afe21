//! A million events folded and loaded into every projection, beside a bare `COPY … TO STDOUT` of the same log.
//!
//! `cargo bench --bench rebuild` · `-- --quick` (a tenth)
#[path = "support/history.rs"]
mod history;
#[path = "../tests/support/mod.rs"]
#[expect(dead_code, reason = "benches use a part of what tests stand on")]
mod support;

use anjuan::clock::{Source, Stopwatch};
use anjuan::database::{Db, StoreUrl};
use anjuan::projections::rebuild::{Then, rebuild};
use futures_util::TryStreamExt;
use support::postgres::Cluster;
use support::stores::{committees, office_at};

/// As the program itself does.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[expect(clippy::cast_precision_loss, reason = "a few million")]
fn rate(events: u64, watch: Stopwatch) -> f64 {
    events as f64 / watch.elapsed().as_secs_f64()
}

async fn measure(url: &StoreUrl, cases: usize) -> (u64, f64) {
    let desk = office_at(url, Source::system().expect("random bytes")).await;
    let db = desk.store().db();
    let head = anjuan::event_log::EventLog::head(&desk.store().log(), desk.office()).await.expect("a head");
    history::History::after(desk.office(), head, committees()).load(db, cases).await;
    let watch = Stopwatch::start();
    let rebuilt = rebuild(db, Then::Swap, |_| {}).await.expect("rebuilt");
    (rebuilt.events, rate(rebuilt.events, watch))
}

/// What the wire gives, with nobody reading what comes.
async fn bare_copy(url: &StoreUrl, events: u64) -> f64 {
    let Db::Postgres { pool, .. } = Db::open(url).await.expect("a database") else { return f64::NAN };
    let mut connection = pool.acquire().await.expect("a connection");
    let watch = Stopwatch::start();
    let copy = connection.copy_out_raw("COPY events TO STDOUT").await.expect("a copy");
    let bytes = copy.try_fold(0, |sum, bytes| async move { Ok(sum + bytes.len()) }).await.expect("bytes");
    assert!(bytes > 0, "the log was read");
    rate(events, watch)
}

fn main() {
    let quick = std::env::args().any(|argument| argument == "--quick");
    let cases = if quick { 26_000 } else { 260_000 };
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let runtime = runtime.expect("a runtime");
    let cluster = Cluster::alone(&[]);
    let url = StoreUrl::Postgres(cluster.fresh_database());
    let (events, postgres) = runtime.block_on(measure(&url, cases));
    let copy = runtime.block_on(bare_copy(&url, events));
    println!("rebuild engine=postgres events={events} events_per_s={postgres:.0}");
    println!("peer=COPY events={events} events_per_s={copy:.0}");
    println!("ratio rebuild/copy={:.2}", postgres / copy);
    let folder = tempfile::TempDir::new().expect("a folder");
    let url = StoreUrl::Sqlite(folder.path().join("store.sqlite"));
    let (events, sqlite) = runtime.block_on(measure(&url, cases));
    println!("rebuild engine=sqlite events={events} events_per_s={sqlite:.0}");
}
