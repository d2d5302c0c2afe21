//! What a program has in their place that was built without the national algorithms: it says so.
use super::NOT_BUILT;
use crate::cases::ids::OfficeId;
use crate::clock::Source;
use crate::database::{Db, StorageError};
use crate::event_log::tree::Hash;
use crate::proof::checkpoint::{Checkpoint, NoteTrouble};
use crate::proof::signer::SignError;
use crate::proof::verify::Finding;
use std::fmt;
use std::path::Path;
use std::str::FromStr;

/// A key of SM2: none is ever there.
#[derive(Clone, Debug)]
pub enum SmKey {}

impl SmKey {
    /// None, where none is wanted.
    ///
    /// # Errors
    /// When there is a key that this program cannot use.
    pub fn beside(path: &Path, _: &str) -> Result<Option<Self>, SignError> {
        let path = path.with_added_extension("sm2");
        if path.exists() {
            return Err(SignError::File { path: path.display().to_string(), reason: NOT_BUILT.to_owned() });
        }
        Ok(None)
    }

    /// None can be made.
    ///
    /// # Errors
    /// Always.
    pub fn make(path: &Path, _: &str, _: &Source) -> Result<SmPublicKey, SignError> {
        Err(SignError::File { path: path.display().to_string(), reason: NOT_BUILT.to_owned() })
    }

    /// The line of its signature.
    ///
    /// # Errors
    /// Never.
    pub const fn line(&self, _: &str, _: &[u8]) -> Result<String, NoteTrouble> {
        match *self {}
    }
}

/// A public key of SM2: none can be read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum SmPublicKey {}

impl SmPublicKey {
    /// Whether it is of a log.
    #[must_use]
    pub const fn is_of(&self, _: &str) -> bool {
        match *self {}
    }

    /// Whether a checkpoint bears its signature.
    ///
    /// # Errors
    /// Never.
    pub const fn verify(&self, _: &Checkpoint) -> Result<(), NoteTrouble> {
        match *self {}
    }
}

impl fmt::Display for SmPublicKey {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {}
    }
}

impl FromStr for SmPublicKey {
    type Err = NoteTrouble;

    fn from_str(_: &str) -> Result<Self, NoteTrouble> {
        Err(NoteTrouble::Key(NOT_BUILT.to_owned()))
    }
}

/// The edge of a tree that is never built.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Sm3Edge {}

impl Sm3Edge {
    /// Nothing can be gone on from.
    #[must_use]
    pub const fn read(_: u64, _: &[u8]) -> Option<Self> {
        None
    }

    /// Its root.
    #[must_use]
    pub const fn root(&self) -> Hash {
        match *self {}
    }

    /// Its bytes.
    #[must_use]
    pub const fn bytes(&self) -> Vec<u8> {
        match *self {}
    }
}

/// Builds nothing.
///
/// # Errors
/// Always.
pub async fn after(_: &Db, _: OfficeId, _: Option<Sm3Edge>, _: u64) -> Result<Sm3Edge, SignError> {
    Err(SignError::File { path: "the SM3 tree".to_owned(), reason: NOT_BUILT.to_owned() })
}

/// Holds nothing against checkpoints, and says so where one has something to hold.
///
/// # Errors
/// Never.
pub async fn verify(
    _: &Db,
    _: OfficeId,
    checkpoints: &[Checkpoint],
    _: &[SmPublicKey],
) -> Result<(Vec<Finding>, Option<String>), StorageError> {
    let bear = checkpoints.iter().filter(|checkpoint| checkpoint.sm3.is_some()).count();
    let note =
        format!("{bear} checkpoints bear the root of a tree of SM3 too, which was not checked: {NOT_BUILT}");
    Ok((Vec::new(), (bear > 0).then_some(note)))
}
