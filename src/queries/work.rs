//! 待办: what is due next, as a reader may see it.
use crate::cases::occurred::Day;
use crate::commands::OfficeDesk;
use crate::commands::permit::NotPermitted;
use crate::policy::Query;
use crate::projections::reminders::{self, ToldTo};
use crate::projections::work_list::{self, WorkItem};

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
