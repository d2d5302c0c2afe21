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
}
