//! What was said so far about the deadlines of a case.
use super::event::{ClockName, ReminderEvent, Stage};
use super::refusal::ReminderRefusal;
use crate::cases::ids::{CaseId, UserId, Version};
use crate::cases::occurred::{Dated, Day};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// One thing that was said to some people.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct Reminding {
    /// What falls due.
    pub clock: ClockName,
    /// By when.
    pub due: Day,
    /// How near it was.
    pub stage: Stage,
    /// On which day it was said.
    pub told: Day,
    /// To whom.
    pub to: Vec<UserId>,
}

/// What was said so far.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct ReminderLife {
    /// The case; none before anything was said.
    pub case: Option<CaseId>,
    /// All that was said.
    pub said: BTreeSet<Reminding>,
    /// What was recorded to have been said, and was not.
    pub unsaid: BTreeSet<Reminding>,
}

impl ReminderLife {
    /// Whether this was said before.
    #[must_use]
    pub fn knows(&self, clock: &ClockName, due: Day, stage: Stage) -> bool {
        self.said.iter().any(|said| said.clock == *clock && said.due == due && said.stage == stage)
    }

    pub(super) fn admits(&self, step: &Dated<ReminderEvent>) -> Result<(), ReminderRefusal> {
        let case = match &step.what {
            ReminderEvent::DeadlineReminded { case, .. } | ReminderEvent::DeadlineEscalated { case, .. } => {
                *case
            }
            ReminderEvent::ReminderCorrected { .. } | ReminderEvent::ReminderIrregularityFound { .. } => {
                return Ok(());
            }
        };
        if self.case.is_some_and(|known| known != case) {
            return Err(ReminderRefusal::AnotherCase);
        }
        Ok(())
    }

    pub(super) fn take(&mut self, _version: Version, step: &Dated<ReminderEvent>) {
        let (case, clock, due, stage, to) = match &step.what {
            ReminderEvent::DeadlineReminded { case, clock, due, stage, to } => (case, clock, due, *stage, to),
            ReminderEvent::DeadlineEscalated { case, clock, due, to } => {
                (case, clock, due, Stage::Escalated, to)
            }
            ReminderEvent::ReminderCorrected { .. } | ReminderEvent::ReminderIrregularityFound { .. } => {
                return;
            }
        };
        self.case = Some(*case);
        let told = step.occurred.day();
        self.said.insert(Reminding { clock: clock.clone(), due: *due, stage, told, to: to.clone() });
    }
}
