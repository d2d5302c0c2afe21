//! Attachments over HTTP: put under the SHA-256 of their bytes, and given back as what can do no harm.
//!
//! The routes know neither sessions nor roles: a [`Gate`] says for which office a request acts and what it may do.
mod about;
mod gate;
mod get;
mod problem;
mod put;
mod view;

pub use gate::{Gate, Permit, Wish};
pub use view::{FileView, RenditionView};

use super::problem::Problem;
use super::words::Language;
use crate::files::{FileError, FileHash, FileStore};
use axum::extract::FromRef;
use axum::http::StatusCode;
use std::sync::Arc;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// What the routes of files work with. Cheap to clone.
#[derive(Clone)]
pub struct FilesState {
    store: FileStore,
    gate: Arc<dyn Gate>,
}

impl FilesState {
    /// The routes over this store, behind this gate.
    pub fn new(store: FileStore, gate: impl Gate) -> Self {
        Self { store, gate: Arc::new(gate) }
    }

    /// The store.
    #[must_use]
    pub const fn store(&self) -> &FileStore {
        &self.store
    }
}

impl std::fmt::Debug for FilesState {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("FilesState")
    }
}

/// The routes of files, `/files/{sha256}` and below, for a router of any state that has a [`FilesState`] in it.
///
/// A limit on the length of bodies must leave them out: they have one of their own, which [`FileStore::limits`] says.
pub fn router<S>() -> OpenApiRouter<S>
where
    S: Clone + Send + Sync + 'static,
    FilesState: FromRef<S>,
{
    OpenApiRouter::new()
        .routes(routes!(get::get_file, put::put_file))
        .routes(routes!(get::get_original))
        .routes(routes!(about::about_file))
}

/// The file that a path names.
fn named(text: &str) -> Result<FileHash, Problem> {
    text.parse().map_err(|error: crate::files::NoFileHash| {
        Problem::new(StatusCode::BAD_REQUEST, "file.name", error.to_string()).about("sha256")
    })
}

/// The problem, in the reader's language.
fn told(language: Language) -> impl Fn(FileError) -> Problem {
    move |error| Problem::from(error).in_language(language)
}
