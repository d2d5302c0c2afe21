//! 催办: whoever works on a case is told in time what falls due, and whoever leads when it is late.
use crate::cases::ids::{CaseId, CommandId, UserId};
use crate::cases::occurred::{Dated, Day};
use crate::cases::reminder::{ClockName, ReminderCommand, ReminderRefusal, Stage};
use crate::cases::user::Role;
use crate::cases::words::Department;
use crate::commands::{CommandError, EraseError, OfficeDesk, Refused, Request};
use crate::database::StorageError;
use crate::event_log::committer::CommitError;
use crate::projections::reminders::{self, Falling};
use crate::projections::users::{self, ListedUser};
use uuid::Uuid;

/// How many days ahead one looks: three working days are never further away (the longest holidays have nine).
const AHEAD: u64 = 15;
/// Cases that are read together.
const PAGE: u32 = 200;

/// What was done.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Reminded {
    /// Things that were said now, each to everybody whom it concerns.
    pub said: u64,
    /// Things that nobody could be told: the office has no user whom they concern.
    pub nobody: u64,
}

/// Why it could not be done.
#[derive(Debug, thiserror::Error)]
pub enum ScheduleError {
    /// The database fails.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// A command failed.
    #[error(transparent)]
    Command(#[from] CommandError),
    /// Something could not be erased.
    #[error(transparent)]
    Erase(#[from] EraseError),
}

/// Tells whoever has to be told now, once. Outside working hours nobody is.
///
/// # Errors
/// When the database fails. What was said before stays said, and the next call goes on.
pub async fn remind(desk: &OfficeDesk) -> Result<Reminded, ScheduleError> {
    let (db, office) = (desk.store().db(), desk.office());
    let today = desk.store().source().now().day();
    let calendar = desk.calendar().await?;
    let mut reminded = Reminded::default();
    if !calendar.is_workday(today) {
        return Ok(reminded);
    }
    let until = today.checked_add_days(chrono::Days::new(AHEAD)).unwrap_or(today);
    let users = users::all(db, office).await?;
    let mut after = None;
    loop {
        let page = reminders::falling_due(db, office, until, after, PAGE).await?;
        let Some(last) = page.last() else { return Ok(reminded) };
        after = Some((last.due, last.case));
        for falling in &page {
            let stage =
                Stage::of(falling.due, today, &calendar).filter(|stage| !falling.said.contains(stage));
            let Some(stage) = stage else { continue };
            let to = whom(falling, stage, &users);
            if to.is_empty() {
                reminded.nobody += 1;
            } else if !say(desk, falling, stage, to).await? {
                return Ok(reminded);
            } else {
                reminded.said += 1;
            }
        }
    }
}

/// Says it. False when nobody may be told now.
async fn say(
    desk: &OfficeDesk,
    falling: &Falling,
    stage: Stage,
    to: Vec<UserId>,
) -> Result<bool, ScheduleError> {
    let (case, due) = (falling.case, falling.due);
    let clock: ClockName = falling.clock.parse().map_err(|error| StorageError::BadRow {
        table: "cases",
        row: format!("due_clock '{}'", falling.clock),
        reason: format!("{error}"),
    })?;
    let command = match stage {
        Stage::Escalated => ReminderCommand::EscalateDeadline { case, clock, due, to },
        Stage::Soon | Stage::Today | Stage::Overdue => {
            ReminderCommand::RemindOfDeadline { case, clock, due, stage, to }
        }
    };
    let id = command_id(desk, case, &falling.clock, due, stage);
    let now = desk.store().source().now();
    let request = Request::live(desk.office().reminder_stream(case), Dated::at(now, command));
    match desk.execute_as(id, None, None, request).await {
        // Another server said it in this moment, at another microsecond.
        Ok(_)
        | Err(
            CommitError::CommandReused(_)
            | CommitError::Refused(Refused::Reminder(ReminderRefusal::SaidBefore(_))),
        ) => Ok(true),
        Err(CommitError::Refused(Refused::Reminder(ReminderRefusal::NotInWorkingHours))) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// What is said of a deadline has one id, whoever says it and when: so it is said once.
fn command_id(desk: &OfficeDesk, case: CaseId, clock: &str, due: Day, stage: Stage) -> CommandId {
    let name = format!("remind:{case}:{clock}:{due}:{stage:?}");
    CommandId(Uuid::new_v5(&desk.office().0, name.as_bytes()))
}

/// Whom it concerns: those who handle or inspect the case; if nobody does, those whose work it is in its department, or
/// in the office. When it is late by days, those who lead. Whoever is accused in a case is told nothing of it.
fn whom(falling: &Falling, stage: Stage, users: &[ListedUser]) -> Vec<UserId> {
    let enabled = users.iter().filter(|user| user.enabled && !falling.accused.contains(&user.id));
    let with = |roles: &[Role]| -> Vec<&ListedUser> {
        enabled.clone().filter(|user| roles.iter().any(|role| user.roles.contains(role))).collect()
    };
    let ids = |users: Vec<&ListedUser>| users.into_iter().map(|user| user.id).collect::<Vec<_>>();
    if stage == Stage::Escalated {
        return ids(with(&[Role::Leader]));
    }
    let working: Vec<_> = enabled.clone().filter(|user| falling.working.contains(&user.id)).collect();
    if !working.is_empty() {
        return ids(working);
    }
    let department = |user: &&ListedUser| {
        falling.department.is_some()
            && user.department.as_ref().map(Department::as_str) == falling.department.as_deref()
    };
    let there: Vec<_> = with(&[Role::Handler, Role::Inspector]).into_iter().filter(department).collect();
    if there.is_empty() { ids(with(&[falling.desk()])) } else { ids(there) }
}
