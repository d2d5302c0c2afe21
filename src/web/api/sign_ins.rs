//! `GET /users/{login}/sign-ins`: how a user signed in, what was tried in vain, what was changed about it.
use super::asked::{Asked, Named};
use crate::cases::ids::Version;
use crate::cases::user::LoginName;
use crate::queries::people;
use crate::web::here::Here;
use crate::web::history_view::{self, EventView};
use crate::web::problem::Problem;
use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

const PAGE: u32 = 50;
const MOST: u32 = 200;

/// What is asked of the record.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct SignInsQuery {
    /// The version after which the record is wanted; 0, its beginning, if it is left out.
    #[param(minimum = 0)]
    after: Option<i64>,
    /// Events of a page at most, 1 to 200.
    #[param(minimum = 1, maximum = 200, default = 50)]
    limit: Option<u32>,
}

/// How a user signed in.
#[derive(Serialize, ToSchema)]
#[schema(as = SignIns)]
pub struct SignInsView {
    /// The events, oldest first.
    events: Vec<EventView>,
    /// How far the record was read: `after` for the next page.
    #[schema(value_type = i64)]
    next: Version,
}

/// How a user signed in
///
/// Each sign-in and sign-out, failed attempts (counted, and told when their number in a row has doubled), passwords, second
/// factors, links, sessions that were ended, tokens of programs. For whoever audits, and for the user.
#[utoipa::path(get, path = "/users/{login}/sign-ins", tag = "users",
    params(("login" = String, Path, max_length = 40, description = "The login name."), SignInsQuery),
    responses((status = 200, description = "A page of the record.", body = SignInsView)))]
pub async fn sign_ins(
    Here(desk): Here,
    Named(login): Named<String>,
    Asked(query): Asked<SignInsQuery>,
) -> Result<Json<SignInsView>, Problem> {
    let unknown = || Problem::not_found("user.no_such_user", "there is no such user");
    let login: LoginName = login.parse().map_err(|_| unknown())?;
    let limit = query.limit.unwrap_or(PAGE);
    if !(1..=MOST).contains(&limit) {
        let detail = format!("must be from 1 to {MOST}");
        return Err(Problem::bad_request("query.limit", detail).about("limit").with("most", &MOST));
    }
    let after = query.after.unwrap_or(0);
    if after < 0 {
        let detail = "must be a version, 0 or more";
        return Err(Problem::bad_request("query.position", detail).about("after"));
    }
    let events = people::sign_ins(&desk, &login, Version(after), limit).await?.ok_or_else(unknown)?;
    let next = events.last().map_or(Version(after), |last| last.version);
    let events = events.into_iter().map(history_view::event).collect::<Result<_, _>>()?;
    Ok(Json(SignInsView { events, next }))
}
