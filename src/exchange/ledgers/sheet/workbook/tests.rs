//! Workbooks made to deceive: each is a clear error, and none a panic or a heap of memory.
use super::*;
use crate::exchange::ledgers::error::Lie;
use std::fmt::Write as _;
use std::io::Write as _;
use zip::write::SimpleFileOptions;

const RELATIONS: &str = r#"<Relationships><Relationship Id="rId1" Type="http://x/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const SHEETS: &str = r#"<Relationships><Relationship Id="rId1" Type="http://x/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#;
const BOOK: &str = r#"<workbook><sheets><sheet name="台账" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
const TEXTS: &str = r#"<sst count="1" uniqueCount="1"><si><t>甲</t></si></sst>"#;
const SHEET: &str = r#"<?xml version="1.0" encoding="UTF-8"?><worksheet><dimension ref="A1:B2"/><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1"><v>2</v></c></row></sheetData></worksheet>"#;

/// A workbook of one sheet, with other contents in some of its parts.
fn workbook(others: &[(&str, &str)]) -> Vec<u8> {
    let mut parts = vec![
        ("_rels/.rels", RELATIONS),
        ("xl/_rels/workbook.xml.rels", SHEETS),
        ("xl/workbook.xml", BOOK),
        ("xl/sharedStrings.xml", TEXTS),
        ("xl/worksheets/sheet1.xml", SHEET),
    ];
    parts.retain(|(name, _)| others.iter().all(|(other, _)| other != name));
    parts.extend(others);
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in parts {
        zip.start_file(name, SimpleFileOptions::default()).expect("a part");
        zip.write_all(content.as_bytes()).expect("written");
    }
    zip.finish().expect("a zip").into_inner()
}

fn read(bytes: &[u8]) -> Result<Vec<(u32, Vec<Cell>)>, Problem> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("台账.xlsx");
    std::fs::write(&path, bytes).expect("written");
    let mut rows = Vec::new();
    pieces(&path, &mut |piece| {
        if let Piece::Row { row, cells } = piece {
            rows.push((row, cells));
        }
        Ok(Flow::Next)
    })?;
    Ok(rows)
}

fn sheet(cells: &str) -> String {
    format!("<worksheet><sheetData>{cells}</sheetData></worksheet>")
}

#[track_caller]
fn lies(part: &str, content: &str, lie: Lie) {
    match read(&workbook(&[(part, content)])) {
        Err(Problem::Lies { part: told, lie: found }) => assert_eq!((&*told, found), (part, lie)),
        other => panic!("{content:.200}: {other:?}"),
    }
}

const AT: &str = "xl/worksheets/sheet1.xml";

#[test]
fn a_small_workbook_that_tells_the_truth_is_read() {
    let rows = read(&workbook(&[])).expect("rows");
    assert_eq!(rows, [(1, vec![Cell::Text("甲".into()), Cell::Number(2.0)])]);
}

#[test]
fn a_workbook_that_counts_texts_which_it_does_not_have_is_refused() {
    for count in ["4000000000", "18446744073709551615", "1048577"] {
        let texts = TEXTS.replace(r#"uniqueCount="1""#, &format!(r#"uniqueCount="{count}""#));
        lies("xl/sharedStrings.xml", &texts, Lie::Count);
        lies("xl/sharedStrings.xml", &texts.replace("<sst", "<x:sst"), Lie::Count);
    }
    // A count that is merely wrong costs nothing.
    let texts = TEXTS.replace(r#"uniqueCount="1""#, r#"uniqueCount="70000""#);
    assert!(read(&workbook(&[("xl/sharedStrings.xml", &texts)])).is_ok());
}

#[test]
fn a_cell_where_no_sheet_has_one_is_refused() {
    let numbers =
        ["A0", "A1048577", "XFE1", "AAAAAAA1", "ZZZZZZZZZZZZ9", "A99999999999999", "A", "1", "", "Ａ1"];
    for reference in numbers {
        lies(AT, &sheet(&format!(r#"<row r="1"><c r="{reference}"><v>1</v></c></row>"#)), Lie::Reference);
        lies(AT, &sheet(&format!(r#"<row r="1"><c r = '{reference}'/></row>"#)), Lie::Reference);
    }
    for row in ["0", "1048577", "99999999999999999999", "-1", "A0"] {
        lies(AT, &sheet(&format!(r#"<row r="{row}"><c><v>1</v></c></row>"#)), Lie::Reference);
    }
    let farthest = sheet(r#"<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>"#);
    assert_eq!(read(&workbook(&[(AT, &farthest)])).expect("rows"), []);
}

#[test]
fn an_area_that_ends_before_it_begins_is_refused() {
    for area in ["B2:A1", "A2:B1", "A1:A99999999999", "A1:B2:C3", "A1:", ":"] {
        lies(AT, &SHEET.replace("A1:B2", area), Lie::Reference);
    }
    assert!(read(&workbook(&[(AT, &SHEET.replace("A1:B2", "A1:XFD1048576"))])).is_ok());
}

#[test]
fn a_text_or_a_tag_longer_than_any_cell_is_refused() {
    let long = "甲".repeat(1 << 18);
    lies("xl/sharedStrings.xml", &format!("<sst><si><t>{long}</t></si></sst>"), Lie::TooLong);
    lies(AT, &format!("<worksheet><!--{long}--><sheetData/></worksheet>"), Lie::TooLong);
    lies(AT, &sheet(&format!(r#"<row {long}="1"/>"#)), Lie::TooLong);
    let pieces = format!("<row><c><is><t>{}</t></is></c></row>", "甲&amp;".repeat(1 << 18));
    lies(AT, &sheet(&pieces), Lie::TooLong);
}

#[test]
fn a_row_longer_than_any_of_a_ledger_is_refused_with_its_number() {
    let text = "甲".repeat(32_767);
    let cells = "<c t=\"s\"><v>0</v></c>".repeat(4);
    let texts = format!("<sst><si><t>{text}</t></si></sst>");
    let sheet = sheet(&format!(r#"<row r="7">{cells}</row>"#));
    let long = read(&workbook(&[(AT, &sheet), ("xl/sharedStrings.xml", &texts)]));
    assert!(matches!(long, Err(Problem::RowTooLong { row: 7, .. })), "{long:?}");
}

#[test]
fn a_part_that_unpacks_to_far_more_than_it_is_packed_is_refused() {
    let blank = " ".repeat(64 << 20);
    let mut bomb = String::from("<worksheet><sheetData>");
    for piece in blank.as_bytes().chunks(1 << 18) {
        write!(bomb, "<row/>{}", String::from_utf8_lossy(piece)).expect("written");
    }
    lies(AT, &bomb, Lie::TooLarge);
    lies("xl/styles.xml", &"<a/>".repeat(9 << 20), Lie::TooLarge);
    lies("xl/workbook.xml", &"<a/>".repeat(9 << 20), Lie::TooLarge);
    lies("xl/styles.xml", &"<xf/>".repeat(500_001), Lie::TooMany);
}

#[test]
fn a_sheet_is_not_looked_for_where_none_can_be() {
    let part = "xl/_rels/workbook.xml.rels";
    for target in ["media/image1.png", "../customXml/item1.xml", "../docProps/app.xml", "w&#46;xml"] {
        lies(part, &SHEETS.replace("worksheets/sheet1.xml", target), Lie::Target);
    }
    lies(part, &SHEETS.replace("http://x/worksheet", "worksheet").replace(".xml", ".bin"), Lie::Target);
}

#[test]
fn what_is_not_written_as_workbooks_are_is_refused() {
    lies(AT, &format!("<!DOCTYPE a [<!ENTITY b \"c\">]>{SHEET}"), Lie::Form);
    lies(AT, &SHEET.replace("UTF-8", "UTF-16"), Lie::Form);
    lies(AT, "<worksheet>\0<sheetData/></worksheet>", Lie::Form);
    lies(AT, "<worksheet><sheetData <row/>", Lie::Form);
}

#[test]
fn a_workbook_of_too_many_parts_is_refused_before_there_is_room_for_them() {
    let mut bytes = workbook(&[]);
    let mut record = b"PK\x06\x06".to_vec();
    record.extend([0; 28]);
    record.extend(u64::MAX.to_le_bytes());
    record.extend([0; 16]);
    let end = bytes.len() - 22;
    bytes.splice(end..end, record);
    let problem = read(&bytes);
    assert!(matches!(problem, Err(Problem::Lies { lie: Lie::TooManyParts, .. })), "{problem:?}");
}

#[test]
fn every_lie_says_what_to_do() {
    let lie = Problem::Lies { part: AT.into(), lie: Lie::Reference }.to_string();
    assert!(lie.contains(AT) && lie.contains("copy its rows into a new workbook"), "{lie}");
}
