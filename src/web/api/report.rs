//! `GET /report`: the office's report, sentence by sentence; `/reports`: those that were published.
use super::asked::{Asked, Named};
use super::figures::known;
use crate::cases::occurred::Day;
use crate::event_log::Position;
use crate::figures::report::Report;
use crate::web::here::Here;
use crate::web::press::Press;
use crate::web::problem::Problem;
use crate::web::publications::{self, PublishedView, SinceView};
use crate::web::report_view::{PartOfYear, ReportAsked};
use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Which report is wanted.
#[derive(Deserialize, IntoParams, ToSchema)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
#[schema(as = ReportWanted)]
pub struct Wanted {
    /// The year.
    #[param(minimum = 1949, maximum = 9999)]
    #[schema(minimum = 1949, maximum = 9999)]
    year: i32,
    /// A quarter of it.
    #[param(minimum = 1, maximum = 4)]
    #[schema(minimum = 1, maximum = 4)]
    quarter: Option<u8>,
    /// A month of it, if no quarter is named.
    #[param(minimum = 1, maximum = 12)]
    #[schema(minimum = 1, maximum = 12)]
    month: Option<u8>,
    /// What had happened by that evening; the period's last day, if it is left out.
    #[param(value_type = Option<String>, format = Date)]
    #[schema(value_type = Option<String>, format = Date)]
    as_of: Option<Day>,
    /// What the log knew: a position, or a moment (RFC 3339).
    known_at: Option<String>,
    /// A committee's own report.
    committee: Option<String>,
    /// Whether it is the one page for the leaders' meeting.
    #[serde(default)]
    brief: bool,
}

impl Wanted {
    fn asked(self) -> Result<ReportAsked, Problem> {
        let Self { year, quarter, month, as_of, known_at, committee, brief } = self;
        let part = match (quarter, month) {
            (Some(quarter), _) => PartOfYear::Quarter(quarter),
            (None, Some(month)) => PartOfYear::Month(month),
            (None, None) => PartOfYear::Whole,
        };
        Ok(ReportAsked { year, part, as_of, known_at: known(known_at.as_ref())?, committee, brief })
    }
}

/// The report
///
/// The office's report as it would be written now: each sentence with its numbers, and each number with the figure that
/// gave it. A number that no figure keeps says so.
#[utoipa::path(get, path = "/report", tag = "reports", params(Wanted),
    responses((status = 200, description = "The report.", body = Report)))]
pub async fn report(
    Here(desk): Here,
    press: Press,
    Asked(wanted): Asked<Wanted>,
) -> Result<Json<Report>, Problem> {
    Ok(Json(press.write(&desk, &wanted.asked()?).await?))
}

/// Published reports.
#[derive(Serialize, ToSchema)]
#[schema(as = PublishedReports)]
pub struct PublishedReports {
    /// The latest first.
    reports: Vec<PublishedView>,
}

/// The published reports
///
/// Which reports were published, and up to which position of the log each looked.
#[utoipa::path(get, path = "/reports", tag = "reports",
    responses((status = 200, description = "The reports.", body = PublishedReports)))]
pub async fn published(Here(desk): Here) -> Result<Json<PublishedReports>, Problem> {
    Ok(Json(PublishedReports { reports: publications::list(&desk).await? }))
}

/// A published report since
///
/// What the figures of a published report are now, which of them differ, and by which events.
#[utoipa::path(get, path = "/reports/{position}", tag = "reports",
    params(("position" = i64, Path, description = "The position of the log up to which the report looked.")),
    responses((status = 200, description = "What differs.", body = SinceView)))]
pub async fn since(Here(desk): Here, Named(position): Named<i64>) -> Result<Json<SinceView>, Problem> {
    Ok(Json(publications::since(&desk, Position(position)).await?))
}

/// Publish a report
///
/// Takes down in the log what the report says, with every figure exactly.
#[utoipa::path(post, path = "/reports", tag = "reports", request_body = Wanted,
    responses((status = 201, description = "It is published.", body = PublishedView)))]
pub async fn publish(
    Here(desk): Here,
    press: Press,
    wanted: Result<Json<Wanted>, JsonRejection>,
) -> Result<(StatusCode, Json<PublishedView>), Problem> {
    publications::permitted(&desk).await?;
    let Json(wanted) = wanted.map_err(|error| {
        let status = match error.status() {
            StatusCode::UNPROCESSABLE_ENTITY => StatusCode::BAD_REQUEST,
            status => status,
        };
        Problem::new(status, "body.unreadable", error.body_text())
    })?;
    let report = press.write(&desk, &wanted.asked()?).await?;
    let published = publications::publish(&desk, &report).await?;
    Ok((StatusCode::CREATED, Json(published)))
}
