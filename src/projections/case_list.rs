//! 案件: the list of cases, one row each, as they stand now, and with it the work list: what is due next in each case.
use super::bitemporal::FOR_EVER;
use crate::cases::any_file::{AnyFile, CaseKind};
use crate::cases::case_file::VoidReason;
use crate::cases::clocks::Clock;
use crate::cases::declared::DeclaredLife;
use crate::cases::declared::values::{FactColumn, FieldValue};
use crate::cases::ids::{CaseId, OfficeId, StreamId};
use crate::cases::inspection::Industry;
use crate::cases::occurred::{Day, Occurred};
use crate::cases::waiting;
use crate::cases::words::{CaseNumber, Committee, Department};
use crate::database::{Column, Db, OnConflict, Row, StorageError, Table, TableRow, Value, one_of, rows_of};
use crate::event_log::Told;
use serde::Serialize;
use std::collections::{HashMap, HashSet};
use std::fmt::Write;
use std::str::FromStr;
use utoipa::ToSchema;

/// The table.
pub static CASES: Table = Table {
    name: "cases",
    columns: &[
        ("office_id", Column::Uuid),
        ("case_id", Column::Uuid),
        ("kind", Column::Text),
        ("number", Column::Text),
        ("phase", Column::Text),
        ("is_open", Column::Bool),
        ("counts", Column::Bool),
        ("numbered", Column::Bool),
        ("opened_day", Column::Day),
        ("committee", Column::Text),
        ("department", Column::Text),
        ("category", Column::Text),
        ("due_day", Column::Day),
        ("due_clock", Column::Text),
        ("due_provisional", Column::Bool),
        ("closed_day", Column::Day),
        ("waits_for", Column::Text),
    ],
    key: 2,
    on_conflict: OnConflict::Replace,
    stable: &[],
};

/// What the list shows of a case of any kind.
struct Shown {
    kind: CaseKind,
    number: CaseNumber,
    phase: String,
    is_open: bool,
    voided: Option<VoidReason>,
    opened: Day,
    committee: Value,
    department: Value,
    category: Value,
    clocks: Vec<Clock>,
    closed: Option<Day>,
}

/// The row of a case after `event`; none for streams that are no cases.
#[must_use]
pub fn row(file: &AnyFile, event: &Told<'_>) -> Option<TableRow> {
    let shown = shown(file)?;
    let due = shown.clocks.iter().filter(|clock| clock.ended.is_none()).min_by_key(|clock| clock.due.due);
    Some(vec![
        event.office.0.into(),
        event.stream.0.into(),
        shown.kind.name().into(),
        shown.number.as_str().into(),
        shown.phase.into(),
        shown.is_open.into(),
        shown.voided.is_none().into(),
        (shown.voided != Some(VoidReason::ImportUndone)).into(),
        shown.opened.into(),
        shown.committee,
        shown.department,
        shown.category,
        due.map(|clock| clock.due.due).into(),
        due.map(|clock| clock.name).into(),
        due.is_some_and(|clock| clock.due.provisional).into(),
        shown.closed.into(),
        waiting::waiting(file).map(|waiting| waiting.decision.name()).into(),
    ])
}

/// The case as the list would show it if this file were all that is known; none if there is no case in it yet.
#[must_use]
pub fn of_file(file: &AnyFile, case: CaseId) -> Option<ListedCase> {
    let shown = shown(file)?;
    let text = |value: Value| if let Value::Text(text) = value { Some(text.to_string()) } else { None };
    let due = shown.clocks.iter().filter(|clock| clock.ended.is_none()).map(|clock| clock.due.due).min();
    Some(ListedCase {
        case,
        number: shown.number,
        kind: shown.kind,
        phase: shown.phase,
        open: shown.is_open,
        counts: shown.voided.is_none(),
        opened: shown.opened,
        committee: text(shown.committee),
        department: text(shown.department),
        category: text(shown.category),
        due: due.filter(|_| shown.is_open),
        closed: shown.closed,
        version: file.case_version().0,
    })
}

/// The day on which a case is said to be opened; none for streams that are no cases.
pub(super) fn opened(file: &AnyFile) -> Option<Day> {
    match file {
        AnyFile::Petition(file) => file.life().registered().map(Occurred::day),
        AnyFile::FireHazard(file) => file.life().registered().map(Occurred::day),
        AnyFile::IllegalStructure(file) => file.life().reported.map(Occurred::day),
        AnyFile::Inspection(file) => file.life().inspected.map(Occurred::day),
        AnyFile::Declared(file) => file.life().opened(),
        _ => None,
    }
}

fn shown(file: &AnyFile) -> Option<Shown> {
    match file {
        AnyFile::Blank
        | AnyFile::Series(_)
        | AnyFile::ExternalNumber(_)
        | AnyFile::Office(_)
        | AnyFile::User(_)
        | AnyFile::SignIns(_)
        | AnyFile::Epochs(_)
        | AnyFile::Erasure(_)
        | AnyFile::Access(_)
        | AnyFile::Reminder(_)
        | AnyFile::Report(_)
        | AnyFile::Paper(_)
        | AnyFile::Attachment(_)
        | AnyFile::Indicator(_) => None,
        AnyFile::Petition(file) => petition(file.life()),
        AnyFile::FireHazard(file) => fire_hazard(file.life()),
        AnyFile::IllegalStructure(file) => illegal_structure(file.life()),
        AnyFile::Inspection(file) => inspection(file.life()),
        AnyFile::Declared(file) => declared(file.life()),
    }
}

fn petition(life: &crate::cases::petition::PetitionLife) -> Option<Shown> {
    let registration = life.registration()?;
    Some(Shown {
        kind: CaseKind::Petition,
        number: registration.number.clone(),
        phase: code(&life.phase()),
        is_open: life.phase().is_in_handling() && life.voided().is_none(),
        voided: life.voided().map(|(_, reason)| reason),
        opened: life.registered()?.day(),
        committee: registration.committee.as_ref().map(Committee::as_str).into(),
        department: life.departments().now().map(Department::as_str).into(),
        category: registration.category.as_str().into(),
        clocks: life.clocks(),
        closed: life.concluded(),
    })
}

fn fire_hazard(life: &crate::cases::fire_hazard::HazardLife) -> Option<Shown> {
    Some(Shown {
        kind: CaseKind::FireHazard,
        number: life.number.clone()?,
        phase: code(&life.phase()),
        is_open: life.is_open(),
        voided: life.voided.as_ref().map(|voided| voided.reason),
        opened: life.registered()?.day(),
        committee: life.committee.now().and_then(|name| name.as_ref().map(Committee::as_str)).into(),
        department: life.department.now().and_then(|name| name.as_ref().map(Department::as_str)).into(),
        category: life.kind.as_ref().map(code).into(),
        clocks: life.clocks(),
        closed: life.closed_off.now().copied().flatten(),
    })
}

fn illegal_structure(life: &crate::cases::illegal_structure::StructureLife) -> Option<Shown> {
    Some(Shown {
        kind: CaseKind::IllegalStructure,
        number: life.number.clone()?,
        phase: code(&life.phase()),
        is_open: life.is_open(),
        voided: life.voided.as_ref().map(|voided| voided.reason),
        opened: life.reported?.day(),
        committee: life.committee.now().and_then(|name| name.as_ref().map(Committee::as_str)).into(),
        department: life.department.now().and_then(|name| name.as_ref().map(Department::as_str)).into(),
        category: life.stock.as_ref().map(code).into(),
        clocks: life.clocks(),
        closed: life.closed_on(),
    })
}

fn inspection(life: &crate::cases::inspection::InspectionLife) -> Option<Shown> {
    let inspected = life.inspected?.day();
    // A visit that found nothing is over on its day.
    let at_once = (!life.is_open() && life.hazards.is_empty()).then_some(inspected);
    Some(Shown {
        kind: CaseKind::Inspection,
        number: life.number.clone()?,
        phase: code(&life.phase()),
        is_open: life.is_open(),
        voided: life.voided.as_ref().map(|voided| voided.reason),
        opened: inspected,
        committee: life.committee.now().and_then(|name| name.as_ref().map(Committee::as_str)).into(),
        department: life.department.now().and_then(|name| name.as_ref().map(Department::as_str)).into(),
        category: life.industry.as_ref().map(Industry::as_str).into(),
        clocks: life.clocks(),
        closed: life.closed_off_on().or(at_once),
    })
}

fn declared(life: &DeclaredLife) -> Option<Shown> {
    let column = |column| match life.value_before(column, FOR_EVER) {
        Some(FieldValue::Committee(name)) => name.as_str().into(),
        Some(FieldValue::Department(name)) => name.as_str().into(),
        Some(FieldValue::Code(code)) => code.as_str().into(),
        _ => Value::Null,
    };
    Some(Shown {
        kind: CaseKind::Declared(life.kind?),
        number: life.number.clone()?,
        phase: life.last()?.state.to_string(),
        is_open: life.is_open(),
        voided: life.voided.map(|(_, reason)| reason),
        opened: life.opened()?,
        committee: column(FactColumn::Committee),
        department: column(FactColumn::Department),
        category: column(FactColumn::Category),
        clocks: life.clocks(),
        closed: life.closed_before(FOR_EVER),
    })
}

/// The snake-case code of a plain enum's value.
#[must_use]
pub fn code<T: Serialize>(value: &T) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(code)) => code,
        _ => String::new(),
    }
}

/// A case in the list.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[schema(as = Case)]
pub struct ListedCase {
    /// The case.
    #[serde(skip)]
    pub case: CaseId,
    /// Its number.
    #[schema(value_type = String)]
    pub number: CaseNumber,
    /// Its kind.
    #[schema(value_type = String)]
    pub kind: CaseKind,
    /// Where it stands.
    pub phase: String,
    /// Whether something is still to be done.
    pub open: bool,
    /// False when it is void.
    pub counts: bool,
    /// The day on which it was registered, found or reported.
    #[schema(value_type = String, format = Date)]
    pub opened: Day,
    /// 居委会.
    pub committee: Option<String>,
    /// 承办科室.
    pub department: Option<String>,
    /// 内容分类, 隐患类别, 存量 or 新建, 行业类别.
    pub category: Option<String>,
    /// The next day by which something is due.
    #[schema(value_type = Option<String>, format = Date)]
    pub due: Option<Day>,
    /// The day on which it was concluded or closed.
    #[schema(value_type = Option<String>, format = Date)]
    pub closed: Option<Day>,
    /// How many events it has.
    pub version: i64,
}

// How many events a case has is the log's to say: a row that kept count would be written with every event, also where
// nothing else of it changes.
macro_rules! listed_columns {
    () => {
        "case_id, number, kind, phase, is_open, counts, opened_day, committee, department, category, due_day, \
         closed_day, (SELECT MAX(version) FROM events WHERE events.office_id = $1 AND stream_id = case_id)"
    };
}

/// The columns of which a listed case is read, where `$1` is the office.
pub(super) const COLUMNS: &str = listed_columns!();
const LISTED: &str = concat!("SELECT ", listed_columns!(), " FROM cases WHERE office_id = $1 ");

/// Which cases are wanted.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Only this kind.
    pub kind: Option<CaseKind>,
    /// Only those with something still to be done.
    pub open: bool,
    /// Only those with something due before this day.
    pub due_before: Option<Day>,
    /// Only those after this one in the list's order (opened, id).
    pub after: Option<(Day, CaseId)>,
    /// At most so many.
    pub limit: Option<u32>,
}

/// The cases that pass the filter, by the day on which they were opened.
///
/// # Errors
/// When the database fails.
pub async fn list(db: &Db, office: OfficeId, filter: &Filter) -> Result<Vec<ListedCase>, StorageError> {
    let mut sql = LISTED.to_owned();
    let mut values: Vec<Value> = vec![office.0.into()];
    let mut place = |value: Value| {
        values.push(value);
        format!("${}", values.len())
    };
    if let Some(kind) = filter.kind {
        let _ = write!(sql, "AND kind = {} ", place(kind.name().into()));
    }
    if filter.open || filter.due_before.is_some() {
        sql += "AND is_open ";
    }
    if let Some(day) = filter.due_before {
        let _ = write!(sql, "AND due_day < {} ", place(day.into()));
    }
    if let Some((day, case)) = filter.after {
        let (day, case) = (place(day.into()), place(case.0.into()));
        let _ = write!(sql, "AND (opened_day, case_id) > ({day}, {case}) ");
    }
    sql += "ORDER BY opened_day, case_id";
    if let Some(limit) = filter.limit {
        let _ = write!(sql, " LIMIT {}", place(i64::from(limit).into()));
    }
    db.fetch(sql, &values).await?.iter().map(listed).collect()
}

/// The listed rows of these cases, in their order.
///
/// # Errors
/// When the database fails.
pub async fn of(db: &Db, office: OfficeId, cases: &[CaseId]) -> Result<Vec<ListedCase>, StorageError> {
    let mut found = HashMap::new();
    for some in cases.chunks(500) {
        let mut values = vec![office.0.into()];
        let list = one_of(&mut values, some.iter().map(|case| case.0));
        let sql = format!("{LISTED}AND case_id IN {list}");
        for row in db.fetch(sql, &values).await? {
            let case = listed(&row)?;
            found.insert(case.case, case);
        }
    }
    Ok(cases.iter().filter_map(|case| found.remove(case)).collect())
}

/// The cases that bear these numbers.
///
/// # Errors
/// When the database fails.
pub async fn by_number(
    db: &Db,
    office: OfficeId,
    numbers: &[CaseNumber],
) -> Result<Vec<ListedCase>, StorageError> {
    let (mut found, mut met) = (Vec::new(), HashSet::new());
    for some in numbers.chunks(500) {
        let mut values = vec![office.0.into()];
        let rows = rows_of(&mut values, some.iter().map(CaseNumber::as_str));
        let sql = format!(
            "WITH wanted (sought) AS ({rows}) SELECT {columns} FROM wanted CROSS JOIN cases \
             WHERE office_id = $1 AND numbered AND number = wanted.sought",
            columns = listed_columns!()
        );
        for row in db.fetch(sql, &values).await? {
            let case = listed(&row)?;
            if met.insert(case.case) {
                found.push(case);
            }
        }
    }
    Ok(found)
}

pub(super) fn listed(row: &Row) -> Result<ListedCase, StorageError> {
    let open = row.get(4)?;
    Ok(ListedCase {
        case: StreamId(row.get(0)?),
        number: parsed(row, 1, "number")?,
        kind: parsed(row, 2, "kind")?,
        phase: row.get(3)?,
        open,
        counts: row.get(5)?,
        opened: row.get(6)?,
        committee: row.get(7)?,
        department: row.get(8)?,
        category: row.get(9)?,
        // What runs on after the handling (the time to ask for a review) is no due date of the case.
        due: row.get::<Option<Day>>(10)?.filter(|_| open),
        closed: row.get(11)?,
        version: row.get(12)?,
    })
}

/// A text column as the type that it holds.
pub(super) fn parsed<T: FromStr>(row: &Row, at: usize, column: &str) -> Result<T, StorageError>
where
    T::Err: std::fmt::Display,
{
    let text: String = row.get(at)?;
    text.parse().map_err(|error| StorageError::BadRow {
        table: "cases",
        row: format!("{column} '{text}'"),
        reason: format!("{error}"),
    })
}

/// Before every deadline.
pub(super) const EARLIEST: Day = Day::from_ymd_opt(1000, 1, 1).expect("a day");

/// Cases of which some period runs, after this one by due day, with their kinds.
///
/// # Errors
/// When the database fails.
pub async fn with_a_running_clock(
    db: &Db,
    office: OfficeId,
    after: Option<(Day, CaseId)>,
    limit: u32,
) -> Result<Vec<(Day, CaseId, CaseKind)>, StorageError> {
    let sql = "SELECT due_day, case_id, kind FROM cases WHERE office_id = $1 AND due_day IS NOT NULL \
               AND (due_day, case_id) > ($2, $3) ORDER BY due_day, case_id LIMIT $4";
    let (day, case) = after.unwrap_or((EARLIEST, StreamId(uuid::Uuid::nil())));
    let values = [office.0.into(), day.into(), case.0.into(), i64::from(limit).into()];
    let rows = db.fetch(sql, &values).await?;
    rows.iter().map(|row| Ok((row.get(0)?, StreamId(row.get(1)?), parsed(row, 2, "kind")?))).collect()
}
