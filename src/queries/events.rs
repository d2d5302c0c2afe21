//! The feed: every event of the office in the order of its log, without what is sealed, for whoever follows.
use super::event_search::streams_of;
use crate::cases::ids::StreamId;
use crate::commands::OfficeDesk;
use crate::commands::permit::{NotPermitted, Sight};
use crate::event_log::{EventLog, Position, RecordedEvent};
use crate::policy::{Action, Query};
use serde_json::Value;
use std::collections::BTreeSet;
use std::time::Duration;

/// How long other servers' events may wait before they are found.
const ASKING: Duration = Duration::from_secs(1);

/// The kind of the streams that tell how users signed in.
const SIGN_INS: &str = "sign_ins";

/// Some events of the feed, and how far it was read.
#[derive(Clone, Debug)]
pub struct Part {
    /// The events that the reader may see.
    pub events: Vec<RecordedEvent>,
    /// The last position that was read, seen or not.
    pub read: Position,
}

/// The feed after `after`: at most `limit` events are read, and those of hidden cases left out, and how
/// users signed in, if that is not for the reader.
///
/// # Errors
/// When the reader may not follow it, or the log cannot be read.
pub async fn after(desk: &OfficeDesk, after: Position, limit: u32) -> Result<Part, NotPermitted> {
    let sight = desk.permit(Query::FollowEvents).await?;
    let mut events = desk.store().log().read(desk.office(), after, limit).await?;
    let read = events.last().map_or(after, |last| last.position);
    leave_out(desk, &sight, &mut events);
    Ok(Part { events, read })
}

/// The same, once there is any. Waits for it as long as it takes.
///
/// # Errors
/// When the reader may not follow the feed any more, or the log cannot be read.
pub async fn next(desk: &OfficeDesk, read: Position, limit: u32) -> Result<Part, NotPermitted> {
    let mut appended = desk.appended();
    loop {
        appended.borrow_and_update();
        let part = after(desk, read, limit).await?;
        if part.read > read {
            return Ok(part);
        }
        // Other servers do not wake this one; it asks.
        let _ = tokio::time::timeout(ASKING, appended.changed()).await;
    }
}

/// Waits until the log has this position, as long as `patience` lasts. Says whether it has.
///
/// # Errors
/// When the log cannot be read.
pub async fn reached(
    desk: &OfficeDesk,
    position: Position,
    patience: Duration,
) -> Result<bool, crate::database::StorageError> {
    let mut appended = desk.appended();
    let waiting = async {
        let mut pause = Duration::from_millis(20);
        while desk.store().log().head(desk.office()).await? < position {
            let _ = tokio::time::timeout(pause, appended.changed()).await;
            pause = (pause * 2).min(ASKING);
        }
        Ok(true)
    };
    tokio::time::timeout(patience, waiting).await.unwrap_or(Ok(false))
}

/// Leaves out what the reader must not learn.
pub(super) fn leave_out(desk: &OfficeDesk, sight: &Sight, events: &mut Vec<RecordedEvent>) {
    // How users signed in is told only to whoever may read it user by user.
    if !desk.may(Action::Query(Query::ReadSessions)) {
        events.retain(|event| &*event.stream_kind != SIGN_INS);
    }
    if !sight.hidden.is_empty() {
        let hidden = hidden_streams(desk, sight);
        events.retain(|event| !tells_of(event, &hidden));
    }
}

/// The hidden cases, and the streams that are kept beside them.
fn hidden_streams(desk: &OfficeDesk, sight: &Sight) -> BTreeSet<StreamId> {
    let office = desk.office();
    let with = |case: &StreamId| streams_of(office, *case);
    sight.hidden.iter().flat_map(with).collect()
}

/// Whether an event is of one of these streams, or names one.
fn tells_of(event: &RecordedEvent, streams: &BTreeSet<StreamId>) -> bool {
    if streams.contains(&event.stream) {
        return true;
    }
    let payload = serde_json::from_str(&event.payload);
    payload.is_ok_and(|payload: Value| names(&payload, streams))
}

fn names(value: &Value, streams: &BTreeSet<StreamId>) -> bool {
    match value {
        Value::String(text) => text.parse().is_ok_and(|id| streams.contains(&StreamId(id))),
        Value::Array(values) => values.iter().any(|value| names(value, streams)),
        Value::Object(fields) => fields.values().any(|value| names(value, streams)),
        _ => false,
    }
}
