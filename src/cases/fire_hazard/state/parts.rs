//! What a case is made of: orders, re-inspections, seals, transfers, and the times that run.
use crate::cases::due::DueDate;
use crate::cases::fire_hazard::event::{Penalty, ReinspectionOutcome};
use crate::cases::ids::Version;
use crate::cases::occurred::{Day, Moment, Occurred};
use crate::cases::words::{Body, PaperNumber};
use serde::{Deserialize, Serialize};

pub use crate::cases::rectification::{Transfer, Voided, Waiting};
pub(super) use crate::cases::rectification::{end, running};

/// 责令整改, with what followed from it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct RectificationOrder {
    /// Which step it was.
    pub version: Version,
    /// When it was given.
    pub ordered: Occurred,
    /// Its number.
    pub paper: Option<PaperNumber>,
    /// The deadline printed on it, or on the paper that extended it.
    pub deadline: DueDate,
    /// The last day for the re-inspection when that deadline is over.
    pub reinspect_by: DueDate,
    /// The day on which it stopped to matter: verified fixed, or another order took its place.
    pub ended: Option<Day>,
}

/// 复查.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Reinspection {
    /// Which step it was.
    pub version: Version,
    /// When.
    pub occurred: Occurred,
    /// What it showed.
    pub outcome: ReinspectionOutcome,
    /// How many different inspectors made it, where that is recorded.
    pub inspectors: Option<u8>,
}

/// How the hazard was seen to be rectified.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Verification {
    /// When.
    pub occurred: Occurred,
    /// Whether it was fixed on the spot, and not re-inspected.
    pub on_the_spot: bool,
    /// How many different inspectors saw it, where that is recorded.
    pub inspectors: Option<u8>,
}

impl Verification {
    /// Whether the hazard may be closed off after it (消防监督检查规定 14).
    pub(super) fn suffices(self) -> bool {
        self.inspectors.is_some_and(|count| count >= 2)
    }
}

/// 临时查封.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Seal {
    /// When the premises were sealed.
    pub sealed: Occurred,
    /// Whether that was in an emergency, before it was decided.
    pub emergency: bool,
    /// The last day for the decision.
    pub decide_by: DueDate,
    /// The last moment for it, in an emergency whose moment is known.
    pub decide_before: Option<Moment>,
    /// When it was decided: before it was put on, but in an emergency.
    pub decided: Option<Occurred>,
    /// The number of the decision.
    pub paper: Option<PaperNumber>,
    /// The last day of the seal.
    pub until: DueDate,
    /// When it was lifted.
    pub lifted: Option<Occurred>,
}

impl Seal {
    /// Whether it held on `day`; from the day of its lifting on it does not.
    #[must_use]
    pub fn holds_on(&self, day: Day) -> bool {
        let lifted = self.lifted.is_some_and(|lifted| lifted.day() <= day);
        self.sealed.day() <= day && day <= self.until.due && !lifted
    }
}

/// 建议处罚.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct PenaltyCase {
    /// When it was recommended.
    pub recommended: Occurred,
    /// To whom.
    pub to: Body,
    /// What was decided, and when.
    pub recorded: Option<(Occurred, Penalty)>,
}
