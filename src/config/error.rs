//! What is wrong with the configuration: the place, the key, the reason.
use super::Origin;
use std::fmt;
use std::path::PathBuf;

/// Why a configuration cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file that was named cannot be read.
    #[error("{}: {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// The operating system's reason.
        source: std::io::Error,
    },
    /// The file is no TOML.
    #[error("{}: {reason}", path.display())]
    Syntax {
        /// The file.
        path: PathBuf,
        /// Line, column, reason.
        reason: String,
    },
    /// Keys that are none.
    #[error("{}", Lines(.0))]
    Unknown(Vec<UnknownKey>),
    /// A value that makes no sense.
    #[error("{origin}: {key} {reason}")]
    Value {
        /// Where it stands.
        origin: Origin,
        /// The key.
        key: String,
        /// What is wrong with it.
        reason: String,
    },
}

/// A key that is none.
#[derive(Debug)]
pub struct UnknownKey {
    /// Where it stands.
    pub origin: Origin,
    /// As it stands there.
    pub key: String,
    /// What may have been meant.
    pub meant: Option<String>,
}

impl fmt::Display for UnknownKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.origin {
            Origin::Variable(_) => write!(f, "{} is no variable of this program", self.key)?,
            origin => write!(f, "{origin}: there is no key {}", self.key)?,
        }
        match &self.meant {
            Some(meant) => write!(f, "; did you mean {meant}?"),
            None => f.write_str("; `anjuan config example` shows all there are"),
        }
    }
}

struct Lines<'a>(&'a [UnknownKey]);

impl fmt::Display for Lines<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines: Vec<_> = self.0.iter().map(UnknownKey::to_string).collect();
        f.write_str(&lines.join("\n"))
    }
}
