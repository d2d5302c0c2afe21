//! `anjuan report --year Y [--as-of DAY] [--format FORM] [-o FILE]`, `anjuan report compare`
use super::{Context, DONE, Failure, WRONG_USAGE, output};
use crate::cases::occurred::Day;
use crate::commands::OfficeDesk;
use crate::config::ReportTexts;
use crate::event_log::Position;
use crate::figures::Exact;
use crate::figures::report::{Outcome, PrintedReport, Report, Templates};
use crate::papers::{self, Fonts, Form};
use crate::web::figures_view::Known;
use crate::web::publications;
use crate::web::report_view::{self, PartOfYear, ReportAsked};
use crate::web::words::{sentence, word};
use clap::{Args, Subcommand};
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// A printed number is not the log's.
const DIFFERS: u8 = 2;

/// Which report.
#[derive(Args, Clone, Debug)]
struct OfArgs {
    /// The year.
    #[arg(long, value_name = "Y")]
    year: Option<i32>,
    /// A quarter of it, from 1 to 4.
    #[arg(long, value_name = "Q", value_parser = clap::value_parser!(u8).range(1..=4), conflicts_with = "month")]
    quarter: Option<u8>,
    /// A month of it, from 1 to 12.
    #[arg(long, value_name = "M", value_parser = clap::value_parser!(u8).range(1..=12))]
    month: Option<u8>,
    /// What had happened by that evening; without it, by the period's last day.
    #[arg(long, value_name = "DAY")]
    as_of: Option<Day>,
    /// What the log knew then: a position, or a moment such as 2019-07-01T09:00:00+08:00.
    #[arg(long, value_name = "T")]
    known_at: Option<Known>,
    /// A committee's own report.
    #[arg(long, value_name = "NAME")]
    committee: Option<String>,
    /// The one page for the leaders' meeting.
    #[arg(long)]
    brief: bool,
}

#[derive(Args, Debug)]
#[command(
    args_conflicts_with_subcommands = true,
    after_help = "Examples:\n  anjuan report --year 2019 --as-of 2019-11-09\n  \
                  anjuan report --year 2019 --as-of 2019-11-09 --format docx -o 2019.docx\n  \
                  anjuan report --year 2019 --quarter 3 --brief --format pdf -o brief.pdf\n  \
                  anjuan report compare --year 2019 --as-of 2019-11-09\n  \
                  anjuan report --write-templates /etc/anjuan/report"
)]
pub(super) struct ReportArgs {
    #[command(subcommand)]
    command: Option<ReportCommand>,
    #[command(flatten)]
    of: OfArgs,
    /// text, html, docx, xlsx, pdf or json.
    #[arg(long, value_name = "FORM", default_value = "text")]
    format: Form,
    /// The file to write; without it, what people and scripts can read goes to the terminal.
    #[arg(short = 'o', long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Write the texts of the report into a folder, so that the office can change them; no file that is there is
    /// touched.
    #[arg(long, value_name = "FOLDER")]
    write_templates: Option<PathBuf>,
}

#[derive(Subcommand, Debug)]
enum ReportCommand {
    /// Every number of the printed report against the log: equal, differs, not kept.
    #[command(after_help = "Examples:\n  anjuan report compare --year 2019 --as-of 2019-11-09\n  \
                            anjuan report compare --year 2020 --printed report-2020.toml --json\n\n\
                            Exits with 2 where a number differs.")]
    Compare {
        #[command(flatten)]
        of: OfArgs,
        /// The printed report's numbers, in the form of samples/report-2019.toml.
        #[arg(long, value_name = "FILE")]
        printed: Option<PathBuf>,
        /// Print JSON and nothing else.
        #[arg(long)]
        json: bool,
    },
    /// 印发: take down in the log what the report says, with every figure exactly.
    #[command(after_help = "Example:\n  anjuan report publish --year 2019 --as-of 2019-11-09")]
    Publish {
        #[command(flatten)]
        of: OfArgs,
    },
    /// 撤回: withdraw a published report; it stays in the log, and says so.
    Withdraw(PositionArgs),
    /// The reports that were published, the latest first.
    List {
        /// Print JSON and nothing else.
        #[arg(long)]
        json: bool,
    },
    /// What the figures of a published report are now, and which events made the difference.
    #[command(after_help = "Example:\n  anjuan report since 9041")]
    Since(PositionArgs),
}

#[derive(Args, Debug)]
struct PositionArgs {
    /// The position of the log up to which the report looked, as `anjuan report list` tells it.
    #[arg(value_name = "N", value_parser = position)]
    position: Position,
    /// Print JSON and nothing else.
    #[arg(long)]
    json: bool,
}

fn position(text: &str) -> Result<Position, String> {
    let wrong = |_| format!("'{text}' is no position of the log, such as 9041");
    text.parse().map(Position).map_err(wrong)
}

impl OfArgs {
    fn asked(self) -> Option<ReportAsked> {
        let Self { year, quarter, month, as_of, known_at, committee, brief } = self;
        let Some(year) = year else {
            eprintln!("anjuan: say which year: --year 2019");
            return None;
        };
        let part = match (quarter, month) {
            (Some(quarter), _) => PartOfYear::Quarter(quarter),
            (None, Some(month)) => PartOfYear::Month(month),
            (None, None) => PartOfYear::Whole,
        };
        Some(ReportAsked { year, part, as_of, known_at, committee, brief })
    }
}

pub(super) async fn run(context: &Context, args: ReportArgs) -> Result<u8, Failure> {
    if let Some(folder) = &args.write_templates {
        return write_templates(folder);
    }
    match args.command {
        Some(ReportCommand::Compare { of, printed, json }) => compare(context, of, printed, json).await,
        Some(ReportCommand::Publish { of }) => publish(context, of).await,
        Some(ReportCommand::Withdraw(args)) => withdraw(context, &args).await,
        Some(ReportCommand::List { json }) => list(context, json).await,
        Some(ReportCommand::Since(args)) => since(context, &args).await,
        None => draw(context, args).await,
    }
}

fn write_templates(folder: &Path) -> Result<u8, Failure> {
    let written = Templates::write_built_in(folder)?;
    let mut names = String::new();
    for path in written {
        writeln!(names, "{}", path.display())?;
    }
    output::text(&names)?;
    eprintln!("name the folder in the configuration: [report] templates = \"{}\"", folder.display());
    Ok(DONE)
}

async fn draw(context: &Context, args: ReportArgs) -> Result<u8, Failure> {
    let Some(asked) = args.of.asked() else { return Ok(WRONG_USAGE) };
    let is_text = matches!(args.format, Form::Text | Form::Html | Form::Json);
    if args.output.is_none() && !is_text {
        eprintln!("anjuan: a {} is no text; name a file: -o report.{0}", args.format.name());
        return Ok(WRONG_USAGE);
    }
    let store = context.open().await?;
    let desk = context.office(&store).await?;
    let report = written(&desk, &context.loaded.config.report, &asked, None).await?;
    let bytes = papers::draw(&report, args.format, &fonts(&context.loaded.config.report))?;
    match &args.output {
        Some(file) => {
            std::fs::write(file, bytes).map_err(|error| format!("{}: {error}", file.display()))?;
        }
        None => output::text(&String::from_utf8(bytes)?)?,
    }
    store.close().await;
    Ok(DONE)
}

async fn compare(context: &Context, of: OfArgs, printed: Option<PathBuf>, json: bool) -> Result<u8, Failure> {
    let Some(asked) = of.asked() else { return Ok(WRONG_USAGE) };
    let printed = match printed {
        Some(file) => {
            let failed = |error: String| format!("{}: {error}", file.display());
            let text = std::fs::read_to_string(&file).map_err(|error| failed(error.to_string()))?;
            Some(PrintedReport::parse(&text).map_err(|error| failed(error.to_string()))?)
        }
        None => None,
    };
    let store = context.open().await?;
    let desk = context.office(&store).await?;
    let report = written(&desk, &context.loaded.config.report, &asked, printed.as_ref()).await?;
    store.close().await;
    let Some(comparison) = &report.comparison else {
        return Err(format!(
            "no printed report of {} is known for the office {}; name one with --printed FILE, and no quarter, month or \
             committee",
            report.head.year, report.head.office
        )
        .into());
    };
    if json {
        output::json(comparison)?;
    } else {
        output::text(&papers::comparison(&report))?;
    }
    let differs = comparison.rows.iter().any(|row| row.outcome == Outcome::Differs);
    Ok(if differs { DIFFERS } else { DONE })
}

async fn publish(context: &Context, of: OfArgs) -> Result<u8, Failure> {
    let Some(asked) = of.asked() else { return Ok(WRONG_USAGE) };
    let store = context.open().await?;
    let desk = context.office(&store).await?;
    let report = written(&desk, &context.loaded.config.report, &asked, None).await?;
    publications::publish(&desk, &report).await?;
    output::text(&format!("{} {}\n", report.head.position, report.title))?;
    store.close().await;
    Ok(DONE)
}

async fn withdraw(context: &Context, args: &PositionArgs) -> Result<u8, Failure> {
    let store = context.open().await?;
    let desk = context.office(&store).await?;
    let receipt = publications::withdraw(&desk, args.position).await?;
    if args.json {
        output::json(&receipt)?;
    }
    store.close().await;
    Ok(DONE)
}

async fn list(context: &Context, json: bool) -> Result<u8, Failure> {
    let store = context.open().await?;
    let desk = context.office(&store).await?;
    let published = publications::list(&desk).await?;
    store.close().await;
    if json {
        output::json(&published)?;
        return Ok(DONE);
    }
    let words = |key: &str| word(context.lang, key).unwrap_or_default();
    let mut text = String::new();
    for one in published {
        let part = match (one.quarter, one.month) {
            (Some(quarter), _) => format!("Q{quarter}"),
            (None, Some(month)) => format!("{month:02}"),
            (None, None) => String::new(),
        };
        let state =
            if one.withdrawn { words("page-reports-withdrawn") } else { words("page-reports-stands") };
        writeln!(
            text,
            "{:>10}  {}  {}{part}  {} {}  {state}  {}",
            one.position,
            one.published,
            one.year,
            words("report-as-of"),
            one.as_of,
            one.committee.unwrap_or_default()
        )?;
    }
    output::text(&text)?;
    Ok(DONE)
}

async fn since(context: &Context, args: &PositionArgs) -> Result<u8, Failure> {
    let store = context.open().await?;
    let desk = context.office(&store).await?;
    let since = publications::since(&desk, args.position).await?;
    store.close().await;
    if args.json {
        output::json(&since)?;
        return Ok(DONE);
    }
    let number = |number: Option<Exact>| number.map_or_else(|| "—".to_owned(), |number| number.to_string());
    let count = ("count", since.same.to_string());
    let mut text = sentence(context.lang, "page-reports-same", &[count]).unwrap_or_default() + "\n";
    for one in since.differing {
        let part = one.part.map(|part| format!(" {part}")).unwrap_or_default();
        let (then, now) = (number(one.then), number(one.now));
        writeln!(text, "{}{part}  {then} → {now} {}  {}", one.label, one.unit, one.figure)?;
        for event in one.events {
            let number = event.number.unwrap_or_default();
            writeln!(text, "  #{} {} {number}", event.position, event.event)?;
        }
    }
    output::text(&text)?;
    Ok(DONE)
}

/// The report that is asked for, by the office's own texts if it has some.
async fn written(
    desk: &OfficeDesk,
    config: &ReportTexts,
    asked: &ReportAsked,
    printed: Option<&PrintedReport>,
) -> Result<Report, Failure> {
    let templates = Templates::of(config.templates.as_deref())?;
    Ok(report_view::write(desk, &templates, asked, printed).await?)
}

fn fonts(config: &ReportTexts) -> Fonts {
    Fonts { configured: config.font.clone() }
}
