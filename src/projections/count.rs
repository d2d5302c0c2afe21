//! From what a figure counts to its number, its breakdowns and its cases.
use super::months::{self, Rows};
use super::predicate::{By, Count, DayField, Measure};
use super::reading::{Found, Reading, needed};
use crate::cases::ids::{CaseId, OfficeId, StreamId};
use crate::cases::occurred::Day;
use crate::database::{StorageError, Transaction};
use crate::event_log::Position;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

/// Which events, by both clocks: what had happened by the evening of `as_of`, as the log knew it at `known`.
#[derive(Clone, PartialEq, Eq, Debug)]
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
    /// The cases of which the reader must not learn: they count nowhere.
    pub hidden: Arc<BTreeSet<CaseId>>,
}

/// A number, or none where there is nothing to take the middle or the oldest of. Medians come doubled, so that halves are whole.
pub type Number = Option<i64>;

/// The numbers of `counts`, in their order. The rows that several share are read once.
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
    let nothing = || -> Vec<_> { counts.iter().map(|count| Found::nothing(count.measure)).collect() };
    let mut groups = Groups::new();
    if by.is_none() {
        groups.insert(String::new(), Group { rows: 0, found: nothing() });
    }
    let mut rest: Vec<usize> = (0..counts.len()).collect();
    while let Some(first) = rest.first().map(|at| counts[*at]) {
        let together =
            |at: &usize| std::ptr::eq(counts[*at].table, first.table) && counts[*at].anchor == first.anchor;
        let (asked, later): (Vec<_>, Vec<_>) = rest.into_iter().partition(together);
        rest = later;
        let some: Vec<_> = asked.iter().map(|at| &counts[*at]).collect();
        let wanted = needed(first.table, first.anchor, by, &some);
        let mut take = |month: &months::Month, hidden: bool| {
            let mut reading = Reading::new(first.table, &month.columns, scope);
            for (group, rows) in grouped_rows(&mut reading, first.anchor, by, month.month) {
                let group = groups.entry(group).or_insert_with(|| Group { rows: 0, found: nothing() });
                let count = i64::try_from(rows.len()).unwrap_or(i64::MAX);
                group.rows += if hidden { -count } else { count };
                for at in &asked {
                    let mask = reading.mask(counts[*at].test);
                    let passing = rows.iter().copied().filter(|row| mask[*row]);
                    if hidden {
                        let mut less = Found::nothing(counts[*at].measure);
                        reading.measure(counts[*at].measure, passing, &mut less);
                        group.found[*at].lose(less);
                    } else {
                        reading.measure(counts[*at].measure, passing, &mut group.found[*at]);
                    }
                }
            }
        };
        for month in months::read(tx, scope, first.table, first.anchor, &wanted).await? {
            take(&month, false);
        }
        // Each row counts by itself, so what hidden cases count can be taken away again: packed months need not be read
        // row by row for a reader who must not learn of a case.
        for month in months::hidden(tx, scope, first.table, first.anchor, &wanted).await? {
            take(&month, true);
        }
    }
    // A group in which all cases are hidden is not there.
    groups.retain(|_, group| by.is_none() || group.rows > 0);
    let numbers = |group: Group| {
        let found = counts.iter().zip(group.found);
        found.map(|(count, found)| number(count.measure, found)).collect()
    };
    Ok(groups.into_iter().map(|(name, group)| (name, numbers(group))).collect())
}

type Groups = BTreeMap<String, Group>;

/// What was found among the rows that share what is broken down by.
struct Group {
    rows: i64,
    found: Vec<Found>,
}

/// The rows in the scope, by what they are broken down by.
fn grouped_rows(
    reading: &mut Reading<'_>,
    anchor: DayField,
    by: Option<By>,
    month: i64,
) -> BTreeMap<String, Vec<usize>> {
    let in_scope = reading.in_scope(anchor);
    let rows = in_scope.iter().enumerate().filter_map(|(row, is_in)| is_in.then_some(row));
    let group = match by {
        None => String::new(),
        // As a day begins: 2019-03.
        Some(By::Month) => format!("{:04}-{:02}", month / 100, month % 100),
        Some(By::Code(field)) => {
            let groups = reading.groups(field.0);
            let mut grouped: BTreeMap<String, Vec<usize>> = BTreeMap::new();
            for row in rows {
                match grouped.get_mut(&*groups[row]) {
                    Some(rows) => rows.push(row),
                    None => drop(grouped.insert(groups[row].to_string(), vec![row])),
                }
            }
            return grouped;
        }
    };
    let rows: Vec<_> = rows.collect();
    if rows.is_empty() { BTreeMap::new() } else { BTreeMap::from([(group, rows)]) }
}

/// Medians come doubled; there is none of nothing.
fn number(measure: Measure, found: Found) -> Number {
    match found {
        Found::Sum(sum) => Some(sum),
        Found::Tally(tally) if tally.is_empty() => None,
        Found::Tally(tally) if matches!(measure, Measure::Oldest(_)) => {
            tally.last_key_value().map(|(number, _)| *number)
        }
        Found::Tally(tally) => Some(doubled_median(&tally.into_iter().collect::<Vec<_>>())),
    }
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
    let wanted = needed(count.table, count.anchor, None, &[count]);
    let days = (scope.from, scope.to.min(scope.as_of));
    let rows = Rows { names: &wanted, days, clocks: Some((scope.as_of, scope.known)), part: None };
    let (cases, months) = rows.fetch(tx, scope.office, count.table, count.anchor, None).await?;
    let mut behind = Vec::new();
    let mut seen = HashSet::new();
    let mut cases = cases.into_iter();
    for month in months {
        let mut reading = Reading::new(count.table, &month.columns, scope);
        let (in_scope, passing) = (reading.in_scope(count.anchor), reading.mask(count.test));
        let counted = in_scope.iter().zip(passing.iter()).zip(cases.by_ref());
        for (_, (case, _)) in counted.filter(|((in_scope, passes), _)| **in_scope && **passes) {
            if seen.insert(case) && !scope.hidden.contains(&StreamId(case)) {
                behind.push(StreamId(case));
            }
        }
    }
    Ok(behind)
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
}
