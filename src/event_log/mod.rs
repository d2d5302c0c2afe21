//! The append-only record. Every office has its own gapless log: position 1, 2, 3 …, in the order of commits, so
//! that a reader who asks for `position > n` can neither skip nor stall.
pub mod codec;
pub mod committer;
pub mod fold;
mod followers;
#[cfg(test)]
mod golden;
pub mod leaf;
pub mod memory;
mod pages;
pub mod people;
mod reading_leaf;
pub mod readings;
pub mod recorded;
pub mod sql;
pub mod told;
pub mod tree;
pub mod upcast;

pub use followers::Followers;
pub use leaf::{Leaf, Stated};
pub use pages::Pages;
pub use recorded::{Actor, Batch, Draft, Position, Receipt, RecordedEvent, RequestHash};
pub use told::{Follow, Told};
pub use tree::Edge;

use crate::cases::ids::{CommandId, OfficeId, StreamId, Version};
use crate::database::{StorageError, Turn};
use std::future::Future;
use std::sync::Arc;

/// What is known of each stream.
pub type ByStream<T> = std::collections::HashMap<StreamId, T, crate::clock::MapHash>;

/// Why a batch was not appended; nothing of it is in the log.
#[derive(Debug, thiserror::Error)]
pub enum AppendError {
    /// The log is not the one that the batch stands on: another server wrote, or the batch ahead of it failed.
    #[error("another server appended to the log first")]
    Behind,
    /// A key of the batch is taken: a command was carried out before, or a stream is not as the batch believes.
    #[error("a command of the batch was carried out before, or one of its streams went on")]
    Taken,
    /// The database failed; at COMMIT it may have committed all the same.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// An append-only log of events for many offices.
pub trait EventLog: Clone + Send + Sync + 'static {
    /// The log of one office, held so that nobody else appends.
    type Held: HeldLog;

    /// The position of an office's last event.
    fn head(&self, office: OfficeId) -> impl Future<Output = Result<Position, StorageError>> + Send;

    /// The right edge of the tree over an office's events.
    fn edge(&self, office: OfficeId) -> impl Future<Output = Result<Edge, StorageError>> + Send;

    /// At most `limit` events after `after`, in order.
    fn read(
        &self,
        office: OfficeId,
        after: Position,
        limit: u32,
    ) -> impl Future<Output = Result<Vec<RecordedEvent>, StorageError>> + Send;

    /// At most `limit` events of the streams, of each those after version `after`: stream by stream in the order of
    /// their ids, each stream's in order. [`Pages`] reads all of them.
    fn streams(
        &self,
        office: OfficeId,
        streams: &[StreamId],
        after: Version,
        limit: u32,
    ) -> impl Future<Output = Result<Vec<RecordedEvent>, StorageError>> + Send;

    /// At most `limit` leaves of the events after `after`, in order.
    fn leaves(
        &self,
        office: OfficeId,
        after: Position,
        limit: u32,
    ) -> impl Future<Output = Result<Vec<Leaf>, StorageError>> + Send;

    /// The receipts of those of the commands that were carried out.
    fn receipts(
        &self,
        office: OfficeId,
        commands: &[CommandId],
    ) -> impl Future<Output = Result<Vec<(CommandId, RequestHash, Receipt)>, StorageError>> + Send;

    /// Appends a batch as one: all of it, or nothing.
    fn append(&self, batch: Arc<Batch>) -> impl Future<Output = Result<(), AppendError>> + Send {
        self.append_in_turn(batch, Turn::alone())
    }

    /// Appends a batch as one, after the batch ahead of it has been carried out or has failed.
    fn append_in_turn(
        &self,
        batch: Arc<Batch>,
        turn: Turn,
    ) -> impl Future<Output = Result<(), AppendError>> + Send;

    /// How many batches gain something from being under way at the same time.
    fn lanes(&self) -> usize {
        1
    }

    /// Waits until nobody else appends to the office's log, and keeps it so.
    fn hold(&self, office: OfficeId) -> impl Future<Output = Result<Self::Held, StorageError>> + Send;
}

/// A log to which nobody else can append until this is used or dropped.
pub trait HeldLog: Send {
    /// The right edge of its tree, which also says where it ends.
    ///
    /// # Errors
    /// When what is stored is no edge of a log that ends there.
    fn edge(&self) -> Result<Edge, StorageError>;

    /// Appends a batch and lets go.
    fn append(self, batch: &Batch) -> impl Future<Output = Result<(), AppendError>> + Send;
}
