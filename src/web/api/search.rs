//! `/search`: cases found by words, places, numbers, or an exact phone or identity number, which stands in no address.
use super::asked::{Asked, Sent};
use super::body;
use super::case_query::known_kind;
use crate::cases::any_file::CaseKind;
use crate::commands::OfficeDesk;
use crate::search::{self, Cursor, Fields, PAGE, Sight};
use crate::web::here::Here;
use crate::web::problem::Problem;
use crate::web::search_view::SearchView;
use axum::Json;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

/// What is asked of a search.
#[derive(Deserialize, IntoParams, ToSchema)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
#[schema(as = SearchQuestion)]
pub struct SearchQuery {
    /// The words: every one must be found. At most 100 characters.
    #[param(max_length = 100)]
    #[schema(max_length = 100)]
    q: String,
    /// Only this kind: `petition`, `fire_hazard`, `illegal_structure`, `inspection` or a declared one by its id.
    kind: Option<String>,
    /// Go on after a page: its `next`.
    after: Option<String>,
    /// Cases on the page: 50 at most, and if none is named.
    #[param(minimum = 1, maximum = 50, default = 50)]
    #[schema(minimum = 1, maximum = 50, default = 50)]
    limit: Option<usize>,
}

/// Search
///
/// Cases found by words of their matter, places, and numbers of any kind; the newest first. Nobody is found by name. What
/// was written before the question is found; where the whole question is the number of a case, that case, and what else
/// mentions its number a moment later. A long number that may be somebody's stands in no address: it is asked for
/// with `POST`.
#[utoipa::path(get, path = "/search", tag = "cases", params(SearchQuery),
    responses((status = 200, description = "A page of cases.", body = SearchView)))]
pub async fn search(Here(desk): Here, Asked(query): Asked<SearchQuery>) -> Result<Json<SearchView>, Problem> {
    let asked = question(&desk, &query).await?;
    if asked.is_for_a_person() {
        let detail =
            "a number that may be somebody's stands in no address; POST /search takes it in its body";
        return Err(Problem::bad_request("query.person", detail).about("q"));
    }
    Ok(Json(SearchView::of(&desk, asked).await?))
}

/// Search for a person
///
/// The same with the question in the body, also by an exact phone or identity number. That somebody was looked for is
/// recorded, and not for whom.
#[utoipa::path(post, path = "/search", tag = "cases", request_body = SearchQuery,
    responses((status = 200, description = "A page of cases.", body = SearchView)))]
pub async fn search_for_a_person(
    Here(desk): Here,
    Sent { headers, body }: Sent,
) -> Result<Json<SearchView>, Problem> {
    let asked = question(&desk, &body::read(&headers, &body)?).await?;
    Ok(Json(SearchView::of(&desk, asked).await?))
}

async fn question(desk: &OfficeDesk, query: &SearchQuery) -> Result<search::Asked, Problem> {
    let wrong = |code, field: &str, error: String| Problem::bad_request(code, error).about(field);
    // Over the network nobody is found by what would make an informant known.
    let sight = Sight { fields: Fields::WITHOUT_INFORMANTS, ..Sight::everything() };
    let mut asked =
        search::Asked::new(&query.q, sight).map_err(|error| wrong("query.q", "q", error.to_string()))?;
    if let Some(kind) = &query.kind {
        let kind = kind.parse::<CaseKind>().map_err(|error| wrong("query.kind", "kind", error))?;
        known_kind(desk, Some(kind)).await?;
        asked.kinds = vec![kind];
    }
    let after = query.after.as_deref().map(str::parse::<Cursor>).transpose();
    asked.after = after.map_err(|error| wrong("query.after", "after", error.to_owned()))?;
    asked.limit = query.limit.unwrap_or(PAGE);
    if !(1..=PAGE).contains(&asked.limit) {
        return Err(wrong("query.limit", "limit", format!("is a number from 1 to {PAGE}")));
    }
    Ok(asked)
}
