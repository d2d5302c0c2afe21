//! The log, searched.
use super::super::as_table;
use super::super::form::Sent;
use super::super::frame::{Frame, Section, coded, drawn, minute};
use super::super::reader::{Reader, told};
use super::super::timeline::who;
use super::{FINDINGS, LATE, TYPES, Tab, tabs, types_of};
use crate::cases::occurred::{Day, Moment, Occurred};
use crate::clock::Stopwatch;
use crate::event_log::Position;
use crate::exchange::tables::{Cell, Form};
use crate::policy::{Action, Query};
use crate::projections::event_pages::Wanted;
use crate::queries::event_search::{self, Found, streams_of};
use crate::queries::{cases, then};
use crate::web::problem::Problem;
use crate::web::table_file;
use crate::web::words::Language;
use askama::Template;
use axum::http::Uri;
use axum::response::{IntoResponse, Redirect, Response};

/// Events of a page.
const PAGE: usize = 50;

/// An event that was found.
struct Row {
    position: i64,
    occurred: String,
    recorded: String,
    /// How much later it was recorded, if it was.
    late: Option<String>,
    who: String,
    name: String,
    /// What it says, where that is short and says why it was found.
    said: Option<String>,
    /// The number of its case, and the permanent link to it.
    case: Option<(String, String)>,
    kind: String,
}

#[derive(Template)]
#[template(path = "audit/log.html")]
struct Page {
    frame: Frame,
    tabs: Vec<Tab>,
    asked: Sent,
    /// Types of events by their kinds, with their words.
    types: Vec<(String, Vec<(&'static str, String)>)>,
    rows: Vec<Row>,
    /// How long it took.
    took: String,
    next: Option<String>,
    first: Option<String>,
    tables: as_table::Links,
}

/// The columns of what was found, as a table.
const COLUMNS: [&str; 7] = [
    "page.audit.position",
    "page.audit.case",
    "page.audit.event",
    "page.audit.about",
    "page.audit.occurred",
    "page.audit.recorded",
    "page.audit.actor",
];

/// What was found in the log.
pub(in crate::web::pages) async fn page(reader: Reader, uri: Uri) -> Result<Response, Problem> {
    let asked = Sent::of(uri.query().unwrap_or_default());
    let may = |query| reader.desk.may(Action::Query(query));
    // Who watches over readings alone begins there.
    if !may(Query::FollowEvents) && may(Query::ReadReadings) {
        return Ok(Redirect::to("/audit/readings").into_response());
    }
    let (language, stopwatch) = (reader.language, Stopwatch::start());
    let (wanted, latest) = wanted(&reader, &asked).await?;
    let before = number(&asked, "before")?.map(Position);
    let before = [before, latest].into_iter().flatten().min();
    // Of a case that is not there nothing is found, whoever asks.
    let (wanted, before) =
        wanted.map_or_else(|| (Wanted::default(), Some(Position(1))), |wanted| (wanted, before));
    if let Some(form) = as_table::wanted(&asked)? {
        return table(&reader, &wanted, before, form).await;
    }
    let found = event_search::page(&reader.desk, &wanted, before, PAGE).await?;
    let took = format!("{:.1}", stopwatch.elapsed().as_secs_f64() * 1000.0);
    let next = found.next.map(|next| {
        let before = next.to_string();
        format!("/audit?{}", asked.with("before", Some(&before)).written())
    });
    let page = Page {
        tabs: tabs(&reader, asked.text("finding")),
        types: types(language),
        rows: found.found.iter().map(|found| row(language, found)).collect(),
        took: told(language, "page.audit.took", &[("took", took)]),
        next,
        first: asked.has("before").then(|| format!("/audit?{}", asked.with("before", None).written())),
        tables: as_table::links("/audit", &asked),
        frame: reader.frame(Section::Audit, reader.t("page.audit.title")).await?,
        asked,
    };
    drawn(&page)
}

/// All that was found, as a table.
async fn table(
    reader: &Reader,
    wanted: &Wanted,
    mut before: Option<Position>,
    form: Form,
) -> Result<Response, Problem> {
    let mut table = as_table::begin(reader, form, "page.audit.title", &COLUMNS)?;
    loop {
        let page = event_search::page(&reader.desk, wanted, before, as_table::TOGETHER).await?;
        for found in &page.found {
            let row = row(reader.language, found);
            let cells = [
                Cell::Whole(row.position),
                Cell::Text(row.case.map_or(row.kind, |(number, _)| number)),
                Cell::Text(row.name),
                Cell::text(row.said.as_ref()),
                Cell::Text(row.occurred),
                Cell::Text(row.recorded),
                Cell::Text(row.who),
            ];
            table.row(&cells).map_err(table_file::unwritten)?;
        }
        before = page.next;
        if before.is_none() {
            return Ok(table_file::file("events", form, table.finish().map_err(table_file::unwritten)?));
        }
    }
}

fn types(language: Language) -> Vec<(String, Vec<(&'static str, String)>)> {
    let name = |name: &'static str| (name, coded(language, "event", name).into_owned());
    let of = |(kind, types): &(&str, &[(&'static str, u16)])| {
        (coded(language, "kind", kind).into_owned(), types.iter().map(|(event, _)| name(event)).collect())
    };
    TYPES.iter().map(of).collect()
}

fn wrong(field: &'static str, text: &str, what: &str) -> Problem {
    Problem::bad_request("query.unreadable", format!("'{text}' is no {what}")).about(field)
}

pub(super) fn number(asked: &Sent, field: &'static str) -> Result<Option<i64>, Problem> {
    let text = asked.text(field).trim();
    let number = text.parse().ok().filter(|number: &i64| (0..i64::MAX).contains(number));
    if text.is_empty() { Ok(None) } else { number.map(Some).ok_or_else(|| wrong(field, text, "number")) }
}

pub(super) fn day(asked: &Sent, field: &'static str) -> Result<Option<Day>, Problem> {
    let text = asked.text(field).trim();
    if text.is_empty() {
        return Ok(None);
    }
    text.parse().map(Some).map_err(|_| wrong(field, text, "day such as 2019-07-01"))
}

/// The moment at which a day begins here.
pub(super) fn begins(day: Day, field: &'static str) -> Result<Moment, Problem> {
    let text = format!("{day}T00:00:00+08:00");
    Moment::parse(&text).map_err(|_| wrong(field, &text, "moment"))
}

/// The position of the last event that was recorded before a day.
async fn before(reader: &Reader, day: Day, field: &'static str) -> Result<Position, Problem> {
    let instant = begins(day, field)?.utc() - chrono::TimeDelta::microseconds(1);
    Ok(then::known_at(&reader.desk, Moment::new(instant)).await?)
}

/// What is asked for, and the position before which it stands; none where it names a case that is not there.
async fn wanted(reader: &Reader, asked: &Sent) -> Result<(Option<Wanted>, Option<Position>), Problem> {
    let text = |name: &str| Some(asked.text(name).trim().to_owned()).filter(|text| !text.is_empty());
    let finding = asked.text("finding");
    if !finding.is_empty() && FINDINGS.iter().all(|(name, _)| *name != finding) {
        return Err(wrong("finding", finding, "finding"));
    }
    let actor = text("actor").map(|name| if name.contains(':') { name } else { format!("user:{name}") });
    let mut types = types_of(finding);
    types.extend(text("type"));
    let late = match number(asked, "late")? {
        None if finding == "late" => Some(LATE),
        late => late,
    };
    let mut wanted = Wanted {
        actor,
        types,
        stream_kind: text("kind"),
        occurred_from: day(asked, "occurred_from")?,
        occurred_to: day(asked, "occurred_to")?,
        committee: text("committee"),
        late_days: late,
        fast: finding == "fast",
        streams: Vec::new(),
        behind: Position(0),
    };
    if let Some(from) = day(asked, "recorded_from")? {
        wanted.behind = before(reader, from, "recorded_from").await?;
    }
    let latest = match day(asked, "recorded_to")?.and_then(|day| day.succ_opt()) {
        Some(next) => Some(before(reader, next, "recorded_to").await?.next()),
        None => None,
    };
    if let Some(number) = text("number") {
        let case = match number.parse() {
            Ok(number) => cases::numbered(&reader.desk, &number).await?,
            Err(_) => None,
        };
        let Some(case) = case else { return Ok((None, latest)) };
        wanted.streams = streams_of(reader.desk.office(), case.case).to_vec();
    }
    Ok((Some(wanted), latest))
}

fn row(language: Language, found: &Found) -> Row {
    let event = &found.event;
    let occurred = match event.occurred {
        Occurred::Day(day) => day.to_string(),
        Occurred::Instant(moment) => minute(moment),
    };
    let days = (event.recorded_at.day() - event.occurred.day()).num_days();
    let case = found.case.as_ref().map(|case| {
        let own = case.case == event.stream;
        let anchor = if own { format!("#e{}", event.version) } else { String::new() };
        (case.number.to_string(), format!("/cases/{}{anchor}", case.number))
    });
    Row {
        position: event.position.0,
        occurred,
        recorded: minute(event.recorded_at),
        late: (days > 0).then(|| told(language, "page.event.late", &[("days", days.to_string())])),
        who: who(language, &event.actor.0),
        name: coded(language, "event", &event.event_type).into_owned(),
        said: irregularity(language, &event.event_type, &event.payload),
        case,
        kind: coded(language, "kind", &event.stream_kind).into_owned(),
    }
}

/// Which rule and article an irregularity names.
fn irregularity(language: Language, event_type: &str, payload: &str) -> Option<String> {
    let payload: serde_json::Value = serde_json::from_str(payload).ok()?;
    let irregularity = payload.get(event_type)?.get("irregularity")?;
    let rule = coded(language, "law", irregularity["rule"].as_str()?).into_owned();
    let statute = coded(language, "statute", irregularity["statute"].as_str()?).into_owned();
    let law = match irregularity["article"].as_u64() {
        Some(article) if article > 0 => {
            let with = [("statute", statute), ("article", article.to_string())];
            told(language, "page.due.article", &with)
        }
        _ => statute,
    };
    Some(format!("{law}: {rule}"))
}
