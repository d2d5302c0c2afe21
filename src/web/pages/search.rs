//! `/search`: cases by number, place, words, or a person's exact telephone or identity number.
use super::as_table;
use super::case_list::Line;
use super::case_list::columns::{Column, chosen, columns};
use super::form::Sent;
use super::frame::{Frame, Section, drawn, drawn_as};
use super::reader::Reader;
use crate::event_log::EventLog;
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
    next: Option<String>,
    trouble: bool,
    tables: as_table::Links,
}

/// What was found.
pub(super) async fn page(reader: Reader, uri: Uri) -> Result<Response, Problem> {
    let asked = Sent::of(uri.query().unwrap_or_default());
    let words = asked.text("q").trim().to_owned();
    let mut frame = reader.frame(Section::Cases, reader.t("page.search.title")).await?;
    frame.sought.clone_from(&words);
    let sight = Sight { fields: Fields::WITHOUT_INFORMANTS, ..Sight::everything() };
    let (mut question, after) = match (search::Asked::new(&words, sight), asked.text("after")) {
        (Ok(question), "") => (question, None),
        (Ok(question), after) => (question, after.parse().ok()),
        (Err(_), _) => {
            let tables = as_table::links("/search", &asked);
            let page =
                Page { frame, lines: Vec::new(), columns: Vec::new(), next: None, trouble: true, tables };
            return drawn_as(StatusCode::UNPROCESSABLE_ENTITY, &page);
        }
    };
    question.after = after;
    let desk = &reader.desk;
    let head = desk.store().log().head(desk.office()).await?;
    desk.store().search().reach(desk.office(), head).await?;
    if let Some(form) = as_table::wanted(&asked)? {
        return table(&reader, question, form).await;
    }
    let found = SearchView::of(desk, question).await?;
    // Whoever types a whole number goes there.
    if let [only] = found.cases.as_slice()
        && only.case.number.as_str().eq_ignore_ascii_case(&words)
    {
        return Ok(Redirect::to(&format!("/cases/{}", only.case.number)).into_response());
    }
    let (today, calendar) = (desk.store().source().now().day(), desk.calendar().await?);
    let kinds = desk.kinds().await?;
    let line = |case| Line::of(case, &kinds, reader.language, today, &calendar);
    let next = found.next.map(|after| format!("/search?{}", asked.with("after", Some(&after)).written()));
    let mut lines: Vec<_> = found.cases.into_iter().map(|found| line(found.case)).collect();
    Line::mark(&reader, &mut lines).await?;
    let columns = columns(&chosen(&reader).await?, &Sent::default(), false);
    let tables = as_table::links("/search", &asked);
    drawn(&Page { frame, lines, columns, next, trouble: false, tables })
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
