//! 知悉范围: the part that users have in cases, and of which cases a user must not learn.
use crate::cases::access::Confidentiality;
use crate::cases::any_file::{AnyFile, CaseKind};
use crate::cases::ids::{CaseId, OfficeId, StreamId, UserId};
use crate::cases::occurred::Day;
use crate::database::{Changes, Column, Db, OnConflict, Row, StorageError, Table, Value, one_of};
use crate::event_log::Told;
use std::collections::BTreeSet;

/// Cases that one statement asks for.
const TOGETHER: usize = 500;

/// The parts.
pub static CASE_PARTS: Table = Table {
    name: "case_parts",
    columns: &[
        ("office_id", Column::Uuid),
        ("case_id", Column::Uuid),
        ("user_id", Column::Uuid),
        ("handles", Column::Bool),
        ("inspects", Column::Bool),
        ("accused", Column::Bool),
        ("admitted", Column::Bool),
        ("admitted_until", Column::Day),
    ],
    key: 3,
    on_conflict: OnConflict::Replace,
    stable: &[],
};

/// How secret cases are.
pub static CASE_LEVELS: Table = Table {
    name: "case_levels",
    columns: &[("office_id", Column::Uuid), ("case_id", Column::Uuid), ("level", Column::Text)],
    key: 2,
    on_conflict: OnConflict::Replace,
    stable: &[],
};

/// Which rows change with `event`, after which the stream is `file`.
pub fn advance(file: &AnyFile, event: &Told<'_>, changes: &mut Changes) {
    let AnyFile::Access(access) = file else { return };
    let life = access.life();
    let Some(case) = life.case else { return };
    let of = |user: UserId| [event.office.0.into(), case.0.into(), user.0.into()];
    for (user, part) in &life.parts {
        let flags = [part.handles, part.inspects, part.accused, part.admitted].map(Value::from);
        let row = of(*user).into_iter().chain(flags).chain([part.admitted_until.into()]);
        changes.put(&CASE_PARTS, row.collect());
    }
    let level = super::case_list::code(&life.level);
    changes.put(&CASE_LEVELS, vec![event.office.0.into(), case.0.into(), level.into()]);
}

/// How a user stands to a case.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own, and all combinations occur")]
pub struct Standing {
    /// The kind of the case; none if there is no such case.
    pub kind: Option<CaseKind>,
    /// Who handles it.
    pub department: Option<String>,
    /// Where it belongs.
    pub committee: Option<String>,
    /// How secret it is.
    pub level: Confidentiality,
    /// The user handles it.
    pub handles: bool,
    /// The user inspects the place.
    pub inspects: bool,
    /// The user is accused in it.
    pub accused: bool,
    /// The user was admitted to read it, and still is.
    pub admitted: bool,
}

macro_rules! standing_of {
    ($cases:literal) => {
        concat!(
            "SELECT c.case_id, c.kind, c.department, c.committee, l.level, p.handles, p.inspects, p.accused, \
             p.admitted, p.admitted_until, d.level FROM cases c \
             LEFT JOIN declared_levels d ON d.office_id = c.office_id AND d.case_id = c.case_id \
             LEFT JOIN case_levels l ON l.office_id = c.office_id AND l.case_id = c.case_id \
             LEFT JOIN case_parts p ON p.office_id = c.office_id AND p.case_id = c.case_id AND p.user_id = $2 \
             WHERE c.office_id = $1 AND c.case_id ",
            $cases
        )
    };
}

/// How a user stands to a case on `day`.
///
/// # Errors
/// When the database fails.
pub async fn standing(
    db: &Db,
    office: OfficeId,
    case: CaseId,
    user: Option<UserId>,
    day: Day,
) -> Result<Standing, StorageError> {
    let rows = db.fetch(standing_of!("= $3"), &[office.0.into(), or_nobody(user), case.0.into()]).await?;
    rows.first().map_or(Ok(Standing::default()), |row| stands(row, day))
}

/// How a user stands to each of these cases on `day`; what is no case is left out.
///
/// # Errors
/// When the database fails.
pub async fn standings(
    db: &Db,
    office: OfficeId,
    cases: &[CaseId],
    user: Option<UserId>,
    day: Day,
) -> Result<Vec<(CaseId, Standing)>, StorageError> {
    let mut found = Vec::with_capacity(cases.len());
    for some in cases.chunks(TOGETHER) {
        let mut values = vec![office.0.into(), or_nobody(user)];
        let list = one_of(&mut values, some.iter().map(|case| case.0));
        let sql = format!("{}IN {list}", standing_of!(""));
        for row in db.fetch(sql, &values).await? {
            found.push((StreamId(row.get(0)?), stands(&row, day)?));
        }
    }
    Ok(found)
}

fn or_nobody(user: Option<UserId>) -> Value {
    user.map_or(Value::Uuid(uuid::Uuid::nil()), |user| user.0.into())
}

fn stands(row: &Row, day: Day) -> Result<Standing, StorageError> {
    let flag = |at: usize| row.get::<Option<bool>>(at).map(Option::unwrap_or_default);
    let until: Option<Day> = row.get(9)?;
    Ok(Standing {
        kind: Some(super::case_list::parsed(row, 1, "kind")?),
        department: row.get(2)?,
        committee: row.get(3)?,
        level: level(row, 4)?.max(level(row, 10)?),
        handles: flag(5)?,
        inspects: flag(6)?,
        accused: flag(7)?,
        admitted: flag(8)? && until.is_none_or(|until| day <= until),
    })
}

fn level(row: &Row, at: usize) -> Result<Confidentiality, StorageError> {
    let Some(code) = row.get::<Option<String>>(at)? else { return Ok(Confidentiality::Ordinary) };
    let read = serde_json::from_value(serde_json::Value::String(code.clone()));
    read.map_err(|error| StorageError::BadRow { table: "case_levels", row: code, reason: error.to_string() })
}

/// The cases of which a user must not learn on `day`: those in which the user is accused, and secret ones in which the
/// user has no part, by what was said of them or by their declaration. Without a user, the secret ones. There are few of both.
///
/// # Errors
/// When the database fails.
pub async fn hidden_from(
    db: &Db,
    office: OfficeId,
    user: Option<UserId>,
    day: Day,
) -> Result<BTreeSet<CaseId>, StorageError> {
    let nobody = uuid::Uuid::nil();
    let user: Value = user.map_or(nobody, |user| user.0).into();
    let sql = "SELECT case_id FROM case_parts WHERE office_id = $1 AND user_id = $2 AND accused \
               UNION ALL \
               SELECT l.case_id FROM (SELECT office_id, case_id FROM case_levels WHERE office_id = $1 AND level = 'secret' \
               UNION SELECT office_id, case_id FROM declared_levels WHERE office_id = $1 AND level = 'secret') l \
               WHERE NOT EXISTS \
               (SELECT 1 FROM case_parts p WHERE p.office_id = l.office_id AND p.case_id = l.case_id \
               AND p.user_id = $2 AND (p.handles OR p.inspects \
               OR (p.admitted AND (p.admitted_until IS NULL OR p.admitted_until >= $3))))";
    let rows = db.fetch(sql, &[office.0.into(), user, day.into()]).await?;
    let hidden = rows.iter().map(|row| Ok(StreamId(row.get(0)?))).collect::<Result<_, StorageError>>()?;
    Ok(hidden)
}

/// The open cases that a user handles or inspects, and in which way.
///
/// # Errors
/// When the database fails.
pub async fn open_work_of(
    db: &Db,
    office: OfficeId,
    user: UserId,
) -> Result<Vec<(CaseId, bool, bool)>, StorageError> {
    let sql = "SELECT p.case_id, p.handles, p.inspects FROM case_parts p \
               JOIN cases c ON c.office_id = p.office_id AND c.case_id = p.case_id \
               WHERE p.office_id = $1 AND p.user_id = $2 AND c.is_open AND (p.handles OR p.inspects) \
               ORDER BY p.case_id";
    let rows = db.fetch(sql, &[office.0.into(), user.0.into()]).await?;
    rows.iter().map(|row| Ok((StreamId(row.get(0)?), row.get(1)?, row.get(2)?))).collect()
}
