//! The office's year of 2019, from its ledgers to its figures.
use crate::support::stores::{ENGINES, moment, office, source};
use anjuan::cases::occurred::Dated;
use anjuan::cases::office::OfficeCommand;
use anjuan::commands::Request;
use anjuan::exchange::importing::{Options, import};
use anjuan::web::figures_view::FiguresView;
use anjuan::web::words::Language;
use std::path::Path;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_ledgers_of_2019_yield_the_figures_of_the_report() {
    for engine in ENGINES {
        let place = engine.place();
        let desk = office(&place, source(1).0).await;
        let target = OfficeCommand::SetTarget {
            figure: "structures.demolished_area_m2".parse().expect("an id"),
            year: 2019,
            amount: "30000".parse().expect("an amount"),
        };
        let set = Dated::at(moment("2019-11-10T08:00:00+08:00"), target);
        desk.execute(Request::live(desk.office().stream(), set)).await.expect("a target");
        for ledger in ["信访登记台账.xlsx", "消防隐患台账.xlsx", "违法建筑台账.xlsx"] {
            let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/2019").join(ledger);
            let report = import(&desk, &file, &Options::default(), |_| {}).await.expect("imported");
            assert!(report.refused.is_empty(), "{ledger}: {:?}", report.refused);
        }
        let day = |text: &str| text.parse().expect("a day");
        let view = FiguresView::of(
            &desk,
            day("2019-01-01"),
            day("2019-12-31"),
            Some(day("2019-11-09")),
            None,
            Vec::new(),
            Language::Chinese,
        );
        let view = serde_json::to_value(view.await.expect("figures")).expect("JSON");
        let value = |id: &str| view["figures"][id]["value"].clone();
        assert_eq!(value("petitions.letters"), 110, "{engine:?}");
        assert_eq!(value("fire.rectification_rate"), 79.84, "{engine:?}");
        assert_eq!(value("structures.completion_rate"), 100.25, "{engine:?}");
    }
}
