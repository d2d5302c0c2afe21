//! By when something is due, and why: a plain fact that an event stores, so that replay never counts again.
//!
//! The starting day does not count. A term that ends on a day that is not worked ends on the next working day.

mod count;
mod explain;
#[cfg(test)]
mod tests;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::spelt;
use super::statutes::{Length, Rule, Statute, Term};
use super::workdays::{Calendar, CalendarVersion};

pub use explain::Explanation;

/// A due day with everything that is needed to explain it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct DueDate {
    /// The last day on which it is in time.
    #[serde(deserialize_with = "spelt::day")]
    pub due: NaiveDate,
    /// The rule that sets the term.
    pub rule: Rule,
    /// The text in force on the starting day.
    pub statute: Statute,
    /// Its article, 0 where it is not known.
    pub article: u16,
    /// The day of what set the clock going; it does not count.
    #[serde(deserialize_with = "spelt::day")]
    pub start: NaiveDate,
    /// The term.
    pub length: Length,
    /// Whether a last day that is not worked moves on; a printed day stays.
    #[serde(default = "yes", skip_serializing_if = "is_true")]
    pub rolls: bool,
    /// Days by which the term was extended (working days, if the term is in working days).
    #[serde(default, skip_serializing_if = "is_zero")]
    pub extension: u16,
    /// Days for which the clock stood still.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub rest: u16,
    /// The days that did not count: not worked, or before force is lawful.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "spelt::days")]
    pub passed_over: Vec<NaiveDate>,
    /// The edition of the calendar it was counted by.
    pub calendar: CalendarVersion,
    /// 暂定: a year that it depends on is not published, so it must be counted again when it is.
    #[serde(default, skip_serializing_if = "is_false")]
    pub provisional: bool,
    /// False when no text with this rule is known to have been in force on the starting day.
    #[serde(default = "yes", skip_serializing_if = "is_true")]
    pub in_force: bool,
}

impl DueDate {
    /// The due day by a rule, in the law of the starting day. A term in hours is due on the last day it can reach
    /// when only the day is known; a rule that is no clock is due on the starting day.
    #[must_use]
    pub fn by(rule: Rule, start: NaiveDate, calendar: &Calendar) -> Self {
        let term = rule.on(start).term.unwrap_or(Term { length: Length::Days(0), rolls: false });
        Self::of(rule, start, term, calendar)
    }

    /// The due day that a paper names, dated `start`. It is what the paper says and never rolls. A day before the
    /// paper's own, or centuries after it, stands without a term.
    #[must_use]
    pub fn printed(rule: Rule, start: NaiveDate, due: NaiveDate, calendar: &Calendar) -> Self {
        let days = u16::try_from((due - start).num_days());
        let start = if days.is_ok() { start } else { due };
        let term = Term { length: Length::Days(days.unwrap_or(0)), rolls: false };
        Self::of(rule, start, term, calendar)
    }

    /// The due day by a term that the office set itself. What the office says in days is meant to the day, and never
    /// rolls; working days end on one.
    #[must_use]
    pub fn agreed(rule: Rule, start: NaiveDate, length: Length, calendar: &Calendar) -> Self {
        Self::of(rule, start, Term { length, rolls: false }, calendar)
    }

    /// The same term made longer by so many days.
    #[must_use]
    pub fn extended(&self, days: u16, calendar: &Calendar) -> Self {
        Self { extension: self.extension.saturating_add(days), ..self.clone() }.recounted(calendar)
    }

    /// The same term after the clock has stood still for so many days.
    #[must_use]
    pub fn rested(&self, days: u16, calendar: &Calendar) -> Self {
        Self { rest: self.rest.saturating_add(days), ..self.clone() }.recounted(calendar)
    }

    /// The same term counted by another calendar, for when a year that it waits for is published.
    #[must_use]
    pub fn recounted(&self, calendar: &Calendar) -> Self {
        let counted = count::count(self, calendar);
        Self {
            due: counted.due,
            passed_over: counted.passed_over,
            provisional: counted.provisional,
            calendar: calendar.version(),
            ..self.clone()
        }
    }

    /// Whether both are of one term, perhaps counted by two calendars: of the same rule from the same day, and moved
    /// by the same days.
    #[must_use]
    pub fn is_same_term(&self, other: &Self) -> bool {
        let term = |due: &Self| (due.rule, due.start, due.length, due.extension, due.rest);
        term(self) == term(other)
    }

    /// Whether both are due on the same day for the same reason, whichever editions of the calendar say so.
    fn is_counted_alike(&self, other: &Self) -> bool {
        let counted = |due: &Self| (due.due, due.provisional);
        counted(self) == counted(other) && self.passed_over == other.passed_over
    }

    /// Whether something done on this day, or still open on it, is too late.
    #[must_use]
    pub fn is_late(&self, on: NaiveDate) -> bool {
        on > self.due
    }

    /// The parts that a page prints.
    #[must_use]
    pub fn explain(&self) -> Explanation<'_> {
        Explanation::of(self)
    }

    fn of(rule: Rule, start: NaiveDate, term: Term, calendar: &Calendar) -> Self {
        let law = rule.on(start);
        let uncounted = Self {
            due: start,
            rule,
            statute: law.statute,
            article: law.article,
            start,
            length: term.length,
            rolls: term.rolls,
            extension: 0,
            rest: 0,
            passed_over: Vec::new(),
            calendar: calendar.version(),
            provisional: false,
            in_force: law.in_force,
        };
        uncounted.recounted(calendar)
    }
}

/// The first lawful day of a forced demolition: after both appeal terms (60 days for reconsideration, 6 months for a
/// suit, counted from service) have lapsed, and no statutory holiday.
#[must_use]
pub fn earliest_forced_demolition(served: NaiveDate, calendar: &Calendar) -> DueDate {
    DueDate::by(Rule::DemolitionAfterAppealTerms, served, calendar)
}

/// What of `terms` another edition of the calendar moves, counted again by it; each term once. What is provisional (暂定)
/// waits for that; what was settled is moved only while it still runs on the day, when a year that was published is
/// changed (as the holidays of February 2020 were made longer). What lapsed before stays as it was.
#[must_use]
pub fn recounted<'a>(
    terms: impl IntoIterator<Item = &'a DueDate>,
    calendar: &Calendar,
    on: NaiveDate,
) -> Vec<DueDate> {
    let mut changed = Vec::new();
    for due in terms.into_iter().filter(|due| due.provisional || !due.is_late(on)) {
        let again = due.recounted(calendar);
        if !again.is_counted_alike(due) && !changed.contains(&again) {
            changed.push(again);
        }
    }
    changed
}

fn yes() -> bool {
    true
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde's skip_serializing_if passes a reference")]
fn is_true(value: &bool) -> bool {
    *value
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde's skip_serializing_if passes a reference")]
fn is_false(value: &bool) -> bool {
    !*value
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde's skip_serializing_if passes a reference")]
fn is_zero(value: &u16) -> bool {
    *value == 0
}
