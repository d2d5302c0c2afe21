//! The figures of declared kinds, made from their declarations into what every other figure is made of.
//!
//! What a figure counts is a small value that is copied and names its columns for as long as the program runs. So that
//! declared figures are counted, broken down and listed by the very code that does it for the others, each declaration
//! is kept for ever once it is used (`cases::declared::kept`), and what is made of it here, too: once for each text.
use super::{Figure, Making, Unit, all};
use crate::cases::declared::declaration::{
    Anchor, CountRule, Declaration, FigureMaking, FigureRule, FigureTest,
};
use crate::cases::declared::{KindId, Kinds, kept};
use crate::cases::file_hash::FileHash;
use crate::projections::declared_facts::{DECLARED_FACTS, code, day, fields, number};
use crate::projections::predicate::{Count, DayField, Measure, Test};
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

static MADE: Mutex<BTreeMap<FileHash, &'static [Figure]>> = Mutex::new(BTreeMap::new());

/// Every figure of an office that has these kinds, in the report's order.
pub fn every(kinds: &Kinds) -> impl Iterator<Item = &'static Figure> {
    all().chain(of_kinds(kinds))
}

/// The figures of these kinds alone.
pub fn of_kinds(kinds: &Kinds) -> impl Iterator<Item = &'static Figure> {
    let newest: Vec<_> = kinds.newest().map(kept).collect();
    newest.into_iter().flat_map(made)
}

/// The figure with this id, as an office with these kinds has it.
#[must_use]
pub fn find(kinds: &Kinds, id: &str) -> Option<&'static Figure> {
    every(kinds).find(|figure| figure.id == id)
}

/// The book from which a figure is counted. Where it has nothing, nobody kept it, and nought says nothing.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Book<'a> {
    /// A declared kind's.
    Declared(KindId),
    /// One of the program's own, by what the ids of its figures begin with; what nobody counts stands here, too.
    Own(&'a str),
}

/// Which book each declared figure is counted from.
#[derive(Clone, Debug)]
pub struct Books(BTreeMap<&'static str, KindId>);

impl Books {
    /// Those of an office that has these kinds.
    #[must_use]
    pub fn of(kinds: &Kinds) -> Self {
        let figures =
            |kind: &'static Declaration| kind.figures.iter().map(|figure| (figure.id.as_str(), kind.id));
        Self(kinds.newest().map(kept).flat_map(figures).collect())
    }

    /// The book from which the figure of this id is counted.
    #[must_use]
    pub fn book<'a>(&self, id: &'a str) -> Book<'a> {
        let own = || Book::Own(id.split('.').next().unwrap_or_default());
        self.0.get(id).map_or_else(own, |kind| Book::Declared(*kind))
    }
}

/// What declares the figure of this id, if it is declared.
#[must_use]
pub fn rule_of(kinds: &Kinds, id: &str) -> Option<(&'static Declaration, &'static FigureRule)> {
    kinds.newest().map(kept).find_map(|declaration| {
        let rule = declaration.figures.iter().find(|figure| figure.id.as_str() == id)?;
        Some((declaration, rule))
    })
}

fn made(declaration: &'static Declaration) -> &'static [Figure] {
    let mut made = MADE.lock().unwrap_or_else(PoisonError::into_inner);
    made.entry(declaration.hash).or_insert_with(|| {
        let figures: Vec<_> = declaration.figures.iter().map(|rule| figure(declaration, rule)).collect();
        figures.leak()
    })
}

fn figure(declaration: &'static Declaration, rule: &'static FigureRule) -> Figure {
    let making = match &rule.making {
        FigureMaking::Number(of) => Making::Number(count(declaration, of)),
        FigureMaking::Area(of) => Making::Area(count(declaration, of)),
        FigureMaking::Rate(of, among) => Making::Rate(count(declaration, of), count(declaration, among)),
        FigureMaking::OfTarget(of, target) => Making::NumberOfTarget(count(declaration, of), target.as_str()),
    };
    let unit = Unit::ALL.into_iter().find(|unit| *unit.name() == *rule.unit).unwrap_or(Unit::Items);
    Figure { id: rule.id.as_str(), unit, decimals: rule.decimals, making }
}

fn count(declaration: &'static Declaration, rule: &'static CountRule) -> Count {
    let mut tests = vec![Test::Is(fields::KIND, declaration.id.as_str())];
    tests.extend(rule.tests.iter().map(test));
    Count {
        table: &DECLARED_FACTS,
        anchor: anchor(rule.by),
        test: Test::All(tests.leak()),
        measure: rule.sum.map_or(Measure::Rows, |column| Measure::Sum(number(column))),
    }
}

const fn anchor(by: Anchor) -> DayField {
    match by {
        Anchor::Opened => fields::OPENED,
        Anchor::Closed => fields::CLOSED,
        Anchor::Column(column) => day(column),
    }
}

/// Rows say what was so on their days alone, so that a step that was taken later is in none of them.
fn test(rule: &'static FigureTest) -> Test {
    const OPEN: Test = Test::Flag(fields::OPEN);
    match rule {
        FigureTest::Is(column, value) => Test::Is(code(*column), value),
        FigureTest::InState(state) => Test::Is(fields::STATE, state.as_str()),
        FigureTest::Taken(column) => Test::Came(day(*column)),
        FigureTest::NotTaken(column) => {
            let taken: &'static [Test] = vec![Test::Came(day(*column))].leak();
            Test::Not(&taken[0])
        }
        FigureTest::Ended => Test::Not(&OPEN),
        FigureTest::Open => OPEN,
        FigureTest::Overdue => Test::All(&[OPEN, Test::Passed(fields::DUE)]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cases::declared::declaration::UNITS;

    #[test]
    fn the_units_that_a_declaration_may_name_are_those_of_figures() {
        for unit in UNITS {
            assert!(Unit::ALL.iter().any(|known| known.name() == unit), "{unit}");
        }
    }

    #[test]
    fn no_declared_figure_has_the_id_of_another() {
        let kinds = Kinds::default();
        let mut ids: Vec<_> = every(&kinds).map(|figure| figure.id).collect();
        let count = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), count);
        assert!(find(&kinds, "visits.homes_rate").is_some() && find(&kinds, "visits.nothing").is_none());
    }

    #[test]
    fn what_is_made_of_a_declaration_is_made_once() {
        let kinds = Kinds::default();
        let (first, again) = (find(&kinds, "clues.received"), find(&kinds, "clues.received"));
        assert!(std::ptr::eq(first.expect("a figure"), again.expect("a figure")));
    }
}
