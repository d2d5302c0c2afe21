//! `anjuan figures --from DAY --to DAY [--as-of DAY] [--known-at T] [--by DIMENSION] [--json]`
use super::{Context, DONE, Failure, WRONG_USAGE, output};
use crate::cases::occurred::Day;
use crate::commands::OfficeDesk;
use crate::figures::{self, Dimension, Figure, Unit};
use crate::web::figures_view::{FiguresView, Known, scope_of};
use crate::web::words::{Language, word};
use clap::Args;
use std::fmt::Write;

/// A period and both clocks.
#[derive(Args, Clone, Debug)]
pub(super) struct PeriodArgs {
    /// The period's first day: 2019-01-01.
    #[arg(long, value_name = "DAY")]
    pub(super) from: Day,
    /// The period's last day: 2019-12-31.
    #[arg(long, value_name = "DAY")]
    pub(super) to: Day,
    /// What had happened by that evening; without it, by the period's last day.
    #[arg(long, value_name = "DAY")]
    pub(super) as_of: Option<Day>,
    /// What the log knew then: a position, or a moment such as 2019-07-01T09:00:00+08:00.
    #[arg(long, value_name = "T")]
    pub(super) known_at: Option<Known>,
}

impl PeriodArgs {
    /// Whether the period can be: it does not end before it begins. Says so where it does.
    pub(super) fn makes_sense(&self) -> bool {
        if self.to < self.from {
            eprintln!(
                "anjuan: the period ends ({}) before it begins ({}); exchange the two",
                self.to, self.from
            );
        }
        self.from <= self.to
    }
}

/// The figure of this id, as the office has it. Says so where there is none.
pub(super) async fn figure(desk: &OfficeDesk, id: &str) -> Result<Option<&'static Figure>, Failure> {
    let kinds = desk.kinds().await?;
    let found = figures::declared::find(&kinds, id);
    if found.is_none() {
        let ids: Vec<_> = figures::declared::every(&kinds).map(|figure| figure.id).collect();
        eprintln!("anjuan: there is no figure '{id}'; there are {}", ids.join(", "));
    }
    Ok(found)
}

#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  anjuan figures --from 2019-01-01 --to 2019-12-31 --as-of 2019-06-30\n  \
                        anjuan figures --from 2019-01-01 --to 2019-12-31 --by committee --json"
)]
pub(super) struct FiguresArgs {
    #[command(flatten)]
    period: PeriodArgs,
    /// Break every figure down by committee, department, category, channel, month, zone or address.
    #[arg(long, value_name = "DIMENSION")]
    by: Vec<Dimension>,
    /// Print JSON and nothing else.
    #[arg(long)]
    json: bool,
}

pub(super) async fn run(context: &Context, args: FiguresArgs) -> Result<u8, Failure> {
    if !args.period.makes_sense() {
        return Ok(WRONG_USAGE);
    }
    let store = context.open().await?;
    let desk = context.office(&store).await?;
    let view = view(&desk, &args.period, args.by, context.lang).await?;
    if args.json {
        output::json(&view)?;
    } else {
        output::text(&table(&view, context.lang)?)?;
    }
    store.close().await;
    Ok(DONE)
}

/// The figures of a period.
pub(super) async fn view(
    desk: &OfficeDesk,
    period: &PeriodArgs,
    by: Vec<Dimension>,
    lang: Language,
) -> Result<FiguresView, Failure> {
    Ok(FiguresView::of(desk, period.from, period.to, period.as_of, period.known_at, by, lang).await?)
}

/// The figures for reading: each rate with numerator, denominator and rule.
pub(super) fn table(view: &FiguresView, lang: Language) -> Result<String, Failure> {
    let words = |key: &str| word(lang, key).unwrap_or("");
    let mut text = format!(
        "{} {}  {} {} — {}  {} {}  {} {}\n\n",
        view.office,
        words("report-title"),
        words("report-period"),
        view.from,
        view.to,
        words("report-as-of"),
        view.as_of,
        words("report-position"),
        view.position
    );
    let widest = view.figures.iter().map(|(_, figure)| output::width(&figure.label)).max().unwrap_or(0);
    for (id, figure) in &view.figures {
        let value = figure.value.map_or_else(|| "—".to_owned(), |value| value.to_string());
        let made = match (figure.numerator, figure.denominator) {
            (Some(of), Some(among)) => format!("{of} / {among}"),
            _ => String::new(),
        };
        writeln!(
            text,
            "{} {} {} {} {}",
            output::pad(&figure.label, widest),
            output::pad_left(&value, 9),
            output::pad(&figure.unit, 6),
            output::pad(&made, 15),
            output::pad(id, 36).trim_end()
        )?;
        writeln!(text, "    {}: {}", words("report-rule"), figure.rule)?;
    }
    places(&mut text, words("report-by-zone"), &view.by_zone())?;
    places(
        &mut text,
        words("report-by-address"),
        &view.by_address().into_iter().take(10).collect::<Vec<_>>(),
    )?;
    rows(&mut text, view)?;
    Ok(text)
}

fn places(text: &mut String, title: &str, rows: &[(String, i64, String)]) -> Result<(), Failure> {
    if !rows.is_empty() {
        writeln!(text, "\n{title}")?;
    }
    for (place, sites, area) in rows {
        writeln!(
            text,
            "  {} {} {} {} {}",
            output::pad(place, 24),
            output::pad_left(&sites.to_string(), 6),
            Unit::Places.sign(),
            output::pad_left(area, 10),
            Unit::SquareMetres.sign()
        )?;
    }
    Ok(())
}

fn rows(text: &mut String, view: &FiguresView) -> Result<(), Failure> {
    for (id, rows) in view.by() {
        writeln!(text, "\n{id}")?;
        for row in rows {
            let value = row.value.map_or_else(|| "—".to_owned(), |value| value.to_string());
            let made = match (row.numerator, row.denominator) {
                (Some(of), Some(among)) => format!("{of} / {among}"),
                _ => String::new(),
            };
            writeln!(
                text,
                "  {} {} {} {made}",
                output::pad(row.dimension, 10),
                output::pad(&row.of, 20),
                output::pad_left(&value, 9)
            )?;
        }
    }
    Ok(())
}

/// The cases behind a figure.
pub(super) async fn cases_behind(
    desk: &OfficeDesk,
    period: &PeriodArgs,
    figure: &Figure,
) -> Result<Vec<crate::cases::ids::CaseId>, Failure> {
    let mut tx = desk.store().db().begin_read().await?;
    let scope = scope_of(desk, &mut tx, period.from, period.to, period.as_of, period.known_at).await?;
    Ok(figures::cases_behind(&mut tx, &scope.0, figure).await?)
}
