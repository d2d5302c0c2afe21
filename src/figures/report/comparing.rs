//! The printed report against the log.
use super::printed::{Exactness, Printed, PrintedReport, Side};
use super::sources::Sources;
use crate::figures::Exact;
use serde::Serialize;
use utoipa::ToSchema;

/// How a printed number and the log's compare.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, ToSchema)]
#[schema(as = ReportOutcome)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The log says the same.
    Equal,
    /// It says another number.
    Differs,
    /// It has no such figure.
    NotKept,
}

/// A printed number beside the log's.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct Compared {
    /// The figure that keeps this number, or would.
    pub figure: String,
    /// The part of the figure that it is: a zone or an address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub part: Option<String>,
    /// Where it stands in the printed report.
    pub place: String,
    /// What it is said to be.
    pub words: String,
    /// As it was printed.
    pub printed: String,
    /// How it is meant.
    pub exact: Exactness,
    /// Its unit.
    pub unit: String,
    /// What the log says.
    #[schema(value_type = Option<f64>)]
    pub ours: Option<Exact>,
    /// Equal, different, or not kept.
    pub outcome: Outcome,
}

/// Every number of the printed report beside the log's.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct Comparison {
    /// How many are equal.
    pub equal: usize,
    /// How many differ.
    pub differs: usize,
    /// How many the log does not keep.
    pub not_kept: usize,
    /// Each, in the order of the printed report.
    pub rows: Vec<Compared>,
}

impl Comparison {
    /// Compares.
    #[must_use]
    pub fn of(printed: &PrintedReport, sources: &Sources) -> Self {
        let rows: Vec<_> = printed.figures.iter().map(|figure| compared(figure, sources)).collect();
        let count = |outcome| rows.iter().filter(|row| row.outcome == outcome).count();
        Self {
            equal: count(Outcome::Equal),
            differs: count(Outcome::Differs),
            not_kept: count(Outcome::NotKept),
            rows,
        }
    }

    /// The rows of a figure as a whole that differ.
    pub fn differing(&self, figure: &str) -> impl Iterator<Item = &Compared> {
        let differs = |row: &&Compared| row.part.is_none() && row.outcome == Outcome::Differs;
        self.rows.iter().filter(differs).filter(move |row| row.figure == figure)
    }
}

fn compared(printed: &Printed, sources: &Sources) -> Compared {
    let part = printed.part();
    let told = match part {
        Some((dimension, of)) => sources.part(&printed.id, dimension, of),
        None => sources.recorded(&printed.id).cloned(),
    };
    let ours = told.and_then(|told| match printed.aspect {
        Side::Value => told.value,
        Side::Target => told.target,
        Side::Numerator => told.numerator,
        Side::Denominator => told.denominator,
    });
    let outcome = match ours.zip(printed.bounds()) {
        None => Outcome::NotKept,
        Some((ours, (least, most))) => {
            let below = ours.less(least).is_negative();
            let above = most.is_some_and(|most| most.less(ours).is_negative());
            if below || above { Outcome::Differs } else { Outcome::Equal }
        }
    };
    Compared {
        figure: printed.id.clone(),
        part: part.map(|(_, of)| of.to_owned()),
        place: printed.place.clone(),
        words: printed.words.clone(),
        printed: printed.printed.clone(),
        exact: printed.exact,
        unit: printed.unit.clone(),
        ours,
        outcome,
    }
}
