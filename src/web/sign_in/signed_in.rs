//! Who is there: what every route asks.
use super::SignInState;
use super::answer::Failed;
use super::cookies::Kept;
use super::same_origin;
use crate::cases::ids::{OfficeId, UserId};
use crate::sign_in::api_token::ApiToken;
use crate::sign_in::{Session, SignInError};
use axum::extract::{FromRef, FromRequestParts};
use axum::http::header;
use axum::http::request::Parts;
use axum_extra::extract::CookieJar;
use uuid::Uuid;

/// A person in a session, or a program.
#[derive(Clone, Debug)]
pub enum Who {
    /// A person, wholly signed in.
    User(Session),
    /// A program with a token of its own.
    Integration(ApiToken),
}

/// Somebody who is signed in, by the cookie of a session or by `Authorization: Bearer anj_…`. What changes something
/// by cookie has to come from the program's own pages.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// The office for which they act.
    pub office: OfficeId,
    /// Who.
    pub who: Who,
}

impl SignedIn {
    /// The user, if it is one.
    #[must_use]
    pub const fn user(&self) -> Option<UserId> {
        match &self.who {
            Who::User(session) => Some(session.user),
            Who::Integration(_) => None,
        }
    }

    /// The program, if it is one.
    #[must_use]
    pub const fn integration(&self) -> Option<&ApiToken> {
        match &self.who {
            Who::User(_) => None,
            Who::Integration(token) => Some(token),
        }
    }

    /// The name of the session, if it is one.
    #[must_use]
    pub const fn session(&self) -> Option<Uuid> {
        match &self.who {
            Who::User(session) => Some(session.id),
            Who::Integration(_) => None,
        }
    }

    /// Whether a second factor was given.
    #[must_use]
    pub const fn second_factor(&self) -> bool {
        matches!(&self.who, Who::User(session) if session.factor.is_some())
    }

    /// Whether it may be used for this: a person for everything that the person may do, a program for what its token
    /// says.
    #[must_use]
    pub fn has_scope(&self, scope: &str) -> bool {
        self.integration().is_none_or(|token| token.scopes.contains(scope))
    }
}

async fn session(parts: &Parts, state: &SignInState) -> Result<(Session, CookieJar), Failed> {
    let jar = CookieJar::from_headers(&parts.headers);
    let token = Kept::Session.read(&jar, state.sign_in.settings()).ok_or(SignInError::NotSignedIn)?;
    same_origin::check(&parts.method, &parts.headers, state.sign_in.settings(), true)?;
    Ok((state.sign_in.session(&token).await?, jar))
}

impl<S: Send + Sync> FromRequestParts<S> for SignedIn
where
    SignInState: FromRef<S>,
{
    type Rejection = Failed;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failed> {
        let state = SignInState::from_ref(state);
        if let Some(shown) = parts.headers.get(header::AUTHORIZATION) {
            let token = shown.to_str().ok().and_then(|shown| shown.split_once(' '));
            let token = token.filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
            let (_, token) = token.ok_or(SignInError::NotSignedIn)?;
            let program = state.sign_in.program(token.trim()).await?;
            return Ok(Self { office: program.office, who: Who::Integration(program) });
        }
        let (session, _) = session(parts, &state).await?;
        session.whole()?;
        Ok(Self { office: session.office, who: Who::User(session) })
    }
}

/// A person who is wholly signed in: what is about oneself is nothing for programs.
#[derive(Clone, Debug)]
pub struct Person(pub Session);

impl<S: Send + Sync> FromRequestParts<S> for Person
where
    SignInState: FromRef<S>,
{
    type Rejection = Failed;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failed> {
        let (session, _) = session(parts, &SignInState::from_ref(state)).await?;
        session.whole()?;
        Ok(Self(session))
    }
}

/// A person on the way in: the password was right, and the rest may be missing.
pub(in crate::web) struct Halfway {
    pub(in crate::web) session: Session,
    pub(in crate::web) jar: CookieJar,
}

impl<S: Send + Sync> FromRequestParts<S> for Halfway
where
    SignInState: FromRef<S>,
{
    type Rejection = Failed;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failed> {
        let (session, jar) = session(parts, &SignInState::from_ref(state)).await?;
        Ok(Self { session, jar })
    }
}
