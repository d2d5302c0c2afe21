//! `GET /cases/{number}/receipt`: what shows to anybody, without this program, that a case was registered.
use super::asked::Named;
use super::commands::no_such_case;
use crate::proof::Notary;
use crate::proof::receipt::ReceiptTrouble;
use crate::web::here::Here;
use crate::web::problem::Problem;
use crate::web::receipt_view::{CaseReceiptView, NoReceipt};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};

/// The receipt of a case
///
/// A file that shows to anybody that the case's registration was in the office's log, when, and in which form; it names
/// nobody. It is verified without the office: `anjuan verify`, or any program that knows C2SP tlog-proof. There is one as
/// soon as a checkpoint was signed after the registration, which is done now if the program has the office's key; without one,
/// the answer is 409.
#[utoipa::path(get, path = "/cases/{number}/receipt", tag = "cases",
    params(("number" = String, Path, max_length = 120, description = "The case's number.")),
    responses((status = 200, description = "The receipt.", body = CaseReceiptView)))]
pub async fn receipt(
    Here(desk): Here,
    notary: Option<Extension<Notary>>,
    Named(number): Named<String>,
) -> Result<Response, Problem> {
    let number = number.parse().map_err(|_| no_such_case())?;
    let notary = notary.map(|Extension(notary)| notary).unwrap_or_default();
    match CaseReceiptView::of(&desk, &number, &notary).await {
        Ok(Some(receipt)) => Ok(Json(receipt).into_response()),
        Ok(None) => Err(no_such_case()),
        Err(NoReceipt::NotPermitted(not)) => Err(not.into()),
        Err(NoReceipt::Receipt(trouble @ ReceiptTrouble::NotSignedYet(_))) => {
            Err(Problem::new(StatusCode::CONFLICT, "receipt.not_signed_yet", trouble.to_string()))
        }
        Err(NoReceipt::Receipt(ReceiptTrouble::Storage(error))) => Err(error.into()),
        Err(NoReceipt::Receipt(trouble)) => Err(Problem::failed(&trouble)),
        Err(NoReceipt::Sign(trouble)) => Err(Problem::failed(&trouble)),
    }
}
