//! The routes of signing in, under `/api/v1`: sessions, second factors, passwords, single sign-on, tokens of programs.
//! [`SignedIn`] is what every other route asks who is there.
mod answer;
mod api_tokens;
mod body;
mod cookies;
mod enrolment;
mod passkey_options;
mod passwords;
mod same_origin;
mod second_factor;
mod sessions;
mod signed_in;
mod single_sign_on;
mod users;
mod visitor;

pub(in crate::web) use cookies::{Kept, has_session};
pub(in crate::web) use second_factor::ceremony;
pub(in crate::web) use signed_in::Halfway;

pub use answer::{Failed, ProblemBody, in_the_readers_language};
pub use same_origin::check as check_origin;
pub use signed_in::{Person, SignedIn, Who};
pub use visitor::{ClientAddress, Visitor};

use crate::sign_in::SignIn;
use axum::extract::FromRef;
use std::sync::Arc;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// What these routes and [`SignedIn`] need. The state of an application that has them gives it by `FromRef`.
#[derive(Clone, Debug)]
pub struct SignInState {
    /// Signing in.
    pub sign_in: Arc<SignIn>,
}

/// The routes, to be put under `/api/v1`.
pub fn router<S>() -> OpenApiRouter<S>
where
    S: Clone + Send + Sync + 'static,
    SignInState: FromRef<S>,
{
    OpenApiRouter::new()
        .routes(routes!(sessions::begin, sessions::who_am_i, sessions::leave))
        .routes(routes!(sessions::list))
        .routes(routes!(sessions::end))
        .routes(routes!(second_factor::totp))
        .routes(routes!(second_factor::recovery_code))
        .routes(routes!(second_factor::begin_passkey))
        .routes(routes!(second_factor::finish_passkey))
        .routes(routes!(enrolment::factors))
        .routes(routes!(enrolment::begin_totp, enrolment::remove_totp))
        .routes(routes!(enrolment::finish_totp))
        .routes(routes!(enrolment::begin_passkey))
        .routes(routes!(enrolment::finish_passkey))
        .routes(routes!(enrolment::remove_passkey))
        .routes(routes!(enrolment::recovery_codes))
        .routes(routes!(passwords::change))
        .routes(routes!(passwords::link, passwords::follow))
        .routes(routes!(single_sign_on::begin))
        .routes(routes!(single_sign_on::callback))
        .routes(routes!(single_sign_on::bindings, single_sign_on::begin_binding))
        .routes(routes!(users::make_link))
        .routes(routes!(users::sessions, users::end_sessions))
        .routes(routes!(users::end_session))
        .routes(routes!(users::reset_factors))
        .routes(routes!(users::bindings, users::bind, users::unbind))
        .routes(routes!(api_tokens::create, api_tokens::list))
        .routes(routes!(api_tokens::revoke))
        .layer(axum::middleware::from_fn(in_the_readers_language))
}
