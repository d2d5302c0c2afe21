//! `[tls]`
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// Certificate and key; without them the program speaks plain HTTP, for a proxy on the same machine.
#[derive(Clone, PartialEq, Eq, Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Tls {
    /// The certificate and those between it and the root, in PEM.
    pub certificate: Option<PathBuf>,
    /// Its private key, in PEM.
    pub key: Option<PathBuf>,
}

impl Tls {
    /// Both files, if TLS is wanted.
    #[must_use]
    pub fn files(&self) -> Option<(&PathBuf, &PathBuf)> {
        self.certificate.as_ref().zip(self.key.as_ref())
    }
}
