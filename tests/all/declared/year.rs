//! The smaller books of 2019: each imports whole, once, and its figures are those of the report.
use crate::ledgers::office::{Office, counts, day};
use crate::support::stores::ENGINES;
use anjuan::cases::declared::Kinds;
use anjuan::exchange::importing::Options;
use anjuan::figures;
use anjuan::projections::count::Scope;
use anjuan::projections::rebuild::{Then, rebuild};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::sync::Arc;

const BOOKS: [(&str, u64); 4] = [
    ("无证无照和居改非整治台账.xlsx", 213),
    ("扫黑除恶线索台账.xlsx", 11),
    ("旧区改造征收签约台账.xlsx", 958),
    ("大调研走访台账.xlsx", 11_310),
];
const FAMILIES: [&str; 4] = ["unlicensed.", "clues.", "relocation.", "visits."];

fn sample(book: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/2019").join(book)
}

fn expected() -> Vec<(String, Value)> {
    let expected: Value =
        serde_json::from_str(include_str!("../../../samples/2019/expected.json")).expect("JSON");
    let figures = expected["figures"].as_object().expect("a map").clone();
    figures.into_iter().filter(|(id, _)| FAMILIES.iter().any(|family| id.starts_with(family))).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_smaller_books_of_2019_give_the_figures_of_the_report_on_both_engines() {
    for engine in ENGINES {
        let office = Office::on(engine).await;
        office.set_target("visits.homes", "31427").await;
        office.set_target("visits.firms", "91").await;
        for (book, rows) in BOOKS {
            let options = Options { dry_run: true, ..Options::default() };
            let dry = office.file_with(&options, &sample(book)).await;
            assert_eq!((dry.refused.as_slice(), counts(&dry)), (&[][..], (rows, 0, 0)), "{engine:?} {book}");
            let head = office.head().await;
            let report = office.file(&sample(book)).await;
            assert_eq!(
                (report.refused.as_slice(), counts(&report)),
                (&[][..], (rows, 0, 0)),
                "{engine:?} {book}"
            );
            assert!(office.head().await > head);
            // Nothing goes in twice.
            let head = office.head().await;
            let again = office.file(&sample(book)).await;
            assert_eq!((counts(&again), office.head().await), ((0, rows, 0), head), "{engine:?} {book}");
        }
        let expected = expected();
        assert_eq!(expected.len(), 10, "{expected:?}");
        for as_of in [Some("2019-11-09"), None] {
            let view = office.figures(as_of).await;
            for (id, wanted) in &expected {
                let value = &view["figures"][id]["value"];
                assert_eq!(value.as_f64(), wanted.as_f64(), "{engine:?} {id} as of {as_of:?}");
            }
        }
        as_of_earlier_days(&office, &format!("{engine:?}")).await;
        behind(&office).await;
        for then in [Then::CompareOnly, Then::CompareAndSwap] {
            let rebuilt = rebuild(office.desk.store().db(), then, |_| {}).await.expect("rebuilt");
            let seen = (rebuilt.differences(), rebuilt.loaded);
            assert_eq!(seen, (0, then == Then::CompareAndSwap), "{engine:?}");
        }
    }
}

/// Counted from the cells of the books themselves.
async fn as_of_earlier_days(office: &Office, engine: &str) {
    let wanted: [(&str, [(&str, i64); 6]); 3] = [
        (
            "2019-03-31",
            [
                ("unlicensed.handled", 92),
                ("unlicensed.sealed", 74),
                ("clues.received", 3),
                ("relocation.households", 128),
                ("visits.homes", 3407),
                ("visits.suggestions", 7),
            ],
        ),
        (
            "2019-06-30",
            [
                ("unlicensed.handled", 213),
                ("unlicensed.sealed", 74),
                ("clues.received", 9),
                ("relocation.households", 561),
                ("visits.homes", 6734),
                ("visits.suggestions", 14),
            ],
        ),
        (
            "2019-09-30",
            [
                ("unlicensed.handled", 213),
                ("unlicensed.sealed", 74),
                ("clues.received", 11),
                ("relocation.households", 948),
                ("visits.homes", 10113),
                ("visits.suggestions", 22),
            ],
        ),
    ];
    for (as_of, figures) in wanted {
        let view = office.figures(Some(as_of)).await;
        for (id, value) in figures {
            assert_eq!(view["figures"][id]["value"], json!(value), "{engine} {id} as of {as_of}");
        }
    }
}

/// As many cases stand behind a figure as it counts.
async fn behind(office: &Office) {
    let desk = &office.desk;
    let (from, to) = (day("2019-01-01"), day("2019-12-31"));
    let scope = Scope {
        office: desk.office(),
        from,
        to,
        as_of: to,
        known: anjuan::event_log::Position::END,
        hidden: Arc::default(),
    };
    for (id, count) in [("unlicensed.sealed", 74), ("visits.suggestions", 27), ("clues.received", 11)] {
        let figure = figures::declared::find(&Kinds::default(), id).expect("a figure");
        let mut tx = desk.store().db().begin_read().await.expect("a transaction");
        let cases = figures::cases_behind(&mut tx, &scope, figure).await.expect("cases");
        assert_eq!(cases.len(), count, "{id}");
    }
}

#[tokio::test]
async fn a_bad_cell_is_refused_by_its_place_and_an_import_can_be_taken_back() {
    let office = Office::on(ENGINES[0]).await;
    let text = "编号,发现日期,店名,类型,地址,居委会,处置日期,处置方式\n\
                WZ2019-0001,2019-01-02,甲店,居改非,长阳路1号,共青,2019-01-17,封门\n\
                WZ2019-0002,2019-02-30,乙店,居改非,长阳路2号,共青,,\n\
                WZ2019-0003,2019-01-03,丙店,卖菜,长阳路3号,共青,,\n\
                WZ2019-0004,2019-01-03,丁店,居改非,长阳路4号,无此居委,,\n\
                WZ2019-0005,2019-01-05,戊店,居改非,长阳路5号,共青,2019-01-04,封门\n\
                WZ2019-0006,2019-01-05,己店,居改非,长阳路6号,共青,,封门\n\
                WZ2019-0001,2019-01-02,甲店,居改非,长阳路1号,共青,,\n\
                WZ2019-0008,2019-01-05,庚店,居改非,,共青,,\n";
    let report = office.file(&office.text("book.csv", text.as_bytes())).await;
    let places: Vec<_> = report
        .refused
        .iter()
        .map(|refused| (refused.row, refused.column.as_deref().unwrap_or_default(), refused.code))
        .collect();
    assert_eq!(
        places,
        [
            (3, "发现日期", "no_such_day"),
            (4, "类型", "unknown_word"),
            (5, "居委会", "unknown_committee"),
            (6, "处置日期", "declared.before_earlier_step"),
            (7, "处置日期", "missing"),
            (8, "编号", "number_twice"),
            (9, "地址", "required"),
        ]
    );
    assert_eq!(report.imported, 1);
    // A newer copy adds the step that was taken since; a cell that changed is refused, unless it corrects.
    let newer = "编号,发现日期,店名,类型,地址,居委会,处置日期,处置方式\n\
                 WZ2019-0001,2019-01-02,甲店,居改非,长阳路1号,共青,2019-01-17,取缔\n\
                 WZ2019-0002,2019-01-30,乙店,居改非,长阳路2号,共青,2019-02-01,封门\n";
    let newer = office.text("newer.csv", newer.as_bytes());
    let second = office.file(&newer).await;
    assert_eq!((counts(&second), second.refused[0].column.as_deref()), ((1, 0, 1), Some("处置方式")));
    assert_eq!(office.figure("unlicensed.sealed").await, json!(2));
    let options = Options { as_correction: true, ..Options::default() };
    let third = office.file_with(&options, &newer).await;
    assert_eq!(counts(&third), (1, 1, 0));
    assert_eq!(office.figure("unlicensed.sealed").await, json!(1));
    let undone = office.undo(&second).await;
    assert_eq!((undone.voided, undone.refused.len()), (1, 0), "{undone:?}");
    assert_eq!(office.figure("unlicensed.found").await, json!(1));
    assert_eq!(office.figure("unlicensed.sealed").await, json!(0));
}
