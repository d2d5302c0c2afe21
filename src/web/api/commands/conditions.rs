//! Under which conditions a command is carried out: on which version, and once.
use crate::cases::ids::{CommandId, Version};
use crate::commands::OfficeDesk;
use crate::web::asking::IDEMPOTENCY_KEY;
use crate::web::problem::Problem;
use axum::http::{HeaderMap, header};
use uuid::Uuid;

/// Characters of an idempotency key at most.
const KEY: usize = 255;

/// The version at which whoever asks saw what he changes, as `If-Match` names it, if he says so; `*` is any.
pub(in crate::web::api) fn if_match(headers: &HeaderMap) -> Result<Option<Version>, Problem> {
    let Some(tag) = headers.get(header::IF_MATCH) else { return Ok(None) };
    let tag = tag.to_str().unwrap_or_default().trim();
    if tag == "*" {
        return Ok(None);
    }
    // What compresses answers on the way may have made the tag a weak one.
    let tag = tag.strip_prefix("W/").unwrap_or(tag);
    let version =
        tag.strip_prefix('"').and_then(|tag| tag.strip_suffix('"')).and_then(|tag| tag.parse().ok());
    version.map(|version| Some(Version(version))).ok_or_else(|| {
        let detail = "must be one entity tag as a read or a receipt gave it, such as \"7\"";
        Problem::bad_request("header.if_match", detail).about("If-Match")
    })
}

/// The id under which the command is carried out once: the key itself if it is a UUID, else made of it.
pub(in crate::web::api) fn command_id(
    desk: &OfficeDesk,
    headers: &HeaderMap,
    given: Option<CommandId>,
) -> Result<CommandId, Problem> {
    let wrong =
        |detail: &str| Problem::bad_request("header.idempotency_key", detail).about("Idempotency-Key");
    let Some(key) = headers.get(IDEMPOTENCY_KEY) else {
        return Ok(given.unwrap_or_else(|| desk.store().source().command_id()));
    };
    let key = std::str::from_utf8(key.as_bytes()).unwrap_or_default().trim().trim_matches('"');
    if key.is_empty() || key.chars().count() > KEY {
        return Err(wrong("must be a UUID, or a text of 1 to 255 characters"));
    }
    let id = CommandId(key.parse().unwrap_or_else(|_| {
        let whose = format!("key:{}:{key}", desk.actor().0);
        Uuid::new_v5(&desk.office().0, whose.as_bytes())
    }));
    match given {
        Some(given) if given != id => Err(wrong("is another one than `command_id` in the body")),
        _ => Ok(id),
    }
}
