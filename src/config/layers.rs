//! File, variables and flags, one over the other, and where each value came from.
use super::error::UnknownKey;
use super::listing::{self, Setting};
use super::{Config, ConfigError};
use figment::Figment;
use figment::error::Kind;
use figment::providers::{Format, Serialized, Toml};
use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use toml_edit::{ImDocument, TableLike};

/// Where a value comes from.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Origin {
    /// Nobody said anything.
    Default,
    /// A file.
    File {
        /// Its path.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
    },
    /// A variable of the environment.
    Variable(String),
    /// A flag of the command line.
    Flag(&'static str),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::File { path, line } => write!(f, "{}, line {line}", path.display()),
            Self::Variable(name) => f.write_str(name),
            Self::Flag(name) => f.write_str(name),
        }
    }
}

/// Where to look.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    /// The file, if there is one.
    pub file: Option<PathBuf>,
    /// The environment's variables that begin with `ANJUAN_`.
    pub variables: Vec<(String, String)>,
    /// Flags with their keys and values.
    pub flags: Vec<(&'static str, &'static str, String)>,
}

/// A configuration, and where its values came from.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The configuration.
    pub config: Config,
    origins: BTreeMap<String, Origin>,
}

/// Variables whose names do not follow from their keys: they are older.
const NAMED: [(&str, &str); 3] =
    [("ANJUAN_STORE", "store.url"), ("ANJUAN_OFFICE", "office"), ("ANJUAN_LOG", "log.filter")];
/// Variables that are no keys: the file itself, and the language of the person at the terminal.
const NO_KEYS: [&str; 3] = ["ANJUAN_AS", "ANJUAN_CONFIG", "ANJUAN_LANG"];

/// The variable of a key.
pub(super) fn variable(key: &str) -> String {
    let named = NAMED.iter().find(|(_, of)| *of == key);
    named.map_or_else(
        || format!("ANJUAN_{}", key.replace('.', "_").to_uppercase()),
        |(name, _)| (*name).to_owned(),
    )
}

impl Loaded {
    /// Reads all of it.
    ///
    /// # Errors
    /// With place and reason: when the file cannot be read, a key is unknown, or a value makes no sense.
    pub fn read(sources: &Sources) -> Result<Self, ConfigError> {
        let keys = listing::keys();
        let mut figment = Figment::new();
        let mut origins = BTreeMap::new();
        let mut unknown = Vec::new();
        if let Some(path) = &sources.file {
            let text = std::fs::read_to_string(path)
                .map_err(|source| ConfigError::File { path: path.clone(), source })?;
            for (key, origin) in keys_of_file(path, &text)? {
                note(key, origin, &keys, &mut origins, &mut unknown);
            }
            figment = figment.merge(Toml::string(&text));
        }
        let by_variable: BTreeMap<_, _> = keys.iter().map(|key| (variable(key), key)).collect();
        for (name, text) in sources.variables.iter().filter(|(name, _)| !NO_KEYS.contains(&name.as_str())) {
            let origin = Origin::Variable(name.clone());
            let Some(key) = by_variable.get(name) else {
                let meant = listing::nearest(name, by_variable.keys());
                unknown.push(UnknownKey { origin, key: name.clone(), meant });
                continue;
            };
            figment = figment.merge(Serialized::default(key, text));
            origins.insert((*key).clone(), origin);
        }
        for (flag, key, text) in &sources.flags {
            figment = figment.merge(Serialized::default(key, text));
            origins.insert((*key).to_owned(), Origin::Flag(flag));
        }
        if !unknown.is_empty() {
            return Err(ConfigError::Unknown(unknown));
        }
        let config = figment.extract_lossy().map_err(|error| refused(&error, &origins))?;
        Self { config, origins }.checked()
    }

    fn checked(self) -> Result<Self, ConfigError> {
        match self.config.contradiction() {
            None => Ok(self),
            Some((key, reason)) => {
                let (key, reason) = (key.to_owned(), reason.to_owned());
                Err(ConfigError::Value { origin: self.origin(&key), key, reason })
            }
        }
    }

    fn origin(&self, key: &str) -> Origin {
        self.origins.get(key).cloned().unwrap_or(Origin::Default)
    }

    /// Every key with its value and where that came from; secrets are not shown.
    #[must_use]
    pub fn settings(&self) -> Vec<Setting> {
        let values = listing::values(&self.config).into_iter();
        values.map(|(key, value)| Setting { origin: self.origin(&key), key, value }).collect()
    }
}

fn note(
    key: String,
    origin: Origin,
    keys: &[String],
    origins: &mut BTreeMap<String, Origin>,
    unknown: &mut Vec<UnknownKey>,
) {
    if keys.contains(&key) {
        origins.insert(key, origin);
    } else {
        let meant = listing::nearest(&key, keys);
        unknown.push(UnknownKey { origin, key, meant });
    }
}

/// The keys of a file with their lines; a topic that holds nothing is none.
fn keys_of_file(path: &Path, text: &str) -> Result<Vec<(String, Origin)>, ConfigError> {
    let document = ImDocument::parse(text).map_err(|error| ConfigError::Syntax {
        path: path.to_owned(),
        reason: error.to_string().trim_end().to_owned(),
    })?;
    let mut found = Vec::new();
    collect(document.as_table(), "", &mut |key, at: usize| {
        let line = text[..at.min(text.len())].matches('\n').count() + 1;
        found.push((key, Origin::File { path: path.to_owned(), line }));
    });
    Ok(found)
}

fn collect(table: &dyn TableLike, above: &str, found: &mut impl FnMut(String, usize)) {
    for (name, item) in table.iter() {
        let key = if above.is_empty() { name.to_owned() } else { format!("{above}.{name}") };
        match item.as_table_like() {
            Some(inner) if !inner.is_empty() => collect(inner, &key, found),
            Some(_) if listing::is_topic(&key) => {}
            _ => found(key, table.key(name).and_then(toml_edit::Key::span).map_or(0, |span| span.start)),
        }
    }
}

/// The value that figment could not read, with the place that the last layer gave it.
fn refused(error: &figment::Error, origins: &BTreeMap<String, Origin>) -> ConfigError {
    let key = error.path.join(".");
    let named = origins.keys().find(|known| key == **known || key.starts_with(&format!("{known}.")));
    let origin = named.and_then(|known| origins.get(known)).cloned().unwrap_or(Origin::Default);
    let reason = match &error.kind {
        Kind::Message(reason) => reason.clone(),
        // The value itself is not repeated: it may be a secret that stands in the wrong place.
        Kind::InvalidType(_, wanted) | Kind::InvalidValue(_, wanted) => format!("must be {wanted}"),
        Kind::UnknownVariant(_, known) => format!("must be one of {}", known.join(", ")),
        other => other.to_string(),
    };
    ConfigError::Value { origin, key, reason }
}
