//! 催办提醒: who was told that something in a case falls due, and when; nobody is told twice.
//!
//! People are told on working days and in working hours alone: three working days before, on the day, once it is late,
//! and, three working days later, those who lead. What falls due is the case's own to know; this stream beside it keeps
//! only what was said about it.
mod command;
mod decide;
mod event;
#[cfg(test)]
mod examples;
mod refusal;
mod state;
#[cfg(test)]
mod tests;

pub use command::ReminderCommand;
pub use event::{ClockName, ReminderEvent, Stage};
#[cfg(test)]
pub(crate) use examples::examples;
pub use refusal::ReminderRefusal;
pub use state::{ReminderLife, Reminding};

/// What was said about the deadlines of one case.
pub type Reminder = super::case_file::CaseFile<ReminderLife>;
