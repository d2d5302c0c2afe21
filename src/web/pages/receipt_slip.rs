//! `/cases/{number}/slip`: 登记回执, to be printed and handed over: the number, the query code, the dates in plain words.
use super::frame::{Frame, REGISTERS, Section, drawn};
use super::reader::{Reader, said, told};
use crate::cases::any_file::CaseKind;
use crate::cases::words::CaseNumber;
use crate::projections::offices;
use crate::proof::Notary;
use crate::proof::receipt::ReceiptTrouble;
use crate::queries::case;
use crate::web::api::case::numbered;
use crate::web::api::commands::no_such_case;
use crate::web::problem::Problem;
use crate::web::query_code;
use crate::web::receipt_view::{CaseReceiptView, NoReceipt};
use crate::web::sign_in::SignInState;
use askama::Template;
use axum::Extension;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use qrcode::render::svg;
use qrcode::{EcLevel, QrCode};

/// Pixels of a side of the picture at least.
const SIDE: u32 = 160;

#[derive(Template)]
#[template(path = "receipt_slip.html")]
struct Page {
    frame: Frame,
    number: String,
    opened: String,
    code: String,
    address: String,
    picture: String,
    /// What proves the registration to anybody, as a picture; none where nobody signs the log.
    proof: Option<String>,
    dates: Vec<String>,
    registers: bool,
}

/// The slip.
pub(super) async fn page(
    reader: Reader,
    State(state): State<SignInState>,
    Extension(notary): Extension<Notary>,
    Path(number): Path<String>,
) -> Result<Response, Problem> {
    let listed = numbered(&reader.desk, &number).await?;
    let seen = case::seen(&reader.desk, listed.case).await?;
    // What somebody reported has a receipt, too.
    let reported = seen.parties.iter().any(|party| party.part == "informant");
    if seen.case.kind != CaseKind::Petition && !reported {
        return Err(no_such_case());
    }
    let code = query_code::of_case(&reader.desk, listed.case).await?.ok_or_else(no_such_case)?.to_string();
    let address = track(&reader, &state, &code).await?;
    let running = seen.clocks.iter().filter(|clock| clock.ended.is_none());
    let dates = running.map(|clock| {
        let what = said(reader.language, &format!("page.slip.{}", clock.name)).into_owned();
        told(reader.language, "page.slip.by", &[("day", clock.due.due.to_string()), ("what", what)])
    });
    let page = Page {
        dates: dates.collect(),
        picture: picture(&address, EcLevel::M)?,
        // A receipt that is too long for a picture is still a file.
        proof: proof(&reader, &notary, &seen.case.number)
            .await
            .map(|proof| picture(&proof, EcLevel::L).unwrap_or_default()),
        number: seen.case.number.to_string(),
        opened: seen.case.opened.to_string(),
        code,
        address,
        registers: reader.desk.may(REGISTERS),
        frame: reader.frame(Section::Register, reader.t("page.slip.title")).await?,
    };
    drawn(&page)
}

/// Where the matter is tracked.
async fn track(reader: &Reader, state: &SignInState, code: &str) -> Result<String, Problem> {
    let origin = &state.sign_in.settings().origin;
    let mut address = origin.join(&format!("/track/{code}")).map_err(|error| Problem::failed(&error))?;
    let offices = offices::all(reader.desk.store().db()).await?;
    let own = offices.iter().find(|(office, _)| *office == reader.desk.office());
    if let Some((_, office)) = own.filter(|_| offices.len() > 1) {
        address.query_pairs_mut().append_pair("office", office);
    }
    Ok(address.to_string())
}

/// What proves to anybody that the case was registered; none where nobody signs the log. A log that cannot be signed keeps
/// nobody from having the slip.
async fn proof(reader: &Reader, notary: &Notary, number: &CaseNumber) -> Option<String> {
    match CaseReceiptView::of(&reader.desk, number, notary).await {
        Ok(receipt) => receipt.map(|receipt| receipt.tlog_proof),
        Err(NoReceipt::Receipt(ReceiptTrouble::NotSignedYet(_))) => None,
        Err(error) => {
            tracing::error!(%error, "a slip was given out without its proof");
            None
        }
    }
}

/// `/cases/{number}/proof`: the same as a file, C2SP tlog-proof.
pub(super) async fn download(
    reader: Reader,
    Extension(notary): Extension<Notary>,
    Path(number): Path<String>,
) -> Result<Response, Problem> {
    let case = numbered(&reader.desk, &number).await?;
    let proof = proof(&reader, &notary, &case.number).await.ok_or_else(no_such_case)?;
    // The case's number may hold letters that a header does not.
    let name: String =
        number.chars().filter(|letter| letter.is_ascii_alphanumeric() || *letter == '-').collect();
    let name = format!("attachment; filename=\"{name}.tlog-proof\"");
    let kind = "text/plain; charset=utf-8".to_owned();
    Ok(([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, name)], proof).into_response())
}

/// A text as a picture for cameras, without the head of a document of its own.
fn picture(text: &str, level: EcLevel) -> Result<String, Problem> {
    let code = QrCode::with_error_correction_level(text, level);
    let code = code.map_err(|error| Problem::failed(&error))?;
    let drawn = code.render::<svg::Color<'_>>().min_dimensions(SIDE, SIDE).build();
    Ok(drawn.find("<svg").map_or_else(String::new, |at| drawn[at..].to_owned()))
}
