//! 保管期限届满: what is kept for too long is asked to be erased, and a person decides; the program never erases by itself.
use super::ScheduleError;
use crate::cases::erasure::{ErasureCommand, Ground, Part};
use crate::cases::ids::CommandId;
use crate::cases::occurred::Dated;
use crate::cases::retention::Retention;
use crate::commands::{OfficeDesk, Request};
use crate::event_log::committer::CommitError;
use crate::projections::erasures::kept_too_long;
use uuid::Uuid;

/// Cases that are asked for in one round.
const AT_ONCE: u32 = 200;

/// Asks for everything to be erased of cases that need not be kept any more, each once. Says how many.
///
/// # Errors
/// When the database fails.
pub async fn ask(desk: &OfficeDesk, retention: &Retention) -> Result<u64, ScheduleError> {
    let (db, office) = (desk.store().db(), desk.office());
    let mut asked = 0;
    for kind in retention.kinds() {
        let now = desk.store().source().now();
        let Some(until) = retention.closed_until(kind, now.day()) else { continue };
        for case in kept_too_long(db, office, kind, until, AT_ONCE).await? {
            let ground = Ground::RetentionEnded;
            let parts = Part::ALL.to_vec();
            let command = ErasureCommand::AskErasure { case, parts, ground, reason: None };
            let request = Request::live(office.erasures_stream(), Dated::at(now, command));
            // One id a case, whoever asks and when.
            let id = CommandId(Uuid::new_v5(&office.0, format!("retention:{case}").as_bytes()));
            match desk.execute_as(id, None, None, request).await {
                Ok(_) => asked += 1,
                // A part of it is asked for already, or another server was first.
                Err(CommitError::Refused(_) | CommitError::CommandReused(_)) => {}
                Err(error) => return Err(error.into()),
            }
        }
    }
    Ok(asked)
}
