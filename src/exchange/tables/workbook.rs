//! Workbooks: days are days, numbers are numbers, everything else is text; the header stays in sight.
use super::{Cell, TableError};
use chrono::Datelike;
use rust_xlsxwriter::{ExcelDateTime, Format, FormatAlign, Workbook};

/// Characters that a column shows.
const WIDTH: f64 = 16.0;

/// The sheet so far.
pub(super) struct Sheet {
    book: Workbook,
    day: Format,
}

impl Sheet {
    pub(super) fn begin(name: &str, title: Option<&str>, header: &[String]) -> Result<Self, TableError> {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet().set_name(name)?;
        let head = Format::new().set_bold();
        let last = u16::try_from(header.len().saturating_sub(1)).unwrap_or(u16::MAX);
        let mut row = 0;
        if let Some(title) = title {
            let centred = Format::new().set_bold().set_align(FormatAlign::Center);
            if last > 0 {
                sheet.merge_range(0, 0, 0, last, title, &centred)?;
            } else {
                sheet.write_string_with_format(0, 0, title, &centred)?;
            }
            row = 1;
        }
        for (at, name) in (0..).zip(header) {
            sheet.write_string_with_format(row, at, name, &head)?;
            sheet.set_column_width(at, WIDTH)?;
        }
        sheet.set_freeze_panes(row + 1, 0)?;
        Ok(Self { book, day: Format::new().set_num_format("yyyy-mm-dd") })
    }

    pub(super) fn row(&mut self, row: u32, cells: &[Cell]) -> Result<(), TableError> {
        let sheet = self.book.worksheet_from_index(0)?;
        for (at, cell) in (0..).zip(cells) {
            match cell {
                Cell::Empty => {}
                Cell::Text(text) => drop(sheet.write_string(row, at, text)?),
                Cell::Whole(number) => match i32::try_from(*number) {
                    Ok(number) => drop(sheet.write_number(row, at, number)?),
                    Err(_) => drop(sheet.write_string(row, at, number.to_string())?),
                },
                Cell::Decimal(number) => match number.parse::<f64>() {
                    Ok(number) => drop(sheet.write_number(row, at, number)?),
                    Err(_) => drop(sheet.write_string(row, at, number)?),
                },
                Cell::Day(day) => {
                    let parts =
                        (u16::try_from(day.year()), u8::try_from(day.month()), u8::try_from(day.day()));
                    // A workbook knows no day before 1900.
                    let known = match parts {
                        (Ok(year), Ok(month), Ok(day)) => ExcelDateTime::from_ymd(year, month, day).ok(),
                        _ => None,
                    };
                    match known {
                        Some(known) => drop(sheet.write_datetime_with_format(row, at, &known, &self.day)?),
                        None => drop(sheet.write_string(row, at, day.to_string())?),
                    }
                }
            }
        }
        Ok(())
    }

    pub(super) fn finish(mut self) -> Result<Vec<u8>, TableError> {
        Ok(self.book.save_to_buffer()?)
    }
}
