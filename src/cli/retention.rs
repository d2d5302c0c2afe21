//! `anjuan retention report`
use super::{Context, DONE, Failure, output};
use crate::cases::any_file::CaseKind;
use crate::cases::retention::Retention;
use crate::config;
use crate::queries::erasures;
use crate::web::erasures::{RetentionOfKind, RetentionView};
use clap::{Args, Subcommand};
use std::fmt::Write;

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

pub(super) async fn run(context: &Context, args: RetentionArgs) -> Result<u8, Failure> {
    let RetentionCommand::Report { json } = args.command;
    let retention = of(&context.loaded.config.retention)?;
    let store = context.open().await?;
    let desk = context.office(&store).await?;
    let report = RetentionView::from(erasures::kept(&desk, &retention).await?);
    store.close().await;
    if json {
        output::json(&report)?;
        return Ok(DONE);
    }
    output::text(&told(&report)?)?;
    Ok(DONE)
}

fn told(report: &RetentionView) -> Result<String, Failure> {
    let mut text = String::new();
    for RetentionOfKind { kind, years, closed, too_long, oldest_closed } in &report.kinds {
        let years = years.map_or("until somebody asks".to_owned(), |years| format!("{years} years"));
        let oldest = oldest_closed.map(|day| format!(", the first on {day}")).unwrap_or_default();
        writeln!(text, "{kind}: kept {years}; {closed} closed{oldest}; {too_long} kept for too long")?;
    }
    let RetentionView { waiting_for_a_decision, restricted, erased, .. } = report;
    writeln!(
        text,
        "{waiting_for_a_decision} wait for a decision, {restricted} are restricted, {erased} erased"
    )?;
    Ok(text)
}
