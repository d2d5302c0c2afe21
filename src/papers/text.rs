//! A report for a terminal: notes in brackets, listed at the end.
use crate::figures::report::{Report, Span};
use std::fmt::Write;

/// The first line of a paragraph is set in by two signs.
const INDENT: &str = "\u{3000}\u{3000}";

pub(super) fn draw(report: &Report) -> String {
    let mut text = format!("{}\n", report.title);
    for section in &report.sections {
        let _ = write!(text, "\n{}\n\n", section.heading);
        for paragraph in &section.paragraphs {
            text.push_str(INDENT);
            for span in &paragraph.spans {
                let _ = match span {
                    Span::Text(words) => write!(text, "{words}"),
                    Span::Number(number) => write!(text, "{}[{}]", number.printed, number.note),
                };
            }
            text.push('\n');
        }
    }
    let _ = write!(text, "\n{}\n\n", report.captions.notes);
    for number in report.notes() {
        let _ = writeln!(text, "[{}] {}", number.note, report.note(number));
    }
    compare(&mut text, report);
    text
}

/// The annex: the printed report against the log.
pub(super) fn compare(text: &mut String, report: &Report) {
    let Some(comparison) = &report.comparison else { return };
    let _ = write!(text, "\n{}\n{}\n\n", report.captions.comparison, super::totals(report, comparison));
    for row in &comparison.rows {
        let ours = row.ours.map_or_else(String::new, |ours| format!("{ours}{}", row.unit));
        let _ = writeln!(
            text,
            "{}\t{}\t{}\t{ours}\t{}\t{}",
            super::outcome(report, row),
            row.words,
            super::as_printed(report, row),
            row.figure,
            row.place
        );
    }
}
