//! Recorded events opened: with the keys that are left, for a reader who may see what is personal in them.
use super::{KeyRing, KeyStore, SealError, unseal};
use crate::cases::ids::OfficeId;
use crate::cases::personal::Slot;
use crate::database::StorageError;
use crate::event_log::RecordedEvent;
use crate::event_log::committer::Place;

impl KeyStore {
    /// The keys with which these events of an office are sealed, as far as they were not destroyed.
    ///
    /// # Errors
    /// When the database fails, or what is sealed is damaged.
    pub async fn ring_of(&self, office: OfficeId, events: &[RecordedEvent]) -> Result<KeyRing, StorageError> {
        let mut ring = KeyRing::default();
        for event in events {
            if let Some(sealed) = &event.personal {
                ring.note(sealed).map_err(|error| damaged(event, error))?;
            }
        }
        let wanted: Vec<_> = ring.wanted().collect();
        ring.take(&self.of(office, &wanted).await?);
        Ok(ring)
    }
}

/// What is personal in the event, where the ring has its key.
///
/// # Errors
/// When what is sealed is damaged.
pub fn opened(event: &RecordedEvent, ring: &KeyRing) -> Result<Vec<Option<Slot>>, StorageError> {
    let place = Place { office: event.office, stream: event.stream, version: event.version };
    event
        .personal
        .as_ref()
        .map_or(Ok(Vec::new()), |sealed| unseal(ring, place, sealed).map_err(|error| damaged(event, error)))
}

fn damaged(event: &RecordedEvent, error: SealError) -> StorageError {
    let row = format!("position {}", event.position);
    StorageError::BadRow { table: "events", row, reason: error.to_string() }
}
