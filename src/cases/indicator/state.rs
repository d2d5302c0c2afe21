//! What is known of an indicator.
use super::event::{IndicatorEvent, Told};
use super::refusal::IndicatorRefusal;
use super::{Exactness, IndicatorId, Period};
use crate::cases::ids::Version;
use crate::cases::occurred::{Dated, Day, Occurred};
use serde::{Deserialize, Serialize};

/// What was told at one time.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Reading {
    /// Which step it was.
    pub version: Version,
    /// When it was told.
    pub occurred: Occurred,
    /// What.
    pub told: Told,
}

/// An indicator of one period so far.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct IndicatorLife {
    /// Which indicator, of which period; none before anything was told.
    pub indicator: Option<(IndicatorId, Period)>,
    /// What was told, in the order in which it was.
    pub readings: Vec<Reading>,
}

impl IndicatorLife {
    /// What counts as of a day: what was told for the latest day until then, and of that what was told last. What is
    /// told of the whole period belongs to it, whatever the day, until a day's own word follows it.
    #[must_use]
    pub fn as_of(&self, day: Day) -> Option<&Reading> {
        let known =
            self.readings.iter().filter(|reading| reading.told.as_of.is_none_or(|as_of| as_of <= day));
        known.max_by_key(|reading| (reading.told.as_of, reading.version))
    }

    pub(super) fn admits(&self, step: &Dated<IndicatorEvent>) -> Result<(), IndicatorRefusal> {
        let IndicatorEvent::IndicatorRecorded { indicator, period, told } = &step.what else { return Ok(()) };
        if let Some((known, of)) = &self.indicator
            && (known, of) != (indicator, period)
        {
            return Err(IndicatorRefusal::AnotherIndicator { indicator: known.clone(), period: *of });
        }
        if !is_id(indicator.as_str()) {
            return Err(IndicatorRefusal::NoSuchId(indicator.clone()));
        }
        if let Some(as_of) = told.as_of.filter(|as_of| *as_of < period.first()) {
            return Err(IndicatorRefusal::BeforePeriod { as_of, period: *period, first: period.first() });
        }
        let fits = match (told.exactness, told.upper) {
            (Exactness::Range, Some(upper)) => upper > told.value,
            (Exactness::Range, None) => false,
            (_, upper) => upper.is_none(),
        };
        if !fits {
            return Err(IndicatorRefusal::NoRange);
        }
        let other = self.readings.iter().any(|reading| reading.told.unit != told.unit);
        if other { Err(IndicatorRefusal::OtherUnit) } else { Ok(()) }
    }

    pub(super) fn take(&mut self, version: Version, step: &Dated<IndicatorEvent>) {
        if let IndicatorEvent::IndicatorRecorded { indicator, period, told } = &step.what {
            self.indicator = Some((indicator.clone(), *period));
            self.readings.push(Reading { version, occurred: step.occurred, told: told.clone() });
        }
    }
}

/// A department and a name, in small letters, digits and underscores.
fn is_id(id: &str) -> bool {
    let word = |word: &str| {
        word.starts_with(|first: char| first.is_ascii_lowercase())
            && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
    };
    id.split('.').count() >= 2 && id.split('.').all(word)
}
