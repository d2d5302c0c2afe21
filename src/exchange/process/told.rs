//! A case as process mining sees it.
use super::codes;
use crate::cases::occurred::{Day, Moment, Occurred};
use crate::event_log::RecordedEvent;
use crate::projections::case_list::ListedCase;
use crate::queries::process::{CaseTold, Pseudonyms};
use chrono::{NaiveTime, TimeDelta, TimeZone, Utc};
use serde_json::Value;
use std::collections::BTreeMap;

/// What an attribute says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Scalar {
    /// A code, a name of the office's own, a day.
    Text(String),
    /// A whole number.
    Whole(i64),
    /// An exact decimal.
    Decimal(String),
    /// Yes or no.
    Flag(bool),
    /// A moment.
    At(Moment),
}

/// Names and what they say.
pub type Attributes = BTreeMap<&'static str, Scalar>;

/// Something that takes part.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Object {
    /// Under which it is known; no other object is.
    pub id: String,
    /// Of which type it is.
    pub kind: String,
    /// What there is to know of it, as it stands.
    pub attributes: Attributes,
    /// What it belongs to: which object, and how.
    pub relations: Vec<(String, &'static str)>,
}

/// A step.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Event {
    /// Under which it is known; its place in the log.
    pub id: String,
    /// What was done: the type of the log's event.
    pub activity: String,
    /// When: of a step of which only the day is known, a moment of that day after the steps before it.
    pub at: Moment,
    /// Whether it is a step of the case's own life; else it stands beside it.
    pub own: bool,
    /// Who recorded it.
    pub by: String,
    /// What it says.
    pub attributes: Attributes,
    /// Which objects take part in it beside the case, and how.
    pub relations: Vec<(Object, &'static str)>,
}

/// A case and its steps.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Trace {
    /// The case.
    pub case: Object,
    /// What it belongs to.
    pub around: Vec<Object>,
    /// Its steps in the order of the log, its own first.
    pub events: Vec<Event>,
}

/// How a step stands in the end.
#[derive(Clone, Copy)]
enum Since {
    Amended,
    TakenBack,
}

pub(super) fn trace(told: &CaseTold, pseudonyms: &Pseudonyms) -> Trace {
    let around: Vec<_> = [
        told.case.committee.as_deref().map(|name| (committee(name), "belongs to")),
        told.case.department.as_deref().map(|name| (department(name), "handled by")),
    ]
    .into_iter()
    .flatten()
    .collect();
    let since = corrected(&told.events);
    let mut last = None;
    let own = told.events.iter().map(|event| {
        let at = moment(event.occurred, last);
        last = Some(at);
        let mut step = step(event, at, pseudonyms);
        let since = since.get(&event.version.0).map(|since| match since {
            Since::Amended => "amended",
            Since::TakenBack => "taken back",
        });
        step.attributes.extend(since.map(|since| ("since", Scalar::Text(since.to_owned()))));
        step
    });
    let mut events: Vec<_> = own.collect();
    events.extend(told.beside.iter().map(|event| {
        let at = moment(event.occurred, None);
        Event { own: false, ..step(event, at, pseudonyms) }
    }));
    let relations = around.iter().map(|(object, how)| (object.id.clone(), *how)).collect();
    let case = Object {
        id: case_id(&told.case),
        kind: told.case.kind.name().to_owned(),
        attributes: standing(&told.case),
        relations,
    };
    Trace { case, around: around.into_iter().map(|(object, _)| object).collect(), events }
}

/// People know a case by its number; that of a void one may be another's by now.
fn case_id(case: &ListedCase) -> String {
    if case.counts { case.number.to_string() } else { format!("{} void {}", case.number, case.case) }
}

fn standing(case: &ListedCase) -> Attributes {
    let text = |text: &dyn ToString| Scalar::Text(text.to_string());
    let mut attributes = BTreeMap::from([
        ("number", text(&case.number)),
        ("kind", text(&case.kind)),
        ("phase", text(&case.phase)),
        ("open", Scalar::Flag(case.open)),
        ("counts", Scalar::Flag(case.counts)),
        ("opened", text(&case.opened)),
    ]);
    let told = [
        ("committee", case.committee.clone()),
        ("department", case.department.clone()),
        ("category", case.category.clone()),
        ("closed", case.closed.map(|day| day.to_string())),
    ];
    attributes.extend(told.into_iter().filter_map(|(name, value)| Some((name, Scalar::Text(value?)))));
    attributes
}

fn step(event: &RecordedEvent, at: Moment, pseudonyms: &Pseudonyms) -> Event {
    let payload: Value = serde_json::from_str(&event.payload).unwrap_or_default();
    let says = payload.get(&*event.event_type).unwrap_or(&Value::Null);
    let mut attributes = codes::attributes(says);
    attributes.insert("version", Scalar::Whole(event.version.0));
    attributes.insert("recorded", Scalar::At(event.recorded_at));
    let precision = if event.occurred.moment().is_some() { "moment" } else { "day" };
    attributes.insert("precision", Scalar::Text(precision.to_owned()));
    let by = pseudonyms.actor(&event.actor);
    let mut relations = vec![(user(&by), "recorded by")];
    let part = if event.event_type.starts_with("Inspector") { "inspector" } else { "handler" };
    let named = codes::users(says).into_iter().map(|id| (user(&pseudonyms.user(id)), part));
    relations.extend(named.filter(|_| &*event.stream_kind == "access"));
    // What a step of a declared kind tells stands in its fields.
    let fields = says.get("fields").and_then(Value::as_array).into_iter().flatten();
    for says in fields.filter_map(|told| told.get("value")).chain([says]) {
        relations.extend(codes::committee(says).map(|name| (committee(name), "committee")));
        relations.extend(codes::department(says).map(|name| (department(name), "department")));
    }
    Event {
        id: format!("e{}", event.position),
        activity: event.event_type.to_string(),
        at,
        own: true,
        by,
        attributes,
        relations,
    }
}

fn user(pseudonym: &str) -> Object {
    named("user", pseudonym.to_owned())
}

fn committee(name: &str) -> Object {
    let id = format!("committee {name}");
    Object { attributes: BTreeMap::from([("name", Scalar::Text(name.to_owned()))]), ..named("committee", id) }
}

fn department(name: &str) -> Object {
    let id = format!("department {name}");
    Object {
        attributes: BTreeMap::from([("name", Scalar::Text(name.to_owned()))]),
        ..named("department", id)
    }
}

fn named(kind: &str, id: String) -> Object {
    Object { id, kind: kind.to_owned(), attributes: Attributes::new(), relations: Vec::new() }
}

/// Which steps were corrected since, by their version, and how.
fn corrected(events: &[RecordedEvent]) -> BTreeMap<i64, Since> {
    let correction = |event: &RecordedEvent| {
        let payload: Value = serde_json::from_str(&event.payload).ok()?;
        let correction = payload.get(&*event.event_type)?.get("correction")?;
        let since = if correction.get("becomes").is_some() { Since::Amended } else { Since::TakenBack };
        Some((correction.get("corrects")?.as_i64()?, since))
    };
    events.iter().filter_map(correction).collect()
}

/// When it happened, as a moment: what is told by its day alone happened at some moment of it, and not before the step
/// that it follows there.
fn moment(occurred: Occurred, before: Option<Moment>) -> Moment {
    let day = match occurred {
        Occurred::Instant(moment) => return moment,
        Occurred::Day(day) => day,
    };
    let next = before.filter(|before| before.day() == day).map(|before| {
        let later = Moment::new(before.utc() + TimeDelta::milliseconds(1));
        if later.day() == day { later } else { before }
    });
    next.unwrap_or_else(|| midnight(day))
}

fn midnight(day: Day) -> Moment {
    let local = day.and_time(NaiveTime::MIN) - TimeDelta::hours(8);
    Moment::new(Utc.from_utc_datetime(&local))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_known_by_its_day_follows_what_stands_before_it_on_that_day() {
        let day = |text: &str| Occurred::Day(text.parse().expect("a day"));
        let first = moment(day("2019-03-01"), None);
        assert_eq!(first.rfc3339(), "2019-03-01T00:00:00.000000+08:00");
        let second = moment(day("2019-03-01"), Some(first));
        assert_eq!(second.rfc3339(), "2019-03-01T00:00:00.001000+08:00");
        let evening = Moment::parse("2019-03-01T23:59:59.999500+08:00").expect("a moment");
        assert_eq!(moment(day("2019-03-01"), Some(evening)), evening, "the day has no later moment");
        assert_eq!(moment(day("2019-03-02"), Some(evening)).rfc3339(), "2019-03-02T00:00:00.000000+08:00");
        assert_eq!(moment(Occurred::Instant(first), Some(evening)), first, "a clock is believed");
    }
}
