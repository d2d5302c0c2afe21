//! What the figures of a published report are now, and which events made the difference.
use super::{NoPublication, PublishedView, one};
use crate::cases::any_file::AnyFile;
use crate::cases::ids::CaseId;
use crate::cases::report::{Decimal, PartOf, Period, Publication, Said};
use crate::commands::OfficeDesk;
use crate::database::{StorageError, Transaction};
use crate::event_log::{EventLog, Pages, Position, RecordedEvent, fold};
use crate::figures::report::{Sources, Told};
use crate::figures::{self, Dimension, Exact, Making};
use crate::policy::Query;
use crate::projections::behind::{self, Wanted};
use crate::projections::case_list;
use crate::projections::count::Scope;
use crate::projections::predicate::{By, Count, Measure};
use crate::projections::reports::Published;
use crate::web::figures_view::scope_of;
use crate::web::report_view::{self, PartOfYear, ReportAsked};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use utoipa::ToSchema;

/// Cases that are read at a time.
const CASES: usize = 500;
/// Events that are read at a time.
const AT_ONCE: u32 = 5_000;

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

/// An event that made a difference.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[schema(as = ReportCause)]
pub struct CauseView {
    /// Its position.
    pub position: i64,
    /// Its type.
    pub event: String,
    /// The number of its case; none where it is the office's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// The kind of its case.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
}

/// What the figures of a published report are now, which of them differ, and by which events.
///
/// # Errors
/// When whoever asks may not read it, there is none, or the database fails.
pub async fn since(desk: &OfficeDesk, position: Position) -> Result<SinceView, NoPublication> {
    desk.permit(Query::ReadReports).await?;
    let published = one(desk, position).await?;
    let publication = said_in(desk, &published).await?;
    let asked = ReportAsked {
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
    };
    let sources = report_view::sources(desk, &asked).await?;
    let later = later(desk, position, Position(sources.head.position)).await?;
    let (mut same, mut differing) = (0, Vec::new());
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
        let events = causes(desk, &asked, said, position, &later).await?;
        differing.push(DifferenceView {
            figure: said.figure.to_string(),
            part: said.part.as_ref().map(|part| name_of(part).to_owned()),
            label: told.label,
            unit: told.unit,
            then: was[0],
            now: value,
            events,
        });
    }
    let position = sources.head.position;
    Ok(SinceView { report: published.into(), position, same, differing })
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

fn name_of(part: &PartOf) -> &str {
    part.of.as_ref().map_or("", |of| of.as_str())
}

fn dimension_of(part: &PartOf) -> Option<Dimension> {
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

/// The events after a position, up to another.
async fn later(desk: &OfficeDesk, after: Position, to: Position) -> Result<Vec<RecordedEvent>, StorageError> {
    let (mut events, mut read) = (Vec::new(), after);
    while read < to {
        let page = desk.store().log().read(desk.office(), read, AT_ONCE).await?;
        let Some(last) = page.last().map(|event| event.position) else { break };
        events.extend(page.into_iter().filter(|event| event.position <= to));
        read = last;
    }
    Ok(events)
}

/// The events that made a figure another: those of cases that it counts now and did not count then, or the other way
/// round; where it adds up what cases say, also those of cases that it counts both times; and targets set since.
async fn causes(
    desk: &OfficeDesk,
    asked: &ReportAsked,
    said: &Said,
    position: Position,
    later: &[RecordedEvent],
) -> Result<Vec<CauseView>, NoPublication> {
    let Some(figure) = figures::by_id(said.figure.as_str()) else { return Ok(Vec::new()) };
    let (from, to) = asked.days()?;
    let mut of: Vec<(Dimension, &str)> = Vec::new();
    if let Some(committee) = &asked.committee {
        of.push((Dimension::Committee, committee));
    }
    if let Some(part) = &said.part
        && let Some(dimension) = dimension_of(part)
    {
        of.push((dimension, name_of(part)));
    }
    let mut tx = desk.store().db().begin_read().await?;
    let (now, _) = scope_of(desk, &mut tx, from, to, asked.as_of, None).await?;
    let then = Scope { known: position, ..now.clone() };
    let mut moved: BTreeSet<CaseId> = BTreeSet::new();
    let among = match &figure.making {
        Making::Rate(_, among) => Some(among),
        _ => None,
    };
    for count in std::iter::once(figure.count()).chain(among) {
        // A committee's part of a zone is no figure: the narrower of the two leads.
        let of = of.last().copied();
        let (is, was) = (counted(&mut tx, &now, count, of).await?, counted(&mut tx, &then, count, of).await?);
        moved.extend(is.symmetric_difference(&was).copied());
        if count.measure != Measure::Rows {
            moved.extend(is.intersection(&was).copied());
        }
    }
    let has_target = matches!(figure.making, Making::OfTarget(..));
    let office = desk.office().stream();
    let causing: Vec<_> = later
        .iter()
        .filter(|event| {
            moved.contains(&event.stream)
                || (has_target && event.stream == office && event.event_type.starts_with("Target"))
        })
        .collect();
    let cases: Vec<_> =
        causing.iter().map(|event| event.stream).collect::<BTreeSet<_>>().into_iter().collect();
    let listed = case_list::of(desk.store().db(), desk.office(), &cases).await?;
    let listed: BTreeMap<_, _> = listed.into_iter().map(|case| (case.case, case)).collect();
    let cause = |event: &&RecordedEvent| {
        let case = listed.get(&event.stream);
        CauseView {
            position: event.position.0,
            event: event.event_type.to_string(),
            number: case.map(|case| case.number.to_string()),
            kind: case.map(|case| case.kind.name().to_owned()),
        }
    };
    Ok(causing.iter().map(cause).collect())
}

/// The cases that a count counts; of one value of a dimension alone, if one is named.
async fn counted(
    tx: &mut Transaction,
    scope: &Scope,
    count: &Count,
    of: Option<(Dimension, &str)>,
) -> Result<BTreeSet<CaseId>, StorageError> {
    let of = of.and_then(|(dimension, value)| match dimension.by() {
        By::Code(field) if dimension.by().applies_to(count.table) => Some((field, value)),
        _ => None,
    });
    let (mut cases, mut after) = (BTreeSet::new(), None);
    loop {
        let page = behind::page(tx, scope, count, Wanted { of, after, limit: CASES }).await?;
        cases.extend(page.cases);
        after = page.next;
        if after.is_none() {
            return Ok(cases);
        }
    }
}
