//! Reports that were published: what each said, and what the same figures are now.
mod causes;
mod since;

pub use causes::CauseView;
pub use since::{DifferenceView, SinceView, since};

use super::api::refusing::refused;
use super::figures_view::NoFigures;
use super::problem::Problem;
use super::report_view::NoReport;
use crate::cases::ids::StreamId;
use crate::cases::occurred::{Dated, Day};
use crate::cases::report::{Decimal, PartOf, Period, Publication, ReportCommand, Said};
use crate::commands::permit::NotPermitted;
use crate::commands::{CommandError, OfficeDesk, Request};
use crate::database::StorageError;
use crate::event_log::committer::CommitError;
use crate::event_log::{Position, Receipt};
use crate::figures::report::{Aspect, Number, Report};
use crate::figures::{Dimension, Exact};
use crate::policy::Query;
use crate::projections::reports::{self, Published};
use axum::http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

/// Reports in a list at most.
const LISTED: u32 = 200;

/// Why a report is not published, or nothing is said of one.
#[derive(Debug, thiserror::Error)]
pub enum NoPublication {
    /// There is no report.
    #[error(transparent)]
    NoReport(#[from] NoReport),
    /// The log does not take it.
    #[error("{}", why(.0))]
    Refused(#[from] CommandError),
    /// A value does not fit the log.
    #[error("{0} cannot be kept in the log")]
    DoesNotFit(String),
    /// No report looked up to that position.
    #[error(
        "no published report looked up to position {0} of the log; the list of reports tells the positions"
    )]
    NoSuchReport(Position),
}

/// The reason of a refusal, and what else went wrong as it says it.
fn why(error: &CommandError) -> String {
    match error {
        CommitError::Refused(reason) => reason.to_string(),
        other => other.to_string(),
    }
}

impl From<NoPublication> for Problem {
    fn from(error: NoPublication) -> Self {
        match error {
            NoPublication::NoReport(error) => error.into(),
            NoPublication::Refused(error) => refused(error, None),
            NoPublication::DoesNotFit(_) => {
                Self::new(StatusCode::UNPROCESSABLE_ENTITY, "report.does_not_fit", error.to_string())
            }
            NoPublication::NoSuchReport(_) => Self::not_found("report.unknown", error.to_string()),
        }
    }
}

impl From<NotPermitted> for NoPublication {
    fn from(error: NotPermitted) -> Self {
        Self::NoReport(NoFigures::from(error).into())
    }
}

impl From<StorageError> for NoPublication {
    fn from(error: StorageError) -> Self {
        Self::NoReport(error.into())
    }
}

/// A published report, in a list.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[schema(as = PublishedReport)]
pub struct PublishedView {
    /// The position of the log up to which it looked; it is asked for by this.
    pub position: i64,
    /// The day on which it was published.
    #[schema(value_type = String, format = Date)]
    pub published: Day,
    /// The year that it is about.
    pub year: i32,
    /// The quarter of the year, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quarter: Option<u8>,
    /// The month of the year, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub month: Option<u8>,
    /// The committee of a committee's own report.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub committee: Option<String>,
    /// What had happened by that evening.
    #[schema(value_type = String, format = Date)]
    pub as_of: Day,
    /// How many figures it told.
    pub figures: i64,
    /// SHA-256 of the texts by which it was written.
    pub templates: String,
    /// Whether it was withdrawn.
    pub withdrawn: bool,
}

impl From<Published> for PublishedView {
    fn from(published: Published) -> Self {
        let (quarter, month) = match published.period {
            Period::Year => (None, None),
            Period::Quarter(quarter) => (Some(quarter), None),
            Period::Month(month) => (None, Some(month)),
        };
        Self {
            position: published.position.0,
            published: published.day,
            year: published.year,
            quarter,
            month,
            committee: published.committee,
            as_of: published.as_of,
            figures: published.figures,
            templates: published.templates,
            withdrawn: published.withdrawn,
        }
    }
}

/// Asks the policy whether reports may be published, before one is written.
///
/// # Errors
/// When it says no, or the database fails.
pub async fn permitted(desk: &OfficeDesk) -> Result<(), NoPublication> {
    desk.permit(Query::PublishReport).await?;
    Ok(())
}

/// Publishes a report: what it says is taken down in the log.
///
/// # Errors
/// When whoever asks may not publish, the same position was published before, or the log does not take it.
pub async fn publish(desk: &OfficeDesk, report: &Report) -> Result<PublishedView, NoPublication> {
    let publication = publication(report)?;
    let position = Position(publication.position);
    let stream = desk.office().report_stream(publication.position);
    act(desk, stream, ReportCommand::PublishReport { publication }).await?;
    Ok(one(desk, position).await?.into())
}

/// Withdraws a report: it stays in the log, and says so.
///
/// # Errors
/// When whoever asks may not, there is none, or it was withdrawn before.
pub async fn withdraw(desk: &OfficeDesk, position: Position) -> Result<Receipt, NoPublication> {
    permitted(desk).await?;
    one(desk, position).await?;
    act(desk, desk.office().report_stream(position.0), ReportCommand::WithdrawReport {}).await
}

async fn act(desk: &OfficeDesk, stream: StreamId, command: ReportCommand) -> Result<Receipt, NoPublication> {
    let now = desk.store().source().now();
    Ok(desk.execute(Request::live(stream, Dated::at(now, command))).await?)
}

/// The published reports, the latest first.
///
/// # Errors
/// When whoever asks may not read them, or the database fails.
pub async fn list(desk: &OfficeDesk) -> Result<Vec<PublishedView>, NoPublication> {
    desk.permit(Query::ReadReports).await?;
    let found = reports::published(desk.store().db(), desk.office(), None, LISTED).await?;
    Ok(found.into_iter().map(PublishedView::from).collect())
}

async fn one(desk: &OfficeDesk, position: Position) -> Result<Published, NoPublication> {
    let found = reports::published(desk.store().db(), desk.office(), Some(position), 1).await?;
    found.into_iter().next().ok_or(NoPublication::NoSuchReport(position))
}

/// What a report says, as the log keeps it. A number that the log had not says nothing, and a change follows from others.
fn publication(report: &Report) -> Result<Publication, NoPublication> {
    fn fits<T: std::str::FromStr>(text: &str) -> Result<T, NoPublication> {
        text.parse().map_err(|_| NoPublication::DoesNotFit(text.to_owned()))
    }
    let head = &report.head;
    let mut said = Vec::new();
    for number in report.notes() {
        if number.kept && number.aspect == Aspect::Value {
            said.push(Said {
                figure: fits(&number.figure)?,
                part: part_of(number, head.committee.as_deref())?,
                value: number.value.map(decimal),
                numerator: number.numerator.map(decimal),
                denominator: number.denominator.map(decimal),
            });
        }
    }
    let period = match (head.quarter, head.month) {
        (Some(quarter), _) => Period::Quarter(quarter),
        (None, Some(month)) => Period::Month(month),
        (None, None) => Period::Year,
    };
    Ok(Publication {
        year: head.year,
        period,
        committee: head.committee.as_deref().map(fits).transpose()?,
        as_of: head.as_of,
        position: head.position,
        templates: fits(&report.templates)?,
        said,
    })
}

/// The part that a number is, unless it is the committee's whose report it stands in.
fn part_of(number: &Number, committee: Option<&str>) -> Result<Option<PartOf>, NoPublication> {
    let Some(part) = &number.part else { return Ok(None) };
    if part.dimension == Dimension::Committee.name() && Some(part.of.as_str()) == committee {
        return Ok(None);
    }
    let wrong = || NoPublication::DoesNotFit(part.of.clone());
    let of = Some(part.of.as_str()).filter(|of| !of.is_empty());
    Ok(Some(PartOf {
        dimension: part.dimension.parse().map_err(|_| wrong())?,
        of: of.map(|of| of.parse().map_err(|_| wrong())).transpose()?,
    }))
}

fn decimal(exact: Exact) -> Decimal {
    Decimal { units: exact.units(), decimals: exact.decimals() }
}
