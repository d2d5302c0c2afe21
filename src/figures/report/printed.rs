//! A report that was printed, number by number.
use super::Head;
use crate::cases::occurred::Day;
use crate::figures::Exact;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

const OF_2019: &str = include_str!("../../../samples/report-2019.toml");

/// Why the numbers of a printed report cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct PrintedError(String);

/// How a printed number is meant.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Exactness {
    /// As it is.
    #[default]
    Exact,
    /// 余: at least so many.
    AtLeast,
    /// 第: a place among others.
    Rank,
    /// From one number to another.
    Range,
}

/// What of a figure a printed number is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Side {
    /// Its value.
    #[default]
    Value,
    /// The year's target for it.
    Target,
    /// What is divided.
    Numerator,
    /// By what.
    Denominator,
}

/// A printed number.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Printed {
    /// The figure that keeps this number, or would.
    pub id: String,
    /// Where it stands.
    pub place: String,
    /// What it is said to be.
    pub words: String,
    /// As it was printed.
    pub printed: String,
    /// Its unit.
    pub unit: String,
    /// How it is meant.
    #[serde(default)]
    pub exact: Exactness,
    #[serde(default)]
    pub(super) aspect: Side,
    pub(super) zone: Option<String>,
    pub(super) address: Option<String>,
}

impl Printed {
    /// Its bounds: the same number twice, except of a range and of a least number.
    pub(super) fn bounds(&self) -> Option<(Exact, Option<Exact>)> {
        let number = |text: &str| text.parse::<Exact>().ok();
        match self.exact {
            Exactness::Range => {
                let (least, most) = self.printed.split_once('-')?;
                Some((number(least)?, Some(number(most)?)))
            }
            Exactness::AtLeast => Some((number(&self.printed)?, None)),
            Exactness::Exact | Exactness::Rank => {
                let number = number(&self.printed)?;
                Some((number, Some(number)))
            }
        }
    }

    /// The dimension and value of the part that it is.
    pub(super) fn part(&self) -> Option<(&'static str, &str)> {
        let zone = self.zone.as_deref().map(|zone| ("zone", zone));
        zone.or_else(|| self.address.as_deref().map(|address| ("address", address)))
    }
}

/// A printed report.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PrintedReport {
    /// The year.
    pub year: i32,
    /// The office's code.
    pub office: String,
    /// The day on which it was written.
    pub as_of: Day,
    /// Its numbers, in its order.
    #[serde(rename = "figure")]
    pub figures: Vec<Printed>,
}

impl PrintedReport {
    /// The printed report that the program knows for a year and an office.
    #[must_use]
    pub fn known(year: i32, office: &str) -> Option<Self> {
        let known = Self::parse(OF_2019).ok()?;
        (known.year == year && known.office == office).then_some(known)
    }

    /// Reads a printed report's numbers.
    ///
    /// # Errors
    /// With the place, when a line makes no sense, or a number is none.
    pub fn parse(text: &str) -> Result<Self, PrintedError> {
        let report: Self =
            toml::from_str(text).map_err(|error| PrintedError(error.to_string().trim_end().to_owned()))?;
        match report.figures.iter().find(|figure| figure.bounds().is_none()) {
            Some(Printed { id, printed, .. }) => {
                Err(PrintedError(format!("'{printed}' of {id} is no number such as 100.25")))
            }
            None => Ok(report),
        }
    }

    /// Whether it is of the same office and year as a whole.
    pub(super) fn is_of(&self, head: &Head) -> bool {
        let whole = head.committee.is_none() && head.quarter.is_none() && head.month.is_none();
        whole && !head.brief && self.year == head.year && self.office == head.office
    }
}
