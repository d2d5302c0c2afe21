//! `anjuan sample --seed TEXT --size N [--kind KIND] [--year YEAR] [--position P] [--json | --csv]`
use super::{Context, DONE, Failure, output};
use crate::projections::case_list::ListedCase;
use crate::web::api::sample::{SampleQuery, SampleView};
use clap::Args;
use std::fmt::Write;

#[derive(Args, Debug)]
#[command(
    after_help = "The same seed, size, filter and position draw the same cases for ever.\n\nExamples:\n  \
                        anjuan sample --seed 2019-audit --size 20\n  \
                        anjuan sample --seed 2019-audit --size 20 --kind petition --year 2019 --position 4711 --csv"
)]
pub(super) struct SampleArgs {
    /// Any text: the same one draws the same cases.
    #[arg(long, value_name = "TEXT")]
    seed: String,
    /// How many cases are drawn.
    #[arg(long, value_name = "N")]
    size: usize,
    /// Only this kind: petition, `fire_hazard`, `illegal_structure`.
    #[arg(long, value_name = "KIND")]
    kind: Option<String>,
    /// Only cases that came in in this year, as their first events tell.
    #[arg(long, value_name = "YEAR")]
    year: Option<i32>,
    /// As the log was at this position; as it is now without it.
    #[arg(long, value_name = "P")]
    position: Option<i64>,
    /// Print JSON and nothing else.
    #[arg(long, conflicts_with = "csv")]
    json: bool,
    /// Print a table of comma-separated values and nothing else.
    #[arg(long)]
    csv: bool,
}

pub(super) async fn run(context: &Context, args: SampleArgs) -> Result<u8, Failure> {
    let SampleArgs { seed, size, kind, year, position, json, csv } = args;
    let query = SampleQuery { seed, size, kind, year, position };
    let asked = query
        .asked()
        .map_err(|problem| format!("--{} {}", problem.field().unwrap_or("seed"), problem.detail()))?;
    let store = context.open().await?;
    let desk = context.office(&store).await?;
    let sample = SampleView::of(&desk, asked).await?;
    if json {
        output::json(&sample)?;
    } else if csv {
        output::text(&table(&sample.cases)?)?;
    } else {
        output::text(&lines(&sample))?;
    }
    store.close().await;
    Ok(DONE)
}

fn table(cases: &[ListedCase]) -> Result<String, Failure> {
    let mut table = csv::Writer::from_writer(Vec::new());
    table.write_record(["place", "number", "kind", "phase", "opened", "committee", "category"])?;
    for (at, case) in cases.iter().enumerate() {
        let (place, opened) = ((at + 1).to_string(), case.opened.to_string());
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        let (committee, category) = (text(&case.committee), text(&case.category));
        let number = case.number.to_string();
        table.write_record([
            &place,
            &number,
            case.kind.name(),
            &case.phase,
            &opened,
            &committee,
            &category,
        ])?;
    }
    Ok(String::from_utf8(table.into_inner()?)?)
}

fn lines(sample: &SampleView) -> String {
    let mut text = String::new();
    for (at, case) in sample.cases.iter().enumerate() {
        let _ = writeln!(text, "{:>4} {} {} {} {}", at + 1, case.number, case.kind, case.phase, case.opened);
    }
    let _ = writeln!(
        text,
        "{} of {} cases, as the log was at position {}",
        sample.cases.len(),
        sample.population,
        sample.position
    );
    text
}
