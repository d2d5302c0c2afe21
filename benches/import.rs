//! Rows a second of a ledger of fire hazards, and the most memory that a process held that did nothing else: read
//! without doing anything, in, again unchanged, and taken back; from a workbook and from a table of text, on both
//! engines.
//!
//! `cargo bench --bench import` · `-- --rows 100000`
#[path = "support/ledger.rs"]
mod ledger;
#[path = "../tests/support/mod.rs"]
#[expect(dead_code, reason = "benches use a part of what tests stand on")]
mod support;

use anjuan::cases::ids::BatchId;
use anjuan::clock::{Source, Stopwatch};
use anjuan::commands::Store;
use anjuan::database::StoreUrl;
use anjuan::event_log::Actor;
use anjuan::exchange::importing::{Options, import, undo};
use std::path::Path;
use std::process::Command;
use support::postgres::Cluster;
use support::stores::office_at;

/// What is measured, in this order, each in a process of its own.
const PASSES: [&str; 4] = ["dry", "new", "again", "undo"];

/// The value in megabytes of a line of what the kernel knows of this process.
fn megabytes(name: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with(name)).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|kilobytes| kilobytes.parse::<u64>().ok()).unwrap_or(0) / 1024
}

/// Runs this program again for one part of the work, and gives what it printed last.
fn in_own_process(arguments: &[&str]) -> String {
    let program = std::env::current_exe().expect("this program");
    let output = Command::new(program).args(arguments).output().expect("a process");
    let said = String::from_utf8(output.stdout).expect("text");
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    said.trim().to_owned()
}

fn runtime() -> tokio::runtime::Runtime {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    runtime.expect("a runtime")
}

/// One pass; prints its seconds, its memory, and the batch.
async fn measure(pass: &str, url: &StoreUrl, file: &Path, rows: u64, batch: &str) {
    let store = Store::open(url, Source::system().expect("random bytes")).await.expect("a store");
    let desk = store.office(None, Actor("operator:bench".into())).await.expect("an office");
    let watch = Stopwatch::start();
    let mut brought = batch.to_owned();
    if pass == "undo" {
        let report = undo(&desk, BatchId(batch.parse().expect("a batch"))).await.expect("taken back");
        assert_eq!((report.voided, report.refused.len()), (rows, 0), "every case is void");
    } else {
        let options = Options { dry_run: pass == "dry", ..Options::default() };
        let report = import(&desk, file, &options, |_| {}).await.expect("imported");
        let done = if pass == "again" { report.unchanged } else { report.imported };
        assert_eq!((report.rows, done), (rows, rows), "every row goes in");
        brought = report.batch.map_or(brought, |batch| batch.0.to_string());
    }
    let seconds = watch.elapsed().as_secs_f64();
    println!("{seconds} {} {} {brought}", megabytes("VmHWM"), megabytes("RssFile"));
}

fn all(rows: u32) {
    let folder = tempfile::TempDir::new().expect("a folder");
    let (cluster, runtime) = (Cluster::alone(&[]), runtime());
    let count = rows.to_string();
    for format in ["xlsx", "csv"] {
        let file = folder.path().join(format!("ledger.{format}"));
        let file = file.to_str().expect("a path");
        in_own_process(&["make", file, &count]);
        let places = [
            ("sqlite", StoreUrl::Sqlite(folder.path().join(format!("{format}.sqlite")))),
            ("postgres", StoreUrl::Postgres(cluster.fresh_database())),
        ];
        for (engine, url) in places {
            runtime.block_on(async {
                let source = Source::system().expect("random bytes");
                office_at(&url, source).await.store().clone().close().await;
            });
            let (url, mut batch) = (url.to_string(), "none".to_owned());
            for pass in PASSES {
                let said = in_own_process(&["pass", pass, &url, file, &count, &batch]);
                let said: Vec<&str> = said.split_whitespace().collect();
                let per_second = f64::from(rows) / said[0].parse::<f64>().expect("seconds");
                println!(
                    "import engine={engine} format={format} pass={pass} rows={rows} \
                     rows_per_s={per_second:.0} peak_mb={} mapped_files_mb={}",
                    said[1], said[2]
                );
                said[3].clone_into(&mut batch);
            }
        }
    }
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let number = |text: &str| text.parse::<u32>().expect("a number of rows");
    match arguments.as_slice() {
        ["make", file, rows] => ledger::write(Path::new(file), number(rows)),
        ["pass", pass, url, file, rows, batch] => {
            let url = url.parse().expect("a store");
            runtime().block_on(measure(pass, &url, Path::new(file), number(rows).into(), batch));
        }
        [] => all(20_000),
        ["--rows", rows] => all(number(rows)),
        _ => panic!("wanted: --rows NUMBER"),
    }
}
