//! What signing in has to know of users, as the store has it.
use crate::cases::ids::{OfficeId, UserId};
use crate::cases::sign_ins::SignInEvent;
use crate::commands::Store;
use crate::database::StorageError;
use crate::event_log::Position;
use crate::policy::{Subject, Who};
use crate::projections::{offices, users};
use crate::sign_in::{Account, Accounts, By, NotNoted, Office};
use futures_util::future::BoxFuture;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

/// How long the log has to take a note.
const PATIENCE: Duration = Duration::from_secs(5);
/// As whom the program notes what it saw when nobody knows who stood at the door.
const DOOR: &str = "sign-in";

/// Whoever acts, as signing in knows it.
#[must_use]
pub fn by(subject: &Subject) -> By {
    match &subject.who {
        Who::User { id, .. } => By::User(*id),
        Who::Operator(name) => By::Operator(name.clone()),
        Who::Integration(_) | Who::Petitioner(_) => By::Program,
    }
}

/// The users of a store.
#[derive(Clone, Debug)]
pub struct StoreAccounts(pub Store);

impl StoreAccounts {
    async fn named(&self, office: OfficeId) -> Result<Option<Office>, StorageError> {
        let life = offices::as_known(&self.0.log(), office, Position::END).await?;
        Ok(life.office.map(|(_, name)| Office { id: office, name: name.to_string() }))
    }

    /// In whose name something is noted. To note it needs no role.
    async fn subject(&self, office: OfficeId, by: By) -> Result<Subject, StorageError> {
        let user = match by {
            By::Operator(name) => return Ok(Subject::operator(&name, office)),
            By::Program => None,
            By::User(user) => users::one(self.0.db(), office, user).await?,
        };
        Ok(user.map_or_else(
            || Subject::operator(DOOR, office),
            |user| Subject {
                who: Who::User { id: user.id, login: user.login },
                office,
                capacities: BTreeSet::new(),
                department: None,
                committee: None,
            },
        ))
    }

    async fn take_down(
        &self,
        office: OfficeId,
        user: UserId,
        by: By,
        seen: SignInEvent,
    ) -> Result<(), NotNoted> {
        let not_noted = |error: &dyn std::error::Error| NotNoted(error.to_string());
        let subject = self.subject(office, by).await.map_err(|error| not_noted(&error))?;
        let desk = self.0.desk_of(Arc::new(subject), office).await.map_err(|error| not_noted(&error))?;
        desk.note_sign_in(user, seen).await.map_err(|error| not_noted(&error))?;
        Ok(())
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

    fn note(
        &self,
        office: OfficeId,
        user: UserId,
        by: By,
        seen: SignInEvent,
    ) -> BoxFuture<'_, Result<(), NotNoted>> {
        Box::pin(async move {
            let noted = tokio::time::timeout(PATIENCE, self.take_down(office, user, by, seen)).await;
            noted.unwrap_or_else(|_| Err(NotNoted("it does not answer in time".to_owned())))
        })
    }
}
