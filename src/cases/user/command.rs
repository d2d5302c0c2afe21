//! What can be asked about a user.
use super::names::LoginName;
use super::role::Role;
use crate::cases::occurred::Day;
use crate::cases::people::Name;
use crate::cases::personal::Personal;
use crate::cases::words::{Committee, Department};
use serde::{Deserialize, Serialize};

/// A command about a user. What each field means is said at the event of the same root.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum UserCommand {
    /// Let somebody work in the office.
    AddUser {
        /// The name to sign in with.
        login: LoginName,
        /// The person's name.
        name: Personal<Name>,
        /// The department.
        #[serde(default)]
        department: Option<Department>,
        /// The residents' committee for which the user works.
        #[serde(default)]
        committee: Option<Committee>,
    },
    /// Give a role.
    GrantRole {
        /// Which.
        role: Role,
    },
    /// Take a role away.
    RevokeRole {
        /// Which.
        role: Role,
    },
    /// Let the user work elsewhere in the office.
    MoveUser {
        /// The department from now on.
        #[serde(default)]
        department: Option<Department>,
        /// The committee from now on.
        #[serde(default)]
        committee: Option<Committee>,
    },
    /// The person has another name.
    RenameUser {
        /// Which.
        name: Personal<Name>,
    },
    /// Let the user do nothing any more.
    DisableUser {},
    /// Let the user work again.
    EnableUser {},
    /// 代理: let another user act in the roles of this one, for a time.
    AppointDeputy {
        /// Who, by login name.
        deputy: LoginName,
        /// The first day.
        from: Day,
        /// The last day.
        until: Day,
    },
    /// End what a deputy may do before its time.
    DismissDeputy {
        /// Who, by login name.
        deputy: LoginName,
    },
    /// 移交: record that all open work went over to another user.
    HandOverWork {
        /// Who has it now.
        to: LoginName,
    },
}

crate::command_names!(UserCommand {
    AddUser,
    GrantRole,
    RevokeRole,
    MoveUser,
    RenameUser,
    DisableUser,
    EnableUser,
    AppointDeputy,
    DismissDeputy,
    HandOverWork,
});
