//! What the figures of a published report are now, and which events made the difference.
use super::causes::{self, CauseView};
use super::{NoPublication, PublishedView, one};
use crate::cases::any_file::AnyFile;
use crate::cases::report::{Decimal, PartOf, Period, Publication, Said};
use crate::commands::OfficeDesk;
use crate::database::StorageError;
use crate::event_log::{Pages, Position, fold};
use crate::figures::report::{Sources, Told};
use crate::figures::{Dimension, Exact};
use crate::policy::Query;
use crate::projections::reports::Published;
use crate::web::report_view::{self, PartOfYear, ReportAsked};
use serde::Serialize;
use utoipa::ToSchema;

/// What a published report said, and what the same figures are now.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
#[schema(as = SinceReport)]
pub struct SinceView {
    /// The report.
    pub report: PublishedView,
    /// The position of the log up to which this looks.
    pub position: i64,
    /// How many figures are as they were.
    pub same: usize,
    /// Those that differ.
    pub differing: Vec<DifferenceView>,
}

/// A figure that is not as it was said.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
#[schema(as = ReportDifference)]
pub struct DifferenceView {
    /// The figure.
    pub figure: String,
    /// The part of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub part: Option<String>,
    /// What it is called.
    pub label: String,
    /// Its unit.
    pub unit: String,
    /// What was said.
    #[schema(value_type = Option<f64>)]
    pub then: Option<Exact>,
    /// What it is now.
    #[schema(value_type = Option<f64>)]
    pub now: Option<Exact>,
    /// The events that made the difference, in the order of the log.
    pub events: Vec<CauseView>,
}

/// What the figures of a published report are now, which of them differ, and by which events.
///
/// # Errors
/// When whoever asks may not read it, there is none, or the database fails.
pub async fn since(desk: &OfficeDesk, position: Position) -> Result<SinceView, NoPublication> {
    desk.permit(Query::ReadReports).await?;
    let published = one(desk, position).await?;
    let publication = said_in(desk, &published).await?;
    let asked = asked_by(&publication);
    let sources = report_view::sources(desk, &asked).await?;
    let (mut same, mut differing, mut movers) = (0, Vec::new(), Vec::new());
    for said in &publication.said {
        let now = now_of(&sources, said);
        let value = now.as_ref().and_then(|told| told.value);
        let is = [
            value,
            now.as_ref().and_then(|told| told.numerator),
            now.as_ref().and_then(|told| told.denominator),
        ];
        let was = [said.value, said.numerator, said.denominator].map(|number| number.map(exact));
        if is.iter().zip(&was).all(|(is, was)| is_same(*is, *was)) {
            same += 1;
            continue;
        }
        let told = now.or_else(|| sources.now.get(said.figure.as_str()).cloned()).unwrap_or_default();
        movers.push(causes::movers(desk, &asked, said, position).await?);
        differing.push(DifferenceView {
            figure: said.figure.to_string(),
            part: said.part.as_ref().map(|part| name_of(part).to_owned()),
            label: told.label,
            unit: told.unit,
            then: was[0],
            now: value,
            events: Vec::new(),
        });
    }
    let head = sources.head.position;
    for (difference, events) in
        differing.iter_mut().zip(causes::of(desk, (position, Position(head)), &movers).await?)
    {
        difference.events = events;
    }
    Ok(SinceView { report: published.into(), position: head, same, differing })
}

/// The same report, from the log as it is now.
fn asked_by(publication: &Publication) -> ReportAsked {
    ReportAsked {
        year: publication.year,
        part: match publication.period {
            Period::Year => PartOfYear::Whole,
            Period::Quarter(quarter) => PartOfYear::Quarter(quarter),
            Period::Month(month) => PartOfYear::Month(month),
        },
        as_of: Some(publication.as_of),
        known_at: None,
        committee: publication.committee.as_ref().map(|committee| committee.as_str().to_owned()),
        brief: false,
    }
}

fn exact(decimal: Decimal) -> Exact {
    Exact::of(decimal.units, decimal.decimals)
}

fn is_same(one: Option<Exact>, other: Option<Exact>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => one.less(other).is_zero(),
        (None, None) => true,
        _ => false,
    }
}

pub(super) fn name_of(part: &PartOf) -> &str {
    part.of.as_ref().map_or("", |of| of.as_str())
}

pub(super) fn dimension_of(part: &PartOf) -> Option<Dimension> {
    part.dimension.as_str().parse().ok()
}

fn now_of(sources: &Sources, said: &Said) -> Option<Told> {
    match &said.part {
        None => sources.told(said.figure.as_str()),
        Some(part) => sources.part(said.figure.as_str(), dimension_of(part)?.name(), name_of(part)),
    }
}

/// What a report said, from its stream.
async fn said_in(desk: &OfficeDesk, published: &Published) -> Result<Publication, NoPublication> {
    let log = desk.store().log();
    let mut pages = Pages::new(&log, desk.office(), &[published.report]);
    let mut file = AnyFile::Blank;
    while let Some(page) = pages.next().await? {
        for event in &page {
            fold::fold(&mut file, &event.told()).map_err(|error| StorageError::BadRow {
                table: "events",
                row: format!("position {}", event.position),
                reason: error.to_string(),
            })?;
        }
    }
    match file {
        AnyFile::Report(report) => report.life().published.clone().map(|(publication, _)| publication),
        _ => None,
    }
    .ok_or(NoPublication::NoSuchReport(published.position))
}
