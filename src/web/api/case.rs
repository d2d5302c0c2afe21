//! One case: where it stands, what is due and why, who the people are; and its history.
use super::asked::{Asked, Named};
use super::clocks::ClockView;
use super::commands::no_such_case;
use super::links;
use super::masks;
use crate::cases::erasure::Part;
use crate::cases::ids::{CaseId, Version};
use crate::cases::words::{CaseNumber, Text};
use crate::commands::{OfficeDesk, Why};
use crate::event_log::readings::Reason;
use crate::projections::case_list::ListedCase;
use crate::queries::facts::Facts;
use crate::queries::{case, cases};
use crate::web::here::Here;
use crate::web::history_view::HistoryView;
use crate::web::problem::Problem;
use axum::Json;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use utoipa::{IntoParams, ToSchema};

/// Letters of a reason at most.
const MOST_WORDS: usize = 200;

/// A case.
#[derive(Serialize, ToSchema)]
#[schema(as = CaseFile)]
pub struct CaseView {
    #[serde(flatten)]
    case: ListedCase,
    /// Its id.
    #[schema(value_type = String, format = Uuid)]
    case_id: CaseId,
    /// What is known of its kind, in codes: how it came in, where the place is, its sites.
    facts: Facts,
    /// What it is about, in the words of who brought it, where the reader may see them.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    matter: Option<Text>,
    /// The people in it.
    parties: Vec<masks::PartyView>,
    /// Its clocks: each period that the law or a paper set running.
    clocks: Vec<ClockView>,
    /// 限制处理: the parts that are kept only because the case must be, and with which nobody works: `matter`,
    /// `petitioner`, `party`, `staff`, `representatives`, `files`.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    #[schema(value_type = Vec<String>)]
    restricted: BTreeSet<Part>,
}

/// The case of a number, whether or not the reader may see it.
pub async fn numbered(desk: &OfficeDesk, number: &str) -> Result<ListedCase, Problem> {
    let number: CaseNumber = number.parse().map_err(|_| no_such_case())?;
    cases::numbered(desk, &number).await?.ok_or_else(no_such_case)
}

/// What is asked of a case.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct CaseQuery {
    /// Why the people in it are wanted in the clear: `handling`, `inquiry`, `supervision`, `audit`, `other`. It is
    /// recorded before they are shown, and for those who work on the case not needed.
    reveal: Option<String>,
    /// The same in words; `other` needs them.
    #[param(max_length = 200)]
    words: Option<String>,
}

/// Why somebody wants to see who is in a case, as it was told.
///
/// # Errors
/// When there is no such reason, or it needs words.
pub fn why(reason: &str, words: &str) -> Result<Why, Problem> {
    let wrong = |field: &str, error: String| Problem::bad_request("query.reason", error).about(field);
    let reason: Reason = reason.parse().map_err(|error| wrong("reveal", error))?;
    let words = words.trim();
    if words.chars().count() > MOST_WORDS {
        return Err(wrong("words", format!("has at most {MOST_WORDS} letters")));
    }
    let words = if words.is_empty() { None } else { Some(words.parse::<Text>()) };
    let words = words.transpose().map_err(|error| wrong("words", error.to_string()))?;
    if reason == Reason::Other && words.is_none() {
        return Err(wrong("words", "another reason is told in words".to_owned()));
    }
    Ok(Why { reason, words })
}

/// A case
///
/// Names, telephone numbers and addresses are masked unless the reader works on the case. Whoever may see them for a
/// reason asks with `reveal`, which is recorded before it is answered. `ETag` is the case's version.
#[utoipa::path(get, path = "/cases/{number}", tag = "cases",
    params(("number" = String, Path, max_length = 120, description = "The case's number."), CaseQuery),
    responses((status = 200, description = "The case.", body = CaseView),
        (status = 304, description = "It is still at the version of `If-None-Match`.")))]
pub async fn one(
    Here(desk): Here,
    Named(number): Named<String>,
    Asked(asked): Asked<CaseQuery>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let found = numbered(&desk, &number).await?;
    let words = asked.words.unwrap_or_default();
    let why = asked.reveal.map(|reason| why(&reason, &words)).transpose()?;
    let seen = match &why {
        Some(why) => case::revealed(&desk, found.case, why).await?,
        None => case::seen(&desk, found.case).await?,
    };
    let tag = links::tag(Version(seen.case.version));
    // What the reader has may be masked, or more than may be seen by now.
    if why.is_none() && !seen.is_cut() && is_known(&headers, &tag) {
        return Ok((StatusCode::NOT_MODIFIED, [(header::ETAG, tag)]).into_response());
    }
    let view = CaseView {
        case_id: seen.case.case,
        facts: seen.facts,
        matter: seen.matter,
        parties: seen.parties.iter().map(masks::party).collect(),
        clocks: seen.clocks.iter().map(ClockView::from).collect(),
        restricted: seen.restricted,
        case: seen.case,
    };
    Ok(([(header::ETAG, tag)], Json(view)).into_response())
}

/// Whether whoever asks has what bears this tag.
pub fn is_known(headers: &HeaderMap, tag: &str) -> bool {
    let known = headers.get(header::IF_NONE_MATCH).and_then(|known| known.to_str().ok());
    known.is_some_and(|known| known.split(',').any(|known| known.trim().trim_start_matches("W/") == tag))
}

/// The history of a case
///
/// Its events, oldest first, with the exact public payload of each; what is personal in them stays sealed.
#[utoipa::path(get, path = "/cases/{number}/history", tag = "cases",
    params(("number" = String, Path, max_length = 120, description = "The case's number.")),
    responses((status = 200, description = "The case and its events.", body = HistoryView)))]
pub async fn history(Here(desk): Here, Named(number): Named<String>) -> Result<Response, Problem> {
    let case = numbered(&desk, &number).await?;
    let history = HistoryView::of(&desk, &case.number).await?.ok_or_else(no_such_case)?;
    let tag = links::tag(Version(history.case.version));
    Ok(([(header::ETAG, tag)], Json(history)).into_response())
}
