//! `GET /cases/{number}/files`: what hangs on a case.
use super::asked::Named;
use super::commands::no_such_case;
use super::links;
use crate::event_log::readings::What;
use crate::web::case_files_view::CaseFilesView;
use crate::web::here::Here;
use crate::web::problem::Problem;
use axum::Json;
use axum::http::header;
use axum::response::{IntoResponse, Response};

/// The files of a case
///
/// What hangs on it now, with what each file is and when and where it was made; what was taken off is told by the
/// history. `ETag` is the version for `If-Match` when a file is attached or detached.
#[utoipa::path(get, path = "/cases/{number}/files", tag = "cases",
    params(("number" = String, Path, max_length = 120, description = "The case's number.")),
    responses((status = 200, description = "The files.", body = CaseFilesView)))]
pub async fn case_files(Here(desk): Here, Named(number): Named<String>) -> Result<Response, Problem> {
    let number = number.parse().map_err(|_| no_such_case())?;
    let view = CaseFilesView::of(&desk, &number).await?.ok_or_else(no_such_case)?;
    desk.note_case_read(What::Files, view.case_id).await?;
    Ok(([(header::ETAG, links::tag(view.version))], Json(view)).into_response())
}
