//! `[proof]`
use super::Span;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// How the log proves itself.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Proof {
    /// The file of the key that signs checkpoints; nothing is signed without one.
    pub key: Option<PathBuf>,
    /// A folder with the keys of all offices of the store, each in `CODE.key`, and of the deployment's own log in
    /// `deployment.key`.
    pub keys: Option<PathBuf>,
    /// How often what came since is signed while serving.
    pub every: Span,
}

impl Default for Proof {
    fn default() -> Self {
        Self { key: None, keys: None, every: Span::seconds(3600) }
    }
}
