//! How reports are written and drawn here: by the office's own texts, if it has some, and with the font of its choice.
use super::problem::Problem;
use super::report_view::{self, NoReport, ReportAsked};
use crate::commands::OfficeDesk;
use crate::config::ReportTexts;
use crate::figures::report::{Report, TemplateError, Templates};
use crate::papers::{self, Fonts, Form, PaperError};
use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::request::Parts;
use std::sync::Arc;

/// How reports are written and drawn. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Press {
    templates: Arc<Templates>,
    fonts: Fonts,
}

impl Press {
    /// As it is configured.
    ///
    /// # Errors
    /// When a template cannot be read.
    pub fn of(config: &ReportTexts) -> Result<Self, TemplateError> {
        let templates = Arc::new(Templates::of(config.templates.as_deref())?);
        Ok(Self { templates, fonts: Fonts { configured: config.font.clone() } })
    }

    /// Writes a report.
    ///
    /// # Errors
    /// As [`report_view::write`].
    pub async fn write(&self, desk: &OfficeDesk, asked: &ReportAsked) -> Result<Report, NoReport> {
        report_view::write(desk, &self.templates, asked, None).await
    }

    /// Draws a report. It takes its time, and so a thread of its own.
    ///
    /// # Errors
    /// When there is no font for a PDF, or what draws fails.
    pub async fn draw(&self, report: Report, form: Form) -> Result<Vec<u8>, Problem> {
        let fonts = self.fonts.clone();
        let drawing = tokio::task::spawn_blocking(move || papers::draw(&report, form, &fonts));
        let drawn = drawing.await.map_err(|error| Problem::failed(&error))?;
        drawn.map_err(|error| match error {
            PaperError::NoFont { .. } | PaperError::BadFont { .. } => {
                Problem::new(StatusCode::SERVICE_UNAVAILABLE, "report.no_font", error.to_string())
            }
            PaperError::Drawing { .. } => Problem::failed(&error),
        })
    }
}

/// The press of this server; that of the program itself, where none was set up.
impl<S: Sync> FromRequestParts<S> for Press {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Problem> {
        match parts.extensions.get::<Self>() {
            Some(press) => Ok(press.clone()),
            None => Self::of(&ReportTexts::default()).map_err(|error| Problem::failed(&error)),
        }
    }
}
