//! A table as a file that a browser keeps.
use super::problem::Problem;
use crate::exchange::tables::{Form, TableError};
use axum::http::header;
use axum::response::{IntoResponse, Response};

/// Why a table is not written, for whoever asked for it.
#[must_use]
pub fn unwritten(error: TableError) -> Problem {
    match error {
        TableError::TooLong(_) => {
            Problem::bad_request("query.too_many_rows", error.to_string()).about("format")
        }
        error => Problem::failed(&error),
    }
}

/// The table as a file to keep.
#[must_use]
pub fn file(name: &str, form: Form, table: Vec<u8>) -> Response {
    let named = format!("attachment; filename=\"{name}.{}\"", form.name());
    let headers =
        [(header::CONTENT_TYPE, form.media_type().to_owned()), (header::CONTENT_DISPOSITION, named)];
    (headers, table).into_response()
}
