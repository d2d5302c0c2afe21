//! The keys that seal what is personal, held apart from the log. Each case and subject has a random key of its own.
//!
//! Keys are made and stored ahead of need, many at once, so that a key is durable before the event that it seals and
//! no command waits for a second flush.
//!
//! Three levels: a master key in a file or a token (`master/`) wraps one key a month for each office (`office_keys.rs`), which wraps
//! the keys of cases and people (`store.rs`). What is destroyed is noted outside the databases (`erased.rs`).
mod changing;
mod cipher;
mod digest;
mod drafts;
mod erased;
mod guard;
mod master;
mod office_keys;
mod opening;
#[cfg(test)]
pub(crate) mod openssl;
mod seal;
mod secret;
#[cfg(any(feature = "sm", test))]
mod sm;
mod store;
pub mod stream;
mod wrap;

pub use changing::Changed;
pub use cipher::Cipher;
pub use drafts::{DRAFTS, Drafts};
pub use erased::{Erased, Ledger};
pub use guard::{Asking, Guard};
pub use master::{MasterError, MasterFile, MasterKey, Passphrase, SHORTEST_PASSPHRASE, TokenPlace, look};
pub use office_keys::{Turned, WrappedOfficeKey};
pub use opening::opened;
pub use seal::{SealError, names, seal, unseal};
pub use secret::{open_secret, seal_secret};
pub use store::{BroughtUp, KeyCount, KeyStore};

use crate::cases::personal::Subject;
use std::collections::{HashMap, HashSet};
use uuid::Uuid;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// The bytes of a key; gone from memory when dropped.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct Secret([u8; 32]);

/// A key and its name, which sealed values bear.
#[derive(Clone)]
pub struct Key {
    /// Its name.
    pub id: Uuid,
    secret: Secret,
}

impl Key {
    /// A new key.
    #[must_use]
    pub fn random(source: &crate::clock::Source) -> Self {
        Self { id: source.uuid(), secret: Secret(source.bytes()) }
    }

    /// A new key under a name that is known before.
    #[must_use]
    pub fn named(id: Uuid, source: &crate::clock::Source) -> Self {
        Self { id, secret: Secret(source.bytes()) }
    }

    const fn from_parts(id: Uuid, secret: [u8; 32]) -> Self {
        Self { id, secret: Secret(secret) }
    }

    const fn secret(&self) -> &[u8; 32] {
        &self.secret.0
    }
}

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Key({})", self.id)
    }
}

/// The keys of one case: which key each subject has, and the secrets of those that are at hand.
#[derive(Clone, Debug, Default)]
pub struct KeyRing {
    names: Vec<(Subject, Uuid)>,
    secrets: HashMap<Uuid, Key>,
    /// What the events told of their keys when these were new.
    committed: HashMap<Uuid, seal::Commitment>,
}

impl KeyRing {
    /// Notes the keys that a sealed payload names.
    ///
    /// # Errors
    /// When the payload is damaged.
    pub fn note(&mut self, sealed: &[u8]) -> Result<(), SealError> {
        for named in names(sealed)? {
            if !self.names.contains(&named) {
                self.names.push(named);
            }
        }
        self.committed.extend(seal::commitments(sealed)?);
        Ok(())
    }

    fn holds_what_was_committed_to(&self, key: &Key) -> Result<(), SealError> {
        match self.committed.get(&key.id) {
            Some(committed) if *committed != key.commitment() => Err(SealError::OtherKey(key.id)),
            _ => Ok(()),
        }
    }

    /// The keys that are named and not at hand.
    pub fn wanted(&self) -> impl Iterator<Item = Uuid> + '_ {
        self.names.iter().map(|(_, id)| *id).filter(|id| !self.secrets.contains_key(id))
    }

    /// Takes the secrets of those keys that it names.
    pub fn take(&mut self, keys: &HashMap<Uuid, Key>) {
        let wanted: Vec<_> = self.wanted().collect();
        for key in wanted.iter().filter_map(|id| keys.get(id)) {
            self.secrets.insert(key.id, key.clone());
        }
    }

    /// Nothing is sealed or opened with these keys any more.
    pub fn forget(&mut self, gone: &HashSet<Uuid>) {
        if !gone.is_empty() {
            self.secrets.retain(|id, _| !gone.contains(id));
        }
    }

    /// The key under which new values of `subject` are sealed: its latest, if it is at hand.
    fn of(&self, subject: Subject) -> Option<&Key> {
        let (_, id) = self.names.iter().rfind(|(named, _)| *named == subject)?;
        self.secrets.get(id)
    }

    fn assign(&mut self, subject: Subject, key: Key) {
        self.names.push((subject, key.id));
        self.secrets.insert(key.id, key);
    }

    fn named(&self, id: Uuid) -> Option<&Key> {
        self.secrets.get(&id)
    }
}
