//! The log, searched: who recorded what, when, and when it had happened. For whoever may follow the events.
use super::events::leave_out;
use crate::cases::ids::{CaseId, OfficeId, StreamId};
use crate::commands::OfficeDesk;
use crate::commands::permit::NotPermitted;
use crate::event_log::{EventLog, Position, RecordedEvent};
use crate::policy::Query;
use crate::projections::case_list::{self, ListedCase};
use crate::projections::event_pages::{self, Wanted};
use serde_json::Value;
use std::collections::HashMap;

/// An event that was found.
#[derive(Clone, Debug)]
pub struct Found {
    /// The event.
    pub event: RecordedEvent,
    /// The case of which it is a step, or beside which it is kept.
    pub case: Option<ListedCase>,
}

/// Some of the events that were wanted.
#[derive(Clone, Debug)]
pub struct FoundPage {
    /// The events, the newest first.
    pub found: Vec<Found>,
    /// Before which position the next page begins, if there may be one.
    pub next: Option<Position>,
}

/// The streams of a case: its own, and those that are kept beside it.
#[must_use]
pub fn streams_of(office: OfficeId, case: CaseId) -> [StreamId; 5] {
    [
        case,
        office.access_stream(case),
        office.reminder_stream(case),
        office.attachment_stream(case),
        office.papers_stream(case),
    ]
}

/// At most `limit` wanted events before `before`, without those that tell of hidden cases.
///
/// # Errors
/// When the reader may not follow the events, or the log cannot be read.
pub async fn page(
    desk: &OfficeDesk,
    wanted: &Wanted,
    before: Option<Position>,
    limit: usize,
) -> Result<FoundPage, NotPermitted> {
    let sight = desk.permit(Query::FollowEvents).await?;
    let (db, office) = (desk.store().db(), desk.office());
    let head = desk.store().log().head(office).await?;
    let before = before.unwrap_or_else(|| head.next()).min(head.next());
    let mut page = event_pages::page(db, office, wanted, before, limit).await?;
    leave_out(desk, &sight, &mut page.events);
    let cases: Vec<_> = page.events.iter().filter_map(case_of).collect();
    let listed = case_list::of(db, office, &cases).await?;
    let listed: HashMap<_, _> = listed.into_iter().map(|case| (case.case, case)).collect();
    let with_case = |event: RecordedEvent| {
        let case = case_of(&event).and_then(|case| listed.get(&case).cloned());
        Found { event, case }
    };
    Ok(FoundPage { found: page.events.into_iter().map(with_case).collect(), next: page.next })
}

/// The case of which an event tells: its stream, or the one that its first event names.
fn case_of(event: &RecordedEvent) -> Option<CaseId> {
    match &*event.stream_kind {
        "petition" | "fire_hazard" | "illegal_structure" | "inspection" | "declared" => Some(event.stream),
        "access" | "reminder" | "attachment" => {
            let payload: Value = serde_json::from_str(&event.payload).ok()?;
            payload.get(&*event.event_type)?.get("case")?.as_str()?.parse().ok().map(StreamId)
        }
        "paper" => {
            let payload: Value = serde_json::from_str(&event.payload).ok()?;
            let told = payload.get(&*event.event_type)?;
            told.get("issue").unwrap_or(told).get("case")?.as_str()?.parse().ok().map(StreamId)
        }
        _ => None,
    }
}
