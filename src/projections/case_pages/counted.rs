//! How many cases are wanted: all of them, or as far as a count costs the same however many there are.
use super::{COUNTED, Condition, Order, Sort, Statement, Wanted};
use crate::cases::ids::{CaseId, OfficeId};
use crate::database::{Db, StorageError, Value, one_of};
use std::fmt::Write;

/// How many cases are wanted in all; of `only`, if they are named.
///
/// # Errors
/// When the database fails.
pub async fn count(
    db: &Db,
    office: OfficeId,
    wanted: &Wanted,
    sort: Sort,
    only: Option<&[CaseId]>,
) -> Result<i64, StorageError> {
    let order = Order { sort, descending: false }.found_by(wanted);
    let mut condition = Condition::of(office);
    condition.found(wanted, order, (false, false));
    condition.looked_for(wanted, order);
    if let Some(cases) = only {
        let list = one_of(&mut condition.values, cases.iter().map(|case| case.0));
        condition.and(&format!("case_id IN {list}"));
    }
    let Condition { sql, values } = condition;
    let rows = db.fetch("SELECT COUNT(*) FROM cases ".to_owned() + &sql, &values).await?;
    rows.first().map_or(Ok(0), |row| row.get(0))
}

/// What may be asked of a case that an index has found.
const ASKED_OF: [&str; 11] = [
    "case_id",
    "kind",
    "phase",
    "is_open",
    "numbered",
    "number",
    "opened_day",
    "committee",
    "department",
    "category",
    "due_day",
];

/// Statements that count, and at which places of what was asked their counts stand.
type Counting = Vec<(Statement, Vec<usize>)>;

/// The statements that count each of these among the first [`COUNTED`] cases of its order, without the hidden ones: what
/// an index finds alike is looked through once. The first column of each says how many there were to look through.
#[must_use]
pub fn counting_statements(office: OfficeId, each: &[(&Wanted, Sort)], hidden: &[CaseId]) -> Counting {
    let mut counting: Vec<(Looking, Vec<usize>)> = Vec::new();
    for (place, (wanted, sort)) in each.iter().enumerate() {
        let looking = Looking::among(office, wanted, *sort);
        match counting.iter_mut().find(|(known, _)| *known == looking) {
            Some((_, places)) => places.push(place),
            None => counting.push((looking, vec![place])),
        }
    }
    let statement = |(looking, places): (Looking, Vec<usize>)| {
        (looking.statement(places.iter().map(|place| each[*place].0), hidden), places)
    };
    counting.into_iter().map(statement).collect()
}

/// What is looked through: what an index finds, in its order.
#[derive(PartialEq)]
struct Looking {
    order: Order,
    found: String,
    values: Vec<Value>,
}

impl Looking {
    fn among(office: OfficeId, wanted: &Wanted, sort: Sort) -> Self {
        let order = Order { sort, descending: false }.found_by(wanted);
        let mut condition = Condition::of(office);
        condition.found(wanted, order, (false, false));
        Self { order, found: condition.sql, values: condition.values }
    }

    fn statement<'w>(self, each: impl Iterator<Item = &'w Wanted>, hidden: &[CaseId]) -> Statement {
        let Self { order, found, values } = self;
        let mut condition = Condition { sql: String::new(), values };
        let mut shown = "TRUE".to_owned();
        if !hidden.is_empty() {
            let list = one_of(&mut condition.values, hidden.iter().map(|case| case.0));
            let _ = write!(shown, " AND case_id NOT IN {list}");
        }
        let mut counts = "COUNT(*)".to_owned();
        for wanted in each {
            condition.sql.clone_from(&shown);
            condition.looked_for(wanted, order);
            let _ = write!(counts, ", COUNT(*) FILTER (WHERE {})", condition.sql);
        }
        // Only what is asked of a case is read, so that an index which has all of it is enough.
        let of = ASKED_OF.into_iter().filter(|column| counts.contains(column));
        let of = std::iter::once("office_id").chain(of).collect::<Vec<_>>().join(", ");
        let by = order.by();
        let sql = format!(
            "SELECT {counts} FROM (SELECT {of} FROM cases {found} ORDER BY {by} LIMIT {COUNTED}) AS cases \
             WHERE office_id = $1"
        );
        (sql, condition.values)
    }
}

/// How many cases each of these wants among the first [`COUNTED`] of its order, without the hidden ones, and whether those
/// are all: what a count costs does not grow with the number of cases.
///
/// # Errors
/// When the database fails.
pub async fn count_each(
    db: &Db,
    office: OfficeId,
    each: &[(&Wanted, Sort)],
    hidden: &[CaseId],
) -> Result<Vec<(i64, bool)>, StorageError> {
    let mut counted = vec![(0, true); each.len()];
    for ((sql, values), places) in counting_statements(office, each, hidden) {
        let rows = db.fetch(sql, &values).await?;
        let Some(row) = rows.first() else { continue };
        let all = row.get::<i64>(0)? < i64::from(COUNTED);
        for (at, place) in places.into_iter().enumerate() {
            counted[place] = (row.get(at + 1)?, all);
        }
    }
    Ok(counted)
}
