//! What was asked for so far, and how far each request is.
use super::event::{ErasureEvent, Ground, Part};
use super::refusal::ErasureRefusal;
use crate::cases::ids::{CaseId, KeyId, Version};
use crate::cases::occurred::{Dated, Day};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// How far a request is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Nobody has decided yet.
    Asked,
    /// It is approved, and waits for the program.
    Approved,
    /// It is approved, and what it asks for is kept for as long as the case must be.
    Restricted,
    /// The keys are being destroyed.
    Begun,
    /// Nothing is left.
    Erased,
    /// It was not approved.
    Rejected,
}

impl Stage {
    /// Every one.
    pub const ALL: [Self; 6] =
        [Self::Asked, Self::Approved, Self::Restricted, Self::Begun, Self::Erased, Self::Rejected];

    /// 限制处理: whether nobody works any more with what is asked for.
    #[must_use]
    pub const fn is_restricted(self) -> bool {
        matches!(self, Self::Approved | Self::Restricted | Self::Begun)
    }
}

/// A request to erase.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Request {
    /// The case.
    pub case: CaseId,
    /// What of it.
    pub parts: BTreeSet<Part>,
    /// Why.
    pub ground: Ground,
    /// How far it is.
    pub stage: Stage,
    /// Until when it is restricted, if the day is known.
    pub until: Option<Day>,
    /// The day on which it was asked for.
    pub asked: Day,
    /// The day of the last step.
    pub last: Day,
    /// The version of the last event that is about it.
    pub version: Version,
}

/// All requests of an office, by the version of the event that asked.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct ErasureLife {
    /// The requests.
    pub requests: BTreeMap<Version, Request>,
    /// The keys that went or are going.
    pub gone: BTreeSet<KeyId>,
}

impl ErasureLife {
    /// The request of this name, if it is about this case.
    pub(super) fn request(&self, case: CaseId, asked: Version) -> Result<&Request, ErasureRefusal> {
        self.requests
            .get(&asked)
            .filter(|request| request.case == case)
            .ok_or(ErasureRefusal::NotAsked(asked))
    }

    pub(super) fn admits(&self, step: &Dated<ErasureEvent>) -> Result<(), ErasureRefusal> {
        let (case, asked) = match &step.what {
            ErasureEvent::ErasureAsked { .. }
            | ErasureEvent::ErasureCorrected { .. }
            | ErasureEvent::ErasureIrregularityFound { .. } => return Ok(()),
            ErasureEvent::ErasureApproved { case, asked }
            | ErasureEvent::ErasureRejected { case, asked, .. }
            | ErasureEvent::ProcessingRestricted { case, asked, .. }
            | ErasureEvent::ErasureBegun { case, asked, .. }
            | ErasureEvent::PersonalDataErased { case, asked, .. } => (*case, *asked),
        };
        let stage = self.request(case, asked)?.stage;
        let fits = match &step.what {
            ErasureEvent::ErasureApproved { .. } | ErasureEvent::ErasureRejected { .. } => {
                stage == Stage::Asked
            }
            ErasureEvent::ProcessingRestricted { .. } => matches!(stage, Stage::Approved | Stage::Restricted),
            ErasureEvent::ErasureBegun { .. } => {
                matches!(stage, Stage::Approved | Stage::Restricted | Stage::Begun)
            }
            _ => stage == Stage::Begun,
        };
        match stage {
            _ if fits => Ok(()),
            Stage::Asked => Err(ErasureRefusal::NotApproved),
            Stage::Rejected => Err(ErasureRefusal::Rejected),
            Stage::Approved | Stage::Restricted | Stage::Begun | Stage::Erased => {
                Err(ErasureRefusal::AlreadyDecided)
            }
        }
    }

    pub(super) fn take(&mut self, version: Version, step: &Dated<ErasureEvent>) {
        let day = step.occurred.day();
        let (asked, stage) = match &step.what {
            ErasureEvent::ErasureAsked { case, parts, ground, .. } => {
                let (case, parts, ground) = (*case, parts.iter().copied().collect(), *ground);
                let (stage, until, asked, last) = (Stage::Asked, None, day, day);
                let request = Request { case, parts, ground, stage, until, asked, last, version };
                self.requests.insert(version, request);
                return;
            }
            ErasureEvent::ErasureApproved { asked, .. } => (*asked, Stage::Approved),
            ErasureEvent::ErasureRejected { asked, .. } => (*asked, Stage::Rejected),
            ErasureEvent::ProcessingRestricted { asked, .. } => (*asked, Stage::Restricted),
            ErasureEvent::ErasureBegun { asked, keys, .. } => {
                self.gone.extend(keys);
                (*asked, Stage::Begun)
            }
            ErasureEvent::PersonalDataErased { asked, .. } => (*asked, Stage::Erased),
            ErasureEvent::ErasureCorrected { .. } | ErasureEvent::ErasureIrregularityFound { .. } => return,
        };
        if let Some(request) = self.requests.get_mut(&asked) {
            (request.stage, request.last, request.version) = (stage, day, version);
            if let ErasureEvent::ProcessingRestricted { until, .. } = &step.what {
                request.until = *until;
            }
        }
    }
}
