//! The committer's rounds: gather, decide, append, answer.
use super::cache::{Cached, Streams};
use super::{CommitError, Decider, Outcome, Place, Waiting};
use crate::cases::ids::{CommandId, OfficeId, StreamId, Version};
use crate::cases::occurred::Moment;
use crate::clock::{Source, Stopwatch};
use crate::database::{Changes, StorageError};
use crate::event_log::{AppendError, Batch, Draft, EventLog, HeldLog, Position, Receipt, RecordedEvent};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;

/// Commands in one transaction at most.
const ROUND: usize = 512;
/// Streams in one generation of the cache.
const STREAMS: usize = 50_000;
/// Tries of one round before its commands are told that the database fails.
const TRIES: u32 = 6;
/// Events read at once when catching up with another server.
const CATCH_UP: u32 = 1000;

pub(super) struct Rounds<L: EventLog, D: Decider> {
    log: L,
    office: OfficeId,
    decider: Arc<D>,
    source: Source,
    streams: Streams<D::Stream>,
    /// Where this process knows the log's end to be; none until it looked, or after it lost sight of it.
    head: Option<Position>,
    /// When the last event was recorded, by whichever server: what is recorded later stands later.
    recorded_at: Option<Moment>,
    /// How many commands the last round answered, and how long its flush took.
    last: (usize, Duration),
}

/// What a round decided: the batch to append, and what each command will be told if it is.
struct Decided<D: Decider> {
    batch: Batch,
    keys: D::Keys,
    outcomes: Vec<Outcome<D>>,
    touched: HashSet<StreamId>,
}

impl<L: EventLog, D: Decider> Rounds<L, D> {
    pub(super) fn new(log: L, office: OfficeId, decider: Arc<D>, source: Source) -> Self {
        Self {
            log,
            office,
            decider,
            source,
            streams: Streams::new(STREAMS),
            head: None,
            recorded_at: None,
            last: (0, Duration::ZERO),
        }
    }

    pub(super) async fn run(mut self, mut queue: mpsc::Receiver<Waiting<D>>) {
        let mut round = Vec::new();
        while queue.recv_many(&mut round, ROUND).await > 0 {
            self.gather(&mut queue, &mut round).await;
            self.carry_out(std::mem::take(&mut round)).await;
            self.streams.age();
        }
    }

    /// Those whom the last round answered together are likely to come back together: a round that would leave most
    /// of them behind waits for a small part of the last flush. A lone command waits for nobody.
    async fn gather(&self, queue: &mut mpsc::Receiver<Waiting<D>>, round: &mut Vec<Waiting<D>>) {
        let (answered, flush) = self.last;
        if round.len() >= answered.min(ROUND) {
            return;
        }
        let deadline = tokio::time::sleep(flush / 8);
        tokio::pin!(deadline);
        while round.len() < answered.min(ROUND) {
            let room = ROUND - round.len();
            tokio::select! {
                biased;
                more = queue.recv_many(round, room) => if more == 0 { return },
                () = &mut deadline => return,
            }
        }
    }

    async fn carry_out(&mut self, mut round: Vec<Waiting<D>>) {
        let mut later = Self::split_repeats(&mut round);
        while !round.is_empty() {
            self.round(round).await;
            round = std::mem::take(&mut later);
            later = Self::split_repeats(&mut round);
        }
    }

    /// A command that is in the round twice is asked for again after the round, when its receipt is there.
    fn split_repeats(round: &mut Vec<Waiting<D>>) -> Vec<Waiting<D>> {
        let mut seen = HashSet::new();
        round.extract_if(.., |waiting| !seen.insert(waiting.envelope.command)).collect()
    }

    async fn round(&mut self, mut round: Vec<Waiting<D>>) {
        let mut held = None;
        for attempt in 1.. {
            let decided = match self.decide(&round, held.as_ref().map(L::Held::head)).await {
                Ok(decided) => decided,
                Err(error) => return self.fail(round, error),
            };
            let error = match self.append(&decided, held.take()).await {
                Ok(()) => return self.answer(round, decided).await,
                Err(error) => error,
            };
            for stream in &decided.touched {
                self.streams.forget(*stream);
            }
            let outcome = match error {
                AppendError::Behind => self.hold().await.map(|now| held = Some(now)),
                AppendError::Repeated => self.answer_repeated(&mut round).await,
                AppendError::Storage(error) => self.recover(&mut round, error, attempt).await,
            };
            if let Err(error) = outcome {
                return self.fail(round, error);
            }
            if round.is_empty() {
                return;
            }
        }
    }

    async fn append(&mut self, decided: &Decided<D>, held: Option<L::Held>) -> Result<(), AppendError> {
        if decided.batch.events.is_empty() {
            return Ok(());
        }
        self.decider.keep(self.office, &decided.keys).await?;
        let flush = Stopwatch::start();
        match held {
            Some(held) => held.append(&decided.batch).await?,
            None => self.log.append(&decided.batch).await?,
        }
        self.head = Some(decided.batch.head());
        self.last = (decided.outcomes.len(), flush.elapsed());
        Ok(())
    }

    /// Holds the log, and forgets the streams to which others have written since this process last looked.
    async fn hold(&mut self) -> Result<L::Held, StorageError> {
        let held = self.log.hold(self.office).await?;
        let mut seen = self.head.unwrap_or_default();
        while seen < held.head() {
            let missed = self.log.read(self.office, seen, CATCH_UP).await?;
            let Some(last) = missed.last() else { break };
            seen = last.position;
            self.recorded_at = self.recorded_at.max(Some(last.recorded_at));
            for event in &missed {
                self.streams.forget(event.stream);
            }
        }
        self.head = Some(held.head());
        Ok(held)
    }

    /// After a failure it is not known what is in the log: look, answer those whose commands are there, and try
    /// the others again as long as there is hope.
    async fn recover(
        &mut self,
        round: &mut Vec<Waiting<D>>,
        error: StorageError,
        attempt: u32,
    ) -> Result<(), StorageError> {
        self.head = None;
        if attempt >= TRIES || !error.may_pass() {
            // The failed COMMIT may have committed: nobody is told of a failure before the receipts were asked.
            self.answer_repeated(round).await.map_err(|_| error_or(&error))?;
            return if round.is_empty() { Ok(()) } else { Err(error) };
        }
        tracing::warn!(%error, attempt, "append failed, trying again");
        tokio::time::sleep(Duration::from_millis(10 << attempt)).await;
        match self.answer_repeated(round).await {
            Err(error) if error.may_pass() => Ok(()),
            outcome => outcome,
        }
    }

    /// Answers the commands of the round that were carried out before, with their first receipt.
    async fn answer_repeated(&mut self, round: &mut Vec<Waiting<D>>) -> Result<(), StorageError> {
        let commands: Vec<_> = round.iter().map(|waiting| waiting.envelope.command).collect();
        let known = self.known(&commands).await?;
        for waiting in round.extract_if(.., |waiting| known.contains_key(&waiting.envelope.command)) {
            let outcome = repeated::<D>(&waiting, &known);
            let _ = waiting.answer.send(outcome);
        }
        Ok(())
    }

    async fn known(&self, commands: &[CommandId]) -> Result<Known, StorageError> {
        let receipts = self.log.receipts(self.office, commands).await?;
        Ok(receipts.into_iter().map(|(command, hash, receipt)| (command, (hash, receipt))).collect())
    }

    fn fail(&mut self, round: Vec<Waiting<D>>, error: StorageError) {
        tracing::error!(%error, commands = round.len(), "commands failed");
        self.head = None;
        let error = Arc::new(error);
        for waiting in round {
            let _ = waiting.answer.send(Err(CommitError::Storage(Arc::clone(&error))));
        }
    }

    async fn answer(&mut self, round: Vec<Waiting<D>>, decided: Decided<D>) {
        // A repeated command is usually refused by now, because it was carried out: its first receipt is its answer.
        let refused: Vec<_> = round
            .iter()
            .zip(&decided.outcomes)
            .filter(|(_, outcome)| outcome.is_err())
            .map(|(waiting, _)| waiting.envelope.command)
            .collect();
        let known = if refused.is_empty() { Ok(Known::new()) } else { self.known(&refused).await };
        let known = known.unwrap_or_else(|error| {
            tracing::error!(%error, "receipts cannot be read");
            Known::new()
        });
        for (waiting, outcome) in round.into_iter().zip(decided.outcomes) {
            let outcome = if known.contains_key(&waiting.envelope.command) {
                repeated::<D>(&waiting, &known)
            } else {
                outcome
            };
            // Who no longer waits for an answer has no need of one.
            let _ = waiting.answer.send(outcome);
        }
    }

    async fn decide(
        &mut self,
        round: &[Waiting<D>],
        held: Option<Position>,
    ) -> Result<Decided<D>, StorageError> {
        let after = if let Some(known) = held.or(self.head) {
            known
        } else {
            // Nothing that is in memory can be trusted once the log's end was out of sight.
            self.streams = Streams::new(STREAMS);
            let head = self.log.head(self.office).await?;
            let last = self.log.read(self.office, Position(head.0 - 1), 1).await?;
            self.recorded_at = self.recorded_at.max(last.last().map(|event| event.recorded_at));
            head
        };
        self.head = Some(after);
        self.decider.prepare(self.office, round.len()).await?;
        self.load(round).await?;
        let now = self.recorded_at.map_or_else(|| self.source.now(), |last| last.max(self.source.now()));
        self.recorded_at = Some(now);
        let batch = Batch {
            office: self.office,
            after,
            events: Vec::new(),
            receipts: Vec::new(),
            changes: Changes::default(),
        };
        let mut decided =
            Decided { batch, keys: D::Keys::default(), outcomes: Vec::new(), touched: HashSet::new() };
        for waiting in round {
            let outcome = self.decide_one(waiting, now, &mut decided)?;
            decided.outcomes.push(outcome);
        }
        Ok(decided)
    }

    /// Brings the streams that the round reads into memory, with one question to the log.
    async fn load(&mut self, round: &[Waiting<D>]) -> Result<(), StorageError> {
        let wanted: HashSet<_> =
            round.iter().flat_map(|waiting| self.decider.reads(&waiting.request)).collect();
        let mut missing: Vec<_> = wanted.into_iter().filter(|stream| !self.streams.touch(*stream)).collect();
        if missing.is_empty() {
            return Ok(());
        }
        missing.sort_unstable();
        let events = self.log.streams(self.office, &missing).await?;
        let mut loaded: HashMap<_, _> =
            missing.iter().map(|stream| (*stream, (Version(0), self.decider.blank(*stream)))).collect();
        let mut unread = Changes::default();
        for event in &events {
            if let Some((version, stream)) = loaded.get_mut(&event.stream) {
                *version = event.version;
                if let Err(error) = self.decider.fold(stream, event, &mut unread) {
                    tracing::error!(%error, "a stream cannot be read");
                    loaded.remove(&event.stream);
                }
            }
        }
        let (versions, mut streams): (Vec<_>, Vec<_>) =
            loaded.into_iter().map(|(id, (version, stream))| (version, (id, stream))).unzip();
        self.decider.open(self.office, &mut streams).await?;
        for (version, (id, stream)) in versions.into_iter().zip(streams) {
            self.streams.put(id, Cached { version, stream });
        }
        Ok(())
    }

    /// What the command will be told; the error is the whole round's.
    fn decide_one(
        &mut self,
        waiting: &Waiting<D>,
        now: Moment,
        decided: &mut Decided<D>,
    ) -> Result<Outcome<D>, StorageError> {
        let reads = self.decider.reads(&waiting.request);
        if let Some(stream) = reads.iter().find(|stream| self.streams.get(**stream).is_none()) {
            let row = format!("stream {stream}");
            let reason = "it cannot be read by this program, which therefore does not write to it".to_owned();
            return Ok(Err(StorageError::BadRow { table: "events", row, reason }.into()));
        }
        if let Some((stream, expected)) = waiting.envelope.expected {
            let actual = self.streams.version(stream);
            if actual != expected {
                return Ok(Err(CommitError::Conflict { expected, actual }));
            }
        }
        let drafts = match self.decider.decide(&waiting.request, &self.streams, now) {
            Ok(drafts) => drafts,
            Err(refusal) => return Ok(Err(CommitError::Refused(refusal))),
        };
        let about = drafts.last().map_or_else(|| reads.first().copied(), |draft| Some(draft.stream));
        let about = about.unwrap_or(StreamId(uuid::Uuid::nil()));
        let changed = !drafts.is_empty();
        for draft in drafts {
            self.take(draft, waiting, now, decided)?;
        }
        let receipt =
            Receipt { stream: about, version: self.streams.version(about), position: decided.batch.head() };
        if changed {
            let envelope = &waiting.envelope;
            decided.batch.receipts.push((envelope.command, envelope.request_hash, receipt));
        }
        Ok(Ok(receipt))
    }

    /// Gives a draft its place, seals it and folds it, from the very bytes that will be stored.
    fn take(
        &mut self,
        draft: Draft,
        waiting: &Waiting<D>,
        now: Moment,
        decided: &mut Decided<D>,
    ) -> Result<(), StorageError> {
        let id = draft.stream;
        decided.touched.insert(id);
        let Some(cached) = self.streams.get_mut(id) else {
            let row = format!("stream {id}");
            let reason = "written to without having been read".to_owned();
            return Err(StorageError::BadRow { table: "events", row, reason });
        };
        let version = cached.version.next();
        let place = Place { office: self.office, stream: id, version };
        let personal = if draft.slots.is_empty() {
            None
        } else {
            self.decider.seal(&mut cached.stream, place, &draft.slots, &mut decided.keys)
        };
        let event = RecordedEvent {
            office: self.office,
            position: decided.batch.head().next(),
            stream: id,
            version,
            stream_kind: draft.stream_kind.into(),
            event_type: draft.event_type.into(),
            schema_version: draft.schema_version,
            occurred: draft.occurred,
            recorded_at: now,
            command: waiting.envelope.command,
            batch: waiting.envelope.batch,
            actor: waiting.envelope.actor.clone(),
            payload: draft.payload.into(),
            personal,
        };
        self.decider.fold(&mut cached.stream, &event, &mut decided.batch.changes).map_err(|error| {
            let row = format!("position {}", event.position);
            StorageError::BadRow { table: "events", row, reason: error.to_string() }
        })?;
        cached.version = version;
        decided.batch.events.push(event);
        Ok(())
    }
}

type Known = HashMap<CommandId, (crate::event_log::RequestHash, Receipt)>;

fn repeated<D: Decider>(waiting: &Waiting<D>, known: &Known) -> Outcome<D> {
    let command = waiting.envelope.command;
    match known.get(&command) {
        Some((hash, receipt)) if *hash == waiting.envelope.request_hash => Ok(*receipt),
        _ => Err(CommitError::CommandReused(command)),
    }
}

fn error_or(error: &StorageError) -> StorageError {
    StorageError::BadRow {
        table: "receipts",
        row: "of the failed commands".to_owned(),
        reason: format!("whether the commands were carried out is not known ({error}); send them again"),
    }
}
