//! `[contact]`
use serde::{Deserialize, Serialize};

/// Letters of a line at most.
const LONGEST: usize = 60;

/// Whom citizens call.
#[derive(Clone, PartialEq, Eq, Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Contact {
    /// The telephone number that stands on the citizen's page.
    pub phone: Option<Line>,
    /// When somebody answers it.
    pub hours: Option<Line>,
}

/// A short line of text.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize, Serialize)]
#[serde(try_from = "String", into = "String")]
pub struct Line(String);

impl Line {
    /// The text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Line {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let text = text.trim().to_owned();
        let fits = !text.is_empty() && text.chars().count() <= LONGEST && !text.chars().any(char::is_control);
        if fits { Ok(Self(text)) } else { Err(format!("this is no line of 1 to {LONGEST} letters")) }
    }
}

impl From<Line> for String {
    fn from(line: Line) -> Self {
        line.0
    }
}
