//! `[keys]`
use super::Secret;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// What guards the keys with which all that is personal is sealed.
#[derive(Clone, PartialEq, Eq, Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Keys {
    /// The file of the master key; beside an embedded store if nothing is said.
    pub master: Option<PathBuf>,
    /// The passphrase that opens it; meant for the environment.
    pub passphrase: Option<Secret>,
    /// The file whose first line is the passphrase.
    pub passphrase_file: Option<PathBuf>,
    /// The file that says which keys were destroyed; beside an embedded store if nothing is said.
    pub ledger: Option<PathBuf>,
    /// With what new values are sealed; what is sealed stays as it is.
    pub cipher: CipherName,
}

/// A cipher, as a configuration names it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Deserialize, Serialize)]
pub enum CipherName {
    /// XChaCha20-Poly1305.
    #[default]
    #[serde(rename = "xchacha20-poly1305")]
    XChaCha20Poly1305,
    /// 国密 SM4-GCM, in a program that was built with the feature `sm`.
    #[serde(rename = "sm4-gcm")]
    Sm4Gcm,
}
