//! What a figure's test says of rows: by both clocks, for all rows of a month at once.
use super::bitemporal::FactTable;
use super::columns::{Column, Columns};
use super::count::Scope;
use super::predicate::{By, Count, DayField, Measure, Test};
use crate::cases::occurred::Day;
use crate::database::Value;
use crate::event_log::Position;
use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

/// For each row, yes or no.
type Mask = Rc<Vec<bool>>;

/// How often each number occurs.
pub type Tally = BTreeMap<i64, i64>;

/// What one count has found so far.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Found {
    /// Of rows, or of what they add up to.
    Sum(i64),
    /// Of numbers whose middle, or greatest, is wanted.
    Tally(Tally),
}

impl Found {
    /// Loses what was found among rows that do not count.
    pub fn lose(&mut self, less: Self) {
        match (self, less) {
            (Self::Sum(sum), Self::Sum(less)) => *sum -= less,
            (Self::Tally(tally), Self::Tally(less)) => {
                for (number, times) in less {
                    *tally.entry(number).or_default() -= times;
                }
                tally.retain(|_, times| *times > 0);
            }
            (Self::Sum(_), Self::Tally(_)) | (Self::Tally(_), Self::Sum(_)) => {}
        }
    }

    /// Nothing yet.
    #[must_use]
    pub const fn nothing(measure: Measure) -> Self {
        match measure {
            Measure::Rows | Measure::Sum(_) => Self::Sum(0),
            Measure::Median(_) | Measure::Oldest(_) => Self::Tally(Tally::new()),
        }
    }
}

/// The columns that must be read to answer `counts` as the log knew it at `known`.
#[must_use]
pub fn needed(
    table: &FactTable,
    (anchor, known): (DayField, Position),
    by: &[By],
    counts: &[&Count],
) -> Vec<&'static str> {
    let mut names = vec!["valid_from", "valid_to", "known_to", anchor.0];
    names.extend(by.iter().filter_map(|by| if let By::Code(field) = by { Some(field.0) } else { None }));
    for count in counts {
        columns_of(count.test, &mut names);
        match count.measure {
            Measure::Rows => {}
            Measure::Sum(field) | Measure::Median(field) => names.push(field.0),
            Measure::Oldest(day) => names.push(day.0),
        }
    }
    // Since when something is known matters only to whoever asks what was not known yet.
    if known != Position::END {
        let late: Vec<_> =
            names.iter().filter_map(|name| table.late_part(name)).map(|late| late.known).collect();
        names.extend(late);
        names.push("known_from");
    }
    names.sort_unstable();
    names.dedup();
    names
}

fn columns_of(test: Test, names: &mut Vec<&'static str>) {
    match test {
        Test::Any => {}
        Test::All(tests) | Test::OneOf(tests) => tests.iter().for_each(|test| columns_of(*test, names)),
        Test::Not(test) => columns_of(*test, names),
        Test::Came(day) | Test::HasDay(day) | Test::Passed(day) | Test::Nears(day, _) => names.push(day.0),
        Test::InTime(day, due) => names.extend([day.0, due.0]),
        Test::Is(code, _) | Test::Has(code) => names.push(code.0),
        Test::Flag(flag) => names.push(flag.0),
    }
}

/// Rows of one table, read by both clocks.
pub struct Reading<'a> {
    table: &'static FactTable,
    columns: &'a Columns,
    scope: &'a Scope,
    /// For each late column, the rows in which it was known; none where all is known.
    visible: HashMap<&'static str, Mask>,
    masks: HashMap<Test, Mask>,
    blank: Column,
}

impl<'a> Reading<'a> {
    /// Reads `columns`, which hold what [`needed`] says.
    #[must_use]
    pub fn new(table: &'static FactTable, columns: &'a Columns, scope: &'a Scope) -> Self {
        let blank = Column::blank(columns.rows());
        Self { table, columns, scope, visible: HashMap::new(), masks: HashMap::new(), blank }
    }

    fn column(&self, name: &str) -> &Column {
        self.columns.column(name).unwrap_or(&self.blank)
    }

    /// For each row whether the value of a column passes; what was not known yet is nothing.
    fn passing(&mut self, name: &'static str, passes: impl Fn(&Value) -> bool) -> Vec<bool> {
        let visible = self.visible(name);
        let column = self.column(name);
        let values: Vec<_> = column.values.iter().map(&passes).collect();
        let nothing = passes(&Value::Null);
        let mut passing = column.places.spread(&values);
        for (passes, seen) in passing.iter_mut().zip(visible.iter().flat_map(|visible| visible.iter())) {
            *passes = if *seen { *passes } else { nothing };
        }
        passing
    }

    /// The rows in which a late column was known by then.
    fn visible(&mut self, name: &str) -> Option<Mask> {
        let late = self.table.late_part(name).filter(|_| self.scope.known != Position::END)?;
        if let Some(mask) = self.visible.get(late.known) {
            return Some(Rc::clone(mask));
        }
        let known = self.scope.known.0;
        let column = self.column(late.known);
        let by_then = |value: &Value| !matches!(value, Value::Int(position) if *position > known);
        let values: Vec<_> = column.values.iter().map(by_then).collect();
        let mask = Rc::new(column.places.spread(&values));
        self.visible.insert(late.known, Rc::clone(&mask));
        Some(mask)
    }

    /// The rows of the period that were so on the as-of day and known then.
    pub fn in_scope(&mut self, anchor: DayField) -> Vec<bool> {
        let &Scope { from, to, as_of, known, .. } = self.scope;
        let day = |passes: fn(Day, Day) -> bool, other: Day| move |value: &Value| matches!(value, Value::Day(day) if passes(*day, other));
        let position = |passes: fn(i64, i64) -> bool, other: i64| move |value: &Value| matches!(value, Value::Int(position) if passes(*position, other));
        let until = to.min(as_of);
        let mut mask = self
            .passing(anchor.0, move |value| matches!(value, Value::Day(day) if (from..=until).contains(day)));
        let begun = (known != Position::END)
            .then(|| self.passing("known_from", position(|position, known| position <= known, known.0)));
        let others = [
            self.passing("valid_from", day(|day, as_of| day <= as_of, as_of)),
            self.passing("valid_to", day(|day, as_of| day > as_of, as_of)),
            self.passing(
                "known_to",
                match known {
                    Position::END => position(|position, end| position == end, i64::MAX),
                    Position(known) => position(|position, known| position > known, known),
                },
            ),
        ];
        for other in others.into_iter().chain(begun) {
            mask.iter_mut().zip(other).for_each(|(so_far, other)| *so_far &= other);
        }
        mask
    }

    /// The rows that pass. What is not recorded passes no test but [`Test::Not`].
    pub fn mask(&mut self, test: Test) -> Mask {
        if let Some(mask) = self.masks.get(&test) {
            return Rc::clone(mask);
        }
        let mask = Rc::new(self.judge(test));
        self.masks.insert(test, Rc::clone(&mask));
        mask
    }

    fn judge(&mut self, test: Test) -> Vec<bool> {
        let as_of = self.scope.as_of;
        match test {
            Test::Any => vec![true; self.columns.rows()],
            Test::All(tests) => self.joined(tests, true, |so_far, other| so_far & other),
            Test::OneOf(tests) => self.joined(tests, false, |so_far, other| so_far | other),
            Test::Not(test) => self.mask(*test).iter().map(|passes| !passes).collect(),
            Test::Came(day) => {
                self.passing(day.0, move |value| matches!(value, Value::Day(day) if *day <= as_of))
            }
            Test::Passed(day) => {
                self.passing(day.0, move |value| matches!(value, Value::Day(day) if *day < as_of))
            }
            Test::Nears(day, days) => {
                let last = as_of.checked_add_days(chrono::Days::new(days.into())).unwrap_or(as_of);
                self.passing(
                    day.0,
                    move |value| matches!(value, Value::Day(day) if (as_of..=last).contains(day)),
                )
            }
            Test::HasDay(DayField(name)) | Test::Has(super::predicate::CodeField(name)) => {
                self.passing(name, |value| *value != Value::Null)
            }
            Test::Is(code, wanted) => {
                self.passing(code.0, move |value| matches!(value, Value::Text(code) if **code == *wanted))
            }
            Test::Flag(flag) => self.passing(flag.0, |value| *value == Value::Bool(true)),
            Test::InTime(day, due) => self.in_time(day, due),
        }
    }

    fn joined(&mut self, tests: &[Test], begin: bool, join: fn(bool, bool) -> bool) -> Vec<bool> {
        let mut joined = vec![begin; self.columns.rows()];
        for test in tests {
            let mask = self.mask(*test);
            joined.iter_mut().zip(mask.iter()).for_each(|(so_far, other)| *so_far = join(*so_far, *other));
        }
        joined
    }

    fn in_time(&mut self, day: DayField, due: DayField) -> Vec<bool> {
        let both = [self.mask(Test::HasDay(day)), self.mask(Test::HasDay(due))];
        let days = |name: &str| -> Vec<Option<Day>> {
            let column = self.column(name);
            let values =
                column.values.iter().map(|value| if let Value::Day(day) = value { Some(*day) } else { None });
            column.places.spread(&values.collect::<Vec<_>>())
        };
        let (days, dues) = (days(day.0), days(due.0));
        let in_time = days.iter().zip(&dues).map(|(day, due)| day <= due);
        in_time
            .zip(both[0].iter().zip(both[1].iter()))
            .map(|(in_time, (day, due))| in_time & day & due)
            .collect()
    }

    /// For each row whether the column holds this; the empty text stands for nothing.
    pub fn holding(&mut self, name: &'static str, wanted: &str) -> Vec<bool> {
        self.passing(name, |value| match value {
            Value::Text(text) => **text == *wanted,
            _ => wanted.is_empty(),
        })
    }

    /// The rows by what the column holds, the empty text for nothing.
    #[must_use]
    pub fn grouped(
        &mut self,
        name: &'static str,
        rows: impl Iterator<Item = usize>,
    ) -> BTreeMap<String, Vec<usize>> {
        let visible = self.visible(name);
        let column = self.column(name);
        // One place more, for what was not known yet.
        let mut by_place = vec![Vec::new(); column.values.len() + 1];
        for row in rows {
            let seen = visible.as_ref().is_none_or(|visible| visible[row]);
            by_place[if seen { column.places.at(row) } else { column.values.len() }].push(row);
        }
        let mut grouped: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (place, rows) in by_place.into_iter().enumerate().filter(|(_, rows)| !rows.is_empty()) {
            let text = match column.values.get(place) {
                Some(Value::Text(text)) => text.to_string(),
                _ => String::new(),
            };
            grouped.entry(text).or_default().extend(rows);
        }
        grouped
    }

    /// Adds what the rows of `mask` say to what was found.
    pub fn measure(&mut self, measure: Measure, rows: impl Iterator<Item = usize>, found: &mut Found) {
        let field = match (measure, &mut *found) {
            (Measure::Rows, Found::Sum(sum)) => {
                *sum += i64::try_from(rows.count()).unwrap_or(i64::MAX);
                return;
            }
            (Measure::Sum(field) | Measure::Median(field), _) => field.0,
            (Measure::Oldest(day), _) => day.0,
            (Measure::Rows, Found::Tally(_)) => return,
        };
        let as_of = self.scope.as_of;
        let visible = self.visible(field);
        let column = self.column(field);
        for row in rows.filter(|row| visible.as_ref().is_none_or(|visible| visible[*row])) {
            let number = match column.value(row) {
                Value::Int(number) => *number,
                Value::Day(day) => (as_of - *day).num_days(),
                _ => continue,
            };
            match found {
                Found::Sum(sum) => *sum += number,
                Found::Tally(tally) => *tally.entry(number).or_default() += 1,
            }
        }
    }
}
