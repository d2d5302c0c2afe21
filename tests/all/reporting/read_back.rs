//! The drawn report, opened by programs that others made: every number is the API's.
use super::office::{YEAR, numbers, report, year};
use crate::ledgers::program::Program;
use crate::python::Package;
use crate::support::stores::Engine;
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;

const PYTHON_DOCX: Package = Package { name: "python-docx", extras: "", version: "1.2.0" };
const OPENPYXL: Package = Package { name: "openpyxl", extras: "", version: "3.1.5" };

/// Whether a program is there. Where everything is to be checked (`CI` is set) a missing one is a failure.
fn has(program: &str, package: &str) -> bool {
    let found = Command::new("sh").args(["-c", &format!("command -v {program}")]).output();
    let found = found.is_ok_and(|output| output.status.success());
    assert!(found || std::env::var_os("CI").is_none(), "{program} is missing: install {package}");
    if !found {
        eprintln!("{program} is missing (Debian: {package}), so this is not tried");
    }
    found
}

fn output(command: &mut Command) -> String {
    let output = command.output().expect("a program");
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8")
}

fn python(python: &Path, script: &str, file: &Path) -> Value {
    let mut command = Command::new(python);
    command.args(["-c", script]).arg(file).env("PYTHONIOENCODING", "utf-8");
    serde_json::from_str(&output(&mut command)).expect("JSON")
}

/// Converts with `LibreOffice`; the files that came of it.
fn convert(program: &Program, file: &Path, to: &str) -> Vec<PathBuf> {
    let folder = program.path(&format!("converted-{}", to.len()));
    let home = format!("-env:UserInstallation=file://{}", program.path("office-home").display());
    let mut command = Command::new("soffice");
    command.args([&home, "--headless", "--convert-to", to, "--outdir"]).arg(&folder).arg(file);
    output(&mut command);
    let files = std::fs::read_dir(&folder).expect("a folder").map(|entry| entry.expect("a file").path());
    files.collect()
}

/// The report in every form, in the program's folder.
fn drawn() -> (Program, Value) {
    let program = year(Engine::Sqlite);
    for form in ["json", "text", "html", "docx", "xlsx", "pdf"] {
        let file = program.path(&format!("report.{form}"));
        let file = file.to_str().expect("a path");
        program.run(&report(&[&YEAR as &[_], &["--format", form, "-o", file]].concat())).is(0);
        // The same report has the same bytes.
        let again = program.path("again");
        let again = again.to_str().expect("a path");
        program.run(&report(&[&YEAR as &[_], &["--format", form, "-o", again]].concat())).is(0);
        assert_eq!(std::fs::read(file).expect("a file"), std::fs::read(again).expect("a file"), "{form}");
    }
    let text = std::fs::read_to_string(program.path("report.json")).expect("a file");
    (program, serde_json::from_str(&text).expect("JSON"))
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().expect("a text")
}

fn bare(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

#[test]
fn programs_of_others_read_back_every_number_that_the_api_gives() {
    let (program, report) = drawn();
    let numbers = numbers(&report);
    assert!(numbers.len() > 60);
    for form in ["text", "html"] {
        let drawn = std::fs::read_to_string(program.path(&format!("report.{form}"))).expect("a file");
        for number in &numbers {
            let (printed, note) = (text(number, "printed"), &number["note"]);
            let stands = match form {
                "text" => format!("{printed}[{note}]"),
                _ => format!("{printed}</a><sup>{note}</sup>"),
            };
            assert!(drawn.contains(&stands), "{form} {stands}");
        }
    }
    docx(&program, &report, &numbers);
    xlsx(&program, &report, &numbers);
    pdf(&program, &report, &numbers);
}

fn docx(program: &Program, report: &Value, numbers: &[&Value]) {
    let file = program.path("report.docx");
    if let Some(venv) = PYTHON_DOCX.python() {
        let read = python(&venv, include_str!("read_docx.py"), &file);
        assert_eq!(read["page"], serde_json::json!([210, 297, 37, 28, 26, 35]), "millimetres");
        assert_eq!(read["grid"], serde_json::json!(["linesAndChars", "579"]));
        assert_eq!(read["font"], serde_json::json!(["仿宋_GB2312", 16]));
        let commented = read["commented"].as_array().expect("a list");
        assert_eq!(commented.len(), numbers.len());
        for (number, commented) in numbers.iter().zip(commented) {
            assert_eq!(number["printed"], commented["text"]);
            let note = text(commented, "note");
            assert!(note.starts_with(text(number, "figure")), "{note}");
            // Without a target there is no fraction.
            if let (Some(numerator), false) = (number["numerator"].as_i64(), number["denominator"].is_null())
            {
                assert!(note.contains(&format!("{numerator}/{}", number["denominator"])), "{note}");
            }
            assert!(
                note.contains("2019-11-09") && note.ends_with(&report["about"]["position"].to_string()),
                "{note}"
            );
        }
        let rows = read["rows"].as_array().expect("a list");
        assert_eq!(rows.len(), 1 + report["comparison"]["rows"].as_array().expect("rows").len());
    }
    if has("soffice", "libreoffice-writer-nogui") {
        let files = convert(program, &file, "txt:Text");
        let read = bare(&std::fs::read_to_string(&files[0]).expect("a file"));
        for section in super::office::sentences(report).values() {
            for line in section.lines() {
                assert!(read.contains(&bare(line)), "LibreOffice reads no {line}");
            }
        }
        // 28 signs in a line, of which some may be figures and narrower.
        if has("pdftotext", "poppler-utils") {
            let files = convert(program, &file, "pdf");
            let mut command = Command::new("pdftotext");
            let page = output(command.args(["-layout", "-l", "1"]).arg(&files[0]).arg("-"));
            let longest = page.lines().map(|line| bare(line).chars().count()).max();
            assert!(longest >= Some(27), "{longest:?} {page}");
        }
    }
}

fn xlsx(program: &Program, report: &Value, numbers: &[&Value]) {
    let file = program.path("report.xlsx");
    // Each number once, by its note.
    let mut noted: Vec<_> = numbers.to_vec();
    noted.sort_by_key(|number| number["note"].as_i64());
    noted.dedup_by_key(|number| number["note"].as_i64());
    if let Some(venv) = OPENPYXL.python() {
        let read = python(&venv, include_str!("read_xlsx.py"), &file);
        assert_eq!(
            read["sheets"],
            serde_json::json!(["数据", "口径", "同比与任务", "全文", "与印发报告比对"])
        );
        assert_eq!(read["frozen"], serde_json::json!(["A2", "A2", "A2", "A2", "A2"]));
        let rows = read["figures"].as_array().expect("rows");
        assert_eq!(rows.len(), noted.len());
        for (number, row) in noted.iter().zip(rows) {
            assert_eq!(number["figure"], row[1]);
            if number["kept"] == true {
                assert_eq!(number["value"].as_f64(), row[4].as_f64(), "{row}");
                assert_eq!(number["numerator"].as_f64(), row[6].as_f64(), "{row}");
            } else {
                assert_eq!(row[4], "台账未记载", "{row}");
            }
            assert_eq!(row[10], report["about"]["position"].to_string(), "{row}");
        }
        let formats = read["formats"].as_array().expect("formats");
        for format in ["#,##0", "0.00\"%\""] {
            assert!(formats.iter().any(|known| known == format), "{formats:?}");
        }
    }
    if has("soffice", "libreoffice-calc-nogui") {
        // Every sheet into a file of its own, numbers as they are and not as they are shown.
        let to = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1";
        let files = convert(program, &file, to);
        let figures = files.iter().find(|path| path.to_string_lossy().contains("数据")).expect("the sheet");
        let mut reader = csv::ReaderBuilder::new().from_path(figures).expect("a file");
        let rows: Vec<_> = reader.records().map(|row| row.expect("a row")).collect();
        for (number, row) in noted.iter().zip(&rows) {
            if let Some(value) = number["value"].as_f64() {
                assert_eq!(row[4].parse::<f64>().ok(), Some(value), "{row:?}");
            }
        }
        assert_eq!(rows.len(), noted.len());
    }
}

fn pdf(program: &Program, report: &Value, numbers: &[&Value]) {
    if !has("pdftotext", "poppler-utils") {
        return;
    }
    let file = program.path("report.pdf");
    let mut command = Command::new("pdftotext");
    let read = bare(&output(command.arg(&file).arg("-")));
    for number in numbers {
        // A note's number may be read after the end of its page.
        let (stands, figure) = (bare(text(number, "printed")), bare(text(number, "figure")));
        assert!(read.contains(&stands) && read.contains(&figure), "pdftotext reads no {stands} of {figure}");
    }
    for row in report["comparison"]["rows"].as_array().expect("rows") {
        assert!(read.contains(&bare(text(row, "printed"))), "{row}");
    }
    let mut command = Command::new("pdffonts");
    let fonts = output(command.arg(&file));
    let embedded = |line: &str| line.split_whitespace().rev().nth(4) == Some("yes");
    assert!(fonts.lines().skip(2).all(embedded) && fonts.contains("NotoSerifCJK"), "{fonts}");
    let mut command = Command::new("pdfinfo");
    assert!(output(command.arg(&file)).contains("A4"));
    let brief = program.path("brief.pdf");
    let name = brief.to_str().expect("a path");
    program
        .run(&super::office::report(&[&YEAR as &[_], &["--brief", "--format", "pdf", "-o", name]].concat()))
        .is(0);
    let mut command = Command::new("pdfinfo");
    let pages = output(command.arg(&brief));
    assert!(pages.lines().any(|line| line.split_whitespace().eq(["Pages:", "1"])), "{pages}");
}

#[test]
fn without_a_chinese_font_a_pdf_is_refused_and_the_package_is_named() {
    let program = Program::with_office(Engine::Sqlite);
    let (store, nowhere) = (program.store(), program.path("nowhere"));
    let nowhere = nowhere.to_str().expect("a path");
    let arguments = report(&[&YEAR as &[_], &["--format", "pdf", "-o", "report.pdf"]].concat());
    let environment = [("ANJUAN_STORE", store.as_str()), ("XDG_DATA_DIRS", nowhere)];
    program.run_in(&environment, &arguments).is(1).says(&["fonts-noto-cjk", "[report] font"]);
    let office = concat!(env!("CARGO_MANIFEST_DIR"), "/samples/2019/office.json");
    let environment = [("ANJUAN_STORE", store.as_str()), ("ANJUAN_REPORT_FONT", office)];
    program.run_in(&environment, &arguments).is(1).says(&["office.json", "no font"]);
    assert!(!program.path("report.pdf").exists());
}
