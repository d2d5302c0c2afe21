//! A log whose database fails when it is told to, before or after it did what was asked.
use anjuan::cases::ids::{CommandId, OfficeId, StreamId, Version};
use anjuan::database::{Changes, StorageError, Turn};
use anjuan::event_log::{
    AppendError, Batch, Edge, EventLog, HeldLog, Leaf, Position, Receipt, RecordedEvent, RequestHash,
};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};
use std::collections::VecDeque;
use std::io::{Error, ErrorKind};
use std::sync::{Arc, Mutex, MutexGuard};
use tokio::sync::oneshot;

/// How the database fails.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Trouble {
    /// The connection is lost; the same again may succeed.
    Passing,
    /// Nothing that trying again would mend.
    Lasting,
}

impl Trouble {
    pub fn error(self) -> StorageError {
        match self {
            Self::Passing => StorageError::Sql(Error::from(ErrorKind::ConnectionReset).into()),
            Self::Lasting => {
                StorageError::File { path: "log".to_owned(), source: ErrorKind::StorageFull.into() }
            }
        }
    }
}

/// What happens to one append.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fate {
    /// It fails, and nothing is in the log.
    FailsBefore(Trouble),
    /// It is in the log, and fails all the same.
    FailsAfter(Trouble),
    /// It fails while it is still under way in the database, and is in the log when that is asked to append again.
    FailsMeanwhile(Trouble),
    /// It is said to be behind.
    Behind,
}

/// Fates drawn by lot: of a hundred, so many.
#[derive(Clone, Copy, Debug)]
pub struct Odds {
    pub fails_before: u32,
    pub fails_after: u32,
    pub behind: u32,
    pub unread: u32,
}

#[derive(Default)]
struct Plan {
    appends: VecDeque<Fate>,
    reads: VecDeque<Trouble>,
    lookups: VecDeque<Trouble>,
    lots: Option<(ChaCha20Rng, Odds)>,
    under_way: Option<oneshot::Sender<()>>,
    gates: VecDeque<oneshot::Receiver<()>>,
    faulty: bool,
    struck: u32,
    told: usize,
}

impl Plan {
    fn lot(&mut self) -> Option<(u32, Odds)> {
        self.lots.as_mut().map(|(lots, odds)| (lots.next_u32() % 100, *odds))
    }

    /// What is under way in the database goes on.
    fn go_on(&mut self) {
        if let Some(under_way) = self.under_way.take() {
            under_way.send(()).expect("it waits");
        }
    }

    fn append(&mut self) -> Option<Fate> {
        self.go_on();
        let drawn = self.lot().and_then(|(lot, odds)| match lot {
            _ if lot < odds.fails_before => Some(Fate::FailsBefore(Trouble::Passing)),
            _ if lot < odds.fails_before + odds.fails_after => Some(Fate::FailsAfter(Trouble::Passing)),
            _ if lot < odds.fails_before + odds.fails_after + odds.behind => Some(Fate::Behind),
            _ => None,
        });
        let fate = self.appends.pop_front().or(drawn);
        self.struck += u32::from(fate.is_some());
        fate
    }

    fn read(&mut self, lookup: bool) -> Result<(), StorageError> {
        let drawn = self.lot().and_then(|(lot, odds)| (lot < odds.unread).then_some(Trouble::Passing));
        let planned = if lookup { &mut self.lookups } else { &mut self.reads };
        let trouble = planned.pop_front().or(drawn);
        self.struck += u32::from(trouble.is_some());
        trouble.map_or(Ok(()), |trouble| Err(trouble.error()))
    }
}

/// A log that fails as planned.
#[derive(Clone)]
pub struct Unreliable<L> {
    log: L,
    plan: Arc<Mutex<Plan>>,
}

impl<L: EventLog> Unreliable<L> {
    pub fn new(log: L) -> Self {
        Self { log, plan: Arc::default() }
    }

    /// The log itself, which never fails.
    pub const fn within(&self) -> &L {
        &self.log
    }

    fn plan(&self) -> MutexGuard<'_, Plan> {
        self.plan.lock().expect("no test has panicked")
    }

    /// What happens to the next appends.
    pub fn appends(&self, fates: impl IntoIterator<Item = Fate>) {
        self.plan().appends.extend(fates);
    }

    /// The next append waits until it is let go, and meets its fate then.
    pub fn stop_next_append(&self) -> oneshot::Sender<()> {
        let (go, gate) = oneshot::channel();
        self.plan().gates.push_back(gate);
        go
    }

    /// In the next append there is a fault of the program.
    pub fn errs(&self) {
        self.plan().faulty = true;
    }

    /// How the next questions for events fail.
    pub fn reads(&self, troubles: impl IntoIterator<Item = Trouble>) {
        self.plan().reads.extend(troubles);
    }

    /// How the next questions for receipts fail.
    pub fn lookups(&self, troubles: impl IntoIterator<Item = Trouble>) {
        self.plan().lookups.extend(troubles);
    }

    /// From now on fates are drawn by lot.
    pub fn draw(&self, seed: u64, odds: Odds) {
        self.plan().lots = Some((ChaCha20Rng::seed_from_u64(seed), odds));
    }

    /// How many events of streams were asked for so far.
    pub fn told(&self) -> usize {
        self.plan().told
    }

    /// Nothing fails any more. Says how often something did.
    pub fn heal(&self) -> u32 {
        std::mem::take(&mut *self.plan()).struck
    }
}

/// The same batch of a log without views.
fn once_more(batch: &Batch) -> Batch {
    Batch {
        office: batch.office,
        after: batch.after.clone(),
        events: batch.events.clone(),
        leaves: batch.leaves.clone(),
        edge: batch.edge.clone(),
        receipts: batch.receipts.clone(),
        changes: Changes::default(),
    }
}

/// A held log that fails as planned.
pub struct HeldUnreliable<H> {
    held: H,
    plan: Arc<Mutex<Plan>>,
}

impl<H: HeldLog + 'static> HeldUnreliable<H> {
    async fn meet(self, fate: Option<Fate>, batch: &Batch) -> Result<(), AppendError> {
        match fate {
            None => self.held.append(batch).await,
            Some(Fate::Behind) => Err(AppendError::Behind),
            Some(Fate::FailsBefore(trouble)) => Err(trouble.error().into()),
            Some(Fate::FailsAfter(trouble)) => {
                self.held.append(batch).await?;
                Err(trouble.error().into())
            }
            Some(Fate::FailsMeanwhile(trouble)) => {
                let (under_way, goes_on) = oneshot::channel();
                self.plan.lock().expect("no test has panicked").under_way = Some(under_way);
                let batch = once_more(batch);
                tokio::spawn(async move {
                    goes_on.await.expect("somebody appends again");
                    self.held.append(&batch).await.expect("appended");
                });
                Err(trouble.error().into())
            }
        }
    }
}

impl<L: EventLog> EventLog for Unreliable<L> {
    type Held = HeldUnreliable<L::Held>;

    async fn head(&self, office: OfficeId) -> Result<Position, StorageError> {
        self.plan().read(false)?;
        self.log.head(office).await
    }

    async fn edge(&self, office: OfficeId) -> Result<Edge, StorageError> {
        self.plan().read(false)?;
        self.log.edge(office).await
    }

    async fn leaves(&self, office: OfficeId, after: Position, limit: u32) -> Result<Vec<Leaf>, StorageError> {
        self.plan().read(false)?;
        self.log.leaves(office, after, limit).await
    }

    async fn read(
        &self,
        office: OfficeId,
        after: Position,
        limit: u32,
    ) -> Result<Vec<RecordedEvent>, StorageError> {
        self.plan().read(false)?;
        self.log.read(office, after, limit).await
    }

    async fn streams(
        &self,
        office: OfficeId,
        streams: &[StreamId],
        after: Version,
        limit: u32,
    ) -> Result<Vec<RecordedEvent>, StorageError> {
        self.plan().read(false)?;
        let events = self.log.streams(office, streams, after, limit).await?;
        self.plan().told += events.len();
        Ok(events)
    }

    async fn receipts(
        &self,
        office: OfficeId,
        commands: &[CommandId],
    ) -> Result<Vec<(CommandId, RequestHash, Receipt)>, StorageError> {
        self.plan().read(true)?;
        self.log.receipts(office, commands).await
    }

    fn lanes(&self) -> usize {
        self.log.lanes()
    }

    async fn append_in_turn(&self, batch: Arc<Batch>, mut turn: Turn) -> Result<(), AppendError> {
        let faulty = std::mem::take(&mut self.plan().faulty);
        assert!(!faulty, "as planned");
        let gate = self.plan().gates.pop_front();
        if let Some(gate) = gate {
            gate.await.expect("it is let go");
        }
        turn.come().await;
        let fate = self.plan().append();
        if fate.is_none() {
            return self.log.append_in_turn(batch, turn).await;
        }
        let held = self.log.hold(batch.office).await?;
        if held.edge()? != batch.after {
            return Err(AppendError::Behind);
        }
        HeldUnreliable { held, plan: Arc::clone(&self.plan) }.meet(fate, &batch).await
    }

    async fn hold(&self, office: OfficeId) -> Result<Self::Held, StorageError> {
        self.plan().go_on();
        self.plan().read(false)?;
        Ok(HeldUnreliable { held: self.log.hold(office).await?, plan: Arc::clone(&self.plan) })
    }
}

impl<H: HeldLog + 'static> HeldLog for HeldUnreliable<H> {
    fn edge(&self) -> Result<Edge, StorageError> {
        self.held.edge()
    }

    async fn append(self, batch: &Batch) -> Result<(), AppendError> {
        let fate = self.plan.lock().expect("no test has panicked").append();
        self.meet(fate, batch).await
    }
}
