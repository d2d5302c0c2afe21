//! Pages of the log under a filter, the newest events first. A page looks through a bounded part of the log by position,
//! so that what it costs does not grow with the log, and appending pays for no index. Late events alone have one, into
//! which nothing comes that is recorded on its own day.
use super::case_pages::WALK;
use crate::cases::ids::{OfficeId, StreamId};
use crate::cases::occurred::Day;
use crate::database::{Db, StorageError, Value, one_of};
use crate::event_log::sql::{SELECT_EVENTS, recorded};
use crate::event_log::{Position, RecordedEvent};
use chrono::TimeDelta;
use std::fmt::Write;

/// When the stream of an event began.
const OPENED: &str = ", (SELECT opening.recorded_at FROM events AS opening WHERE opening.office_id = $1 \
                      AND opening.stream_id = events.stream_id AND opening.version = 1)";
/// What is closed sooner than this after it was opened is looked at.
const FAST: TimeDelta = TimeDelta::hours(1);

/// Which events are wanted.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Wanted {
    /// Only what this one sent, as the log names it: `user:li.na`.
    pub actor: Option<String>,
    /// Only these types; all, if none is named.
    pub types: Vec<String>,
    /// Only streams of this kind.
    pub stream_kind: Option<String>,
    /// Only what happened on this day or later.
    pub occurred_from: Option<Day>,
    /// Only what happened on this day or before.
    pub occurred_to: Option<Day>,
    /// Only steps of cases that are in this committee now.
    pub committee: Option<String>,
    /// Only what was recorded so many days after it happened, or later.
    pub late_days: Option<i64>,
    /// Only those that no import brought, and that were recorded within an hour of the first event of their stream.
    pub fast: bool,
    /// Only events of these streams; of all, if none is named.
    pub streams: Vec<StreamId>,
    /// Only what stands behind this position.
    pub behind: Position,
}

/// A page.
#[derive(Clone, Debug)]
pub struct Page {
    /// Its events, the newest first.
    pub events: Vec<RecordedEvent>,
    /// Before which position the next page begins, if there may be one. A page may be short, even empty, and there is
    /// more to come.
    pub next: Option<Position>,
}

/// A statement and its values.
type Statement = (String, Vec<Value>);

impl Wanted {
    /// The days after which an event is late, where its index finds what is wanted.
    fn by_lateness(&self) -> Option<i64> {
        self.late_days.filter(|days| *days > 0 && self.streams.is_empty() && !self.fast)
    }
}

/// The statement that finds the last late event between `behind` and `before` that one page looks at.
#[must_use]
pub fn late_statement(db: &Db, office: OfficeId, (behind, before): (i64, i64)) -> Statement {
    let late = db.is_late();
    (
        format!(
            "SELECT position FROM events WHERE office_id = $1 AND {late} AND position + 0 > $2 \
             AND position + 0 < $3 ORDER BY position + 0 DESC LIMIT 1 OFFSET {WALK}"
        ),
        vec![office.0.into(), behind.into(), before.into()],
    )
}

/// The statement that finds the positions of wanted events between `floor` and `before`, both left out.
#[must_use]
pub fn statement(
    db: &Db,
    office: OfficeId,
    wanted: &Wanted,
    (floor, before): (i64, i64),
    limit: u32,
) -> Statement {
    let mut values = vec![office.0.into(), floor.into(), before.into()];
    // A stream's events are few and have an index of their own, in whose order they are read, as late ones have: the
    // position alone is no way to them.
    let by_position = wanted.streams.is_empty() && wanted.by_lateness().is_none();
    let position = if by_position { "position" } else { "position + 0" };
    let opened = if wanted.fast { OPENED } else { "" };
    let mut sql = format!(
        "SELECT position, occurred_day, recorded_at{opened} FROM events WHERE office_id = $1 \
         AND {position} > $2 AND {position} < $3"
    );
    if wanted.fast {
        sql.push_str(" AND batch_id IS NULL");
    }
    if wanted.by_lateness().is_some() {
        let _ = write!(sql, " AND {}", db.is_late());
    }
    let mut with = |condition: &str, value: Value| {
        values.push(value);
        let _ = write!(sql, " AND {}", condition.replace('?', &format!("${}", values.len())));
    };
    if let Some(days) = wanted.late_days {
        with(&format!("{} >= ?", db.lateness()), days.into());
    }
    if let Some(actor) = &wanted.actor {
        with("actor = ?", actor.as_str().into());
    }
    if let Some(kind) = &wanted.stream_kind {
        with("stream_kind = ?", kind.as_str().into());
    }
    if let Some(day) = wanted.occurred_from {
        with("occurred_day >= ?", day.into());
    }
    if let Some(day) = wanted.occurred_to {
        with("occurred_day <= ?", day.into());
    }
    if let Some(committee) = &wanted.committee {
        with(
            "EXISTS (SELECT 1 FROM cases WHERE cases.office_id = $1 AND cases.case_id = events.stream_id \
             AND cases.committee = ?)",
            committee.as_str().into(),
        );
    }
    if !wanted.types.is_empty() {
        let list = one_of(&mut values, wanted.types.iter().map(String::as_str));
        let _ = write!(sql, " AND event_type IN {list}");
    }
    if !wanted.streams.is_empty() {
        let list = one_of(&mut values, wanted.streams.iter().map(|stream| stream.0));
        let _ = write!(sql, " AND stream_id IN {list}");
    }
    let order =
        if wanted.streams.is_empty() { format!("{position} DESC") } else { "stream_id, version".to_owned() };
    let _ = write!(sql, " ORDER BY {order} LIMIT {limit}");
    (sql, values)
}

/// The page of at most `limit` events before `before`.
///
/// # Errors
/// When the database fails.
pub async fn page(
    db: &Db,
    office: OfficeId,
    wanted: &Wanted,
    before: Position,
    limit: usize,
) -> Result<Page, StorageError> {
    let floor = floor(db, office, wanted, before).await?;
    let all = wanted.fast || !wanted.streams.is_empty();
    let most = if all { WALK } else { u32::try_from(limit + 1).unwrap_or(WALK) };
    let (sql, values) = statement(db, office, wanted, (floor, before.0), most);
    let mut found = Vec::new();
    for row in db.fetch(sql, &values).await? {
        if !wanted.fast || row.moment(2)?.utc() - row.moment(3)?.utc() < FAST {
            found.push(row.get(0)?);
        }
    }
    found.sort_unstable_by_key(|position| std::cmp::Reverse(*position));
    let next = if found.len() > limit {
        found.truncate(limit);
        found.last().map(|last| Position(*last))
    } else {
        Some(Position(floor + 1)).filter(|_| floor > wanted.behind.0)
    };
    Ok(Page { events: at(db, office, &found).await?, next })
}

/// The position behind which a page looks: what lies between positions is walked, late events by their index; the events
/// of a stream are found by theirs.
async fn floor(db: &Db, office: OfficeId, wanted: &Wanted, before: Position) -> Result<i64, StorageError> {
    let behind = wanted.behind.0;
    if !wanted.streams.is_empty() {
        return Ok(behind.max(0));
    }
    if wanted.by_lateness().is_some() {
        let (sql, values) = late_statement(db, office, (behind, before.0));
        return db.fetch(sql, &values).await?.first().map_or(Ok(behind.max(0)), |row| row.get(0));
    }
    Ok((before.0 - 1 - i64::from(WALK)).max(behind))
}

/// The events at these positions, the newest first.
async fn at(db: &Db, office: OfficeId, positions: &[i64]) -> Result<Vec<RecordedEvent>, StorageError> {
    let mut values = vec![office.0.into()];
    let list = one_of(&mut values, positions.iter().copied());
    let sql = format!("{SELECT_EVENTS}WHERE office_id = $1 AND position IN {list} ORDER BY position DESC");
    db.fetch(sql, &values).await?.iter().map(recorded).collect()
}
