//! A report in Word, laid out by GB/T 9704-2012; each number has a comment that traces it.
use super::layout::{
    BOTTOM, LEFT, LINE, PAGE, RIGHT, SIZE_2, SIZE_3, SIZE_4, SIZE_SMALL, TOP, closer, footer, tighter,
};
use super::{Form, PaperError};
use crate::figures::report::{Comparison, Report, Span};
use docx_rs::{
    AlignmentType, Comment, DocGrid, DocGridType, Docx, FieldCharType, Footer, InstrText, LineSpacing,
    LineSpacingType, PageMargin, Paragraph, Run, RunFonts, SectionProperty, SpecialIndentType, Table,
    TableCell, TableRow, WidthType,
};
use std::io::Cursor;

/// Who comments.
const AUTHOR: &str = "anjuan";
/// The columns of the annex, in twentieths of a point: they fill the text area.
const COLUMNS: [usize; 6] = [1000, 2500, 1300, 1300, 1644, 1100];

pub(super) fn draw(report: &Report) -> Result<Vec<u8>, PaperError> {
    let said = &report.captions;
    let date = format!("{}T00:00:00Z", report.head.as_of);
    let mut paper = page(&said.font_body, &said.font_page, &date);
    paper = paper.add_paragraph(title(&report.title, &said.font_title));
    paper = paper.add_paragraph(line());
    let mut comments = 0;
    for section in &report.sections {
        let heading = Run::new().add_text(&section.heading).fonts(fonts(&said.font_heading));
        paper = paper.add_paragraph(indented().keep_next(true).outline_lvl(0).add_run(heading));
        for paragraph in &section.paragraphs {
            let mut drawn = indented();
            for span in &paragraph.spans {
                drawn = match span {
                    Span::Text(text) => drawn.add_run(Run::new().add_text(text)),
                    Span::Number(number) => {
                        comments += 1;
                        let note = Paragraph::new().add_run(Run::new().add_text(report.note(number)));
                        let comment =
                            Comment::new(comments).author(AUTHOR).date(date.clone()).add_paragraph(note);
                        drawn
                            .add_comment_start(comment)
                            .add_run(Run::new().add_text(&number.printed))
                            .add_comment_end(comments)
                    }
                };
            }
            paper = paper.add_paragraph(drawn);
        }
    }
    if let Some(comparison) = &report.comparison {
        paper = annex(paper, report, comparison);
    }
    let mut bytes = Cursor::new(Vec::new());
    paper.pack(&mut bytes).map_err(|error| PaperError::drawing(Form::Docx, error))?;
    Ok(bytes.into_inner())
}

/// A page by GB/T 9704-2012, in the font of its text and that of its page numbers.
pub(super) fn page(body: &str, numbers: &str, date: &str) -> Docx {
    let margin = PageMargin {
        top: TOP,
        bottom: BOTTOM,
        left: LEFT,
        right: RIGHT,
        header: TOP / 2,
        footer: footer(),
        gutter: 0,
    };
    let grid = DocGrid::new()
        .grid_type(DocGridType::LinesAndChars)
        .line_pitch(usize::try_from(LINE).unwrap_or_default())
        .char_space(closer());
    let mut paper = Docx::new();
    // The grid belongs to the section; the page's own setters below keep it.
    paper.document.section_property = SectionProperty::new().doc_grid(grid);
    paper
        .page_size(PAGE.0, PAGE.1)
        .page_margin(margin)
        .default_size(SIZE_3)
        .default_spacing(tighter())
        .default_fonts(fonts(body))
        .created_at(date)
        .updated_at(date)
        .footer(numbered(numbers, AlignmentType::Right))
        .even_footer(numbered(numbers, AlignmentType::Left))
}

/// 页码: between dashes, outside on each page, one sign away from the edge of the text.
fn numbered(font: &str, side: AlignmentType) -> Footer {
    let run = || Run::new().size(SIZE_4).fonts(fonts(font));
    let number = run()
        .add_field_char(FieldCharType::Begin, false)
        .add_instr_text(InstrText::Unsupported("PAGE".to_owned()))
        .add_field_char(FieldCharType::Separate, false)
        .add_text("1")
        .add_field_char(FieldCharType::End, false);
    let sign = 14 * 20;
    let paragraph = Paragraph::new()
        .align(side)
        .indent(Some(sign), None, Some(sign), None)
        .add_run(run().add_text("— "))
        .add_run(number)
        .add_run(run().add_text(" —"));
    Footer::new().add_paragraph(paragraph)
}

pub(super) fn fonts(name: &str) -> RunFonts {
    RunFonts::new().east_asia(name).ascii(name).hi_ansi(name).cs(name)
}

/// A paragraph on the lines of the page. It keeps to them by its own spacing: `LibreOffice` gives a sign that is wider than
/// the grid's field two fields.
pub(super) fn line() -> Paragraph {
    let spacing =
        LineSpacing::new().line_rule(LineSpacingType::Exact).line(LINE.cast_signed()).before(0).after(0);
    Paragraph::new().snap_to_grid(false).line_spacing(spacing)
}

pub(super) fn title(text: &str, font: &str) -> Paragraph {
    let run = Run::new().add_text(text).size(SIZE_2).fonts(fonts(font));
    let spacing = LineSpacing::new().line_rule(LineSpacingType::Exact).line(2 * LINE.cast_signed());
    Paragraph::new().snap_to_grid(false).line_spacing(spacing).align(AlignmentType::Center).add_run(run)
}

/// A paragraph whose first line is set in by two signs.
pub(super) fn indented() -> Paragraph {
    let paragraph = line().align(AlignmentType::Both);
    paragraph.indent(None, Some(SpecialIndentType::FirstLine(2 * 16 * 20)), None, None)
}

/// The printed report against the log, on a page of its own.
fn annex(paper: Docx, report: &Report, comparison: &Comparison) -> Docx {
    let said = &report.captions;
    let heading = Run::new().add_text(&said.comparison).fonts(fonts(&said.font_heading));
    let totals = Run::new().add_text(super::totals(report, comparison));
    let mut rows =
        vec![row([&said.status, &said.words, &said.printed, &said.ours, &said.figure, &said.place]
            .map(String::as_str))];
    for compared in &comparison.rows {
        let printed = super::as_printed(report, compared);
        let ours = compared.ours.map_or_else(String::new, |ours| format!("{ours}{}", compared.unit));
        let outcome = super::outcome(report, compared);
        rows.push(row([outcome, &compared.words, &printed, &ours, &compared.figure, &compared.place]));
    }
    paper
        .add_paragraph(line().page_break_before(true).add_run(heading))
        .add_paragraph(indented().add_run(totals))
        .add_table(Table::new(rows).set_grid(COLUMNS.to_vec()))
}

fn row(cells: [&str; 6]) -> TableRow {
    let cells = cells.into_iter().zip(COLUMNS).map(|(text, width)| {
        let run = Run::new().add_text(text).size(SIZE_SMALL);
        TableCell::new().width(width, WidthType::Dxa).add_paragraph(Paragraph::new().add_run(run))
    });
    TableRow::new(cells.collect()).cant_split()
}
