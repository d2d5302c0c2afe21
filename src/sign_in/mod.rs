//! Signing in: who somebody is, before it is asked what they may do.
//!
//! ```text
//! password or single sign-on → session (token in a cookie) → second factor → the session is whole, under a new token
//! link (once) → first password        token of a program → integration with scopes
//! ```
//!
//! Whoever guesses is slowed down ([`attempts`]); whoever is unknown gets the same answer, after the same work, as
//! whoever mistypes. What users there are is asked through [`Accounts`].
pub mod accounts;
pub mod api_token;
mod attempts;
mod ceremony;
pub mod factor;
pub mod link;
mod noting;
pub mod oidc;
pub mod password;
pub mod preference;
pub mod profile;
mod refusal;
pub mod session;
pub mod settings;
mod token;

pub use accounts::{Account, Accounts, By, NotNoted, Office};
pub use attempts::{Address, Pace, Tried};
pub use password::{PasswordRefusal, PoolSize};
pub use profile::Profile;
pub use refusal::SignInError;
pub use session::{Entered, Session, Stage, Visit};
pub use settings::{Settings, SettingsError};
pub use token::Token;

use crate::cases::ids::{OfficeId, UserId};
use crate::cases::occurred::Moment;
use crate::clock::Source;
use crate::database::{Db, Table};
use crate::keys::KeyStore;
use chrono::TimeDelta;
use password::Pool;
use std::sync::Arc;
use webauthn_rs::Webauthn;

/// The tables of this room.
pub static TABLES: [&Table; 10] = [
    &password::store::PASSWORDS,
    &session::store::SESSIONS,
    &ceremony::store::CEREMONIES,
    &factor::store::TOTP,
    &factor::store::PASSKEYS,
    &factor::store::RECOVERY_CODES,
    &link::store::LINKS,
    &oidc::store::SUBJECTS,
    &api_token::store::API_TOKENS,
    &preference::store::PREFERENCES,
];

/// Signing in to the offices of one store.
pub struct SignIn {
    db: Db,
    keys: KeyStore,
    source: Source,
    accounts: Arc<dyn Accounts>,
    settings: Settings,
    pool: Pool,
    webauthn: Option<Webauthn>,
    provider: Option<oidc::Provider>,
}

impl std::fmt::Debug for SignIn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SignIn")
    }
}

impl SignIn {
    /// Signing in to the store in `db`, for the users that `accounts` knows.
    ///
    /// # Errors
    /// When the settings make no sense.
    pub fn new(
        db: Db,
        keys: KeyStore,
        source: Source,
        accounts: Arc<dyn Accounts>,
        settings: Settings,
    ) -> Result<Self, SettingsError> {
        let pool = Pool::new(settings.pool, settings.cost, &source)?;
        let webauthn = factor::passkey::relying_party(&settings)?;
        let provider = settings.provider.clone().map(oidc::Provider::new).transpose()?;
        Ok(Self { db, keys, source, accounts, settings, pool, webauthn, provider })
    }

    /// How it is set up.
    #[must_use]
    pub const fn settings(&self) -> &Settings {
        &self.settings
    }

    /// How many passwords were hashed, for whoever watches the program; it is the same for known and unknown users.
    #[must_use]
    pub fn passwords_hashed(&self) -> u64 {
        self.pool.hashed()
    }

    /// The account of a user who may sign in.
    ///
    /// # Errors
    /// When there is none, or it is disabled.
    pub async fn enabled(&self, office: OfficeId, user: UserId) -> Result<Account, SignInError> {
        let account = self.accounts.account(office, user).await?;
        account.filter(|account| account.enabled).ok_or(SignInError::NotSignedIn)
    }

    /// The account with this login name, for an administrator.
    ///
    /// # Errors
    /// When there is none.
    pub async fn account_of(&self, office: OfficeId, login: &str) -> Result<(UserId, Account), SignInError> {
        let login = login.parse().map_err(|_| SignInError::NoSuch("user"))?;
        let user = office.user_stream(&login);
        let account = self.accounts.account(office, user).await?;
        account.map(|account| (user, account)).ok_or(SignInError::NoSuch("user"))
    }

    /// Forgets what has run out: sessions, ceremonies, links, attempts that no longer slow anybody down. Says how many
    /// rows went. Everything works without it; it keeps the tables small.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn tidy(&self, office: OfficeId) -> Result<u64, SignInError> {
        let now = self.source.now();
        let mut tx = self.db.begin().await?;
        let mut gone = session::store::forget(&mut tx, office, now).await?;
        gone += ceremony::store::forget(&mut tx, office, now).await?;
        gone += link::store::forget(&mut tx, office, now).await?;
        gone += attempts::store::forget(&mut tx, office, later(now, -attempts::LONGEST_MEMORY)).await?;
        tx.commit().await?;
        Ok(gone)
    }
}

/// The moment that is `after` it.
fn later(moment: Moment, after: TimeDelta) -> Moment {
    Moment::new(moment.utc() + after)
}
