//! What a user may be in an office.
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A role in which a user acts. Each has its own rules in `policy/`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// 信访窗口: registers petitions and watches their clocks.
    PetitionClerk,
    /// 经办人: does the work of a department or committee.
    Handler,
    /// 检查人员: checks places, orders, re-inspects, closes off.
    Inspector,
    /// 领导: approves, urges, reads the report.
    Leader,
    /// 审计: reads everything that the office did, and changes nothing.
    Auditor,
    /// 系统管理员: users, committees, calendar, targets.
    SystemAdministrator,
    /// 安全管理员: roles, and who may know what.
    SecurityAdministrator,
    /// 审计管理员: reads what the administrators did.
    AuditAdministrator,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 8] = [
        Self::PetitionClerk,
        Self::Handler,
        Self::Inspector,
        Self::Leader,
        Self::Auditor,
        Self::SystemAdministrator,
        Self::SecurityAdministrator,
        Self::AuditAdministrator,
    ];

    /// 三员: the three administrations, which are never one person's (GB/T 22239-2019, 三员分立).
    #[must_use]
    pub const fn is_administration(self) -> bool {
        matches!(self, Self::SystemAdministrator | Self::SecurityAdministrator | Self::AuditAdministrator)
    }

    /// Its name in the log.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::PetitionClerk => "petition_clerk",
            Self::Handler => "handler",
            Self::Inspector => "inspector",
            Self::Leader => "leader",
            Self::Auditor => "auditor",
            Self::SystemAdministrator => "system_administrator",
            Self::SecurityAdministrator => "security_administrator",
            Self::AuditAdministrator => "audit_administrator",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Role {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL.into_iter().find(|role| role.name() == text).ok_or_else(|| {
            let names: Vec<_> = Self::ALL.iter().map(|role| role.name()).collect();
            format!("'{text}' is no role; there are {}", names.join(", "))
        })
    }
}
