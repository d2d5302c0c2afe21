//! `[files]`
use super::Size;
use serde::{Deserialize, Serialize};

/// Where attachments are.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Files {
    /// A folder or a bucket; beside an embedded store if nothing is said.
    pub place: Option<FilePlace>,
    /// The size of one attachment.
    pub size: Size,
}

impl Default for Files {
    fn default() -> Self {
        Self { place: None, size: Size::kib(50 * 1024) }
    }
}

/// `file:///FOLDER` or `s3://BUCKET?endpoint=…`; the bucket's credentials are in the environment, as AWS's tools want it.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize, Serialize)]
#[serde(try_from = "String", into = "String")]
pub struct FilePlace(String);

impl FilePlace {
    /// The URL.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for FilePlace {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let named = |scheme: &str| text.strip_prefix(scheme).is_some_and(|rest| !rest.is_empty());
        if named("file:///") || named("s3://") {
            return Ok(Self(text));
        }
        Err(format!(
            "'{text}' is no place for files; write it as file:///var/lib/anjuan/files or s3://BUCKET?endpoint=URL"
        ))
    }
}

impl From<FilePlace> for String {
    fn from(place: FilePlace) -> Self {
        place.0
    }
}
