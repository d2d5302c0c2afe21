//! Passkeys (Web Authentication, level 3). What a ceremony has to remember stays on the server.
use super::store;
use super::{Factor, SignIn};
use crate::sign_in::ceremony::Ceremony;
use crate::sign_in::refusal::SignInError;
use crate::sign_in::settings::{Settings, SettingsError};
use crate::sign_in::{Entered, Session, Token};
use webauthn_rs::prelude::{
    CreationChallengeResponse, Passkey, PasskeyAuthentication, PasskeyRegistration, PublicKeyCredential,
    RegisterPublicKeyCredential, RequestChallengeResponse,
};
use webauthn_rs::{Webauthn, WebauthnBuilder};

/// Passkeys that a user has at most.
const MOST: usize = 10;
/// Characters of a passkey's name.
const NAME: usize = 60;

/// Passkeys are bound to the host name at which browsers find the program; at a bare address there are none.
pub(in crate::sign_in) fn relying_party(settings: &Settings) -> Result<Option<Webauthn>, SettingsError> {
    let Some(host) = settings.origin.domain() else { return Ok(None) };
    let wrong = |_| SettingsError::Origin(settings.origin.clone());
    let party = WebauthnBuilder::new(host, &settings.origin).map_err(wrong)?;
    party.rp_name(&settings.name).build().map(Some).map_err(wrong)
}

impl SignIn {
    fn party(&self) -> Result<&Webauthn, SignInError> {
        self.webauthn.as_ref().ok_or(SignInError::NotSetUp("passkeys"))
    }

    /// Begins to set up a passkey: what the browser is to ask the authenticator for.
    ///
    /// # Errors
    /// When the session is not good for it.
    pub async fn begin_new_passkey(
        &self,
        session: &Session,
    ) -> Result<(Token, CreationChallengeResponse), SignInError> {
        let account = self.may_enrol(session).await?;
        let (office, user) = (session.office, session.user);
        let known = store::passkeys(&self.db, office, user).await?;
        if known.len() >= MOST {
            let reason = format!("there are {MOST} already; remove one first");
            return Err(SignInError::Malformed { field: "passkeys", reason });
        }
        let known = known.iter().map(|(_, passkey)| passkey.cred_id().clone()).collect();
        let login = account.login.as_str();
        let begun = self.party()?.start_passkey_registration(user.0, login, login, Some(known));
        let (asked, state) = begun.map_err(|error| failed(&error))?;
        let ceremony = self.begin(Ceremony::NewPasskey, office, Some(user), &state).await?;
        Ok((ceremony, asked))
    }

    /// Ends setting up a passkey. The session goes on under a new token, and counts as one in which the second factor
    /// was given.
    ///
    /// # Errors
    /// When the authenticator's answer does not fit.
    pub async fn finish_new_passkey(
        &self,
        session: &Session,
        ceremony: &Token,
        name: &str,
        answer: &RegisterPublicKeyCredential,
    ) -> Result<Entered, SignInError> {
        let account = self.may_enrol(session).await?;
        let (office, user) = (session.office, session.user);
        let name = name.trim();
        if name.is_empty() || name.chars().count() > NAME || name.chars().any(char::is_control) {
            let reason = format!("give the passkey a name of 1 to {NAME} characters");
            return Err(SignInError::Malformed { field: "name", reason });
        }
        let state: PasskeyRegistration = self.take(Ceremony::NewPasskey, ceremony, Some(user)).await?;
        let passkey = self.party()?.finish_passkey_registration(answer, &state);
        let passkey = passkey.map_err(|_| SignInError::WrongFactor)?;
        let (id, now) = (self.source.uuid(), self.source.now());
        let added = store::add_passkey(&self.db, (office, user), id, name, &passkey, now).await?;
        if !added {
            return Err(SignInError::WrongFactor);
        }
        self.set_up(session, &account, Factor::Passkey).await
    }

    /// Begins to give a passkey as the second factor: what the browser is to ask the authenticator for.
    ///
    /// # Errors
    /// When the user has none, or none is waited for.
    pub async fn begin_passkey(
        &self,
        session: &Session,
    ) -> Result<(Token, RequestChallengeResponse), SignInError> {
        if session.stage != super::Stage::SecondFactor {
            return Err(SignInError::NoSuch("second factor that is waited for"));
        }
        let (office, user) = (session.office, session.user);
        let known: Vec<Passkey> =
            store::passkeys(&self.db, office, user).await?.into_iter().map(|(_, passkey)| passkey).collect();
        if known.is_empty() {
            return Err(SignInError::NoSuch("passkey"));
        }
        let (asked, state) =
            self.party()?.start_passkey_authentication(&known).map_err(|error| failed(&error))?;
        let ceremony = self.begin(Ceremony::Passkey, office, Some(user), &state).await?;
        Ok((ceremony, asked))
    }

    /// Gives a passkey as the second factor.
    ///
    /// # Errors
    /// When the authenticator's answer does not fit, or somebody has to wait.
    pub async fn finish_passkey(
        &self,
        session: &Session,
        ceremony: &Token,
        answer: &PublicKeyCredential,
    ) -> Result<Entered, SignInError> {
        let (account, counted) = self.try_factor(session).await?;
        let judged = self.judge_passkey(session, ceremony, answer).await;
        self.given(session, &account, (counted, judged), Factor::Passkey).await
    }

    async fn judge_passkey(
        &self,
        session: &Session,
        ceremony: &Token,
        answer: &PublicKeyCredential,
    ) -> Result<(), SignInError> {
        let (office, user) = (session.office, session.user);
        let state: PasskeyAuthentication = self.take(Ceremony::Passkey, ceremony, Some(user)).await?;
        let shown = self.party()?.finish_passkey_authentication(answer, &state);
        let shown = shown.map_err(|_| SignInError::WrongFactor)?;
        let known = store::passkeys(&self.db, office, user).await?;
        let (named, mut passkey) = known
            .into_iter()
            .find(|(_, passkey)| passkey.cred_id() == shown.cred_id())
            .ok_or(SignInError::WrongFactor)?;
        passkey.update_credential(&shown);
        Ok(store::use_passkey(&self.db, (office, user), named.id, &passkey, self.source.now()).await?)
    }
}

fn failed(error: &webauthn_rs::prelude::WebauthnError) -> SignInError {
    SignInError::Internal(format!("passkeys: {error}"))
}
