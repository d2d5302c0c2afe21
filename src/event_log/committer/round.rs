//! The committer's rounds. While one round is on its way to the disk the next one gathers and is decided, on what the
//! first will have left; when the first has landed the next one sets out at once. Whatever goes wrong on the way,
//! everything that was decided on top of it is decided again, one round at a time ([`super::recovering`]).
use super::cache::Streams;
use super::deciding::{Decided, Round, STREAMS, Verdicts};
use super::pace::Pace;
use super::{Decider, Waiting};
use crate::cases::ids::{CommandId, OfficeId};
use crate::cases::occurred::Moment;
use crate::clock::{Source, Stopwatch};
use crate::database::StorageError;
use crate::event_log::{AppendError, EventLog, Position};
use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Notify, mpsc};
use tokio::task::{JoinError, JoinHandle};

/// Commands in one transaction at most.
const ROUND: usize = 512;
/// Commands that are decided before a look is taken whether the round under way has landed.
const STEP: usize = 8;

pub(super) struct Rounds<L: EventLog, D: Decider> {
    pub(super) log: L,
    pub(super) office: OfficeId,
    pub(super) decider: Arc<D>,
    pub(super) source: Source,
    pub(super) streams: Streams<D::Stream>,
    /// Where the log will end once everything that set out has landed; none until this process looked, or after it
    /// lost sight of it.
    pub(super) head: Option<Position>,
    /// When the last event was recorded, by whichever server: what is recorded later stands later.
    pub(super) recorded_at: Option<Moment>,
    /// Whether commands that open a stream are taken at their word.
    pub(super) trusting: bool,
    /// Whether commands may be in the log although they were not answered: an append failed, a key of theirs was taken,
    /// or their receipts could not be read.
    pub(super) in_doubt: bool,
    /// The round on its way to the disk.
    flying: Option<Flying<D>>,
    /// The round that sets out when that one has landed.
    next: Option<Round<D>>,
    /// Commands that are in one of these already; they are asked for again when its receipt is there.
    repeats: Vec<Waiting<D>>,
    pace: Pace,
    running: Stopwatch,
}

/// A round on its way to the disk.
struct Flying<D: Decider> {
    waiting: Vec<Waiting<D>>,
    commands: HashSet<CommandId>,
    verdicts: Verdicts<D>,
    after: Position,
    /// How long it took, if it has landed.
    landing: JoinHandle<Result<Duration, AppendError>>,
}

type Landed = Result<Result<Duration, AppendError>, JoinError>;

async fn landing<D: Decider>(flying: &mut Option<Flying<D>>) -> Landed {
    match flying {
        Some(flying) => (&mut flying.landing).await,
        None => std::future::pending().await,
    }
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
            trusting: true,
            in_doubt: false,
            flying: None,
            next: None,
            repeats: Vec::new(),
            pace: Pace::default(),
            running: Stopwatch::start(),
        }
    }

    /// Until nobody can send commands any more, or `closing` says so; those that were sent are carried out.
    pub(super) async fn run(mut self, mut queue: mpsc::Receiver<Waiting<D>>, closing: Arc<Notify>) {
        let (mut arrived, mut is_open) = (Vec::new(), true);
        loop {
            let (room, in_flight) = (self.room().saturating_sub(arrived.len()), self.flying.is_some());
            tokio::select! {
                biased;
                landed = landing(&mut self.flying), if in_flight => self.land(landed).await,
                count = queue.recv_many(&mut arrived, room), if is_open && room > 0 => is_open = count > 0,
                () = closing.notified(), if is_open => queue.close(),
                () = std::future::ready(()), if !arrived.is_empty() => {}
                else => return,
            }
            // In small steps, so that a round which lands meanwhile is followed at once; and with nothing under way no more
            // than the round needs, so that the others gather behind it.
            let step = if self.flying.is_some() { STEP } else { self.wanted().max(1) };
            self.take_in(arrived.drain(..step.min(arrived.len()))).await;
            if self.flying.is_none() && (arrived.is_empty() || self.wanted() == 0) {
                self.gather(&mut queue, &mut arrived).await;
                self.set_out().await;
            }
        }
    }

    /// How many more commands the next round needs to be one that sets out at once.
    fn wanted(&self) -> usize {
        self.pace.enough().clamp(1, ROUND).saturating_sub(self.gathered())
    }

    fn room(&self) -> usize {
        ROUND.saturating_sub(self.gathered())
    }

    fn gathered(&self) -> usize {
        self.next.as_ref().map_or(0, |round| round.waiting.len())
    }

    /// A round that would leave most of the callers behind waits for a small part of a flight.
    async fn gather(&mut self, queue: &mut mpsc::Receiver<Waiting<D>>, arrived: &mut Vec<Waiting<D>>) {
        let deadline = tokio::time::sleep(self.pace.patience());
        tokio::pin!(deadline);
        while self.gathered() > 0 && self.wanted() > 0 {
            let room = self.wanted();
            tokio::select! {
                biased;
                more = queue.recv_many(arrived, room) => if more == 0 { return },
                () = &mut deadline => return,
            }
            self.take_in(arrived.drain(..)).await;
        }
    }

    /// Decides the commands that arrived, and those that had to wait for a receipt.
    async fn take_in(&mut self, arrived: impl Iterator<Item = Waiting<D>>) {
        let mut new = std::mem::take(&mut self.repeats);
        new.extend(arrived);
        if new.is_empty() {
            return;
        }
        let mut seen = HashSet::new();
        self.repeats = new
            .extract_if(.., |waiting| self.is_under_way(waiting) || !seen.insert(waiting.envelope.command))
            .collect();
        if new.is_empty() {
            return;
        }
        let begun = match self.next.take() {
            Some(round) => Ok(round),
            None => self.begin(None).await,
        };
        let decided = match begun {
            Ok(mut round) => {
                round.commands.extend(new.iter().map(|waiting| waiting.envelope.command));
                round.waiting.append(&mut new);
                let decided = self.decide(&mut round).await;
                self.next = Some(round);
                decided
            }
            Err(error) => Err(error),
        };
        if let Err(error) = decided {
            new.append(&mut self.abandon_next());
            if self.flying.is_some() {
                let landed = landing(&mut self.flying).await;
                self.land(landed).await;
            }
            self.carry_out(new, Some(error.into())).await;
        }
    }

    fn is_under_way(&self, waiting: &Waiting<D>) -> bool {
        let command = &waiting.envelope.command;
        self.flying.as_ref().is_some_and(|flying| flying.commands.contains(command))
            || self.next.as_ref().is_some_and(|round| round.commands.contains(command))
    }

    /// Sends the next round on its way.
    async fn set_out(&mut self) {
        let Some(Round { mut waiting, commands, decided }) = self.next.take() else { return };
        if decided.batch.events.is_empty() {
            let trouble = match self.append(decided.batch, &decided.keys, None).await {
                Ok(()) => self.answer(&mut waiting, decided.verdicts).await.err().map(AppendError::from),
                Err(error) => Some(error),
            };
            if trouble.is_some() {
                self.carry_out(waiting, trouble).await;
            }
            return;
        }
        self.head = Some(decided.batch.head());
        self.streams.age();
        let (log, decider, office) = (self.log.clone(), Arc::clone(&self.decider), self.office);
        let Decided { batch, keys, verdicts } = decided;
        let after = batch.after;
        let landing = tokio::spawn(async move {
            decider.keep(office, &keys).await?;
            let under_way = Stopwatch::start();
            log.append(Arc::new(batch)).await.map(|()| under_way.elapsed())
        });
        self.flying = Some(Flying { waiting, commands, verdicts, after, landing });
    }

    /// A round has landed, or not.
    async fn land(&mut self, landed: Landed) {
        let Some(Flying { mut waiting, verdicts, after, .. }) = self.flying.take() else { return };
        let trouble = match landed {
            Ok(Ok(took)) => {
                self.pace.landed(waiting.len(), self.gathered(), took, self.running.elapsed());
                if verdicts.done.len() == waiting.len() && self.gathered() > 0 && self.wanted() == 0 {
                    // Nothing has to be asked before they are answered, so the disk need not wait.
                    self.set_out().await;
                }
                self.answer(&mut waiting, verdicts).await.err().map(AppendError::from)
            }
            Ok(Err(error)) => {
                self.forget(&verdicts);
                self.head = Some(after);
                Some(error)
            }
            Err(_) => {
                self.lose_sight();
                Some(AppendError::Storage(StorageError::Disconnected))
            }
        };
        if trouble.is_some() {
            let behind = self.abandon_next();
            self.carry_out(waiting, trouble).await;
            self.carry_out(behind, None).await;
        }
    }

    /// The next round's commands are to be decided again: what they stood on did not come about.
    fn abandon_next(&mut self) -> Vec<Waiting<D>> {
        let Some(Round { waiting, decided, .. }) = self.next.take() else { return Vec::new() };
        self.forget(&decided.verdicts);
        waiting
    }

    /// Nothing is trusted that was decided and did not come about.
    pub(super) fn forget(&mut self, verdicts: &Verdicts<D>) {
        for stream in &verdicts.touched {
            self.streams.forget(*stream);
        }
    }

    /// Nothing in memory is trusted any more.
    pub(super) fn lose_sight(&mut self) {
        self.streams = Streams::new(STREAMS);
        self.head = None;
    }
}
