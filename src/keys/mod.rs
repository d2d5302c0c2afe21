//! The keys that seal what is personal, held apart from the log. Each case and subject has a random key of its own.
mod seal;
mod store;

pub use seal::{SealError, seal, unseal};
pub use store::KeyStore;

use crate::cases::ids::StreamId;
use crate::cases::personal::Subject;
use uuid::Uuid;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// The bytes of a key; gone from memory when dropped.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct Secret([u8; 32]);

/// A key of one subject of one case.
#[derive(Clone)]
pub struct Key {
    /// The case.
    pub stream: StreamId,
    /// Whose data it seals.
    pub subject: Subject,
    /// Its own name, which sealed values bear.
    pub id: Uuid,
    secret: Secret,
}

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Key({}, subject {})", self.id, self.subject.0)
    }
}

/// The keys of one case.
#[derive(Clone, Debug, Default)]
pub struct KeyRing(Vec<Key>);

impl KeyRing {
    /// Adds a key.
    pub fn add(&mut self, key: Key) {
        self.0.push(key);
    }

    /// The key under which new values of `subject` are sealed.
    #[must_use]
    pub fn of(&self, subject: Subject) -> Option<&Key> {
        self.0.iter().rfind(|key| key.subject == subject)
    }

    fn named(&self, id: Uuid) -> Option<&Key> {
        self.0.iter().find(|key| key.id == id)
    }
}
