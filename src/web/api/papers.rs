//! `/cases/{number}/papers` and `/papers`: the official papers of cases.
use super::asked::{Asked, Named, Sent};
use super::body;
use super::commands::{command_id, no_such_case};
use crate::cases::paper::PaperKind;
use crate::cases::words::Text;
use crate::papers::Form;
use crate::papers::official::FORMS;
use crate::web::here::Here;
use crate::web::official::{self, Chancery, Key, PaperView, PapersView};
use crate::web::problem::Problem;
use axum::Json;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderName, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Says that a paper is void: the day since which it is.
const VOID: HeaderName = HeaderName::from_static("anjuan-void-since");

/// What papers are issued with here; not everywhere where there are routes.
impl<S: Sync> FromRequestParts<S> for Chancery {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Problem> {
        parts.extensions.get::<Self>().cloned().ok_or_else(|| {
            let detail = "no papers are issued here: the program was started without a store of files";
            Problem::new(StatusCode::SERVICE_UNAVAILABLE, "paper.not_here", detail)
        })
    }
}

/// The papers of a case
///
/// The official papers that were issued, the void ones too, and the kinds of those that can be issued now.
#[utoipa::path(get, path = "/cases/{number}/papers", tag = "papers",
    params(("number" = String, Path, max_length = 120, description = "The case's number.")),
    responses((status = 200, description = "The papers.", body = PapersView)))]
pub async fn case_papers(
    Here(desk): Here,
    Named(number): Named<String>,
) -> Result<Json<PapersView>, Problem> {
    let number = number.parse().map_err(|_| no_such_case())?;
    let listed = official::case_of(&desk, &number).await?;
    Ok(Json(official::of_case(&desk, &listed).await?))
}

/// Which part of the register is wanted.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct SeriesWanted {
    /// How the numbers begin; all of them, if it is left out.
    #[serde(default)]
    #[param(max_length = 80)]
    series: String,
}

/// The register of papers.
#[derive(Serialize, ToSchema)]
#[schema(as = PaperRegister)]
pub struct Register {
    /// By series and number, at most a thousand.
    papers: Vec<PaperView>,
}

/// The register of papers
///
/// The official papers of all cases by series and number, the void ones too.
#[utoipa::path(get, path = "/papers", tag = "papers", params(SeriesWanted),
    responses((status = 200, description = "The papers.", body = Register)))]
pub async fn paper_register(
    Here(desk): Here,
    Asked(wanted): Asked<SeriesWanted>,
) -> Result<Json<Register>, Problem> {
    Ok(Json(Register { papers: official::register(&desk, &wanted.series).await? }))
}

/// Which paper is wanted.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PaperWanted)]
pub struct Wanted {
    /// The number of the case.
    #[schema(min_length = 1, max_length = 40)]
    case: String,
    /// What it is: `receipt`, `acceptance`, `order_to_correct`, …; the papers of a case tell which it can be.
    kind: String,
    /// Of a proof of service: the number of the paper that is served.
    #[serde(default)]
    #[schema(max_length = 80)]
    of: Option<String>,
}

/// Issue a paper
///
/// The paper is written, gets the next number of its series and is kept. The same `Idempotency-Key` again is answered with
/// the first paper.
#[utoipa::path(post, path = "/papers", tag = "papers", request_body = Wanted,
    params(("Idempotency-Key" = Option<String>, Header, max_length = 255, description = "A UUID, or any text: the paper is issued once.")),
    responses((status = 201, description = "It is issued.", body = PaperView)))]
pub async fn issue_paper(
    Here(desk): Here,
    chancery: Result<Chancery, Problem>,
    Sent { headers, body }: Sent,
) -> Result<(StatusCode, Json<PaperView>), Problem> {
    let command = command_id(&desk, &headers, None)?;
    let Wanted { case, kind, of } = body::read(&headers, &body)?;
    let kind: PaperKind =
        kind.parse().map_err(|error: crate::cases::paper::NoPaperKind| wrong("/kind", error.to_string()))?;
    let of = of.map(|of| of.parse().map_err(|_| wrong("/of", "this is no number of a paper".to_owned())));
    let of = of.transpose()?;
    let number = case.parse().map_err(|_| no_such_case())?;
    let chancery = chancery?;
    let listed = official::case_of(&desk, &number).await?;
    // A client that hangs up does not drop the paper half-way.
    let issuing =
        async move { official::issue(&desk, &chancery, &listed, (kind, of), Some(Key { command })).await };
    let issued = tokio::spawn(issuing).await.map_err(|error| Problem::failed(&error))?;
    Ok((StatusCode::CREATED, Json(issued?)))
}

fn wrong(field: &'static str, detail: String) -> Problem {
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "body.invalid", detail).about(field)
}

/// In which form it is wanted.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct FormWanted {
    /// `pdf` or `docx`; `pdf`, if it is left out.
    form: Option<String>,
}

/// A paper
///
/// The very bytes that were issued, whenever they are asked for. `Anjuan-Void-Since` says the day since which it is void.
/// That it was opened is recorded.
#[utoipa::path(get, path = "/papers/{paper}", tag = "papers",
    params(("paper" = String, Path, max_length = 120, description = "The paper's number, as printed."), FormWanted),
    responses((status = 200, description = "The paper.", content_type = "application/octet-stream")))]
pub async fn print_paper(
    Here(desk): Here,
    chancery: Chancery,
    Named(paper): Named<String>,
    Asked(wanted): Asked<FormWanted>,
) -> Result<Response, Problem> {
    let name = wanted.form.as_deref().unwrap_or(Form::Pdf.name());
    let form = FORMS
        .into_iter()
        .find(|form| form.name() == name)
        .ok_or_else(|| Problem::bad_request("query.form", "a paper is pdf or docx").about("form"))?;
    let (paper, bytes) = official::print(&desk, &chancery.files, &paper, form).await?;
    let name = format!("paper-{}.{}", paper.position, form.name());
    let headers = [
        (header::CONTENT_TYPE, form.media_type().to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
    ];
    let mut response = (headers, bytes).into_response();
    if let Some(day) = paper.voided.and_then(|day| day.to_string().parse().ok()) {
        response.headers_mut().insert(VOID, day);
    }
    Ok(response)
}

/// Why a paper is void.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PaperVoiding)]
pub struct Voiding {
    /// The reason; it is sealed.
    #[schema(min_length = 1, max_length = 10000)]
    reason: String,
}

/// Declare a paper void
///
/// It stays, with its number, and says so.
#[utoipa::path(post, path = "/papers/{paper}/void", tag = "papers", request_body = Voiding,
    params(("paper" = String, Path, max_length = 120, description = "The paper's number, as printed.")),
    responses((status = 200, description = "It is void.", body = PaperView)))]
pub async fn void_paper(
    Here(desk): Here,
    Named(paper): Named<String>,
    Sent { headers, body }: Sent,
) -> Result<Json<PaperView>, Problem> {
    let Voiding { reason } = body::read(&headers, &body)?;
    let reason: Text = reason
        .parse()
        .map_err(|error: crate::cases::words::TextError| wrong("/reason", error.to_string()))?;
    let (voided, _) = official::void(&desk, &paper, reason).await?;
    Ok(Json(voided))
}
