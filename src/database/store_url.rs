//! Where a store is: `sqlite:PATH` or `postgres://…`.
use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

/// The place of a store.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum StoreUrl {
    /// A file.
    Sqlite(PathBuf),
    /// A server.
    Postgres(String),
}

/// Why a text names no store.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("'{0}' names no store; use sqlite:PATH (an embedded file) or postgres://USER@HOST/DATABASE")]
pub struct StoreUrlError(String);

impl FromStr for StoreUrl {
    type Err = StoreUrlError;

    fn from_str(text: &str) -> Result<Self, StoreUrlError> {
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            return Ok(Self::Postgres(text.to_owned()));
        }
        match text.strip_prefix("sqlite:").map(|path| path.strip_prefix("//").unwrap_or(path)) {
            Some(path) if !path.is_empty() => Ok(Self::Sqlite(path.into())),
            _ => Err(StoreUrlError(text.to_owned())),
        }
    }
}

/// Without a password.
impl fmt::Display for StoreUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "sqlite:{}", path.display()),
            Self::Postgres(url) => match url.split_once("://").and_then(|(_, rest)| rest.rsplit_once('@')) {
                Some((_, place)) => write!(f, "postgres://…@{place}"),
                None => f.write_str(url),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_store_is_a_file_or_a_server_and_its_password_is_never_shown() {
        assert_eq!("sqlite:a/b.sqlite".parse(), Ok(StoreUrl::Sqlite("a/b.sqlite".into())));
        let server: StoreUrl = "postgres://me:secret@host/db".parse().expect("a store");
        assert_eq!(server.to_string(), "postgres://…@host/db");
        assert!("mysql://x".parse::<StoreUrl>().is_err());
    }
}
