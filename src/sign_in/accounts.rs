//! What signing in has to know of users. They are made and disabled elsewhere.
use crate::cases::ids::{OfficeId, UserId};
use crate::cases::sign_ins::SignInEvent;
use crate::cases::user::LoginName;
use crate::database::StorageError;
use futures_util::future::BoxFuture;
use std::collections::BTreeSet;
use std::fmt;

/// The roles of administrators, by name.
pub const ADMINISTRATORS: [&str; 3] =
    ["system_administrator", "security_administrator", "audit_administrator"];

/// An office that somebody signs in to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Office {
    /// Which one.
    pub id: OfficeId,
    /// What it is called: no password may be made of it.
    pub name: String,
}

/// A user, as signing in sees one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Account {
    /// The login name.
    pub login: LoginName,
    /// Whether the user may sign in now.
    pub enabled: bool,
    /// The names of the roles.
    pub roles: BTreeSet<String>,
}

impl Account {
    /// Whether it is an administrator's, of whichever kind.
    #[must_use]
    pub fn is_administrator(&self) -> bool {
        ADMINISTRATORS.iter().any(|role| self.roles.contains(*role))
    }
}

/// Who did something about the signing in of a user.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum By {
    /// A user: the same, or an administrator.
    User(UserId),
    /// The machine's operator, by the operating system's user name.
    Operator(Box<str>),
    /// The program itself: nobody knows who stood at the door.
    Program,
}

/// As it is kept beside what was made: the user's id, or `operator:root`.
impl fmt::Display for By {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::User(user) => user.fmt(f),
            Self::Operator(name) => write!(f, "operator:{name}"),
            Self::Program => f.write_str("operator:sign-in"),
        }
    }
}

/// What happened was not noted.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("the log takes no notes of signing in: {0}")]
pub struct NotNoted(pub String);

/// Who tells which offices and users there are, and notes what happens to them.
pub trait Accounts: Send + Sync + 'static {
    /// The office with this code; without one, the only office.
    fn office(&self, code: Option<String>) -> BoxFuture<'_, Result<Option<Office>, StorageError>>;

    /// The office itself.
    fn office_named(&self, office: OfficeId) -> BoxFuture<'_, Result<Option<Office>, StorageError>>;

    /// The user of the office, if there is one.
    fn account(&self, office: OfficeId, user: UserId)
    -> BoxFuture<'_, Result<Option<Account>, StorageError>>;

    /// Notes, durably, what happened in the signing in of a user.
    fn note(
        &self,
        office: OfficeId,
        user: UserId,
        by: By,
        seen: SignInEvent,
    ) -> BoxFuture<'_, Result<(), NotNoted>>;
}
