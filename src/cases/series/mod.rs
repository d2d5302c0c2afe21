//! 编号: the series from which cases and papers get their numbers. A series is a stream, so no number is given twice,
//! whoever asks. Numbers that paper brings are taken in it too, so that live ones go on after them.
use super::fact::Fact;
use super::ids::CaseId;
use super::occurred::Dated;
use super::words::CaseNumber;
use serde::{Deserialize, Serialize};

/// What happens to the numbers of a series.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum SeriesEvent {
    /// A case got a number.
    NumberAllotted {
        /// The number.
        number: CaseNumber,
        /// The case.
        to: CaseId,
    },
    /// The case that had the number was taken back with its import; the number is free again.
    NumberReleased {
        /// The number.
        number: CaseNumber,
    },
}

crate::facts!(SeriesEvent { NumberAllotted = 1, NumberReleased = 1 });

/// Why a number is refused.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum SeriesRefusal {
    /// It is not to be had. Which case has it is not said, nor of which kind: whoever asks may not be allowed to know of it. That
    /// some case has it cannot be hidden, for a number is never given twice.
    #[error("number {0} cannot be used; choose another one")]
    Taken(CaseNumber),
    /// No case has it.
    #[error("number {0} was not given to any case")]
    NotTaken(CaseNumber),
    /// The series cannot count on.
    #[error("the series {0} has no number left")]
    Exhausted(String),
}

impl SeriesRefusal {
    /// Every key that there is.
    pub const KEYS: &'static [&'static str] = &["number.taken", "number.not_taken", "number.exhausted"];

    /// The key under which the reason is worded for people.
    #[must_use]
    pub const fn key(&self) -> &'static str {
        match self {
            Self::Taken(_) => "number.taken",
            Self::NotTaken(_) => "number.not_taken",
            Self::Exhausted(_) => "number.exhausted",
        }
    }
}

/// The numbers of one series that are taken, as runs: a series without gaps is one run, however long.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct NumberSeries {
    /// First and last of each run, in order, never touching.
    runs: Vec<(u64, u64)>,
}

impl NumberSeries {
    /// A series of which no number is taken.
    pub const EMPTY: Self = Self { runs: Vec::new() };

    /// Gives the case a number that somebody else chose.
    ///
    /// # Errors
    /// When another case has it.
    pub fn allot(&self, number: &CaseNumber, to: CaseId) -> Result<SeriesEvent, SeriesRefusal> {
        let (_, ordinal) = number.in_series();
        if self.run_of(ordinal).is_ok() {
            return Err(SeriesRefusal::Taken(number.clone()));
        }
        Ok(SeriesEvent::NumberAllotted { number: number.clone(), to })
    }

    /// Gives the number that follows the highest, and no other: so none is left out. A series begins where its first
    /// number says.
    ///
    /// # Errors
    /// When it is another one.
    pub fn allot_next(&self, number: &CaseNumber, to: CaseId) -> Result<SeriesEvent, SeriesRefusal> {
        let (_, ordinal) = number.in_series();
        match self.runs.last() {
            Some((_, last)) if ordinal != last + 1 => Err(SeriesRefusal::Taken(number.clone())),
            _ => self.allot(number, to),
        }
    }

    /// The number after the highest, with at least `width` digits.
    ///
    /// # Errors
    /// When there is none.
    pub fn next(&self, prefix: &str, width: usize) -> Result<CaseNumber, SeriesRefusal> {
        let next = self.runs.last().map_or(1, |(_, last)| last + 1);
        let number: CaseNumber = format!("{prefix}{next:0width$}")
            .parse()
            .map_err(|_| SeriesRefusal::Exhausted(prefix.to_owned()))?;
        if number.in_series() == (prefix, next) {
            Ok(number)
        } else {
            Err(SeriesRefusal::Exhausted(prefix.to_owned()))
        }
    }

    /// Frees a number.
    ///
    /// # Errors
    /// When no case has it.
    pub fn release(&self, number: &CaseNumber) -> Result<SeriesEvent, SeriesRefusal> {
        match self.run_of(number.in_series().1) {
            Ok(_) => Ok(SeriesEvent::NumberReleased { number: number.clone() }),
            Err(_) => Err(SeriesRefusal::NotTaken(number.clone())),
        }
    }

    /// Takes an event in.
    pub fn fold(&mut self, event: &Dated<SeriesEvent>) {
        match &event.what {
            SeriesEvent::NumberAllotted { number, .. } => self.take(number.in_series().1),
            SeriesEvent::NumberReleased { number } => self.free(number.in_series().1),
        }
    }

    /// The run that holds `ordinal`, or where one would stand.
    fn run_of(&self, ordinal: u64) -> Result<usize, usize> {
        self.runs.binary_search_by(|(first, last)| {
            if *last < ordinal {
                std::cmp::Ordering::Less
            } else if *first > ordinal {
                std::cmp::Ordering::Greater
            } else {
                std::cmp::Ordering::Equal
            }
        })
    }

    fn take(&mut self, ordinal: u64) {
        let Err(at) = self.run_of(ordinal) else { return };
        let after_run = at > 0 && self.runs[at - 1].1 + 1 == ordinal;
        let before_run = self.runs.get(at).is_some_and(|(first, _)| *first == ordinal + 1);
        match (after_run, before_run) {
            (true, true) => {
                self.runs[at - 1].1 = self.runs[at].1;
                self.runs.remove(at);
            }
            (true, false) => self.runs[at - 1].1 = ordinal,
            (false, true) => self.runs[at].0 = ordinal,
            (false, false) => self.runs.insert(at, (ordinal, ordinal)),
        }
    }

    fn free(&mut self, ordinal: u64) {
        let Ok(at) = self.run_of(ordinal) else { return };
        let (first, last) = self.runs.remove(at);
        if ordinal < last {
            self.runs.insert(at, (ordinal + 1, last));
        }
        if first < ordinal {
            self.runs.insert(at, (first, ordinal - 1));
        }
    }
}

/// The types of this stream's events.
pub const TYPES: &[(&str, u16)] = SeriesEvent::TYPES;

#[cfg(test)]
mod examples;
#[cfg(test)]
pub(crate) use examples::examples;
#[cfg(test)]
mod tests;
