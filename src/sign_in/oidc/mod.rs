//! Single sign-on by `OpenID` Connect: the authorization code flow with PKCE, a nonce and a state. A person of the
//! provider is a user here once they are bound to each other, by an administrator or by the user while signed in, or by
//! a claim that the office trusts to name the user.
mod claims;
mod http;
mod provider;
pub(super) mod store;

pub(super) use provider::Provider;
pub use provider::ProviderSettings;
pub use store::Binding;

use super::accounts::By;
use super::ceremony::Ceremony;
use super::refusal::SignInError;
use super::session::Entrance;
use super::token::{Token, hex};
use super::{Entered, Session, SignIn, Visit};
use crate::cases::ids::{OfficeId, UserId};
use crate::cases::sign_ins::SignInEvent;
use serde::{Deserialize, Serialize};
use webauthn_rs::prelude::Url;

/// Characters of a person's name at the provider (`OpenID` Connect Core 1.0, 2: at most 255).
const SUBJECT: usize = 255;

/// What is remembered while the browser is with the provider.
#[derive(Serialize, Deserialize)]
struct Flow {
    nonce: String,
    verifier: String,
    /// The hash of what the browser keeps in a cookie: nobody else ends what it began.
    browser: [u8; 32],
    /// The user to whom the person is to be bound; none for signing in.
    bind: Option<UserId>,
}

/// A browser on its way to the provider.
#[derive(Debug)]
pub struct Departure {
    /// Where it goes.
    pub location: Url,
    /// What it keeps until it is back.
    pub browser: Token,
}

/// A browser that is back.
#[derive(Debug)]
pub enum Return {
    /// The person is a user, who has signed in.
    SignedIn(Box<Entered>),
    /// The person is bound to the user who asked for it.
    Bound,
}

impl SignIn {
    fn provider(&self) -> Result<&Provider, SignInError> {
        self.provider.as_ref().ok_or(SignInError::NotSetUp("single sign-on"))
    }

    /// Begins to sign in to the office with this code, or to the only one, by single sign-on.
    ///
    /// # Errors
    /// When it is not set up, there is no such office, or the provider does not answer.
    pub async fn depart(&self, office: Option<String>) -> Result<Departure, SignInError> {
        let office = self.accounts.office(office).await?.ok_or(SignInError::NoSuch("office"))?;
        self.departure(office.id, None).await
    }

    /// Begins to bind whoever the provider says is there to the user who is signed in.
    ///
    /// # Errors
    /// When it is not set up, or the provider does not answer.
    pub async fn depart_to_bind(&self, session: &Session) -> Result<Departure, SignInError> {
        session.whole()?;
        self.departure(session.office, Some(session.user)).await
    }

    async fn departure(&self, office: OfficeId, bind: Option<UserId>) -> Result<Departure, SignInError> {
        let provider = self.provider()?;
        let browser = Token::random(office, &self.source);
        // 64 hexadecimal digits: 256 random bits, of a length and spelling that RFC 7636, 4.1, allows.
        let (nonce, verifier) = (hex(&self.source.bytes::<32>()), hex(&self.source.bytes::<32>()));
        let flow = Flow { nonce, verifier, browser: browser.hash(), bind };
        let state = self.begin(Ceremony::SingleSignOn, office, bind, &flow).await?;
        let location = provider
            .location(self.callback()?, &state.spelt(), &flow.nonce, &flow.verifier, self.source.now())
            .await?;
        Ok(Departure { location, browser })
    }

    /// Where the provider sends browsers back to.
    fn callback(&self) -> Result<Url, SignInError> {
        let url = self.settings.origin.join(CALLBACK);
        url.map_err(|error| SignInError::Internal(format!("the address of the program: {error}")))
    }

    /// The browser is back with a code.
    ///
    /// # Errors
    /// When it is another browser, it took too long, the provider cannot be believed, or nobody is bound to the person.
    pub async fn arrive(
        &self,
        visit: &Visit,
        state: &Token,
        browser: &Token,
        code: &str,
    ) -> Result<Return, SignInError> {
        let provider = self.provider()?;
        let flow: Flow = self.take(Ceremony::SingleSignOn, state, None).await?;
        if flow.browser != browser.hash() {
            return Err(SignInError::TooLate);
        }
        let now = self.source.now();
        let person = provider.person(self.callback()?, code, flow.verifier, flow.nonce, now).await?;
        let office = state.office();
        if let Some(user) = flow.bind {
            self.enabled(office, user).await?;
            self.bind(office, user, &person.subject, user).await?;
            return Ok(Return::Bound);
        }
        let found = store::find(&self.db, office, provider.issuer(), &person.subject).await?;
        let user = found.or_else(|| Some(office.user_stream(person.login.as_ref()?)));
        let user = user.ok_or(SignInError::NotBound)?;
        let account = self.enabled(office, user).await.map_err(|error| match error {
            SignInError::NotSignedIn => SignInError::NotBound,
            error => error,
        })?;
        let entered = self.enter(visit, (office, user), &account, Entrance::SingleSignOn).await?;
        Ok(Return::SignedIn(Box::new(entered)))
    }

    /// Binds a person of the provider to a user. Doing it again changes nothing.
    ///
    /// # Errors
    /// When the person is bound to another user.
    pub async fn bind(
        &self,
        office: OfficeId,
        user: UserId,
        subject: &str,
        by: UserId,
    ) -> Result<(), SignInError> {
        let issuer = self.provider()?.issuer();
        let is_long = subject.len() > SUBJECT || subject.is_empty() || subject.chars().any(char::is_control);
        if is_long {
            let reason = format!("has 1 to {SUBJECT} characters, as the provider names the person");
            return Err(SignInError::Malformed { field: "subject", reason });
        }
        if store::find(&self.db, office, issuer, subject).await? == Some(user) {
            return Ok(());
        }
        let now = self.source.now();
        let bound = store::bind(&self.db, (office, user), (issuer, subject), by, now).await?;
        if bound != user {
            return Err(SignInError::AlreadyBound);
        }
        self.note(office, user, By::User(by), SignInEvent::PersonBound {}).await
    }

    /// Who a user is at the provider.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn bindings(&self, office: OfficeId, user: UserId) -> Result<Vec<Binding>, SignInError> {
        Ok(store::of_user(&self.db, office, user).await?)
    }

    /// Unbinds a person of the provider from a user.
    ///
    /// # Errors
    /// When they are not bound.
    pub async fn unbind(
        &self,
        office: OfficeId,
        user: UserId,
        subject: &str,
        by: UserId,
    ) -> Result<(), SignInError> {
        let issuer = self.provider()?.issuer();
        if !store::unbind(&self.db, (office, user), (issuer, subject)).await? {
            return Err(SignInError::NoSuch("binding"));
        }
        self.note(office, user, By::User(by), SignInEvent::PersonUnbound {}).await
    }
}

/// The path at which the browser comes back.
pub const CALLBACK: &str = "/api/v1/session/oidc/callback";
