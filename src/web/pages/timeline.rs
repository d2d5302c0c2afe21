//! The log of a case, as it is shown.
mod corrections;

use super::declared::changes::changes;
use super::declared::shown;
use super::frame::{coded, minute};
use super::reader::{Reader, said, told};
use super::values::{Line, Numbers, ids, lines};
use crate::cases::ids::{CaseId, StreamId};
use crate::cases::occurred::{Day, Occurred};
use crate::projections::case_list;
use crate::queries::timeline::{self, Change, Moved};
use crate::web::problem::Problem;
use crate::web::words::Language;
use serde_json::Value;

/// Fields that the page shows elsewhere, or that say nothing to people.
const WITHOUT: [&str; 3] = ["number", "calendar", "correction"];

/// An event.
pub(super) struct Event {
    pub(super) version: i64,
    pub(super) position: i64,
    /// The day on which it happened.
    pub(super) day: Day,
    /// Its type.
    pub(super) code: String,
    pub(super) name: String,
    /// When it happened.
    pub(super) occurred: String,
    /// When it was recorded, and how much later; none if at once.
    pub(super) late: Option<String>,
    pub(super) recorded: String,
    pub(super) who: String,
    pub(super) said: Vec<Line>,
    /// What changed: what, from, to.
    pub(super) changes: Vec<(String, String, String)>,
    /// The version of the step that it corrects.
    pub(super) corrects: Option<i64>,
    /// Why it corrects it.
    pub(super) reason: Option<String>,
    /// The versions of the corrections of this step.
    pub(super) corrected_by: Vec<i64>,
    /// Where this step is corrected, for those who may.
    pub(super) correct: Option<String>,
}

/// Every event of a case, oldest first.
pub(super) async fn events(reader: &Reader, case: CaseId) -> Result<Vec<Event>, Problem> {
    let moved = timeline::of(&reader.desk, case).await?;
    let mut named = Vec::new();
    let payloads: Vec<Value> =
        moved.iter().map(|moved| serde_json::from_str(&moved.event.payload).unwrap_or_default()).collect();
    for payload in &payloads {
        ids(payload, &mut named);
    }
    for was in moved.iter().filter_map(|moved| moved.was.as_ref()) {
        ids(&was.event, &mut named);
    }
    let numbers = numbers(reader, &named).await?;
    let kinds = reader.desk.kinds().await?;
    let told = moved.iter().zip(&payloads).map(|(moved, payload)| {
        let mut event = event(reader.language, moved, payload, &numbers);
        if let Some((name, said)) = shown::event(&kinds, &moved.event.payload, reader.language)
            && &*moved.event.stream_kind == "declared"
        {
            (event.name, event.said) = (name, said);
            event.changes.clear();
        }
        let becomes = payload.get(&*moved.event.event_type).map(|body| &body["correction"]["becomes"]);
        let own = moved.was.as_ref().zip(becomes).filter(|_| &*moved.event.stream_kind == "declared");
        let own = own.and_then(|(was, becomes)| changes(&kinds, was, becomes, reader.language));
        if let Some(own) = own {
            event.changes = own;
        }
        event
    });
    let mut told: Vec<_> = told.collect();
    let corrections: Vec<_> =
        told.iter().filter_map(|event| Some((event.corrects?, event.version))).collect();
    for event in &mut told {
        let mine = corrections.iter().filter(|(corrects, _)| *corrects == event.version);
        event.corrected_by = mine.map(|(_, version)| *version).collect();
    }
    let correctable = corrections::are_taken(reader, case, &moved).await?;
    for (event, moved) in told.iter_mut().zip(&moved) {
        event.correct = correctable
            .as_ref()
            .filter(|_| moved.stands)
            .map(|number| format!("/cases/{number}/corrections/{}", event.version));
    }
    Ok(told)
}

/// The events after this version.
pub(super) async fn since(reader: &Reader, case: CaseId, version: i64) -> Result<Vec<Event>, Problem> {
    let mut events = events(reader, case).await?;
    events.retain(|event| event.version > version);
    Ok(events)
}

/// The numbers of those of these cases of which the reader may learn.
pub(super) async fn numbers(reader: &Reader, named: &[uuid::Uuid]) -> Result<Numbers, Problem> {
    if named.is_empty() {
        return Ok(Numbers::new());
    }
    let cases: Vec<_> = named.iter().map(|id| StreamId(*id)).collect();
    let desk = &reader.desk;
    let known = case_list::of(desk.store().db(), desk.office(), &cases).await?;
    let mut numbers = Numbers::new();
    for case in known {
        if desk.permit_case(crate::policy::Query::ReadCase, case.case).await.is_ok() {
            numbers.insert(case.case.to_string(), case.number.to_string());
        }
    }
    Ok(numbers)
}

fn event(language: Language, moved: &Moved, payload: &Value, numbers: &Numbers) -> Event {
    let event = &moved.event;
    // The payload is the event under its type.
    let body = payload.get(&*event.event_type).unwrap_or(payload).as_object().cloned().unwrap_or_default();
    let corrects = body.get("correction").and_then(|correction| correction["corrects"].as_i64());
    let corrected = match (&moved.was, body.get("correction")) {
        (Some(was), Some(correction)) => corrections::changes(language, was, &correction["becomes"], numbers),
        _ => Vec::new(),
    };
    let days = (event.recorded_at.day() - event.occurred.day()).num_days();
    let late = (days > 0).then(|| told(language, "page.event.late", &[("days", days.to_string())]));
    Event {
        version: event.version.0,
        position: event.position.0,
        day: event.occurred.day(),
        code: event.event_type.to_string(),
        name: said(language, &format!("event.{}", event.event_type)).into_owned(),
        occurred: when(event.occurred),
        late,
        recorded: minute(event.recorded_at),
        who: who(language, &event.actor.0),
        said: lines(language, &body, numbers, &WITHOUT),
        changes: corrected
            .into_iter()
            .chain(moved.changes.iter().map(|change| shown(language, change, &event.stream_kind)))
            .collect(),
        corrects,
        reason: body
            .get("correction")
            .and_then(|correction| correction["reason"].as_str())
            .map(|reason| coded(language, "correction", reason).into_owned()),
        corrected_by: Vec::new(),
        correct: None,
    }
}

/// A day, or a moment to the minute.
pub(super) fn when(occurred: Occurred) -> String {
    match occurred {
        Occurred::Day(day) => day.to_string(),
        Occurred::Instant(moment) => minute(moment),
    }
}

/// Who it was: a login name, or the machine's operator.
pub(super) fn who(language: Language, actor: &str) -> String {
    match actor.split_once(':') {
        Some(("user", login)) => login.to_owned(),
        Some(("operator", name)) => format!("{} {name}", said(language, "role.operator")),
        Some(("petitioner", _)) => said(language, "actor.petitioner").into_owned(),
        Some(("integration", name)) => format!("{} {name}", said(language, "role.integration")),
        _ => coded(language, "actor", actor).into_owned(),
    }
}

fn shown(language: Language, change: &Change, kind: &str) -> (String, String, String) {
    let value = |value: &Option<String>| match (value, change.what) {
        (None, _) => said(language, "page.event.nothing").into_owned(),
        (Some(phase), "phase") => coded(language, &format!("phase.{kind}"), phase).into_owned(),
        (Some(clock), "due_clock") => coded(language, "clock", clock).into_owned(),
        (Some(code), _) => coded(language, "code", code).into_owned(),
    };
    let what = said(language, &format!("page.change.{}", change.what)).into_owned();
    (what, value(&change.from), value(&change.to))
}
