//! The smallest office: its streams are counters. What the committer does must not depend on what it decides about.
use super::unreliable::Unreliable;
use crate::support::stores::{actor, moment, source};
use anjuan::cases::ids::{CommandId, OfficeId, StreamId};
use anjuan::cases::occurred::{Moment, Occurred};
use anjuan::cases::personal::Slot;
use anjuan::clock::Source;
use anjuan::database::{Changes, StorageError};
use anjuan::event_log::codec::Unreadable;
use anjuan::event_log::committer::{CommitError, Committer, Decider, Envelope, Place, Streams};
use anjuan::event_log::{Draft, EventLog, Receipt, RecordedEvent, RequestHash};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::sync::{Mutex, mpsc};
use uuid::Uuid;

pub const OFFICE: OfficeId = OfficeId(Uuid::from_u128(310_110_001));

/// What is asked of the counters.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Ask {
    /// One more; always possible.
    Count(StreamId),
    /// The first one; refused if there is one.
    Begin(StreamId),
    /// One more of each.
    CountBoth(StreamId, StreamId),
    /// The rules have a fault, and panic.
    Panic(StreamId),
}

/// It was begun before.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("the stream was begun already")]
pub struct Begun;

pub type Answer = Result<Receipt, CommitError<Begun>>;

/// Says of each request that it was decided, each time that it was.
struct Counting(mpsc::UnboundedSender<Ask>);

impl Ask {
    pub fn streams(&self) -> Vec<StreamId> {
        match self {
            Self::Count(stream) | Self::Begin(stream) | Self::Panic(stream) => vec![*stream],
            Self::CountBoth(one, other) => vec![*one, *other],
        }
    }
}

fn counted(stream: StreamId) -> Draft {
    Draft {
        stream,
        stream_kind: "counter",
        event_type: "Counted",
        schema_version: 1,
        occurred: Occurred::Instant(moment("2019-03-05T09:00:00+08:00")),
        payload: "{}".to_owned(),
        slots: Vec::new(),
    }
}

impl Decider for Counting {
    type Stream = u32;
    type Request = Ask;
    type Refusal = Begun;
    type Keys = ();

    fn reads(&self, request: &Ask) -> Vec<StreamId> {
        request.streams()
    }

    fn opens(&self, request: &Self::Request) -> Vec<StreamId> {
        if let Ask::Begin(stream) = request { vec![*stream] } else { Vec::new() }
    }

    fn blank(&self, _stream: StreamId) -> u32 {
        0
    }

    fn copy(&self, stream: &u32) -> Option<u32> {
        Some(*stream)
    }

    async fn prepare(&self, _office: OfficeId, _requests: usize) -> Result<(), StorageError> {
        Ok(())
    }

    async fn open(&self, _office: OfficeId, _streams: &mut [(StreamId, u32)]) -> Result<(), StorageError> {
        Ok(())
    }

    fn decide(&self, request: &Ask, streams: &Streams<u32>, _now: Moment) -> Result<Vec<Draft>, Begun> {
        // Nobody has to listen.
        let _ = self.0.send(request.clone());
        match request {
            Ask::Panic(_) => panic!("a fault in the rules, as asked"),
            Ask::Begin(stream) if streams.get(*stream).is_some_and(|count| *count > 0) => Err(Begun),
            _ => Ok(request.streams().into_iter().map(counted).collect()),
        }
    }

    fn seal(&self, _stream: &mut u32, _place: Place, _slots: &[Slot], _keys: &mut ()) -> Option<Box<[u8]>> {
        None
    }

    async fn keep(&self, _office: OfficeId, _keys: &()) -> Result<(), StorageError> {
        Ok(())
    }

    fn fold(
        &self,
        stream: &mut u32,
        _event: &RecordedEvent,
        _changes: &mut Changes,
    ) -> Result<(), Unreadable> {
        *stream += 1;
        Ok(())
    }
}

/// Each committer is a server of its own, which draws what nobody else draws.
fn own_source() -> Source {
    static SERVERS: AtomicU64 = AtomicU64::new(1);
    source(SERVERS.fetch_add(1, Ordering::Relaxed)).0
}

/// A committer on a log that can be made to fail.
#[derive(Clone)]
pub struct Counters<L> {
    pub log: Unreliable<L>,
    committer: Arc<Committer<Counting>>,
    decided: Arc<Mutex<mpsc::UnboundedReceiver<Ask>>>,
}

impl<L: EventLog> Counters<L> {
    pub fn on(log: Unreliable<L>) -> Self {
        let (deciding, decided) = mpsc::unbounded_channel();
        let committer = Committer::start(log.clone(), OFFICE, Arc::new(Counting(deciding)), own_source());
        Self { log, committer: Arc::new(committer), decided: Arc::new(Mutex::new(decided)) }
    }

    /// What is decided next.
    pub async fn decided(&self) -> Ask {
        self.decided.lock().await.recv().await.expect("the committer works")
    }

    pub async fn finish(self) {
        self.committer.finish().await;
    }

    pub async fn ask(self, command: CommandId, ask: Ask) -> Answer {
        let mut request_hash = [0; 32];
        for (byte, of) in request_hash.iter_mut().zip(format!("{ask:?}").bytes().rev()) {
            *byte = of;
        }
        let request_hash = RequestHash(request_hash);
        let envelope = Envelope { command, request_hash, actor: actor(), batch: None, expected: None };
        self.committer.submit(envelope, ask).await
    }
}

pub const fn counter(n: u128) -> StreamId {
    StreamId(Uuid::from_u128(n))
}

pub const fn command(n: u128) -> CommandId {
    CommandId(Uuid::from_u128(n))
}
