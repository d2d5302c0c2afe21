//! `anjuan calendar load FILE --year Y` and `anjuan calendar show`
use super::{Context, DONE, Failure, output};
use crate::cases::occurred::Dated;
use crate::cases::office::OfficeCommand;
use crate::cases::workdays::{Calendar, HEADER, SpecialDay, parse_rows};
use crate::commands::{OfficeDesk, Request};
use crate::policy::Subject;
use crate::schedule::{Recounted, recount};
use clap::{Args, Subcommand};
use indicatif::{ProgressBar, ProgressStyle};
use std::path::{Path, PathBuf};
use std::sync::Arc;

#[derive(Args, Debug)]
pub(super) struct CalendarArgs {
    #[command(subcommand)]
    command: CalendarCommand,
}

#[derive(Subcommand, Debug)]
enum CalendarCommand {
    /// Load a year of the calendar from a file, and count every term again that it moves.
    ///
    /// What was known of the year is replaced, so a city's own change (as in February 2020) is loaded as the whole year
    /// with that change in it. It is an event, and so is each term that moves; what lapsed before stays as it was.
    #[command(after_help = "Example:\n  anjuan calendar load 2027.csv --year 2027\n\nThe file:\n  \
                            date,kind,festival\n  2027-01-01,holiday,New Year's Day\n  \
                            2027-02-14,workday,Spring Festival")]
    Load {
        /// CSV with the columns date, kind (holiday or workday) and festival.
        file: PathBuf,
        /// The year; days of the December before may be named too.
        #[arg(long, value_name = "Y")]
        year: i32,
    },
    /// Show the days of a year that are not what their day of the week says.
    #[command(after_help = "Example:\n  anjuan calendar show --year 2026")]
    Show {
        /// The year.
        #[arg(long, value_name = "Y")]
        year: i32,
    },
}

pub(super) async fn run(context: &Context, args: CalendarArgs) -> Result<u8, Failure> {
    match args.command {
        CalendarCommand::Load { file, year } => load(context, &file, year).await,
        CalendarCommand::Show { year } => show(context, year).await,
    }
}

async fn load(context: &Context, file: &Path, year: i32) -> Result<u8, Failure> {
    let text = std::fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?;
    let days = parse_rows(&text).map_err(|error| format!("{}: {error}", file.display()))?;
    let store = context.open().await?;
    let desk = context.office(&store).await?;
    let before = desk.calendar().await?.version();
    let now = desk.store().source().now();
    let command = OfficeCommand::PublishCalendarYear { year, days };
    desk.execute(Request::live(desk.office().stream(), Dated::at(now, command))).await?;
    let calendar = desk.calendar().await?;
    if calendar.version() == before {
        output::text(&format!("{year}: nothing new; the calendar stays edition {}\n", before.0))?;
    } else {
        output::text(&format!("{year}: the calendar is edition {}\n", calendar.version().0))?;
    }
    // Also when an earlier load was broken off before it had moved everything.
    counted_again(&desk).await?;
    store.close().await;
    Ok(DONE)
}

async fn counted_again(desk: &OfficeDesk) -> Result<(), Failure> {
    let template = "counting terms again: {human_pos} cases, {per_sec}";
    let bar = ProgressBar::new_spinner().with_style(ProgressStyle::with_template(template)?);
    // Whoever loads a calendar need not be somebody who works on cases.
    let (store, office) = (desk.store(), desk.office());
    let scheduler = store.desk_of(Arc::new(Subject::operator("scheduler", office)), office).await?;
    let done = recount(&scheduler, |looked_at| bar.set_position(u64::from(looked_at))).await;
    bar.finish_and_clear();
    if let Some(Recounted { looked_at, moved, refused, .. }) = done? {
        output::text(&format!("{looked_at} cases with a term that runs: {moved} moved\n"))?;
        if refused > 0 {
            output::text(&format!("{refused} could not be counted again; see their histories\n"))?;
        }
    }
    Ok(())
}

async fn show(context: &Context, year: i32) -> Result<u8, Failure> {
    let store = context.open().await?;
    let calendar = context.office(&store).await?.calendar().await?;
    if calendar.covers(year) {
        output::text(&table(&calendar, year))?;
    } else {
        output::text(&format!(
            "{year} is not published: Monday to Friday, and what falls due is provisional\n"
        ))?;
    }
    store.close().await;
    Ok(DONE)
}

/// As a file has it that can be loaded.
fn table(calendar: &Calendar, year: i32) -> String {
    let lines = calendar.special_days(year).iter().map(SpecialDay::line);
    std::iter::once(HEADER.to_owned()).chain(lines).fold(String::new(), |text, line| text + &line + "\n")
}
