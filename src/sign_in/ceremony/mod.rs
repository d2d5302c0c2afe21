//! Ceremonies: what takes two requests, such as setting up a passkey. What the first one has to remember for the second
//! is kept here, for a short time and to be taken once; the browser holds a token that says nothing.
pub(super) mod store;

use super::refusal::SignInError;
use super::token::Token;
use super::{SignIn, later};
use crate::cases::ids::{OfficeId, UserId};
use chrono::TimeDelta;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// How long one may take: what an authenticator is given, and for a provider's own pages longer.
const SHORT: TimeDelta = TimeDelta::minutes(5);
const LONG: TimeDelta = TimeDelta::minutes(10);

/// What kind of ceremony it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Ceremony {
    NewTotp,
    NewPasskey,
    Passkey,
    SingleSignOn,
}

impl Ceremony {
    const fn code(self) -> &'static str {
        match self {
            Self::NewTotp => "new_totp",
            Self::NewPasskey => "new_passkey",
            Self::Passkey => "passkey",
            Self::SingleSignOn => "single_sign_on",
        }
    }

    const fn lasts(self) -> TimeDelta {
        if matches!(self, Self::SingleSignOn) { LONG } else { SHORT }
    }
}

impl SignIn {
    /// Begins one, for a user or for whoever it will turn out to be.
    pub(super) async fn begin<T: Serialize + Sync>(
        &self,
        kind: Ceremony,
        office: OfficeId,
        user: Option<UserId>,
        state: &T,
    ) -> Result<Token, SignInError> {
        let token = Token::random(office, &self.source);
        let state = serde_json::to_string(state);
        let state = state.map_err(|error| SignInError::Internal(format!("a ceremony: {error}")))?;
        let expires = later(self.source.now(), kind.lasts());
        store::add(&self.db, &token, kind.code(), user, state, expires).await?;
        Ok(token)
    }

    /// Takes what was remembered; it can be taken once.
    pub(super) async fn take<T: DeserializeOwned>(
        &self,
        kind: Ceremony,
        token: &Token,
        user: Option<UserId>,
    ) -> Result<T, SignInError> {
        let found = store::take(&self.db, token, kind.code()).await?.ok_or(SignInError::TooLate)?;
        if self.source.now() >= found.expires || (user.is_some() && found.user != user) {
            return Err(SignInError::TooLate);
        }
        serde_json::from_str(&found.state)
            .map_err(|error| SignInError::Internal(format!("sign_in_ceremonies: {error}")))
    }
}
