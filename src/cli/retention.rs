//! `anjuan retention report`
use super::{Context, DONE, Failure, output};
use crate::cases::any_file::CaseKind;
use crate::cases::erasure::Stage;
use crate::cases::ids::Version;
use crate::config;
use crate::policy::Query;
use crate::projections::erasures;
use crate::schedule::Retention;
use clap::{Args, Subcommand};
use serde::Serialize;
use std::fmt::Write;

/// Cases that are counted at most: the report says that there are more.
const MOST: u32 = 10_000;

#[derive(Args, Debug)]
pub(super) struct RetentionArgs {
    #[command(subcommand)]
    command: RetentionCommand,
}

#[derive(Subcommand, Debug)]
enum RetentionCommand {
    /// How long the cases of each kind are kept (retention.years), which are kept for too long, and what waits.
    #[command(after_help = "Examples:\n  anjuan retention report\n  anjuan retention report --json\n\n\
                            `anjuan serve` asks for what is kept for too long to be erased; a leader decides: \
                            `anjuan erasure list`.")]
    Report {
        /// As JSON.
        #[arg(long)]
        json: bool,
    },
}

/// The years by kind of case, as they are configured.
pub(super) fn of(retention: &config::Retention) -> Result<Retention, Failure> {
    let read = |of: &config::KindYears| {
        let kind: CaseKind = of.kind.parse().map_err(|error| format!("retention.years: {error}"))?;
        Ok((kind, of.years))
    };
    retention.years.iter().map(read).collect()
}

#[derive(Serialize)]
struct Line {
    kind: CaseKind,
    /// None if nothing is configured.
    years: Option<u32>,
    closed: i64,
    too_long: usize,
    oldest_closed: Option<crate::cases::occurred::Day>,
}

#[derive(Serialize)]
struct Report {
    kinds: Vec<Line>,
    waiting_for_a_decision: usize,
    restricted: usize,
    erased: usize,
}

pub(super) async fn run(context: &Context, args: RetentionArgs) -> Result<u8, Failure> {
    let RetentionCommand::Report { json } = args.command;
    let retention = of(&context.loaded.config.retention)?;
    let store = context.open().await?;
    let desk = context.office(&store).await?;
    desk.permit(Query::ReadErasures).await?;
    let (db, office, today) = (store.db(), desk.office(), store.source().now().day());
    let mut kinds = Vec::new();
    for kept in erasures::kept(db, office).await? {
        let years = retention.years(kept.kind);
        let too_long = match retention.closed_until(kept.kind, today) {
            Some(until) => erasures::kept_too_long(db, office, kept.kind, until, MOST).await?.len(),
            None => 0,
        };
        kinds.push(Line {
            kind: kept.kind,
            years,
            closed: kept.closed,
            too_long,
            oldest_closed: kept.oldest,
        });
    }
    let mut counts = [0; 3];
    for (count, stage) in counts.iter_mut().zip([Stage::Asked, Stage::Restricted, Stage::Erased]) {
        *count = erasures::at_stage(db, office, &stage, Version(0), MOST).await?.len();
    }
    let [waiting_for_a_decision, restricted, erased] = counts;
    let report = Report { kinds, waiting_for_a_decision, restricted, erased };
    store.close().await;
    if json {
        output::json(&report)?;
        return Ok(DONE);
    }
    output::text(&told(&report)?)?;
    Ok(DONE)
}

fn told(report: &Report) -> Result<String, Failure> {
    let mut text = String::new();
    for Line { kind, years, closed, too_long, oldest_closed } in &report.kinds {
        let years = years.map_or("until somebody asks".to_owned(), |years| format!("{years} years"));
        let oldest = oldest_closed.map(|day| format!(", the first on {day}")).unwrap_or_default();
        writeln!(text, "{kind}: kept {years}; {closed} closed{oldest}; {too_long} kept for too long")?;
    }
    let Report { waiting_for_a_decision, restricted, erased, .. } = report;
    writeln!(
        text,
        "{waiting_for_a_decision} wait for a decision, {restricted} are restricted, {erased} erased"
    )?;
    Ok(text)
}
