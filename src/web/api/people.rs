//! Users, and who belongs to a case.
use super::asked::Named;
use super::case::numbered;
use super::links;
use crate::cases::access::Confidentiality;
use crate::cases::ids::{UserId, Version};
use crate::cases::occurred::Day;
use crate::cases::user::LoginName;
use crate::event_log::readings::What;
use crate::projections::users::ListedUser;
use crate::queries::people;
use crate::web::here::Here;
use crate::web::problem::Problem;
use axum::Json;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

/// The users of the office.
#[derive(Serialize, ToSchema)]
#[schema(as = Users)]
pub struct UsersView {
    /// By login name.
    users: Vec<ListedUser>,
}

/// A user with its id.
#[derive(Serialize, ToSchema)]
#[schema(as = UserFile)]
pub struct UserView {
    #[serde(flatten)]
    user: ListedUser,
    /// The user's id.
    #[schema(value_type = String, format = Uuid)]
    user_id: UserId,
}

/// Who belongs to a case.
#[derive(Serialize, ToSchema)]
#[schema(as = Access)]
pub struct AccessView {
    /// 密级: `ordinary`, `restricted`, `secret`.
    #[schema(value_type = String)]
    level: Confidentiality,
    /// Who has a part in it.
    parts: Vec<PartView>,
    /// How many events say so.
    #[schema(value_type = i64)]
    version: Version,
}

/// The part that a user has in a case.
#[derive(Serialize, ToSchema)]
#[schema(as = Part)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "a part is what somebody does in a case, and may be several"
)]
pub struct PartView {
    /// The user's id.
    #[schema(value_type = String, format = Uuid)]
    user_id: UserId,
    /// The user's login name.
    #[schema(value_type = Option<String>)]
    login: Option<LoginName>,
    /// Handles it.
    handles: bool,
    /// Inspects the place.
    inspects: bool,
    /// Is accused in it.
    accused: bool,
    /// Was admitted to read it.
    admitted: bool,
    /// Until when.
    #[schema(value_type = Option<String>, format = Date)]
    admitted_until: Option<Day>,
}

/// The users of the office
#[utoipa::path(get, path = "/users", tag = "users",
    responses((status = 200, description = "Every user, by login name.", body = UsersView)))]
pub async fn users(Here(desk): Here) -> Result<Json<UsersView>, Problem> {
    Ok(Json(UsersView { users: people::users(&desk).await? }))
}

/// A user
#[utoipa::path(get, path = "/users/{login}", tag = "users",
    params(("login" = String, Path, max_length = 40, description = "The login name.")),
    responses((status = 200, description = "The user.", body = UserView)))]
pub async fn user(Here(desk): Here, Named(login): Named<String>) -> Result<Response, Problem> {
    let unknown = || Problem::not_found("user.no_such_user", "there is no such user");
    let login: LoginName = login.parse().map_err(|_| unknown())?;
    let user = people::user(&desk, &login).await?.ok_or_else(unknown)?;
    let tag = links::tag(Version(user.version));
    let view = UserView { user_id: user.id, user };
    Ok(([(header::ETAG, tag)], Json(view)).into_response())
}

/// Who belongs to a case
#[utoipa::path(get, path = "/cases/{number}/access", tag = "access",
    params(("number" = String, Path, max_length = 120, description = "The case's number.")),
    responses((status = 200, description = "Who belongs to it, and how secret it is.", body = AccessView)))]
pub async fn access(Here(desk): Here, Named(number): Named<String>) -> Result<Response, Problem> {
    let case = numbered(&desk, &number).await?;
    let (life, version) = people::parts(&desk, case.case).await?;
    desk.note_case_read(What::Case, case.case).await?;
    let mut parts = Vec::new();
    for (user, part) in &life.parts {
        parts.push(PartView {
            user_id: *user,
            login: people::login(&desk, *user).await?,
            handles: part.handles,
            inspects: part.inspects,
            accused: part.accused,
            admitted: part.admitted,
            admitted_until: part.admitted_until,
        });
    }
    let view = AccessView { level: life.level, parts, version };
    Ok(([(header::ETAG, links::tag(version))], Json(view)).into_response())
}
