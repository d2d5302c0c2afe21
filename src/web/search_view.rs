//! What was found, as every reader gets it: listed cases, and in which of their fields.
use super::api::Asked as Asks;
use super::here::Here;
use super::problem::Problem;
use crate::cases::any_file::CaseKind;
use crate::commands::OfficeDesk;
use crate::database::StorageError;
use crate::event_log::Position;
use crate::policy;
use crate::projections::case_list::{self, ListedCase};
use crate::search::{Asked, Cursor, Fields, Found, PAGE, Sight};
use axum::Json;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use utoipa::{IntoParams, ToSchema};

/// A case that was found.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct FoundCase {
    /// The case.
    #[serde(flatten)]
    pub case: ListedCase,
    /// The fields in which it was found: `number`, `external_number`, `paper`, `matter`, `place`, `phone`, `identity`,
    /// `informant`.
    pub found_in: Fields,
}

/// A page of what was found.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct SearchView {
    /// The cases, newest first.
    #[schema(value_type = Vec<Object>)]
    pub cases: Vec<FoundCase>,
    /// Where the next page begins, for `after`; none if there is no more. A page of a common question may be short.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
    /// The position of the log up to which everything could be found.
    #[schema(value_type = i64)]
    pub position: Position,
}

impl SearchView {
    /// What answers the question, as far as the index has followed the log.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn of(desk: &OfficeDesk, asked: Asked) -> Result<Self, StorageError> {
        let (store, office) = (desk.store(), desk.office());
        let position = store.search().caught_up_to(office).await?;
        let Found { hits, next } = store.search().find(office, asked).await?;
        let fields: HashMap<_, _> = hits.iter().map(|hit| (hit.case, hit.fields)).collect();
        let cases: Vec<_> = hits.iter().map(|hit| hit.case).collect();
        let listed = case_list::of(store.db(), office, &cases).await?.into_iter();
        let found = |case: ListedCase| FoundCase { found_in: fields[&case.case], case };
        Ok(Self { cases: listed.map(found).collect(), next: next.map(|cursor| cursor.to_string()), position })
    }
}

/// What is asked of a search.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct SearchQuery {
    /// The words: every one must be found. At most 100 characters.
    q: String,
    /// Only this kind: `petition`, `fire_hazard`, `illegal_structure`.
    kind: Option<String>,
    /// Go on after a page: its `next`.
    after: Option<String>,
    /// Cases on the page: 50 at most, and if none is named.
    limit: Option<usize>,
    /// The log's position up to which everything has to be found, for whoever has just written.
    #[serde(rename = "at-least")]
    at_least: Option<i64>,
}

/// Cases found by words, places, numbers, or an exact phone or identity number; newest first.
///
/// # Errors
/// When the reader may not search, the question makes no sense, or the index does not go so far.
#[utoipa::path(
    get,
    path = "/search",
    tag = "cases",
    params(SearchQuery),
    responses(
        (status = 200, description = "A page of cases", body = SearchView),
        (status = 400, description = "There is nothing to look for, or the question makes no sense"),
        (status = 409, description = "The log does not go so far yet"),
    )
)]
pub async fn search(Here(desk): Here, Asks(query): Asks<SearchQuery>) -> Result<Json<SearchView>, Problem> {
    let permitted = desk.permit(policy::Query::SearchCases).await?;
    let wrong = |code, field: &str, error: String| Problem::bad_request(code, error).about(field);
    // Over the network nobody is found by what would make an informant known.
    let hidden = permitted.hidden.iter().copied().collect();
    let sight = Sight { fields: Fields::WITHOUT_INFORMANTS, hidden };
    let mut asked = Asked::new(&query.q, sight).map_err(|error| wrong("query.q", "q", error.to_string()))?;
    if let Some(kind) = &query.kind {
        asked.kinds = vec![kind.parse::<CaseKind>().map_err(|error| wrong("query.kind", "kind", error))?];
    }
    let after = query.after.as_deref().map(str::parse::<Cursor>).transpose();
    asked.after = after.map_err(|error| wrong("query.after", "after", error.to_owned()))?;
    asked.limit = query.limit.unwrap_or(PAGE);
    if !(1..=PAGE).contains(&asked.limit) {
        return Err(wrong("query.limit", "limit", format!("is a number from 1 to {PAGE}")));
    }
    if let Some(position) = query.at_least.map(Position) {
        let reached = desk.store().search().reach(desk.office(), position).await;
        if !reached.map_err(|error| Problem::failed(&error))? {
            let detail = "the log does not go so far yet; ask again when what you wait for is recorded";
            return Err(Problem::new(StatusCode::CONFLICT, "log.too_short", detail).about("at-least"));
        }
    }
    SearchView::of(&desk, asked).await.map(Json).map_err(|error| Problem::failed(&error))
}
