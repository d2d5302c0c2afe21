//! What the report says, from the command line.
use super::office::{FIGURES, YEAR, numbers, report, sentences, year};
use crate::ledgers::books::{hazard, petition};
use crate::ledgers::program::Program;
use crate::support::stores::{ENGINES, Engine};
use serde_json::{Value, json};
use std::collections::BTreeSet;

fn json_of(program: &Program, more: &[&str]) -> Value {
    program.run(&report(&[more, &["--format", "json"]].concat())).is(0).json()
}

#[test]
fn every_number_of_the_report_is_the_figures_and_what_the_log_has_not_is_said_to_be_missing() {
    for engine in ENGINES {
        let program = year(engine);
        let figures = program.run(&FIGURES).is(0).json();
        let report = json_of(&program, &YEAR);
        assert_eq!(report["about"]["position"], figures["position"], "{engine:?}");
        let department = |id: &str| id.split('.').next().map(str::to_owned);
        let counted = figures["figures"].as_object().expect("figures");
        let books: BTreeSet<_> = counted
            .iter()
            .filter(|(_, figure)| figure["value"].as_f64().is_some_and(|value| value != 0.0))
            .map(|(id, _)| department(id))
            .collect();
        assert!(!books.contains(&Some("clearance".to_owned())), "{engine:?}");
        let mut kept = 0;
        for number in numbers(&report) {
            let id = number["figure"].as_str().expect("an id");
            let figure = &figures["figures"][id];
            let is_kept = figure.is_object() && books.contains(&department(id));
            assert_eq!(number["kept"], json!(is_kept), "{engine:?} {id}");
            if number["aspect"] == "value" && number.get("part").is_none() && is_kept {
                for key in ["value", "numerator", "denominator", "unit"] {
                    assert_eq!(number[key], figure[key], "{engine:?} {id} {key}");
                }
                kept += 1;
            }
        }
        assert!(kept > 30, "{engine:?} {kept}");
        let text = sentences(&report);
        let says = |section: &str, words: &str| {
            assert!(text[section].contains(words), "{engine:?} {section}: {}", text[section]);
        };
        says("petitions", "受理各类信访件110件，接待来访居民142批147人次，市民来电45件");
        says("petitions", "初次信访办结率100%");
        says("fire", "火灾隐患或者违法行为3219处，督促整改到位2570处；按发现批次计，整改率79.84%");
        says("structures", "拆除505处、30075平方米");
        says("structures", "拆违任务量30000平方米，完成率100.25%");
        says("structures", "复兴岛拆除69处、18756平方米");
        says("structures", "共青路435号拆违17处，9044平方米");
        if figures["figures"].get("police.calls").is_none() {
            says("indicators", "接处110报警类案情（本台账未记载）");
        }
    }
}

#[test]
fn what_nobody_kept_a_book_of_is_no_nought_and_what_was_kept_before_or_told_to_be_nought_is_one() {
    let program = Program::with_office(Engine::Sqlite);
    program.run(&["import", &program.book("信访.xlsx", &[petition("XF-1")])]).is(0);
    let of = |year: &str, section: &str| {
        sentences(&json_of(&program, &["--year", year])).remove(section).expect("the section")
    };
    let fire = of("2019", "fire");
    assert!(fire.contains("发现火灾隐患或者违法行为（本台账未记载）"), "{fire}");
    program.run(&["import", &program.book("隐患.xlsx", &[hazard("XH-1")])]).is(0);
    assert!(of("2019", "fire").contains("发现火灾隐患或者违法行为1处"), "{}", of("2019", "fire"));
    let later = of("2020", "fire");
    assert!(later.contains("发现火灾隐患或者违法行为0处"), "{later}");
    let earlier = of("2018", "fire");
    assert!(earlier.contains("发现火灾隐患或者违法行为（本台账未记载）"), "{earlier}");
    program.run(&["indicator", "set", "zero.escalated", "0", "--year", "2019", "--unit", "起"]).is(0);
    let disputes = of("2019", "disputes");
    assert!(disputes.contains("矛盾激化0起"), "{disputes}");
}

#[test]
fn pledges_are_counted_by_who_signed_and_told_where_nobody_keeps_their_book() {
    for engine in ENGINES {
        let program = Program::with_office(engine);
        let safety = || {
            let report = json_of(&program, &["--year", "2019", "--as-of", "2019-11-09"]);
            sentences(&report).remove("safety").expect("the section")
        };
        assert!(safety().contains("企业（本台账未记载）"), "{engine:?} {}", safety());
        program.run(&["indicator", "set", "pledges.firms", "84", "--year", "2019", "--unit", "家"]).is(0);
        assert!(safety().contains("企业84家") && safety().contains("居委会（本台账未记载）"), "{}", safety());

        let book = program.path("责任书.csv");
        let rows = "责任书编号,签订日期,类别,签订对象,单位名称\n\
            ZR-1,2019-01-10,安全生产,企业,共青餐饮店\n\
            ZR-2,2019-01-10,安全生产,居委,共青居委会\n\
            ZR-3,2019-01-11,消防安全,企业,河间餐饮店\n";
        std::fs::write(&book, rows).expect("written");
        program.run(&["import", book.to_str().expect("a path")]).is(0);
        assert!(
            safety().contains("职能科室0个，居委会1个，企业1家"),
            "{engine:?}: what the book counts stands before what was told: {}",
            safety()
        );
        let page = program.run(&["figures", "--from", "2019-01-01", "--to", "2019-12-31", "--json"]).is(0);
        assert_eq!(page.stdout.matches("\"pledges.firms\"").count(), 1, "{}", page.stdout);
    }
}

#[test]
fn a_report_is_as_of_a_day_as_known_at_a_position_of_a_part_of_the_year_or_of_a_committee() {
    let program = year(Engine::Sqlite);
    let june = json_of(&program, &["--year", "2019", "--as-of", "2019-06-30"]);
    let says = |report: &Value, section: &str, words: &str| {
        let text = sentences(report);
        assert!(text[section].contains(words), "{}", text[section]);
    };
    says(&june, "fire", "违法行为1888处，督促整改到位1319处");
    let quarter = json_of(&program, &["--year", "2019", "--quarter", "1", "--as-of", "2019-03-31"]);
    says(&quarter, "petitions", "共登记信访事项98件");
    let title = quarter["title"].as_str().expect("a title");
    assert!(title.contains("2019年第一季度") && title.starts_with("定海路街道"), "{title}");
    assert!(quarter.get("comparison").is_none(), "a quarter's report was never printed");
    // Two events: the office, and its target.
    let then = json_of(&program, &[&YEAR as &[_], &["--known-at", "2"]].concat());
    says(&then, "petitions", "共登记信访事项（本台账未记载）");
    assert_eq!(then["about"]["position"], 2);
    let figures = program.run(&[&FIGURES as &[_], &["--by", "committee"]].concat()).is(0).json();
    let rows = figures["breakdowns"]["fire.found"].as_array().expect("rows");
    let row = rows.iter().find(|row| row["of"] == "平凉").expect("a committee");
    let own = json_of(&program, &[&YEAR as &[_], &["--committee", "平凉"]].concat());
    says(&own, "fire", &format!("违法行为{}处", row["value"]));
    program.run(&report(&[&YEAR as &[_], &["--committee", "月球"]].concat())).is(1).says(&["月球"]);
    let brief = program.run(&report(&[&YEAR as &[_], &["--brief"]].concat())).is(0);
    assert!(brief.stdout.contains("简报") && brief.stdout.contains("逾期634处"), "{}", brief.stdout);
    program.run(&report(&["--as-of", "2019-06-30"])).is(64).says(&["--year"]);
    program.run(&report(&[&YEAR as &[_], &["--format", "pdf"]].concat())).is(64).says(&["-o report.pdf"]);
}

#[test]
fn an_office_changes_the_texts_and_a_figure_that_nobody_knows_is_an_error_with_file_and_line() {
    let program = Program::with_office(Engine::Sqlite);
    let folder = program.path("texts");
    let folder = folder.to_str().expect("a path");
    program.run(&["report", "--write-templates", folder]).is(0);
    let store = program.store();
    let run = |arguments: &[&str]| {
        program.run_in(&[("ANJUAN_STORE", &store), ("ANJUAN_REPORT_TEMPLATES", folder)], arguments)
    };
    let arguments = report(&YEAR);
    let before = run(&arguments).is(0).stdout;
    assert_eq!(before, program.run(&arguments).is(0).stdout, "what was written is what the program has");
    let file = format!("{folder}/relocation.txt");
    std::fs::write(&file, "旧改\n我们签约{{ n(\"relocation.titles\") }}。\n").expect("a file");
    assert!(run(&arguments).is(0).stdout.contains("我们签约"));
    std::fs::write(&file, "旧改\n\n我们签约{{ n(\"relocation.title\") }}。\n").expect("a file");
    let place = format!("{file}, line 3");
    run(&arguments).is(1).says(&[&place, "relocation.title"]);
}
