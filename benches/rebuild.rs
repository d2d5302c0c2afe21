//! A million events folded and loaded into every projection, beside a bare `COPY … TO STDOUT` of the same log; and the
//! same events verified, beside the bare hashing of as many bytes as their leaves have, which is the least that verifying
//! can do; and every view held against them, which with the events is all that `anjuan verify` does.
//!
//! `cargo bench --bench rebuild` · `-- --quick` (a tenth)
#[path = "support/history.rs"]
mod history;
#[path = "../tests/support/mod.rs"]
#[expect(dead_code, reason = "benches use a part of what tests stand on")]
mod support;

use anjuan::clock::{Source, Stopwatch};
use anjuan::commands::OfficeDesk;
use anjuan::database::{Db, StoreUrl};
use anjuan::event_log::tree::Hash;
use anjuan::event_log::{EventLog, Position};
use anjuan::projections::rebuild::{AT_ONCE, Comparison, Then, rebuild};
use anjuan::proof::verify;
use futures_util::TryStreamExt;
use std::hint::black_box;
use support::postgres::Cluster;
use support::stores::{committees, office_at};

#[expect(clippy::cast_precision_loss, reason = "a few million")]
fn rate(events: u64, watch: Stopwatch) -> f64 {
    events as f64 / watch.elapsed().as_secs_f64()
}

async fn measure(url: &StoreUrl, cases: usize) -> (u64, f64) {
    let desk = office_at(url, Source::system().expect("random bytes")).await;
    let db = desk.store().db();
    let head = desk.store().log().head(desk.office()).await.expect("a head");
    history::History::after(desk.office(), head, committees()).load(db, cases).await;
    answered(&desk, head).await;
    let watch = Stopwatch::start();
    let rebuilt = rebuild(db, Then::Swap, |_| {}).await.expect("rebuilt");
    let rebuilding = rate(rebuilt.events, watch);
    println!("rebuild engine={} events={} events_per_s={rebuilding:.0}", db.engine(), rebuilt.events);
    verify(&desk).await;
    (rebuilt.events, rebuilding)
}

/// The receipts of what was loaded after `head`, each event of a command of its own.
async fn answered(desk: &OfficeDesk, head: Position) {
    let sql = "INSERT INTO receipts (office_id, command_id, request_hash, stream_id, version, position) \
               SELECT office_id, command_id, $2, stream_id, version, position FROM events \
               WHERE office_id = $1 AND position > $3";
    let mut tx = desk.store().db().begin().await.expect("a transaction");
    let values = [desk.office().0.into(), [0_u8; 32].as_slice().into(), head.0.into()];
    tx.execute(sql, &values).await.expect("inserted");
    tx.commit().await.expect("committed");
}

/// Every event hashed again and the tree built anew, beside SHA-256 over bytes that lie in memory; then every view.
async fn verify(desk: &OfficeDesk) {
    let db = desk.store().db();
    let watch = Stopwatch::start();
    let cpu = cpu_seconds();
    let report =
        verify::office(db, desk.office(), &verify::Against::default(), |_| {}).await.expect("verified");
    let (verifying, spent) = (rate(report.events, watch), cpu_seconds() - cpu);
    // The history lies before the day on which the office was added.
    let wrong = report.findings.iter().find(|finding| finding.wrong != verify::Wrong::Reordered);
    assert_eq!(wrong, None);
    let event = &desk.store().log().read(desk.office(), Position(1), 1).await.expect("an event")[0];
    let leaf = event.stated().bytes(&[0; 32]);
    let watch = Stopwatch::start();
    let last =
        (0..report.events).fold(Hash::empty(), |last, _| Hash::node(last, Hash::leaf(black_box(&leaf))));
    let hashing = rate(report.events, watch);
    assert_ne!(black_box(last), Hash::empty());
    #[expect(clippy::cast_precision_loss, reason = "a few million")]
    let on_one_core = report.events as f64 / spent;
    println!(
        "verify engine={} events={} events_per_s={verifying:.0} on_one_core={on_one_core:.0} hashing_alone={hashing:.0} \
         ratio={:.2}",
        db.engine(),
        report.events,
        verifying / hashing
    );
    let (watch, cpu) = (Stopwatch::start(), cpu_seconds());
    let events = whole(desk).await;
    #[expect(clippy::cast_precision_loss, reason = "a few million")]
    let on_one_core = events as f64 / (cpu_seconds() - cpu);
    println!(
        "verify_and_views engine={} events={events} events_per_s={:.0} on_one_core={on_one_core:.0}",
        db.engine(),
        rate(events, watch)
    );
}

/// Every event hashed and folded, the tree, the receipts, and every row of every view: all that `anjuan verify` does with
/// a log.
async fn whole(desk: &OfficeDesk) -> u64 {
    let db = desk.store().db();
    let mut comparison = Comparison::begin(db, AT_ONCE).await.expect("begun");
    let follower = comparison.follower(db, desk.office()).await.expect("a follower");
    let against = verify::Against::default();
    let verified = verify::office_beside(db, desk.office(), &against, follower, |_| {}).await;
    let (report, follower) = verified.expect("verified");
    comparison.followed(db, follower, report.events).await.expect("followed");
    let compared = comparison.end(db, |_| {}).await.expect("compared");
    assert!(!compared.loaded && compared.events == report.events, "every view is what the log makes");
    report.events
}

/// Seconds of processor that this program has used so far, on all cores.
fn cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = stat.rsplit_once(')').map_or("", |(_, fields)| fields);
    let ticks = |at: usize| fields.split_whitespace().nth(at).and_then(|text| text.parse::<f64>().ok());
    // Hundredths of a second on every Linux.
    (ticks(11).unwrap_or(f64::NAN) + ticks(12).unwrap_or(f64::NAN)) / 100.0
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
    println!("peer=COPY events={events} events_per_s={copy:.0}");
    println!("ratio rebuild/copy={:.2}", postgres / copy);
    let folder = tempfile::TempDir::new().expect("a folder");
    let url = StoreUrl::Sqlite(folder.path().join("store.sqlite"));
    runtime.block_on(measure(&url, cases));
}
