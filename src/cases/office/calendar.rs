//! 节假日安排: the years of the calendar that the office has published beside those that the program brings.
use crate::cases::workdays::{Calendar, CalendarError, CalendarVersion, SpecialDay};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// A year as a notice tells it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct PublishedYear {
    /// The year.
    pub year: i32,
    /// Its days that are not what their day of the week says; a notice may name days of the December before.
    pub days: Vec<SpecialDay>,
    /// The edition of the calendar that it makes.
    pub edition: CalendarVersion,
}

/// The calendar by which the office counts: the packaged years, and those that it published after, the latest last.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(from = "Vec<PublishedYear>", into = "Vec<PublishedYear>")]
pub struct OfficeCalendar {
    published: Vec<PublishedYear>,
    calendar: Arc<Calendar>,
}

impl OfficeCalendar {
    /// What is counted by.
    #[must_use]
    pub const fn calendar(&self) -> &Arc<Calendar> {
        &self.calendar
    }

    /// The years that the office published, in that order; a year that was changed is there again.
    #[must_use]
    pub fn published(&self) -> &[PublishedYear] {
        &self.published
    }

    /// The year as the next edition would have it; none if that says nothing new.
    ///
    /// # Errors
    /// The first day that cannot be, counted from 1, or a year that no table may speak of.
    pub fn next(&self, year: i32, days: &[SpecialDay]) -> Result<Option<PublishedYear>, CalendarError> {
        let edition = CalendarVersion(self.calendar.version().0 + 1);
        let next = self.calendar.with_year(edition, year, days)?;
        let news = !next.says_the_same(&self.calendar);
        Ok(news.then(|| PublishedYear { year, days: days.to_vec(), edition }))
    }

    /// Takes in what was published.
    pub(super) fn take(&mut self, year: PublishedYear) {
        // What was decided could be told; a table that cannot be leaves the calendar as it was, and never ends a replay.
        if let Ok(calendar) = self.calendar.with_year(year.edition, year.year, &year.days) {
            self.calendar = Arc::new(calendar);
            self.published.push(year);
        }
    }
}

impl Default for OfficeCalendar {
    fn default() -> Self {
        Self { published: Vec::new(), calendar: Calendar::china() }
    }
}

impl From<Vec<PublishedYear>> for OfficeCalendar {
    fn from(years: Vec<PublishedYear>) -> Self {
        let mut calendar = Self::default();
        for year in years {
            calendar.take(year);
        }
        calendar
    }
}

impl From<OfficeCalendar> for Vec<PublishedYear> {
    fn from(calendar: OfficeCalendar) -> Self {
        calendar.published
    }
}
