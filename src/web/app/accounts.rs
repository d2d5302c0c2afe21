//! What signing in has to know of users, as the store has it.
use crate::cases::ids::{OfficeId, UserId};
use crate::commands::Store;
use crate::database::StorageError;
use crate::event_log::Position;
use crate::projections::{offices, users};
use crate::sign_in::{Account, Accounts, Office};
use futures_util::future::BoxFuture;

/// The users of a store.
#[derive(Clone, Debug)]
pub struct StoreAccounts(pub Store);

impl StoreAccounts {
    async fn named(&self, office: OfficeId) -> Result<Option<Office>, StorageError> {
        let life = offices::as_known(&self.0.log(), office, Position::END).await?;
        Ok(life.office.map(|(_, name)| Office { id: office, name: name.to_string() }))
    }
}

impl Accounts for StoreAccounts {
    fn office(&self, code: Option<String>) -> BoxFuture<'_, Result<Option<Office>, StorageError>> {
        Box::pin(async move {
            let offices = offices::all(self.0.db()).await?;
            let office = match (code, offices.as_slice()) {
                (Some(code), _) => offices.iter().find(|(_, known)| *known == code),
                (None, [only]) => Some(only),
                (None, _) => None,
            };
            match office {
                Some((id, _)) => self.named(*id).await,
                None => Ok(None),
            }
        })
    }

    fn office_named(&self, office: OfficeId) -> BoxFuture<'_, Result<Option<Office>, StorageError>> {
        Box::pin(self.named(office))
    }

    fn account(
        &self,
        office: OfficeId,
        user: UserId,
    ) -> BoxFuture<'_, Result<Option<Account>, StorageError>> {
        Box::pin(async move {
            let user = users::one(self.0.db(), office, user).await?;
            Ok(user.map(|user| Account {
                login: user.login,
                enabled: user.enabled,
                roles: user.roles.iter().map(|role| role.name().to_owned()).collect(),
            }))
        })
    }
}
