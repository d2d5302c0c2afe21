//! The streams that a committer keeps in memory: those that were used lately.
use crate::cases::ids::{StreamId, Version};
use crate::event_log::ByStream;

/// Streams that are let go of with one round.
const LEAVING_AT_ONCE: usize = 64;

/// A stream and how many events it has.
#[derive(Debug)]
pub(super) struct Cached<S> {
    pub(super) version: Version,
    pub(super) stream: S,
}

/// Streams in memory, in two generations: what was not used while one generation filled is forgotten.
#[derive(Debug)]
pub struct Streams<S> {
    young: ByStream<Cached<S>>,
    old: ByStream<Cached<S>>,
    /// Those that are forgotten, some with each round: all at once they would hold it up.
    leaving: ByStream<Cached<S>>,
    /// Streams that may be long, as they stood when they were read last: nothing but what was in the log. From there on
    /// they are read when they have to be read again.
    read: ByStream<Cached<S>>,
    capacity: usize,
}

impl<S> Streams<S> {
    /// At most `2 * capacity` streams.
    #[must_use]
    pub(super) fn new(capacity: usize) -> Self {
        let [young, old, leaving, read] = std::array::from_fn(|_| ByStream::default());
        Self { young, old, leaving, read, capacity }
    }

    /// A stream that the request said it reads.
    #[must_use]
    pub fn get(&self, stream: StreamId) -> Option<&S> {
        self.young.get(&stream).map(|cached| &cached.stream)
    }

    /// How many events it has.
    #[must_use]
    pub fn version(&self, stream: StreamId) -> Version {
        self.young.get(&stream).map_or(Version(0), |cached| cached.version)
    }

    pub(super) fn get_mut(&mut self, stream: StreamId) -> Option<&mut Cached<S>> {
        self.young.get_mut(&stream)
    }

    pub(super) fn put(&mut self, stream: StreamId, cached: Cached<S>) {
        self.young.insert(stream, cached);
    }

    /// Keeps how a stream stood when it was read.
    pub(super) fn keep_read(&mut self, stream: StreamId, cached: Cached<S>) {
        self.read.insert(stream, cached);
    }

    /// How a stream stood when it was read last.
    pub(super) fn take_read(&mut self, stream: StreamId) -> Option<Cached<S>> {
        self.read.remove(&stream)
    }

    /// Whether the stream is in memory; if it is, it stays there for now.
    pub(super) fn touch(&mut self, stream: StreamId) -> bool {
        if let Some(cached) = self.old.remove(&stream) {
            self.young.insert(stream, cached);
        }
        self.young.contains_key(&stream)
    }

    pub(super) fn forget(&mut self, stream: StreamId) {
        self.young.remove(&stream);
        self.old.remove(&stream);
    }

    /// Between rounds: a full generation becomes the old one, and the next one fills the room of the one before.
    pub(super) fn age(&mut self) {
        self.leaving.extract_if(|_, _| true).take(LEAVING_AT_ONCE).for_each(drop);
        if self.young.len() > self.capacity {
            self.leaving.clear();
            std::mem::swap(&mut self.leaving, &mut self.old);
            std::mem::swap(&mut self.old, &mut self.young);
        }
        if self.read.len() > self.capacity {
            self.read.clear();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn a_stream_that_is_not_used_is_forgotten_and_one_that_is_stays() {
        let id = |n: u128| StreamId(Uuid::from_u128(n));
        let mut streams = Streams::new(2);
        for round in 0..10 {
            assert_eq!(streams.touch(id(1)), round > 0, "round {round}");
            streams.put(id(1), Cached { version: Version(round), stream: () });
            streams
                .put(id(100 + u128::from(round.unsigned_abs())), Cached { version: Version(1), stream: () });
            streams.age();
        }
        assert!(!streams.touch(id(100)));
        assert!(streams.young.len() + streams.old.len() <= 6);
    }
}
