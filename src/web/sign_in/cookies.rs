//! What a browser keeps: the token of its session, and for a while that of a journey to the single sign-on.
use crate::sign_in::{Settings, Token};
use axum::http::HeaderMap;
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};

/// A cookie of this program.
#[derive(Clone, Copy)]
pub(in crate::web) enum Kept {
    Session,
    Journey,
}

impl Kept {
    /// With `__Host-` before it a browser takes it over TLS only, and from no other host and no part of this one.
    const fn name(self, settings_are_secure: bool) -> &'static str {
        match (self, settings_are_secure) {
            (Self::Session, true) => "__Host-anjuan",
            (Self::Session, false) => "anjuan",
            (Self::Journey, true) => "__Host-anjuan-sso",
            (Self::Journey, false) => "anjuan-sso",
        }
    }

    pub(super) fn is_in(self, jar: &CookieJar, settings: &Settings) -> bool {
        jar.get(self.name(settings.is_secure())).is_some()
    }

    pub(in crate::web) fn read(self, jar: &CookieJar, settings: &Settings) -> Option<Token> {
        jar.get(self.name(settings.is_secure()))?.value().parse().ok()
    }

    fn cookie(self, value: String, settings: &Settings) -> Cookie<'static> {
        let secure = settings.is_secure();
        Cookie::build((self.name(secure), value))
            .path("/")
            .http_only(true)
            .same_site(SameSite::Lax)
            .secure(secure)
            .build()
    }

    pub(in crate::web) fn put(self, jar: CookieJar, token: &Token, settings: &Settings) -> CookieJar {
        jar.add(self.cookie(token.spelt(), settings))
    }

    pub(in crate::web) fn remove(self, jar: CookieJar, settings: &Settings) -> CookieJar {
        let mut cookie = self.cookie(String::new(), settings);
        cookie.make_removal();
        jar.add(cookie)
    }
}

/// Whether there is any sign of a session.
pub(in crate::web) fn has_session(headers: &HeaderMap, settings: &Settings) -> bool {
    Kept::Session.is_in(&CookieJar::from_headers(headers), settings)
}
