//! What a witness answers by HTTP (C2SP tlog-witness): `POST /add-checkpoint`. It has no store and no user; who asks is
//! known by the signature on the checkpoint.
use crate::clock::Source;
use crate::proof::NoteTrouble;
use crate::proof::witness::{Cosigned, Question, Witness, WitnessTrouble};
use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use std::sync::{Arc, Mutex, PoisonError};

/// Bytes of a question at most.
const LONGEST: usize = 64 * 1024;
/// The type of an answer that tells a size.
const SIZE: &str = "text/x.tlog.size";

/// A witness that several may ask at once, one after the other.
#[derive(Clone, Debug)]
struct Asked {
    witness: Arc<Mutex<Witness>>,
    source: Source,
}

/// The routes of a witness.
pub fn router(witness: Witness, source: Source) -> Router {
    let asked = Asked { witness: Arc::new(Mutex::new(witness)), source };
    Router::new()
        .route("/add-checkpoint", post(add_checkpoint))
        .layer(DefaultBodyLimit::max(LONGEST))
        .with_state(asked)
}

async fn add_checkpoint(State(Asked { witness, source }): State<Asked>, body: Bytes) -> Response {
    let Ok(text) = String::from_utf8(body.into()) else { return StatusCode::BAD_REQUEST.into_response() };
    // It waits for the disk: what is cosigned is kept before it is answered.
    let answered = tokio::task::spawn_blocking(move || {
        let question = Question::read(&text)?;
        // A panic elsewhere left nothing half done: what was seen is kept in one step.
        witness.lock().unwrap_or_else(PoisonError::into_inner).cosign(&question, source.now())
    });
    match answered.await {
        Ok(answered) => answer(answered),
        Err(error) => {
            tracing::error!(%error, "a question was not answered");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

fn answer(answered: Result<Cosigned, WitnessTrouble>) -> Response {
    let trouble = match answered {
        Ok(Cosigned { line, .. }) => return line.into_response(),
        Err(trouble) => trouble,
    };
    match &trouble {
        WitnessTrouble::Inconsistent { .. } => {
            tracing::error!(error = %trouble, "a log does not go on from what was seen");
        }
        WitnessTrouble::File(_) => tracing::error!(error = %trouble, "what was seen cannot be kept"),
        _ => tracing::info!(error = %trouble, "a checkpoint was not cosigned"),
    }
    let size = |seen: u64| {
        (StatusCode::CONFLICT, [(header::CONTENT_TYPE, SIZE)], format!("{seen}\n")).into_response()
    };
    match trouble {
        WitnessTrouble::OtherSize { seen, .. } => size(seen),
        WitnessTrouble::Inconsistent { size: asked, seen } if asked == seen => size(seen),
        WitnessTrouble::Inconsistent { .. } => StatusCode::UNPROCESSABLE_ENTITY.into_response(),
        WitnessTrouble::UnknownLog(_) => StatusCode::NOT_FOUND.into_response(),
        WitnessTrouble::Malformed(_) | WitnessTrouble::Note(NoteTrouble::Malformed(_)) => {
            StatusCode::BAD_REQUEST.into_response()
        }
        WitnessTrouble::Note(_) => StatusCode::FORBIDDEN.into_response(),
        WitnessTrouble::File(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}
