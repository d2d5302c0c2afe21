//! 待办: what is due next, as a reader may see it.
use crate::cases::ids::CaseId;
use crate::cases::occurred::Day;
use crate::cases::occurred::Moment;
use crate::commands::OfficeDesk;
use crate::commands::permit::NotPermitted;
use crate::event_log::EventLog;
use crate::policy::Query;
use crate::projections::case_list::{self, ListedCase};
use crate::projections::case_pages::{self, Order};
use crate::projections::event_pages::{self, Wanted};
use crate::projections::reminders::{self, ToldTo};
use crate::projections::work_list::{self, WorkItem};
use std::collections::HashMap;

/// What is due by `until`, the most urgent first, at most `limit` items.
///
/// # Errors
/// When the reader may not see it, or the database fails.
pub async fn due(desk: &OfficeDesk, until: Option<Day>, limit: u32) -> Result<Vec<WorkItem>, NotPermitted> {
    let sight = desk.permit(Query::ReadWorkList).await?;
    let hidden = u32::try_from(sight.hidden.len()).unwrap_or(u32::MAX);
    let (db, office) = (desk.store().db(), desk.office());
    let mut items = work_list::work_list(db, office, until, limit.saturating_add(hidden)).await?;
    items.retain(|item| sight.shows(item.case));
    items.truncate(limit as usize);
    Ok(items)
}

/// Things to be done that are looked at to find one's own.
const LOOKED_AT: u32 = 500;

/// Something that is to be done, and the case in which.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Mine {
    /// What.
    pub item: WorkItem,
    /// The case.
    pub case: ListedCase,
}

/// What is to be done.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Work {
    /// Whether it is the reader's own department's or committee's; else it is the whole office's.
    pub own: bool,
    /// Whether there may be more that is due later.
    pub more: bool,
    /// The most urgent first.
    pub items: Vec<Mine>,
}

/// What is due next where the reader works: in the department or committee, or in the whole office for whoever belongs
/// to none. The most urgent of the office are looked at.
///
/// # Errors
/// When the reader may not see it, or the database fails.
pub async fn mine(desk: &OfficeDesk) -> Result<Work, NotPermitted> {
    let items = due(desk, None, LOOKED_AT).await?;
    let more = items.len() >= LOOKED_AT as usize;
    let cases: Vec<_> = items.iter().map(|item| item.case).collect();
    let listed = case_list::of(desk.store().db(), desk.office(), &cases).await?;
    let mut listed: HashMap<_, _> = listed.into_iter().map(|case| (case.case, case)).collect();
    let subject = desk.subject();
    let (department, committee) = (subject.department.as_ref(), subject.committee.as_ref());
    let is_own = |case: &ListedCase| match (department, committee) {
        (Some(department), _) => case.department.as_deref() == Some(department.as_str()),
        (None, Some(committee)) => case.committee.as_deref() == Some(committee.as_str()),
        (None, None) => true,
    };
    let with_case = |item: WorkItem| Some(Mine { case: listed.remove(&item.case)?, item });
    let items = items.into_iter().filter_map(with_case).filter(|mine| mine.case.open && is_own(&mine.case));
    Ok(Work { own: department.is_some() || committee.is_some(), more, items: items.collect() })
}

/// What the reader was told about deadlines, in cases where it is still so, the latest first, at most `limit`. Who is no
/// user was told nothing.
///
/// # Errors
/// When the reader may not see it, or the database fails.
pub async fn told(desk: &OfficeDesk, limit: u32) -> Result<Vec<ToldTo>, NotPermitted> {
    let sight = desk.permit(Query::ReadWorkList).await?;
    let Some(user) = desk.subject().user() else { return Ok(Vec::new()) };
    let mut told = reminders::to_user(desk.store().db(), desk.office(), user, limit).await?;
    told.retain(|told| sight.shows(told.case));
    Ok(told)
}

/// Cases in which is looked for what changed: the most urgent ones, and as many of the newest open ones.
const WATCHED: usize = 200;
/// Events that are looked at for it.
const CHANGES: usize = 200;

/// A step that somebody else took in a case.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Changed {
    /// The case.
    pub case: CaseId,
    /// The type of its latest event.
    pub event_type: String,
    /// When that was recorded.
    pub recorded: Moment,
}

/// The cases that the reader keeps an eye on: those where something is due, and the newest open ones where the reader
/// works, for what was sent back may have nothing due.
///
/// # Errors
/// When the reader may not see them, or the database fails.
pub async fn watched(desk: &OfficeDesk, work: &Work) -> Result<Vec<ListedCase>, NotPermitted> {
    let sight = desk.permit(Query::ReadWorkList).await?;
    let subject = desk.subject();
    let department = subject.department.as_ref().map(ToString::to_string);
    let committee = subject.committee.as_ref().filter(|_| department.is_none()).map(ToString::to_string);
    let wanted = case_pages::Wanted { open: Some(true), committee, department, ..Default::default() };
    let limit = u32::try_from(WATCHED).unwrap_or(u32::MAX);
    let page =
        case_pages::page(desk.store().db(), desk.office(), &wanted, Order::default(), None, limit).await?;
    let mut watched: Vec<_> = work.items.iter().take(WATCHED).map(|mine| mine.case.clone()).collect();
    for case in page.cases.into_iter().filter(|case| sight.shows(case.case)) {
        if watched.iter().all(|known| known.case != case.case) {
            watched.push(case);
        }
    }
    Ok(watched)
}

/// What others did since `since` in these cases: the latest event of each case, the newest first. `types` says which events are meant; all, if it names none.
///
/// # Errors
/// When the reader may not see it, or the log cannot be read.
pub async fn changed(
    desk: &OfficeDesk,
    cases: &[ListedCase],
    since: Moment,
    types: &[&str],
) -> Result<Vec<Changed>, NotPermitted> {
    let sight = desk.permit(Query::ReadWorkList).await?;
    let cases = cases.iter().map(|case| case.case).filter(|case| sight.shows(*case));
    let streams: Vec<_> = cases.collect();
    if streams.is_empty() {
        return Ok(Vec::new());
    }
    let (db, office) = (desk.store().db(), desk.office());
    let behind = super::then::known_at(desk, since).await?;
    let types = types.iter().map(ToString::to_string).collect();
    let wanted = Wanted { types, streams, behind, ..Wanted::default() };
    let before = desk.store().log().head(office).await?.next();
    let page = event_pages::page(db, office, &wanted, before, CHANGES).await?;
    let own = desk.actor();
    let mut changed = Vec::<Changed>::new();
    for event in page.events.into_iter().filter(|event| event.actor != *own) {
        if changed.iter().all(|known| known.case != event.stream) {
            let event_type = event.event_type.to_string();
            changed.push(Changed { case: event.stream, event_type, recorded: event.recorded_at });
        }
    }
    Ok(changed)
}
