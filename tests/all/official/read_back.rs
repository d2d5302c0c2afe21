//! The papers, opened by programs that others made.
use super::office::{Bureau, order};
use crate::python::Package;
use crate::support::stores::Engine;
use anjuan::cases::paper::PaperKind;
use anjuan::papers::Form;
use anjuan::web::official;
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;

const PYTHON_DOCX: Package = Package { name: "python-docx", extras: "", version: "1.2.0" };
const READ: &str = "import sys, json, docx\n\
    def read(name):\n\
    \x20   paper = docx.Document(name)\n\
    \x20   section = paper.sections[0]\n\
    \x20   text = [p.text for p in paper.paragraphs]\n\
    \x20   text += [cell.text for table in paper.tables for row in table.rows for cell in row.cells]\n\
    \x20   page = [round(length.mm) for length in (section.page_width, section.page_height, section.top_margin, section.left_margin)]\n\
    \x20   return {'text': '\\n'.join(text), 'page': page}\n\
    print(json.dumps([read(name) for name in sys.argv[1:]]))";

pub(super) fn bare(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

fn output(command: &mut Command) -> String {
    let output = command.output().expect("a program");
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// The text of this file, without blanks; none where there is no `pdftotext`.
pub(super) fn pdf(file: &Path) -> Option<String> {
    let found = Command::new("sh").args(["-c", "command -v pdftotext"]).output();
    if !found.is_ok_and(|output| output.status.success()) {
        assert!(std::env::var_os("CI").is_none(), "pdftotext is missing: install poppler-utils");
        return None;
    }
    let mut command = Command::new("pdffonts");
    let fonts = output(command.arg(file));
    assert!(fonts.contains("NotoSerifCJK"), "{fonts}");
    let mut command = Command::new("pdftotext");
    Some(bare(&output(command.arg(file).arg("-"))))
}

/// The texts of these files, without blanks; none where there is no Python.
pub(super) fn docx(files: &[PathBuf]) -> Option<Vec<String>> {
    let python = PYTHON_DOCX.python()?;
    let mut command = Command::new(python);
    command.args(["-c", READ]).args(files).env("PYTHONIOENCODING", "utf-8");
    let read: Vec<Value> = serde_json::from_str(&output(&mut command)).expect("JSON");
    let text = |paper: &Value| {
        assert_eq!(paper["page"], serde_json::json!([210, 297, 37, 28]), "millimetres");
        bare(paper["text"].as_str().expect("a text"))
    };
    Some(read.iter().map(text).collect())
}

#[tokio::test]
async fn programs_of_others_read_back_number_case_and_days_in_both_forms() {
    let bureau = Bureau::open(Engine::Sqlite).await;
    bureau.petition("XF2019-0042").await;
    let hazard = bureau.hazard("XH2019-00007").await;
    bureau.does(hazard, "2019-11-04", order(None)).await;
    let receipt = bureau.issue("XF2019-0042", PaperKind::Receipt).await.expect("issued");
    let ordered = bureau.issue("XH2019-00007", PaperKind::OrderToCorrect).await.expect("issued");
    let proof = super::office::issue(
        &bureau.leader,
        &bureau.chancery,
        "XH2019-00007",
        (PaperKind::ProofOfService, Some(ordered.number.clone())),
        None,
    );
    let proof = proof.await.expect("issued");
    let expected: [(_, &[&str]); 3] = [
        (
            receipt,
            &[
                "信访事项登记回执",
                "何家明：",
                "XF2019-0042",
                "2019年11月1日",
                "来信",
                "《信访条例》第二十二条",
                "2019年11月18日前",
                "2019年11月10日",
                "定海路街道办事处",
            ],
        ),
        (
            ordered,
            &[
                "责令限期改正通知书",
                "黎平餐饮店：",
                "XH2019-00007",
                "杭州路242弄53号",
                "2019年11月15日前",
                "《消防监督检查规定》第十九条",
                "2019年11月10日",
                "消防设施缺失",
            ],
        ),
        (
            proof,
            &["送达回证", "《责令限期改正通知书》", "定消改字〔2019〕第1号", "XH2019-00007", "黎平餐饮店"],
        ),
    ];
    for (paper, said) in expected {
        for form in [Form::Pdf, Form::Docx] {
            let printed =
                official::print(&bureau.leader, &bureau.chancery.files, paper.number.as_str(), form).await;
            let file = bureau.folder.path().join(format!("paper.{}", form.name()));
            std::fs::write(&file, printed.expect("the paper").1).expect("written");
            let read =
                if form == Form::Pdf { pdf(&file) } else { docx(&[file]).and_then(|mut read| read.pop()) };
            let Some(read) = read else { continue };
            for words in said.iter().chain([&paper.number.as_str()]) {
                assert!(read.contains(&bare(words)), "{words} is missing in {form:?}: {read}");
            }
        }
    }
}
