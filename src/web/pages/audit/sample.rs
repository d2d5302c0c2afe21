//! `/audit/sample`: a sample of cases that can be drawn again, and `/audit/sample.csv`, the same as a table.
use super::super::case_list::named_kinds;
use super::super::form::Sent;
use super::super::frame::{Frame, Section, coded, drawn_as};
use super::super::reader::{Reader, told};
use super::log::number;
use super::{Tab, tabs};
use crate::policy::Query;
use crate::projections::case_list::ListedCase;
use crate::queries::sample::{self, Asked};
use crate::web::api::sample::SampleQuery;
use crate::web::problem::Problem;
use crate::web::words::Language;
use askama::Template;
use axum::http::{StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};

/// Cases that are drawn if nobody says how many.
const USUAL: i64 = 20;

/// A case that was drawn.
struct Row {
    place: usize,
    number: String,
    kind: String,
    phase: String,
    opened: String,
    committee: String,
    category: String,
}

impl Row {
    fn of(language: Language, place: usize, case: &ListedCase) -> Self {
        let kind = case.kind.name();
        let category = case.category.as_deref().unwrap_or_default();
        Self {
            place,
            number: case.number.to_string(),
            kind: coded(language, "kind", kind).into_owned(),
            phase: coded(language, &format!("phase.{kind}"), &case.phase).into_owned(),
            opened: case.opened.to_string(),
            committee: case.committee.clone().unwrap_or_default(),
            category: coded(language, "code", category).into_owned(),
        }
    }
}

/// What was drawn.
struct Drawn {
    rows: Vec<Row>,
    /// Among how many, and at which position.
    sum: String,
    /// The address that draws the same again.
    again: String,
    /// The same as a table.
    csv: String,
}

#[derive(Template)]
#[template(path = "audit/sample.html")]
struct Page {
    frame: Frame,
    tabs: Vec<Tab>,
    asked: Sent,
    kinds: Vec<(String, String)>,
    trouble: Option<String>,
    drawn: Option<Drawn>,
}

/// The form, and what was drawn.
pub(in crate::web::pages) async fn page(reader: Reader, uri: Uri) -> Result<Response, Problem> {
    reader.desk.permit(Query::DrawSample).await?;
    let sent = Sent::of(uri.query().unwrap_or_default());
    let language = reader.language;
    let mut page = Page {
        tabs: tabs(&reader, "sample"),
        kinds: named_kinds(&*reader.desk.kinds().await?, language),
        frame: reader.frame(Section::Audit, reader.t("page.sample.title")).await?,
        asked: sent.clone(),
        trouble: None,
        drawn: None,
    };
    if !sent.has("seed") {
        return drawn_as(StatusCode::OK, &page);
    }
    match asked(&sent) {
        Ok(asked) => {
            page.drawn = Some(drawn_of(&reader, &sent, &asked).await?);
            drawn_as(StatusCode::OK, &page)
        }
        Err(problem) => {
            page.trouble = Some(problem.in_language(language).title().to_owned());
            drawn_as(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}

fn asked(sent: &Sent) -> Result<Asked, Problem> {
    let size = number(sent, "size")?.unwrap_or(USUAL);
    let year = number(sent, "year")?;
    let query = SampleQuery {
        seed: sent.text("seed").trim().to_owned(),
        size: usize::try_from(size).unwrap_or(usize::MAX),
        kind: Some(sent.text("kind").to_owned()).filter(|kind| !kind.is_empty()),
        year: year.map(|year| i32::try_from(year).unwrap_or(i32::MAX)),
        position: number(sent, "position")?,
    };
    query.asked()
}

async fn drawn_of(reader: &Reader, sent: &Sent, asked: &Asked) -> Result<Drawn, Problem> {
    let sample = sample::draw(&reader.desk, asked).await?;
    let position = sample.position.to_string();
    let fixed = sent.with("size", Some(&asked.size.to_string())).with("position", Some(&position)).written();
    let with = [
        ("drawn", sample.cases.len().to_string()),
        ("population", sample.population.to_string()),
        ("position", position),
    ];
    let rows = sample.cases.iter().enumerate().map(|(at, case)| Row::of(reader.language, at + 1, case));
    Ok(Drawn {
        rows: rows.collect(),
        sum: told(reader.language, "page.sample.sum", &with),
        again: format!("/audit/sample?{fixed}"),
        csv: format!("/audit/sample.csv?{fixed}"),
    })
}

/// What was drawn, as a table.
pub(in crate::web::pages) async fn csv(reader: Reader, uri: Uri) -> Result<Response, Problem> {
    let sent = Sent::of(uri.query().unwrap_or_default());
    let asked = asked(&sent)?;
    let sample = sample::draw(&reader.desk, &asked).await?;
    let mut table = csv::Writer::from_writer(Vec::new());
    let failed = |error: csv::Error| Problem::failed(&error);
    let heads = ["page.sample.place", "page.column.number", "page.column.kind", "page.column.phase"];
    let more = ["page.column.opened", "field.committee", "page.column.category"];
    table.write_record(heads.iter().chain(&more).map(|key| reader.t(key).into_owned())).map_err(failed)?;
    for (at, case) in sample.cases.iter().enumerate() {
        let row = Row::of(reader.language, at + 1, case);
        let place = row.place.to_string();
        let cells = [&place, &row.number, &row.kind, &row.phase, &row.opened, &row.committee, &row.category];
        table.write_record(cells).map_err(failed)?;
    }
    let table = table.into_inner().map_err(|error| Problem::failed(&error))?;
    // Spreadsheets tell by the mark that it is UTF-8.
    let text = ["\u{feff}".as_bytes(), &table].concat();
    let name = format!("attachment; filename=\"sample-{}-{}.csv\"", sample.position, asked.size);
    let kind = "text/csv; charset=utf-8".to_owned();
    Ok(([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, name)], text).into_response())
}
