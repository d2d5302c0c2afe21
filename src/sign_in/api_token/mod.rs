//! Tokens of programs: each integration has its own, with scopes and an end. Only its hash is kept.
pub(super) mod store;

use super::accounts::By;
use super::refusal::SignInError;
use super::token::{Token, hex};
use super::{SignIn, later};
use crate::cases::ids::{OfficeId, UserId};
use crate::cases::occurred::Moment;
use crate::cases::sign_ins::{ProgramName, ScopeName, SignInEvent, TokenId};
use crate::cases::words::TextError;
use chrono::TimeDelta;
use std::collections::BTreeSet;
use uuid::Uuid;

/// What every such token begins with, so that whoever finds one somewhere knows what it is.
pub const PREFIX: &str = "anj_";
/// Days that one may serve.
const LONGEST: TimeDelta = TimeDelta::days(366);
const NAME: usize = 80;
const SCOPES: usize = 32;
const SCOPE: usize = 64;
/// How often it is written down that one is used.
const NOTED: TimeDelta = TimeDelta::minutes(1);

/// A token of a program, as administrators see it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ApiToken {
    /// The office whose it is.
    pub office: OfficeId,
    /// Which one; it opens nothing.
    pub id: Uuid,
    /// The integration.
    pub name: String,
    /// For what it serves.
    pub scopes: BTreeSet<String>,
    /// How it begins: enough to know it again, and far too little to use it.
    pub prefix: String,
    /// Who made it.
    pub created_by: UserId,
    /// When.
    pub created: Moment,
    /// Until when it serves.
    pub expires: Moment,
    /// When it was last used, to the minute.
    pub used: Option<Moment>,
}

/// What a token is wanted for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WantedToken {
    /// The integration.
    pub name: String,
    /// For what it serves.
    pub scopes: BTreeSet<String>,
    /// Until when.
    pub expires: Moment,
}

impl WantedToken {
    /// The names of the program and of the scopes, if what is wanted makes sense.
    fn checked(&self, now: Moment) -> Result<(ProgramName, Vec<ScopeName>), SignInError> {
        let wrong = |field, reason: String| Err(SignInError::Malformed { field, reason });
        let length = self.name.trim().chars().count();
        if length == 0 || length > NAME || self.name.chars().any(char::is_control) {
            return wrong("name", format!("give the integration a name of 1 to {NAME} characters"));
        }
        if self.scopes.is_empty() || self.scopes.len() > SCOPES {
            return wrong("scopes", format!("give 1 to {SCOPES} scopes"));
        }
        if let Some(scope) = self.scopes.iter().find(|scope| !is_scope(scope)) {
            let form = format!("up to {SCOPE} of a-z, 0-9, '_', '.', ':', '-', beginning with a letter");
            return wrong("scopes", format!("'{scope}' is no scope: a scope has {form}"));
        }
        if self.expires <= now || self.expires > later(now, LONGEST) {
            return wrong("expires", "must lie in the future, at most 366 days from now".to_owned());
        }
        let malformed = |field: &'static str| {
            move |error: TextError| SignInError::Malformed { field, reason: error.to_string() }
        };
        let scopes = self.scopes.iter().map(|scope| scope.parse().map_err(malformed("scopes")));
        Ok((self.name.parse().map_err(malformed("name"))?, scopes.collect::<Result<_, _>>()?))
    }
}

fn is_scope(scope: &str) -> bool {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "_.:-".contains(c);
    scope.len() <= SCOPE && scope.starts_with(|c: char| c.is_ascii_lowercase()) && scope.chars().all(fits)
}

impl SignIn {
    /// Makes a token for a program. Its text is told here and never again.
    ///
    /// # Errors
    /// When what is wanted makes no sense.
    pub async fn make_api_token(
        &self,
        office: OfficeId,
        by: UserId,
        wanted: WantedToken,
    ) -> Result<(String, ApiToken), SignInError> {
        let now = self.source.now();
        let (program, scopes) = wanted.checked(now)?;
        let token = Token::random(office, &self.source);
        let mark = hex(&self.source.bytes::<4>());
        let made = ApiToken {
            office,
            id: self.source.uuid(),
            name: wanted.name.trim().to_owned(),
            scopes: wanted.scopes,
            prefix: format!("{PREFIX}{mark}"),
            created_by: by,
            created: now,
            expires: wanted.expires,
            used: None,
        };
        store::add(&self.db, &made, token.hash()).await?;
        let seen = SignInEvent::TokenMade { token: TokenId(made.id), program, scopes, until: made.expires };
        self.note(office, by, By::User(by), seen).await?;
        Ok((format!("{}_{}", made.prefix, token.spelt()), made))
    }

    /// The tokens of an office, those that have run out among them.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn api_tokens(&self, office: OfficeId) -> Result<Vec<ApiToken>, SignInError> {
        Ok(store::all(&self.db, office).await?)
    }

    /// Takes a token back.
    ///
    /// # Errors
    /// When there is none.
    pub async fn revoke_api_token(&self, office: OfficeId, id: Uuid, by: UserId) -> Result<(), SignInError> {
        if !store::remove(&self.db, office, id).await? {
            return Err(SignInError::NoSuch("token"));
        }
        self.note(office, by, By::User(by), SignInEvent::TokenRevoked { token: TokenId(id) }).await
    }

    /// The program that shows this token.
    ///
    /// # Errors
    /// When there is no such token, or it has run out.
    pub async fn program(&self, text: &str) -> Result<ApiToken, SignInError> {
        let secret = text.strip_prefix(PREFIX).and_then(|rest| rest.split_once('_')).map(|(_, token)| token);
        let token: Token = secret.and_then(|secret| secret.parse().ok()).ok_or(SignInError::NotSignedIn)?;
        let found = store::find(&self.db, token.office(), token.hash()).await?;
        let now = self.source.now();
        let mut found = found.filter(|found| now < found.expires).ok_or(SignInError::NotSignedIn)?;
        if found.used.is_none_or(|used| now >= later(used, NOTED)) {
            store::note_used(&self.db, token.office(), token.hash(), now).await?;
            found.used = Some(now);
        }
        Ok(found)
    }
}
