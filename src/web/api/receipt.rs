//! What a write is answered with, the first time and whenever it is sent again.
use super::body::forms::To;
use super::links;
use crate::cases::ids::{CommandId, StreamId, Version};
use crate::cases::indicator::{IndicatorId, Period};
use crate::cases::user::LoginName;
use crate::cases::words::CaseNumber;
use crate::commands::OfficeDesk;
use crate::event_log::{Position, Receipt};
use crate::policy::Kind;
use crate::projections::case_list;
use crate::web::problem::Problem;
use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

/// To what a command went.
pub enum Target {
    /// The office itself.
    Office,
    /// A user.
    User(LoginName),
    /// Who belongs to the case of this number.
    Access(CaseNumber),
    /// What hangs on the case of this number.
    Files(CaseNumber),
    /// The case of this number.
    Case(CaseNumber),
    /// An indicator of a period.
    Indicator(IndicatorId, Period),
    /// A case that has its number from now on.
    NewCase,
}

/// The command was carried out, is durable, and every view of this server shows it.
#[derive(Serialize, ToSchema)]
#[schema(as = Receipt)]
pub struct ReceiptView {
    /// The command's id: the key under which it may be sent again.
    #[schema(value_type = String, format = Uuid)]
    command_id: CommandId,
    /// The kind of stream: `petition`, `fire_hazard`, `illegal_structure`, `inspection`, `office`, `user`, `access`, `attachment`,
    /// `indicator`.
    kind: &'static str,
    /// The stream: the case, the user.
    #[schema(value_type = String, format = Uuid)]
    id: StreamId,
    /// The case's number.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    number: Option<CaseNumber>,
    /// The user's login name.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    login: Option<LoginName>,
    /// The version of the stream afterwards, also in `ETag`.
    #[schema(value_type = i64)]
    version: Version,
    /// The position in the log, for `?at-least=`.
    #[schema(value_type = i64)]
    position: Position,
    /// Where to read on.
    links: Links,
}

/// Where to read on.
#[derive(Serialize, ToSchema)]
#[schema(as = ReceiptLinks)]
pub struct Links {
    /// What was changed.
    #[serde(rename = "self")]
    itself: String,
    /// Its events.
    #[serde(skip_serializing_if = "Option::is_none")]
    history: Option<String>,
}

/// The answer to a command.
///
/// # Errors
/// When the number of a new case cannot be read.
pub async fn response(
    desk: &OfficeDesk,
    kind: Kind,
    command_id: CommandId,
    to: To,
    target: Target,
    Receipt { stream, version, position }: Receipt,
) -> Result<Response, Problem> {
    let target = match target {
        Target::NewCase => {
            let listed = case_list::of(desk.store().db(), desk.office(), &[stream]).await?;
            listed.into_iter().next().map_or(Target::NewCase, |case| Target::Case(case.number))
        }
        known => known,
    };
    let (itself, history) = match &target {
        Target::Office | Target::NewCase => (links::office(), None),
        Target::User(login) => (links::user(login), None),
        Target::Indicator(indicator, period) => (links::indicator(indicator, *period), None),
        Target::Access(number) => (links::access(number), None),
        Target::Files(number) => (links::files(number), Some(links::history(number))),
        Target::Case(number) => (links::case(number), Some(links::history(number))),
    };
    let (number, login) = match target {
        Target::Case(number) | Target::Access(number) | Target::Files(number) => (Some(number), None),
        Target::User(login) => (None, Some(login)),
        Target::Office | Target::NewCase | Target::Indicator(..) => (None, None),
    };
    let location = HeaderValue::from_str(&itself).ok();
    let links = Links { itself, history };
    let view =
        ReceiptView { command_id, kind: kind.name(), id: stream, number, login, version, position, links };
    let status = if to == To::New { StatusCode::CREATED } else { StatusCode::OK };
    let mut response = (status, [(header::ETAG, links::tag(version))], Json(view)).into_response();
    if let Some(location) = location.filter(|_| to == To::New) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    Ok(response)
}
