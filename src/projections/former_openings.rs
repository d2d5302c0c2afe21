//! Days on which a case was once said to be opened, until a correction said another: as the log knew it then, the list
//! has it under that day. Most cases have none.
use super::case_pages::Key;
use crate::cases::ids::{CaseId, OfficeId, StreamId};
use crate::cases::occurred::Day;
use crate::database::{Changes, Column, Db, OnConflict, StorageError, Table};
use crate::event_log::Told;
use std::fmt::Write;

/// The table.
pub static FORMER_OPENINGS: Table = Table {
    name: "former_openings",
    columns: &[("office_id", Column::Uuid), ("opened_day", Column::Day), ("case_id", Column::Uuid)],
    key: 3,
    on_conflict: OnConflict::Keep,
    stable: &[],
};

/// Notes the day of a case that is now said to be opened on another one than before `event`.
pub(super) fn advance(known: &mut Option<Day>, opened: Option<Day>, event: &Told<'_>, changes: &mut Changes) {
    let Some(opened) = opened else { return };
    if let Some(former) = known.replace(opened).filter(|former| *former != opened) {
        let row = vec![event.office.0.into(), former.into(), event.stream.0.into()];
        changes.put(&FORMER_OPENINGS, row);
    }
}

/// Where to look: places in the order of the list in which what was opened last comes first.
#[derive(Clone, Copy, Debug)]
pub struct Stretch<'a> {
    /// After this place.
    pub after: Option<&'a Key>,
    /// Up to this one, and with it.
    pub until: Option<&'a Key>,
    /// No day before this one.
    pub from: Option<Day>,
    /// No day after this one.
    pub to: Option<Day>,
}

/// At most `limit` former openings of a stretch, the last one first.
///
/// # Errors
/// When the database fails.
pub async fn of(
    db: &Db,
    office: OfficeId,
    Stretch { after, until, from, to }: Stretch<'_>,
    limit: u32,
) -> Result<Vec<(Day, CaseId)>, StorageError> {
    let mut sql = "SELECT opened_day, case_id FROM former_openings WHERE office_id = $1".to_owned();
    let mut values = vec![office.0.into()];
    for (key, compare) in [(after, "<"), (until, ">=")] {
        if let Some(Key::Day(day, case)) = key {
            values.extend([(*day).into(), case.0.into()]);
            let at = values.len();
            let _ = write!(sql, " AND (opened_day, case_id) {compare} (${}, ${at})", at - 1);
        }
    }
    for (day, compare) in [(from, ">="), (to, "<=")] {
        if let Some(day) = day {
            values.push(day.into());
            let _ = write!(sql, " AND opened_day {compare} ${}", values.len());
        }
    }
    let _ = write!(sql, " ORDER BY opened_day DESC, case_id DESC LIMIT {limit}");
    let rows = db.fetch(sql, &values).await?;
    rows.iter().map(|row| Ok((row.get(0)?, StreamId(row.get(1)?)))).collect()
}
