//! Facts with two clocks: each row says from which day to which it was so, and from which position to which the log
//! said so. Rows are compared with those that the last event left, and only what changed is written.
use crate::cases::ids::{CaseId, OfficeId};
use crate::cases::occurred::Day;
use crate::database::{Changes, Table, TableRow, Value};
use crate::event_log::Position;

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

#[derive(Clone, Debug)]
struct Current {
    row: FactRow,
    known_from: Position,
}

/// The rows of one case in one table that the log says now.
#[derive(Clone, Debug, Default)]
pub struct Facts(Vec<Current>);

impl Facts {
    /// From position `at` on the log says `wanted`.
    pub fn advance(
        &mut self,
        table: &'static Table,
        (office, case): (OfficeId, CaseId),
        wanted: Vec<FactRow>,
        at: Position,
        changes: &mut Changes,
    ) {
        self.0.retain(|current| {
            let stays = wanted.contains(&current.row);
            if !stays {
                changes.put(table, full_row(office, case, &current.row, current.known_from, at));
            }
            stays
        });
        for row in wanted {
            if self.0.iter().any(|current| current.row == row) {
                continue;
            }
            changes.put(table, full_row(office, case, &row, at, Position::END));
            self.0.push(Current { row, known_from: at });
        }
    }
}

fn full_row(office: OfficeId, case: CaseId, row: &FactRow, from: Position, to: Position) -> TableRow {
    let mut values = Vec::with_capacity(7 + row.values.len());
    values.extend([
        office.0.into(),
        case.0.into(),
        row.unit.into(),
        row.valid_from.into(),
        from.0.into(),
        to.0.into(),
        row.valid_to.into(),
    ]);
    values.extend_from_slice(&row.values);
    values
}

/// The stretches of days between `start` and for ever in which nothing changes, for facts that change on `days`.
#[must_use]
pub fn stretches(start: Day, days: impl IntoIterator<Item = Day>) -> Vec<(Day, Day)> {
    let mut edges: Vec<_> = days.into_iter().filter(|day| *day > start).collect();
    edges.push(start);
    edges.sort_unstable();
    edges.dedup();
    let ends = edges.iter().skip(1).copied().chain([FOR_EVER]);
    edges.iter().copied().zip(ends).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::database::OnConflict;
    use uuid::Uuid;

    static FACTS: Table = Table {
        name: "facts",
        columns: bitemporal_columns!("state": Text),
        key: 5,
        on_conflict: OnConflict::Replace,
    };

    fn day(d: u32) -> Day {
        Day::from_ymd_opt(2019, 3, d).expect("a day")
    }

    fn row(from: Day, to: Day, state: &str) -> FactRow {
        FactRow { unit: 0, valid_from: from, valid_to: to, values: vec![state.into()] }
    }

    fn written(changes: &Changes) -> Vec<(Value, Value, Value)> {
        let rows = changes.tables().flat_map(|(_, rows)| rows.to_vec());
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
    fn days_without_a_change_are_one_stretch() {
        assert_eq!(stretches(day(3), [day(9), day(1), day(9)]), [(day(3), day(9)), (day(9), FOR_EVER)]);
    }
}
