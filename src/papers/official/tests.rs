use super::*;
use serde_json::{Value, json};
use std::collections::BTreeMap;

fn texts() -> Texts {
    Texts::of(None).expect("the program's texts")
}

fn words() -> BTreeMap<String, String> {
    let word = |code: &str, word: &str| (code.to_owned(), word.to_owned());
    [word("statute.fire_law", "《消防法》"), word("code.wiring", "电气线路老化")].into()
}

/// What a hazard tells of an order to correct.
fn ordered() -> Value {
    json!({
        "office": "定海路街道", "number": "定消改字〔2019〕第1号", "case_number": "XH2019-00001", "position": 7,
        "today": "2019-03-05", "kind_of_case": "fire_hazard", "person": "", "place": "长海路1号", "day": "2019-03-04",
        "opened": "2019-03-01", "steps": {"HazardFound": {"day": "2019-03-02"}},
        "case": {"address": "长海路1号", "kind": "wiring"}, "hazards": [],
        "step": {"deadline": {"due": "2019-03-11"}},
        "law": {
            "order_correction": {"statute": "fire_law", "article": 19},
            "appeal_by_reconsideration": {"statute": "fire_law", "article": 0},
            "appeal_by_suit": {"statute": "fire_law", "article": 46},
        },
    })
}

#[test]
fn a_paper_says_what_its_case_tells_in_the_words_of_papers() {
    let letter = texts().write("order_to_correct", &ordered(), &words()).expect("a paper");
    let text = letter.paragraphs.join("\n");
    for said in [
        "2019年3月2日检查",
        "电气线路老化",
        "XH2019-00001",
        "《消防法》第十九条",
        "2019年3月11日前改正",
        "《消防法》第四十六条",
        "《消防法》的规定",
    ] {
        assert!(text.contains(said), "{said} in {text}");
    }
    assert_eq!(letter.issuer, "定海路街道办事处");
    assert_eq!((letter.date.as_str(), letter.day.as_str()), ("2019年3月5日", "2019-03-05"));
    assert_eq!(letter.addressee.as_deref(), Some("长海路1号："));
    assert_eq!(letter.number, "定消改字〔2019〕第1号");
}

#[test]
fn a_paper_with_a_hole_in_it_is_not_written() {
    let mut about = ordered();
    about["step"] = json!({});
    let error = texts().write("order_to_correct", &about, &words()).expect_err("no deadline");
    let said = error.to_string();
    assert!(said.contains("order_to_correct") && said.contains("text"), "{said}");
}

#[test]
fn a_series_has_the_office_s_word_for_it() {
    let series = |code: &str, office: &str, kind: &str, case: &str| {
        texts().series((code, office), (kind, case), 2019).expect("a series").printed(1)
    };
    assert_eq!(series("1", "定海路街道", "order_to_correct", "fire_hazard"), "定消改字〔2019〕第1号");
    assert_eq!(
        series("1", "上海市杨浦区平凉路街道", "order_to_correct", "inspection"),
        "平安改字〔2019〕第1号"
    );
}

#[test]
fn an_office_changes_what_it_wants_and_keeps_the_rest() {
    let folder = tempfile::TempDir::new().expect("a folder");
    let own = "[kinds.order_to_correct]\ntitle = \"责令整改\"\n[offices.310110001]\nwords = { seal = \"杨封\" }\n\
               begins = { \"定消改字〔2019〕第\" = 58 }\n";
    std::fs::write(folder.path().join("papers.toml"), own).expect("a file");
    let changed = Texts::of(Some(folder.path())).expect("texts");
    assert_ne!(changed.hash(), texts().hash());
    let letter = changed.write("order_to_correct", &ordered(), &words()).expect("a paper");
    assert_eq!(letter.title, "责令整改");
    assert_eq!(letter.issuer, "定海路街道办事处");
    let office = ("310110001", "定海路街道");
    let seal = changed.series(office, ("seal", "fire_hazard"), 2019).expect("a series");
    assert_eq!(seal.printed(1), "杨封〔2019〕第1号");
    let order = changed.series(office, ("order_to_correct", "fire_hazard"), 2019).expect("a series");
    assert_eq!(order.begins, 58);
    std::fs::write(folder.path().join("papers.toml"), "[kinds.seal]\ntext = \"{% if %}\"\n").expect("a file");
    let wrong = Texts::of(Some(folder.path())).expect_err("no text").to_string();
    assert!(wrong.contains("papers.toml") && wrong.contains("seal"), "{wrong}");
}
