//! Events with what is personal in them unsealed: for comparing cases with paper, and for readers who may see it.
use crate::cases::case_file::Life;
use crate::cases::occurred::Dated;
use crate::database::StorageError;
use crate::event_log::{RecordedEvent, codec};
use crate::keys::{self, KeyRing};

/// The event with those of its personal values for which the ring has the keys.
///
/// # Errors
/// When it cannot be read.
pub fn unsealed<L: Life>(event: &RecordedEvent, ring: &KeyRing) -> Result<Dated<L::Event>, StorageError> {
    let slots = keys::opened(event, ring)?;
    codec::decode_unsealed(&event.told(), slots).map_err(|error| bad_event(event, &error))
}

/// Says which event cannot be read, and why.
pub fn bad_event(event: &RecordedEvent, reason: &dyn std::fmt::Display) -> StorageError {
    let row = format!("position {}", event.position);
    StorageError::BadRow { table: "events", row, reason: reason.to_string() }
}
