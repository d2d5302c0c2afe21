//! From what a figure counts to its number, its breakdowns and its cases.
use super::bitemporal::FactTable;
use super::months::{self, Rows};
use super::predicate::{By, Count, DayField, Measure};
use super::reading::{Found, Reading, needed};
use super::unpacked::Unpacked;
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

/// What is counted together: counts, and by what they are broken down, if by anything.
#[derive(Clone, Debug)]
pub struct Grouping {
    /// By what.
    pub by: Option<By>,
    /// What.
    pub counts: Vec<Count>,
}

/// For each value of what is broken down by, the numbers of the counts, in their order. The empty text stands for cases
/// without a value, and for the whole where nothing is broken down.
pub type Grouped = BTreeMap<String, Vec<Number>>;

/// The numbers of each grouping. The rows that several counts or groupings share are read once.
///
/// # Errors
/// When the database fails.
pub async fn grouped(
    (tx, unpacked): (&mut Transaction, &Unpacked),
    scope: &Scope,
    groupings: &[Grouping],
) -> Result<Vec<Grouped>, StorageError> {
    let mut all: Vec<_> = groupings.iter().map(Groups::of).collect();
    for source in sources(groupings) {
        let wanted = source.needed(groupings, scope.known);
        for month in months::read((tx, unpacked), scope, source.table, source.anchor, &wanted).await? {
            source.take(&month, scope, false, &mut all);
        }
        // Each row counts by itself, so what hidden cases count can be taken away again: packed months need not be read
        // row by row for a reader who must not learn of a case.
        for month in months::hidden(tx, scope, source.table, source.anchor, &wanted).await? {
            source.take(&month, scope, true, &mut all);
        }
    }
    Ok(all.into_iter().map(Groups::numbers).collect())
}

/// Rows that are read together: of one table, by the day that puts them in a period.
#[derive(Clone, Copy)]
struct Rowsource {
    table: &'static FactTable,
    anchor: DayField,
}

/// Each of them once.
fn sources(groupings: &[Grouping]) -> Vec<Rowsource> {
    let mut sources: Vec<Rowsource> = Vec::new();
    for count in groupings.iter().flat_map(|grouping| &grouping.counts) {
        if !sources.iter().any(|source| source.holds(count)) {
            sources.push(Rowsource { table: count.table, anchor: count.anchor });
        }
    }
    sources
}

impl Rowsource {
    fn holds(self, count: &Count) -> bool {
        std::ptr::eq(count.table, self.table) && count.anchor == self.anchor
    }

    fn needed(self, groupings: &[Grouping], known: Position) -> Vec<&'static str> {
        let held = |grouping: &&Grouping| grouping.counts.iter().any(|count| self.holds(count));
        let by: Vec<_> = groupings.iter().filter(held).filter_map(|grouping| grouping.by).collect();
        let counts = groupings.iter().flat_map(|grouping| &grouping.counts);
        let counts: Vec<_> = counts.filter(|count| self.holds(count)).collect();
        needed(self.table, (self.anchor, known), &by, &counts)
    }

    /// Counts the rows of a month, or takes them away again.
    fn take(self, month: &months::Month, scope: &Scope, hidden: bool, all: &mut [Groups<'_>]) {
        let mut reading = Reading::new(self.table, &month.columns, scope);
        let in_scope = reading.in_scope(self.anchor);
        for groups in all {
            let counts = groups.of.counts.iter().enumerate();
            let asked: Vec<_> = counts.filter(|(_, count)| self.holds(count)).collect();
            if asked.is_empty() {
                continue;
            }
            for (name, rows) in grouped_rows(&mut reading, &in_scope, groups.of.by, month.month) {
                let group = groups.found.entry(name).or_insert_with(|| Group::nothing(&groups.of.counts));
                let some = i64::try_from(rows.len()).unwrap_or(i64::MAX);
                group.rows += if hidden { -some } else { some };
                for (at, count) in &asked {
                    let mask = reading.mask(count.test);
                    let passing = rows.iter().copied().filter(|row| mask[*row]);
                    if hidden {
                        let mut less = Found::nothing(count.measure);
                        reading.measure(count.measure, passing, &mut less);
                        group.found[*at].lose(less);
                    } else {
                        reading.measure(count.measure, passing, &mut group.found[*at]);
                    }
                }
            }
        }
    }
}

/// What was found so far of a grouping.
struct Groups<'a> {
    of: &'a Grouping,
    found: BTreeMap<String, Group>,
}

/// What was found among the rows that share what is broken down by.
struct Group {
    rows: i64,
    found: Vec<Found>,
}

impl Group {
    fn nothing(counts: &[Count]) -> Self {
        Self { rows: 0, found: counts.iter().map(|count| Found::nothing(count.measure)).collect() }
    }
}

impl<'a> Groups<'a> {
    fn of(of: &'a Grouping) -> Self {
        let whole = of.by.is_none().then(|| (String::new(), Group::nothing(&of.counts)));
        Self { of, found: whole.into_iter().collect() }
    }

    fn numbers(self) -> Grouped {
        // A group in which all cases are hidden is not there.
        let there = self.found.into_iter().filter(|(_, group)| self.of.by.is_none() || group.rows > 0);
        let numbers = |group: Group| {
            let found = self.of.counts.iter().zip(group.found);
            found.map(|(count, found)| number(count.measure, found)).collect()
        };
        there.map(|(name, group)| (name, numbers(group))).collect()
    }
}

/// The rows in the scope, by what they are broken down by.
fn grouped_rows(
    reading: &mut Reading<'_>,
    in_scope: &[bool],
    by: Option<By>,
    month: i64,
) -> BTreeMap<String, Vec<usize>> {
    let rows = in_scope.iter().enumerate().filter_map(|(row, is_in)| is_in.then_some(row));
    let group = match by {
        None => String::new(),
        // As a day begins: 2019-03.
        Some(By::Month) => format!("{:04}-{:02}", month / 100, month % 100),
        Some(By::Code(field)) => return reading.grouped(field.0, rows),
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
    let wanted = needed(count.table, (count.anchor, scope.known), &[], &[count]);
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
