//! An official paper in Word.
use super::super::docx::{fonts, indented, line, page, title};
use super::super::layout::SIZE_SMALL;
use super::super::{Form, PaperError};
use super::Letter;
use docx_rs::{AlignmentType, Docx, Paragraph, Run, Table, TableCell, TableRow, WidthType};
use std::io::Cursor;

/// The columns of a form, in twentieths of a point: they fill the text area.
const COLUMNS: [usize; 2] = [2844, 6000];

pub(super) fn draw(letter: &Letter) -> Result<Vec<u8>, PaperError> {
    let style = &letter.style;
    let date = format!("{}T00:00:00Z", letter.day);
    let mut paper = page(&style.font_body, &style.font_page, &date)
        .add_paragraph(title(&letter.issuer, &style.font_title))
        .add_paragraph(said(&letter.number).align(AlignmentType::Center))
        .add_paragraph(line())
        .add_paragraph(title(&letter.title, &style.font_title))
        .add_paragraph(line());
    if let Some(addressee) = &letter.addressee {
        paper = paper.add_paragraph(said(addressee));
    }
    for paragraph in &letter.paragraphs {
        paper = paper.add_paragraph(indented().add_run(Run::new().add_text(paragraph)));
    }
    if !letter.rows.is_empty() {
        paper = form(paper, letter);
    }
    paper = paper.add_paragraph(line());
    for signed in [&letter.issuer, &letter.seal, &letter.date] {
        paper = paper.add_paragraph(said(signed).align(AlignmentType::Right));
    }
    let trace = Run::new().add_text(&letter.trace).size(SIZE_SMALL).fonts(fonts(&style.font_page));
    paper = paper.add_paragraph(line()).add_paragraph(Paragraph::new().add_run(trace));
    let mut bytes = Cursor::new(Vec::new());
    paper.pack(&mut bytes).map_err(|error| PaperError::drawing(Form::Docx, error))?;
    Ok(bytes.into_inner())
}

fn said(text: &str) -> Paragraph {
    line().add_run(Run::new().add_text(text))
}

fn form(paper: Docx, letter: &Letter) -> Docx {
    let cell = |(text, width): (&String, usize)| {
        TableCell::new().width(width, WidthType::Dxa).add_paragraph(said(text))
    };
    let row = |(asked, told): &(String, String)| {
        let cells = [asked, told].into_iter().zip(COLUMNS).map(cell);
        TableRow::new(cells.collect()).cant_split()
    };
    paper.add_table(Table::new(letter.rows.iter().map(row).collect()).set_grid(COLUMNS.to_vec()))
}
