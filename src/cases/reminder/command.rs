//! What can be asked about the deadlines of a case.
use super::event::{ClockName, Stage};
use crate::cases::ids::{CaseId, UserId};
use crate::cases::occurred::Day;
use serde::{Deserialize, Serialize};

/// A command to tell somebody. What each field means is said at the event of the same root.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum ReminderCommand {
    /// Tell those who work on the case that something falls due.
    RemindOfDeadline {
        /// The case.
        case: CaseId,
        /// What falls due.
        clock: ClockName,
        /// By when.
        due: Day,
        /// How near it is.
        stage: Stage,
        /// Whom.
        to: Vec<UserId>,
    },
    /// 升级: tell those who lead that it is late.
    EscalateDeadline {
        /// The case.
        case: CaseId,
        /// What is late.
        clock: ClockName,
        /// By when it was due.
        due: Day,
        /// Whom.
        to: Vec<UserId>,
    },
}

crate::command_names!(ReminderCommand { RemindOfDeadline, EscalateDeadline });
