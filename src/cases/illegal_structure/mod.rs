//! 违法建筑, an illegal structure, from the first report to the closed case.
//!
//! Somebody complains, a patrol sees it, or a ledger lists it: the structure is *reported*. Within 24 hours, or 2 if
//! it is still being built, officers are on the site and *investigate*. It is *not illegal*, is *transferred* to
//! another body, or two officers *file* a case. Each site (处) is then *determined* with its area and the party is
//! *ordered to demolish*; the order is announced and *served*. From service run the terms to appeal.
//!
//! The party demolishes, or asks for help (帮拆). Otherwise the party is urged (催告) and heard, the district
//! government *decides* to demolish by force, that is *announced*, and when the terms to appeal have lapsed the site
//! is demolished by force, never by night or on a statutory holiday. What is still being built is *stopped*, and
//! demolished at once when the stop is refused. What was demolished is measured and *accepted* (验收), site by site,
//! and when no site is left the case is *closed*.
//!
//! Beside this way: suspended and resumed, in litigation, an agreement, terminated, reassigned, reopened, linked,
//! void, corrected.
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

pub use command::StructureCommand;
pub use event::{
    Appeal, AppealOutcome, ClaimedSite, ForceDecider, HearingForm, ReportSource, ServiceWay, Site, SiteNo,
    Stock, StructureEvent, StructureKind, SuspensionReason, TerminationReason, TransferResult, Way, Zone,
};
#[cfg(test)]
pub(crate) use examples::examples;
pub use refusal::StructureRefusal;
pub use state::{
    Demolition, DemolitionOrder, ForcedDemolition, Phase, SiteLife, StopOrder, StructureLife, Transfer,
    Voided,
};

/// The file of one illegal structure.
pub type IllegalStructure = CaseFile<StructureLife>;
