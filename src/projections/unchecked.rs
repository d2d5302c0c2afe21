//! Orders to rectify that nobody re-inspected in time: found by what is due next in open cases.
use crate::cases::ids::{CaseId, OfficeId, StreamId};
use crate::cases::occurred::Day;
use crate::database::{Db, StorageError, Value};

/// Open fire hazards of which a re-inspection was due before `today`, or a deadline before `deadline`; those that wait
/// longest first, at most `limit`.
///
/// # Errors
/// When the database fails.
pub async fn cases(
    db: &Db,
    office: OfficeId,
    (today, deadline): (Day, Day),
    limit: u32,
) -> Result<Vec<CaseId>, StorageError> {
    let sql = format!(
        "SELECT case_id FROM cases WHERE office_id = $1 AND due_day IS NOT NULL AND due_day < $2 AND is_open \
         AND (due_clock = 'reinspect_hazard' OR (due_clock = 'rectify_hazard' AND due_day < $3)) \
         ORDER BY due_day, case_id LIMIT {limit}"
    );
    let values: [Value; 3] = [office.0.into(), today.into(), deadline.into()];
    db.fetch(sql, &values).await?.iter().map(|row| row.get(0).map(StreamId)).collect()
}
