//! From what a figure counts to its number, its breakdowns and its cases.
use super::bitemporal::FactTable;
use super::predicate::{By, Count, DayField, Measure, Test};
use crate::cases::ids::{CaseId, OfficeId};
use crate::cases::occurred::Day;
use crate::database::{Row, StorageError, Transaction, Value};
use crate::event_log::Position;
use std::collections::BTreeMap;

/// Which events, by both clocks: what had happened by the evening of `as_of`, as the log knew it at `known`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Scope {
    /// The office.
    pub office: OfficeId,
    /// The period's first day.
    pub from: Day,
    /// The period's last day.
    pub to: Day,
    /// What had happened by that evening.
    pub as_of: Day,
    /// What the log knew then; [`Position::END`] is all it knows.
    pub known: Position,
}

impl Scope {
    fn values(&self) -> Vec<Value> {
        let mut values =
            vec![self.office.0.into(), self.from.into(), self.to.min(self.as_of).into(), self.as_of.into()];
        if self.known != Position::END {
            values.push(self.known.0.into());
        }
        values
    }
}

/// The rows of one table by both clocks, as expressions of a statement: `$1` is the office, `$2` and `$3` the period,
/// `$4` the as-of day and, unless all is known, `$5` the position.
#[derive(Clone, Copy)]
struct Reading<'a> {
    table: &'a FactTable,
    all_known: bool,
}

impl<'a> Reading<'a> {
    fn of(count: &'a Count, scope: &Scope) -> Self {
        Self { table: count.table, all_known: scope.known == Position::END }
    }

    /// A column, as it was known: what was filled later is still empty.
    fn column(self, name: &str) -> String {
        match self.table.late_part(name) {
            Some(late) if !self.all_known => {
                format!("CASE WHEN COALESCE(f.{}, 0) <= $5 THEN f.{name} END", late.known)
            }
            _ => format!("f.{name}"),
        }
    }

    /// The rows of the period that were so on the day and known then.
    fn condition(self, anchor: DayField) -> String {
        let known = match self.table.late_part(anchor.0) {
            _ if self.all_known => format!("f.known_to = {}", i64::MAX),
            None => "f.known_from <= $5 AND f.known_to > $5".to_owned(),
            Some(late) => {
                format!("f.known_from <= $5 AND f.known_to > $5 AND COALESCE(f.{}, 0) <= $5", late.known)
            }
        };
        format!(
            "f.office_id = $1 AND f.{} BETWEEN $2 AND $3 AND f.valid_from <= $4 AND f.valid_to > $4 AND {known}",
            anchor.0
        )
    }

    /// A test, true or false and never unknown.
    fn test(self, test: Test) -> String {
        let join = |tests: &[Test], word: &str| {
            let tests: Vec<_> = tests.iter().map(|test| self.test(*test)).collect();
            format!("({})", tests.join(word))
        };
        let column = |name: &str| self.column(name);
        match test {
            Test::Any => "TRUE".to_owned(),
            Test::All(tests) => join(tests, " AND "),
            Test::OneOf(tests) => join(tests, " OR "),
            Test::Not(test) => format!("NOT {}", self.test(*test)),
            Test::Came(day) => format!("COALESCE({} <= $4, FALSE)", column(day.0)),
            Test::HasDay(day) => format!("({}) IS NOT NULL", column(day.0)),
            Test::Passed(day) => format!("COALESCE({} < $4, FALSE)", column(day.0)),
            Test::InTime(day, due) => format!("COALESCE({} <= {}, FALSE)", column(day.0), column(due.0)),
            Test::Is(code, value) => format!("COALESCE({} = '{value}', FALSE)", column(code.0)),
            Test::Has(code) => format!("({}) IS NOT NULL", column(code.0)),
            Test::Flag(flag) => format!("COALESCE({}, FALSE)", column(flag.0)),
        }
    }

    /// What is added up of the rows that pass; a median takes more than that.
    fn measure(self, count: &Count) -> Option<String> {
        let test = self.test(count.test);
        match count.measure {
            Measure::Rows => Some(format!("COUNT(*) FILTER (WHERE {test})")),
            Measure::Sum(field) => {
                let column = self.column(field.0);
                Some(format!("CAST(COALESCE(SUM({column}) FILTER (WHERE {test}), 0) AS BIGINT)"))
            }
            Measure::Median(_) => None,
        }
    }
}

/// A number, or none where there is nothing to take the middle of. Medians come doubled, so that halves are whole.
pub type Number = Option<i64>;

/// The numbers of `counts`, in their order. One statement answers all that share a table and an anchor.
///
/// # Errors
/// When the database fails.
pub async fn numbers(
    tx: &mut Transaction,
    scope: &Scope,
    counts: &[Count],
) -> Result<Vec<Number>, StorageError> {
    let groups = grouped(tx, scope, None, counts).await?;
    Ok(groups.into_values().next().unwrap_or_else(|| vec![None; counts.len()]))
}

/// The numbers of `counts` for each value of what they are broken down by; the empty text stands for cases without one.
///
/// # Errors
/// When the database fails.
pub async fn breakdown(
    tx: &mut Transaction,
    scope: &Scope,
    by: By,
    counts: &[Count],
) -> Result<BTreeMap<String, Vec<Number>>, StorageError> {
    grouped(tx, scope, Some(by), counts).await
}

async fn grouped(
    tx: &mut Transaction,
    scope: &Scope,
    by: Option<By>,
    counts: &[Count],
) -> Result<BTreeMap<String, Vec<Number>>, StorageError> {
    let mut groups: BTreeMap<String, Vec<Number>> = BTreeMap::new();
    let mut rest: Vec<usize> = (0..counts.len()).collect();
    while let Some(first) = rest.first().map(|at| counts[*at]) {
        let together = |count: &Count| {
            std::ptr::eq(count.table, first.table)
                && count.anchor == first.anchor
                && match (count.measure, first.measure) {
                    (Measure::Median(_), _) | (_, Measure::Median(_)) => *count == first,
                    _ => true,
                }
        };
        let (asked, later): (Vec<_>, Vec<_>) = rest.into_iter().partition(|at| together(&counts[*at]));
        rest = later;
        for (group, at, number) in ask(tx, scope, by, counts, &asked).await? {
            groups.entry(group).or_insert_with(|| vec![None; counts.len()])[at] = number;
        }
    }
    for numbers in groups.values_mut() {
        for (number, count) in numbers.iter_mut().zip(counts) {
            if !matches!(count.measure, Measure::Median(_)) {
                *number = Some(number.unwrap_or(0));
            }
        }
    }
    Ok(groups)
}

type Answers = Vec<(String, usize, Number)>;

async fn ask(
    tx: &mut Transaction,
    scope: &Scope,
    by: Option<By>,
    counts: &[Count],
    asked: &[usize],
) -> Result<Answers, StorageError> {
    let first = &counts[asked[0]];
    let reading = Reading::of(first, scope);
    let group = match by {
        None => "''".to_owned(),
        Some(By::Code(field)) => format!("COALESCE({}, '')", reading.column(field.0)),
        // Both engines write a day as 2019-03-05.
        Some(By::Month) => format!("SUBSTR(CAST(f.{} AS TEXT), 1, 7)", first.anchor.0),
    };
    let condition = reading.condition(first.anchor);
    let table = first.table.table.name;
    if let Measure::Median(field) = first.measure {
        let sql = format!(
            "SELECT {group}, {column}, COUNT(*) FROM {table} f WHERE {condition} AND {test} AND ({column}) IS NOT NULL \
             GROUP BY 1, 2 ORDER BY 1, 2",
            column = reading.column(field.0),
            test = reading.test(first.test)
        );
        let rows = tx.fetch(sql, &scope.values()).await?;
        let medians = medians(&rows)?.into_iter();
        return Ok(medians.flat_map(|(group, median)| each(asked, &group, Some(median))).collect());
    }
    let columns: Vec<_> = asked.iter().filter_map(|at| reading.measure(&counts[*at])).collect();
    let grouping = if by.is_some() { " GROUP BY 1" } else { "" };
    let columns = columns.join(", ");
    let sql = format!("SELECT {group}, {columns} FROM {table} f WHERE {condition}{grouping}");
    let mut answers = Vec::new();
    for row in tx.fetch(sql, &scope.values()).await? {
        let group: String = row.get(0)?;
        for (column, at) in asked.iter().enumerate() {
            answers.push((group.clone(), *at, Some(row.get(column + 1)?)));
        }
    }
    Ok(answers)
}

fn each(asked: &[usize], group: &str, number: Number) -> Answers {
    asked.iter().map(|at| (group.to_owned(), *at, number)).collect()
}

/// Twice the middle of each group's numbers; rows hold group, number and how often, in order.
fn medians(rows: &[Row]) -> Result<BTreeMap<String, i64>, StorageError> {
    let mut groups: BTreeMap<String, Vec<(i64, i64)>> = BTreeMap::new();
    for row in rows {
        groups.entry(row.get(0)?).or_default().push((row.get(1)?, row.get(2)?));
    }
    Ok(groups.into_iter().map(|(group, numbers)| (group, doubled_median(&numbers))).collect())
}

/// Twice the middle of numbers that are given in order with how often each occurs.
pub(crate) fn doubled_median(numbers: &[(i64, i64)]) -> i64 {
    let total: i64 = numbers.iter().map(|(_, times)| times).sum();
    let nth = |n: i64| {
        let mut seen = 0;
        numbers.iter().find(|(_, times)| {
            seen += times;
            seen > n
        })
    };
    let at = |n: i64| nth(n).map_or(0, |(number, _)| *number);
    at((total - 1) / 2) + at(total / 2)
}

/// The cases that `count` counts, by the day that puts them in the period.
///
/// # Errors
/// When the database fails.
pub async fn cases(tx: &mut Transaction, scope: &Scope, count: &Count) -> Result<Vec<CaseId>, StorageError> {
    let reading = Reading::of(count, scope);
    let sql = format!(
        "SELECT f.case_id, MIN(f.{anchor}) FROM {table} f WHERE {condition} AND {test} \
         GROUP BY f.case_id ORDER BY 2, 1",
        anchor = count.anchor.0,
        table = count.table.table.name,
        condition = reading.condition(count.anchor),
        test = reading.test(count.test)
    );
    tx.fetch(sql, &scope.values())
        .await?
        .iter()
        .map(|row| row.get(0).map(crate::cases::ids::StreamId))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_of_an_even_number_of_days_may_be_a_half() {
        assert_eq!(doubled_median(&[(3, 1), (4, 1)]), 7);
        assert_eq!(doubled_median(&[(3, 2), (4, 1)]), 6);
        assert_eq!(doubled_median(&[(10, 5)]), 20);
    }

    #[test]
    fn a_test_is_never_unknown_and_sees_only_what_was_known() {
        const CONCLUDED: DayField = DayField("concluded_day");
        let test = Test::All(&[Test::Not(&Test::Came(CONCLUDED)), Test::Passed(DayField("inform_by"))]);
        let table = &crate::projections::petition_facts::PETITION_FACTS;
        let now = Reading { table, all_known: true }.test(test);
        insta::assert_snapshot!(now, @"(NOT COALESCE(f.concluded_day <= $4, FALSE) AND COALESCE(f.inform_by < $4, FALSE))");
        let then = Reading { table, all_known: false }.test(test);
        insta::assert_snapshot!(then, @"(NOT COALESCE(CASE WHEN COALESCE(f.concluded_known, 0) <= $5 THEN f.concluded_day END <= $4, FALSE) AND COALESCE(f.inform_by < $4, FALSE))");
    }
}
