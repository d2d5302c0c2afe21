//! 知悉范围: who belongs to a case: its handlers and inspectors, who is accused in it, how secret it is, and who was
//! admitted to read it all the same.
//!
//! It is a stream beside the case's own, so that reading a case's history tells nobody who is accused in it.
mod command;
mod decide;
mod event;
#[cfg(test)]
mod examples;
mod refusal;
mod state;
#[cfg(test)]
mod tests;

pub use command::AccessCommand;
pub use event::{AccessEvent, Confidentiality};
#[cfg(test)]
pub(crate) use examples::examples;
pub use refusal::AccessRefusal;
pub use state::{AccessLife, Part};

/// Who belongs to one case.
pub type Access = super::case_file::CaseFile<AccessLife>;
