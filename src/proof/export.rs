//! A log as a file, for whoever verifies it elsewhere: one JSON object a line, every stored byte of every event and what
//! blinds its leaf, and at the end the checkpoints. What is personal stays sealed; the file is as secret as the log itself,
//! for it says who did what.
use super::checkpoint::Checkpoint;
use super::checkpoints;
use super::origin::Log;
use super::path::Tree;
use super::verify::{Finding, Walk, Wrong};
use crate::cases::ids::{BatchId, CommandId, OfficeId, StreamId, Version};
use crate::cases::occurred::{Moment, Occurred};
use crate::database::{Db, StorageError};
use crate::event_log::sql::{Rehashed, SqlLog};
use crate::event_log::{Actor, EventLog, Leaf, Position, RecordedEvent};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde::{Deserialize, Serialize};
use std::io::{BufRead, Write};
use uuid::Uuid;

/// The layout of the file.
pub const LAYOUT: u32 = 1;
/// Events that are read at once.
const PAGE: u32 = 2_000;

/// A line of the file.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Line {
    /// The first one: whose log it is.
    AnjuanLog {
        /// The layout of the file.
        layout: u32,
        /// The office.
        office: Uuid,
    },
    /// An event.
    Event(Box<Event>),
    /// A checkpoint, as it was given out.
    Checkpoint(String),
}

/// An event with what blinds its leaf.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::struct_field_names, reason = "the columns of the log are called so")]
pub struct Event {
    position: i64,
    stream: Uuid,
    version: i64,
    stream_kind: String,
    event_type: String,
    schema_version: u16,
    occurred: Occurred,
    recorded_at: Moment,
    command: Uuid,
    batch: Option<Uuid>,
    actor: String,
    /// Its bytes, as they are stored.
    payload: String,
    /// Sealed, in base64.
    personal: Option<String>,
    /// In base64.
    blinding: String,
    /// The leaf's hash, in base64.
    leaf: String,
}

/// Why a file was not written or read.
#[derive(Debug, thiserror::Error)]
pub enum ExportTrouble {
    /// The file fails.
    #[error("{0}")]
    File(#[from] std::io::Error),
    /// A line cannot be written.
    #[error("{0}")]
    Json(#[from] serde_json::Error),
    /// A line makes no sense.
    #[error("line {line}: {reason}")]
    Line {
        /// Which.
        line: usize,
        /// Why.
        reason: String,
    },
    /// The database fails.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// Writes an office's log, and says how many events it has. `progress` is told how many are written.
///
/// # Errors
/// When the database or the file fails.
pub async fn write(
    db: &Db,
    office: OfficeId,
    out: &mut (impl Write + Send),
    mut progress: impl FnMut(u64) + Send,
) -> Result<u64, ExportTrouble> {
    let mut line = |line: &Line| -> Result<(), ExportTrouble> {
        serde_json::to_writer(&mut *out, line)?;
        Ok(out.write_all(b"\n")?)
    };
    line(&Line::AnjuanLog { layout: LAYOUT, office: office.0 })?;
    // Read first: a checkpoint that is signed meanwhile may hold events that were not written.
    let checkpoints = checkpoints::all(db, office, Log::Events).await?;
    let (log, mut after) = (SqlLog::new(db.clone()), Position(0));
    let end = log.head(office).await?;
    while after < end {
        let events = log.read(office, after, PAGE).await?;
        let leaves = log.leaves(office, after, PAGE).await?;
        let Some(last) = events.last() else { break };
        after = last.position;
        for (event, leaf) in events.iter().zip(&leaves) {
            line(&Line::Event(Box::new(Event::of(event, leaf))))?;
        }
        progress(u64::try_from(after.0).unwrap_or_default());
    }
    for kept in checkpoints.into_iter().flatten() {
        line(&Line::Checkpoint(kept.checkpoint.note))?;
    }
    out.flush()?;
    Ok(u64::try_from(after.0).unwrap_or_default())
}

impl Event {
    fn of(event: &RecordedEvent, leaf: &Leaf) -> Self {
        Self {
            position: event.position.0,
            stream: event.stream.0,
            version: event.version.0,
            stream_kind: event.stream_kind.to_string(),
            event_type: event.event_type.to_string(),
            schema_version: event.schema_version,
            occurred: event.occurred,
            recorded_at: event.recorded_at,
            command: event.command.0,
            batch: event.batch.map(|batch| batch.0),
            actor: event.actor.0.to_string(),
            payload: event.payload.to_string(),
            personal: event.personal.as_ref().map(|bytes| BASE64_STANDARD.encode(bytes)),
            blinding: BASE64_STANDARD.encode(leaf.blinding),
            leaf: BASE64_STANDARD.encode(leaf.hash.0),
        }
    }

    fn reread(self, office: OfficeId) -> Result<Rehashed, String> {
        let bytes = |text: &str| BASE64_STANDARD.decode(text).map_err(|error| error.to_string());
        let hash =
            |text: &str| bytes(text)?.try_into().map_err(|_| "a hash that has not 32 bytes".to_owned());
        let leaf = Leaf { blinding: hash(&self.blinding)?, hash: super::Hash(hash(&self.leaf)?) };
        let event = RecordedEvent {
            office,
            position: Position(self.position),
            stream: StreamId(self.stream),
            version: Version(self.version),
            stream_kind: self.stream_kind.into(),
            event_type: self.event_type.into(),
            schema_version: self.schema_version,
            occurred: self.occurred,
            recorded_at: self.recorded_at,
            command: CommandId(self.command),
            batch: self.batch.map(BatchId),
            actor: Actor(self.actor.into()),
            payload: self.payload.into(),
            personal: self.personal.as_deref().map(bytes).transpose()?.map(Into::into),
        };
        let hash = event.stated().hash(&leaf.blinding);
        let (stream, version, command, recorded_at) =
            (event.stream, event.version, event.command, event.recorded_at);
        let changed = (hash != leaf.hash).then(|| Box::new(event));
        Ok(Rehashed { stream, version, command, recorded_at, leaf, hash, changed })
    }
}

/// What a file holds, and what is wrong with it.
#[derive(Debug)]
pub struct ReadLog {
    /// How many events.
    pub events: u64,
    /// The tree over them, if no leaf is missing.
    pub tree: Option<Tree>,
    /// The checkpoints in the file, none of them believed yet.
    pub checkpoints: Vec<Checkpoint>,
    /// The roots at their sizes.
    pub walk: Walk,
}

/// Reads and hashes a file. The checkpoints stand at its end, so it is read twice: once for their sizes.
///
/// # Errors
/// When the file cannot be read, or a line makes no sense.
pub fn read<R: BufRead>(
    open: impl Fn() -> std::io::Result<R>,
    also: &[Checkpoint],
) -> Result<ReadLog, ExportTrouble> {
    let mut checkpoints = Vec::new();
    for (line, number) in open()?.lines().zip(1..) {
        let line = line?;
        if line.starts_with("{\"checkpoint\"")
            && let Line::Checkpoint(note) = parse(&line, number)?
        {
            let wrong = |trouble: super::NoteTrouble| ExportTrouble::Line {
                line: number,
                reason: trouble.to_string(),
            };
            checkpoints.push(Checkpoint::read(&note).map_err(wrong)?);
        }
    }
    let sizes: Vec<_> = checkpoints.iter().chain(also).map(|checkpoint| checkpoint.tree.size).collect();
    let mut walk = Walk::new(sizes, std::collections::BTreeMap::new());
    let mut office = None;
    for (line, number) in open()?.lines().zip(1..) {
        match parse(&line?, number)? {
            Line::AnjuanLog { layout: LAYOUT, office: of } if number == 1 => office = Some(OfficeId(of)),
            Line::AnjuanLog { layout, .. } => {
                let reason = format!("layout {layout} is not known here, or stands in the wrong place");
                return Err(ExportTrouble::Line { line: number, reason });
            }
            Line::Event(event) => {
                let reason = "the first line does not say whose log it is".to_owned();
                let office = office.ok_or(ExportTrouble::Line { line: number, reason })?;
                walk.take((Position(event.position), event.reread(office)));
            }
            Line::Checkpoint(_) => {}
        }
    }
    let tree = walk.edge().map(|edge| Tree { size: edge.size(), root: edge.root() });
    Ok(ReadLog { events: u64::try_from(walk.last().0).unwrap_or_default(), tree, checkpoints, walk })
}

/// A line that says the same in another way was written by somebody else, and is refused.
fn parse(text: &str, number: usize) -> Result<Line, ExportTrouble> {
    let wrong = |reason: String| ExportTrouble::Line { line: number, reason };
    let line: Line = serde_json::from_str(text).map_err(|error| wrong(error.to_string()))?;
    if serde_json::to_string(&line).is_ok_and(|written| written == text) {
        return Ok(line);
    }
    Err(wrong("it is not written as this program writes it".to_owned()))
}

/// An exported log without events after its checkpoints' size is cut off; without checkpoints it proves nothing.
#[must_use]
pub fn unsigned_rest(events: u64, checkpoints: &[Checkpoint]) -> Option<Finding> {
    let signed = checkpoints.iter().map(|checkpoint| checkpoint.tree.size).max().unwrap_or_default();
    (signed == 0 && events > 0).then(|| {
        Finding::anywhere(
            Wrong::Checkpoint,
            "the file has no checkpoint: nothing shows that its events are the office's",
        )
    })
}
