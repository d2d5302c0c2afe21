//! What a report is written from: the figures of its period, with their words.
use super::Head;
use crate::figures::Exact;
use std::collections::{BTreeMap, BTreeSet};

/// A figure, as the report tells it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Told {
    /// What it is called.
    pub label: String,
    /// Its unit.
    pub unit: String,
    /// The counting rule in words.
    pub rule: String,
    /// Its value; none where there is nothing to divide by.
    pub value: Option<Exact>,
    /// Of a rate: what is divided.
    pub numerator: Option<Exact>,
    /// Of a rate: by what.
    pub denominator: Option<Exact>,
    /// The year's target.
    pub target: Option<Exact>,
    /// How much of that is reached, in a hundred.
    pub reached: Option<Exact>,
}

impl Told {
    /// Whether it is a share in a hundred.
    #[must_use]
    pub fn is_rate(&self) -> bool {
        self.unit == "%"
    }
}

/// A figure for one value of a dimension.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Part {
    /// The dimension's value; empty for cases without one.
    pub of: String,
    /// The figure.
    pub value: Option<Exact>,
    /// Of a rate: what is divided.
    pub numerator: Option<Exact>,
    /// Of a rate: by what.
    pub denominator: Option<Exact>,
}

/// All that a report is written from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Sources {
    /// What it is about.
    pub head: Head,
    /// The figures of the period, by their ids.
    pub now: BTreeMap<String, Told>,
    /// Those of them that nobody ever recorded anything for: the log does not say that they are nought.
    pub unrecorded: BTreeSet<String>,
    /// The same of the period a year before.
    pub before: BTreeMap<String, Told>,
    /// The figures of the period by figure and dimension.
    pub parts: BTreeMap<(String, &'static str), Vec<Part>>,
    /// The committee's part of each figure a year before.
    pub parts_before: BTreeMap<String, Vec<Part>>,
}

impl Sources {
    /// The figure of this id in the report's period, or of one value of a dimension.
    ///
    /// Of a figure that is divided by the dimension, a value without any cases is nothing at all: zero. A figure that is not
    /// divided by it has no such part.
    #[must_use]
    pub fn part(&self, id: &str, dimension: &'static str, of: &str) -> Option<Told> {
        let whole = self.recorded(id)?;
        let parts = self.parts.get(&(id.to_owned(), dimension)).map_or(&[] as &[Part], Vec::as_slice);
        of_part(whole, parts, of)
    }

    /// The figure of this id in the report: of a committee's own report, the committee's part.
    #[must_use]
    pub fn told(&self, id: &str) -> Option<Told> {
        match &self.head.committee {
            Some(committee) => self.part(id, "committee", committee),
            None => self.recorded(id).cloned(),
        }
    }

    /// The figure of this id of the whole office, if anything was ever recorded for it.
    #[must_use]
    pub fn recorded(&self, id: &str) -> Option<&Told> {
        self.now.get(id).filter(|_| !self.unrecorded.contains(id))
    }

    /// The same a year before.
    #[must_use]
    pub fn told_before(&self, id: &str) -> Option<Told> {
        let whole = self.before.get(id)?;
        match &self.head.committee {
            Some(committee) => {
                of_part(whole, self.parts_before.get(id).map_or(&[] as &[Part], Vec::as_slice), committee)
            }
            None => Some(whole.clone()),
        }
    }
}

fn of_part(whole: &Told, parts: &[Part], of: &str) -> Option<Told> {
    let nothing = whole.denominator.or(whole.value).is_none_or(Exact::is_zero);
    if parts.is_empty() && !nothing {
        return None;
    }
    let zero = Exact::whole(0);
    let found = parts.iter().find(|part| part.of == of);
    let (value, numerator, denominator) = match found {
        Some(part) => (part.value, part.numerator, part.denominator),
        // Nothing is divided by nothing: a share has no value.
        None if whole.denominator.is_some() || whole.is_rate() => (None, Some(zero), Some(zero)),
        None => (whole.value.map(|_| zero), None, None),
    };
    Some(Told { value, numerator, denominator, target: None, reached: None, ..whole.clone() })
}
