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
