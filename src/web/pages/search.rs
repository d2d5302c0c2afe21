//! `/search`: cases by number, place, words, or a person's exact telephone or identity number.
use super::as_table;
use super::case_list::Line;
use super::case_list::columns::{Column, chosen, columns};
use super::form::Sent;
use super::frame::{Frame, Section, drawn, drawn_as};
use super::reader::Reader;
use crate::exchange::tables::Form;
use crate::search::{self, Fields, Sight};
use crate::web::cases_table;
use crate::web::problem::Problem;
use crate::web::search_view::SearchView;
use crate::web::table_file;
use askama::Template;
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Redirect, Response};

#[derive(Template)]
#[template(path = "search.html")]
struct Page {
    frame: Frame,
    lines: Vec<Line>,
    columns: Vec<Column>,
    next: Option<Next>,
    trouble: Option<&'static str>,
    tables: as_table::Links,
    /// What was asked for, where it stands in no address: what leads on from the page is sent as it was.
    unaddressed: Option<String>,
}

/// Where the next page is.
struct Next {
    href: String,
    after: String,
}

/// What was found by a question that stands in the page's address. A number that may be somebody's stands in none.
pub(super) async fn page(reader: Reader, uri: Uri) -> Result<Response, Problem> {
    let asked = Sent::of(uri.query().unwrap_or_default());
    match question(&asked) {
        Some(question) if question.is_for_a_person() => trouble(&reader, "", "page.search.no_address").await,
        Some(question) => found(&reader, &asked, question).await,
        None => trouble(&reader, asked.text("q"), "page.search.no_question").await,
    }
}

/// What is typed into the field: a question for a person is answered here, any other under its address.
pub(super) async fn ask(reader: Reader, asked: Sent) -> Result<Response, Problem> {
    match question(&asked) {
        Some(question) if question.is_for_a_person() => found(&reader, &asked, question).await,
        _ => Ok(Redirect::to(&format!("/search?{}", asked.written())).into_response()),
    }
}

fn question(asked: &Sent) -> Option<search::Asked> {
    let sight = Sight { fields: Fields::WITHOUT_INFORMANTS, ..Sight::everything() };
    let question = search::Asked::new(asked.text("q").trim(), sight).ok()?;
    Some(search::Asked { after: asked.text("after").parse().ok(), ..question })
}

async fn frame(reader: &Reader, sought: &str) -> Result<Frame, Problem> {
    let mut frame = reader.frame(Section::Cases, reader.t("page.search.title")).await?;
    sought.trim().clone_into(&mut frame.sought);
    Ok(frame)
}

async fn trouble(reader: &Reader, sought: &str, why: &'static str) -> Result<Response, Problem> {
    let page = Page {
        frame: frame(reader, sought).await?,
        lines: Vec::new(),
        columns: Vec::new(),
        next: None,
        trouble: Some(why),
        tables: as_table::links("/search", &Sent::default()),
        unaddressed: None,
    };
    drawn_as(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

async fn found(reader: &Reader, asked: &Sent, question: search::Asked) -> Result<Response, Problem> {
    let desk = &reader.desk;
    if let Some(form) = as_table::wanted(asked)? {
        return table(reader, question, form).await;
    }
    let words = asked.text("q").trim();
    let unaddressed = question.is_for_a_person().then(|| words.to_owned());
    let found = SearchView::of(desk, question).await?;
    // Whoever types a whole number goes there.
    if let [only] = found.cases.as_slice()
        && only.case.number.as_str().eq_ignore_ascii_case(words)
    {
        return Ok(Redirect::to(&format!("/cases/{}", only.case.number)).into_response());
    }
    let (today, calendar) = (desk.store().source().now().day(), desk.calendar().await?);
    let kinds = desk.kinds().await?;
    let line = |case| Line::of(case, &kinds, reader.language, today, &calendar);
    let next = found.next.map(|after| Next {
        href: format!("/search?{}", asked.with("after", Some(&after)).written()),
        after,
    });
    let mut lines: Vec<_> = found.cases.into_iter().map(|found| line(found.case)).collect();
    Line::mark(reader, &mut lines).await?;
    let columns = columns(&chosen(reader).await?, &Sent::default(), false);
    let tables = as_table::links("/search", asked);
    drawn(&Page {
        frame: frame(reader, words).await?,
        lines,
        columns,
        next,
        trouble: None,
        tables,
        unaddressed,
    })
}

/// All that was found, as a table.
async fn table(reader: &Reader, question: search::Asked, form: Form) -> Result<Response, Problem> {
    let (mut question, mut cases) = (search::Asked { after: None, ..question }, Vec::new());
    loop {
        let found = SearchView::of(&reader.desk, question.clone()).await?;
        cases.extend(found.cases.into_iter().map(|found| found.case));
        let Some(next) = found.next else { break };
        question.after = Some(next.parse().map_err(|_| Problem::bad_request("query.after", next))?);
    }
    let table = cases_table::table(&cases, &*reader.desk.kinds().await?, form, reader.language);
    Ok(table_file::file("found", form, table.map_err(table_file::unwritten)?))
}
