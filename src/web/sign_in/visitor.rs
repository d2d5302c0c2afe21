//! Whoever comes before they are signed in.
use super::SignInState;
use super::answer::Failed;
use super::cookies::Kept;
use super::same_origin;
use crate::sign_in::{Address, Visit};
use axum::extract::{ConnectInfo, FromRef, FromRequestParts};
use axum::http::header;
use axum::http::request::Parts;
use axum_extra::extract::CookieJar;
use std::net::{IpAddr, SocketAddr};

/// The address of the client, for an application behind a proxy: put it into the extensions of the request. Without it
/// the address of the connection is taken, if the application gives that.
#[derive(Clone, Copy, Debug)]
pub struct ClientAddress(pub IpAddr);

/// Somebody whose request does not come from another site.
#[derive(Clone, Debug)]
pub struct Visitor {
    /// From where, and with what.
    pub visit: Visit,
    /// The cookies that came.
    pub(in crate::web) jar: CookieJar,
}

impl<S: Send + Sync> FromRequestParts<S> for Visitor
where
    SignInState: FromRef<S>,
{
    type Rejection = Failed;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failed> {
        let state = SignInState::from_ref(state);
        let settings = state.sign_in.settings();
        let jar = CookieJar::from_headers(&parts.headers);
        let has_cookie = Kept::Session.is_in(&jar, settings);
        same_origin::check(&parts.method, &parts.headers, settings, has_cookie)?;
        let told = parts.extensions.get::<ClientAddress>().map(|address| address.0);
        let connected = || parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
        let agent = parts.headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok());
        let visit = Visit {
            address: told.or_else(connected).map(Address),
            agent: agent.map(str::to_owned),
            before: Kept::Session.read(&jar, settings),
        };
        Ok(Self { visit, jar })
    }
}
