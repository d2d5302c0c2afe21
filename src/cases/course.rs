//! A fact of a case that may change from one day to another: who handles it, when it falls due, whether it is closed.
use super::occurred::Day;
use serde::{Deserialize, Serialize};

/// Values by the day from which each holds, oldest first.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Course<T>(Vec<(Day, T)>);

impl<T> Default for Course<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T: PartialEq> Course<T> {
    /// From `day` on it is `value`. On one day the last word counts.
    pub fn set(&mut self, day: Day, value: T) {
        while self.0.last().is_some_and(|(since, _)| *since >= day) {
            self.0.pop();
        }
        if self.0.last().is_none_or(|(_, latest)| *latest != value) {
            self.0.push((day, value));
        }
    }

    /// The value on `day`.
    #[must_use]
    pub fn on(&self, day: Day) -> Option<&T> {
        self.0.iter().rev().find(|(since, _)| *since <= day).map(|(_, value)| value)
    }

    /// The value now.
    #[must_use]
    pub fn now(&self) -> Option<&T> {
        self.0.last().map(|(_, value)| value)
    }

    /// The days on which it changed.
    pub fn days(&self) -> impl Iterator<Item = Day> + '_ {
        self.0.iter().map(|(day, _)| *day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_word_of_a_day_counts() {
        let day = |d| Day::from_ymd_opt(2019, 3, d).expect("a day");
        let mut course = Course::default();
        course.set(day(1), "open");
        course.set(day(5), "closed");
        course.set(day(5), "open");
        assert_eq!(course.on(day(9)), Some(&"open"));
        course.set(day(8), "closed");
        assert_eq!((course.on(day(7)), course.on(day(8))), (Some(&"open"), Some(&"closed")));
        assert_eq!(course.on(Day::from_ymd_opt(2019, 2, 1).expect("a day")), None);
    }
}
