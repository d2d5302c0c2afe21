//! Official papers: what a case's paper says, by texts that an office can change, and how it is drawn: as docx and PDF by
//! GB/T 9704-2012. The same paper has the same bytes.
mod docx;
mod filters;
mod pdf;
#[cfg(test)]
mod tests;
mod texts;

pub use texts::{Series, Style, TextError, Texts};

use super::{Fonts, Form, PaperError};

/// A paper, written and not yet drawn.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Letter {
    /// Who issues it.
    pub issuer: String,
    /// Its number.
    pub number: String,
    /// What it is called.
    pub title: String,
    /// Whom it is for; nobody where it is put up in public.
    pub addressee: Option<String>,
    /// What it says.
    pub paragraphs: Vec<String>,
    /// A form below the text: what is asked, and what stands there.
    pub rows: Vec<(String, String)>,
    /// Where the seal goes, in words.
    pub seal: String,
    /// The day on which it is issued, as it is printed.
    pub date: String,
    /// The same for programs: 2019-11-09.
    pub day: String,
    /// What stands below in small letters: of which case and step it tells.
    pub trace: String,
    /// In which fonts a docx names it.
    pub style: Style,
}

/// The forms in which an official paper is issued.
pub const FORMS: [Form; 2] = [Form::Pdf, Form::Docx];

/// Draws a paper; as PDF, if it is no docx.
///
/// # Errors
/// When a PDF is wanted and there is no font with Chinese signs, or the library that draws fails.
pub fn draw(letter: &Letter, form: Form, fonts: &Fonts) -> Result<Vec<u8>, PaperError> {
    match form {
        Form::Docx => docx::draw(letter),
        _ => pdf::draw(letter, fonts),
    }
}
