//! 待办: what is to be done next in each case, the most urgent first. It reads the rows of the case list.
use crate::cases::any_file::CaseKind;
use crate::cases::ids::{CaseId, OfficeId};
use crate::cases::occurred::Day;
use crate::cases::words::CaseNumber;
use crate::database::{Db, StorageError, Value};

/// One thing that is to be done by a day.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WorkItem {
    /// The case.
    pub case: CaseId,
    /// Its number.
    pub number: CaseNumber,
    /// Its kind.
    pub kind: CaseKind,
    /// What is to be done: the clock's name.
    pub clock: String,
    /// By when.
    pub due: Day,
    /// Whether the calendar that the day rests on is not published yet.
    pub provisional: bool,
}

/// What is to be done, the most urgent first, at most `limit` items due by `until`.
///
/// # Errors
/// When the database fails.
pub async fn work_list(
    db: &Db,
    office: OfficeId,
    until: Option<Day>,
    limit: u32,
) -> Result<Vec<WorkItem>, StorageError> {
    let sql = "SELECT case_id, number, kind, due_clock, due_day, due_provisional FROM cases \
               WHERE office_id = $1 AND due_day <= $2 AND counts ORDER BY due_day, case_id LIMIT $3";
    let until = until.unwrap_or(super::bitemporal::FOR_EVER);
    let values: [Value; 3] = [office.0.into(), until.into(), i64::from(limit).into()];
    let mut items = Vec::new();
    for row in db.fetch(sql, &values).await? {
        items.push(WorkItem {
            case: crate::cases::ids::StreamId(row.get(0)?),
            number: super::case_list::parsed(&row, 1, "number")?,
            kind: super::case_list::parsed(&row, 2, "kind")?,
            clock: row.get(3)?,
            due: row.get(4)?,
            provisional: row.get(5)?,
        });
    }
    Ok(items)
}
