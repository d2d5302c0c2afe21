//! A log in memory, for tests of what stands above it. It keeps no projections.
use super::{
    AppendError, Batch, Edge, EventLog, HeldLog, Leaf, Position, Receipt, RecordedEvent, RequestHash,
};
use crate::cases::ids::{CommandId, OfficeId, StreamId, Version};
use crate::database::{StorageError, Turn};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use tokio::sync::{Mutex, OwnedMutexGuard};

#[derive(Debug, Default)]
struct Log {
    events: Vec<RecordedEvent>,
    leaves: Vec<Leaf>,
    edge: Edge,
    receipts: HashMap<CommandId, (RequestHash, Receipt)>,
}

/// The log of one office, and the turn to append to it, which can be held while others read.
#[derive(Debug, Default)]
struct Office {
    log: Mutex<Log>,
    turn: Arc<Mutex<()>>,
}

/// A log in memory.
#[derive(Clone, Debug, Default)]
pub struct MemoryLog(Arc<Mutex<HashMap<OfficeId, Arc<Office>>>>);

impl MemoryLog {
    async fn office(&self, office: OfficeId) -> Arc<Office> {
        Arc::clone(self.0.lock().await.entry(office).or_default())
    }
}

fn head(log: &Log) -> Position {
    Position(i64::try_from(log.events.len()).unwrap_or(i64::MAX))
}

/// Refuses what the keys of the SQL tables refuse.
fn append(log: &mut Log, batch: &Batch) -> Result<(), AppendError> {
    if log.edge != batch.after {
        return Err(AppendError::Behind);
    }
    if batch.receipts.iter().any(|(command, ..)| log.receipts.contains_key(command)) {
        return Err(AppendError::Taken);
    }
    let versions: HashSet<_> = log.events.iter().map(|event| (event.stream, event.version)).collect();
    if batch.events.iter().any(|event| versions.contains(&(event.stream, event.version))) {
        return Err(AppendError::Taken);
    }
    log.events.extend_from_slice(&batch.events);
    log.leaves.extend_from_slice(&batch.leaves);
    log.edge = batch.edge.clone();
    for (command, hash, receipt) in &batch.receipts {
        log.receipts.insert(*command, (*hash, *receipt));
    }
    Ok(())
}

impl EventLog for MemoryLog {
    type Held = HeldMemory;

    async fn head(&self, office: OfficeId) -> Result<Position, StorageError> {
        Ok(head(&*self.office(office).await.log.lock().await))
    }

    async fn edge(&self, office: OfficeId) -> Result<Edge, StorageError> {
        Ok(self.office(office).await.log.lock().await.edge.clone())
    }

    async fn read(
        &self,
        office: OfficeId,
        after: Position,
        limit: u32,
    ) -> Result<Vec<RecordedEvent>, StorageError> {
        let office = self.office(office).await;
        let log = office.log.lock().await;
        let later = log.events.iter().filter(|event| event.position > after);
        Ok(later.take(limit as usize).cloned().collect())
    }

    async fn streams(
        &self,
        office: OfficeId,
        streams: &[StreamId],
        after: Version,
        limit: u32,
    ) -> Result<Vec<RecordedEvent>, StorageError> {
        let office = self.office(office).await;
        let log = office.log.lock().await;
        let later = log.events.iter().filter(|event| event.version > after);
        let mut found: Vec<_> = later.filter(|event| streams.contains(&event.stream)).collect();
        found.sort_by_key(|event| (event.stream, event.version));
        Ok(found.into_iter().take(limit as usize).cloned().collect())
    }

    async fn leaves(&self, office: OfficeId, after: Position, limit: u32) -> Result<Vec<Leaf>, StorageError> {
        let office = self.office(office).await;
        let log = office.log.lock().await;
        let passed = usize::try_from(after.0).unwrap_or_default();
        Ok(log.leaves.iter().skip(passed).take(limit as usize).copied().collect())
    }

    async fn receipts(
        &self,
        office: OfficeId,
        commands: &[CommandId],
    ) -> Result<Vec<(CommandId, RequestHash, Receipt)>, StorageError> {
        let office = self.office(office).await;
        let log = office.log.lock().await;
        let known = |id: &CommandId| log.receipts.get(id).map(|(hash, receipt)| (*id, *hash, *receipt));
        Ok(commands.iter().filter_map(known).collect())
    }

    fn lanes(&self) -> usize {
        2
    }

    async fn append_in_turn(&self, batch: Arc<Batch>, mut turn: Turn) -> Result<(), AppendError> {
        turn.come().await;
        let office = self.office(batch.office).await;
        let _held = office.turn.lock().await;
        turn.pass();
        append(&mut *office.log.lock().await, &batch)
    }

    async fn hold(&self, office: OfficeId) -> Result<HeldMemory, StorageError> {
        let office = self.office(office).await;
        let turn = Arc::clone(&office.turn).lock_owned().await;
        let edge = office.log.lock().await.edge.clone();
        Ok(HeldMemory { office, edge, _turn: turn })
    }
}

/// A log in memory that is held.
#[derive(Debug)]
pub struct HeldMemory {
    office: Arc<Office>,
    edge: Edge,
    _turn: OwnedMutexGuard<()>,
}

impl HeldLog for HeldMemory {
    fn edge(&self) -> Result<Edge, StorageError> {
        Ok(self.edge.clone())
    }

    async fn append(self, batch: &Batch) -> Result<(), AppendError> {
        append(&mut *self.office.log.lock().await, batch)
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use crate::cases::ids::{CommandId, OfficeId, StreamId, Version};
    use crate::cases::occurred::{Day, Moment, Occurred};
    use crate::event_log::{Actor, Position, RecordedEvent};
    use uuid::Uuid;

    /// An event of stream 1 at `position`.
    pub(crate) fn event(position: i64, version: i64) -> RecordedEvent {
        RecordedEvent {
            office: OfficeId(Uuid::from_u128(7)),
            position: Position(position),
            stream: StreamId(Uuid::from_u128(1)),
            version: Version(version),
            stream_kind: "petition".into(),
            event_type: "PetitionUrged".into(),
            schema_version: 1,
            occurred: Occurred::Day(Day::from_ymd_opt(2019, 3, 5).expect("a day")),
            recorded_at: Moment::parse("2019-03-05T09:00:00+08:00").expect("a moment"),
            command: CommandId(Uuid::from_u128(position.unsigned_abs().into())),
            batch: None,
            actor: Actor("operator:test".into()),
            payload: r#"{"PetitionUrged":{}}"#.into(),
            personal: None,
        }
    }
}
