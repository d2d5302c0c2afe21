//! `GET /files/{sha256}/about`
use super::view::FileView;
use super::{FilesState, Wish, named, told};
use crate::files::FileError;
use crate::web::problem::Problem;
use axum::Json;
use axum::extract::{Path, Request, State};

/// What is known of a stored file.
#[utoipa::path(
    get,
    path = "/files/{sha256}/about",
    operation_id = "about_file",
    tag = "files",
    params(
        ("sha256" = String, Path, description = "The file"),
        ("reveal" = Option<String>, Query, description = "Why an auditor asks of what is restricted: `handling`, `inquiry`, `supervision`, `audit`, `other`"),
        ("words" = Option<String>, Query, max_length = 200, description = "The same in words; `other` needs them"),
    ),
    responses((status = 200, description = "What is known of it", body = FileView), (status = 404, description = "There is none"))
)]
pub(super) async fn about_file(
    State(files): State<FilesState>,
    Path(sha256): Path<String>,
    request: Request,
) -> Result<Json<FileView>, Problem> {
    let file = named(&sha256)?;
    let (parts, _) = request.into_parts();
    let permit = files.gate.permit(&parts, Wish::See(file)).await?;
    let told = told(permit.language);
    let record = files.store.find(permit.office, file).await.map_err(&told)?;
    record.as_ref().map(FileView::from).map(Json).ok_or_else(|| told(FileError::NotFound(file)))
}
