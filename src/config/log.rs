//! `[log]`
use serde::{Deserialize, Serialize};
use tracing_subscriber::EnvFilter;

/// What is logged, and how. It goes to the standard error, where systemd and Docker take it.
#[derive(Clone, PartialEq, Eq, Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Log {
    /// What is logged; `warn` if nothing is said, and `warn,anjuan=info` while serving.
    pub filter: Option<Filter>,
    /// Text or JSON.
    pub format: Format,
}

/// Which events are logged: `warn`, `info`, `warn,anjuan=debug`.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize, Serialize)]
#[serde(try_from = "String", into = "String")]
pub struct Filter(String);

impl Filter {
    /// What is logged if nothing is said.
    #[must_use]
    pub fn usual(serving: bool) -> Self {
        Self(if serving { "warn,anjuan=info" } else { "warn" }.to_owned())
    }

    /// As tracing understands it.
    #[must_use]
    pub fn directives(&self) -> EnvFilter {
        EnvFilter::new(&self.0)
    }
}

impl TryFrom<String> for Filter {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        match EnvFilter::builder().parse(&text) {
            Ok(_) => Ok(Self(text)),
            Err(error) => {
                Err(format!("'{text}' is no filter ({error}); write it as info or warn,anjuan=debug"))
            }
        }
    }
}

impl From<Filter> for String {
    fn from(filter: Filter) -> Self {
        filter.0
    }
}

/// How a line of the log looks.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// For people.
    #[default]
    Text,
    /// One JSON object a line, for programs.
    Json,
}
