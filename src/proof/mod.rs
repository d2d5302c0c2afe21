//! A log that proves itself. Nobody has to trust the office, whoever runs its database, or this program: what was recorded
//! is in a tree, what the tree was is signed, and others keep what was signed.
//!
//! The leaves and the tree's edge are made where events are appended (`event_log/leaf.rs`, `tree.rs`); here is all that is
//! made of them: tiles and proofs, checkpoints and who signs them, receipts, what verifies all of it, and the witness who
//! keeps it honest from elsewhere.
pub mod checkpoint;
pub mod checkpoints;
pub mod cosignatures;
pub mod cosigning;
pub mod deployment;
pub mod export;
pub mod logs;
pub mod notary;
pub mod origin;
pub mod path;
pub mod receipt;
pub mod rereading;
pub mod signer;
pub mod sm;
pub mod tiles;
pub mod verify;
pub mod witness;

pub use crate::event_log::tree::Hash;
pub use checkpoint::{Checkpoint, LogKey, NoteTrouble, PublicKey};
pub use notary::Notary;
pub use origin::{Log, Origin};
pub use signer::{SignError, Signer, log_name};
