//! One committer per office in a process, with opportunistic group commit: it takes what is waiting, decides it in
//! order against streams it keeps in memory, and makes all of it durable in one transaction. A lone command waits
//! for nobody; while one batch is flushed the next one is decided.
//!
//! It fences itself: a batch begins by moving the log's head from where this process knows it to be. When another
//! server moved it first, the missed events are read and the batch is decided again, with the head held, so that
//! neither server starves.
mod answers;
mod cache;
mod deciding;
mod pace;
mod recovering;
mod round;

pub use cache::Streams;

use super::codec::Unreadable;
use super::{Actor, Draft, EventLog, Position, Receipt, RecordedEvent, RequestHash};
use crate::cases::ids::{BatchId, CommandId, OfficeId, StreamId, Version};
use crate::cases::occurred::Moment;
use crate::cases::personal::Slot;
use crate::clock::Source;
use crate::database::{Changes, StorageError};
use std::future::Future;
use std::sync::Arc;
use tokio::sync::{Mutex, Notify, mpsc, oneshot, watch};
use tokio::task::JoinHandle;

/// Commands that may wait for the committer before senders have to.
const QUEUE: usize = 1024;

/// What the commands of an office mean: how streams fold, and what follows from a request.
pub trait Decider: Send + Sync + 'static {
    /// A stream in memory.
    type Stream: Send + Sync;
    /// What is asked.
    type Request: Send + Sync + 'static;
    /// Why it is refused.
    type Refusal: Clone + Send + Sync + 'static;
    /// Keys that must be durable before the events they seal.
    type Keys: Default + Send + Sync;

    /// The streams that a decision on the request reads or writes, first the one that it is about.
    fn reads(&self, request: &Self::Request) -> Vec<StreamId>;

    /// The streams that a decision reads besides, which only shows once the others are in memory.
    fn reads_further(&self, _request: &Self::Request, _streams: &Streams<Self::Stream>) -> Vec<StreamId> {
        Vec::new()
    }

    /// The streams among them that the request opens: they should have no event yet.
    fn opens(&self, request: &Self::Request) -> Vec<StreamId>;

    /// The stream before its first event.
    fn blank(&self, stream: StreamId) -> Self::Stream;

    /// The same stream once more, if it is one that may be long and takes little memory all the same: when another server
    /// writes to it, it is not read anew from its first event.
    fn copy(&self, _stream: &Self::Stream) -> Option<Self::Stream> {
        None
    }

    /// Gets ready for a round of so many requests: whatever must be durable before their events is made so now.
    fn prepare(
        &self,
        office: OfficeId,
        requests: usize,
    ) -> impl Future<Output = Result<(), StorageError>> + Send;

    /// Makes streams that were just loaded ready to be written to.
    fn open(
        &self,
        office: OfficeId,
        streams: &mut [(StreamId, Self::Stream)],
    ) -> impl Future<Output = Result<(), StorageError>> + Send;

    /// What follows from the request. Pure, and asked again when another server was first.
    ///
    /// # Errors
    /// Why the request is refused.
    fn decide(
        &self,
        request: &Self::Request,
        streams: &Streams<Self::Stream>,
        now: Moment,
    ) -> Result<Vec<Draft>, Self::Refusal>;

    /// Seals what is personal in an event that will be `version` of `stream`.
    fn seal(
        &self,
        stream: &mut Self::Stream,
        place: Place,
        slots: &[Slot],
        keys: &mut Self::Keys,
    ) -> Option<Box<[u8]>>;

    /// Makes keys durable.
    fn keep(
        &self,
        office: OfficeId,
        keys: &Self::Keys,
    ) -> impl Future<Output = Result<(), StorageError>> + Send;

    /// Takes an event into its stream and says which rows of the projections change.
    ///
    /// # Errors
    /// When the event cannot be read.
    fn fold(
        &self,
        stream: &mut Self::Stream,
        event: &RecordedEvent,
        changes: &mut Changes,
    ) -> Result<(), Unreadable>;
}

/// Where an event will stand.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// The office.
    pub office: OfficeId,
    /// The stream.
    pub stream: StreamId,
    /// The version.
    pub version: Version,
}

/// What goes with every request.
#[derive(Clone, Debug)]
pub struct Envelope {
    /// The command's id; sent twice, it is carried out once.
    pub command: CommandId,
    /// What was asked, hashed.
    pub request_hash: RequestHash,
    /// Who asks.
    pub actor: Actor,
    /// The import that it belongs to.
    pub batch: Option<BatchId>,
    /// The version that the sender saw; another one is a conflict.
    pub expected: Option<(StreamId, Version)>,
}

/// Why a request was not carried out. Nothing of it is in the log.
#[derive(Clone, Debug, thiserror::Error)]
pub enum CommitError<R> {
    /// The rules stand against it.
    #[error("{0}")]
    Refused(R),
    /// The stream is no longer as the sender saw it.
    #[error("the case is at version {actual} now, no longer at {expected}: look at it again")]
    Conflict {
        /// What the sender saw.
        expected: Version,
        /// What it is.
        actual: Version,
    },
    /// The command's id was used for another request.
    #[error("command {0} was used before for something else; every command needs an id of its own")]
    CommandReused(CommandId),
    /// The database failed.
    #[error(transparent)]
    Storage(Arc<StorageError>),
    /// The rules themselves failed.
    #[error(
        "the command could not be decided because of a fault in this program; nothing of it was recorded"
    )]
    Faulty,
    /// The program is stopping.
    #[error("the program is stopping; send the command again, with the same id")]
    Stopping,
}

impl<R> From<StorageError> for CommitError<R> {
    fn from(error: StorageError) -> Self {
        Self::Storage(Arc::new(error))
    }
}

type Outcome<D> = Result<Receipt, CommitError<<D as Decider>::Refusal>>;

struct Waiting<D: Decider> {
    envelope: Envelope,
    request: D::Request,
    /// The streams that it reads, also that of which it expects a version; first the one that it is about.
    reads: Vec<StreamId>,
    answer: oneshot::Sender<Outcome<D>>,
}

/// The door to an office's committer. Cheap to clone; the committer ends when the last one is dropped.
pub struct Committer<D: Decider> {
    decider: Arc<D>,
    queue: mpsc::Sender<Waiting<D>>,
    landed: watch::Receiver<Position>,
    closing: Arc<Notify>,
    task: Arc<Mutex<Option<JoinHandle<()>>>>,
}

impl<D: Decider> Clone for Committer<D> {
    fn clone(&self) -> Self {
        Self {
            decider: Arc::clone(&self.decider),
            queue: self.queue.clone(),
            landed: self.landed.clone(),
            closing: Arc::clone(&self.closing),
            task: Arc::clone(&self.task),
        }
    }
}

impl<D: Decider> std::fmt::Debug for Committer<D> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Committer")
    }
}

impl<D: Decider> Committer<D> {
    /// Starts the committer of `office` on its own task.
    pub fn start<L: EventLog>(log: L, office: OfficeId, decider: Arc<D>, source: Source) -> Self {
        let (queue, waiting) = mpsc::channel(QUEUE);
        let closing = Arc::new(Notify::new());
        let (landing, landed) = watch::channel(Position::default());
        let rounds = round::Rounds::new(log, office, Arc::clone(&decider), source, landing);
        let task = tokio::spawn(rounds.run(waiting, Arc::clone(&closing)));
        Self { decider, queue, landed, closing, task: Arc::new(Mutex::new(Some(task))) }
    }

    /// The position of the last event that this process made durable, as it goes on: who follows the log is woken by it,
    /// and looks from time to time all the same, for other servers append too.
    #[must_use]
    pub fn landed(&self) -> watch::Receiver<Position> {
        self.landed.clone()
    }

    /// Carries out what was sent, takes nothing more, and ends.
    pub async fn finish(&self) {
        self.closing.notify_one();
        if let Some(task) = self.task.lock().await.take()
            && let Err(error) = task.await
        {
            tracing::error!(%error, "the committer failed");
        }
    }

    /// Carries out a request. Once this answers with a receipt, it is durable. The request is carried out even when
    /// the caller no longer waits for the answer.
    ///
    /// # Errors
    /// As [`CommitError`] says.
    pub async fn submit(&self, envelope: Envelope, request: D::Request) -> Outcome<D> {
        let (answer, answered) = oneshot::channel();
        let mut reads = self.decider.reads(&request);
        reads.extend(envelope.expected.map(|(stream, _)| stream));
        let waiting = Waiting { envelope, request, reads, answer };
        self.queue.send(waiting).await.map_err(|_| CommitError::Stopping)?;
        answered.await.map_err(|_| CommitError::Stopping)?
    }
}
