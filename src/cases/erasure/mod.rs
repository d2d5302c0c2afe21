//! 个人信息删除: what was asked to be erased of the people in the office's cases, who decided it, and what became of it
//! (个人信息保护法 47).
//!
//! Somebody asks, for a reason; somebody else approves or rejects. While the time for which the case must be kept has not
//! ended, what is asked for is restricted: it is kept, and nobody works with it. After that the keys are destroyed, and
//! the program says so. One stream for the whole office: whoever seals something new has read it, and uses none of the keys
//! that go.
mod command;
mod decide;
mod event;
#[cfg(test)]
mod examples;
mod refusal;
mod state;
#[cfg(test)]
mod tests;

pub use command::ErasureCommand;
pub use event::{ErasureEvent, Ground, Part};
#[cfg(test)]
pub(crate) use examples::{every_example, examples};
pub use refusal::ErasureRefusal;
pub use state::{ErasureLife, Request, Stage};

/// What was asked to be erased in an office.
pub type Erasures = super::case_file::CaseFile<ErasureLife>;
