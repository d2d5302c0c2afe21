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
    /// How often what came since is signed while serving.
    pub every: Span,
}

impl Default for Proof {
    fn default() -> Self {
        Self { key: None, every: Span::seconds(3600) }
    }
}
