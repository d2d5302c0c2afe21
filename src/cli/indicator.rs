//! `anjuan indicator set|list|show`
use super::{Context, DONE, FAILED, Failure, output};
use crate::cases::indicator::{
    CountingRule, Exactness, IndicatorCommand, IndicatorId, IndicatorName, Period, Quantity, Source, Told,
    UnitWord,
};
use crate::cases::occurred::{Dated, Day};
use crate::cases::words::Department;
use crate::commands::{OfficeDesk, Request};
use crate::figures;
use crate::web::indicators_view::IndicatorView;
use clap::{Args, Subcommand, ValueEnum};
use std::fmt::Write;

#[derive(Args, Debug)]
pub(super) struct IndicatorArgs {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand, Debug)]
enum Command {
    /// Record what a source says of a number that nobody's cases make. A later word counts from its own day on.
    #[command(after_help = "Examples:\n  anjuan indicator set police.calls 684 --year 2019 --prior 715\n  \
                      anjuan indicator set campaign.demolished_area 52704.5 --unit 平方米 --year 2019 \\\n    \
                      --as-of 2019-06-30 --department 城建中心 --rule 无违建创建专项行动口径")]
    Set(Box<SetArgs>),
    /// Every indicator, with what was told of it last.
    List {
        /// Print JSON and nothing else.
        #[arg(long)]
        json: bool,
    },
    /// All that was told of one indicator.
    #[command(after_help = "Example:\n  anjuan indicator show police.calls --year 2019")]
    Show {
        /// The indicator, by its id.
        indicator: IndicatorId,
        #[command(flatten)]
        period: PeriodArg,
        /// Print JSON and nothing else.
        #[arg(long)]
        json: bool,
    },
}

/// For which days a number is told.
#[derive(Args, Clone, Copy, Debug)]
#[group(required = true, multiple = false)]
struct PeriodArg {
    /// The year.
    #[arg(long, value_name = "Y", value_parser = year)]
    year: Option<Period>,
    /// A year, a quarter (2019-Q3) or a month (2019-09).
    #[arg(long, value_name = "PERIOD")]
    period: Option<Period>,
}

impl PeriodArg {
    fn get(self) -> Result<Period, Failure> {
        self.year.or(self.period).ok_or_else(|| "name the year, or another period".into())
    }
}

fn year(text: &str) -> Result<Period, String> {
    match text.parse() {
        Ok(period @ Period::Year(_)) => Ok(period),
        _ => Err(format!("'{text}' is no year; write 2019, or use --period for a quarter or a month")),
    }
}

/// An id under which nothing is counted.
fn own_id(text: &str) -> Result<IndicatorId, String> {
    if figures::by_id(text).is_some() {
        return Err(format!("'{text}' is counted from the cases; give what a source says of it another id"));
    }
    text.parse().map_err(|error| format!("{error}"))
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum ExactnessArg {
    Exact,
    AtLeast,
    Range,
    Rank,
}

#[derive(Args, Debug)]
struct SetArgs {
    /// The indicator, by an id of the office's own: `police.calls`.
    #[arg(value_parser = own_id)]
    indicator: IndicatorId,
    /// The number, with at most four decimals; of a range, the lower one.
    #[arg(allow_negative_numbers = true)]
    value: Quantity,
    #[command(flatten)]
    period: PeriodArg,
    /// The unit, as the report prints it.
    #[arg(long, default_value = "起")]
    unit: UnitWord,
    /// How it stood on the evening of this day; without it, it is told of the whole period.
    #[arg(long, value_name = "DAY")]
    as_of: Option<Day>,
    /// How far the number is to be believed.
    #[arg(long, value_enum, default_value = "exact")]
    exactness: ExactnessArg,
    /// Of a range: the upper number.
    #[arg(long, allow_negative_numbers = true)]
    upper: Option<Quantity>,
    /// What it was a year before; the change is shown beside it.
    #[arg(long, allow_negative_numbers = true)]
    prior: Option<Quantity>,
    /// What was to be reached.
    #[arg(long, allow_negative_numbers = true)]
    target: Option<Quantity>,
    /// What it is called, as the report prints it.
    #[arg(long)]
    name: Option<IndicatorName>,
    /// Who answers for it.
    #[arg(long)]
    department: Option<Department>,
    /// By which rule it is counted.
    #[arg(long)]
    rule: Option<CountingRule>,
    /// The paper, system or body that gave the number.
    #[arg(long)]
    source: Option<Source>,
}

pub(super) async fn run(context: &Context, args: IndicatorArgs) -> Result<u8, Failure> {
    let store = context.open().await?;
    let desk = context.office(&store).await?;
    let done = match args.command {
        Command::Set(args) => {
            let (indicator, period) = (args.indicator.clone(), args.period.get()?);
            let said = format!("{indicator} {period}: {} {}\n", args.value, args.unit);
            let told = told(*args);
            record(&desk, indicator, period, told).await?;
            output::text(&said)?;
            DONE
        }
        Command::List { json } => {
            let views = IndicatorView::all(&desk).await?;
            if json {
                output::json(&views)?;
            } else {
                output::text(&list(&views)?)?;
            }
            DONE
        }
        Command::Show { indicator, period, json } => {
            let period = period.get()?;
            let Some(view) = IndicatorView::one(&desk, &indicator, period).await? else {
                eprintln!(
                    "anjuan: nothing was told of {indicator} in {period}; `anjuan indicator list` says of what"
                );
                store.close().await;
                return Ok(FAILED);
            };
            if json {
                output::json(&view)?;
            } else {
                output::text(&readings(&view)?)?;
            }
            DONE
        }
    };
    store.close().await;
    Ok(done)
}

/// Records what is told of an indicator.
pub(super) async fn record(
    desk: &OfficeDesk,
    indicator: IndicatorId,
    period: Period,
    told: Told,
) -> Result<(), Failure> {
    let stream = desk.office().indicator_stream(&indicator, period);
    let command = IndicatorCommand::RecordIndicator { indicator, period, told };
    desk.execute(Request::live(stream, Dated::at(desk.store().source().now(), command))).await?;
    Ok(())
}

fn told(args: SetArgs) -> Told {
    Told {
        value: args.value,
        exactness: match args.exactness {
            ExactnessArg::Exact => Exactness::Exact,
            ExactnessArg::AtLeast => Exactness::AtLeast,
            ExactnessArg::Range => Exactness::Range,
            ExactnessArg::Rank => Exactness::Rank,
        },
        upper: args.upper,
        unit: args.unit,
        name: args.name,
        as_of: args.as_of,
        department: args.department,
        target: args.target,
        prior: args.prior,
        rule: args.rule,
        source: args.source,
    }
}

/// Each with what was told of it last.
fn list(views: &[IndicatorView]) -> Result<String, Failure> {
    let mut text = String::new();
    for view in views {
        let Some(last) = view.readings.last() else { continue };
        let day = last.as_of.map(|day| day.to_string()).unwrap_or_default();
        writeln!(
            text,
            "{} {} {} {} {day}",
            output::pad(&view.indicator.to_string(), 36),
            output::pad(&view.period.to_string(), 8),
            output::pad_left(&last.value, 12),
            output::pad(&last.unit, 8)
        )?;
    }
    Ok(text)
}

fn readings(view: &IndicatorView) -> Result<String, Failure> {
    let mut text = format!("{} {}\n", view.indicator, view.period);
    for reading in &view.readings {
        let day = reading.as_of.map(|day| day.to_string()).unwrap_or_default();
        let prior = reading.prior.as_deref().map(|prior| format!("({prior})")).unwrap_or_default();
        writeln!(text, "  {} {} {prior} {day}", output::pad_left(&reading.value, 12), reading.unit)?;
    }
    Ok(text)
}
