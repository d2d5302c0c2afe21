//! `GET /figures`: the figures of a period.
use super::asked::Asked;
use crate::cases::occurred::Day;
use crate::figures::Dimension;
use crate::web::figures_view::{FiguresView, Known};
use crate::web::here::Here;
use crate::web::problem::Problem;
use crate::web::words::Language;
use axum::{Extension, Json};
use serde::Deserialize;
use utoipa::IntoParams;

/// What is asked of the figures.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct FiguresQuery {
    /// The period's first day.
    #[param(value_type = String, format = Date)]
    from: Day,
    /// The period's last day.
    #[param(value_type = String, format = Date)]
    to: Day,
    /// What had happened by that evening; the period's last day, if it is left out.
    #[param(value_type = Option<String>, format = Date)]
    as_of: Option<Day>,
    /// What the log knew: a position, or a moment (RFC 3339).
    known_at: Option<String>,
    /// Breakdowns, with commas between: `committee`, `department`, `category`, `channel`, `month`, …
    by: Option<String>,
}

/// What the log knew, as a query says it.
///
/// # Errors
/// When it is neither a position nor a moment.
pub fn known(text: Option<&String>) -> Result<Option<Known>, Problem> {
    let wrong = |error: String| Problem::bad_request("query.known_at", error).about("known_at");
    text.map(|text| text.parse().map_err(wrong)).transpose()
}

/// Demands that a period begins before it ends.
///
/// # Errors
/// When it does not.
pub fn period(from: Day, to: Day) -> Result<(), Problem> {
    if to < from {
        return Err(Problem::bad_request("query.period", "the period ends before it begins").about("to"));
    }
    Ok(())
}

/// The figures of a period
///
/// Each figure of the report by its id, with its label, unit, value and counting rule, as of a day and as known at a
/// position of the log.
#[utoipa::path(get, path = "/figures", tag = "figures", params(FiguresQuery),
    responses((status = 200, description = "The figures.", body = FiguresView)))]
pub async fn figures(
    Here(desk): Here,
    language: Option<Extension<Language>>,
    Asked(query): Asked<FiguresQuery>,
) -> Result<Json<FiguresView>, Problem> {
    let by = query.by.as_deref().unwrap_or_default().split(',').filter(|name| !name.is_empty());
    let by = by
        .map(str::parse::<Dimension>)
        .collect::<Result<_, _>>()
        .map_err(|error| Problem::bad_request("query.by", error).about("by"))?;
    let known = known(query.known_at.as_ref())?;
    period(query.from, query.to)?;
    let language = language.map(|Extension(language)| language).unwrap_or_default();
    Ok(Json(FiguresView::of(&desk, query.from, query.to, query.as_of, known, by, language).await?))
}
