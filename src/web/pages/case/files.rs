//! The papers and photographs of a case.
use crate::cases::occurred::Occurred;
use crate::commands::permit::NotPermitted;
use crate::projections::case_list::ListedCase;
use crate::web::case_files_view::{CaseFileView, CaseFilesView};
use crate::web::pages::frame::coded;
use crate::web::pages::reader::Reader;
use crate::web::problem::Problem;
use crate::web::words::Language;

/// A file that hangs on the case.
pub(super) struct Hung {
    /// What it is, in words.
    pub(super) what: String,
    /// What it shows.
    pub(super) title: String,
    /// The day on which it was made, or else attached.
    pub(super) day: String,
    /// Where it is; none once it was erased.
    pub(super) href: Option<String>,
    /// Whether it can be shown on the page.
    pub(super) is_picture: bool,
}

/// What hangs on the case now, for whoever may see it.
pub(super) async fn hung(reader: &Reader, case: &ListedCase) -> Result<Vec<Hung>, Problem> {
    match CaseFilesView::of(&reader.desk, &case.number).await {
        Ok(Some(view)) => Ok(view.files.into_iter().map(|file| shown(file, reader.language)).collect()),
        Ok(None) | Err(NotPermitted::Denied { .. }) => Ok(Vec::new()),
        Err(error) => Err(error.into()),
    }
}

fn shown(file: CaseFileView, language: Language) -> Hung {
    let code = serde_json::to_value(file.what).ok();
    let code = code.as_ref().and_then(serde_json::Value::as_str).unwrap_or_default();
    let day = match file.made.unwrap_or(file.attached) {
        Occurred::Day(day) => day,
        Occurred::Instant(moment) => moment.day(),
    };
    Hung {
        what: coded(language, "page.file", code).into_owned(),
        title: file.title.map(|title| title.to_string()).unwrap_or_default(),
        day: day.to_string(),
        href: file.stored.as_ref().map(|_| format!("/api/v1/files/{}", file.file)),
        is_picture: file.stored.is_some_and(|stored| stored.rendition.is_some()),
    }
}
