//! The events of some streams, page by page: a stream may be longer than what should stand in memory at once.
use super::{EventLog, RecordedEvent};
use crate::cases::ids::{OfficeId, StreamId, Version};
use crate::database::StorageError;

/// Events in a page at most.
const PAGE: u32 = 10_000;
/// Streams that one question asks for.
const TOGETHER: usize = 500;

/// The events of some streams, stream by stream in the order of their ids, each stream's in order. What fits in a page
/// is one question.
#[derive(Debug)]
pub struct Pages<'a, L> {
    log: &'a L,
    office: OfficeId,
    /// Those that are not read to their end, in order.
    streams: Vec<StreamId>,
    /// How many of them are read.
    read: usize,
    /// The version up to which the next stream is read; the last page ended in it.
    within: Version,
    limit: u32,
}

impl<'a, L: EventLog> Pages<'a, L> {
    /// The pages of these streams.
    pub fn new(log: &'a L, office: OfficeId, streams: &[StreamId]) -> Self {
        let mut streams = streams.to_vec();
        streams.sort_unstable();
        streams.dedup();
        Self { log, office, streams, read: 0, within: Version(0), limit: PAGE }
    }

    /// The pages of what one stream has after a version.
    pub fn after(log: &'a L, office: OfficeId, stream: StreamId, version: Version) -> Self {
        Self { log, office, streams: vec![stream], read: 0, within: version, limit: PAGE }
    }

    /// The next page; none after the last one.
    ///
    /// # Errors
    /// When the log cannot be read.
    pub async fn next(&mut self) -> Result<Option<Vec<RecordedEvent>>, StorageError> {
        while self.read < self.streams.len() {
            let rest = &self.streams[self.read..];
            // What is left of a long stream is asked for alone.
            let together = if self.within == Version(0) { TOGETHER.min(rest.len()) } else { 1 };
            let asked = &rest[..together];
            let page = self.log.streams(self.office, asked, self.within, self.limit).await?;
            let last = page.last().filter(|_| page.len() >= self.limit as usize);
            (self.read, self.within) = match last {
                Some(last) => {
                    (self.read + asked.partition_point(|stream| *stream < last.stream), last.version)
                }
                None => (self.read + together, Version(0)),
            };
            if !page.is_empty() {
                return Ok(Some(page));
            }
        }
        Ok(None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::database::Changes;
    use crate::event_log::memory::{MemoryLog, tests::event};
    use crate::event_log::{Batch, Edge};
    use std::sync::Arc;
    use uuid::Uuid;

    const OFFICE: OfficeId = OfficeId(Uuid::from_u128(7));

    fn stream(n: u128) -> StreamId {
        StreamId(Uuid::from_u128(n))
    }

    /// A log with so many events of stream 1, of stream 2, and so on, in turn.
    async fn log(lengths: &[i64]) -> MemoryLog {
        let log = MemoryLog::default();
        let mut events = Vec::new();
        for version in 1..=lengths.iter().copied().max().unwrap_or(0) {
            for (of, _) in (1..).zip(lengths).filter(|(_, length)| **length >= version) {
                let position = i64::try_from(events.len() + 1).expect("a few");
                events.push(RecordedEvent { stream: stream(of), ..event(position, version) });
            }
        }
        let batch = Batch {
            office: OFFICE,
            after: Edge::default(),
            events,
            leaves: Vec::new(),
            edge: Edge::default(),
            receipts: Vec::new(),
            changes: Changes::default(),
        };
        log.append(Arc::new(batch)).await.expect("appended");
        log
    }

    async fn read(lengths: &[i64], limit: u32) -> Vec<(StreamId, Version)> {
        let log = log(lengths).await;
        let streams: Vec<_> = (1..=lengths.len() as u128).rev().map(stream).collect();
        let mut pages = Pages { limit, ..Pages::new(&log, OFFICE, &streams) };
        let mut read = Vec::new();
        while let Some(page) = pages.next().await.expect("a page") {
            assert!((1..=limit as usize).contains(&page.len()));
            read.extend(page.iter().map(|event| (event.stream, event.version)));
        }
        read
    }

    #[tokio::test]
    async fn pages_of_any_size_hold_every_event_once_and_in_order() {
        for lengths in [&[][..], &[0, 0], &[1], &[7, 0, 3], &[2, 2, 2], &[0, 1, 9, 4, 0]] {
            let all: Vec<_> = (1..)
                .zip(lengths)
                .flat_map(|(of, length)| (1..=*length).map(move |version| (stream(of), Version(version))))
                .collect();
            for limit in 1..=12 {
                assert_eq!(read(lengths, limit).await, all, "{lengths:?} by {limit}");
            }
        }
    }

    #[tokio::test]
    async fn one_stream_goes_on_after_the_version_up_to_which_it_was_read() {
        let log = log(&[3, 9]).await;
        for after in 0..=9 {
            for limit in 1..=10 {
                let mut pages = Pages { limit, ..Pages::after(&log, OFFICE, stream(2), Version(after)) };
                let mut read = Vec::new();
                while let Some(page) = pages.next().await.expect("a page") {
                    read.extend(page.iter().map(|event| (event.stream, event.version.0)));
                }
                let rest: Vec<_> = (after + 1..=9).map(|version| (stream(2), version)).collect();
                assert_eq!(read, rest, "after {after} by {limit}");
            }
        }
    }

    #[tokio::test]
    async fn more_streams_than_one_question_takes_are_all_read() {
        assert_eq!(read(&vec![1; 2 * TOGETHER + 1], PAGE).await.len(), 2 * TOGETHER + 1);
    }
}
