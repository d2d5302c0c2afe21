//! `/figures`: the board of the report's figures, each figure with its rule and its cases, and the lights of the morning
//! meeting. Every number is [`FiguresView`]'s, as the API's and the command line's are.
mod asked;
mod board;
mod chart;
mod lights;
mod one;

use super::form::Sent;
use super::frame::{Frame, Section, coded, drawn};
use super::reader::{Reader, said, told};
use crate::cases::occurred::Day;
use crate::figures::{Dimension, Exact, Figure, Unit};
use crate::policy::Query;
use crate::web::figures_view::{FigureView, FiguresAsked, FiguresView};
use crate::web::problem::Problem;
use crate::web::words::Language;
use askama::Template;
use asked::{Asked, Preset};
use axum::Router;
use axum::http::Uri;
use axum::response::Response;
use axum::routing::get;
use std::borrow::Cow;

/// The pages of figures.
pub(super) fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new()
        .route("/figures", get(board::page))
        .route("/figures/lights", get(lights::page))
        .route("/figures/{id}", get(one::page))
}

/// What is asked of a page of figures, by somebody who may see figures.
async fn asked(reader: &Reader, uri: &Uri) -> Result<Asked, Problem> {
    reader.desk.permit(Query::ReadFigures).await?;
    let today = reader.desk.store().source().now().day();
    Asked::of(Sent::of(uri.query().unwrap_or_default()), today)
}

/// The figures that are asked for.
async fn answered(reader: &Reader, asked: FiguresAsked) -> Result<FiguresView, Problem> {
    Ok(FiguresView::answering(&reader.desk, asked, reader.language).await?)
}

/// The two dates and the period, as they stand on top of each page of figures.
struct Dates {
    /// The address of the page, to which the form goes.
    action: String,
    asked: Asked,
    presets: Vec<Preset>,
    /// Whether what the log knew is asked for here, too.
    knows: bool,
}

impl Dates {
    fn of(reader: &Reader, asked: Asked) -> Self {
        let action = reader.uri.path().to_owned();
        let presets = asked.presets(&action, reader.language);
        let subject = reader.desk.subject();
        let roles = [crate::cases::user::Role::Leader, crate::cases::user::Role::Auditor];
        let knows =
            subject.is_operator() || roles.into_iter().any(|role| subject.is(role)) || asked.known.is_some();
        Self { action, asked, presets, knows }
    }
}

/// A number as a page shows it.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Shown {
    /// As a decimal; empty for none, for whoever reads the page by machine.
    value: String,
    /// What is divided by what.
    fraction: Option<String>,
    /// The unit in words.
    unit: Cow<'static, str>,
}

impl Shown {
    fn of(view: &FigureView, unit: Unit, language: Language) -> Self {
        Self {
            value: text(view.value),
            fraction: fraction(view.numerator, view.denominator),
            unit: said(language, &format!("unit.{}", unit.name())),
        }
    }
}

fn text(value: Option<Exact>) -> String {
    value.map_or_else(String::new, |value| value.to_string())
}

fn fraction(of: Option<Exact>, among: Option<Exact>) -> Option<String> {
    let of = of?;
    Some(format!("{of} / {}", among.map_or_else(|| "—".to_owned(), |among| among.to_string())))
}

/// Whether something must be done where this figure is more than nothing.
fn must(figure: &Figure, value: Option<Exact>) -> bool {
    figure.id.ends_with(".overdue") && value.is_some_and(|value| !value.is_zero())
}

/// A value of a dimension in words.
fn group(language: Language, dimension: Dimension, of: &str) -> String {
    match (dimension, of) {
        (_, "") => said(language, "page.figures.not_recorded").into_owned(),
        (Dimension::Category | Dimension::Channel, code) => coded(language, "code", code).into_owned(),
        (_, name) => name.to_owned(),
    }
}

/// How a figure differs from the year before, in words.
fn change(
    language: Language,
    unit: Unit,
    now: &FigureView,
    (id, before): (&str, &FiguresView),
) -> Option<String> {
    let value = now.value?;
    if !before.keeps(id) {
        return (!value.is_zero()).then(|| said(language, "page.figures.not_kept").into_owned());
    }
    let before = before.one(id)?.value?;
    if before.is_zero() && unit != Unit::Percent {
        let nothing = || told(language, "page.figures.before", &[("before", before.to_string())]);
        return (!value.is_zero()).then(nothing);
    }
    let difference = value.less(before);
    let signed = |number: Exact| {
        let text = number.to_string();
        if number.is_negative() { text.replacen('-', "−", 1) } else { format!("+{text}") }
    };
    let change = match unit {
        Unit::Percent => told(language, "page.figures.points", &[("points", signed(difference))]),
        Unit::Days => told(language, "page.figures.more_days", &[("days", signed(difference))]),
        _ => match difference.in_a_hundred_of(before, 1) {
            Some(rate) => format!("{}%", signed(rate)),
            None => signed(difference),
        },
    };
    let with = [("before", before.to_string()), ("change", change)];
    Some(told(language, "page.figures.change", &with))
}

/// The months of a period that had begun by a day, as breakdowns name them; at most ten years.
fn months(from: Day, until: Day) -> Vec<String> {
    const MOST: usize = 120;
    let mut months = Vec::new();
    let mut day = chrono::Datelike::with_day(&from, 1);
    while let Some(first) = day.filter(|first| *first <= until && months.len() < MOST) {
        months.push(first.format("%Y-%m").to_string());
        day = first.checked_add_months(chrono::Months::new(1));
    }
    months
}

/// A figure month by month, from its breakdown: where nothing was counted a number is nought, and a rate is none.
fn by_month(view: &FiguresView, figure: &Figure, months: &[String]) -> Vec<Option<Exact>> {
    let counts = !matches!(figure.unit, Unit::Percent | Unit::Days);
    let value = |month: &String| {
        let row = view.along(figure.id, Dimension::Month).find(|row| row.of == *month);
        row.map_or_else(|| counts.then_some(Exact::whole(0)), |row| row.value)
    };
    months.iter().map(value).collect()
}
