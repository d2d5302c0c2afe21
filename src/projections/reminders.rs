//! 提醒: who was told that something falls due, and what nobody was told yet.
use super::case_list::{code, parsed};
use crate::cases::any_file::{AnyFile, CaseKind};
use crate::cases::ids::{CaseId, OfficeId, StreamId, UserId};
use crate::cases::occurred::Day;
use crate::cases::reminder::Stage;
use crate::cases::words::CaseNumber;
use crate::database::{Changes, Column, Db, OnConflict, StorageError, Table};
use crate::event_log::Told;
use serde::Serialize;

/// The table.
pub static REMINDERS: Table = Table {
    name: "reminders",
    columns: &[
        ("office_id", Column::Uuid),
        ("user_id", Column::Uuid),
        ("case_id", Column::Uuid),
        ("clock", Column::Text),
        ("due_day", Column::Day),
        ("stage", Column::Text),
        ("told_day", Column::Day),
        ("stands", Column::Bool),
    ],
    key: 6,
    on_conflict: OnConflict::Replace,
    stable: &[],
};

/// Which rows change with `event`, after which the stream is `file`.
pub fn advance(file: &AnyFile, event: &Told<'_>, changes: &mut Changes) {
    let AnyFile::Reminder(reminder) = file else { return };
    let life = reminder.life();
    let Some(case) = life.case else { return };
    let unsaid = life.unsaid.iter().map(|once| (once, false));
    for (said, stands) in unsaid.chain(life.said.iter().map(|said| (said, true))) {
        for user in &said.to {
            let row = vec![
                event.office.0.into(),
                user.0.into(),
                case.0.into(),
                said.clock.as_str().into(),
                said.due.into(),
                code(&said.stage).into(),
                said.told.into(),
                stands.into(),
            ];
            changes.put(&REMINDERS, row);
        }
    }
}

/// Something that a user was told.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct ToldTo {
    /// The case.
    #[serde(skip)]
    pub case: CaseId,
    /// Its number.
    pub number: CaseNumber,
    /// Its kind.
    pub kind: CaseKind,
    /// What falls due.
    pub clock: String,
    /// By when.
    pub due: Day,
    /// How near it was: `soon`, `today`, `overdue`, `escalated`.
    pub stage: String,
    /// On which day it was said.
    pub told: Day,
}

/// What a user was told about cases in which it is still so, the latest first, at most `limit`.
///
/// # Errors
/// When the database fails.
pub async fn to_user(
    db: &Db,
    office: OfficeId,
    user: UserId,
    limit: u32,
) -> Result<Vec<ToldTo>, StorageError> {
    let sql = "SELECT r.case_id, c.number, c.kind, r.clock, r.due_day, r.stage, r.told_day FROM reminders r \
               JOIN cases c ON c.office_id = r.office_id AND c.case_id = r.case_id \
               AND c.due_day = r.due_day AND c.due_clock = r.clock AND c.is_open AND c.counts \
               WHERE r.office_id = $1 AND r.user_id = $2 AND r.stands ORDER BY r.told_day DESC, r.due_day, r.case_id LIMIT $3";
    let mut told = Vec::new();
    for row in db.fetch(sql, &[office.0.into(), user.0.into(), i64::from(limit).into()]).await? {
        told.push(ToldTo {
            case: StreamId(row.get(0)?),
            number: parsed(&row, 1, "number")?,
            kind: parsed(&row, 2, "kind")?,
            clock: row.get(3)?,
            due: row.get(4)?,
            stage: row.get(5)?,
            told: row.get(6)?,
        });
    }
    Ok(told)
}

/// Whether anybody was told this.
///
/// # Errors
/// When the database fails.
pub async fn was_said(
    db: &Db,
    office: OfficeId,
    case: CaseId,
    clock: &str,
    due: Day,
    stage: Stage,
) -> Result<bool, StorageError> {
    let sql = "SELECT 1 FROM reminders WHERE office_id = $1 AND case_id = $2 AND clock = $3 AND due_day = $4 \
               AND stage = $5 AND stands LIMIT 1";
    let values = [office.0.into(), case.0.into(), clock.into(), due.into(), code(&stage).into()];
    Ok(!db.fetch(sql, &values).await?.is_empty())
}
