//! What a page prints under a due date. The words live with the pages.

use chrono::NaiveDate;
use serde::Serialize;

use super::{CalendarVersion, DueDate, Length, Rule, Statute, count};

/// A due date taken apart: from the start through the term, extension and rest to `counted_to`, and over the days
/// passed over to the due day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Explanation<'a> {
    /// The rule that sets the term.
    pub rule: Rule,
    /// The text it stands in.
    pub statute: Statute,
    /// The article, 0 where it is not known.
    pub article: u16,
    /// Whether that text was in force on the starting day.
    pub in_force: bool,
    /// The starting day, which does not count.
    pub start: NaiveDate,
    /// The term.
    pub length: Length,
    /// Days of extension.
    pub extension: u16,
    /// Days for which the clock stood still.
    pub rest: u16,
    /// The day reached if every day counted; `counted_to` and as many days as were passed over make the due day.
    pub counted_to: NaiveDate,
    /// The days that did not count, in order; `Calendar::festival` names the festivals among them.
    pub passed_over: &'a [NaiveDate],
    /// The result.
    pub due: NaiveDate,
    /// The edition of the calendar.
    pub calendar: CalendarVersion,
    /// 暂定: an unpublished year may still move it.
    pub provisional: bool,
}

impl<'a> Explanation<'a> {
    pub(super) fn of(date: &'a DueDate) -> Self {
        Self {
            rule: date.rule,
            statute: date.statute,
            article: date.article,
            in_force: date.in_force,
            start: date.start,
            length: date.length,
            extension: date.extension,
            rest: date.rest,
            counted_to: count::plain_end(date),
            passed_over: &date.passed_over,
            due: date.due,
            calendar: date.calendar,
            provisional: date.provisional,
        }
    }
}
