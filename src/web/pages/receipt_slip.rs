//! `/cases/{number}/slip`: 登记回执, to be printed and handed over: the number, the query code, the dates in plain words.
use super::frame::{Frame, REGISTERS, Section, drawn};
use super::reader::{Reader, said, told};
use crate::cases::any_file::CaseKind;
use crate::projections::offices;
use crate::queries::case;
use crate::web::api::case::numbered;
use crate::web::api::commands::no_such_case;
use crate::web::problem::Problem;
use crate::web::query_code;
use crate::web::sign_in::SignInState;
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
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
    dates: Vec<String>,
    registers: bool,
}

/// The slip.
pub(super) async fn page(
    reader: Reader,
    State(state): State<SignInState>,
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
        picture: picture(&address)?,
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

/// The address as a picture for cameras, without the head of a document of its own.
fn picture(address: &str) -> Result<String, Problem> {
    let code = QrCode::with_error_correction_level(address, EcLevel::M);
    let code = code.map_err(|error| Problem::failed(&error))?;
    let drawn = code.render::<svg::Color<'_>>().min_dimensions(SIDE, SIDE).build();
    Ok(drawn.find("<svg").map_or_else(String::new, |at| drawn[at..].to_owned()))
}
