//! `/cases/{number}/evidence.zip`: a case as evidence, for the auditor.
use super::reader::Reader;
use crate::cases::words::CaseNumber;
use crate::web::api::commands::no_such_case;
use crate::web::evidence::{NoEvidence, package};
use crate::web::problem::Problem;
use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Response};

/// The package.
pub(super) async fn download(reader: Reader, Path(number): Path<String>) -> Result<Response, Problem> {
    let number: CaseNumber = number.parse().map_err(|_| no_such_case())?;
    let evidence = package(&reader.desk, std::slice::from_ref(&number), reader.language).await;
    let evidence = evidence.map_err(|error| match error {
        NoEvidence::NoSuchCase(_) => no_such_case(),
        NoEvidence::NotPermitted(not) => not.into(),
        NoEvidence::Figures(not) => not.into(),
        error => Problem::failed(&error),
    })?;
    // The case's number may hold letters that a header does not.
    let name: String =
        number.as_str().chars().filter(|letter| letter.is_ascii_alphanumeric() || *letter == '-').collect();
    let kind = "application/zip".to_owned();
    let name = format!("attachment; filename=\"evidence-{name}-{}.zip\"", evidence.position);
    Ok(([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, name)], evidence.bytes).into_response())
}
