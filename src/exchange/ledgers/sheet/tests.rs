use super::*;
use proptest::prelude::*;
use std::path::PathBuf;

fn read(name: &str, bytes: &[u8]) -> Result<Vec<(u32, Vec<Cell>)>, Problem> {
    let folder = tempfile::tempdir().expect("a folder");
    let path: PathBuf = folder.path().join(name);
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

fn texts(name: &str, bytes: &[u8]) -> Vec<(u32, Vec<String>)> {
    let text = |cell: &Cell| if let Cell::Text(text) = cell { text.to_string() } else { String::new() };
    let rows = read(name, bytes).expect("rows").into_iter();
    rows.map(|(row, cells)| (row, cells.iter().map(text).collect())).collect()
}

fn code(name: &str, bytes: &[u8]) -> &'static str {
    read(name, bytes).expect_err("a problem").code()
}

fn sample() -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/2019/违法建筑台账.xlsx");
    std::fs::read(path).expect("the sample")
}

#[test]
fn a_table_of_text_is_read_in_utf8_and_gb18030_by_any_of_three_delimiters() {
    let expected = vec![
        (1, vec!["编号".to_owned(), "地址".to_owned()]),
        (2, vec!["1".to_owned(), "㐀路, 2号".to_owned()]),
    ];
    for delimiter in [",", ";", "\t"] {
        for ending in ["\n", "\r\n"] {
            let text = format!("编号{delimiter}地址{ending}1{delimiter}\"㐀路, 2号\"{ending}");
            assert_eq!(texts("a.csv", text.as_bytes()), expected, "{text}");
            assert_eq!(texts("a.csv", format!("\u{feff}{text}").as_bytes()), expected, "{text} with a mark");
            let (bytes, ..) = encoding_rs::GB18030.encode(&text);
            assert_eq!(texts("a.CSV", &bytes), expected, "{text} in GB18030");
        }
    }
}

#[test]
fn rows_of_a_table_of_text_are_numbered_as_a_spreadsheet_shows_them() {
    for ending in ["\n", "\r\n"] {
        for last in ["", ending] {
            let lines = ["a,b", "", "", "c,\"d", "e\"", ",,", "f,g", "", "h,i"];
            let text = lines.join(ending) + last;
            let rows: Vec<u32> = texts("a.csv", text.as_bytes()).iter().map(|(row, _)| *row).collect();
            assert_eq!(rows, [1, 4, 6, 8], "{text:?}");
        }
    }
}

#[test]
fn what_is_no_ledger_file_is_refused_with_what_to_do() {
    assert_eq!(code("a.xlsx", b""), "empty");
    assert_eq!(code("a.xlsx", b"<html><table>"), "not_a_workbook");
    assert_eq!(code("a.docx", b"hello"), "not_a_workbook");
    assert_eq!(code("a.csv", b"\xff\xfea\0"), "utf16");
    assert_eq!(code("a.csv", b"\x80\xff\xff,\xff"), "encoding");
    let old = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
    assert_eq!(code("a.xls", &old), "old_workbook");
    let package: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let locked = [&old[..], &vec![0; (1 << 16) - 20], &package].concat();
    assert_eq!(code("a.xlsx", &locked), "password_protected");
    assert_eq!(read_missing().code(), "unreadable");
}

#[test]
fn a_quotation_mark_that_is_never_closed_is_told_from_a_row() {
    let rows = "信访编号,登记日期\nXF-1,2019-03-01\n".repeat(20_000);
    let problem = read("a.csv", format!("a,b\n1,\"2\n{rows}").as_bytes());
    assert!(matches!(problem, Err(Problem::RowTooLong { row: 2, .. })), "{problem:?}");
    assert_eq!(texts("a.csv", rows.as_bytes()).len(), 40_000);
}

fn read_missing() -> Problem {
    pieces(Path::new("/nowhere/a.xlsx"), &mut |_| Ok(Flow::Next)).expect_err("no file")
}

#[test]
fn a_workbook_that_is_cut_short_is_told_from_one_that_is_none() {
    let sample = sample();
    for part in [2, 3, 10] {
        assert_eq!(code("a.xlsx", &sample[..sample.len() - sample.len() / part]), "truncated");
    }
}

proptest! {
    #[test]
    fn no_file_whatever_its_bytes_makes_the_reader_panic(
        name in "a\\.(xlsx|csv)",
        start in prop_oneof![Just(&b""[..]), Just(&b"PK\x03\x04"[..]), Just(&b"PK\x05\x06"[..]), Just(&b"\xd0\xcf\x11\xe0"[..])],
        rest in proptest::collection::vec(any::<u8>(), 0..600),
    ) {
        let _ = read(&name, &[start, &rest].concat());
    }

    #[test]
    fn every_table_of_text_has_rising_row_numbers(text in "[a\",;\t\r\n ]{0,80}") {
        let rows = read("a.csv", text.as_bytes()).unwrap_or_default();
        prop_assert!(rows.windows(2).all(|pair| pair[0].0 < pair[1].0));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn no_damage_to_a_workbook_makes_the_reader_panic(
        damage in proptest::collection::vec((any::<proptest::sample::Index>(), any::<u8>()), 1..12),
        near_end in any::<bool>(),
    ) {
        let mut bytes = sample();
        let from = if near_end { bytes.len() - 600 } else { 0 };
        for (at, byte) in damage {
            let at = from + at.index(bytes.len() - from);
            bytes[at] = byte;
        }
        let _ = read("a.xlsx", &bytes);
    }
}
