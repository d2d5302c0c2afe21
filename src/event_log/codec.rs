//! Events to bytes and back. The bytes that were stored are never made again.
use super::recorded::Draft;
use super::told::Told;
use super::upcast;
use crate::cases::fact::Fact;
use crate::cases::ids::StreamId;
use crate::cases::occurred::Dated;
use crate::cases::personal::{self, Slot};

/// A stored event that this program cannot read. It must not write on top of what it does not understand.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error(
    "event {position} ({event_type}, schema version {schema_version}) cannot be read by this program: {reason}; \
     use the version of anjuan that wrote it, or a newer one"
)]
pub struct Unreadable {
    /// Where it is.
    pub position: i64,
    /// Its type.
    pub event_type: Box<str>,
    /// Its schema version.
    pub schema_version: u16,
    /// What is wrong.
    pub reason: String,
}

/// Says that `event` cannot be read, and why.
pub fn unreadable(event: &Told<'_>, reason: &dyn std::fmt::Display) -> Unreadable {
    Unreadable {
        position: event.position.0,
        event_type: event.event_type.as_ref().into(),
        schema_version: event.schema_version,
        reason: reason.to_string(),
    }
}

/// Writes an event. What is personal leaves apart, in the clear, for the key store to seal.
///
/// # Errors
/// When the event has a value that JSON cannot hold.
pub fn encode<E: Fact>(
    stream: StreamId,
    stream_kind: &'static str,
    event: &Dated<E>,
) -> Result<Draft, serde_json::Error> {
    let (payload, slots) = personal::sealing(|| serde_json::to_string(&event.what));
    Ok(Draft {
        stream,
        stream_kind,
        event_type: event.what.event_type(),
        schema_version: event.what.schema_version(),
        occurred: event.occurred,
        payload: payload?,
        slots,
    })
}

/// Reads an event; what is personal stays sealed.
///
/// # Errors
/// When its type, version or payload is unknown.
pub fn decode<E: Fact>(event: &Told<'_>) -> Result<Dated<E>, Unreadable> {
    let current = E::TYPES.iter().find(|(name, _)| **name == *event.event_type).map(|(_, version)| *version);
    let what = match current {
        None => Err("its type is unknown".to_owned()),
        Some(version) if version == event.schema_version => {
            serde_json::from_str(&event.payload).map_err(|error| error.to_string())
        }
        Some(version) => upcast::to_version(event, version, upcast::UPCASTERS)
            .and_then(|payload| serde_json::from_value(payload).map_err(|error| error.to_string())),
    };
    Ok(Dated { occurred: event.occurred, what: what.map_err(|reason| unreadable(event, &reason))? })
}

/// Reads an event with those of its personal values for which `slots` has the plain text.
///
/// # Errors
/// As [`decode`].
pub fn decode_unsealed<E: Fact>(event: &Told<'_>, slots: Vec<Option<Slot>>) -> Result<Dated<E>, Unreadable> {
    personal::unsealing(slots, || decode(event))
}
