//! What an event tells whoever folds it.
use super::recorded::{Position, RecordedEvent};
use crate::cases::ids::{OfficeId, StreamId, Version};
use crate::cases::occurred::Occurred;
use std::borrow::Cow;

/// An event without what is sealed in it, who sent the command, and when.
#[derive(Clone, Debug)]
pub struct Told<'e> {
    /// The office whose log it is in.
    pub office: OfficeId,
    /// Its place there.
    pub position: Position,
    /// Its stream.
    pub stream: StreamId,
    /// Its place in the stream.
    pub version: Version,
    /// The kind of its stream.
    pub stream_kind: Cow<'e, str>,
    /// Its type.
    pub event_type: Cow<'e, str>,
    /// The schema version of its payload.
    pub schema_version: u16,
    /// When it happened.
    pub occurred: Occurred,
    /// The exact bytes of its public payload.
    pub payload: Cow<'e, str>,
}

/// Whoever follows a log, event by event in its order.
pub trait Follow: Send + 'static {
    /// Takes the next event.
    fn event(&mut self, event: &Told<'_>);

    /// What stands at this position is no event.
    fn no_event(&mut self, position: Position);
}

/// Nobody does.
impl Follow for () {
    fn event(&mut self, _: &Told<'_>) {}

    fn no_event(&mut self, _: Position) {}
}

impl Told<'_> {
    /// Where it stands and when it happened, without what it tells.
    #[must_use]
    pub const fn without_words(&self) -> Told<'static> {
        Told {
            office: self.office,
            position: self.position,
            stream: self.stream,
            version: self.version,
            stream_kind: Cow::Borrowed(""),
            event_type: Cow::Borrowed(""),
            schema_version: self.schema_version,
            occurred: self.occurred,
            payload: Cow::Borrowed(""),
        }
    }

    /// The same, with words of its own.
    #[must_use]
    pub fn into_owned(self) -> Told<'static> {
        let place = self.without_words();
        let owned = |text: Cow<'_, str>| Cow::Owned(text.into_owned());
        Told {
            stream_kind: owned(self.stream_kind),
            event_type: owned(self.event_type),
            payload: owned(self.payload),
            ..place
        }
    }
}

impl RecordedEvent {
    /// What it tells.
    #[must_use]
    pub fn told(&self) -> Told<'_> {
        Told {
            office: self.office,
            position: self.position,
            stream: self.stream,
            version: self.version,
            stream_kind: Cow::Borrowed(&self.stream_kind),
            event_type: Cow::Borrowed(&self.event_type),
            schema_version: self.schema_version,
            occurred: self.occurred,
            payload: Cow::Borrowed(&self.payload),
        }
    }
}
