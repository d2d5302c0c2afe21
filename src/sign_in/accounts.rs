//! What signing in has to know of users. They are made and disabled elsewhere.
use crate::cases::ids::{OfficeId, UserId};
use crate::cases::user::LoginName;
use crate::database::StorageError;
use futures_util::future::BoxFuture;
use std::collections::BTreeSet;

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

/// Who tells which offices and users there are.
pub trait Accounts: Send + Sync + 'static {
    /// The office with this code; without one, the only office.
    fn office(&self, code: Option<String>) -> BoxFuture<'_, Result<Option<Office>, StorageError>>;

    /// The office itself.
    fn office_named(&self, office: OfficeId) -> BoxFuture<'_, Result<Option<Office>, StorageError>>;

    /// The user of the office, if there is one.
    fn account(&self, office: OfficeId, user: UserId)
    -> BoxFuture<'_, Result<Option<Account>, StorageError>>;
}
