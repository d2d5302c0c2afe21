//! One year's figures on random as-of days, no cached answers, in stores of 10,000 and of 1,000,000 cases spread over
//! ten years.
//!
//! `cargo bench --bench figures` · `-- --quick` (1,000 and 100,000 cases)
#[path = "support/history.rs"]
mod history;
#[path = "../tests/support/mod.rs"]
#[expect(dead_code, reason = "benches use a part of what tests stand on")]
mod support;

use anjuan::cases::occurred::Day;
use anjuan::clock::{Source, Stopwatch};
use anjuan::commands::OfficeDesk;
use anjuan::database::{Db, StoreUrl};
use anjuan::projections::rebuild::{Then, rebuild};
use anjuan::web::figures_view::FiguresView;
use anjuan::web::words::Language;
use std::time::Duration;
use support::postgres::Cluster;
use support::stores::{committees, office_at};

const QUESTIONS: u32 = 40;

async fn store(url: &StoreUrl, cases: usize) -> OfficeDesk {
    let desk = office_at(url, Source::system().expect("random bytes")).await;
    let db = desk.store().db();
    let head = anjuan::event_log::EventLog::head(&desk.store().log(), desk.office()).await.expect("a head");
    history::History::after(desk.office(), head, committees()).load(db, cases).await;
    rebuild(db, Then::Swap, |_| {}).await.expect("rebuilt");
    // As `anjuan serve` does once a minute.
    desk.store().pack().await.expect("packed");
    if let Db::Postgres { pool, .. } = db {
        sqlx::query("VACUUM ANALYZE").execute(pool).await.expect("analysed");
    } else {
        let mut tx = db.begin().await.expect("a transaction");
        tx.execute("ANALYZE", &[]).await.expect("analysed");
        tx.commit().await.expect("committed");
    }
    desk
}

async fn ask(desk: &OfficeDesk, n: u32) -> Duration {
    let year = 2012 + i32::try_from(n * 7 % 8).expect("a year");
    let first = Day::from_ymd_opt(year, 1, 1).expect("a day");
    let last = Day::from_ymd_opt(year, 12, 31).expect("a day");
    let as_of = first + chrono::Duration::days(i64::from(n * 131 % 365));
    let watch = Stopwatch::start();
    let view = FiguresView::of(desk, first, last, Some(as_of), None, Vec::new(), Language::English).await;
    assert!(!view.expect("figures").figures.is_empty());
    watch.elapsed()
}

async fn measure(name: &str, url: &StoreUrl, cases: usize) -> f64 {
    let desk = store(url, cases).await;
    for n in 0..5 {
        ask(&desk, n).await;
    }
    let mut took = Vec::new();
    for n in 0..QUESTIONS {
        took.push(ask(&desk, n).await);
    }
    took.sort_unstable();
    let at = |share: usize| took[(took.len() - 1) * share / 100].as_secs_f64() * 1e3;
    println!("figures engine={name} cases={cases} p50_ms={:.1} p99_ms={:.1}", at(50), at(99));
    at(50)
}

fn main() {
    let quick = std::env::args().any(|argument| argument == "--quick");
    let (few, many) = if quick { (1_000, 100_000) } else { (10_000, 1_000_000) };
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let runtime = runtime.expect("a runtime");
    let cluster = Cluster::alone(&[]);
    let folder = tempfile::TempDir::new().expect("a folder");
    let mut ratios = Vec::new();
    for engine in ["postgres", "sqlite"] {
        let url = |size: usize| match engine {
            "postgres" => StoreUrl::Postgres(cluster.fresh_database()),
            _ => StoreUrl::Sqlite(folder.path().join(format!("{size}.sqlite"))),
        };
        let small = runtime.block_on(measure(engine, &url(few), few));
        let large = runtime.block_on(measure(engine, &url(many), many));
        ratios.push((engine, large / small));
    }
    for (engine, ratio) in ratios {
        println!("ratio engine={engine} large/small={ratio:.2}");
    }
}
