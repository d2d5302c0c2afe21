//! What went wrong with a file, as its sender or reader is told it.
use crate::files::FileError;
use crate::web::problem::Problem;
use axum::http::StatusCode;

impl From<FileError> for Problem {
    fn from(error: FileError) -> Self {
        let (status, code) = match &error {
            FileError::OtherBytes(_) => (StatusCode::UNPROCESSABLE_ENTITY, "file.other_bytes"),
            FileError::TooLarge(_) => (StatusCode::PAYLOAD_TOO_LARGE, "file.too_large"),
            FileError::Empty => (StatusCode::UNPROCESSABLE_ENTITY, "file.empty"),
            FileError::Refused { .. } => (StatusCode::UNSUPPORTED_MEDIA_TYPE, "file.type"),
            FileError::Unsound { .. } => (StatusCode::UNPROCESSABLE_ENTITY, "file.unsound"),
            FileError::TooManyPixels { .. } => (StatusCode::UNPROCESSABLE_ENTITY, "file.pixels"),
            FileError::CutOff => (StatusCode::BAD_REQUEST, "file.cut_off"),
            FileError::TooSlow(_) => (StatusCode::REQUEST_TIMEOUT, "file.too_slow"),
            FileError::Busy => (StatusCode::CONFLICT, "file.busy"),
            FileError::NotFound(_) => (StatusCode::NOT_FOUND, "file.gone"),
            FileError::Erased(_) => (StatusCode::GONE, "file.erased"),
            FileError::Damaged(..) => {
                tracing::error!(%error, "a stored file is damaged");
                (StatusCode::INTERNAL_SERVER_ERROR, "file.damaged")
            }
            FileError::Storage(_) | FileError::Objects(_) | FileError::Stopped => {
                return Self::failed(&error);
            }
        };
        Self::new(status, code, error.to_string())
    }
}
