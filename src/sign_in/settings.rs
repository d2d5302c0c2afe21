//! How signing in is set up.
use super::oidc::ProviderSettings;
use super::password::{Cost, PoolSize};
use super::profile::Profile;
use chrono::TimeDelta;
use webauthn_rs::prelude::Url;

/// Who needs a second factor.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Required {
    /// Every user.
    #[default]
    All,
    /// Administrators.
    Administrators,
    /// Nobody; whoever has one is asked for it all the same.
    Nobody,
}

impl std::str::FromStr for Required {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "all" => Ok(Self::All),
            "administrators" => Ok(Self::Administrators),
            "nobody" => Ok(Self::Nobody),
            _ => Err(format!(
                "'{text}' names nobody who needs a second factor; say all, administrators or nobody"
            )),
        }
    }
}

/// Why it cannot be set up so.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// The address at which browsers find the program is of no use.
    #[error(
        "the address {0} is none at which passkeys work; they need https and a host name, such as https://anjuan.example"
    )]
    Origin(Url),
    /// The costs of hashing are out of bounds.
    #[error("the costs of hashing passwords are out of bounds: {0}")]
    Cost(String),
    /// The provider of single sign-on is not described well.
    #[error("the provider of single sign-on: {0}")]
    Provider(String),
    /// Nobody could be served.
    #[error("at least one password must be hashed at a time")]
    NoWorker,
}

/// How signing in is set up.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The rules for passwords and sessions.
    pub profile: Profile,
    /// Who needs a second factor.
    pub second_factor: Required,
    /// Where browsers find the program: `https://anjuan.example`. What changes something must come from there, and
    /// passkeys are bound to it.
    pub origin: Url,
    /// The name of the program in authenticator apps.
    pub name: String,
    /// How many passwords are hashed at once, and how many may wait.
    pub pool: PoolSize,
    /// What hashing a password costs.
    pub cost: Cost,
    /// Single sign-on.
    pub provider: Option<ProviderSettings>,
    /// How long a one-time link serves.
    pub link: TimeDelta,
}

impl Settings {
    /// The usual ones, for a program that browsers find at `origin`.
    #[must_use]
    pub fn at(origin: Url) -> Self {
        Self {
            profile: Profile::ASVS,
            second_factor: Required::All,
            origin,
            name: "anjuan".to_owned(),
            pool: PoolSize::default(),
            cost: Cost::STANDARD,
            provider: None,
            link: TimeDelta::hours(72),
        }
    }

    /// Whether browsers reach the program over TLS.
    #[must_use]
    pub fn is_secure(&self) -> bool {
        self.origin.scheme() == "https"
    }
}
