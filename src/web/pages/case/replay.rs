//! The case as of a day, and as the log knew it at a moment: what the address asks for, the band across the top that
//! says so, and the sliders over the case's history.
use super::super::form::Sent;
use super::super::frame::{Frame, minute};
use super::super::reader::{Reader, told};
use super::super::timeline::Event;
use crate::cases::occurred::Day;
use crate::cases::words::CaseNumber;
use crate::clock::Stopwatch;
use crate::event_log::Position;
use crate::policy::{Action, Query};
use crate::projections::case_list::ListedCase;
use crate::queries::then::{self, Then};
use crate::web::figures_view::Known;
use crate::web::problem::Problem;
use askama::Template;
use chrono::Days;

/// The page of a case of which nothing was known then.
#[derive(Template)]
#[template(path = "case/nothing.html")]
pub(super) struct Nothing {
    pub(super) frame: Frame,
    pub(super) case: ListedCase,
    pub(super) replay: Replay,
}

/// What the page says of the time that it shows.
pub(super) struct Replay {
    /// What stands across the top, unless it is now.
    pub(super) band: Option<Vec<String>>,
    /// The sliders, for those who follow the events.
    pub(super) slider: Option<Slider>,
    /// The day from which days are counted on the page.
    pub(super) today: Day,
    /// What a form of the page has to send again.
    pub(super) kept: Vec<(&'static str, String)>,
}

/// A place to which a slider can be moved.
pub(super) struct Stop {
    pub(super) at: i64,
    pub(super) label: String,
}

/// The sliders.
pub(super) struct Slider {
    /// The first day of the case.
    pub(super) first: Day,
    /// The last place of the days: now.
    pub(super) days: i64,
    pub(super) day: i64,
    pub(super) day_words: String,
    pub(super) day_stops: Vec<Stop>,
    /// The last place of the events: all of them.
    pub(super) events: i64,
    pub(super) until: i64,
    pub(super) until_words: String,
    pub(super) until_stops: Vec<Stop>,
}

/// The first and the last day of a case.
fn span(events: &[Event]) -> Option<(Day, Day)> {
    let days = || events.iter().map(|event| event.day);
    Some((days().min()?, days().max()?))
}

/// Where a slider that was moved without a script leads: an address that says the day and the position themselves.
pub(super) fn slid(asked: &Sent, number: &CaseNumber, events: &[Event]) -> Option<String> {
    if !asked.has("day") && !asked.has("until") {
        return None;
    }
    let (first, last) = span(events)?;
    let at = |name: &str| asked.text(name).parse::<u64>().ok();
    let day = at("day").and_then(|days| first.checked_add_days(Days::new(days))).filter(|day| *day <= last);
    let until = at("until").filter(|until| *until < events.len() as u64);
    let event =
        until.and_then(|until| usize::try_from(until).ok()?.checked_sub(1).and_then(|at| events.get(at)));
    let day = day.map(|day| day.to_string());
    let known = event.map(|event| event.position.to_string());
    let kept = asked.with("day", None).with("until", None).with("as_of", day.as_deref());
    let query = kept.with("known_at", known.as_deref()).written();
    Some(if query.is_empty() { format!("/cases/{number}") } else { format!("/cases/{number}?{query}") })
}

/// The time that the address asks for.
pub(in crate::web::pages) async fn asked(reader: &Reader, asked: &Sent) -> Result<Then, Problem> {
    let text = asked.text("as_of");
    let as_of = if text.is_empty() { None } else { Some(day(text)?) };
    let known = match known(asked.text("known_at"))? {
        None => Position::END,
        Some(Known::At(position)) => position,
        Some(Known::When(moment)) => then::known_at(&reader.desk, moment).await?,
    };
    Ok(Then { as_of, known })
}

fn known(text: &str) -> Result<Option<Known>, Problem> {
    if text.is_empty() {
        return Ok(None);
    }
    let wrong = |error: String| Problem::bad_request("query.known_at", error).about("known_at");
    text.parse().map(Some).map_err(wrong)
}

fn day(text: &str) -> Result<Day, Problem> {
    text.parse().map_err(|_| {
        let detail = format!("'{text}' is no day such as 2019-07-01");
        Problem::bad_request("query.as_of", detail).about("as_of")
    })
}

/// Whether the event belongs to what the page shows. A correction says how a step reads on any day.
pub(super) fn shows(then: Then, event: &Event) -> bool {
    let happened = |day: Day| event.day <= day || event.code.ends_with("Corrected");
    event.position <= then.known.0 && then.as_of.is_none_or(happened)
}

impl Replay {
    pub(super) async fn of(
        reader: &Reader,
        then: Then,
        asked: &Sent,
        events: &[Event],
        stopwatch: Stopwatch,
    ) -> Result<Self, Problem> {
        let now = reader.desk.store().source().now();
        let recorded = match then.known {
            Position::END => None,
            position => then::recorded(&reader.desk, position).await?,
        };
        let known_day = recorded.map_or_else(|| now.day(), crate::cases::occurred::Moment::day);
        let kept = ["as_of", "known_at"].map(|name| (name, asked.text(name).to_owned()));
        let follows = reader.desk.may(Action::Query(Query::FollowEvents));
        let mut replay = Self {
            band: None,
            slider: Slider::of(reader, then, events).filter(|_| follows),
            today: then.as_of.unwrap_or(known_day),
            kept: kept.into_iter().filter(|(_, value)| !value.is_empty()).collect(),
        };
        if then == Then::NOW {
            return Ok(replay);
        }
        let mut band = band(reader, then).await?;
        let folded = events.iter().filter(|event| event.position <= then.known.0).count();
        let took = format!("{:.1}", stopwatch.elapsed().as_secs_f64() * 1000.0);
        let with = [("events", folded.to_string()), ("took", took)];
        band.push(told(reader.language, "page.replay.took", &with));
        replay.band = Some(band);
        Ok(replay)
    }
}

/// The day that a page shows, and what the log knew, in words.
pub(in crate::web::pages) async fn band(reader: &Reader, then: Then) -> Result<Vec<String>, Problem> {
    let say = |key: &str, with: &[(&str, String)]| told(reader.language, &format!("page.replay.{key}"), with);
    let recorded = match then.known {
        Position::END => None,
        position => then::recorded(&reader.desk, position).await?,
    };
    Ok(vec![
        match then.as_of {
            Some(day) => say("as_of", &[("day", day.to_string())]),
            None => say("all_days", &[]),
        },
        match (then.known, recorded) {
            (Position::END, _) => say("known_now", &[]),
            (position, None) => say("known", &[("position", position.to_string())]),
            (position, Some(moment)) => {
                say("known_when", &[("position", position.to_string()), ("moment", minute(moment))])
            }
        },
    ])
}

impl Slider {
    fn of(reader: &Reader, then: Then, events: &[Event]) -> Option<Self> {
        let (first, last) = span(events)?;
        let days = (last - first).num_days() + 1;
        let now = || reader.t("page.replay.now").into_owned();
        let since = |day: Day| (day - first).num_days().clamp(0, days);
        let at = then.as_of.map_or(days, since);
        let mut day_stops: Vec<Stop> = Vec::new();
        for event in events {
            let at = since(event.day);
            if day_stops.iter().all(|stop| stop.at != at) {
                day_stops.push(Stop { at, label: event.day.to_string() });
            }
        }
        let known = events.iter().filter(|event| event.position <= then.known.0).count();
        let label = |event: &Event| {
            let number = event.version.to_string();
            let with = [("number", number), ("name", event.name.clone()), ("moment", event.recorded.clone())];
            told(reader.language, "page.replay.until_event", &with)
        };
        let until_stops: Vec<_> =
            events.iter().map(|event| Stop { at: event.version, label: label(event) }).collect();
        let until_words = until_stops.iter().take(known).next_back().map(|stop| stop.label.clone());
        Some(Self {
            first,
            days,
            day: at,
            day_words: then.as_of.map_or_else(now, |day| day.to_string()),
            day_stops,
            events: i64::try_from(events.len()).unwrap_or(i64::MAX),
            until: i64::try_from(known).unwrap_or(i64::MAX),
            until_words: until_words.unwrap_or_else(|| reader.t("page.replay.before_all").into_owned()),
            until_stops,
        })
    }
}
