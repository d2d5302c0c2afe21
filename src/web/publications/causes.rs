//! Which events made a figure another than a published report said.
use super::NoPublication;
use super::since::{dimension_of, name_of};
use crate::cases::ids::{CaseId, StreamId};
use crate::cases::report::Said;
use crate::commands::OfficeDesk;
use crate::database::{StorageError, Transaction};
use crate::event_log::{EventLog, Position, RecordedEvent};
use crate::figures::indicators::indicated;
use crate::figures::{self, Dimension, Figure, Making};
use crate::projections::behind::{self, Wanted};
use crate::projections::count::Scope;
use crate::projections::predicate::{By, Count, Measure};
use crate::projections::unpacked::Unpacked;
use crate::projections::{case_list, indicators};
use crate::web::figures_view::scope_of;
use crate::web::report_view::ReportAsked;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use utoipa::ToSchema;

/// Cases that are read at a time.
const CASES: usize = 500;
/// Events that are read at a time.
const AT_ONCE: u32 = 5_000;

/// An event that made a difference.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[schema(as = ReportCause)]
pub struct CauseView {
    /// Its position.
    pub position: i64,
    /// Its type.
    pub event: String,
    /// The number of its case; none where it is the office's or an indicator's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// The kind of its case.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
}

/// Whose events make a figure another.
#[derive(Default)]
pub(super) struct Movers {
    streams: BTreeSet<StreamId>,
    /// Whether a target set by the office does.
    has_target: bool,
}

impl Movers {
    fn counts_in(&self, event: &RecordedEvent, office: StreamId) -> bool {
        self.streams.contains(&event.stream)
            || (self.has_target && event.stream == office && event.event_type.starts_with("Target"))
    }
}

/// Whose events made a figure another since `position`: those of cases that it counts now and did not count then, or the
/// other way round; where it adds up what cases say, also those of cases that it counts both times; targets set since; and
/// of a number that is told, those of its indicator.
pub(super) async fn movers(
    desk: &OfficeDesk,
    asked: &ReportAsked,
    said: &Said,
    position: Position,
) -> Result<Movers, NoPublication> {
    let (from, to) = asked.days()?;
    let kinds = desk.kinds().await?;
    let mut tx = desk.store().db().begin_read().await?;
    let (now, head) = scope_of(desk, &mut tx, from, to, asked.as_of, None).await?;
    let figure = figures::declared::find(&kinds, said.figure.as_str());
    let mut movers = Movers::default();
    if figure.is_none_or(|figure| figures::by_id(figure.id).is_none()) {
        movers.streams = told_by(desk, &mut tx, &now, head, said.figure.as_str()).await?;
    }
    let Some(figure) = figure else { return Ok(movers) };
    movers.has_target = matches!(figure.making, Making::OfTarget(..) | Making::NumberOfTarget(..));
    let then = Scope { known: position, ..now.clone() };
    // A committee's part of a zone is no figure: the narrower of the two leads.
    let committee = asked.committee.as_deref().map(|committee| (Dimension::Committee, committee));
    let part = said.part.as_ref().and_then(|part| Some((dimension_of(part)?, name_of(part))));
    for count in counts(figure) {
        let of = part.or(committee);
        let unpacked = desk.store().unpacked();
        let is = counted((&mut tx, unpacked), &now, count, of).await?;
        let was = counted((&mut tx, unpacked), &then, count, of).await?;
        movers.streams.extend(is.symmetric_difference(&was).copied());
        if count.measure != Measure::Rows {
            movers.streams.extend(is.intersection(&was).copied());
        }
    }
    Ok(movers)
}

fn counts(figure: &Figure) -> impl Iterator<Item = &Count> {
    let among = match &figure.making {
        Making::Rate(_, among) => Some(among),
        _ => None,
    };
    std::iter::once(figure.count()).chain(among)
}

/// The indicators that tell a figure of the period.
async fn told_by(
    desk: &OfficeDesk,
    tx: &mut Transaction,
    now: &Scope,
    head: Position,
    figure: &str,
) -> Result<BTreeSet<StreamId>, StorageError> {
    let mut streams = BTreeSet::new();
    for stream in indicators::streams(tx, desk.office(), Some((now.from, now.to))).await? {
        let lives = indicators::as_known(&desk.store().log(), desk.office(), &[stream], head).await?;
        if indicated(&lives, now.as_of).iter().any(|told| told.id == figure) {
            streams.insert(stream);
        }
    }
    Ok(streams)
}

/// The cases that a count counts; of one value of a dimension alone, if one is named.
async fn counted(
    (tx, unpacked): (&mut Transaction, &Unpacked),
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
        let page =
            behind::page((&mut *tx, unpacked), scope, count, Wanted { of, after, limit: CASES }).await?;
        cases.extend(page.cases);
        after = page.next;
        if after.is_none() {
            return Ok(cases);
        }
    }
}

/// The events after a position, up to another, that made each of these figures another, in the order of the log. The log is
/// read once and page by page: what moves no figure is not kept.
pub(super) async fn of(
    desk: &OfficeDesk,
    (after, to): (Position, Position),
    movers: &[Movers],
) -> Result<Vec<Vec<CauseView>>, StorageError> {
    let office = desk.office().stream();
    let (mut causing, mut read) = (Vec::new(), after);
    while read < to && !movers.is_empty() {
        let page = desk.store().log().read(desk.office(), read, AT_ONCE).await?;
        let Some(last) = page.last().map(|event| event.position) else { break };
        let counts_in_one = |event: &RecordedEvent| movers.iter().any(|one| one.counts_in(event, office));
        causing.extend(page.into_iter().filter(|event| event.position <= to && counts_in_one(event)));
        read = last;
    }
    let cases: BTreeSet<_> = causing.iter().map(|event| event.stream).collect();
    let cases: Vec<_> = cases.into_iter().collect();
    let listed = case_list::of(desk.store().db(), desk.office(), &cases).await?;
    let listed: BTreeMap<_, _> = listed.into_iter().map(|case| (case.case, case)).collect();
    let cause = |event: &RecordedEvent| {
        let case = listed.get(&event.stream);
        CauseView {
            position: event.position.0,
            event: event.event_type.to_string(),
            number: case.map(|case| case.number.to_string()),
            kind: case.map(|case| case.kind.name().to_owned()),
        }
    };
    let of_one =
        |one: &Movers| causing.iter().filter(|event| one.counts_in(event, office)).map(cause).collect();
    Ok(movers.iter().map(of_one).collect())
}
