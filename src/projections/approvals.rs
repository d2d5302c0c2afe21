//! 待批: the cases in which something waits for a leader's decision, from the list of cases.
use super::case_list::EARLIEST;
use super::case_list::{COLUMNS, ListedCase, listed, parsed};
use crate::cases::ids::{CaseId, OfficeId, StreamId};
use crate::cases::occurred::Day;
use crate::cases::waiting::Decision;
use crate::database::{Db, StorageError};

/// The cases in which something waits, the oldest first, at most `limit` after a place in that order.
///
/// # Errors
/// When the database fails.
pub async fn waiting(
    db: &Db,
    office: OfficeId,
    after: Option<(Day, CaseId)>,
    limit: u32,
) -> Result<Vec<(ListedCase, Decision)>, StorageError> {
    let sql = format!(
        "SELECT {COLUMNS}, waits_for FROM cases WHERE office_id = $1 AND waits_for IS NOT NULL \
         AND (opened_day, case_id) > ($2, $3) ORDER BY opened_day, case_id LIMIT {limit}"
    );
    let (day, case) = after.unwrap_or((EARLIEST, StreamId(uuid::Uuid::nil())));
    let rows = db.fetch(sql, &[office.0.into(), day.into(), case.0.into()]).await?;
    let at = COLUMNS.split(", ").count();
    rows.iter().map(|row| Ok((listed(row)?, parsed(row, at, "waits_for")?))).collect()
}
