//! A dry run says what the import would do, and does nothing.
use super::books::{Row, hazard, petition, structure};
use super::changes;
use super::office::{Office, counts};
use crate::support::stores::ENGINES;
use anjuan::exchange::importing::Options;
use anjuan::exchange::ledgers::Column;

/// Rows that are new, unchanged, further on, changed, impossible, irregular, and twice there.
fn rows() -> (Vec<Row>, Vec<Row>) {
    let (before, after) = changes::copies(
        &[changes::of_a_petition(), changes::of_a_structure()]
            .concat()
            .into_iter()
            .step_by(3)
            .collect::<Vec<_>>(),
    );
    let renumbered = |(at, row): (usize, Row)| {
        let column = row.ledger.number();
        row.with(column, &format!("R-{at}"))
    };
    let before: Vec<_> = before.into_iter().enumerate().map(renumbered).collect();
    let mut after: Vec<_> = after.into_iter().enumerate().map(renumbered).collect();
    after.push(before[0].clone());
    after.extend([
        petition("XF-1"),
        petition("XF-01"),
        petition("XF-2").with(Column::Channel, "微信"),
        petition("XF-3").with(Column::ConcludedOn, "2019-03-01"),
        hazard("XH-1").with(Column::Inspectors, "赵玉琴"),
        hazard("XF-1"),
        structure("WJ-1").with(Column::DemolishedArea, "41"),
    ]);
    (before, after)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_dry_run_says_what_the_import_would_do_and_does_nothing() {
    let (before, after) = rows();
    for engine in ENGINES {
        for as_correction in [false, true] {
            let office = Office::with(engine, &before).await;
            let head = office.head().await;
            let dry = Options { dry_run: true, as_correction, ..Options::default() };
            let mut said = office.import_with(&dry, &after).await;
            assert_eq!(said.batch, None, "{engine:?}");
            assert_eq!(office.head().await, head, "{engine:?}");
            assert!(office.history("WJ-2").await.is_none(), "{engine:?}");

            let done = office.import_with(&Options { as_correction, ..Options::default() }, &after).await;
            assert!(done.imported >= 2 && done.refused.len() > 4 && done.irregularities > 0, "{done:?}");
            assert!(office.head().await > head, "{engine:?}");
            assert!(done.batch.is_some(), "{engine:?}");
            said.batch = done.batch;
            assert_eq!(counts(&said), counts(&done), "{engine:?}");
            assert_eq!(said.refused, done.refused, "{engine:?}");
            assert_eq!(said.irregularities, done.irregularities, "{engine:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_dry_run_of_what_is_there_says_that_nothing_would_change() {
    for engine in ENGINES {
        let rows = [petition("XF-1"), hazard("XH-1"), structure("WJ-1")];
        let office = Office::with(engine, &rows).await;
        let dry = Options { dry_run: true, ..Options::default() };
        assert_eq!(counts(&office.import_with(&dry, &rows).await), (0, 3, 0), "{engine:?}");
    }
}
