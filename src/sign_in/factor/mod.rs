//! Second factors: authenticator apps, passkeys, and recovery codes for when neither is at hand.
pub mod passkey;
pub mod recovery;
pub(super) mod store;
pub mod totp;

pub use crate::cases::sign_ins::SecondFactor as Factor;

use super::accounts::By;
use super::attempts::{Attempt, Counted};
use super::refusal::SignInError;
use super::{Account, Entered, Session, SignIn, Stage};
use crate::cases::ids::{OfficeId, UserId};
use crate::cases::occurred::Moment;
use crate::cases::sign_ins::SignInEvent;
use uuid::Uuid;

/// A passkey, as its owner sees it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NamedPasskey {
    /// Which one.
    pub id: Uuid,
    /// How its owner calls it.
    pub name: String,
    /// Since when.
    pub added: Moment,
    /// When it was last used.
    pub used: Option<Moment>,
}

/// The second factors of a user.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Factors {
    /// Since when there is an authenticator app.
    pub totp: Option<Moment>,
    /// The passkeys.
    pub passkeys: Vec<NamedPasskey>,
    /// How many recovery codes are left.
    pub recovery_codes: u64,
    /// Whether the user needs one.
    pub required: bool,
}

impl Factors {
    const fn count(&self) -> usize {
        self.passkeys.len() + self.totp.is_some() as usize
    }

    /// What the user can give now.
    #[must_use]
    pub fn possible(&self) -> Vec<Factor> {
        let has = [
            (Factor::Totp, self.totp.is_some()),
            (Factor::Passkey, !self.passkeys.is_empty()),
            (Factor::RecoveryCode, self.recovery_codes > 0),
        ];
        has.into_iter().filter(|(_, has)| *has).map(|(factor, _)| factor).collect()
    }
}

impl SignIn {
    /// The second factors of a user.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn factors(
        &self,
        office: OfficeId,
        user: UserId,
        account: &Account,
    ) -> Result<Factors, SignInError> {
        let passkeys = store::passkeys(&self.db, office, user).await?;
        Ok(Factors {
            totp: store::totp(&self.db, office, user).await?.map(|totp| totp.added),
            passkeys: passkeys.into_iter().map(|(named, _)| named).collect(),
            recovery_codes: store::recovery_codes(&self.db, office, user).await?,
            required: self.needs_factor(account),
        })
    }

    pub(super) async fn has_factor(&self, office: OfficeId, user: UserId) -> Result<bool, SignInError> {
        Ok(store::totp(&self.db, office, user).await?.is_some()
            || !store::passkeys(&self.db, office, user).await?.is_empty())
    }

    /// Removes the authenticator app.
    ///
    /// # Errors
    /// When there is none, or it is the last factor of somebody who needs one.
    pub async fn remove_totp(&self, session: &Session) -> Result<(), SignInError> {
        self.may_remove(session).await?;
        if !store::remove_totp(&self.db, session.office, session.user).await? {
            return Err(SignInError::NoSuch("authenticator app"));
        }
        self.note_own(session, SignInEvent::SecondFactorRemoved { factor: Factor::Totp }).await
    }

    /// Removes a passkey.
    ///
    /// # Errors
    /// When there is none, or it is the last factor of somebody who needs one.
    pub async fn remove_passkey(&self, session: &Session, passkey: Uuid) -> Result<(), SignInError> {
        self.may_remove(session).await?;
        if !store::remove_passkey(&self.db, session.office, session.user, passkey).await? {
            return Err(SignInError::NoSuch("passkey"));
        }
        self.note_own(session, SignInEvent::SecondFactorRemoved { factor: Factor::Passkey }).await
    }

    async fn may_remove(&self, session: &Session) -> Result<(), SignInError> {
        session.whole()?;
        let account = self.enabled(session.office, session.user).await?;
        let factors = self.factors(session.office, session.user, &account).await?;
        if factors.required && factors.count() < 2 { Err(SignInError::LastFactor) } else { Ok(()) }
    }

    /// Removes all second factors and recovery codes of a user who has lost them, and ends the user's sessions: an
    /// administrator's last help.
    ///
    /// # Errors
    /// When the database fails, or it cannot be noted that it was done.
    pub async fn reset_factors(&self, office: OfficeId, user: UserId, by: UserId) -> Result<(), SignInError> {
        let mut tx = self.db.begin().await?;
        store::remove_all(&mut tx, office, user).await?;
        super::session::store::end_all(&mut tx, office, user).await?;
        tx.commit().await?;
        self.note(office, user, By::User(by), SignInEvent::SecondFactorsReset {}).await
    }

    /// A second factor was set up, and the session goes on.
    async fn set_up(
        &self,
        session: &Session,
        account: &Account,
        factor: Factor,
    ) -> Result<Entered, SignInError> {
        self.note_own(session, SignInEvent::SecondFactorSetUp { factor }).await?;
        self.go_on(session, account, Some(factor)).await
    }

    /// A second factor is set up only by whoever is wholly signed in, or has none and needs one.
    async fn may_enrol(&self, session: &Session) -> Result<Account, SignInError> {
        if session.stage != Stage::Enrolment {
            session.whole()?;
        } else if self.has_factor(session.office, session.user).await? {
            // It was set up meanwhile, in another session.
            return Err(SignInError::SecondFactorNeeded);
        }
        self.enabled(session.office, session.user).await
    }

    /// Counts an attempt at the second factor of somebody from whom one is wanted.
    async fn try_factor(&self, session: &Session) -> Result<(Account, Counted), SignInError> {
        if session.stage != Stage::SecondFactor {
            return Err(SignInError::NoSuch("second factor that is waited for"));
        }
        let (office, user) = (session.office, session.user);
        let account = self.enabled(office, user).await?;
        let counted = self.count(Attempt::Factor, (office, user), session.address()).await?;
        Ok((account, counted))
    }

    /// The second factor was judged; when it was right, the session goes on.
    async fn given(
        &self,
        session: &Session,
        account: &Account,
        (counted, judged): (Counted, Result<(), SignInError>),
        factor: Factor,
    ) -> Result<Entered, SignInError> {
        if matches!(judged, Err(SignInError::WrongFactor)) {
            self.note_failure(&counted);
        }
        judged?;
        self.was_right(counted).await?;
        self.go_on(session, account, Some(factor)).await
    }
}
