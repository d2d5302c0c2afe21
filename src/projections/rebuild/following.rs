//! The log folded in its own order, many streams at once: it is read from its beginning to its end, where stream by stream
//! each event would have to be looked up. Which event of a stream is its last is asked beforehand, so that a stream takes
//! memory only from its first event to its last, and so many at once do at most: those that begin meanwhile are folded
//! afterwards, one by one.
use super::folding::{FoldedStream, MadeRows, TakeRows};
use crate::cases::ids::{OfficeId, StreamId, Version};
use crate::database::{Db, StorageError};
use crate::event_log::sql::{SqlLog, fold_last_versions};
use crate::event_log::{ByStream, EventLog, Follow, Position, Told};

/// Events of a stream that are read at once.
const PAGE: u32 = 1000;

/// A log on its way to rows.
pub struct Following<R> {
    office: OfficeId,
    streams: ByStream<Stream>,
    /// How many are being folded, and how many may be.
    folded: usize,
    at_once: usize,
    /// Those that wait.
    later: Vec<StreamId>,
    made: MadeRows<R>,
    failed: Option<StorageError>,
}

/// A stream of which an event is still to come.
struct Stream {
    last: Version,
    on_its_way: OnItsWay,
}

enum OnItsWay {
    NotBegun,
    Folded(Box<FoldedStream>),
    Later,
}

impl<R: TakeRows> Following<R> {
    /// From the beginning of an office's log on, with rows of other logs.
    pub(super) async fn begin(
        db: &Db,
        office: OfficeId,
        made: MadeRows<R>,
        at_once: usize,
    ) -> Result<Self, StorageError> {
        let streams = fold_last_versions(db, office, ByStream::default(), |streams, id, last| {
            streams.insert(id, Stream { last, on_its_way: OnItsWay::NotBegun });
        })
        .await?;
        Ok(Self { office, streams, folded: 0, at_once, later: Vec::new(), made, failed: None })
    }

    fn take(&mut self, event: &Told<'_>) -> Result<(), StorageError> {
        let Some(stream) = self.streams.get_mut(&event.stream) else { return Err(out_of_order(event)) };
        if matches!(stream.on_its_way, OnItsWay::NotBegun) {
            stream.on_its_way = if self.folded < self.at_once {
                self.folded += 1;
                OnItsWay::Folded(Box::default())
            } else {
                self.later.push(event.stream);
                OnItsWay::Later
            };
        }
        let OnItsWay::Folded(folded) = &mut stream.on_its_way else { return Ok(()) };
        folded.take(event)?;
        if event.version == stream.last {
            folded.finish(&mut self.made);
            self.folded -= 1;
            self.streams.remove(&event.stream);
        }
        Ok(())
    }

    /// The log is at its end: the streams that wait are folded.
    pub(super) async fn end(mut self, db: &Db) -> Result<MadeRows<R>, StorageError> {
        if let Some(failed) = self.failed {
            return Err(failed);
        }
        if self.folded > 0 {
            let reason =
                format!("{} streams have no such last event as they had when it was read", self.folded);
            return Err(StorageError::BadRow { table: "events", row: self.office.to_string(), reason });
        }
        let log = SqlLog::new(db.clone());
        for stream in self.later {
            let (mut folded, mut after) = (FoldedStream::default(), Version(0));
            loop {
                let events = log.streams(self.office, &[stream], after, PAGE).await?;
                let Some(last) = events.last() else { break };
                after = last.version;
                for event in &events {
                    folded.take(&event.told())?;
                }
            }
            folded.finish(&mut self.made);
        }
        Ok(self.made)
    }
}

fn out_of_order(event: &Told<'_>) -> StorageError {
    StorageError::BadRow {
        table: "events",
        row: format!("position {}", event.position),
        reason: format!("version {} of stream {} follows its last one", event.version, event.stream),
    }
}

impl<R: TakeRows + Send + 'static> Follow for Following<R> {
    fn event(&mut self, event: &Told<'_>) {
        if self.failed.is_none() {
            self.failed = self.take(event).err();
        }
    }

    fn no_event(&mut self, position: Position) {
        self.failed.get_or_insert_with(|| StorageError::BadRow {
            table: "events",
            row: format!("position {position}"),
            reason: "it is no event".to_owned(),
        });
    }
}
