//! What the office puts on paper. Each file draws the same report in one form: every number comes from the report, and no
//! drawing counts anything.
mod docx;
mod html;
mod layout;
pub mod official;
mod pdf;
mod text;
mod xlsx;

pub use pdf::Fonts;

use crate::figures::report::Report;
use std::path::PathBuf;
use std::str::FromStr;

/// In which form a report is wanted.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Form {
    /// For a terminal.
    #[default]
    Text,
    /// One file for a browser.
    Html,
    /// Word, by GB/T 9704-2012.
    Docx,
    /// Excel.
    Xlsx,
    /// PDF, laid out as the docx is.
    Pdf,
    /// For programs.
    Json,
}

impl Form {
    /// Every form.
    pub const ALL: [Self; 6] = [Self::Text, Self::Html, Self::Docx, Self::Xlsx, Self::Pdf, Self::Json];

    /// Its name, which is the ending of its files too.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Html => "html",
            Self::Docx => "docx",
            Self::Xlsx => "xlsx",
            Self::Pdf => "pdf",
            Self::Json => "json",
        }
    }

    /// Its media type.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Text => "text/plain; charset=utf-8",
            Self::Html => "text/html; charset=utf-8",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Pdf => "application/pdf",
            Self::Json => "application/json",
        }
    }
}

impl FromStr for Form {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL.into_iter().find(|form| form.name() == text).ok_or_else(|| {
            let names: Vec<_> = Self::ALL.into_iter().map(Self::name).collect();
            format!("'{text}' is no form of a report; there are {}", names.join(", "))
        })
    }
}

/// Why a paper cannot be drawn.
#[derive(Debug, thiserror::Error)]
pub enum PaperError {
    /// There is no font with Chinese signs.
    #[error(
        "a PDF needs a font with Chinese signs, and there is none in {}; install the Debian package fonts-noto-cjk, or name a \
         font's file under [report] font in the configuration",
        looked.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(", ")
    )]
    NoFont {
        /// Where one was looked for.
        looked: Vec<PathBuf>,
    },
    /// A font's file cannot be read, or is none.
    #[error("{path} cannot be used as a font: {reason}")]
    BadFont {
        /// The file.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// The library that draws it fails.
    #[error("the {form} cannot be drawn: {reason}")]
    Drawing {
        /// Which form.
        form: &'static str,
        /// Why.
        reason: String,
    },
}

impl PaperError {
    fn drawing(form: Form, error: impl std::fmt::Display) -> Self {
        Self::Drawing { form: form.name(), reason: error.to_string() }
    }
}

/// Draws a report.
///
/// # Errors
/// When a PDF is wanted and there is no font with Chinese signs, or the library that draws fails.
pub fn draw(report: &Report, form: Form, fonts: &Fonts) -> Result<Vec<u8>, PaperError> {
    match form {
        Form::Text => Ok(text::draw(report).into_bytes()),
        Form::Html => html::draw(report).map(String::into_bytes),
        Form::Docx => docx::draw(report),
        Form::Xlsx => xlsx::draw(report),
        Form::Pdf => pdf::draw(report, fonts),
        Form::Json => {
            let mut json =
                serde_json::to_vec_pretty(report).map_err(|error| PaperError::drawing(form, error))?;
            json.push(b'\n');
            Ok(json)
        }
    }
}

/// The printed report against the log, for a terminal; nothing where no such report is known.
#[must_use]
pub fn comparison(report: &Report) -> String {
    let mut text = String::new();
    text::compare(&mut text, report);
    text
}

/// What stands beside every printed number in the annex.
fn outcome<'a>(report: &'a Report, row: &crate::figures::report::Compared) -> &'a str {
    use crate::figures::report::Outcome;
    match row.outcome {
        Outcome::Equal => &report.captions.equal,
        Outcome::Differs => &report.captions.differs,
        Outcome::NotKept => &report.captions.not_in_log,
    }
}

/// A printed number as the report writes it: at least so many, a place among others.
fn as_printed(report: &Report, row: &crate::figures::report::Compared) -> String {
    use crate::figures::report::Exactness;
    let (number, unit) = (&row.printed, &row.unit);
    match row.exact {
        Exactness::AtLeast => format!("{number}{}{unit}", report.captions.at_least),
        Exactness::Rank => format!("{}{number}{unit}", report.captions.rank),
        Exactness::Exact | Exactness::Range => format!("{number}{unit}"),
    }
}

/// How many printed numbers are equal, differ, and are not kept, in words.
fn totals(report: &Report, comparison: &crate::figures::report::Comparison) -> String {
    let words = report.captions.comparison_total.replace("{equal}", &comparison.equal.to_string());
    let words = words.replace("{differs}", &comparison.differs.to_string());
    words.replace("{not_kept}", &comparison.not_kept.to_string())
}
