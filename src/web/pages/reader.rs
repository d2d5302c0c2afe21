//! Whoever reads a page: in which language and light, at which address, and who it is.
use super::frame::{Frame, Section};
use super::language::{language, theme};
use super::theme::Theme;
use crate::commands::OfficeDesk;
use crate::web::here::Here;
use crate::web::problem::Problem;
use crate::web::words::{Language, sentence, word};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{StatusCode, Uri};
use std::borrow::Cow;

/// Somebody who may be signed in or not.
#[derive(Clone, Debug)]
pub struct Anybody {
    /// In which language.
    pub language: Language,
    /// In which light.
    pub theme: Theme,
    /// What was asked for.
    pub uri: Uri,
    /// The office as they meet it, if they are signed in.
    pub desk: Option<OfficeDesk>,
}

impl Anybody {
    /// Whoever made this request.
    pub(super) fn of(parts: &Parts) -> Self {
        let desk = parts.extensions.get::<Here>().map(|here| here.0.clone());
        let uri = parts.extensions.get::<axum::extract::OriginalUri>();
        let uri = uri.map_or_else(|| parts.uri.clone(), |uri| uri.0.clone());
        Self { language: language(parts), theme: theme(parts), uri, desk }
    }

    /// The words under `key`.
    #[must_use]
    pub fn t(&self, key: &str) -> Cow<'static, str> {
        said(self.language, key)
    }

    /// The frame of a page.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn frame(&self, section: Section, title: impl Into<String>) -> Result<Frame, Problem> {
        Frame::of(self, section, title.into()).await
    }
}

impl<S: Sync> FromRequestParts<S> for Anybody {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Self::Rejection> {
        Ok(Self::of(parts))
    }
}

/// Somebody who is signed in, or reads as the machine's operator. Whoever is not is sent to sign in.
#[derive(Clone, Debug)]
pub struct Reader {
    /// As anybody.
    pub anybody: Anybody,
    /// The office as they meet it.
    pub desk: OfficeDesk,
}

impl std::ops::Deref for Reader {
    type Target = Anybody;

    fn deref(&self) -> &Anybody {
        &self.anybody
    }
}

impl<S: Sync> FromRequestParts<S> for Reader {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Problem> {
        let anybody = Anybody::of(parts);
        let desk = anybody.desk.clone().ok_or_else(|| {
            Problem::new(StatusCode::UNAUTHORIZED, "session.missing", "nobody is signed in; sign in first")
        })?;
        Ok(Self { anybody, desk })
    }
}

/// The words under `key`; a mark that tests look for where there are none.
#[must_use]
pub fn said(language: Language, key: &str) -> Cow<'static, str> {
    word(language, key).map_or_else(|| format!("⟦{key}⟧").into(), Cow::Borrowed)
}

/// The same, with values in it.
#[must_use]
pub fn told(language: Language, key: &str, with: &[(&str, String)]) -> String {
    sentence(language, key, with).unwrap_or_else(|| format!("⟦{key}⟧"))
}
