//! The whole of an office's record, looked through for what must never be: a gap, a double, an answer that the log
//! does not bear out, a view that differs from the log, a sealed value that does not open.
use anjuan::cases::ids::{CommandId, OfficeId, StreamId, Version};
use anjuan::commands::OfficeDesk;
use anjuan::event_log::committer::Place;
use anjuan::event_log::{Edge, EventLog, Leaf, Position, Receipt, RecordedEvent};
use anjuan::keys::{KeyRing, unseal};
use anjuan::projections::rebuild::{Then, rebuild};
use std::collections::{HashMap, HashSet};

/// How a payload says that a personal value stays as it was.
const KEPT: &str = r#"{"personal":65535}"#;

/// An office's log that was found whole.
pub struct Record {
    pub events: Vec<RecordedEvent>,
    receipts: HashMap<CommandId, Receipt>,
}

impl Record {
    /// The events that followed from a command.
    pub fn of(&self, command: CommandId) -> Vec<&RecordedEvent> {
        self.events.iter().filter(|event| event.command == command).collect()
    }

    /// The events of a stream.
    pub fn stream(&self, stream: StreamId) -> Vec<&RecordedEvent> {
        self.events.iter().filter(|event| event.stream == stream).collect()
    }

    /// The receipt of a command that was carried out.
    pub fn receipt(&self, command: CommandId) -> Option<Receipt> {
        self.receipts.get(&command).copied()
    }

    /// The command was carried out, and its sender was told so.
    pub fn bears_out(&self, command: CommandId, answer: Receipt) {
        assert_eq!(self.receipt(command), Some(answer), "command {command}");
    }

    pub fn head(&self) -> Position {
        self.events.last().map_or(Position(0), |event| event.position)
    }
}

/// Reads the log and checks that it holds together.
pub async fn whole_log(log: &impl EventLog, office: OfficeId) -> Record {
    let events = log.read(office, Position(0), u32::MAX).await.expect("events");
    let commands: HashSet<_> = events.iter().map(|event| event.command).collect();
    let commands: Vec<_> = commands.into_iter().collect();
    let found = log.receipts(office, &commands).await.expect("receipts");
    let receipts = found.into_iter().map(|(command, _, receipt)| (command, receipt)).collect();
    let record = Record { events, receipts };
    assert_eq!(log.head(office).await.expect("a head"), record.head());
    is_gapless(&record.events);
    receipts_match(&record);
    is_proved(log, office, &record.events).await;
    record
}

/// The leaf of each event is made of its bytes, no two are blinded alike, and the log's edge is that of their tree.
async fn is_proved(log: &impl EventLog, office: OfficeId, events: &[RecordedEvent]) {
    let leaves = log.leaves(office, Position(0), u32::MAX).await.expect("leaves");
    assert_eq!(leaves.len(), events.len());
    let mut edge = Edge::default();
    for (event, leaf) in events.iter().zip(&leaves) {
        assert_eq!(Leaf::of(event, leaf.blinding), *leaf, "position {}", event.position);
        edge.push(leaf.hash);
    }
    let blindings: HashSet<_> = leaves.iter().map(|leaf| leaf.blinding).collect();
    assert_eq!(blindings.len(), events.len(), "a blinding is used once");
    assert_eq!(log.edge(office).await.expect("an edge"), edge);
}

fn is_gapless(events: &[RecordedEvent]) {
    let mut versions = HashMap::new();
    for (event, position) in events.iter().zip(1..) {
        assert_eq!(event.position, Position(position), "positions without a gap");
        let version = versions.entry(event.stream).or_insert(Version(0));
        *version = version.next();
        assert_eq!(event.version, *version, "versions of {} without a gap", event.stream);
    }
    assert!(events.is_sorted_by_key(|event| event.recorded_at), "what is recorded later stands later");
}

fn receipts_match(record: &Record) {
    let mut told = HashSet::new();
    for events in record.events.chunk_by(|one, next| one.command == next.command) {
        let last = &events[events.len() - 1];
        let command = last.command;
        assert!(told.insert(command), "the events of {command} stand apart: it was carried out twice");
        let receipt = record.receipt(command).expect("a command with events has a receipt");
        assert_eq!(receipt.position, last.position, "receipt of {command}");
        let about = events.iter().rfind(|event| event.stream == receipt.stream).map(|event| event.version);
        assert_eq!(about, Some(receipt.version), "receipt of {command}");
    }
}

/// Checks everything that is kept of the desk's office, the only one in its store.
pub async fn audit(desk: &OfficeDesk) -> Record {
    let (store, office) = (desk.store(), desk.office());
    let record = whole_log(&store.log(), office).await;
    let sql = "SELECT COUNT(*) FROM receipts WHERE office_id = $1";
    let rows = store.db().fetch(sql, &[office.0.into()]).await.expect("a count");
    let receipts: i64 = rows[0].get(0).expect("a number");
    assert_eq!(usize::try_from(receipts), Ok(record.receipts.len()), "no receipt without events");
    let rebuilt = rebuild(store.db(), Then::CompareOnly, |_| ()).await.expect("rebuilt");
    assert_eq!(rebuilt.events, record.events.len() as u64);
    assert_eq!(rebuilt.differences(), 0, "{:?}", rebuilt.tables);
    everything_opens(desk, &record).await;
    record
}

/// The key of every sealed value is in the key store, and no two cases share one.
async fn everything_opens(desk: &OfficeDesk, record: &Record) {
    let mut rings: HashMap<_, KeyRing> = HashMap::new();
    for event in &record.events {
        if let Some(personal) = &event.personal {
            rings.entry(event.stream).or_default().note(personal).expect("names of keys");
        }
    }
    let names: Vec<_> = rings.values().flat_map(KeyRing::wanted).collect();
    let keys = desk.store().keys().of(desk.office(), &names).await.expect("keys");
    assert_eq!(keys.len(), names.len(), "a key is missing, or of two cases");
    for ring in rings.values_mut() {
        ring.take(&keys);
    }
    for event in &record.events {
        let Some(personal) = event.personal.as_deref() else {
            // What a correction leaves as it was recorded is no value of its own.
            let own = event.payload.replace(KEPT, "");
            assert!(!own.contains("\"personal\""), "{} {own}", event.position);
            continue;
        };
        let place = Place { office: event.office, stream: event.stream, version: event.version };
        let slots = unseal(&rings[&event.stream], place, personal).expect("it opens");
        assert!(slots.iter().all(Option::is_some), "no key for {} {}", event.position, event.event_type);
    }
}
