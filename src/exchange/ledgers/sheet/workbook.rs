//! Workbooks: .xlsx and .xlsm, cell by cell.
mod parts;
mod scan;
mod tag;

use super::super::cells::{Cell, Epoch, day};
use super::super::error::Problem;
use super::{Flow, Piece, Row, Taker};
use calamine::{DataRef, ExcelDateTime, Reader, SheetType, Xlsx, XlsxError};
use std::fs::File;
use std::io::BufReader;
use std::path::Path;

pub(super) fn pieces(path: &Path, take: &mut Taker<'_>) -> Result<(), Problem> {
    let rows = parts::rows(path)?;
    if take(Piece::About(rows))? == Flow::Stop {
        return Ok(());
    }
    let mut workbook = Xlsx::new(BufReader::new(File::open(path)?)).map_err(of_file)?;
    let epoch = if workbook.has_1904_epoch() { Epoch::Y1904 } else { Epoch::Y1900 };
    let sheets = workbook.sheets_metadata().iter();
    let names: Vec<String> =
        sheets.filter(|sheet| sheet.typ == SheetType::WorkSheet).map(|sheet| sheet.name.clone()).collect();
    for name in &names {
        if sheet(&mut workbook, name, epoch, take)? == Flow::Stop {
            break;
        }
    }
    Ok(())
}

fn sheet(
    workbook: &mut Xlsx<BufReader<File>>,
    name: &str,
    epoch: Epoch,
    take: &mut Taker<'_>,
) -> Result<Flow, Problem> {
    let mut cells = match workbook.worksheet_cells_reader(name) {
        Ok(cells) => cells,
        Err(XlsxError::NotAWorksheet(_)) => return Ok(Flow::NextSheet),
        Err(why) => return Err(of_sheet(why, name, 0)),
    };
    let mut flow = take(Piece::Sheet { name, epoch })?;
    let (mut row, mut current) = (Row::default(), 0);
    while flow == Flow::Next {
        let Some(cell) = cells.next_cell().map_err(|why| of_sheet(why, name, current + 1))? else {
            return finished(row, current, take);
        };
        let (number, at) = cell.get_position();
        if number != current {
            flow = finished(std::mem::take(&mut row), current, take)?;
            current = number;
        }
        let put = row.put(usize::try_from(at).unwrap_or(usize::MAX), content(cell.get_value(), epoch));
        put.map_err(|_| Problem::RowTooLong { sheet: name.to_owned(), row: number.saturating_add(1) })?;
    }
    Ok(flow)
}

fn finished(row: Row, number: u32, take: &mut Taker<'_>) -> Result<Flow, Problem> {
    if row.cells.is_empty() {
        Ok(Flow::Next)
    } else {
        take(Piece::Row { row: number.saturating_add(1), cells: row.cells })
    }
}

fn content(value: &DataRef<'_>, epoch: Epoch) -> Cell {
    match value {
        DataRef::Empty => Cell::Empty,
        #[expect(clippy::cast_precision_loss, reason = "a spreadsheet keeps 15 digits of any number")]
        DataRef::Int(number) => Cell::Number(*number as f64),
        DataRef::Float(number) => Cell::Number(*number),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            Cell::Text((&**text).into())
        }
        DataRef::SharedString(text) => Cell::Text((*text).into()),
        DataRef::Bool(yes) => Cell::Text(if *yes { "TRUE" } else { "FALSE" }.into()),
        DataRef::DateTime(moment) => dated(moment, epoch),
        DataRef::Error(error) => Cell::Error(error.clone()),
    }
}

/// A time of day alone, or a number beyond the calendar, stays the number that it is.
fn dated(moment: &ExcelDateTime, epoch: Epoch) -> Cell {
    let serial = moment.as_f64();
    let day = if moment.is_datetime() { day::of_serial(serial, epoch) } else { None };
    day.map_or(Cell::Number(serial), Cell::Date)
}

fn of_file(why: XlsxError) -> Problem {
    match why {
        XlsxError::Io(why) if why.kind() != std::io::ErrorKind::UnexpectedEof => Problem::Io(why),
        XlsxError::Password => Problem::PasswordProtected,
        XlsxError::FileNotFound(_) | XlsxError::RelationshipNotFound => Problem::NotAWorkbook,
        why => Problem::Truncated(why.to_string()),
    }
}

fn of_sheet(why: XlsxError, sheet: &str, row: u32) -> Problem {
    let sheet = sheet.to_owned();
    match why {
        XlsxError::CellError(error) => Problem::CellError { sheet, row, error },
        why => Problem::Damaged { sheet, row, why: why.to_string() },
    }
}

#[cfg(test)]
mod tests;
