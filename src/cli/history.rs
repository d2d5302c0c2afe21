//! `anjuan history CASE-NUMBER [--json]`
use super::{Context, DONE, Failure, output};
use crate::cases::occurred::Occurred;
use crate::cases::words::CaseNumber;
use crate::web::history_view::{EventView, HistoryView};
use clap::Args;
use std::fmt::Write;

#[derive(Args, Debug)]
#[command(after_help = "Example:\n  anjuan history XF2019-0001")]
pub(super) struct HistoryArgs {
    /// The case's number.
    #[arg(value_name = "CASE-NUMBER")]
    number: String,
    /// Print JSON and nothing else.
    #[arg(long)]
    json: bool,
}

pub(super) async fn run(context: &Context, args: HistoryArgs) -> Result<u8, Failure> {
    let number: CaseNumber = args.number.parse().map_err(|error| format!("'{}': {error}", args.number))?;
    let store = context.open().await?;
    let desk = context.office(&store).await?;
    let Some(history) = HistoryView::of(&desk, &number).await? else {
        return Err(format!("there is no case {number} in this office; `anjuan cases` lists them").into());
    };
    if args.json {
        output::json(&history)?;
    } else {
        output::text(&table(&history)?)?;
    }
    store.close().await;
    Ok(DONE)
}

fn table(history: &HistoryView) -> Result<String, Failure> {
    let case = &history.case;
    let mut text = format!("{} {} {}\n", case.number, case.kind, case.phase);
    for event in &history.events {
        text.push_str(&lines(event)?);
    }
    Ok(text)
}

/// An event, for people at a terminal.
pub(super) fn lines(event: &EventView) -> Result<String, Failure> {
    let EventView { position, version, event_type, actor, beside, .. } = event;
    let of = beside.unwrap_or_default();
    let occurred = match event.occurred {
        Occurred::Day(day) => day.to_string(),
        Occurred::Instant(moment) => moment.rfc3339(),
    };
    let late = event.recorded_late_days;
    let recorded = if late > 0 {
        format!(" (recorded {} days later, {})", late, event.recorded_at.day())
    } else {
        String::new()
    };
    let mut text = format!("{of}v{version} #e{position} {occurred} {event_type}{recorded} by {}\n", actor.0);
    writeln!(text, "    {}", event.payload.get())?;
    Ok(text)
}
