//! `[report]`
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// How the office's report is written and drawn.
#[derive(Clone, PartialEq, Eq, Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct ReportTexts {
    /// A folder with the office's own texts; a file that is not in it is the program's.
    pub templates: Option<PathBuf>,
    /// The font of a PDF: a file with Chinese signs.
    pub font: Option<PathBuf>,
}
