//! What a body names by number or login name is found before its command is decided.
use super::body::{Fields, Named, What};
use crate::cases::ids::StreamId;
use crate::cases::user::LoginName;
use crate::cases::words::CaseNumber;
use crate::commands::OfficeDesk;
use crate::commands::permit::NotPermitted;
use crate::policy::{Kind, Query};
use crate::queries::cases;
use crate::queries::recorded::{self, Recorded};
use crate::web::problem::Problem;
use axum::http::StatusCode;

/// Puts streams in place of the names of cases and users.
///
/// # Errors
/// When a name is nobody's, or the database fails.
pub async fn find(desk: &OfficeDesk, fields: &mut Fields) -> Result<(), Problem> {
    for reference in std::mem::take(&mut fields.references) {
        let found = match (reference.by.parse(), reference.named) {
            (Ok(id), _) => Some(StreamId(id)),
            (Err(_), Named::User) => {
                reference.by.parse::<LoginName>().ok().map(|login| desk.office().user_stream(&login))
            }
            (Err(_), Named::Case) => case(desk, &reference.by).await?,
        };
        let unknown = || {
            let detail = format!("'{}' is not known here", reference.by);
            Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "body.unknown_reference", detail)
                .about(reference.pointer.as_str())
                .with("field", &reference.pointer)
        };
        fields.found(&reference.pointer, found.ok_or_else(unknown)?);
    }
    Ok(())
}

/// Puts what a corrected step says as it was recorded in place of what is kept of it. Whoever may not read the case is
/// refused when the command is decided.
///
/// # Errors
/// When the log cannot be read.
pub async fn keep(desk: &OfficeDesk, kind: Kind, stream: StreamId, what: &mut What) -> Result<(), Problem> {
    let of_a_case = matches!(
        kind,
        Kind::Petition | Kind::FireHazard | Kind::IllegalStructure | Kind::Inspection | Kind::Declared
    );
    let What::Correct(corrects, Some((_, fields)), _) = what else { return Ok(()) };
    if !of_a_case || !fields.keeps() {
        return Ok(());
    }
    match recorded::step(desk, stream, *corrects).await {
        Ok(Some(Recorded { command: Some((_, recorded)), .. })) => fields.keep(&recorded),
        Ok(_) | Err(NotPermitted::Denied { .. }) => {}
        Err(error) => return Err(error.into()),
    }
    Ok(())
}

/// The case of that number, if whoever asks may learn of it.
async fn case(desk: &OfficeDesk, number: &str) -> Result<Option<StreamId>, Problem> {
    let Ok(number) = number.parse::<CaseNumber>() else { return Ok(None) };
    let sight = match desk.permit(Query::ListCases).await {
        Ok(sight) => sight,
        // Whoever may not see the list names cases by their ids.
        Err(NotPermitted::Denied { .. }) => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    let found = cases::numbered(desk, &number).await?;
    Ok(found.map(|found| found.case).filter(|case| sight.shows(*case)))
}
