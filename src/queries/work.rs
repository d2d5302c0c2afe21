//! 待办: what is due next, as a reader may see it.
use crate::cases::occurred::Day;
use crate::commands::OfficeDesk;
use crate::commands::permit::NotPermitted;
use crate::policy::Query;
use crate::projections::case_list::{self, ListedCase};
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
    Ok(Work { own: department.is_some() || committee.is_some(), items: items.collect() })
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
