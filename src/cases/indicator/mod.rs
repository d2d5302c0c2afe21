//! 指标, a number that a report gives and nobody's cases make: police calls, square metres by another department's rule,
//! a rank in the district.
//!
//! An indicator is told for a year, a quarter or a month: each has a stream of its own. It is *recorded* as it stood on
//! a day (截至), by a counting rule (口径) and a source, exactly or as far as the source says. A later word counts from
//! its own day on: what was told before stays as it was told. Two rules for one thing are two indicators, and nobody
//! adds them.
//!
//! What stands in it is the office's own words for a number, as a report prints them, and never about a person.
mod command;
mod decide;
mod event;
#[cfg(test)]
mod examples;
mod period;
mod quantity;
mod refusal;
mod state;
#[cfg(test)]
mod tests;

use super::case_file::CaseFile;

pub use command::IndicatorCommand;
pub use event::{
    CountingRule, Exactness, IndicatorEvent, IndicatorId, IndicatorName, Source, Told, UnitWord,
};
#[cfg(test)]
pub(crate) use examples::examples;
pub use period::Period;
pub use quantity::Quantity;
pub use refusal::IndicatorRefusal;
pub use state::{IndicatorLife, Reading};

/// The file of one indicator for one period.
pub type Indicator = CaseFile<IndicatorLife>;
