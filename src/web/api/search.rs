//! `GET /search`: cases found by words, places, numbers, or an exact phone or identity number.
use super::asked::Asked;
use super::case_query::known_kind;
use crate::cases::any_file::CaseKind;
use crate::search::{self, Cursor, Fields, PAGE, Sight};
use crate::web::here::Here;
use crate::web::problem::Problem;
use crate::web::search_view::SearchView;
use axum::Json;
use serde::Deserialize;
use utoipa::IntoParams;

/// What is asked of a search.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct SearchQuery {
    /// The words: every one must be found. At most 100 characters.
    #[param(max_length = 100)]
    q: String,
    /// Only this kind: `petition`, `fire_hazard`, `illegal_structure`, `inspection` or a declared one by its id.
    kind: Option<String>,
    /// Go on after a page: its `next`.
    after: Option<String>,
    /// Cases on the page: 50 at most, and if none is named.
    #[param(minimum = 1, maximum = 50, default = 50)]
    limit: Option<usize>,
}

/// Search
///
/// Cases found by words of their matter, places, numbers of any kind, or an exact phone or identity number; the newest
/// first. Nobody is found by name. What was written before the question is found.
#[utoipa::path(get, path = "/search", tag = "cases", params(SearchQuery),
    responses((status = 200, description = "A page of cases.", body = SearchView)))]
pub async fn search(Here(desk): Here, Asked(query): Asked<SearchQuery>) -> Result<Json<SearchView>, Problem> {
    let wrong = |code, field: &str, error: String| Problem::bad_request(code, error).about(field);
    // Over the network nobody is found by what would make an informant known.
    let sight = Sight { fields: Fields::WITHOUT_INFORMANTS, ..Sight::everything() };
    let mut asked =
        search::Asked::new(&query.q, sight).map_err(|error| wrong("query.q", "q", error.to_string()))?;
    if let Some(kind) = &query.kind {
        let kind = kind.parse::<CaseKind>().map_err(|error| wrong("query.kind", "kind", error))?;
        known_kind(&desk, Some(kind)).await?;
        asked.kinds = vec![kind];
    }
    let after = query.after.as_deref().map(str::parse::<Cursor>).transpose();
    asked.after = after.map_err(|error| wrong("query.after", "after", error.to_owned()))?;
    asked.limit = query.limit.unwrap_or(PAGE);
    if !(1..=PAGE).contains(&asked.limit) {
        return Err(wrong("query.limit", "limit", format!("is a number from 1 to {PAGE}")));
    }
    Ok(Json(SearchView::of(&desk, asked).await?))
}
