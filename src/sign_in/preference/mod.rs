//! What users choose for their own pages, wherever they sign in: it says nothing of any case and is no event.
pub(in crate::sign_in) mod store;

use crate::cases::ids::{OfficeId, UserId};
use crate::database::{Db, StorageError};

/// What one user has chosen.
#[derive(Clone, Debug)]
pub struct Preferences {
    /// Where it is kept.
    pub db: Db,
    /// The office.
    pub office: OfficeId,
    /// The user.
    pub user: UserId,
}

impl Preferences {
    /// What was chosen under this name, if anything was.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn chosen(&self, name: &'static str) -> Result<Option<String>, StorageError> {
        store::find(self, name).await
    }

    /// Keeps a choice in place of the one before.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn choose(&self, name: &'static str, value: &str) -> Result<(), StorageError> {
        store::keep(self, name, value).await
    }

    /// Forgets a choice: it is as if nothing had been chosen.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn forget(&self, name: &'static str) -> Result<(), StorageError> {
        store::remove(self, name).await
    }
}
