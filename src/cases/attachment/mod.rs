//! 附件: which papers, photographs and recordings hang on a case: what each is, when and where it was made.
//!
//! It is a stream beside the case's own, the same for every kind of case: a file says nothing about where the case
//! stands, and whoever photographs a place never stands in the way of whoever decides. The bytes lie in the file store,
//! by the same SHA-256; the history of a case tells both streams.
mod command;
mod decide;
mod event;
#[cfg(test)]
mod examples;
mod refusal;
mod state;
#[cfg(test)]
mod tests;

pub use command::AttachmentCommand;
pub use event::{
    AttachmentEvent, AttachmentKind, GeoPoint, Latitude, Longitude, NoAttachmentKind, NoDegrees, Title,
};
#[cfg(test)]
pub(crate) use examples::examples;
pub use refusal::AttachmentRefusal;
pub use state::{Attached, AttachmentLife};

/// What hangs on one case.
pub type Attachment = super::case_file::CaseFile<AttachmentLife>;
