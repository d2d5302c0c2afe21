//! Facts with two clocks: each row says from which day to which it was so, and from which position to which the log
//! said so. Rows are compared with those that the last event left, and only what changed is written.
//!
//! A case goes forward most of the time: a step adds what was not known before. Such columns are *late*: they are
//! filled in the row that is there, and the row notes from which position on the log knew them. Only what changes or
//! takes back something that was known ends a row and begins another.
use super::months::FACT_MONTHS;
use crate::cases::ids::{CaseId, OfficeId};
use crate::cases::occurred::Day;
use crate::database::{Changed, Changes, Column, Table, TableRow, Value};
use crate::event_log::Position;
use chrono::Datelike;

/// Columns that are empty until a step fills them, together and once.
#[derive(Debug)]
pub struct Late {
    /// The column with the position from which on the log knew them; empty where the row began with them.
    pub known: &'static str,
    /// The columns.
    pub columns: &'static [&'static str],
}

/// A table of facts: the columns of [`bitemporal_columns`], its own, and at the end a `known` column for each part
/// that is late.
#[derive(Debug)]
pub struct FactTable {
    /// The table.
    pub table: Table,
    /// The parts of a row that are filled later.
    pub late: &'static [Late],
    /// The days that put a row in a period, each under the name by which its months are kept.
    pub anchors: &'static [(&'static str, &'static str)],
}

impl FactTable {
    /// The late part that a column belongs to.
    #[must_use]
    pub fn late_part(&self, column: &str) -> Option<&'static Late> {
        self.late.iter().find(|late| late.columns.contains(&column))
    }

    /// The name under which the months by this day are kept.
    pub(super) fn facts_by(&self, column: &str) -> Option<&'static str> {
        self.anchors.iter().find(|(_, anchor)| *anchor == column).map(|(facts, _)| *facts)
    }

    /// The name and the day of these months.
    pub(super) fn anchor_of(&self, facts: &str) -> Option<(&'static str, &'static str)> {
        self.anchors.iter().copied().find(|(known, _)| *known == facts)
    }

    /// What a column holds.
    pub(super) fn column_type(&self, column: &str) -> Option<Column> {
        self.table.columns.iter().find(|(name, _)| *name == column).map(|(_, kind)| *kind)
    }

    /// The months to which a row with these values belongs, under the names by which they are kept.
    fn months(&self, values: &[Value]) -> impl Iterator<Item = (&'static str, i64)> {
        self.anchors.iter().filter_map(|(facts, anchor)| {
            let column = self.own_columns().position(|name| name == *anchor);
            match column.and_then(|column| values.get(column)) {
                Some(Value::Day(day)) => Some((*facts, month_of(*day))),
                _ => None,
            }
        })
    }

    /// The names of its own columns, in the order of [`FactRow::values`].
    fn own_columns(&self) -> impl Iterator<Item = &'static str> {
        let columns = self.table.columns;
        columns[BITEMPORAL..columns.len() - self.late.len()].iter().map(|(name, _)| *name)
    }

    /// The late parts that turn `from` into `to`; none where more changes than that.
    fn filled(&self, from: &[Value], to: &[Value]) -> Option<Filled> {
        let mut filled = Filled::default();
        for (at, (name, (from, to))) in self.own_columns().zip(from.iter().zip(to)).enumerate() {
            if from == to {
                continue;
            }
            let part = self.late.iter().position(|late| late.columns.contains(&name))?;
            if *from != Value::Null {
                return None;
            }
            let known = self.table.columns.len() - self.late.len() + part;
            filled.parts.add(part);
            filled.columns = filled.columns.with(BITEMPORAL + at).with(known);
        }
        let was_empty = |part: usize| {
            let columns = self.own_columns().zip(from);
            columns
                .filter(|(name, _)| self.late[part].columns.contains(name))
                .all(|(_, value)| *value == Value::Null)
        };
        filled.parts.iter().all(was_empty).then_some(filled)
    }
}

/// What a step forward fills of a row.
#[derive(Clone, Copy, Default)]
struct Filled {
    parts: Parts,
    /// The columns of the table that change with it.
    columns: Changed,
}

/// Some of the late parts of a table, of which it has a few.
#[derive(Clone, Copy, Default)]
struct Parts(u64);

impl Parts {
    const fn add(&mut self, part: usize) {
        self.0 |= 1 << part;
    }

    const fn is_empty(self) -> bool {
        self.0 == 0
    }

    fn iter(self) -> impl Iterator<Item = usize> {
        let mut rest = self.0;
        std::iter::from_fn(move || {
            let part = (rest != 0).then(|| rest.trailing_zeros() as usize)?;
            rest &= rest - 1;
            Some(part)
        })
    }
}

/// The month of a day, as a number: 201903.
pub(super) fn month_of(day: Day) -> i64 {
    i64::from(day.year()) * 100 + i64::from(day.month())
}

/// How many columns every table of facts begins with.
const BITEMPORAL: usize = 7;
/// Which of them says until which position the log said the row.
const KNOWN_TO: usize = 5;

/// A day after every day.
pub const FOR_EVER: Day = match Day::from_ymd_opt(9999, 12, 31) {
    Some(day) => day,
    None => Day::MAX,
};

/// The first columns of every bitemporal table; the first five are its key.
#[macro_export]
#[doc(hidden)]
macro_rules! bitemporal_columns {
    ($($name:literal : $type:ident),+ $(,)?) => {
        &[
            ("office_id", $crate::database::Column::Uuid),
            ("case_id", $crate::database::Column::Uuid),
            ("unit", $crate::database::Column::Int),
            ("valid_from", $crate::database::Column::Day),
            ("known_from", $crate::database::Column::Int),
            ("known_to", $crate::database::Column::Int),
            ("valid_to", $crate::database::Column::Day),
            $(($name, $crate::database::Column::$type)),+
        ]
    };
}

/// What is so of one unit of a case (a site, a demolition; 0 for the case itself) from one day to another.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FactRow {
    /// The unit.
    pub unit: i64,
    /// The first day.
    pub valid_from: Day,
    /// The day after the last.
    pub valid_to: Day,
    /// The table's own columns.
    pub values: Vec<Value>,
}

impl FactRow {
    /// What it is of, and its days.
    const fn stretch(&self) -> (i64, Day, Day) {
        (self.unit, self.valid_from, self.valid_to)
    }
}

#[derive(Clone, Debug)]
struct Current {
    row: FactRow,
    known_from: Position,
    /// For each late part, from which position on it was known, if it was filled after the row began.
    late: Vec<Value>,
}

/// Whoever is told which rows of facts change with an event.
pub trait TakeFacts {
    /// From now on the log says this row: a new one, or the one with its key of which these columns changed.
    fn now(&mut self, table: &'static FactTable, changed: Option<Changed>, row: impl FnOnce() -> TableRow);

    /// Until now the log said this row.
    fn until_now(&mut self, table: &'static FactTable, row: TableRow);

    /// A row of a month changed.
    fn touch(&mut self, office: OfficeId, facts: &'static str, month: i64, at: Position);
}

impl TakeFacts for Changes {
    fn now(&mut self, table: &'static FactTable, changed: Option<Changed>, row: impl FnOnce() -> TableRow) {
        match changed {
            Some(changed) => self.change(&table.table, row(), changed),
            None => self.begin(&table.table, row()),
        }
    }

    fn until_now(&mut self, table: &'static FactTable, row: TableRow) {
        self.change(&table.table, row, Changed::default().with(KNOWN_TO));
    }

    fn touch(&mut self, office: OfficeId, facts: &'static str, month: i64, at: Position) {
        self.put(&FACT_MONTHS, vec![office.0.into(), Value::known(facts), month.into(), at.0.into()]);
    }
}

/// The rows of one case in one table that the log says now.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// None as long as there are no rows.
    table: Option<&'static FactTable>,
    rows: Vec<Current>,
}

impl Facts {
    /// From position `at` on the log says `wanted`.
    pub fn advance(
        &mut self,
        table: &'static FactTable,
        of: (OfficeId, CaseId),
        mut wanted: Vec<FactRow>,
        at: Position,
        changes: &mut impl TakeFacts,
    ) {
        self.table = Some(table);
        let touch = |values: &[Value], changes: &mut _| {
            for (facts, month) in table.months(values) {
                TakeFacts::touch(changes, of.0, facts, month, at);
            }
        };
        self.rows.retain_mut(|current| {
            let same = |row: &FactRow| row.stretch() == current.row.stretch();
            if let Some(place) = wanted.iter().position(same)
                && let Some(filled) = table.filled(&current.row.values, &wanted[place].values)
            {
                current.row = wanted.swap_remove(place);
                for part in filled.parts.iter() {
                    current.late[part] = at.0.into();
                }
                if !filled.parts.is_empty() {
                    touch(&current.row.values, changes);
                    changes.now(table, Some(filled.columns), || full_row(of, current, Position::END));
                }
                return true;
            }
            touch(&current.row.values, changes);
            changes.until_now(table, full_row(of, current, at));
            false
        });
        wanted.sort_unstable_by_key(FactRow::stretch);
        for row in wanted {
            touch(&row.values, changes);
            let current = Current { row, known_from: at, late: vec![Value::Null; table.late.len()] };
            changes.now(table, None, || full_row(of, &current, Position::END));
            self.rows.push(current);
        }
    }

    /// The rows that the log says now, whole.
    pub fn whole(&self, of: (OfficeId, CaseId)) -> impl Iterator<Item = (&'static Table, TableRow)> {
        let rows = move |table: &'static FactTable| {
            self.rows.iter().map(move |current| (&table.table, full_row(of, current, Position::END)))
        };
        self.table.into_iter().flat_map(rows)
    }
}

fn full_row((office, case): (OfficeId, CaseId), current: &Current, known_to: Position) -> TableRow {
    let row = &current.row;
    let mut values = Vec::with_capacity(BITEMPORAL + row.values.len() + current.late.len());
    values.extend([
        office.0.into(),
        case.0.into(),
        row.unit.into(),
        row.valid_from.into(),
        current.known_from.0.into(),
        known_to.0.into(),
        row.valid_to.into(),
    ]);
    values.extend_from_slice(&row.values);
    values.extend_from_slice(&current.late);
    values
}

/// The stretches of days between `start` and for ever in which nothing changes, for facts that change on `days`.
pub fn stretches(start: Day, days: impl IntoIterator<Item = Day>) -> impl Iterator<Item = (Day, Day)> {
    let mut edges: Vec<_> = days.into_iter().filter(|day| *day > start).collect();
    edges.push(start);
    edges.sort_unstable();
    edges.dedup();
    (0..edges.len()).map(move |at| (edges[at], edges.get(at + 1).copied().unwrap_or(FOR_EVER)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::database::OnConflict;
    use uuid::Uuid;

    static FACTS: FactTable = FactTable {
        table: Table {
            name: "facts",
            columns: bitemporal_columns!("state": Text, "closed_day": Day, "closed_known": Int),
            key: 5,
            on_conflict: OnConflict::Replace,
            stable: &[],
        },
        late: &[Late { known: "closed_known", columns: &["closed_day"] }],
        anchors: &[],
    };

    fn day(d: u32) -> Day {
        Day::from_ymd_opt(2019, 3, d).expect("a day")
    }

    fn row(from: Day, to: Day, state: &str) -> FactRow {
        FactRow { unit: 0, valid_from: from, valid_to: to, values: vec![state.into(), Value::Null] }
    }

    fn written(changes: &Changes) -> Vec<(Value, Value, Value)> {
        let rows = changes.tables().flat_map(|written| written.rows.to_vec());
        rows.map(|row| (row[4].clone(), row[5].clone(), row[7].clone())).collect()
    }

    #[test]
    fn what_the_log_said_before_stays_known_until_the_position_that_changed_it() {
        let of = (OfficeId(Uuid::nil()), crate::cases::ids::StreamId(Uuid::nil()));
        let (mut facts, mut changes) = (Facts::default(), Changes::default());
        facts.advance(&FACTS, of, vec![row(day(1), FOR_EVER, "open")], Position(1), &mut changes);
        let closed = vec![row(day(1), day(5), "open"), row(day(5), FOR_EVER, "closed")];
        let mut changes = Changes::default();
        facts.advance(&FACTS, of, closed.clone(), Position(2), &mut changes);
        let end = || Value::Int(i64::MAX);
        assert_eq!(
            written(&changes),
            [
                (1_i64.into(), 2_i64.into(), "open".into()),
                (2_i64.into(), end(), "open".into()),
                (2_i64.into(), end(), "closed".into())
            ]
        );
        let mut changes = Changes::default();
        facts.advance(&FACTS, of, closed, Position(3), &mut changes);
        assert!(changes.is_empty(), "an event that changes no fact writes no row");
    }

    #[test]
    fn a_step_forward_fills_the_row_that_is_there_and_one_back_begins_another() {
        let of = (OfficeId(Uuid::nil()), crate::cases::ids::StreamId(Uuid::nil()));
        let mut facts = Facts::default();
        let mut say = |wanted: FactRow, at: i64| {
            let mut changes = Changes::default();
            facts.advance(&FACTS, of, vec![wanted], Position(at), &mut changes);
            let rows = changes.tables().flat_map(|written| written.rows.to_vec());
            rows.map(|row| [4, 5, 8, 9].map(|at| row[at].clone())).collect::<Vec<_>>()
        };
        let open = row(day(1), FOR_EVER, "open");
        let mut closed = open.clone();
        closed.values[1] = day(5).into();
        let end = || Value::Int(i64::MAX);
        assert_eq!(say(open.clone(), 1), [[1_i64.into(), end(), Value::Null, Value::Null]]);
        assert_eq!(say(closed, 2), [[1_i64.into(), end(), day(5).into(), 2_i64.into()]]);
        assert_eq!(
            say(open, 3),
            [
                [1_i64.into(), 3_i64.into(), day(5).into(), 2_i64.into()],
                [3_i64.into(), end(), Value::Null, Value::Null]
            ]
        );
    }

    #[test]
    fn days_without_a_change_are_one_stretch() {
        let stretches: Vec<_> = stretches(day(3), [day(9), day(1), day(9)]).collect();
        assert_eq!(stretches, [(day(3), day(9)), (day(9), FOR_EVER)]);
    }
}
