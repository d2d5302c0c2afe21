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
const STREAMS: usize = 8_000;
/// Failures in one round before its commands are told that the database fails.
const TRIES: u32 = 6;
/// How long a round goes on trying: a database that is away lets each try wait.
const PATIENCE: Duration = Duration::from_secs(10);
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
    /// Whether commands of this round may be in the log although they were not answered: an append failed, or their
    /// receipts could not be read.
    in_doubt: bool,
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
            in_doubt: false,
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
        let (mut held, mut failures, begun) = (None, 0, Stopwatch::start());
        self.in_doubt = false;
        while !round.is_empty() {
            let outcome = match self.attempt(&round, held.take()).await {
                Ok(decided) => self.answer(&mut round, decided).await,
                Err(AppendError::Behind) => self.hold().await.map(|now| held = Some(now)),
                Err(AppendError::Repeated) => self.answer_repeated(&mut round).await,
                Err(AppendError::Storage(error)) => Err(error),
            };
            if let Err(error) = outcome {
                failures += 1;
                let hopeless = failures >= TRIES || begun.elapsed() > PATIENCE || !error.may_pass();
                if let Err(error) = self.recover(&mut round, error, (!hopeless).then_some(failures)).await {
                    return self.fail(round, error);
                }
            }
        }
    }

    /// Decides the round and appends what follows. After an error nothing is trusted that it touched.
    async fn attempt(
        &mut self,
        round: &[Waiting<D>],
        held: Option<L::Held>,
    ) -> Result<Decided<D>, AppendError> {
        let decided = self.decide(round, held.as_ref().map(L::Held::head)).await?;
        let appended = self.append(&decided, held).await;
        if appended.is_err() {
            for stream in &decided.touched {
                self.streams.forget(*stream);
            }
        }
        appended.map(|()| decided)
    }

    async fn append(&mut self, decided: &Decided<D>, held: Option<L::Held>) -> Result<(), AppendError> {
        if decided.batch.events.is_empty() {
            // Nobody is refused because of what this process only believes: nothing else would show that it is behind.
            let certain = held.is_some() || self.log.head(self.office).await? == decided.batch.after;
            return if certain { Ok(()) } else { Err(AppendError::Behind) };
        }
        self.decider.keep(self.office, &decided.keys).await?;
        let flush = Stopwatch::start();
        let appended = match held {
            Some(held) => held.append(&decided.batch).await,
            None => self.log.append(&decided.batch).await,
        };
        self.in_doubt |= matches!(appended, Err(AppendError::Storage(_)));
        appended?;
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

    /// After a failed append it is not known what is in the log: look, answer those whose commands are there, and try
    /// the others again while there is hope, that is, when `failures` are given.
    async fn recover(
        &mut self,
        round: &mut Vec<Waiting<D>>,
        error: StorageError,
        failures: Option<u32>,
    ) -> Result<(), StorageError> {
        self.head = None;
        let Some(failures) = failures else {
            if self.in_doubt {
                self.settle(round).await.map_err(|_| unknown(&error))?;
            }
            return if round.is_empty() { Ok(()) } else { Err(error) };
        };
        tracing::warn!(%error, failures, "the database failed, trying again");
        tokio::time::sleep(Duration::from_millis(10 << failures)).await;
        if self.in_doubt {
            match self.answer_repeated(round).await {
                Err(later) if !later.may_pass() => return Err(unknown(&error)),
                _ => {}
            }
        }
        Ok(())
    }

    /// Nobody is told of a failure before the receipts were asked, and those only while the log is held: a COMMIT
    /// that failed here may still be under way in the database.
    async fn settle(&mut self, round: &mut Vec<Waiting<D>>) -> Result<(), StorageError> {
        let _held = self.log.hold(self.office).await?;
        self.answer_repeated(round).await
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

    /// Tells everybody what was decided. Those of whom it cannot be known stay in the round.
    async fn answer(&mut self, round: &mut Vec<Waiting<D>>, decided: Decided<D>) -> Result<(), StorageError> {
        let done: HashSet<_> = decided.batch.receipts.iter().map(|(command, ..)| *command).collect();
        // A repeated command is usually refused by now, or finds nothing left to do, because it was carried out: its
        // first receipt is its answer.
        let commands = round.iter().map(|waiting| waiting.envelope.command);
        let idle: Vec<_> = commands.filter(|command| !done.contains(command)).collect();
        let known = if idle.is_empty() { Ok(Known::new()) } else { self.known(&idle).await };
        self.in_doubt |= known.is_err();
        for (waiting, outcome) in std::mem::take(round).into_iter().zip(decided.outcomes) {
            let command = waiting.envelope.command;
            let outcome = match &known {
                _ if done.contains(&command) => outcome,
                Ok(known) if known.contains_key(&command) => repeated::<D>(&waiting, known),
                Ok(_) => outcome,
                Err(_) => {
                    round.push(waiting);
                    continue;
                }
            };
            // Who no longer waits for an answer has no need of one.
            let _ = waiting.answer.send(outcome);
        }
        known.map(drop)
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
            let end = self.log.head(self.office).await?;
            let last = self.log.read(self.office, Position(end.0 - 1), 1).await?;
            self.recorded_at = self.recorded_at.max(last.last().map(|event| event.recorded_at));
            end
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

    /// The streams that a command reads, also that of which it expects a version.
    fn reads(&self, waiting: &Waiting<D>) -> Vec<StreamId> {
        let mut reads = self.decider.reads(&waiting.request);
        reads.extend(waiting.envelope.expected.map(|(stream, _)| stream));
        reads
    }

    /// Brings the streams that the round reads into memory, with one question to the log.
    async fn load(&mut self, round: &[Waiting<D>]) -> Result<(), StorageError> {
        let wanted: HashSet<_> = round.iter().flat_map(|waiting| self.reads(waiting)).collect();
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
        let reads = self.reads(waiting);
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
        let about = reads.first().copied().unwrap_or(StreamId(uuid::Uuid::nil()));
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
            let sealed = self.decider.seal(&mut cached.stream, place, &draft.slots, &mut decided.keys);
            Some(sealed.ok_or_else(|| {
                let row = format!("stream {id} version {version}");
                let reason = "what is personal in it cannot be sealed".to_owned();
                StorageError::BadRow { table: "events", row, reason }
            })?)
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

fn unknown(error: &StorageError) -> StorageError {
    StorageError::BadRow {
        table: "receipts",
        row: "of the failed commands".to_owned(),
        reason: format!("whether the commands were carried out is not known ({error}); send them again"),
    }
}
