//! An official paper as PDF.
use super::super::pdf::compile;
use super::super::{Fonts, PaperError};
use super::Letter;
use serde_json::json;

const PAGE: &str = include_str!("templates/official.typ");

pub(super) fn draw(letter: &Letter, fonts: &Fonts) -> Result<Vec<u8>, PaperError> {
    let told = |family: &str| {
        let rows: Vec<_> = letter.rows.iter().map(|(asked, told)| json!([asked, told])).collect();
        json!({
            "font": family, "issuer": letter.issuer, "number": letter.number, "title": letter.title,
            "addressee": letter.addressee, "paragraphs": letter.paragraphs, "rows": rows, "seal": letter.seal,
            "date": letter.date, "trace": letter.trace,
        })
    };
    compile(PAGE, told, fonts)
}
