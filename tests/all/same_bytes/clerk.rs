//! Who sends the commands, one after another.
use crate::support::stores::{self, Engine, actor, moment, office, source};
use anjuan::cases::facts::Conduct;
use anjuan::cases::ids::{BatchId, StreamId, Version};
use anjuan::cases::personal::Slot;
use anjuan::clock::{SetClock, Source};
use anjuan::commands::{AnyOrder, CommandError, Numbering, OfficeDesk, Request, Step, Store};
use anjuan::event_log::committer::Place;
use anjuan::event_log::{EventLog, Leaf, Position, Receipt, RecordedEvent};
use anjuan::exchange::importing::{self, FileReport, Options, UndoReport};
use anjuan::keys::{self, KeyRing};
use anjuan::projections::rebuild::{Then, rebuild};
use std::fs;

fn clear(slot: Slot) -> (u16, String) {
    (slot.subject.0, String::from_utf8(slot.json).expect("JSON"))
}

/// Whether the committer remembers the streams from one command to the next.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Memory {
    Kept,
    /// Every command meets a store that was just opened.
    Lost,
}

pub struct Clerk {
    place: stores::Place,
    source: Source,
    clock: SetClock,
    memory: Memory,
    desk: OfficeDesk,
}

impl Clerk {
    /// A clerk of the office of 2019.
    pub async fn new(engine: Engine, memory: Memory, seed: u64) -> Self {
        let (place, (source, clock)) = (engine.place(), source(seed));
        let desk = office(&place, source.clone()).await;
        Self { place, source, clock, memory, desk }
    }

    pub async fn log(&self) -> Vec<RecordedEvent> {
        self.desk.store().log().read(self.desk.office(), Position(0), 10_000).await.expect("the log")
    }

    pub async fn leaves(&self) -> Vec<Leaf> {
        self.desk.store().log().leaves(self.desk.office(), Position(0), 10_000).await.expect("the leaves")
    }

    /// What is personal in the event, in the clear: whose it is, and its JSON.
    pub async fn unsealed(&self, event: &RecordedEvent) -> Vec<(u16, String)> {
        let Some(sealed) = &event.personal else { return Vec::new() };
        let mut ring = KeyRing::default();
        ring.note(sealed).expect("a sealed payload");
        let wanted: Vec<_> = ring.wanted().collect();
        ring.take(&self.desk.store().keys().of(event.office, &wanted).await.expect("its keys"));
        let place = Place { office: event.office, stream: event.stream, version: event.version };
        let slots = keys::unseal(&ring, place, sealed).expect("it opens").into_iter();
        slots.map(|slot| slot.expect("its key is there")).map(clear).collect()
    }

    pub fn at(&self, time: &str) {
        self.clock.set(moment(time));
    }

    /// The desk for the next command.
    pub async fn desk(&mut self) -> &OfficeDesk {
        if self.memory == Memory::Lost {
            self.desk.store().clone().close().await;
            let store = Store::open(&self.place.url, self.source.clone()).await.expect("a store");
            self.desk = store.office(None, actor()).await.expect("the office");
        }
        &self.desk
    }

    /// A live command that is carried out.
    pub async fn does(&mut self, case: StreamId, order: impl Into<AnyOrder>) -> Receipt {
        self.asks(Request::live(case, order)).await.expect("carried out")
    }

    /// A live command that opens a case, which gets the next number of its series.
    pub async fn opens(&mut self, prefix: &str, order: impl Into<AnyOrder>) -> StreamId {
        let case = self.source.stream_id();
        let mut request = Request::live(case, order);
        request.steps[0].numbering = Numbering::Next { prefix: prefix.to_owned(), width: 4 };
        self.asks(request).await.expect("carried out");
        case
    }

    /// Live steps that stand or fall together.
    pub async fn does_at_once(&mut self, steps: Vec<Step>) -> Receipt {
        self.asks(Request { conduct: Conduct::Live, steps }).await.expect("carried out")
    }

    pub async fn asks(&mut self, request: Request) -> Result<Receipt, CommandError> {
        self.desk().await.execute(request).await
    }

    /// The same command twice, under one id.
    pub async fn asks_twice(&mut self, request: Request) -> [Receipt; 2] {
        let command = self.source.command_id();
        let first = self.desk().await.execute_as(command, None, None, request.clone()).await.expect("done");
        let again = self.desk().await.execute_as(command, None, None, request).await.expect("done before");
        [first, again]
    }

    /// A command of somebody who last saw the case at `version`.
    pub async fn asks_having_seen(
        &mut self,
        case: StreamId,
        version: i64,
        order: impl Into<AnyOrder>,
    ) -> Result<Receipt, CommandError> {
        let command = self.source.command_id();
        let seen = Some((case, Version(version)));
        self.desk().await.execute_as(command, None, seen, Request::live(case, order)).await
    }

    /// Imports a ledger of this text.
    pub async fn imports(&mut self, csv: &str, as_correction: bool) -> FileReport {
        let folder = tempfile::TempDir::new().expect("a folder");
        let file = folder.path().join("ledger.csv");
        fs::write(&file, csv).expect("written");
        let options = Options { as_correction, ..Options::default() };
        importing::import(self.desk().await, &file, &options, |_| ()).await.expect("imported")
    }

    /// How many rows of the projections are not as a rebuild makes them.
    pub async fn differences(&mut self) -> u64 {
        let db = self.desk().await.store().db().clone();
        rebuild(&db, Then::CompareOnly, |_| ()).await.expect("rebuilt").differences()
    }

    pub async fn takes_back(&mut self, batch: BatchId) -> UndoReport {
        importing::undo(self.desk().await, batch).await.expect("taken back")
    }
}
