use super::*;
use crate::cases::area::Area;
use crate::cases::declared::Kinds;
use proptest::prelude::*;
use rust_xlsxwriter::{Format, Workbook};
use std::path::PathBuf;
use tempfile::TempDir;

fn sample(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/2019").join(name)
}

fn rows(path: &Path) -> (Vec<RawRow>, LedgerSummary) {
    let mut rows = Vec::new();
    let summary = read(path, &Naming::default(), &Kinds::default(), |found| {
        rows.extend(row_of(found));
        ControlFlow::Continue(())
    });
    (rows, summary.expect("a ledger"))
}

fn row_of(found: Found) -> Option<RawRow> {
    if let Found::Row(row) = found { Some(row) } else { None }
}

fn problem(path: &Path) -> Problem {
    read(path, &Naming::default(), &Kinds::default(), |_| ControlFlow::Continue(()))
        .expect_err("a problem")
        .problem
}

/// A workbook of text cells, one list of rows per sheet.
fn workbook(sheets: &[(&str, &[&[&str]])]) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("台账.xlsx");
    let mut workbook = Workbook::new();
    for (name, rows) in sheets {
        let sheet = workbook.add_worksheet();
        sheet.set_name(*name).expect("a name");
        for (row, cells) in rows.iter().enumerate() {
            for (at, text) in cells.iter().enumerate().filter(|(_, text)| !text.is_empty()) {
                let (row, at) = (u32::try_from(row).expect("a row"), u16::try_from(at).expect("a column"));
                sheet.write_string(row, at, *text).expect("a cell");
            }
        }
    }
    workbook.save(&path).expect("saved");
    (folder, path)
}

const HEADER: &[&str] = &["序号", "违建编号", "发现日期", "地址", "违法建筑面积（平方米）"];

#[test]
fn the_ledgers_of_2019_are_read_row_by_row() {
    for (name, ledger, count) in [
        ("信访登记台账.xlsx", Ledger::Petitions, 297),
        ("消防隐患台账.xlsx", Ledger::FireHazards, 3219),
        ("违法建筑台账.xlsx", Ledger::IllegalStructures, 542),
        ("安全生产检查台账.xlsx", Ledger::Inspections, 6349),
    ] {
        let (rows, summary) = rows(&sample(name));
        assert_eq!((rows.len(), summary.rows()), (count, count as u64), "{name}");
        let [sheet] = &*summary.sheets else { panic!("one sheet in {name}") };
        assert_eq!((&*sheet.sheet, sheet.ledger, sheet.header_row), ("台账", ledger, 2));
        assert_eq!((sheet.passed_over, sheet.ignored.len()), (1, 0), "the total row of {name}");
        assert_eq!(rows[0].row, 3);
        for row in &rows {
            assert!(row.number().is_some() && row.text(ledger.number()).is_ok());
            for column in ledger.columns().iter().filter(|column| column.name().contains("日期")) {
                row.day(*column).expect("a day");
            }
        }
    }
}

#[test]
fn every_area_and_headcount_of_2019_is_read_exactly() {
    let (structures, _) = rows(&sample("违法建筑台账.xlsx"));
    let total =
        |column| -> Area { structures.iter().filter_map(|row| row.area(column).expect("an area")).sum() };
    let expected = std::fs::read_to_string(sample("expected.json")).expect("the figures");
    let expected: serde_json::Value = serde_json::from_str(&expected).expect("JSON");
    let demolished = &expected["figures"]["structures.demolished_area_m2"];
    assert_eq!(total(Column::DemolishedArea).m2(), demolished.to_string());
    let (petitions, _) = rows(&sample("信访登记台账.xlsx"));
    assert!(petitions.iter().all(|row| row.whole(Column::Heads).is_ok_and(|heads| heads > Some(0))));
}

#[test]
fn the_digest_of_a_file_is_its_sha256() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.csv");
    std::fs::write(&path, "abc").expect("written");
    let digest = digest(&path).expect("a digest");
    assert_eq!(digest, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

#[test]
fn sheets_without_a_header_are_passed_over_and_reported() {
    let filled: &[&str] = &["1", "WJ1", "2019.1.2", "甲路1号", "59㎡"];
    let (_folder, path) = workbook(&[
        ("说明", &[&["填表须知"], &["地址", "写全"]]),
        ("一月", &[&["违建"], &[], HEADER, filled]),
        ("二月", &[HEADER, filled, filled]),
    ]);
    let (rows, summary) = rows(&path);
    assert_eq!(summary.passed_over, ["说明"]);
    let places: Vec<_> = rows.iter().map(|row| (&*row.sheet, row.row)).collect();
    assert_eq!(places, [("一月", 4), ("二月", 2), ("二月", 3)]);
    assert_eq!(rows[0].area(Column::StructureArea), Ok(Some(Area::from_dm2(5900))));
}

#[test]
fn blank_rows_totals_and_repeated_headers_are_passed_over() {
    let (_folder, path) = workbook(&[(
        "台账",
        &[
            HEADER,
            &["1", "WJ1", "2019.1.2", "甲路1号", "5"],
            &[" ", "\u{3000}"],
            &["2"],
            HEADER,
            &["小 计", "", "", "", "5"],
            &["3", "WJ2", "2019.1.3", "合计路2号", "7"],
            &["", "合\u{3000}计：2处", "", "", "12"],
        ],
    )]);
    let (rows, summary) = rows(&path);
    assert_eq!(rows.iter().map(|row| row.row).collect::<Vec<_>>(), [2, 7]);
    assert_eq!(summary.sheets[0].passed_over, 5);
}

#[test]
fn a_reader_that_stops_reads_no_further() {
    let mut seen = 0;
    let summary = read(&sample("消防隐患台账.xlsx"), &Naming::default(), &Kinds::default(), |found| {
        seen += usize::from(matches!(found, Found::Row(_)));
        if seen == 3 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    assert_eq!((seen, summary.map(|it| it.stopped).ok()), (3, Some(true)));
}

#[test]
fn a_refused_cell_names_sheet_row_number_column_and_reason() {
    let (_folder, path) = workbook(&[("台账", &[HEADER, &["1", "WJ 1", "2019.2.30", "甲路1号", "-3"]])]);
    let (rows, _) = rows(&path);
    let refused = rows[0].day(Column::FoundOn).expect_err("no such day");
    insta::assert_snapshot!(serde_json::to_string_pretty(&refused).expect("JSON"), @r#"
    {
      "sheet": "台账",
      "row": 2,
      "number": "WJ1",
      "column": "发现日期",
      "reason": "'2019.2.30': this day does not exist",
      "code": "no_such_day"
    }
    "#);
    let refused = rows[0].area(Column::StructureArea).expect_err("below zero");
    assert_eq!((refused.code, refused.column.as_deref()), ("negative", Some("违法建筑面积(㎡)")));
}

#[test]
fn dates_by_format_are_read_from_both_epochs_and_numbers_by_the_workbook_s_own() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.xlsx");
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for (at, header) in (0..).zip(HEADER) {
        sheet.write_string(0, at, *header).expect("a header");
    }
    let chinese = Format::new().set_num_format("yyyy\"年\"m\"月\"d\"日\"");
    sheet.write_string(1, 1, "WJ1").expect("a cell");
    sheet.write_number_with_format(1, 2, 43_529.75, &chinese).expect("a cell");
    sheet.write_number(2, 2, 43_529).expect("a cell");
    sheet.write_number(3, 2, 2019.3).expect("a cell");
    sheet.write_number(1, 4, 12.3).expect("a cell");
    sheet.write_number(2, 4, 0.1 + 0.2).expect("a cell");
    sheet.write_number(3, 4, 12.345).expect("a cell");
    workbook.save(&path).expect("saved");
    let (rows, _) = rows(&path);
    let day = chrono::NaiveDate::from_ymd_opt(2019, 3, 5);
    assert_eq!(rows[0].cell(Column::FoundOn), &Cell::Date(day.expect("a day")));
    assert_eq!((rows[0].day(Column::FoundOn), rows[1].day(Column::FoundOn)), (Ok(day), Ok(day)));
    assert_eq!(rows[2].day(Column::FoundOn).expect_err("no day").code, "no_day");
    let area = |at: usize| rows[at].area(Column::StructureArea).map_err(|refused| refused.code);
    assert_eq!([area(0), area(1)], [Ok(Some(Area::from_dm2(1230))), Ok(Some(Area::from_dm2(30)))]);
    assert_eq!(area(2), Err("too_fine"));
}

#[test]
fn a_file_without_any_ledger_says_which_sheets_it_has() {
    let (_folder, path) = workbook(&[("甲", &[&["随便"]]), ("乙", &[])]);
    let problem = problem(&path);
    assert_eq!(problem.code(), "no_ledger");
    assert!(problem.to_string().contains("甲, 乙"), "{problem}");
}

#[test]
fn a_table_of_text_is_a_ledger_like_any_other() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("二月.csv");
    let text =
        "违法建筑\r\n\r\n违建编号;发现日期;地址;面积\r\nWJ1;2019.2.3;甲路1号;12.30㎡\r\n合计;;;12.3\r\n";
    let (bytes, ..) = encoding_rs::GB18030.encode(text);
    std::fs::write(&path, &bytes).expect("written");
    let (rows, summary) = rows(&path);
    assert_eq!((&*summary.sheets[0].sheet, summary.sheets[0].header_row, rows.len()), ("二月", 3, 1));
    assert_eq!((rows[0].row, rows[0].area(Column::StructureArea)), (4, Ok(Some(Area::from_dm2(1230)))));
    assert_eq!(rows[0].day(Column::FoundOn), Ok(chrono::NaiveDate::from_ymd_opt(2019, 2, 3)));
}

#[test]
fn a_text_becomes_a_word_of_the_cases_or_is_refused() {
    let (_folder, path) = workbook(&[("台账", &[HEADER, &["1", "WJ\u{1}1", "2019.2.3", "", "3"]])]);
    let (rows, _) = rows(&path);
    let number = rows[0].parsed::<crate::cases::words::CaseNumber>(Column::StructureNumber);
    assert_eq!(number.map_err(|refused| refused.code), Err("text_refused"));
    let address = rows[0].parsed::<crate::cases::words::Address>(Column::Address).expect("empty");
    let refused = rows[0].required(Column::Address, address).expect_err("none");
    assert_eq!((refused.code, &*refused.reason), ("required", "地址 must not be empty"));
    assert!(!rows[0].has(Column::Party) && rows[0].cell(Column::Party) == &Cell::Empty);
}

proptest! {
    #[test]
    fn no_table_under_a_header_whatever_it_holds_makes_a_row_panic(body in "[\\PC\r\n,\"]{0,80}") {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.csv");
        std::fs::write(&path, format!("{}\n{body}", HEADER.join(","))).expect("written");
        let _ = read(&path, &Naming::default(), &Kinds::default(), |found| {
            let Some(row) = row_of(found) else { return ControlFlow::Continue(()) };
            for column in Column::ALL {
                let _ = (row.text(*column), row.day(*column), row.whole(*column), row.area(*column));
            }
            ControlFlow::Continue(())
        });
    }
}
