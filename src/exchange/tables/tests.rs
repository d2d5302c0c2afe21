use super::*;
use crate::exchange::ledgers::sheet::{Flow, Piece, pieces};
use crate::exchange::ledgers::{cells, sheet};
use calamine::{Data, Reader, Xlsx};
use std::io::Cursor;

/// What people write, and what a spreadsheet could make of it.
const WRITTEN: [&str; 9] =
    ["=1+2", "+86 21 1234", "-1", "@SUM(A1)", "\tcmd", "\rcmd", "'=1", "'quoted'", "居委会, \"甲\""];

fn table(form: Form) -> Vec<u8> {
    let mut table =
        Table::begin(form, "表", Some("标题"), &["=名".to_owned(), "日".to_owned()]).expect("a table");
    for text in WRITTEN {
        let day = "2019-03-05".parse().expect("a day");
        table.row(&[Cell::Text(text.to_owned()), Cell::Day(day)]).expect("a row");
    }
    table.finish().expect("bytes")
}

#[test]
fn what_looks_like_a_formula_is_text_in_a_workbook() {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(table(Form::Xlsx))).expect("a workbook");
    let formulas = book.worksheet_formula("表").expect("a sheet");
    assert!(formulas.used_cells().next().is_none(), "no cell is a formula");
    let cells = book.worksheet_range("表").expect("a sheet");
    // XML has one line end only.
    for (row, text) in (2..).zip(WRITTEN).filter(|(_, text)| !text.starts_with('\r')) {
        let read = cells.get_value((row, 0)).expect("a cell").clone();
        assert_eq!(read.to_string(), text, "{read:?}");
        assert!(matches!(read, Data::String(_)), "{read:?}");
        assert!(matches!(cells.get_value((row, 1)), Some(Data::DateTime(_))), "a day is a day");
    }
}

#[test]
fn what_looks_like_a_formula_is_text_in_a_table_of_text_and_reads_back_as_it_was() {
    let bytes = table(Form::Csv);
    let text = String::from_utf8(bytes.clone()).expect("UTF-8");
    let mut records = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(&bytes[3..]);
    let first: Vec<_> =
        records.records().map(|record| record.expect("a record").get(0).unwrap_or("").to_owned()).collect();
    let dangerous = |cell: &&String| cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
    assert_eq!(first.iter().filter(dangerous).count(), 0, "{text}");

    let folder = tempfile::TempDir::new().expect("a folder");
    let file = folder.path().join("表.csv");
    std::fs::write(&file, &bytes).expect("a file");
    let mut read = Vec::new();
    let mut take = |piece: Piece<'_>| {
        if let Piece::Row { cells, .. } = piece {
            read.push(cells.first().cloned().unwrap_or_default());
        }
        Ok(Flow::Next)
    };
    pieces(&file, &mut take).expect("read");
    let told: Vec<_> =
        read[2..].iter().map(|cell| if let cells::Cell::Text(text) = cell { &**text } else { "" }).collect();
    assert_eq!(told, WRITTEN);
    assert!(sheet::is_taken_for_a_formula("=1"));
}
