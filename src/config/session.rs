//! `[session]`
use super::Span;
use serde::{Deserialize, Serialize};
use std::num::NonZeroU32;

/// Rules of signing in.
#[derive(Clone, PartialEq, Eq, Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Session {
    /// Which rules for passwords and sessions.
    pub profile: Profile,
    /// Who needs a second factor.
    pub second_factor: SecondFactor,
    /// Where browsers find the program, such as `https://anjuan.example`; its own address if nothing is said. Passkeys are
    /// bound to it, and what changes something must come from there.
    pub origin: Option<Site>,
    /// How long a session may lie idle; the profile's own limit if nothing is said.
    pub idle: Option<Span>,
    /// How long a session lasts at most; the profile's own limit if nothing is said.
    pub absolute: Option<Span>,
    /// Passwords that are hashed at the same time, 64 MiB each; as many as there are cores if nothing is said.
    pub hashing: Option<NonZeroU32>,
}

/// The rules for passwords and sessions.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Profile {
    /// OWASP ASVS: no composition, no rotation.
    #[default]
    Asvs,
    /// GB/T 22239 等保三级: composition, rotation.
    Dengbao3,
}

/// Who needs a second factor.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum SecondFactor {
    /// Everybody.
    All,
    /// The administrators.
    #[default]
    Administrators,
    /// Nobody.
    Nobody,
}

/// Where browsers find the program: scheme, host and perhaps a port, and nothing after them.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize, Serialize)]
#[serde(try_from = "String", into = "String")]
pub struct Site(String);

impl Site {
    /// The address.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Site {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let uri: Result<axum::http::Uri, _> = text.parse();
        let fits = uri.is_ok_and(|uri| {
            matches!(uri.scheme_str(), Some("http" | "https")) && uri.path() == "/" && uri.query().is_none()
        });
        if fits && !text.contains('@') {
            return Ok(Self(text));
        }
        Err(format!("'{text}' is no address of a site; write it as https://anjuan.example"))
    }
}

impl From<Site> for String {
    fn from(site: Site) -> Self {
        site.0
    }
}
