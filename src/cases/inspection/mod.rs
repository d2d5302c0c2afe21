//! 安全生产检查, one inspection (家次) of an enterprise, from the visit to the day on which what was found is closed off.
//!
//! Two inspectors visit a unit, alone or led by a leader, and *record* what they saw; the unit's head signs, or refuses,
//! and that is noted (安全生产法 68). Most visits find nothing, and that is all. Otherwise the record lists the hazards
//! (条), general or major, each with a number of its own in the case.
//!
//! The unit is *ordered to rectify* all of them, or some, at once or by a printed day that never rolls; the order is
//! part of an *opinion* (监督检查意见书), a document (份) with a number. The day may be *extended* by a leader.
//!
//! When the unit says that it is done, or when the printed day is over, two inspectors *re-inspect*, with one outcome for
//! all hazards or each its own, and with a second opinion where they write one. What failed is ordered again. When every
//! hazard has passed, the case is *closed off* (销号).
//!
//! Beside this way: transferred to another body and its result recorded, reassigned, reopened, linked, void, corrected.
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

pub use command::InspectionCommand;
pub use event::{Checklist, FoundHazard, HazardNo, HazardResult, Industry, InspectionEvent, Signature};
#[cfg(test)]
pub(crate) use examples::examples;
pub use refusal::InspectionRefusal;
pub use state::{InspectionLife, Opinion, Phase, RectificationOrder, Reinspection, SafetyHazard, Seen};

/// The file of one inspection.
pub type Inspection = CaseFile<InspectionLife>;
