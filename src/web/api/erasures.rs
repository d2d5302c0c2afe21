//! `/erasures` and `/retention`: what is to be erased of the people in cases, who decides it, and how long cases are kept.
use super::asked::{Asked, Named, Sent};
use super::case::numbered;
use super::commands::{command_id, if_match};
use super::{body, links};
use crate::cases::erasure::{ErasureCommand, Ground, Part, Stage};
use crate::cases::ids::Version;
use crate::cases::retention::Retention;
use crate::cases::words::Text;
use crate::commands::OfficeDesk;
use crate::policy::Query;
use crate::queries::erasures::{self, Requested, Wanted};
use crate::web::erasures::{
    Decision, ErasureView, RetentionView, carry_out, deciding, in_words, no_such_request,
};
use crate::web::here::Here;
use crate::web::problem::Problem;
use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};

/// Requests of a page, if nothing else is asked for, and at most.
const PAGE: u32 = 50;
const MOST: u32 = 200;

/// Which requests are wanted.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ErasuresQuery {
    /// Only those at this stage: `asked`, `approved`, `restricted`, `begun`, `erased`, `rejected`.
    stage: Option<String>,
    /// The `next` of the page before.
    #[param(minimum = 1)]
    before: Option<i64>,
    /// Requests of a page at most.
    #[param(minimum = 1, maximum = 200, default = 50)]
    limit: Option<u32>,
}

/// A page of requests.
#[derive(Serialize, ToSchema)]
#[schema(as = Erasures)]
pub struct ErasuresView {
    /// The requests, the newest first; of a case, the oldest first.
    erasures: Vec<ErasureView>,
    /// Where the next page begins, for `before`; none after the last one. A page may be short, and there is more to come.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<i64>,
}

/// What was asked to be erased
///
/// And how far that is. Nothing of a person stands in it.
#[utoipa::path(get, path = "/erasures", tag = "erasures", params(ErasuresQuery),
    responses((status = 200, description = "A page of requests.", body = ErasuresView)))]
pub async fn erasures(
    Here(desk): Here,
    Asked(query): Asked<ErasuresQuery>,
) -> Result<Json<ErasuresView>, Problem> {
    let wrong = |field: &str, error: String| Problem::bad_request("query.erasures", error).about(field);
    let limit = query.limit.unwrap_or(PAGE);
    if !(1..=MOST).contains(&limit) {
        return Err(wrong("limit", format!("is a number from 1 to {MOST}")));
    }
    let stage = query.stage.map(|stage| serde_json::from_value::<Stage>(Value::String(stage))).transpose();
    let stage = stage.map_err(|error| wrong("stage", error.to_string()))?;
    let page = erasures::page(&desk, Wanted::Newest(stage, query.before.map(Version)), limit).await?;
    let erasures = page.requested.into_iter().map(Into::into).collect();
    Ok(Json(ErasuresView { erasures, next: page.next.map(|next| next.0) }))
}

/// What was asked to be erased of a case
///
/// For whoever may open the case.
#[utoipa::path(get, path = "/cases/{number}/erasures", tag = "erasures",
    params(("number" = String, Path, max_length = 120, description = "The case's number.")),
    responses((status = 200, description = "The requests about the case.", body = ErasuresView)))]
pub async fn case_erasures(
    Here(desk): Here,
    Named(number): Named<String>,
) -> Result<Json<ErasuresView>, Problem> {
    let case = numbered(&desk, &number).await?.case;
    let erasures = erasures::of_case(&desk, case).await?.into_iter().map(Into::into).collect();
    Ok(Json(ErasuresView { erasures, next: None }))
}

/// A request to erase
#[utoipa::path(get, path = "/erasures/{request}", tag = "erasures",
    params(("request" = i64, Path, minimum = 1, description = "The request's name.")),
    responses((status = 200, description = "The request; `ETag` is its version.", body = ErasureView)))]
pub async fn erasure(Here(desk): Here, Named(request): Named<i64>) -> Result<Response, Problem> {
    let requested = known(&desk, Version(request)).await?;
    Ok(answered(StatusCode::OK, requested))
}

async fn known(desk: &OfficeDesk, asked: Version) -> Result<Requested, Problem> {
    erasures::named(desk, asked).await?.ok_or_else(|| no_such_request(asked))
}

fn answered(status: StatusCode, requested: Requested) -> Response {
    let (request, version) = (requested.asked.asked, requested.asked.version);
    let view = ErasureView::from(requested);
    let mut response = (status, [(header::ETAG, links::tag(version))], Json(view)).into_response();
    let location = HeaderValue::from_str(&links::erasure(request)).ok();
    if let Some(location) = location.filter(|_| status == StatusCode::CREATED) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    response
}

/// What is to be erased, and why.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ErasureAsking)]
pub struct Asking {
    /// The number of the case.
    #[schema(min_length = 1, max_length = 120)]
    case: String,
    /// What of it: `matter`, `petitioner`, `party`, `staff`, `representatives`, `files`.
    #[schema(value_type = Vec<String>, min_items = 1, max_items = 6)]
    parts: Vec<Part>,
    /// Why (Personal Information Protection Law, article 47): `purpose_served`, `retention_ended`, `consent_withdrawn`,
    /// `unlawful`, `other_law`.
    #[schema(value_type = String)]
    ground: Ground,
    /// The same in words, for whoever decides. They go with what is erased.
    #[schema(value_type = Option<String>, min_length = 1, max_length = 10000)]
    #[serde(default)]
    reason: Option<Text>,
}

/// Ask for something to be erased
///
/// Another person decides it: `POST /erasures/{request}/decision`. The same `Idempotency-Key` again is answered with the
/// first request.
#[utoipa::path(post, path = "/erasures", tag = "erasures", request_body = Asking,
    params(("Idempotency-Key" = Option<String>, Header, max_length = 255, description = "A UUID, or any text: it is asked for once.")),
    responses((status = 201, description = "It is asked for; `Location` names the request.", body = ErasureView)))]
pub async fn ask_erasure(Here(desk): Here, Sent { headers, body }: Sent) -> Result<Response, Problem> {
    let id = command_id(&desk, &headers, None)?;
    let Asking { case, parts, ground, reason } = body::read(&headers, &body)?;
    let (case, reason) = (numbered(&desk, &case).await?.case, reason.map(in_words));
    let receipt = carry_out(&desk, id, ErasureCommand::AskErasure { case, parts, ground, reason }).await?;
    // Whoever may ask need not be among those who may see all requests.
    let requests = erasures::of_case(&desk, case).await?;
    let requested = requests.into_iter().find(|requested| requested.asked.asked == receipt.version);
    Ok(answered(StatusCode::CREATED, requested.ok_or_else(|| no_such_request(receipt.version))?))
}

/// How a request is decided.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ErasureDeciding)]
pub struct Deciding {
    /// `approve` or `reject`.
    #[schema(value_type = String)]
    decision: Answer,
    /// Why not: whoever rejects says it (Personal Information Protection Law, article 50).
    #[schema(value_type = Option<String>, min_length = 1, max_length = 10000)]
    #[serde(default)]
    reason: Option<Text>,
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Answer {
    Approve,
    Reject,
}

/// Decide on a request to erase
///
/// Whoever asked does not decide. What is approved is restricted at once, and erased when the case need not be kept any
/// more. The same `Idempotency-Key` again is answered with how the request stands then.
#[utoipa::path(post, path = "/erasures/{request}/decision", tag = "erasures", request_body = Deciding,
    params(("request" = i64, Path, minimum = 1, description = "The request's name."),
        ("Idempotency-Key" = Option<String>, Header, max_length = 255, description = "A UUID, or any text: it is decided once."),
        ("If-Match" = Option<String>, Header, max_length = 64, description = "The `ETag` of the request as it was seen.")),
    responses((status = 200, description = "It is decided.", body = ErasureView)))]
pub async fn decide_erasure(
    Here(desk): Here,
    Named(request): Named<i64>,
    Sent { headers, body }: Sent,
) -> Result<Response, Problem> {
    let id = command_id(&desk, &headers, None)?;
    let Deciding { decision, reason } = body::read(&headers, &body)?;
    let decision = match (decision, reason) {
        (Answer::Approve, None) => Decision::Approve,
        (Answer::Approve, Some(_)) => {
            let detail = "only whoever rejects says why";
            return Err(Problem::bad_request("body.unreadable", detail).about("reason"));
        }
        (Answer::Reject, reason) => Decision::Reject(reason),
    };
    let expected = if_match(&headers)?;
    desk.permit(Query::DecideErasure).await?;
    let requested = known(&desk, Version(request)).await?;
    let actual = requested.asked.version;
    // Nothing but a decision follows the request itself, and that is taken once.
    if expected.is_some_and(|expected| expected != actual) && requested.asked.stage == Stage::Asked {
        let detail = format!("the request is at version {actual} by now; look at it again");
        let stale = Problem::new(StatusCode::PRECONDITION_FAILED, "command.stale", detail);
        return Err(stale.with("actual", &actual).at_version(actual));
    }
    carry_out(&desk, id, deciding(&requested, decision)).await?;
    Ok(answered(StatusCode::OK, known(&desk, Version(request)).await?))
}

/// How long cases are kept
///
/// The years after closing of each kind of case, how many are kept for too long, and what waits.
#[utoipa::path(get, path = "/retention", tag = "erasures",
    responses((status = 200, description = "How long cases are kept.", body = RetentionView)))]
pub async fn retention(Here(desk): Here, retention: Retention) -> Result<Json<RetentionView>, Problem> {
    Ok(Json(erasures::kept(&desk, &retention).await?.into()))
}
