//! 印发的报告: what the office once said in a report, on which day, and what its log knew then.
//!
//! A publication is one stream. It keeps every figure that the report told, exactly, so that later anybody can ask what
//! the same figures are now and which events made the difference. What was said stays said: a report that was wrong is
//! withdrawn, and another one published.
mod command;
mod decide;
mod event;
#[cfg(test)]
mod examples;
mod refusal;
mod state;
#[cfg(test)]
mod tests;

pub use command::ReportCommand;
pub use event::{
    Decimal, DimensionName, PartName, PartOf, Period, Publication, ReportEvent, Said, TemplateHash,
};
#[cfg(test)]
pub(crate) use examples::examples;
pub use refusal::ReportRefusal;
pub use state::ReportLife;

/// One publication of a report.
pub type PublishedReport = super::case_file::CaseFile<ReportLife>;
