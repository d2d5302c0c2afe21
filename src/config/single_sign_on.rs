//! `[single_sign_on]`
use super::{Listed, Secret};
use serde::{Deserialize, Serialize};
use std::path::PathBuf;
use std::str::FromStr;

/// The provider of single sign-on, by `OpenID` Connect; without an issuer nobody signs in that way.
#[derive(Clone, PartialEq, Eq, Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct SingleSignOn {
    /// The provider's address, spelt as it spells it.
    pub issuer: Option<Issuer>,
    /// How this program is called there.
    pub client_id: Option<String>,
    /// The secret that it was given there.
    pub client_secret: Option<Secret>,
    /// A file that holds the secret, and nothing else; it is read where `client_secret` is not set.
    pub client_secret_file: Option<PathBuf>,
    /// What is asked for besides `openid`.
    pub scopes: Listed<ScopeName>,
    /// The claim that is the login name of a user. Nobody is a user by a claim if nothing is said: each person is bound
    /// to a user first.
    pub login_claim: Option<String>,
    /// Whether the provider asks for a second factor, so that this program does not.
    pub gives_second_factor: bool,
    /// What the way in is called in Chinese.
    pub name_zh: Option<String>,
    /// What the way in is called in English.
    pub name_en: Option<String>,
}

impl SingleSignOn {
    /// What does not go together, by the key that is to be mended.
    pub(super) const fn contradiction(&self) -> Option<(&'static str, &'static str)> {
        match (&self.issuer, &self.client_id) {
            (Some(_), None) => Some((
                "single_sign_on.issuer",
                "needs single_sign_on.client_id, by which the provider knows this program",
            )),
            (None, Some(_)) => {
                Some(("single_sign_on.client_id", "needs single_sign_on.issuer, the provider's address"))
            }
            _ => None,
        }
    }
}

/// `https://sso.example/realms/city`; without TLS only on this very machine.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize, Serialize)]
#[serde(try_from = "String", into = "String")]
pub struct Issuer(String);

impl Issuer {
    /// The address.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Issuer {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let uri: Option<axum::http::Uri> = text.parse().ok();
        let fits = uri.is_some_and(|uri| {
            let is_here = matches!(uri.host(), Some("127.0.0.1" | "[::1]" | "localhost"));
            let is_sealed =
                uri.scheme_str() == Some("https") || (uri.scheme_str() == Some("http") && is_here);
            is_sealed && uri.host().is_some() && uri.query().is_none() && !text.contains(['@', '#'])
        });
        if fits {
            return Ok(Self(text));
        }
        Err("is no issuer; write it as the provider spells it, such as https://sso.example/realms/city"
            .to_owned())
    }
}

impl From<Issuer> for String {
    fn from(issuer: Issuer) -> Self {
        issuer.0
    }
}

/// A scope as RFC 6749, 3.3, spells one: `profile`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(transparent)]
pub struct ScopeName(String);

impl ScopeName {
    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for ScopeName {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let fits = |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b'"' | b'\\');
        if text.is_empty() || !text.bytes().all(fits) {
            return Err(format!("'{text}' is no scope; write it as profile or email"));
        }
        Ok(Self(text.to_owned()))
    }
}
