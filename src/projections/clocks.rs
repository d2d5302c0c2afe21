//! The clocks of all cases, and with them the work list: what is due, by day.
use crate::cases::any_file::CaseKind;
use crate::cases::clocks::Clock;
use crate::cases::ids::{CaseId, OfficeId};
use crate::cases::occurred::Day;
use crate::cases::words::CaseNumber;
use crate::database::{Changes, Column, Db, OnConflict, StorageError, Table, TableRow, Value};

/// The table.
pub static CLOCKS: Table = Table {
    name: "clocks",
    columns: &[
        ("office_id", Column::Uuid),
        ("case_id", Column::Uuid),
        ("ordinal", Column::Int),
        ("clock", Column::Text),
        ("started_day", Column::Day),
        ("due_day", Column::Day),
        ("provisional", Column::Bool),
        ("ended_day", Column::Day),
        ("running", Column::Bool),
    ],
    key: 3,
    on_conflict: OnConflict::Replace,
};

/// The clocks of one case as the table shows them.
#[derive(Debug, Default)]
pub struct Shown(Vec<TableRow>);

impl Shown {
    /// From now on the case has `clocks`.
    pub(super) fn advance(
        &mut self,
        (office, case): (OfficeId, CaseId),
        clocks: &[Clock],
        changes: &mut Changes,
    ) {
        let mut rows: Vec<_> =
            clocks.iter().zip(0_i64..).map(|(clock, ordinal)| row(office, case, ordinal, clock)).collect();
        // A correction may take a clock away: its row stays, and no longer runs.
        for gone in self.0.iter().skip(rows.len()) {
            let mut row = gone.clone();
            row[8] = false.into();
            rows.push(row);
        }
        for (at, row) in rows.iter().enumerate() {
            if self.0.get(at) != Some(row) {
                changes.put(&CLOCKS, row.clone());
            }
        }
        self.0 = rows;
    }
}

fn row(office: OfficeId, case: CaseId, ordinal: i64, clock: &Clock) -> TableRow {
    vec![
        office.0.into(),
        case.0.into(),
        ordinal.into(),
        clock.name.into(),
        clock.started.into(),
        clock.due.due.into(),
        clock.due.provisional.into(),
        clock.ended.into(),
        clock.ended.is_none().into(),
    ]
}

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
    let sql = "SELECT w.case_id, c.number, c.kind, w.clock, w.due_day, w.provisional \
               FROM clocks w JOIN cases c ON c.office_id = w.office_id AND c.case_id = w.case_id \
               WHERE w.office_id = $1 AND w.running AND w.due_day <= $2 AND c.counts \
               ORDER BY w.due_day, w.case_id, w.ordinal LIMIT $3";
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
