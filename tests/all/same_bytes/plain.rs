//! A log without what was drawn at random: identities stand as numbers in the order in which they came up, and what is
//! sealed stands in the clear.
use super::clerk::Clerk;
use anjuan::cases::occurred::{Moment, Occurred};
use anjuan::event_log::RecordedEvent;
use std::collections::HashMap;
use uuid::Uuid;

/// An event without chance.
#[derive(PartialEq, Debug)]
pub struct Plain {
    /// Position, version, schema version.
    numbers: (i64, i64, u16),
    /// Stream, command, batch.
    identities: (usize, usize, Option<usize>),
    kind: Box<str>,
    event_type: Box<str>,
    occurred: Occurred,
    recorded_at: Moment,
    actor: String,
    payload: String,
    personal: Vec<(u16, String)>,
}

#[derive(Default)]
struct Identities(HashMap<Uuid, usize>);

impl Identities {
    fn number(&mut self, id: Uuid) -> usize {
        let next = self.0.len();
        *self.0.entry(id).or_insert(next)
    }

    /// The payload with numbers for the identities in it.
    fn numbered(&self, payload: &str) -> String {
        let known = self.0.iter();
        known.fold(payload.to_owned(), |text, (id, number)| {
            text.replace(&id.to_string(), &format!("#{number}"))
        })
    }
}

/// The clerk's log, without chance.
pub async fn log(clerk: &Clerk) -> Vec<Plain> {
    let log = clerk.log().await;
    let mut identities = Identities::default();
    for event in &log {
        identities.number(event.stream.0);
    }
    let mut plain = Vec::with_capacity(log.len());
    for event in &log {
        plain.push(of(event, &mut identities, clerk.unsealed(event).await));
    }
    plain
}

fn of(event: &RecordedEvent, identities: &mut Identities, personal: Vec<(u16, String)>) -> Plain {
    Plain {
        numbers: (event.position.0, event.version.0, event.schema_version),
        identities: (
            identities.number(event.stream.0),
            identities.number(event.command.0),
            event.batch.map(|batch| identities.number(batch.0)),
        ),
        kind: event.stream_kind.as_str().into(),
        event_type: event.event_type.as_str().into(),
        occurred: event.occurred,
        recorded_at: event.recorded_at,
        actor: event.actor.0.to_string(),
        payload: identities.numbered(&event.payload),
        personal,
    }
}
