//! Passwords: how they are hashed, which are refused, how they are set and proved.
mod pool;
mod rules;
pub(super) mod store;

pub(super) use pool::Pool;
pub use pool::{Cost, PoolSize};
pub use rules::PasswordRefusal;

use super::attempts::{Attempt, forgive};
use super::refusal::SignInError;
use super::session::{Entrance, store as sessions};
use super::{Entered, Session, SignIn, Stage, Visit, later};
use crate::cases::ids::{OfficeId, StreamId, UserId};
use crate::cases::sign_ins::{PasswordWay, SignInEvent};
use crate::cases::user::LoginName;
use uuid::Uuid;
use zeroize::Zeroizing;

impl SignIn {
    /// Signs in with login name and password, to the office with this code or to the only one. Whoever is unknown,
    /// disabled or has no password yet gets the same answer as whoever mistypes, after the same work.
    ///
    /// # Errors
    /// When they are wrong, or somebody has to wait.
    pub async fn with_password(
        &self,
        visit: &Visit,
        office: Option<String>,
        login: &str,
        password: &str,
    ) -> Result<Entered, SignInError> {
        let found = self.accounts.office(office).await?;
        let office = found.as_ref().map_or(OfficeId(Uuid::nil()), |office| office.id);
        let user = user_called(office, login);
        let counted = self.count(Attempt::Password, (office, user), visit.address).await?;
        let account = self.accounts.account(office, user).await?;
        let kept = store::newest(&self.db, office, user, 1).await?.into_iter().next();
        let hash = kept.as_ref().map(|kept| kept.hash.clone());
        let password = rules::normal(password);
        let fits = match self.pool.verify(password.clone(), hash).await {
            Ok(fits) => fits,
            Err(error) => {
                self.was_not_judged(counted).await?;
                return Err(error);
            }
        };
        let Some(account) = account else { return Err(SignInError::Wrong) };
        let Some(kept) = kept else {
            self.note_failure(&counted);
            return Err(SignInError::Wrong);
        };
        if !fits || !account.enabled {
            self.note_failure(&counted);
            return Err(SignInError::Wrong);
        }
        self.was_right(counted).await?;
        if self.pool.is_outdated(&kept.hash) {
            let hash = self.pool.hash(password, self.source.bytes()).await?;
            store::rehash(&self.db, office, user, kept.generation, &hash).await?;
        }
        self.enter(visit, (office, user), &account, Entrance::Password).await
    }

    /// Sets a user's password in place of the present one. The user's other sessions end, and this one goes on under a
    /// new token.
    ///
    /// # Errors
    /// When the present password is wrong, or the new one is refused.
    pub async fn change_password(
        &self,
        session: &Session,
        present: &str,
        new: &str,
    ) -> Result<Entered, SignInError> {
        if session.stage != Stage::NewPassword {
            session.whole()?;
        }
        let (office, user) = (session.office, session.user);
        let account = self.enabled(office, user).await?;
        let counted = self.count(Attempt::Password, (office, user), session.address()).await?;
        let kept = store::newest(&self.db, office, user, 1).await?.into_iter().next();
        let hash = kept.map(|kept| kept.hash);
        match self.pool.verify(rules::normal(present), hash).await {
            Ok(true) => self.was_right(counted).await?,
            Ok(false) => {
                self.note_failure(&counted);
                return Err(SignInError::Wrong);
            }
            Err(error) => {
                self.was_not_judged(counted).await?;
                return Err(error);
            }
        }
        let hash = self.hash_of_new(office, user, &account.login, new).await?;
        let now = self.source.now();
        let mut tx = self.db.begin().await?;
        store::add(&mut tx, office, user, &hash, now, self.settings.profile.remembered).await?;
        sessions::end_others(&mut tx, office, user, session.id).await?;
        tx.commit().await?;
        let way = PasswordWay::InPlaceOfThePresent;
        self.note_own(session, SignInEvent::PasswordChanged { way }).await?;
        self.go_on(session, &account, session.factor).await
    }

    /// Sets the password that whoever follows a link chose, and ends all sessions of the user.
    pub(super) async fn set_by_link(
        &self,
        tx: &mut crate::database::Transaction,
        office: OfficeId,
        user: UserId,
        hash: &str,
    ) -> Result<(), SignInError> {
        store::add(tx, office, user, hash, self.source.now(), self.settings.profile.remembered).await?;
        sessions::end_all(tx, office, user).await?;
        forgive(tx, office, user).await
    }

    /// Whether the user's password has served its time.
    pub(super) async fn is_outworn(&self, office: OfficeId, user: UserId) -> Result<bool, SignInError> {
        let Some(rotation) = self.settings.profile.rotation else { return Ok(false) };
        let kept = store::newest(&self.db, office, user, 1).await?.into_iter().next();
        Ok(kept.is_some_and(|kept| self.source.now() >= later(kept.set_at, rotation)))
    }

    /// The hash of a new password, if the rules allow it.
    pub(super) async fn hash_of_new(
        &self,
        office: OfficeId,
        user: UserId,
        login: &LoginName,
        new: &str,
    ) -> Result<String, SignInError> {
        let profile = self.settings.profile;
        let new = rules::normal(new);
        rules::form(&profile, &new)?;
        let names = [login.to_string(), self.office_name(office).await?, self.settings.name.clone()];
        let judged = new.clone();
        self.pool.work(move || rules::is_common(&judged, &names)).await??;
        for kept in store::newest(&self.db, office, user, profile.remembered).await? {
            if self.pool.verify(new.clone(), Some(kept.hash)).await? {
                return Err(PasswordRefusal::Reused(profile.remembered).into());
            }
        }
        self.pool.hash(new, self.source.bytes()).await
    }

    async fn office_name(&self, office: OfficeId) -> Result<String, SignInError> {
        let found = self.accounts.office_named(office).await?;
        Ok(found.map(|office| office.name).unwrap_or_default())
    }
}

/// The user who is called so; whoever is called as nobody can be is somebody whom no account has.
fn user_called(office: OfficeId, login: &str) -> UserId {
    match login.parse::<LoginName>() {
        Ok(login) => office.user_stream(&login),
        Err(_) => StreamId(Uuid::new_v5(&office.0, format!("nobody:{login}").as_bytes())),
    }
}

/// A password in its normal form, gone from memory when dropped.
type Plain = Zeroizing<String>;
