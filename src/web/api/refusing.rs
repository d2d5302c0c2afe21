//! Why a command was not carried out, as its sender is told.
use super::commands::no_such_case;
use crate::cases::ids::Version;
use crate::commands::{CommandError, Refused};
use crate::event_log::committer::CommitError;
use crate::web::problem::Problem;
use axum::http::StatusCode;

/// What ends so is wrong in the request itself, and will be refused in whatever state the case is; all else is a conflict
/// with how things stand.
const WRONG: [&str; 43] = [
    ".unlawful",
    ".in_the_future",
    ".impossible",
    ".no_such_step",
    ".first_step",
    ".unknown_committee",
    ".no_such_year",
    ".same_person",
    ".ends_before_it_begins",
    ".before_earlier_step",
    ".not_writable",
    ".barred",
    ".above_itself",
    ".deadline_before_order",
    ".no_area",
    ".no_sites",
    ".not_later",
    ".site_twice",
    ".not_stored",
    ".no_such_event",
    ".nothing_seen",
    ".nothing_named",
    ".reason_missing",
    ".hazard_twice",
    ".no_such_hazard",
    ".more_failed_than_checked",
    ".no_range",
    ".before_period",
    ".no_such_id",
    ".declaration",
    ".unknown_kind",
    ".unknown_step",
    ".unknown_field",
    ".field_twice",
    ".field_missing",
    ".wrong_value",
    ".deadline_before_step",
    "alias.unknown_column",
    "alias.nothing",
    "alias.hides",
    "alias.known",
    ".no_such_message",
    ".message_words",
];

/// The status under which a reason is told.
#[must_use]
pub fn status(key: &str) -> StatusCode {
    match key {
        "case.unknown" | "user.no_such_user" => StatusCode::NOT_FOUND,
        "policy.not_permitted" => StatusCode::FORBIDDEN,
        _ if WRONG.iter().any(|ending| key.ends_with(ending)) => StatusCode::UNPROCESSABLE_ENTITY,
        _ => StatusCode::CONFLICT,
    }
}

/// The error as a problem.
pub fn refused(error: CommandError, expected: Option<Version>) -> Problem {
    let detail = error.to_string();
    match error {
        CommitError::Refused(Refused::NoSuchCase) => no_such_case(),
        CommitError::Refused(reason) => {
            let key = reason.key();
            Problem::new(status(key), key, reason.to_string())
        }
        CommitError::Conflict { actual, .. } => {
            let (status, code) = match expected {
                Some(_) => (StatusCode::PRECONDITION_FAILED, "command.stale"),
                None => (StatusCode::CONFLICT, "command.conflict"),
            };
            Problem::new(status, code, detail).with("actual", &actual).at_version(actual)
        }
        CommitError::CommandReused(id) => {
            Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "command.id_reused", detail)
                .about("Idempotency-Key")
                .with("id", &id)
        }
        CommitError::Storage(error) if error.may_pass() => {
            tracing::warn!(%error, "a command was not carried out and may be sent again");
            Problem::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "storage.busy",
                "the store could not be asked now; send the command again, with the same key",
            )
        }
        CommitError::Storage(error) => Problem::failed(&*error),
        CommitError::Faulty => Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "command.faulty", detail),
        CommitError::Stopping => Problem::new(StatusCode::SERVICE_UNAVAILABLE, "service.stopping", detail),
    }
}
