//! The committer's rounds. While rounds are on their way to the disk the next one gathers and is decided, on what they
//! will have left; it sets out as soon as there is room. They land in the order in which they set out. Whatever goes
//! wrong on the way, everything that was decided on top of it is decided again, one round at a time
//! ([`super::recovering`]).
use super::cache::Streams;
use super::deciding::{Decided, Round, STREAMS, Verdicts};
use super::pace::Pace;
use super::{Decider, Waiting};
use crate::cases::ids::{CommandId, OfficeId};
use crate::cases::occurred::Moment;
use crate::clock::{MapHash, Source, Stopwatch};
use crate::database::{Ahead, StorageError, Turn};
use crate::event_log::{AppendError, Edge, EventLog, Position};
use futures_util::FutureExt;
use std::collections::{HashSet, VecDeque};
use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, resume_unwind};
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;
use tokio::sync::{Notify, mpsc, watch};
use tokio::task::{JoinError, JoinHandle};

/// Commands in one transaction at most.
const ROUND: usize = 512;
/// Commands that are decided before a look is taken whether a round has landed.
const STEP: usize = 8;

pub(super) struct Rounds<L: EventLog, D: Decider> {
    pub(super) log: L,
    pub(super) office: OfficeId,
    pub(super) decider: Arc<D>,
    pub(super) source: Source,
    pub(super) streams: Streams<D::Stream>,
    /// Where the log will end once everything that set out has landed; none until this process looked, or after it
    /// lost sight of it.
    pub(super) head: Option<Edge>,
    /// When the last event was recorded, by whichever server: what is recorded later stands later.
    pub(super) recorded_at: Option<Moment>,
    /// Whether commands that open a stream are taken at their word.
    pub(super) trusting: bool,
    /// Whether commands may be in the log although they were not answered: an append failed, a key of theirs was taken,
    /// or their receipts could not be read.
    pub(super) in_doubt: bool,
    /// Rounds on their way to the disk, in the order in which they set out; at most as many as the log has lanes.
    flying: VecDeque<Flying<D>>,
    lanes: usize,
    /// The round that sets out next.
    next: Option<Round<D>>,
    /// Commands that are in one of these already; they are asked for again when its receipt is there.
    repeats: Vec<Waiting<D>>,
    pace: Pace,
    running: Stopwatch,
    /// Tells how far the log is durable.
    pub(super) landing: watch::Sender<Position>,
}

/// A round on its way to the disk.
struct Flying<D: Decider> {
    waiting: Vec<Waiting<D>>,
    commands: HashSet<CommandId, MapHash>,
    verdicts: Verdicts<D>,
    /// Where the log ends before it.
    after: Option<Edge>,
    /// For the round behind it.
    ahead: Option<Ahead>,
    /// How long it took, if it has landed.
    landing: JoinHandle<Result<Duration, AppendError>>,
}

type Landed = Result<Result<Duration, AppendError>, JoinError>;

async fn landing<D: Decider>(flying: &mut VecDeque<Flying<D>>) -> Landed {
    match flying.front_mut() {
        Some(flying) => (&mut flying.landing).await,
        None => std::future::pending().await,
    }
}

impl<L: EventLog, D: Decider> Rounds<L, D> {
    pub(super) fn new(
        log: L,
        office: OfficeId,
        decider: Arc<D>,
        source: Source,
        landing: watch::Sender<Position>,
    ) -> Self {
        let lanes = log.lanes();
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
            flying: VecDeque::new(),
            lanes,
            next: None,
            repeats: Vec::new(),
            pace: Pace::new(lanes),
            running: Stopwatch::start(),
            landing,
        }
    }

    /// Until nobody can send commands any more, or `closing` says so; those that were sent are carried out.
    pub(super) async fn run(mut self, mut queue: mpsc::Receiver<Waiting<D>>, closing: Arc<Notify>) {
        let (mut arrived, mut is_open) = (Vec::new(), true);
        loop {
            let room = self.room().saturating_sub(arrived.len());
            tokio::select! {
                biased;
                landed = landing(&mut self.flying), if !self.flying.is_empty() => self.land(landed).await,
                count = queue.recv_many(&mut arrived, room), if is_open && room > 0 => is_open = count > 0,
                () = closing.notified(), if is_open => queue.close(),
                () = std::future::ready(()), if !arrived.is_empty() => {}
                else => return,
            }
            // In small steps, so that a round which lands meanwhile is followed at once.
            let step = if self.flying.is_empty() { self.wanted().max(1) } else { STEP };
            self.take_in(arrived.drain(..step.min(arrived.len()))).await;
            if self.flying.is_empty() && (arrived.is_empty() || self.wanted() == 0) {
                self.gather(&mut queue, &mut arrived).await;
                self.set_out().await;
            } else if self.may_set_out() {
                self.set_out().await;
            }
        }
    }

    /// Whether the next round is worth setting out, and there is room.
    fn may_set_out(&self) -> bool {
        let is_ready = self.next.as_ref().is_some_and(|round| !round.decided.batch.events.is_empty());
        is_ready && self.wanted() == 0 && self.flying.len() < self.lanes
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
        let mut seen = HashSet::with_hasher(MapHash::default());
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
            while !self.flying.is_empty() {
                let landed = landing(&mut self.flying).await;
                self.land(landed).await;
            }
            self.carry_out(new, Some(error.into())).await;
        }
    }

    fn is_under_way(&self, waiting: &Waiting<D>) -> bool {
        let command = &waiting.envelope.command;
        self.flying.iter().any(|flying| flying.commands.contains(command))
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
        let after = self.head.replace(decided.batch.edge.clone());
        self.streams.age();
        let (log, decider, office) = (self.log.clone(), Arc::clone(&self.decider), self.office);
        let Decided { batch, keys, verdicts } = decided;
        debug_assert_eq!(after.as_ref(), Some(&batch.after), "rounds follow each other");
        let (turn, ahead) = Turn::behind(self.flying.back_mut().and_then(|flying| flying.ahead.take()));
        let flight = async move {
            decider.keep(office, &keys).await?;
            let under_way = Stopwatch::start();
            log.append_in_turn(Arc::new(batch), turn).await.map(|()| under_way.elapsed())
        };
        // It takes off here and now, and not once a thread finds time to look after it: the engine may be idle. A fault in
        // it is nobody's but its own.
        let mut flight = Box::pin(AssertUnwindSafe(flight).catch_unwind());
        let begun = poll_fn(|context| Poll::Ready(flight.as_mut().poll(context))).await;
        let landing = tokio::spawn(async move {
            let landed = match begun {
                Poll::Ready(landed) => landed,
                Poll::Pending => flight.await,
            };
            landed.unwrap_or_else(|fault| resume_unwind(fault))
        });
        self.flying.push_back(Flying { waiting, commands, verdicts, after, ahead: Some(ahead), landing });
    }

    /// The first round under way has landed, or not.
    async fn land(&mut self, landed: Landed) {
        let Some(Flying { mut waiting, verdicts, after, .. }) = self.flying.pop_front() else { return };
        let trouble = match landed {
            Ok(Ok(took)) => {
                let others = self.flying.iter().map(|flying| flying.waiting.len()).sum::<usize>();
                self.pace.landed(waiting.len(), others + self.gathered(), took, self.running.elapsed());
                if verdicts.done.len() == waiting.len() && self.may_set_out() {
                    // Nothing has to be asked before they are answered, so the disk need not wait.
                    self.set_out().await;
                }
                self.answer(&mut waiting, verdicts).await.err().map(AppendError::from)
            }
            lost => Some(self.miss(&verdicts, after, lost)),
        };
        if trouble.is_some() {
            self.start_over(waiting, trouble).await;
        }
    }

    /// Nothing is trusted of a round that did not land, and the log ends before it.
    fn miss(&mut self, verdicts: &Verdicts<D>, after: Option<Edge>, landed: Landed) -> AppendError {
        if let Ok(Err(error)) = landed {
            self.forget(verdicts);
            let (known, before) = (self.head.take(), after);
            self.head = known
                .zip(before)
                .map(|(known, before)| if before.size() < known.size() { before } else { known });
            error
        } else {
            self.lose_sight();
            StorageError::Disconnected.into()
        }
    }

    /// What set out behind a round that did not land, or could not be answered, comes to its end; then all of them are
    /// carried out again, in their order.
    async fn start_over(&mut self, waiting: Vec<Waiting<D>>, trouble: Option<AppendError>) {
        let mut again = vec![(waiting, trouble)];
        let next = self.abandon_next();
        while let Some(Flying { mut waiting, verdicts, after, landing, .. }) = self.flying.pop_front() {
            let trouble = match landing.await {
                Ok(Ok(_)) => self.answer(&mut waiting, verdicts).await.err().map(AppendError::from),
                lost => Some(self.miss(&verdicts, after, lost)),
            };
            // That the one ahead failed is no trouble of its own.
            again.push((waiting, trouble.filter(|trouble| !matches!(trouble, AppendError::Behind))));
        }
        again.push((next, None));
        for (waiting, trouble) in again {
            self.carry_out(waiting, trouble).await;
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
