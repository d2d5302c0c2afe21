//! 提醒: who was told that something falls due, and what nobody was told yet.
use super::case_list::{EARLIEST, code, parsed};
use crate::cases::any_file::{AnyFile, CaseKind};
use crate::cases::ids::{CaseId, OfficeId, StreamId, UserId};
use crate::cases::occurred::Day;
use crate::cases::reminder::Stage;
use crate::cases::user::Role;
use crate::cases::words::CaseNumber;
use crate::database::{Changes, Column, Db, OnConflict, StorageError, Table, Value, one_of};
use crate::event_log::Told;
use serde::Serialize;
use utoipa::ToSchema;

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
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[schema(as = Reminder)]
pub struct ToldTo {
    /// The case.
    #[serde(skip)]
    pub case: CaseId,
    /// Its number.
    #[schema(value_type = String)]
    pub number: CaseNumber,
    /// Its kind: `petition`, `fire_hazard`, `illegal_structure`, `inspection`.
    #[schema(value_type = String)]
    pub kind: CaseKind,
    /// What falls due.
    pub clock: String,
    /// By when.
    #[schema(value_type = String, format = Date)]
    pub due: Day,
    /// How near it was: `soon`, `today`, `overdue`, `escalated`.
    pub stage: String,
    /// On which day it was said.
    #[schema(value_type = String, format = Date)]
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

/// Something that falls due, and who has to do with it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Falling {
    /// The case.
    pub case: CaseId,
    /// Its kind.
    pub kind: CaseKind,
    /// What falls due.
    pub clock: String,
    /// By when.
    pub due: Day,
    /// Who handles it.
    pub department: Option<String>,
    /// What was said of it.
    pub said: Vec<Stage>,
    /// Those who handle or inspect it.
    pub working: Vec<UserId>,
    /// Those who are accused in it.
    pub accused: Vec<UserId>,
}

impl Falling {
    /// The role whose work it is while nobody in particular has it.
    #[must_use]
    pub const fn desk(&self) -> Role {
        match self.kind {
            CaseKind::Petition => Role::PetitionClerk,
            CaseKind::FireHazard | CaseKind::IllegalStructure | CaseKind::Inspection => Role::Inspector,
            CaseKind::Declared(_) => Role::Handler,
        }
    }
}

/// What falls due by `until` in open cases, the most urgent first, at most `limit` after a place in that order.
///
/// # Errors
/// When the database fails.
pub async fn falling_due(
    db: &Db,
    office: OfficeId,
    until: Day,
    after: Option<(Day, CaseId)>,
    limit: u32,
) -> Result<Vec<Falling>, StorageError> {
    let sql = "SELECT case_id, kind, due_clock, due_day, department FROM cases \
               WHERE office_id = $1 AND due_day <= $2 AND (due_day, case_id) > ($3, $4) AND is_open AND counts \
               ORDER BY due_day, case_id LIMIT $5";
    let (day, case) = after.unwrap_or((EARLIEST, StreamId(uuid::Uuid::nil())));
    let values = [office.0.into(), until.into(), day.into(), case.0.into(), i64::from(limit).into()];
    let mut falling = Vec::new();
    for row in db.fetch(sql, &values).await? {
        falling.push(Falling {
            case: StreamId(row.get(0)?),
            kind: parsed(&row, 1, "kind")?,
            clock: row.get(2)?,
            due: row.get(3)?,
            department: row.get(4)?,
            said: Vec::new(),
            working: Vec::new(),
            accused: Vec::new(),
        });
    }
    said_of(db, office, &mut falling).await?;
    concerned(db, office, &mut falling).await?;
    Ok(falling)
}

/// The values of an office and of these cases, and the places of the cases.
fn of_cases(office: OfficeId, falling: &[Falling]) -> (Vec<Value>, String) {
    let mut values = vec![office.0.into()];
    let list = one_of(&mut values, falling.iter().map(|falling| falling.case.0));
    (values, list)
}

async fn said_of(db: &Db, office: OfficeId, falling: &mut [Falling]) -> Result<(), StorageError> {
    let (values, places) = of_cases(office, falling);
    let sql = format!(
        "SELECT case_id, clock, due_day, stage FROM reminders WHERE office_id = $1 AND case_id IN {places} AND stands"
    );
    if falling.is_empty() {
        return Ok(());
    }
    for row in db.fetch(sql, &values).await? {
        let (case, clock, due): (_, String, Day) = (StreamId(row.get(0)?), row.get(1)?, row.get(2)?);
        let code: String = row.get(3)?;
        let stage = serde_json::from_value(serde_json::Value::String(code.clone())).map_err(|error| {
            StorageError::BadRow { table: "reminders", row: code, reason: error.to_string() }
        })?;
        let same =
            |falling: &&mut Falling| falling.case == case && falling.clock == clock && falling.due == due;
        if let Some(falling) = falling.iter_mut().find(same) {
            falling.said.push(stage);
        }
    }
    Ok(())
}

async fn concerned(db: &Db, office: OfficeId, falling: &mut [Falling]) -> Result<(), StorageError> {
    let (values, places) = of_cases(office, falling);
    let sql = format!(
        "SELECT case_id, user_id, accused FROM case_parts WHERE office_id = $1 AND case_id IN {places} \
         AND (handles OR inspects OR accused) ORDER BY case_id, user_id"
    );
    if falling.is_empty() {
        return Ok(());
    }
    for row in db.fetch(sql, &values).await? {
        let (case, user) = (StreamId(row.get(0)?), StreamId(row.get(1)?));
        let accused: bool = row.get(2)?;
        if let Some(falling) = falling.iter_mut().find(|falling| falling.case == case) {
            if accused { falling.accused.push(user) } else { falling.working.push(user) }
        }
    }
    Ok(())
}
