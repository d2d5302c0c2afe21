//! 街道办事处: the office itself: its code and name, its committees, its yearly targets, its calendar.
mod calendar;
mod command;
mod decide;
mod event;
#[cfg(test)]
mod examples;
pub mod message;
mod naming;
mod refusal;
mod state;
#[cfg(test)]
mod tests;

pub use calendar::{OfficeCalendar, PublishedYear};
pub use command::OfficeCommand;
pub use event::{Amount, FigureId, OfficeEvent};
#[cfg(test)]
pub(crate) use examples::examples;
pub use message::{MessageId, MessageText, MessageWords, Messages};
pub use naming::{ColumnName, HeaderName, Headers};
pub use refusal::OfficeRefusal;
pub use state::OfficeLife;

/// An office.
pub type Office = super::case_file::CaseFile<OfficeLife>;
