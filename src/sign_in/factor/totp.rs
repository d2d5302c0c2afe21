//! Codes of authenticator apps (RFC 6238): six digits, a new one every 30 seconds, each good once.
use super::store::{self, KeptTotp};
use super::{Factor, SignIn};
use crate::cases::ids::{OfficeId, UserId};
use crate::keys::{Key, open_secret, seal_secret};
use crate::sign_in::ceremony::Ceremony;
use crate::sign_in::refusal::SignInError;
use crate::sign_in::{Entered, Session, Token};
use serde::{Deserialize, Serialize};
use totp_rs::{Builder, Totp};
use uuid::Uuid;
use zeroize::Zeroizing;

/// Bytes of a secret: as many as its hash has, as RFC 4226 recommends.
const SECRET: usize = 20;
/// Steps before and after the present one of which a code is good: clocks differ, and people need time to type.
const WINDOW: u16 = 1;

/// An authenticator app that is being set up.
#[derive(Debug)]
pub struct NewTotp {
    /// With which the code is brought.
    pub ceremony: Token,
    /// The secret, for whoever types it into the app.
    pub secret: String,
    /// The same as an `otpauth` address, which the page shows as a picture.
    pub address: String,
}

/// What the ceremony remembers: the secret, sealed as it will be kept.
#[derive(Serialize, Deserialize)]
struct Pending {
    key: Uuid,
    sealed: Vec<u8>,
}

fn place(office: OfficeId, user: UserId) -> Vec<u8> {
    [b"totp".as_slice(), office.0.as_bytes(), user.0.as_bytes()].concat()
}

impl SignIn {
    fn app(&self, secret: &[u8], login: &str) -> Result<Totp, SignInError> {
        // A colon would part the name from the account.
        let name = self.settings.name.replace(':', " ");
        let app = Builder::new().with_secret(secret).with_skew(WINDOW).with_issuer(Some(name));
        let app = app.with_account_name(login).build();
        app.map_err(|error| SignInError::Internal(format!("an authenticator app: {error}")))
    }

    /// Begins to set up an authenticator app. Nothing changes before its first code is brought.
    ///
    /// # Errors
    /// When the session is not good for it.
    pub async fn begin_totp(&self, session: &Session) -> Result<NewTotp, SignInError> {
        let account = self.may_enrol(session).await?;
        let (office, user) = (session.office, session.user);
        let secret = Zeroizing::new(self.source.bytes::<SECRET>());
        let key = Key::random(&self.source);
        self.keys.keep(office, std::slice::from_ref(&key)).await?;
        let sealed = seal_secret(&key, &self.source, &place(office, user), secret.as_slice())?;
        let pending = Pending { key: key.id, sealed };
        let ceremony = self.begin(Ceremony::NewTotp, office, Some(user), &pending).await?;
        let app = self.app(secret.as_slice(), account.login.as_str())?;
        let address =
            app.to_url().map_err(|error| SignInError::Internal(format!("an authenticator app: {error}")))?;
        Ok(NewTotp { ceremony, secret: totp_rs::Secret::from(secret.to_vec()).to_base32(), address })
    }

    /// Ends setting up an authenticator app, in place of an earlier one: the app shows the code of this moment. The
    /// session goes on under a new token, and counts as one in which the second factor was given.
    ///
    /// # Errors
    /// When the code does not fit; the app is then set up from the beginning.
    pub async fn finish_totp(
        &self,
        session: &Session,
        ceremony: &Token,
        code: &str,
    ) -> Result<Entered, SignInError> {
        let account = self.may_enrol(session).await?;
        let (office, user) = (session.office, session.user);
        let Pending { key, sealed } = self.take(Ceremony::NewTotp, ceremony, Some(user)).await?;
        let kept = KeptTotp { key, sealed, last_step: -1, added: self.source.now() };
        let last_step = self.step_of(office, user, &kept, code).await?.ok_or(SignInError::WrongFactor)?;
        store::put_totp(&self.db, office, user, &KeptTotp { last_step, ..kept }).await?;
        self.set_up(session, &account, Factor::Totp).await
    }

    /// Gives a code as the second factor.
    ///
    /// # Errors
    /// When it does not fit or was used before, or somebody has to wait.
    pub async fn give_totp(&self, session: &Session, code: &str) -> Result<Entered, SignInError> {
        let (account, counted) = self.try_factor(session).await?;
        let judged = self.judge_totp(session, code).await;
        self.given(session, &account, (counted, judged), Factor::Totp).await
    }

    async fn judge_totp(&self, session: &Session, code: &str) -> Result<(), SignInError> {
        let (office, user) = (session.office, session.user);
        let kept = store::totp(&self.db, office, user).await?.ok_or(SignInError::WrongFactor)?;
        let step = self.step_of(office, user, &kept, code).await?.ok_or(SignInError::WrongFactor)?;
        let is_used = store::use_step(&self.db, office, user, step).await?;
        if is_used { Ok(()) } else { Err(SignInError::WrongFactor) }
    }

    /// The step of which this is the code, if there is one that was not used.
    async fn step_of(
        &self,
        office: OfficeId,
        user: UserId,
        kept: &KeptTotp,
        code: &str,
    ) -> Result<Option<i64>, SignInError> {
        let keys = self.keys.of(office, &[kept.key]).await?;
        let key = keys.get(&kept.key).ok_or(crate::keys::SealError::Malformed)?;
        let secret = open_secret(key, &place(office, user), &kept.sealed)?;
        let now = u64::try_from(self.source.now().utc().timestamp()).unwrap_or(0);
        let step = self.app(&secret, "user")?.check(code.trim(), now);
        Ok(step.and_then(|step| i64::try_from(step).ok()).filter(|step| *step > kept.last_step))
    }
}
