//! The cases among which a sample is drawn: those that the log had opened at a position. What their first events say is
//! never changed, so that the same question has the same answer for ever.
use crate::cases::any_file::CaseKind;
use crate::cases::ids::{CaseId, OfficeId, StreamId};
use crate::cases::occurred::Day;
use crate::database::{Db, StorageError};
use crate::event_log::Position;
use std::fmt::Write;

/// Which cases.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Among {
    /// Only this kind.
    pub kind: Option<CaseKind>,
    /// Only those that came in on these days, as their first events tell.
    pub days: Option<(Day, Day)>,
    /// Only those that the log had opened by then.
    pub known: Position,
}

/// The cases, in no order.
///
/// # Errors
/// When the database fails.
pub async fn cases(db: &Db, office: OfficeId, among: Among) -> Result<Vec<CaseId>, StorageError> {
    let mut sql = "SELECT cases.case_id FROM cases JOIN events ON events.office_id = cases.office_id \
                   AND events.stream_id = cases.case_id AND events.version = 1 \
                   WHERE cases.office_id = $1 AND events.position <= $2"
        .to_owned();
    let mut values = vec![office.0.into(), among.known.0.into()];
    if let Some(kind) = among.kind {
        values.push(kind.name().into());
        let _ = write!(sql, " AND cases.kind = ${}", values.len());
    }
    if let Some((from, to)) = among.days {
        values.extend([from.into(), to.into()]);
        let _ = write!(
            sql,
            " AND events.occurred_day >= ${} AND events.occurred_day <= ${}",
            values.len() - 1,
            values.len()
        );
    }
    db.fetch(sql, &values).await?.iter().map(|row| row.get(0).map(StreamId)).collect()
}
