//! 个人信息删除, as the command line, the API and the pages ask for it, decide it and show it.
use super::api::refusing::refused;
use super::problem::Problem;
use crate::cases::any_file::CaseKind;
use crate::cases::erasure::{ErasureCommand, Ground, Part, Stage};
use crate::cases::ids::{CommandId, Version};
use crate::cases::occurred::{Dated, Day};
use crate::cases::personal::{Personal, Subject, sealing};
use crate::cases::retention::Retention;
use crate::cases::words::{CaseNumber, Text};
use crate::commands::{OfficeDesk, Request};
use crate::event_log::{Receipt, RequestHash};
use crate::queries::erasures::{Kept, KeptKind, Requested};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use serde::Serialize;
use serde_json::json;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::convert::Infallible;
use utoipa::ToSchema;

/// A request to erase.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[schema(as = Erasure)]
pub struct ErasureView {
    /// Its name: the version of the event that asked.
    pub request: i64,
    /// The number of the case.
    #[schema(value_type = String)]
    pub case: CaseNumber,
    /// What of it: `matter`, `petitioner`, `party`, `staff`, `representatives`, `files`.
    #[schema(value_type = Vec<String>)]
    pub parts: BTreeSet<Part>,
    /// Why (Personal Information Protection Law, article 47): `purpose_served`, `retention_ended`, `consent_withdrawn`,
    /// `unlawful`, `other_law`.
    #[schema(value_type = String)]
    pub ground: Ground,
    /// How far it is: `asked`, `approved`, `restricted`, `begun`, `erased`, `rejected`.
    #[schema(value_type = String)]
    pub stage: Stage,
    /// Until when it is restricted, if the day is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Date)]
    pub until: Option<Day>,
    /// The day on which it was asked for.
    #[schema(value_type = String, format = Date)]
    pub asked: Day,
    /// Who asked, as the log names them: another person decides.
    pub asked_by: String,
    /// Why, in the words of whoever asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Why not, in the words of whoever refused (Personal Information Protection Law, article 50).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refused_because: Option<String>,
    /// The day of the last step.
    #[schema(value_type = String, format = Date)]
    pub last: Day,
}

impl From<Requested> for ErasureView {
    fn from(Requested { asked, case, by, reason, refused_because }: Requested) -> Self {
        Self {
            request: asked.asked.0,
            case: case.number,
            parts: asked.parts,
            ground: asked.ground,
            stage: asked.stage,
            until: asked.until,
            asked: asked.asked_day,
            asked_by: by.0.to_string(),
            reason: reason.map(|reason| reason.to_string()),
            refused_because: refused_because.map(|reason| reason.to_string()),
            last: asked.last_day,
        }
    }
}

/// How long the cases of a kind are kept.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct RetentionOfKind {
    /// The kind.
    #[schema(value_type = String)]
    pub kind: CaseKind,
    /// Years after closing (retention.years); null where cases are kept until somebody asks.
    pub years: Option<u32>,
    /// Closed cases.
    pub closed: i64,
    /// Those of them that are kept for too long, and of which nobody has asked to erase all; at most 10,000 are counted.
    pub too_long: usize,
    /// The day on which the oldest of them was closed.
    #[schema(value_type = Option<String>, format = Date)]
    pub oldest_closed: Option<Day>,
}

/// How long cases are kept, and what waits.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[schema(as = Retention)]
pub struct RetentionView {
    /// Kind by kind.
    pub kinds: Vec<RetentionOfKind>,
    /// Requests that nobody has decided.
    pub waiting_for_a_decision: i64,
    /// Requests that are approved and wait for the case's time to end.
    pub restricted: i64,
    /// Requests of which nothing is left.
    pub erased: i64,
}

impl From<Kept> for RetentionView {
    fn from(Kept { kinds, waiting_for_a_decision, restricted, erased }: Kept) -> Self {
        let of = |KeptKind { kind, years, closed, too_long, oldest_closed }| RetentionOfKind {
            kind,
            years,
            closed,
            too_long,
            oldest_closed,
        };
        Self { kinds: kinds.into_iter().map(of).collect(), waiting_for_a_decision, restricted, erased }
    }
}

/// How long cases are kept, where it is configured; nothing is said elsewhere.
impl<S: Sync> FromRequestParts<S> for Retention {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Infallible> {
        Ok(parts.extensions.get::<Self>().cloned().unwrap_or_default())
    }
}

/// Carries out a command about erasing under its sender's id: the same id again is answered with the first receipt.
///
/// # Errors
/// When it is refused, or the store fails.
pub async fn carry_out(
    desk: &OfficeDesk,
    id: CommandId,
    command: ErasureCommand,
) -> Result<Receipt, Problem> {
    let (stream, now) = (desk.office().erasures_stream(), desk.store().source().now());
    // What was said in words is told apart, too, without standing in the text that is hashed.
    let (text, words) = sealing(|| json!(command).to_string());
    let mut hash = Sha256::new().chain_update(text);
    for slot in &words {
        hash.update(&slot.json);
    }
    let hash = RequestHash(hash.finalize().into());
    let request = Request::live(stream, Dated::at(now, command));
    let desk = desk.clone();
    // A client that hangs up does not drop the command half-way.
    let done = tokio::spawn(async move { desk.execute_asked(id, hash, None, request).await });
    done.await.map_err(|error| Problem::failed(&error))?.map_err(|error| refused(error, None))
}

/// How a request is decided.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Decision {
    /// What is asked for is erased.
    Approve,
    /// It is not, for this reason.
    Reject(Option<Text>),
}

/// The command that decides a request.
#[must_use]
pub fn deciding(requested: &Requested, decision: Decision) -> ErasureCommand {
    let (case, asked) = (requested.asked.case, requested.asked.asked);
    match decision {
        Decision::Approve => ErasureCommand::ApproveErasure { case, asked },
        Decision::Reject(reason) => {
            ErasureCommand::RejectErasure { case, asked, reason: reason.map(in_words) }
        }
    }
}

/// What is said in words is sealed as what a case is about is.
#[must_use]
pub fn in_words(reason: Text) -> Personal<Text> {
    Personal::plain(Subject::MATTER, reason)
}

/// There is no such request, or none of which whoever asks may learn.
#[must_use]
pub fn no_such_request(asked: Version) -> Problem {
    Problem::not_found("erasure.unknown", format!("there is no request {asked} to erase"))
}
