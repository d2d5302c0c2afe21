//! What happened to who belongs to a case.
use crate::cases::case_file::Correction;
use crate::cases::facts::Irregularity;
use crate::cases::ids::{CaseId, UserId};
use crate::cases::occurred::Day;
use crate::cases::personal::Personal;
use crate::cases::words::Text;
use serde::{Deserialize, Serialize};

/// 密级: how secret a case is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Confidentiality {
    /// Whoever's role reads such cases may read it.
    #[default]
    Ordinary,
    /// Whoever has no part in it sees that it is there, and not what it is about.
    Restricted,
    /// Only those who were admitted know that it is there (线索, 举报人).
    Secret,
}

/// An event about who belongs to a case.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum AccessEvent {
    /// It began to be kept.
    AccessOpened {
        /// The case.
        case: CaseId,
    },
    /// 指派: a user handles the case.
    HandlerAssigned {
        /// Who.
        user: UserId,
    },
    /// A user handles it no longer.
    HandlerReleased {
        /// Who.
        user: UserId,
    },
    /// A user inspects the place.
    InspectorAppointed {
        /// Who.
        user: UserId,
    },
    /// A user inspects it no longer.
    InspectorReleased {
        /// Who.
        user: UserId,
    },
    /// 被检举控告: the case is about a user, who has no other part in it from now on (信访工作条例 30).
    AccusedNamed {
        /// Who.
        user: UserId,
    },
    /// It is not about that user after all.
    AccusedCleared {
        /// Who.
        user: UserId,
    },
    /// 密级: how secret it is.
    ConfidentialitySet {
        /// How.
        level: Confidentiality,
    },
    /// Somebody may read it who otherwise may not.
    ReaderAdmitted {
        /// Who.
        user: UserId,
        /// Why.
        reason: Personal<Text>,
        /// The last day; none if it is not limited.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<Day>,
    },
    /// Somebody may read it no longer.
    ReaderDismissed {
        /// Who.
        user: UserId,
    },
    /// An earlier step was corrected.
    AccessCorrected {
        /// Which, and how.
        correction: Correction<AccessEvent>,
    },
    /// A step against the rules, found in imported history.
    AccessIrregularityFound {
        /// Which rule.
        irregularity: Irregularity,
    },
}

crate::facts!(AccessEvent {
    AccessOpened = 1,
    HandlerAssigned = 1,
    HandlerReleased = 1,
    InspectorAppointed = 1,
    InspectorReleased = 1,
    AccusedNamed = 1,
    AccusedCleared = 1,
    ConfidentialitySet = 1,
    ReaderAdmitted = 1,
    ReaderDismissed = 1,
    AccessCorrected = 1,
    AccessIrregularityFound = 1,
});
