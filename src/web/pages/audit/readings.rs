//! `/audit/readings`: who looked at what.
use super::super::form::Sent;
use super::super::frame::{Frame, Section, coded, drawn, minute};
use super::super::reader::Reader;
use super::super::timeline::who;
use super::log::{begins, day, number};
use super::{Tab, tabs};
use crate::event_log::readings::{Wanted, What};
use crate::queries::cases;
use crate::queries::readings::{self, Read};
use crate::web::problem::Problem;
use crate::web::words::Language;
use askama::Template;
use axum::http::Uri;
use axum::response::Response;

/// Readings of a page.
const PAGE: usize = 50;

/// A reading.
struct Row {
    at: String,
    who: String,
    what: String,
    case: Option<String>,
    file: Option<String>,
    why: String,
}

#[derive(Template)]
#[template(path = "audit/readings.html")]
struct Page {
    frame: Frame,
    tabs: Vec<Tab>,
    asked: Sent,
    kinds: Vec<(&'static str, String)>,
    rows: Vec<Row>,
    next: Option<String>,
    first: Option<String>,
}

/// Who looked at what.
pub(in crate::web::pages) async fn page(reader: Reader, uri: Uri) -> Result<Response, Problem> {
    let asked = Sent::of(uri.query().unwrap_or_default());
    let language = reader.language;
    let before = number(&asked, "before")?;
    let found = match wanted(&reader, &asked).await? {
        Some(wanted) => readings::page(&reader.desk, &wanted, before, PAGE).await?,
        // Of a case that is not there nothing was read, whoever asks.
        None => readings::page(&reader.desk, &Wanted::default(), Some(1), 1).await?,
    };
    let next = found.next.map(|next| {
        let before = next.to_string();
        format!("/audit/readings?{}", asked.with("before", Some(&before)).written())
    });
    let page = Page {
        tabs: tabs(&reader, "readings"),
        kinds: What::ALL.iter().map(|what| (what.name(), kind(language, *what))).collect(),
        rows: found.read.into_iter().map(|read| row(language, read)).collect(),
        next,
        first: asked
            .has("before")
            .then(|| format!("/audit/readings?{}", asked.with("before", None).written())),
        frame: reader.frame(Section::Audit, reader.t("page.readings.title")).await?,
        asked,
    };
    drawn(&page)
}

fn kind(language: Language, what: What) -> String {
    coded(language, "reading", what.name()).into_owned()
}

fn row(language: Language, read: Read) -> Row {
    let reading = read.recorded.reading;
    let reason = reading.reason.map(|reason| coded(language, "reason", reason.name()).into_owned());
    let why: Vec<_> = [reason, read.words].into_iter().flatten().collect();
    Row {
        at: minute(read.recorded.read_at),
        who: who(language, &reading.reader.0),
        what: kind(language, reading.what),
        case: read.number,
        file: reading.file.map(|file| file.to_string()[..12].to_owned()),
        why: why.join(" · "),
    }
}

/// What is asked for; none where it names a case that is not there.
async fn wanted(reader: &Reader, asked: &Sent) -> Result<Option<Wanted>, Problem> {
    let text = |name: &str| Some(asked.text(name).trim().to_owned()).filter(|text| !text.is_empty());
    let what = text("what").map(|what| what.parse::<What>()).transpose();
    let what = what.map_err(|error| Problem::bad_request("query.readings", error).about("what"))?;
    let from = day(asked, "from")?.map(|day| begins(day, "from")).transpose()?;
    let next = day(asked, "to")?.and_then(|day| day.succ_opt());
    let until = next.map(|day| begins(day, "to")).transpose()?;
    let reader_of = text("reader").map(|name| if name.contains(':') { name } else { format!("user:{name}") });
    let mut wanted = Wanted { reader: reader_of, case: None, what, from, until };
    if let Some(number) = text("number") {
        let case = match number.parse() {
            Ok(number) => cases::numbered(&reader.desk, &number).await?,
            Err(_) => None,
        };
        let Some(case) = case else { return Ok(None) };
        wanted.case = Some(case.case);
    }
    Ok(Some(wanted))
}
