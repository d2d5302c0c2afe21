//! 删除申请: what was asked to be erased, and how far that is.
use super::case_list::{code, parsed};
use crate::cases::any_file::{AnyFile, CaseKind};
use crate::cases::erasure::{Ground, Part, Stage};
use crate::cases::ids::{CaseId, OfficeId, StreamId, Version};
use crate::cases::occurred::Day;
use crate::database::{Changes, Column, Db, OnConflict, Row, StorageError, Table, Value, one_of};
use crate::event_log::Told;
use std::collections::{BTreeMap, BTreeSet};

/// The table.
pub static ERASURES: Table = Table {
    name: "erasures",
    columns: &[
        ("office_id", Column::Uuid),
        ("asked", Column::Int),
        ("case_id", Column::Uuid),
        ("parts", Column::Text),
        ("ground", Column::Text),
        ("stage", Column::Text),
        ("until_day", Column::Day),
        ("asked_day", Column::Day),
        ("last_day", Column::Day),
        ("version", Column::Int),
    ],
    key: 2,
    on_conflict: OnConflict::Replace,
    stable: &["case_id"],
};

/// Which rows change with `event`, after which the stream is `file`. A rebuild asks once, after the last event, so that all
/// requests are told.
pub fn advance(file: &AnyFile, event: &Told<'_>, changes: &mut Changes) {
    let AnyFile::Erasure(erasures) = file else { return };
    for (asked, request) in &erasures.life().requests {
        let parts: Vec<_> = request.parts.iter().map(code).collect();
        changes.put(
            &ERASURES,
            vec![
                event.office.0.into(),
                asked.0.into(),
                request.case.0.into(),
                parts.join(" ").into(),
                code(&request.ground).into(),
                code(&request.stage).into(),
                request.until.into(),
                request.asked.into(),
                request.last.into(),
                request.version.0.into(),
            ],
        );
    }
}

/// A request to erase.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Asked {
    /// The version of the event that asked, by which it is named.
    pub asked: Version,
    /// The case.
    pub case: CaseId,
    /// What of it.
    pub parts: BTreeSet<Part>,
    /// Why.
    pub ground: Ground,
    /// How far it is.
    pub stage: Stage,
    /// Until when it is restricted, if the day is known.
    pub until: Option<Day>,
    /// The day on which it was asked for.
    pub asked_day: Day,
    /// The day of the last step.
    pub last_day: Day,
    /// The version of the last event that is about it.
    pub version: Version,
}

const COLUMNS: &str = "asked, case_id, parts, ground, stage, until_day, asked_day, last_day, version";

fn read(row: &Row) -> Result<Asked, StorageError> {
    let text: String = row.get(2)?;
    Ok(Asked {
        asked: Version(row.get(0)?),
        case: StreamId(row.get(1)?),
        parts: text.split(' ').map(coded).collect::<Result<_, _>>()?,
        ground: coded(&row.get::<String>(3)?)?,
        stage: coded(&row.get::<String>(4)?)?,
        until: row.get(5)?,
        asked_day: row.get(6)?,
        last_day: row.get(7)?,
        version: Version(row.get(8)?),
    })
}

fn coded<T: serde::de::DeserializeOwned>(code: &str) -> Result<T, StorageError> {
    serde_json::from_value(serde_json::Value::String(code.to_owned())).map_err(|error| StorageError::BadRow {
        table: "erasures",
        row: code.to_owned(),
        reason: error.to_string(),
    })
}

/// The requests at this stage, the oldest first, at most `limit` after the one named.
///
/// # Errors
/// When the database fails.
pub async fn at_stage(
    db: &Db,
    office: OfficeId,
    stage: Stage,
    after: Version,
    limit: u32,
) -> Result<Vec<Asked>, StorageError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM erasures WHERE office_id = $1 AND stage = $2 AND asked > $3 ORDER BY asked LIMIT {limit}"
    );
    let values: [Value; 3] = [office.0.into(), code(&stage).into(), after.0.into()];
    db.fetch(sql, &values).await?.iter().map(read).collect()
}

/// The requests before the one named, the newest first, at most `limit`; only those at this stage, if one is named.
///
/// # Errors
/// When the database fails.
pub async fn before(
    db: &Db,
    office: OfficeId,
    stage: Option<Stage>,
    before: Option<Version>,
    limit: u32,
) -> Result<Vec<Asked>, StorageError> {
    let mut values: Vec<Value> = vec![office.0.into(), before.map_or(i64::MAX, |before| before.0).into()];
    let at = if stage.is_some() { "AND stage = $3" } else { "" };
    values.extend(stage.map(|stage| code(&stage).into()));
    let sql = format!(
        "SELECT {COLUMNS} FROM erasures WHERE office_id = $1 AND asked < $2 {at} ORDER BY asked DESC LIMIT {limit}"
    );
    db.fetch(sql, &values).await?.iter().map(read).collect()
}

/// The request of this name.
///
/// # Errors
/// When the database fails.
pub async fn named(db: &Db, office: OfficeId, asked: Version) -> Result<Option<Asked>, StorageError> {
    let sql = format!("SELECT {COLUMNS} FROM erasures WHERE office_id = $1 AND asked = $2");
    db.fetch(sql, &[office.0.into(), asked.0.into()]).await?.first().map(read).transpose()
}

/// How many requests there are at each stage.
///
/// # Errors
/// When the database fails.
pub async fn counts(db: &Db, office: OfficeId) -> Result<BTreeMap<String, i64>, StorageError> {
    let sql = "SELECT stage, COUNT(*) FROM erasures WHERE office_id = $1 GROUP BY stage";
    let rows = db.fetch(sql, &[office.0.into()]).await?;
    rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect()
}

/// The requests about a case, the oldest first.
///
/// # Errors
/// When the database fails.
pub async fn of_case(db: &Db, office: OfficeId, case: CaseId) -> Result<Vec<Asked>, StorageError> {
    let sql = format!("SELECT {COLUMNS} FROM erasures WHERE office_id = $1 AND case_id = $2 ORDER BY asked");
    db.fetch(sql, &[office.0.into(), case.0.into()]).await?.iter().map(read).collect()
}

/// The parts of a case with which nobody works any more: it is approved that they go.
///
/// # Errors
/// When the database fails.
pub async fn restricted(db: &Db, office: OfficeId, case: CaseId) -> Result<BTreeSet<Part>, StorageError> {
    let asked = of_case(db, office, case).await?.into_iter();
    let restricted = asked.filter(|asked| asked.stage.is_restricted());
    Ok(restricted.flat_map(|asked| asked.parts).collect())
}

/// The same of those of these cases of which anything is restricted.
///
/// # Errors
/// When the database fails.
pub async fn restricted_of(
    db: &Db,
    office: OfficeId,
    cases: &[CaseId],
) -> Result<BTreeMap<CaseId, BTreeSet<Part>>, StorageError> {
    let mut restricted: BTreeMap<CaseId, BTreeSet<Part>> = BTreeMap::new();
    for some in cases.chunks(500) {
        let mut values = vec![office.0.into()];
        let list = one_of(&mut values, some.iter().map(|case| case.0));
        let sql = format!(
            "SELECT {COLUMNS} FROM erasures WHERE office_id = $1 AND case_id IN {list} \
             AND stage IN ('approved', 'restricted', 'begun')"
        );
        for row in db.fetch(sql, &values).await? {
            let asked = read(&row)?;
            restricted.entry(asked.case).or_default().extend(asked.parts);
        }
    }
    Ok(restricted)
}

/// The same of every case of the office.
///
/// # Errors
/// When the database fails.
pub async fn all_restricted(
    db: &Db,
    office: OfficeId,
) -> Result<BTreeMap<CaseId, BTreeSet<Part>>, StorageError> {
    let mut restricted: BTreeMap<CaseId, BTreeSet<Part>> = BTreeMap::new();
    let sql = format!(
        "SELECT {COLUMNS} FROM erasures WHERE office_id = $1 AND stage IN ('approved', 'restricted', 'begun')"
    );
    for row in db.fetch(sql, &[office.0.into()]).await? {
        let asked = read(&row)?;
        restricted.entry(asked.case).or_default().extend(asked.parts);
    }
    Ok(restricted)
}

/// Cases of a kind that were closed on `day` or before and of which nobody has asked to erase all, at most `limit`.
///
/// # Errors
/// When the database fails.
pub async fn kept_too_long(
    db: &Db,
    office: OfficeId,
    kind: CaseKind,
    day: Day,
    limit: u32,
) -> Result<Vec<CaseId>, StorageError> {
    let sql = format!(
        "SELECT c.case_id FROM cases c WHERE c.office_id = $1 AND c.kind = $2 AND c.closed_day <= $3 AND NOT c.is_open \
         AND NOT EXISTS (SELECT 1 FROM erasures e WHERE e.office_id = c.office_id AND e.case_id = c.case_id \
         AND e.ground = 'retention_ended') ORDER BY c.closed_day, c.case_id LIMIT {limit}"
    );
    let rows = db.fetch(sql, &[office.0.into(), kind.name().into(), day.into()]).await?;
    rows.iter().map(|row| Ok(StreamId(row.get(0)?))).collect()
}

/// What is known of how long the cases of a kind are kept.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Kept {
    /// The kind.
    pub kind: CaseKind,
    /// Closed cases.
    pub closed: i64,
    /// The day on which the oldest of them was closed.
    pub oldest: Option<Day>,
}

/// How many closed cases there are of each kind, and since when.
///
/// # Errors
/// When the database fails.
pub async fn kept(db: &Db, office: OfficeId) -> Result<Vec<Kept>, StorageError> {
    let sql = "SELECT kind, COUNT(*), MIN(closed_day) FROM cases WHERE office_id = $1 AND NOT is_open \
               AND closed_day IS NOT NULL GROUP BY kind ORDER BY kind";
    let rows = db.fetch(sql, &[office.0.into()]).await?;
    let kept =
        |row: &Row| Ok(Kept { kind: parsed(row, 0, "kind")?, closed: row.get(1)?, oldest: row.get(2)? });
    rows.iter().map(kept).collect()
}
