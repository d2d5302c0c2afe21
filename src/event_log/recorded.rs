//! What the log holds.
use super::leaf::Leaf;
use super::tree::Edge;
use crate::cases::ids::{BatchId, CommandId, OfficeId, StreamId, Version};
use crate::cases::occurred::{Moment, Occurred};
use crate::cases::personal::Slot;
use crate::database::Changes;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use smol_str::SmolStr;
use std::fmt;
use std::sync::Arc;

/// The place of an event in its office's log; the first is 1.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Position(pub i64);

impl Position {
    /// After every event that will ever be.
    pub const END: Self = Self(i64::MAX);

    /// The position after this one.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0 + 1)
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Who sent a command: a user of the office, or the machine's operator (`operator:NAME`).
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Actor(pub Arc<str>);

/// SHA-256 of what a command asked for, so that its id is not used for something else.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct RequestHash(pub [u8; 32]);

impl RequestHash {
    /// The hash of this and of something else that is asked for with it.
    #[must_use]
    pub fn with(self, other: Self) -> Self {
        let hash = Sha256::new_with_prefix(self.0).chain_update(other.0);
        Self(hash.finalize().into())
    }
}

/// An event that was decided and is not yet in the log.
#[derive(Clone)]
pub struct Draft {
    /// Its stream.
    pub stream: StreamId,
    /// The kind of its stream.
    pub stream_kind: &'static str,
    /// Its type.
    pub event_type: &'static str,
    /// The schema version of its payload.
    pub schema_version: u16,
    /// When it happened.
    pub occurred: Occurred,
    /// The exact bytes of its public payload.
    pub payload: String,
    /// What is personal in it, in the clear.
    pub slots: Vec<Slot>,
}

/// An event in the log.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RecordedEvent {
    /// The office whose log it is in.
    pub office: OfficeId,
    /// Its place there.
    pub position: Position,
    /// Its stream.
    pub stream: StreamId,
    /// Its place in the stream.
    pub version: Version,
    /// The kind of its stream.
    pub stream_kind: SmolStr,
    /// Its type.
    pub event_type: SmolStr,
    /// The schema version of its payload.
    pub schema_version: u16,
    /// When it happened.
    pub occurred: Occurred,
    /// When the log took it in.
    pub recorded_at: Moment,
    /// The command that it follows from.
    pub command: CommandId,
    /// The import that brought it.
    pub batch: Option<BatchId>,
    /// Who sent the command.
    pub actor: Actor,
    /// The exact bytes of its public payload.
    pub payload: Box<str>,
    /// What is personal in it, sealed.
    pub personal: Option<Box<[u8]>>,
}

/// What whoever sent a command is told once it is durable.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Receipt {
    /// The stream that the command was about.
    pub stream: StreamId,
    /// Its version afterwards.
    pub version: Version,
    /// The position of the command's last event, or of the log's end where nothing changed.
    pub position: Position,
}

/// Everything that one transaction appends.
#[derive(Debug)]
pub struct Batch {
    /// The office.
    pub office: OfficeId,
    /// The right edge of the tree of the log that the batch stands on: of those events it is appended to, and of no
    /// others that are as many.
    pub after: Edge,
    /// Its events, at the positions that follow.
    pub events: Vec<RecordedEvent>,
    /// The leaf of each of them.
    pub leaves: Vec<Leaf>,
    /// The right edge of the log's tree after them.
    pub edge: Edge,
    /// The commands that it carries out.
    pub receipts: Vec<(CommandId, RequestHash, Receipt)>,
    /// What changes in the projections.
    pub changes: Changes,
}

impl Batch {
    /// The position of its last event.
    #[must_use]
    pub fn head(&self) -> Position {
        self.events.last().map_or_else(|| self.after.position(), |event| event.position)
    }
}
