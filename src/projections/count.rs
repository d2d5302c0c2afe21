//! From what a figure counts to its number, its breakdowns and its cases.
use super::predicate::{By, Count, DayField, Measure, Test};
use crate::cases::ids::{CaseId, OfficeId};
use crate::cases::occurred::Day;
use crate::database::{Row, StorageError, Transaction, Value};
use crate::event_log::Position;
use std::collections::BTreeMap;
use std::fmt::Write;

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

    /// The rows of the period that were so on the day and known then. What is known now has an index of its own.
    fn condition(&self, anchor: DayField) -> String {
        let known = if self.known == Position::END {
            format!("f.known_to = {}", i64::MAX)
        } else {
            "f.known_from <= $5 AND f.known_to > $5".to_owned()
        };
        format!(
            "f.office_id = $1 AND f.{} BETWEEN $2 AND $3 AND f.valid_from <= $4 AND f.valid_to > $4 AND {known}",
            anchor.0
        )
    }
}

impl Test {
    /// True or false, never unknown.
    fn sql(&self, sql: &mut String) {
        let join = |sql: &mut String, tests: &[Self], word: &str| {
            sql.push('(');
            for (at, test) in tests.iter().enumerate() {
                sql.push_str(if at == 0 { "" } else { word });
                test.sql(sql);
            }
            sql.push(')');
        };
        let _ = match self {
            Self::Any => write!(sql, "TRUE"),
            Self::All(tests) => return join(sql, tests, " AND "),
            Self::OneOf(tests) => return join(sql, tests, " OR "),
            Self::Not(test) => {
                sql.push_str("NOT ");
                return test.sql(sql);
            }
            Self::Came(day) => write!(sql, "COALESCE(f.{} <= $4, FALSE)", day.0),
            Self::HasDay(day) => write!(sql, "f.{} IS NOT NULL", day.0),
            Self::Passed(day) => write!(sql, "COALESCE(f.{} < $4, FALSE)", day.0),
            Self::InTime(day, due) => write!(sql, "COALESCE(f.{} <= f.{}, FALSE)", day.0, due.0),
            Self::Is(code, value) => write!(sql, "COALESCE(f.{} = '{value}', FALSE)", code.0),
            Self::Has(code) => write!(sql, "f.{} IS NOT NULL", code.0),
            Self::Flag(flag) => write!(sql, "COALESCE(f.{}, FALSE)", flag.0),
        };
    }

    fn to_sql(self) -> String {
        let mut sql = String::new();
        self.sql(&mut sql);
        sql
    }
}

impl Count {
    fn column(&self) -> Option<String> {
        let test = self.test.to_sql();
        match self.measure {
            Measure::Rows => Some(format!("COUNT(*) FILTER (WHERE {test})")),
            Measure::Sum(field) => {
                Some(format!("CAST(COALESCE(SUM(f.{}) FILTER (WHERE {test}), 0) AS BIGINT)", field.0))
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
    let group = match by {
        None => "''".to_owned(),
        Some(By::Code(field)) => format!("COALESCE(f.{}, '')", field.0),
        // Both engines write a day as 2019-03-05.
        Some(By::Month) => format!("SUBSTR(CAST(f.{} AS TEXT), 1, 7)", first.anchor.0),
    };
    let condition = scope.condition(first.anchor);
    if let Measure::Median(field) = first.measure {
        let sql = format!(
            "SELECT {group}, f.{column}, COUNT(*) FROM {table} f WHERE {condition} AND {test} AND f.{column} IS NOT NULL \
             GROUP BY 1, 2 ORDER BY 1, 2",
            column = field.0,
            table = first.table.name,
            test = first.test.to_sql()
        );
        let rows = tx.fetch(sql, &scope.values()).await?;
        let medians = medians(&rows)?.into_iter();
        return Ok(medians.flat_map(|(group, median)| each(asked, &group, Some(median))).collect());
    }
    let columns: Vec<_> = asked.iter().filter_map(|at| counts[*at].column()).collect();
    let grouping = if by.is_some() { " GROUP BY 1" } else { "" };
    let sql = format!(
        "SELECT {group}, {} FROM {} f WHERE {condition}{grouping}",
        columns.join(", "),
        first.table.name
    );
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
    let sql = format!(
        "SELECT f.case_id, MIN(f.{anchor}) FROM {table} f WHERE {condition} AND {test} \
         GROUP BY f.case_id ORDER BY 2, 1",
        anchor = count.anchor.0,
        table = count.table.name,
        condition = scope.condition(count.anchor),
        test = count.test.to_sql()
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
    fn a_test_is_never_unknown() {
        const CONCLUDED: DayField = DayField("concluded_day");
        let test = Test::All(&[Test::Not(&Test::Came(CONCLUDED)), Test::Passed(DayField("conclude_due"))]);
        insta::assert_snapshot!(test.to_sql(), @"(NOT COALESCE(f.concluded_day <= $4, FALSE) AND COALESCE(f.conclude_due < $4, FALSE))");
    }
}
