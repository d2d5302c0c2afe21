//! Who belongs to a case.
use super::event::{AccessEvent, Confidentiality};
use super::refusal::AccessRefusal;
use crate::cases::ids::{CaseId, UserId, Version};
use crate::cases::occurred::{Dated, Day};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The part that a user has in a case.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own, and all combinations occur")]
pub struct Part {
    /// Handles it.
    pub handles: bool,
    /// Inspects the place.
    pub inspects: bool,
    /// Is accused in it.
    pub accused: bool,
    /// May read it although the role alone does not say so.
    pub admitted: bool,
    /// The last day of that; none if it is not limited.
    pub admitted_until: Option<Day>,
}

/// Who belongs to a case so far.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct AccessLife {
    /// The case; none before it began to be kept.
    pub case: Option<CaseId>,
    /// How secret it is.
    pub level: Confidentiality,
    /// Everybody who ever had a part in it, with the part that is left.
    pub parts: BTreeMap<UserId, Part>,
}

impl AccessLife {
    /// The part that a user has.
    #[must_use]
    pub fn part(&self, user: UserId) -> Part {
        self.parts.get(&user).copied().unwrap_or_default()
    }

    pub(super) fn admits(&self, step: &Dated<AccessEvent>) -> Result<(), AccessRefusal> {
        match (&step.what, self.case) {
            (AccessEvent::AccessOpened { .. }, _) | (_, Some(_)) => Ok(()),
            (_, None) => Err(AccessRefusal::NotOpened),
        }
    }

    pub(super) fn take(&mut self, _version: Version, step: &Dated<AccessEvent>) {
        match &step.what {
            AccessEvent::AccessOpened { case } => self.case = Some(*case),
            AccessEvent::HandlerAssigned { user } => self.change(*user, |part| part.handles = true),
            AccessEvent::HandlerReleased { user } => self.change(*user, |part| part.handles = false),
            AccessEvent::InspectorAppointed { user } => self.change(*user, |part| part.inspects = true),
            AccessEvent::InspectorReleased { user } => self.change(*user, |part| part.inspects = false),
            AccessEvent::AccusedNamed { user } => {
                self.change(*user, |part| *part = Part { accused: true, ..Part::default() });
            }
            AccessEvent::AccusedCleared { user } => self.change(*user, |part| part.accused = false),
            AccessEvent::ConfidentialitySet { level } => self.level = *level,
            AccessEvent::ReaderAdmitted { user, until, .. } => self.change(*user, |part| {
                part.admitted = true;
                part.admitted_until = *until;
            }),
            AccessEvent::ReaderDismissed { user } => self.change(*user, |part| {
                part.admitted = false;
                part.admitted_until = None;
            }),
            AccessEvent::AccessCorrected { .. } | AccessEvent::AccessIrregularityFound { .. } => {}
        }
    }

    fn change(&mut self, user: UserId, change: impl FnOnce(&mut Part)) {
        change(self.parts.entry(user).or_default());
    }
}
