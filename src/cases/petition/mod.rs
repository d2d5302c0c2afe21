//! 信访事项: what a person brings before the office, and what becomes of it.
//!
//! A letter, a visit, a call or an online petition is registered on the day it comes in, and within fifteen days the
//! petitioner is told what becomes of it: accepted here, forwarded or assigned to a body or department, redirected to
//! who is competent, or not accepted. Whoever was sent a matter that is not theirs returns it.
//!
//! An accepted petition is concluded (办结) with a written opinion within sixty days, which the responsible leader may
//! extend once by up to thirty; ten working days in simplified handling. While it is suspended the clock stands still.
//! A petition may also be concluded by the body it went to.
//!
//! When the reply is served, the petitioner has thirty days to ask for a review, and after that for a final review,
//! in which the days of a hearing do not count. Then it is terminated, and the same facts are no longer accepted. Who
//! does not ask in time has had an answer: the file is closed.
//!
//! Beside it: the petitioner rates how it was handled, a dispute is mediated and, by a later fact of its own, settled
//! (化解); leaders urge; the department in charge changes; a handler steps back; petitions are linked, merged, withdrawn,
//! reopened or void. Whether two people are the same is never decided here.
mod command;
mod decide;
mod event;
#[cfg(test)]
pub(crate) mod examples;
mod refusal;
mod state;
#[cfg(test)]
mod tests;

pub use command::PetitionCommand;
pub use event::{
    Category, Channel, ClaimPath, Destination, DisputeCategory, IncidentKind, MediationOutcome, Opinion,
    OwnChannel, PetitionClass, PetitionEvent, Rating, Representatives, ReviewOutcome, Route,
};
pub use refusal::PetitionRefusal;
pub use state::{Incident, PetitionLife, PetitionPhase, PetitionStep, Registration, Settlement};

/// The file of one petition.
pub type Petition = super::case_file::CaseFile<PetitionLife>;
