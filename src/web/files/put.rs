//! `PUT /files/{sha256}`
use super::view::FileView;
use super::{FilesState, Wish, named, told};
use crate::files::{FileError, Put};
use crate::web::problem::Problem;
use axum::Json;
use axum::extract::{OriginalUri, Path, Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

/// Store a file under the SHA-256 of its bytes.
///
/// What it is, is told by its content; pictures are drawn anew for whoever may not see originals. The same bytes sent
/// twice are one file. Names and Content-Type are not looked at.
#[utoipa::path(
    put,
    path = "/files/{sha256}",
    operation_id = "put_file",
    tag = "files",
    params(("sha256" = String, Path, description = "SHA-256 of the bytes, 64 lower-case hexadecimal digits")),
    request_body(content = Vec<u8>, content_type = "application/octet-stream", description = "The bytes as they are"),
    responses(
        (status = 201, description = "It is stored", body = FileView),
        (status = 200, description = "It was stored before", body = FileView),
        (status = 400, description = "It did not come whole, or the path names no file"),
        (status = 413, description = "It is too large"),
        (status = 415, description = "It is of a kind that is not taken; those that are, are named"),
        (status = 422, description = "It has another SHA-256, or is not what it looks like"),
    )
)]
pub(super) async fn put_file(
    State(files): State<FilesState>,
    Path(sha256): Path<String>,
    OriginalUri(uri): OriginalUri,
    request: Request,
) -> Result<Response, Problem> {
    let file = named(&sha256)?;
    let (parts, body) = request.into_parts();
    let permit = files.gate.permit(&parts, Wish::Put(file)).await?;
    let announced =
        parts.headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
    let limit = files.store.limits().bytes;
    if announced.is_some_and(|length: u64| length > limit) {
        return Err(told(permit.language)(FileError::TooLarge(limit)));
    }
    // Its sender may hang up: what has come whole is stored all the same.
    let storing = tokio::spawn(async move {
        files.store.put(permit.office, file, &permit.actor, body.into_data_stream()).await
    });
    let put = storing.await.unwrap_or(Err(FileError::Stopped)).map_err(told(permit.language))?;
    let (status, record) = match &put {
        Put::New(record) => (StatusCode::CREATED, record),
        Put::Known(record) => (StatusCode::OK, record),
    };
    let place = [(header::LOCATION, uri.path().to_owned())];
    Ok((status, place, Json(FileView::from(record))).into_response())
}
