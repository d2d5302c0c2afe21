//! Who acts.
use crate::cases::ids::{CaseId, OfficeId, UserId};
use crate::cases::user::{LoginName, Role};
use crate::cases::words::{Committee, Department};
use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

/// What a program of somebody else's may do with its token.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Scope {
    /// Read lists and cases, without what is personal.
    Cases,
    /// Read figures.
    Figures,
    /// Follow the events.
    Events,
    /// Register petitions.
    Petitions,
    /// Report hazards and structures.
    Reports,
}

impl Scope {
    /// Every scope.
    pub const ALL: [Self; 5] = [Self::Cases, Self::Figures, Self::Events, Self::Petitions, Self::Reports];

    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Cases => "cases",
            Self::Figures => "figures",
            Self::Events => "events",
            Self::Petitions => "petitions",
            Self::Reports => "reports",
        }
    }
}

impl FromStr for Scope {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL.into_iter().find(|scope| scope.name() == text).ok_or_else(|| {
            let names = Self::ALL.map(Self::name);
            format!("'{text}' is no scope; there are {}", names.join(", "))
        })
    }
}

/// In which capacity somebody acts.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Capacity {
    /// In a role of the office.
    Role(Role),
    /// As the machine's own operator, at its command line.
    Operator,
    /// As a program with a token.
    Scope(Scope),
    /// As whoever holds the query code of a case (查询码), and says no more of himself.
    Petitioner,
}

impl Capacity {
    /// Every capacity.
    pub fn all() -> impl Iterator<Item = Self> {
        let roles = Role::ALL.into_iter().map(Self::Role);
        roles.chain([Self::Operator]).chain(Scope::ALL.map(Self::Scope)).chain([Self::Petitioner])
    }
}

/// Who it is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Who {
    /// The machine's operator, by the operating system's user name.
    Operator(Box<str>),
    /// A user of the office.
    User {
        /// The user's stream.
        id: UserId,
        /// The login name.
        login: LoginName,
    },
    /// A program with a token.
    Integration(Box<str>),
    /// Whoever holds the query code of this case.
    Petitioner(CaseId),
}

/// Who acts, and in which capacities.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Subject {
    /// Who it is.
    pub who: Who,
    /// The office for which it acts.
    pub office: OfficeId,
    /// Its capacities now: the roles of its own, and those of whoever it is deputy for.
    pub capacities: BTreeSet<Capacity>,
    /// Where the user works.
    pub department: Option<Department>,
    /// The committee for which the user works.
    pub committee: Option<Committee>,
}

impl Subject {
    /// The machine's operator.
    #[must_use]
    pub fn operator(name: &str, office: OfficeId) -> Self {
        let capacities = BTreeSet::from([Capacity::Operator]);
        Self { who: Who::Operator(name.into()), office, capacities, department: None, committee: None }
    }

    /// Whoever holds the query code of a case.
    #[must_use]
    pub fn petitioner(case: CaseId, office: OfficeId) -> Self {
        let capacities = BTreeSet::from([Capacity::Petitioner]);
        Self { who: Who::Petitioner(case), office, capacities, department: None, committee: None }
    }

    /// The user, if it is one.
    #[must_use]
    pub const fn user(&self) -> Option<UserId> {
        match self.who {
            Who::User { id, .. } => Some(id),
            Who::Operator(_) | Who::Integration(_) | Who::Petitioner(_) => None,
        }
    }

    /// Whether it has a role.
    #[must_use]
    pub fn is(&self, role: Role) -> bool {
        self.capacities.contains(&Capacity::Role(role))
    }

    /// Whether rules about cases of which the reader must not learn can matter at all.
    #[must_use]
    pub const fn is_operator(&self) -> bool {
        matches!(self.who, Who::Operator(_))
    }
}

/// As the log names it: `user:li.na`, `operator:root`, `integration:12345`, `petitioner:` and the id of the case.
impl fmt::Display for Who {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Operator(name) => write!(f, "operator:{name}"),
            Self::User { login, .. } => write!(f, "user:{login}"),
            Self::Integration(name) => write!(f, "integration:{name}"),
            Self::Petitioner(case) => write!(f, "petitioner:{case}"),
        }
    }
}
