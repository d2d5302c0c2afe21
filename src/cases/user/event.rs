//! What happened to a user.
use super::names::LoginName;
use super::role::Role;
use crate::cases::case_file::Correction;
use crate::cases::facts::Irregularity;
use crate::cases::occurred::Day;
use crate::cases::people::Name;
use crate::cases::personal::Personal;
use crate::cases::words::{Committee, Department};
use serde::{Deserialize, Serialize};

/// An event of a user. Passwords and sessions live in tables of their own (`sign_in/`); what happened to them is told in a
/// stream beside the user (`sign_ins/`).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum UserEvent {
    /// Somebody works in the office.
    UserAdded {
        /// The name to sign in with.
        login: LoginName,
        /// The person's name.
        name: Personal<Name>,
        /// The department.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        department: Option<Department>,
        /// The residents' committee for which the user works.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        committee: Option<Committee>,
    },
    /// The user has a role.
    RoleGranted {
        /// Which.
        role: Role,
    },
    /// The user has a role no longer.
    RoleRevoked {
        /// Which.
        role: Role,
    },
    /// The user works elsewhere in the office.
    UserMoved {
        /// The department.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        department: Option<Department>,
        /// The committee.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        committee: Option<Committee>,
    },
    /// The person has another name.
    UserRenamed {
        /// Which.
        name: Personal<Name>,
    },
    /// The user may do nothing any more.
    UserDisabled {},
    /// The user works again.
    UserEnabled {},
    /// 代理: another user acts in the roles of this one, for a time.
    DeputyAppointed {
        /// Who, by login name.
        deputy: LoginName,
        /// The first day.
        from: Day,
        /// The last day.
        until: Day,
    },
    /// A deputy acts no longer.
    DeputyDismissed {
        /// Who, by login name.
        deputy: LoginName,
    },
    /// 移交: all open work went over to another user.
    WorkHandedOver {
        /// Who has it now.
        to: LoginName,
    },
    /// An earlier step was corrected.
    UserCorrected {
        /// Which, and how.
        correction: Correction<UserEvent>,
    },
    /// A step against the rules, found in imported history.
    UserIrregularityFound {
        /// Which rule.
        irregularity: Irregularity,
    },
}

crate::facts!(UserEvent {
    UserAdded = 1,
    RoleGranted = 1,
    RoleRevoked = 1,
    UserMoved = 1,
    UserRenamed = 1,
    UserDisabled = 1,
    UserEnabled = 1,
    DeputyAppointed = 1,
    DeputyDismissed = 1,
    WorkHandedOver = 1,
    UserCorrected = 1,
    UserIrregularityFound = 1,
});
