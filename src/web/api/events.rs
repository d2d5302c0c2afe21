//! `GET /events`: the feed of all events, as a stream of server-sent events or page by page.
use super::asked::Asked;
use crate::cases::ids::StreamId;
use crate::commands::OfficeDesk;
use crate::event_log::{EventLog, Position, RecordedEvent};
use crate::queries::events;
use crate::web::here::Here;
use crate::web::history_view::{self, EventView};
use crate::web::problem::Problem;
use crate::web::server::Stopping;
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use futures_util::{Stream, StreamExt, stream};
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;
use std::convert::Infallible;
use std::time::Duration;
use utoipa::{IntoParams, ToSchema};

/// Events of a page, if nothing else is asked for.
const PAGE: u32 = 200;
/// Events of a page at most; also of what a stream reads at once.
const MOST: u32 = 1000;
/// How often a silent stream says that it is alive.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// How long a stream lasts; whoever follows comes again with `Last-Event-ID`, and is let in again.
const LIFE: Duration = Duration::from_mins(15);
const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");

/// What is asked of the feed.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct EventsQuery {
    /// The position after which the feed is wanted; 0, its beginning, if it is left out.
    #[param(minimum = 0)]
    after: Option<i64>,
    /// Events of a page that are read at most, 1 to 1000.
    #[param(minimum = 1, maximum = 1000, default = 200)]
    limit: Option<u32>,
}

/// An event of the feed.
#[derive(Serialize, ToSchema)]
#[schema(as = FeedEvent)]
pub struct FeedEvent {
    /// Its stream: the case, the series, the user, the office.
    #[schema(value_type = String, format = Uuid)]
    stream: StreamId,
    /// The kind of its stream.
    stream_kind: Box<str>,
    #[serde(flatten)]
    event: EventView,
}

/// A page of the feed.
#[derive(Serialize, ToSchema)]
#[schema(as = Feed)]
pub struct FeedView {
    /// The events, oldest first. One of a case of which the reader must not learn is left out.
    events: Vec<FeedEvent>,
    /// How far the feed was read: `after` for the next page.
    #[schema(value_type = i64)]
    next: Position,
    /// Whether the end of the log was reached.
    end: bool,
}

fn shown(event: RecordedEvent) -> Result<FeedEvent, Problem> {
    let (stream, stream_kind) = (event.stream, event.stream_kind.as_str().into());
    Ok(FeedEvent { stream, stream_kind, event: history_view::event(event)? })
}

/// The feed of events
///
/// Every event of the office in the order of its log, without a gap; what is personal stays sealed and is not told. With
/// `Accept: text/event-stream` it is a stream of server-sent events whose ids are positions: it goes on after
/// `Last-Event-ID`, says `:` when nothing happens, and ends after a quarter of an hour, for the follower to come again.
/// Otherwise it is a page.
#[utoipa::path(get, path = "/events", tag = "events",
    params(EventsQuery,
        ("Last-Event-ID" = Option<i64>, Header, minimum = 0, description = "Of a stream: the position after which it goes on.")),
    responses((status = 200, description = "A page, or a stream.", content(
        (FeedView = "application/json"), (String = "text/event-stream")))))]
pub async fn events(
    Here(desk): Here,
    Asked(query): Asked<EventsQuery>,
    stopping: Option<Extension<Stopping>>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let accept = headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok()).unwrap_or_default();
    let after = after(&query, &headers)?;
    if accept.contains("text/event-stream") {
        // Whoever may not follow is told so before the stream begins.
        events::after(&desk, after, 1).await?;
        let feed = feed(desk, after).take_until(Box::pin(ended(stopping)));
        let keep_alive = KeepAlive::new().interval(HEARTBEAT);
        let no_buffer = [(HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no"))];
        return Ok((no_buffer, Sse::new(feed).keep_alive(keep_alive)).into_response());
    }
    let limit = query.limit.unwrap_or(PAGE);
    if !(1..=MOST).contains(&limit) {
        let detail = format!("must be from 1 to {MOST}");
        return Err(Problem::bad_request("query.limit", detail).about("limit").with("most", &MOST));
    }
    let part = events::after(&desk, after, limit).await?;
    let end = part.read == desk.store().log().head(desk.office()).await?;
    let events = part.events.into_iter().map(shown).collect::<Result<_, _>>()?;
    Ok(Json(FeedView { events, next: part.read, end }).into_response())
}

fn after(query: &EventsQuery, headers: &HeaderMap) -> Result<Position, Problem> {
    let wrong = |field: &'static str| {
        Problem::bad_request("query.position", "must be a position of the log, 0 or more").about(field)
    };
    let last =
        headers.get(LAST_EVENT_ID).map(|last| last.to_str().ok().and_then(|last| last.trim().parse().ok()));
    let after = match (last, query.after) {
        (Some(last), _) => last.ok_or_else(|| wrong("Last-Event-ID"))?,
        (None, after) => after.unwrap_or(0),
    };
    if after < 0 { Err(wrong("after")) } else { Ok(Position(after)) }
}

/// Waits until a stream has lasted long enough, or the program is to end.
async fn ended(stopping: Option<Extension<Stopping>>) {
    let begun = async {
        match stopping {
            Some(Extension(stopping)) => stopping.begun().await,
            None => std::future::pending().await,
        }
    };
    let _ = tokio::time::timeout(LIFE, begun).await;
}

/// The feed as a follower takes it in: what was not taken is not read, so a slow follower holds nobody.
fn feed(desk: OfficeDesk, after: Position) -> impl Stream<Item = Result<Event, Infallible>> + Send {
    let begin = Some((desk, after, VecDeque::new()));
    stream::unfold(begin, |state| async move {
        let (desk, read, mut ready): (OfficeDesk, Position, VecDeque<Event>) = state?;
        if let Some(event) = ready.pop_front() {
            return Some((Ok(event), Some((desk, read, ready))));
        }
        match next(&desk, read).await {
            Ok((read, mut ready)) => {
                let event = ready.pop_front()?;
                Some((Ok(event), Some((desk, read, ready))))
            }
            Err(problem) => {
                let told = Event::default().event("problem").json_data(&problem).unwrap_or_default();
                Some((Ok(told), None))
            }
        }
    })
}

async fn next(desk: &OfficeDesk, read: Position) -> Result<(Position, VecDeque<Event>), Problem> {
    let part = events::next(desk, read, PAGE).await?;
    let mut ready = VecDeque::with_capacity(part.events.len() + 1);
    for event in part.events {
        let id = event.position;
        let told = Event::default().id(id.to_string()).json_data(shown(event)?);
        ready.push_back(told.map_err(|error| Problem::failed(&error))?);
    }
    if ready.is_empty() {
        // Nothing that the reader may see; where to go on is told all the same.
        ready.push_back(Event::default().id(part.read.to_string()));
    }
    Ok((part.read, ready))
}
