//! What can be asked about who belongs to a case.
use super::event::Confidentiality;
use crate::cases::ids::{CaseId, UserId};
use crate::cases::occurred::Day;
use crate::cases::personal::Personal;
use crate::cases::words::Text;
use serde::{Deserialize, Serialize};

/// A command about who belongs to a case. What each field means is said at the event of the same root.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum AccessCommand {
    /// Begin to keep who belongs to a case. Nothing happens if that was begun.
    OpenAccess {
        /// The case.
        case: CaseId,
    },
    /// 指派: let a user handle the case.
    AssignHandler {
        /// Who.
        user: UserId,
    },
    /// Let a user handle it no longer.
    ReleaseHandler {
        /// Who.
        user: UserId,
    },
    /// Let a user inspect the place.
    AppointInspector {
        /// Who.
        user: UserId,
    },
    /// Let a user inspect it no longer.
    ReleaseInspector {
        /// Who.
        user: UserId,
    },
    /// 被检举控告: say that the case is about a user, who must not learn of it (信访工作条例 30).
    NameAccused {
        /// Who.
        user: UserId,
    },
    /// Say that it is not about that user after all.
    ClearAccused {
        /// Who.
        user: UserId,
    },
    /// 密级: say how secret it is.
    SetConfidentiality {
        /// How.
        level: Confidentiality,
    },
    /// Let somebody read it who otherwise may not.
    AdmitReader {
        /// Who.
        user: UserId,
        /// Why.
        reason: Personal<Text>,
        /// The last day; none if it is not limited.
        #[serde(default)]
        until: Option<Day>,
    },
    /// Let somebody read it no longer.
    DismissReader {
        /// Who.
        user: UserId,
    },
}

crate::command_names!(AccessCommand {
    OpenAccess,
    AssignHandler,
    ReleaseHandler,
    AppointInspector,
    ReleaseInspector,
    NameAccused,
    ClearAccused,
    SetConfidentiality,
    AdmitReader,
    DismissReader,
});
