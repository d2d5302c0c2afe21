//! `/audit/erasures`: what was erased, what is restricted and until when, and how long cases are kept.
use super::super::erasures::Line;
use super::super::form::Sent;
use super::super::frame::{Frame, Section, coded, drawn};
use super::super::reader::Reader;
use super::log::number;
use super::{Tab, tabs};
use crate::cases::erasure::Stage;
use crate::cases::ids::Version;
use crate::cases::retention::Retention;
use crate::policy::{Action, Query};
use crate::projections::case_list::code;
use crate::queries::erasures::{self, Wanted};
use crate::web::erasures::RetentionView;
use crate::web::problem::Problem;
use askama::Template;
use axum::http::Uri;
use axum::response::Response;

/// Requests of a page.
const PAGE: u32 = 50;

#[derive(Template)]
#[template(path = "audit/erasures.html")]
struct Page {
    frame: Frame,
    tabs: Vec<Tab>,
    asked: Sent,
    stages: Vec<(String, String)>,
    lines: Vec<Line>,
    kept: RetentionView,
    next: Option<String>,
    first: Option<String>,
}

/// What was asked to be erased, and how far that is.
pub(in crate::web::pages) async fn page(
    reader: Reader,
    retention: Retention,
    uri: Uri,
) -> Result<Response, Problem> {
    let asked = Sent::of(uri.query().unwrap_or_default());
    let before = number(&asked, "before")?.map(Version);
    let stage = Stage::ALL.into_iter().find(|stage| code(stage) == asked.text("stage"));
    if stage.is_none() && asked.has("stage") {
        return Err(Problem::bad_request("query.erasures", "there is no such stage").about("stage"));
    }
    let found = erasures::page(&reader.desk, Wanted::Newest(stage, before), PAGE).await?;
    let kept = erasures::kept(&reader.desk, &retention).await?.into();
    let words = |stage: &Stage| {
        let code = code(stage);
        let words = coded(reader.language, "erasure.stage", &code).into_owned();
        (code, words)
    };
    let led = |before: Option<String>| {
        format!("/audit/erasures?{}", asked.with("before", before.as_deref()).written())
    };
    // A leader decides, and has no reading room.
    let watches = reader.desk.may(Action::Query(Query::ReadReadings));
    let section = if watches { Section::Audit } else { Section::Approvals };
    let page = Page {
        tabs: tabs(&reader, "erasures"),
        stages: Stage::ALL.iter().map(words).collect(),
        lines: found.requested.into_iter().map(|requested| Line::of(requested, &reader)).collect(),
        kept,
        next: found.next.map(|next| led(Some(next.to_string()))),
        first: asked.has("before").then(|| led(None)),
        frame: reader.frame(section, reader.t("page.erasure.title")).await?,
        asked,
    };
    drawn(&page)
}
