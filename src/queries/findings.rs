//! What an auditor looks for that is no event: orders that nobody re-inspected in time, numbers that no case bears.
use crate::cases::ids::CaseId;
use crate::cases::occurred::Day;
use crate::cases::workdays::Calendar;
use crate::commands::OfficeDesk;
use crate::commands::permit::NotPermitted;
use crate::policy::Query;
use crate::projections::case_list::{self, ListedCase};
use crate::projections::series_gaps::{self, Page};
use crate::projections::unchecked;
use std::collections::HashMap;

/// Cases that are shown at most.
pub const MOST: u32 = 500;
/// Working days after the deadline within which a place is re-inspected (消防监督检查规定 20).
const REINSPECTED_WITHIN: usize = 3;

/// Fire hazards that were not re-inspected in time, those that wait longest first; one more than [`MOST`] if there are.
///
/// # Errors
/// When the reader may not follow the log, or the database fails.
pub async fn not_reinspected(desk: &OfficeDesk) -> Result<Vec<ListedCase>, NotPermitted> {
    let sight = desk.permit(Query::FollowEvents).await?;
    let (db, office, today) = (desk.store().db(), desk.office(), desk.store().source().now().day());
    let days = (today, deadline_before(today, &*desk.calendar().await?));
    let mut found: Vec<CaseId> = unchecked::cases(db, office, days, MOST + 1).await?;
    found.retain(|case| sight.shows(*case));
    let listed = case_list::of(db, office, &found).await?;
    let mut listed: HashMap<_, _> = listed.into_iter().map(|case| (case.case, case)).collect();
    Ok(found.iter().filter_map(|case| listed.remove(case)).collect())
}

/// A deadline before this day left time enough to re-inspect before `today`.
fn deadline_before(today: Day, calendar: &Calendar) -> Day {
    let mut days = std::iter::successors(today.pred_opt(), Day::pred_opt);
    let mut passed = 0;
    let last = days.find(|day| {
        passed += usize::from(calendar.is_workday(*day));
        passed == REINSPECTED_WITHIN
    });
    last.unwrap_or(Day::MIN)
}

/// Numbers that are missing in their series, behind the number `after`.
///
/// # Errors
/// When the reader may not follow the log, or the database fails.
pub async fn missing_numbers(desk: &OfficeDesk, after: Option<&str>) -> Result<Page, NotPermitted> {
    desk.permit(Query::FollowEvents).await?;
    Ok(series_gaps::page(desk.store().db(), desk.office(), after).await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_working_days_after_the_deadline_are_left() {
        let before =
            |today: &str| deadline_before(today.parse().expect("a day"), &Calendar::china()).to_string();
        // Tuesday to Thursday are left after Monday: on Friday it is too late.
        assert_eq!(before("2019-11-15"), "2019-11-12");
        // 1 to 7 October are holidays, and 29 September and 12 October are worked.
        assert_eq!(before("2019-10-10"), "2019-09-30");
    }
}
