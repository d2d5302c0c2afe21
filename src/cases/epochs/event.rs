//! What happens to a log as a whole.
use serde::{Deserialize, Serialize};

crate::text_newtypes! {
    /// The root of a tree over a log, in hexadecimal digits.
    TreeRoot(64),
}

/// What happened to the office's log.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum EpochEvent {
    /// The log goes on without events that were in it and are lost.
    EpochOpened {
        /// Which epoch begins; the first after the first one is 2.
        epoch: u32,
        /// How many events the last checkpoint of the epoch before signed.
        signed: u64,
        /// The root of the tree that it signed.
        root: TreeRoot,
        /// The first position that is lost, or stands for something else from now on.
        lost_from: u64,
    },
    /// The record of who looked at what goes on without readings that were in it and are lost.
    ReadingsEpochOpened {
        /// Which epoch begins; the first after the first one is 2.
        epoch: u32,
        /// How many readings the last checkpoint of the epoch before signed.
        signed: u64,
        /// The root of the tree that it signed.
        root: TreeRoot,
        /// The first place that is lost, or stands for something else from now on.
        lost_from: u64,
    },
}

crate::facts!(EpochEvent { EpochOpened = 1, ReadingsEpochOpened = 1 });
