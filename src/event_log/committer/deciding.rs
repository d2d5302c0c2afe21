//! What follows from commands: decided one after the other, each on what those before it left.
use super::cache::Cached;
use super::round::Rounds;
use super::{CommitError, Decider, Outcome, Place, Waiting};
use crate::cases::ids::{CommandId, StreamId, Version};
use crate::cases::occurred::Moment;
use crate::clock::MapHash;
use crate::database::{Changes, StorageError};
use crate::event_log::leaf::Leaf;
use crate::event_log::{Batch, Draft, Edge, EventLog, Pages, Receipt, RecordedEvent};
use smol_str::SmolStr;
use std::collections::{HashMap, HashSet};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Streams in one generation of the cache.
pub(super) const STREAMS: usize = 4_000;

/// Commands that were decided: the batch to append, and what each of them will be told if it is.
pub(super) struct Round<D: Decider> {
    pub(super) waiting: Vec<Waiting<D>>,
    pub(super) commands: HashSet<CommandId, MapHash>,
    pub(super) decided: Decided<D>,
}

/// What is to be appended, and what comes of it.
pub(super) struct Decided<D: Decider> {
    pub(super) batch: Batch,
    pub(super) keys: D::Keys,
    pub(super) verdicts: Verdicts<D>,
}

/// What each command of a round will be told if its batch is appended.
pub(super) struct Verdicts<D: Decider> {
    pub(super) outcomes: Vec<Outcome<D>>,
    /// Those that changed something.
    pub(super) done: HashSet<CommandId, MapHash>,
    /// The streams that were written to.
    pub(super) touched: HashSet<StreamId, MapHash>,
}

impl<L: EventLog, D: Decider> Rounds<L, D> {
    /// A round without commands that will stand behind everything that is in the log or on its way there.
    pub(super) async fn begin(&mut self, held: Option<Edge>) -> Result<Round<D>, StorageError> {
        let edge = if let Some(known) = held.or_else(|| self.head.clone()) {
            known
        } else {
            let end = self.log.edge(self.office).await?;
            self.look_anew(&end).await?;
            end
        };
        self.head = Some(edge.clone());
        let batch = Batch {
            office: self.office,
            after: edge.clone(),
            events: Vec::new(),
            leaves: Vec::new(),
            edge,
            receipts: Vec::new(),
            changes: Changes::default(),
        };
        let verdicts =
            Verdicts { outcomes: Vec::new(), done: HashSet::default(), touched: HashSet::default() };
        let decided = Decided { batch, keys: D::Keys::default(), verdicts };
        Ok(Round { waiting: Vec::new(), commands: HashSet::default(), decided })
    }

    /// Decides those of the round's commands that were not decided yet.
    pub(super) async fn decide(&mut self, round: &mut Round<D>) -> Result<(), StorageError> {
        let done = round.decided.verdicts.outcomes.len();
        let new = &round.waiting[done..];
        self.decider.prepare(self.office, new.len()).await?;
        let trusted = self.load(&new.iter().collect::<Vec<_>>(), self.trusting).await?;
        self.load_further(new.iter()).await?;
        let now = self.recorded_at.map_or_else(|| self.source.now(), |last| last.max(self.source.now()));
        self.recorded_at = Some(now);
        let mut doubtful = Vec::new();
        for (at, waiting) in (done..).zip(new) {
            let outcome = self.decide_one(waiting, now, &mut round.decided)?;
            if outcome.is_err() && waiting.reads.iter().any(|stream| trusted.contains(stream)) {
                doubtful.push((at, waiting));
            }
            round.decided.verdicts.outcomes.push(outcome);
        }
        // What was only taken at its word, and not written to, is not known to be blank: nobody is refused because
        // of it.
        for stream in trusted {
            if self.streams.version(stream) == Version(0) {
                self.streams.forget(stream);
            }
        }
        if !doubtful.is_empty() {
            self.load(&doubtful.iter().map(|(_, waiting)| *waiting).collect::<Vec<_>>(), false).await?;
            self.load_further(doubtful.iter().map(|(_, waiting)| *waiting)).await?;
            for (at, waiting) in doubtful {
                round.decided.verdicts.outcomes[at] = self.decide_one(waiting, now, &mut round.decided)?;
            }
        }
        Ok(())
    }

    /// Brings the streams that commands read into memory. A new case needs no question to the log: who opens a stream is
    /// taken at his word, if `trusting`. Says which streams were so taken to be blank.
    async fn load(
        &mut self,
        commands: &[&Waiting<D>],
        trusting: bool,
    ) -> Result<Vec<StreamId>, StorageError> {
        let mut trusted = Vec::new();
        // Each with one of its readers, by his place among the commands.
        let mut read: Vec<_> = (0..)
            .zip(commands)
            .flat_map(|(at, waiting)| waiting.reads.iter().map(move |stream| (*stream, at)))
            .collect();
        read.sort_unstable();
        read.dedup();
        let (mut missing, mut alone): (Vec<StreamId>, Vec<StreamId>) = (Vec::new(), Vec::new());
        for readers in read.chunk_by(|(one, _), (other, _)| one == other) {
            let stream = readers[0].0;
            if !self.streams.touch(stream) {
                missing.push(stream);
                alone.extend((readers.len() == 1).then_some(stream));
            }
        }
        if trusting && !missing.is_empty() {
            let mut opened: Vec<_> =
                commands.iter().flat_map(|waiting| self.decider.opens(&waiting.request)).collect();
            opened.sort_unstable();
            let alone = |stream: &StreamId| {
                alone.binary_search(stream).is_ok() && opened.binary_search(stream).is_ok()
            };
            for stream in missing.extract_if(.., |stream| alone(stream)) {
                trusted.push(stream);
                self.streams.put(stream, Cached { version: Version(0), stream: self.decider.blank(stream) });
            }
        }
        if !missing.is_empty() {
            self.read(&missing).await?;
        }
        Ok(trusted)
    }

    /// Brings into memory what commands read besides: hardly any does.
    async fn load_further(
        &mut self,
        commands: impl Iterator<Item = &Waiting<D>>,
    ) -> Result<(), StorageError> {
        let further = |waiting: &Waiting<D>| self.decider.reads_further(&waiting.request, &self.streams);
        let mut missing: Vec<_> = commands.flat_map(further).collect();
        missing.sort_unstable();
        missing.dedup();
        missing.retain(|stream| !self.streams.touch(*stream));
        if missing.is_empty() { Ok(()) } else { self.read(&missing).await }
    }

    /// Folds streams from the log, as their pages come: usually one question. One that may be long goes on from where it
    /// was read last.
    async fn read(&mut self, missing: &[StreamId]) -> Result<(), StorageError> {
        let (mut loaded, mut new, mut unread) = (HashMap::new(), Vec::new(), Vec::new());
        for stream in missing {
            let cached = if let Some(known) = self.streams.take_read(*stream) {
                unread.push(Pages::after(&self.log, self.office, *stream, known.version));
                known
            } else {
                new.push(*stream);
                Cached { version: Version(0), stream: self.decider.blank(*stream) }
            };
            loaded.insert(*stream, cached);
        }
        unread.push(Pages::new(&self.log, self.office, &new));
        for pages in &mut unread {
            while let Some(page) = pages.next().await? {
                self.fold(&page, &mut loaded);
            }
        }
        let (versions, mut streams): (Vec<_>, Vec<_>) =
            loaded.into_iter().map(|(id, Cached { version, stream })| (version, (id, stream))).unzip();
        self.decider.open(self.office, &mut streams).await?;
        for (version, (id, stream)) in versions.into_iter().zip(streams) {
            if version > Version(0)
                && let Some(stream) = self.decider.copy(&stream)
            {
                self.streams.keep_read(id, Cached { version, stream });
            }
            self.streams.put(id, Cached { version, stream });
        }
        Ok(())
    }

    /// Folds events of a page into their streams; one that cannot be read is left out.
    fn fold(&self, page: &[RecordedEvent], loaded: &mut HashMap<StreamId, Cached<D::Stream>>) {
        let mut unwritten = Changes::default();
        for event in page {
            let Some(cached) = loaded.get_mut(&event.stream) else { continue };
            cached.version = event.version;
            if let Err(error) = self.decider.fold(&mut cached.stream, event, &mut unwritten) {
                tracing::error!(%error, "a stream cannot be read");
                loaded.remove(&event.stream);
            }
        }
    }

    /// What the command will be told; the error is the whole round's.
    fn decide_one(
        &mut self,
        waiting: &Waiting<D>,
        now: Moment,
        decided: &mut Decided<D>,
    ) -> Result<Outcome<D>, StorageError> {
        let reads = &waiting.reads;
        let further = self.decider.reads_further(&waiting.request, &self.streams);
        let mut all = reads.iter().chain(&further);
        if let Some(stream) = all.find(|stream| self.streams.get(**stream).is_none()) {
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
        // A fault in one command's rules must not end the work of an office.
        let deciding = || self.decider.decide(&waiting.request, &self.streams, now);
        let drafts = match catch_unwind(AssertUnwindSafe(deciding)) {
            Ok(Ok(drafts)) => drafts,
            Ok(Err(refusal)) => return Ok(Err(CommitError::Refused(refusal))),
            Err(_) => return Ok(Err(CommitError::Faulty)),
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
            decided.verdicts.done.insert(envelope.command);
        }
        Ok(Ok(receipt))
    }

    /// Gives a draft its place, seals it, folds it and makes its leaf, from the very bytes that will be stored.
    fn take(
        &mut self,
        draft: Draft,
        waiting: &Waiting<D>,
        now: Moment,
        decided: &mut Decided<D>,
    ) -> Result<(), StorageError> {
        let id = draft.stream;
        decided.verdicts.touched.insert(id);
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
            stream_kind: SmolStr::new_static(draft.stream_kind),
            event_type: SmolStr::new_static(draft.event_type),
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
        let leaf = Leaf::of(&event, self.source.bytes());
        decided.batch.edge.push(leaf.hash);
        decided.batch.leaves.push(leaf);
        decided.batch.events.push(event);
        Ok(())
    }
}
