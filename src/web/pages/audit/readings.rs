//! `/audit/readings`: who looked at what.
use super::super::as_table;
use super::super::form::Sent;
use super::super::frame::{Frame, Section, coded, drawn, minute};
use super::super::reader::Reader;
use super::super::timeline::who;
use super::log::{begins, day, number};
use super::{Tab, tabs};
use crate::event_log::readings::{Wanted, What};
use crate::exchange::tables::{Cell, Form};
use crate::queries::cases;
use crate::queries::readings::{self, Read};
use crate::web::problem::Problem;
use crate::web::table_file;
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
    tables: as_table::Links,
}

/// The columns of who looked at what, as a table.
const COLUMNS: [&str; 6] = [
    "page.readings.at",
    "page.readings.reader",
    "page.readings.what",
    "page.readings.file",
    "page.audit.case",
    "page.readings.why",
];

/// Who looked at what.
pub(in crate::web::pages) async fn page(reader: Reader, uri: Uri) -> Result<Response, Problem> {
    let asked = Sent::of(uri.query().unwrap_or_default());
    let language = reader.language;
    let before = number(&asked, "before")?;
    // Of a case that is not there nothing was read, whoever asks.
    let (wanted, before) = wanted(&reader, &asked)
        .await?
        .map_or_else(|| (Wanted::default(), Some(1)), |wanted| (wanted, before));
    if let Some(form) = as_table::wanted(&asked)? {
        return table(&reader, &wanted, before, form).await;
    }
    let found = readings::page(&reader.desk, &wanted, before, PAGE).await?;
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
        tables: as_table::links("/audit/readings", &asked),
        frame: reader.frame(Section::Audit, reader.t("page.readings.title")).await?,
        asked,
    };
    drawn(&page)
}

/// All of it, as a table.
async fn table(
    reader: &Reader,
    wanted: &Wanted,
    mut before: Option<i64>,
    form: Form,
) -> Result<Response, Problem> {
    let mut table = as_table::begin(reader, form, "page.readings.title", &COLUMNS)?;
    loop {
        let page = readings::page(&reader.desk, wanted, before, as_table::TOGETHER).await?;
        for read in page.read {
            let row = row(reader.language, read);
            let cells = [
                Cell::Text(row.at),
                Cell::Text(row.who),
                Cell::Text(row.what),
                Cell::text(row.file.as_ref()),
                Cell::text(row.case.as_ref()),
                Cell::Text(row.why),
            ];
            table.row(&cells).map_err(table_file::unwritten)?;
        }
        before = page.next;
        if before.is_none() {
            return Ok(table_file::file("readings", form, table.finish().map_err(table_file::unwritten)?));
        }
    }
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
