//! A report in Excel: its numbers as numbers, its rules on a sheet of their own, its text, and the printed report beside it.
use super::{Form, PaperError};
use crate::figures::Exact;
use crate::figures::report::{Aspect, Report};
use chrono::Datelike;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError};

pub(super) fn draw(report: &Report) -> Result<Vec<u8>, PaperError> {
    drawn(report).map_err(|error| PaperError::drawing(Form::Xlsx, error))
}

fn drawn(report: &Report) -> Result<Vec<u8>, XlsxError> {
    let said = &report.captions;
    let mut book = Workbook::new();
    let day = report.head.as_of;
    let number = |number: u32| u8::try_from(number).unwrap_or(1);
    // The day is the report's, so that the same report has the same bytes.
    let made = ExcelDateTime::from_ymd(
        u16::try_from(day.year()).unwrap_or(1970),
        number(day.month()),
        number(day.day()),
    )?;
    book.set_properties(&DocProperties::new().set_title(&report.title).set_creation_datetime(&made));
    figures(sheet(&mut book, &said.sheet_figures)?, report)?;
    rules(sheet(&mut book, &said.sheet_rules)?, report)?;
    against(sheet(&mut book, &said.sheet_against)?, report)?;
    text(sheet(&mut book, &said.sheet_text)?, report)?;
    if report.comparison.is_some() {
        comparison(sheet(&mut book, &said.sheet_comparison)?, report)?;
    }
    book.save_to_buffer()
}

fn sheet<'a>(book: &'a mut Workbook, name: &str) -> Result<&'a mut Worksheet, XlsxError> {
    book.add_worksheet().set_name(name)
}

/// The heads of the columns with their widths; they stay where they are while the rows move.
fn heads(sheet: &mut Worksheet, heads: &[(&str, f64)]) -> Result<(), XlsxError> {
    let format = Format::new().set_bold().set_text_wrap().set_align(FormatAlign::Top);
    for (column, (head, width)) in (0..).zip(heads) {
        sheet.set_column_width(column, *width)?;
        sheet.write_string_with_format(0, column, *head, &format)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    sheet.set_repeat_rows(0, 0)?;
    Ok(())
}

/// A number with as many decimals as it is known to; nothing where there is none.
fn value(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    value: Option<Exact>,
    unit: &str,
) -> Result<(), XlsxError> {
    let Some(value) = value else { return Ok(()) };
    let decimals = match value.decimals() {
        0 => String::new(),
        some => format!(".{}", "0".repeat(usize::from(some))),
    };
    let format = match unit {
        "%" => format!("0{decimals}\"%\""),
        _ => format!("#,##0{decimals}"),
    };
    sheet.write_number_with_format(row, column, value.nearest(), &Format::new().set_num_format(format))?;
    Ok(())
}

/// Every number of the report by its note, with what traces it.
fn figures(sheet: &mut Worksheet, report: &Report) -> Result<(), XlsxError> {
    let said = &report.captions;
    let columns: [(&str, f64); 11] = [
        ("#", 5.0),
        (&said.figure, 34.0),
        (&said.label, 30.0),
        (&said.part, 18.0),
        (&said.value, 14.0),
        (&said.unit, 8.0),
        (&said.numerator, 12.0),
        (&said.denominator, 12.0),
        (&said.rule, 60.0),
        (&said.as_of, 12.0),
        (&said.position, 12.0),
    ];
    heads(sheet, &columns)?;
    for (row, number) in (1..).zip(report.notes()) {
        let aspect = match number.aspect {
            Aspect::Value => "",
            Aspect::Target => &said.target,
            Aspect::Reached => &said.reached,
            Aspect::Before => &said.before,
            Aspect::Change => &said.change,
        };
        let label = [number.label.as_str(), aspect].join(" ");
        sheet.write_number(row, 0, number.note)?;
        sheet.write_string(row, 1, &number.figure)?;
        sheet.write_string(row, 2, label.trim())?;
        sheet.write_string(row, 3, number.part.as_ref().map_or("", |part| &part.of))?;
        if number.kept {
            value(sheet, row, 4, number.value, &number.unit)?;
        } else {
            sheet.write_string(row, 4, &said.not_in_log)?;
        }
        sheet.write_string(row, 5, &number.unit)?;
        value(sheet, row, 6, number.numerator, "")?;
        value(sheet, row, 7, number.denominator, "")?;
        sheet.write_string(row, 8, &number.rule)?;
        sheet.write_string(row, 9, report.head.as_of.to_string())?;
        // A position is a name, not an amount.
        sheet.write_string(row, 10, report.head.position.to_string())?;
    }
    Ok(())
}

/// Every figure of the log with its rule.
fn rules(sheet: &mut Worksheet, report: &Report) -> Result<(), XlsxError> {
    let said = &report.captions;
    heads(sheet, &[(&said.figure, 38.0), (&said.label, 32.0), (&said.unit, 8.0), (&said.rule, 90.0)])?;
    for (row, (id, told)) in (1..).zip(&report.figures) {
        sheet.write_string(row, 0, id)?;
        sheet.write_string(row, 1, &told.label)?;
        sheet.write_string(row, 2, &told.unit)?;
        sheet.write_string(row, 3, &told.rule)?;
    }
    Ok(())
}

/// This year against last, and against what was to be reached.
fn against(sheet: &mut Worksheet, report: &Report) -> Result<(), XlsxError> {
    let said = &report.captions;
    let columns: [(&str, f64); 8] = [
        (&said.figure, 38.0),
        (&said.label, 32.0),
        (&said.unit, 8.0),
        (&said.value, 14.0),
        (&said.before, 14.0),
        (&said.change, 12.0),
        (&said.target, 14.0),
        (&said.reached, 14.0),
    ];
    heads(sheet, &columns)?;
    for (row, against) in (1..).zip(&report.against) {
        sheet.write_string(row, 0, &against.figure)?;
        sheet.write_string(row, 1, &against.label)?;
        sheet.write_string(row, 2, &against.unit)?;
        value(sheet, row, 3, against.value, &against.unit)?;
        value(sheet, row, 4, against.before, &against.unit)?;
        value(sheet, row, 5, against.change, "%")?;
        value(sheet, row, 6, against.target, &against.unit)?;
        value(sheet, row, 7, against.reached, "%")?;
    }
    Ok(())
}

fn text(sheet: &mut Worksheet, report: &Report) -> Result<(), XlsxError> {
    let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    heads(sheet, &[(&report.captions.section, 24.0), (&report.title, 110.0)])?;
    let lines = report
        .sections
        .iter()
        .flat_map(|section| section.paragraphs.iter().map(move |paragraph| (section, paragraph.plain())));
    for (row, (section, plain)) in (1..).zip(lines) {
        sheet.write_string_with_format(row, 0, &section.heading, &wrapped)?;
        sheet.write_string_with_format(row, 1, plain, &wrapped)?;
    }
    Ok(())
}

fn comparison(sheet: &mut Worksheet, report: &Report) -> Result<(), XlsxError> {
    let said = &report.captions;
    let columns: [(&str, f64); 8] = [
        (&said.status, 14.0),
        (&said.words, 46.0),
        (&said.printed, 12.0),
        (&said.ours, 12.0),
        (&said.unit, 8.0),
        (&said.figure, 34.0),
        (&said.part, 18.0),
        (&said.place, 40.0),
    ];
    heads(sheet, &columns)?;
    for (row, compared) in (1..).zip(report.comparison.iter().flat_map(|comparison| &comparison.rows)) {
        sheet.write_string(row, 0, super::outcome(report, compared))?;
        sheet.write_string(row, 1, &compared.words)?;
        match compared.printed.parse() {
            Ok(printed) => value(sheet, row, 2, Some(printed), &compared.unit)?,
            Err(_) => {
                sheet.write_string(row, 2, &compared.printed)?;
            }
        }
        value(sheet, row, 3, compared.ours, &compared.unit)?;
        sheet.write_string(row, 4, &compared.unit)?;
        sheet.write_string(row, 5, &compared.figure)?;
        sheet.write_string(row, 6, compared.part.as_deref().unwrap_or_default())?;
        sheet.write_string(row, 7, &compared.place)?;
    }
    Ok(())
}
