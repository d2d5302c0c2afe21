//! What happens is noted where auditors read it, by whoever [`Accounts`](super::Accounts) asks.
use super::accounts::By;
use super::attempts::Counted;
use super::refusal::SignInError;
use super::{Session, SignIn};
use crate::cases::ids::{OfficeId, UserId};
use crate::cases::sign_ins::{SignInEvent, is_told};
use std::sync::Arc;

impl SignIn {
    /// Notes what happened in the signing in of a user.
    pub(super) async fn note(
        &self,
        office: OfficeId,
        user: UserId,
        by: By,
        seen: SignInEvent,
    ) -> Result<(), SignInError> {
        Ok(self.accounts.note(office, user, by, seen).await?)
    }

    /// Notes what a user did for oneself.
    pub(super) async fn note_own(&self, session: &Session, seen: SignInEvent) -> Result<(), SignInError> {
        self.note(session.office, session.user, By::User(session.user), seen).await
    }

    /// Notes that somebody tried in vain, where that is told. Nobody waits for it: how long an answer takes must not say
    /// whether there is such a user, and whoever tries in vain is told so also when the log takes nothing.
    pub(super) fn note_failure(&self, counted: &Counted) {
        if !is_told(counted.failures) {
            return;
        }
        let (accounts, office, user) = (Arc::clone(&self.accounts), counted.office, counted.user);
        let seen = counted.seen(counted.failures);
        tokio::spawn(async move {
            if let Err(error) = accounts.note(office, user, By::Program, seen).await {
                tracing::warn!(%error, "a failed attempt to sign in was not noted");
            }
        });
    }

    /// Notes how often somebody had tried in vain before it was right, if that was not told.
    pub(super) async fn note_failures_before(&self, counted: &Counted) -> Result<(), SignInError> {
        let before = counted.failures.saturating_sub(1);
        if before == 0 || is_told(before) {
            return Ok(());
        }
        self.note(counted.office, counted.user, By::Program, counted.seen(before)).await
    }
}
