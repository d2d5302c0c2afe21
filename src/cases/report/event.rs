//! What happened to a publication.
use crate::cases::case_file::Correction;
use crate::cases::facts::Irregularity;
use crate::cases::occurred::Day;
use crate::cases::office::FigureId;
use crate::cases::words::Committee;
use serde::{Deserialize, Serialize};

crate::text_newtypes! {
    /// SHA-256 of the texts by which a report was written, in hexadecimal.
    TemplateHash(64),
    /// The zone, address or other value of a dimension to which a number belongs.
    PartName(200),
    /// The dimension: `zone`.
    DimensionName(20),
}

/// A decimal number: `units / 10^decimals`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Decimal {
    /// The number without its point.
    pub units: i64,
    /// How many digits stand behind the point.
    pub decimals: u8,
}

/// A part of a year.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Period {
    /// All of it.
    Year,
    /// A quarter, from 1.
    Quarter(u8),
    /// A month, from 1.
    Month(u8),
}

/// The part of a figure that a number is.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct PartOf {
    /// The dimension.
    pub dimension: DimensionName,
    /// Its value; none for cases without one.
    pub of: Option<PartName>,
}

/// A figure, as it was said.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Said {
    /// Which.
    pub figure: FigureId,
    /// Which part of it; none for all of it.
    pub part: Option<PartOf>,
    /// Its value; none where there was nothing to divide by.
    pub value: Option<Decimal>,
    /// What was divided.
    pub numerator: Option<Decimal>,
    /// By what.
    pub denominator: Option<Decimal>,
}

/// All that a published report said.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Publication {
    /// The year that it is about.
    pub year: i32,
    /// The part of the year.
    pub period: Period,
    /// The committee of a committee's own report.
    pub committee: Option<Committee>,
    /// What had happened by that evening.
    pub as_of: Day,
    /// The position of the log up to which it looked.
    pub position: i64,
    /// By which texts it was written.
    pub templates: TemplateHash,
    /// The figures, in the order of its sentences.
    pub said: Vec<Said>,
}

/// An event of a publication.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum ReportEvent {
    /// 印发: the report was published.
    ReportPublished {
        /// What it said.
        publication: Publication,
    },
    /// 撤回: it was withdrawn.
    ReportWithdrawn {},
    /// An earlier step was corrected.
    ReportCorrected {
        /// Which, and how.
        correction: Correction<ReportEvent>,
    },
    /// A step against the rules, found in imported history.
    ReportIrregularityFound {
        /// Which rule.
        irregularity: Irregularity,
    },
}

crate::facts!(ReportEvent {
    ReportPublished = 1,
    ReportWithdrawn = 1,
    ReportCorrected = 1,
    ReportIrregularityFound = 1,
});
