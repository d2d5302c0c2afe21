//! 消防隐患, a fire hazard, from the first report to the day on which it is closed off.
//!
//! Somebody complains, and the complaint is *reported*: a blocked exit is checked within 24 hours, anything else
//! within 3 working days. Two inspectors check the place. There is nothing (the report is *dismissed*), or the hazard
//! is *found*; on patrol it is found without a report. What can be put right at once is *fixed on the spot*
//! (责令立即改正). Otherwise the party is *ordered to rectify* (责令限期改正) by a printed day, which the office may
//! *extend* at the party's request.
//!
//! When the party says that it is done, or when the printed day is over, two inspectors *re-inspect* within 3 working
//! days. What *passed* is rectified, and *closed off* (销号). What *failed* stays under the old deadline until a new
//! order sets another.
//!
//! Beside this way: declared major and downgraded, sealed and the seal lifted, a penalty recommended and recorded,
//! transferred to another body and its result recorded, reassigned, reopened, linked, void, corrected.
mod command;
mod decide;
mod event;
#[cfg(test)]
mod examples;
mod refusal;
mod state;
#[cfg(test)]
mod tests;

use super::case_file::CaseFile;

pub use command::HazardCommand;
pub use event::{
    HazardEvent, HazardKind, Level, MajorStandard, Penalty, PlaceKind, ReinspectionOutcome, ReopenReason,
    TransferResult,
};
#[cfg(test)]
pub(crate) use examples::examples;
pub use refusal::HazardRefusal;
pub use state::{
    HazardLife, PenaltyCase, Phase, RectificationOrder, Reinspection, Seal, Transfer, Verification, Voided,
    Waiting,
};

/// The file of one fire hazard.
pub type FireHazard = CaseFile<HazardLife>;
