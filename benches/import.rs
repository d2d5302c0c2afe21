//! Rows a second of a ledger of fire hazards, on both engines: in, and again unchanged.
//!
//! `cargo bench --bench import` · `-- --rows 100000`
#[path = "../tests/support/mod.rs"]
#[expect(dead_code, reason = "benches use a part of what tests stand on")]
mod support;

use anjuan::clock::{Source, Stopwatch};
use anjuan::database::StoreUrl;
use anjuan::exchange::importing::{Options, import};
use rust_xlsxwriter::Workbook;
use std::path::Path;
use support::postgres::Cluster;
use support::stores::office_at;

const HEADERS: [&str; 15] = [
    "序号",
    "隐患编号",
    "发现日期",
    "场所名称",
    "场所类型",
    "地址",
    "居委会",
    "隐患类别",
    "隐患描述",
    "检查人",
    "整改通知书编号",
    "整改期限",
    "复查日期",
    "复查结果",
    "整改完成日期",
];

fn ledger(path: &Path, rows: u32) {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for (column, header) in (0..).zip(HEADERS) {
        sheet.write(0, column, header).expect("written");
    }
    for row in 1..=rows {
        let (number, paper) = (format!("XH2019-{row:06}"), format!("定消改字〔2019〕第{row}号"));
        let cells = [
            &row.to_string(),
            &number,
            "2019.3.5",
            "黎平餐饮店",
            "仓库",
            "杭州路242弄53号",
            "黎平",
            "消防设施缺失",
            "消防设施缺失，影响消防安全",
            "赵玉琴、陈国华",
            &paper,
            "2019-03-12",
            "2019年3月20日",
            "合格",
            "2019/3/20",
        ];
        for (column, cell) in (0..).zip(cells) {
            sheet.write(row, column, cell).expect("written");
        }
    }
    workbook.save(path).expect("saved");
}

/// The most memory that this process ever held, in megabytes.
fn peak_megabytes() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM"))?;
    line.split_whitespace().nth(1)?.parse::<u64>().ok().map(|kilobytes| kilobytes / 1024)
}

fn main() {
    let mut arguments = std::env::args().skip_while(|argument| argument != "--rows").skip(1);
    let rows: u32 = arguments.next().map_or(20_000, |rows| rows.parse().expect("a number of rows"));
    let folder = tempfile::TempDir::new().expect("a folder");
    let file = folder.path().join("ledger.xlsx");
    ledger(&file, rows);
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let runtime = runtime.expect("a runtime");
    let cluster = Cluster::alone(&[]);
    let places = [
        ("sqlite", StoreUrl::Sqlite(folder.path().join("store.sqlite"))),
        ("postgres", StoreUrl::Postgres(cluster.fresh_database())),
    ];
    for (engine, url) in places {
        runtime.block_on(async {
            let desk = office_at(&url, Source::system().expect("random bytes")).await;
            for pass in ["new", "again"] {
                let watch = Stopwatch::start();
                let report = import(&desk, &file, &Options::default(), |_| {}).await.expect("imported");
                assert!(report.refused.is_empty() && report.rows == u64::from(rows), "every row goes in");
                let per_second = f64::from(rows) / watch.elapsed().as_secs_f64();
                println!(
                    "import engine={engine} pass={pass} rows={rows} rows_per_s={per_second:.0} peak_mb={}",
                    peak_megabytes().unwrap_or(0)
                );
            }
        });
    }
}
