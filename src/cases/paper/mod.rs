//! 文书: the official papers of a case: which were issued, under which number, and whether each still stands.
//!
//! It is a stream beside the case's own, the same for every kind of case: a paper tells of a step that the case has
//! taken, and takes none itself. Its number comes from the office's own series with the very append that issues it, so
//! that none is given twice and none is missing. The bytes lie in the file store, by their SHA-256: printing again gives
//! the same ones. A paper that is void stays, with its number.
mod command;
mod decide;
mod event;
#[cfg(test)]
mod examples;
mod kind;
mod numbers;
mod refusal;
mod state;
mod telling;
#[cfg(test)]
mod tests;

pub use command::PaperCommand;
pub use event::{Issue, PaperEvent};
#[cfg(test)]
pub(crate) use examples::examples;
pub use kind::{NoPaperKind, PaperKind};
pub use numbers::serial;
pub use refusal::PaperRefusal;
pub use state::{Paper, PaperLife};
pub use telling::{Telling, Tellings, tellings};

/// The papers of one case.
pub type Papers = super::case_file::CaseFile<PaperLife>;
