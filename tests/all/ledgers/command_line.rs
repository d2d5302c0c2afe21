//! What others' scripts rely on: exit codes, and JSON with nothing beside it.
use super::books::{HAZARD_ENDS, PETITION_ENDS, Row, hazard, petition, structure};
use super::program::Program;
use crate::support::stores::{ENGINES, Engine};
use anjuan::database::StoreUrl;
use anjuan::exchange::ledgers::Column;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::process::Command;

const YEAR: [&str; 4] = ["--from", "2019-01-01", "--to", "2019-12-31"];

fn good() -> Vec<Row> {
    vec![petition("XF-1"), petition("XF-2").without(PETITION_ENDS), hazard("XH-1"), structure("WJ-1")]
}

fn with_bad() -> Vec<Row> {
    let bad = structure("WJ-9").with(Column::DemolishedArea, "41");
    [good(), vec![petition("XF-9").with(Column::Channel, "微信"), bad]].concat()
}

fn keys(value: &Value) -> BTreeSet<&str> {
    value.as_object().expect("an object").keys().map(String::as_str).collect()
}

#[track_caller]
fn has_keys(value: &Value, wanted: &[&str]) {
    let missing: Vec<_> = wanted.iter().filter(|key| !keys(value).contains(**key)).collect();
    assert!(missing.is_empty(), "{missing:?} missing in {value}");
}

#[test]
fn an_import_ends_with_0_when_all_is_in_and_with_2_when_rows_were_refused() {
    for engine in ENGINES {
        let program = Program::with_office(engine);
        let (good, bad) = (program.book("好.xlsx", &good()), program.book("坏.xlsx", &with_bad()));
        let report = program.run(&["import", &good, "--json"]).is(0).json();
        let file = &report["files"][0];
        let counts =
            |file: &Value| json!([file["rows"], file["imported"], file["unchanged"], file["refused"]]);
        assert_eq!(counts(file), json!([4, 4, 0, []]), "{engine:?}");
        assert_eq!((&file["file"], &file["kind"]), (&json!(good), &json!("petitions")), "{engine:?}");
        let again = program.run(&["import", &good, "--json"]).is(0).json();
        assert_eq!(counts(&again["files"][0]), json!([4, 0, 4, []]), "{engine:?}");

        let dry = program.run(&["import", "--dry-run", &bad, "--json"]).is(2).json();
        let report = program.run(&["import", &bad, "--json"]).is(2).json();
        let file = &report["files"][0];
        assert_eq!(counts(&dry["files"][0]), counts(file), "{engine:?}");
        assert_eq!(
            json!([file["rows"], file["imported"], file["unchanged"]]),
            json!([6, 0, 4]),
            "{engine:?}"
        );
        let refused = file["refused"].as_array().expect("a list");
        let place = |row: &Value| json!([row["sheet"], row["row"], row["number"], row["column"]]);
        assert_eq!(
            refused.iter().map(place).collect::<Vec<_>>(),
            [
                json!(["信访登记台账", 5, "XF-9", "信访形式"]),
                json!(["违法建筑台账", 4, "WJ-9", "拆除面积(㎡)"])
            ],
            "{engine:?}"
        );
        assert!(refused.iter().all(|row| row["reason"].as_str().is_some_and(|reason| !reason.is_empty())));
    }
}

#[test]
fn the_report_of_an_import_has_the_keys_that_scripts_read() {
    let program = Program::with_office(Engine::Sqlite);
    let files = [program.book("甲.xlsx", &with_bad()), program.book("乙.xlsx", &[hazard("XH-2")])];
    let report = program.run(&["import", "--json", &files[0], &files[1]]).is(2).json();
    assert_eq!(keys(&report), BTreeSet::from(["files"]));
    let reported = report["files"].as_array().expect("a list");
    assert_eq!(reported.iter().map(|file| &file["file"]).collect::<Vec<_>>(), [&files[0], &files[1]]);
    for file in reported {
        has_keys(file, &["file", "kind", "rows", "imported", "unchanged", "refused"]);
        for row in file["refused"].as_array().expect("a list") {
            has_keys(row, &["sheet", "row", "number", "column", "reason"]);
        }
    }
    assert_eq!(reported[1]["kind"], "fire_hazards");
}

#[test]
fn an_import_that_fails_ends_with_1_and_says_why() {
    let program = Program::with_office(Engine::Sqlite);
    std::fs::write(program.path("字.txt"), "不是台账").expect("a file");
    std::fs::write(program.path("坏.xlsx"), "不是台账").expect("a file");
    std::fs::write(program.path("别.csv"), "甲,乙\n1,2\n").expect("a file");
    for file in ["没有.xlsx", "字.txt", "坏.xlsx", "别.csv"] {
        let run = program.run(&["import", file]).is(1);
        run.says(&["anjuan: ", file]);
    }
    let good = program.book("好.xlsx", &good());
    let run = program.run(&["import", "--json", &good, "没有.xlsx"]);
    assert_eq!(run.code, 1, "{run:#?}");
    assert_eq!(run.json()["files"][0]["imported"], 4, "{run:#?}");
    run.says(&["没有.xlsx"]);
}

#[test]
fn an_office_whose_file_is_missing_makes_no_store() {
    let program = Program::on(Engine::Sqlite);
    let run = program.run(&["office", "add", "--file", "nowhere.json"]).is(1);
    assert!(run.stderr.contains("nowhere.json"), "{}", run.stderr);
    program.run(&["office", "list"]).is(1);
}

#[test]
fn a_server_that_cannot_be_reached_is_told_with_the_reason() {
    let program = Program::on(Engine::Sqlite);
    let nobody = "postgres://127.0.0.1:1/anjuan";
    let run = program.run_in(&[("ANJUAN_STORE", nobody)], &["office", "list"]).is(1);
    for told in ["cannot be reached", "refused", "ANJUAN_STORE"] {
        assert!(run.stderr.contains(told), "{}", run.stderr);
    }
}

#[test]
fn wrong_usage_of_any_command_ends_with_64() {
    let program = Program::with_office(Engine::Sqlite);
    let wrong: [&[&str]; 19] = [
        &[],
        &["impor"],
        &["import"],
        &["import", "--dry", "甲.xlsx"],
        &["import", "undo"],
        &["import", "undo", "不是批次"],
        &["figures"],
        &["figures", "--from", "2019-02-30", "--to", "2019-12-31"],
        &["figures", "--from", "2019-12-31", "--to", "2019-01-01"],
        &["figures", "--from", "2019-01-01", "--to", "2019-12-31", "--by", "颜色"],
        &["figures", "--from", "2019-01-01", "--to", "2019-12-31", "--known-at", "昨天"],
        &["cases", "--figure", "petitions.visits"],
        &["cases", "--figure", "petitions.none", "--from", "2019-01-01", "--to", "2019-12-31"],
        &["history"],
        &["target", "set", "structures.demolished_area_m2", "30000"],
        &["target", "set", "structures.none", "30000", "--year", "2019"],
        &["target", "set", "structures.demolished_area_m2", "很多", "--year", "2019"],
        &["--store", "mysql://localhost/x", "cases"],
        &["serve", "--listen", "这里"],
    ];
    for arguments in wrong {
        let run = program.run(arguments);
        assert_eq!(run.code, 64, "{arguments:?} {run:#?}");
        assert!(run.stdout.is_empty() && !run.stderr.is_empty(), "{arguments:?} {run:#?}");
    }
}

#[test]
fn help_of_every_command_is_no_error_and_shows_examples() {
    let program = Program::on(Engine::Sqlite);
    let commands: [&[&str]; 15] = [
        &[],
        &["import"],
        &["import", "undo"],
        &["rebuild"],
        &["migrate"],
        &["serve"],
        &["config", "check"],
        &["config", "example"],
        &["completions"],
        &["figures"],
        &["cases"],
        &["history"],
        &["target", "set"],
        &["office", "add"],
        &["demo"],
    ];
    for command in commands {
        let run = program.run(&[command, &["--help"]].concat()).is(0);
        assert!(run.stdout.contains("Example") && run.stdout.contains("anjuan"), "{command:?} {run:#?}");
    }
    let version = program.run(&["--version"]).is(0);
    assert!(version.stdout.contains(env!("CARGO_PKG_VERSION")), "{version:#?}");
    let completions = program.run(&["completions", "bash"]).is(0);
    assert!(completions.stdout.contains("complete"), "{completions:#?}");
}

#[test]
fn a_reader_who_has_seen_enough_is_no_failure() {
    for arguments in [&["completions", "bash"][..], &["config", "example"], &["--help"]] {
        let (reader, writer) = std::io::pipe().expect("a pipe");
        drop(reader);
        let program = Command::new(env!("CARGO_BIN_EXE_anjuan")).args(arguments).stdout(writer).output();
        let output = program.expect("the program");
        assert_eq!(
            (output.status.code(), output.stderr.is_empty()),
            (Some(0), true),
            "{arguments:?} {output:?}"
        );
    }
}

#[test]
fn figures_are_printed_as_the_report_counts_them() {
    for engine in ENGINES {
        let program = Program::with_office(engine);
        program.run(&["target", "set", "structures.demolished_area_m2", "30", "--year", "2019"]).is(0);
        program.run(&["import", &program.book("好.xlsx", &good())]).is(0);
        let asked = [&["figures", "--json", "--as-of", "2019-11-09"], &YEAR[..]].concat();
        let view = program.run(&asked).is(0).json();
        let wanted = ["office", "from", "to", "as_of", "position", "figures", "breakdowns"];
        assert_eq!(keys(&view), BTreeSet::from(wanted), "{engine:?}");
        let said = json!([view["office"], view["from"], view["to"], view["as_of"]]);
        assert_eq!(said, json!(["310110001", "2019-01-01", "2019-12-31", "2019-11-09"]), "{engine:?}");
        assert!(view["position"].is_i64(), "{engine:?}");
        for figure in view["figures"].as_object().expect("a map").values() {
            let wanted = ["label", "unit", "value", "numerator", "denominator", "rule"];
            assert_eq!(keys(figure), BTreeSet::from(wanted), "{engine:?}");
            assert_ne!((&figure["label"], &figure["rule"]), (&json!(""), &json!("")), "{figure}");
        }
        let value = |id: &str| view["figures"][id]["value"].clone();
        assert_eq!(value("petitions.visits"), 2, "{engine:?}");
        assert_eq!(value("petitions.initial_closure_rate"), 50, "{engine:?}");
        assert_eq!(value("petitions.online_closure_rate"), Value::Null, "{engine:?}");
        assert_eq!(value("structures.demolished_area_m2"), 40.5, "{engine:?}");
        assert_eq!(value("structures.completion_rate"), 135, "{engine:?}");
        let zones = json!([{"zone": "岛外", "sites": 1, "area_m2": 40.5}]);
        assert_eq!(view["breakdowns"]["structures.by_zone"], zones, "{engine:?}");
        let addresses = json!([{"address": "杨树浦路388弄20号", "sites": 1, "area_m2": 40.5}]);
        assert_eq!(view["breakdowns"]["structures.by_address"], addresses, "{engine:?}");
    }
}

#[test]
fn figures_can_be_asked_as_known_before_and_by_committee() {
    let program = Program::with_office(Engine::Sqlite);
    program.run(&["import", &program.book("甲.xlsx", &[petition("XF-1")])]).is(0);
    let ask = |more: &[&str]| program.run(&[&["figures", "--json"], &YEAR[..], more].concat()).is(0).json();
    let position = ask(&[])["position"].to_string();
    program
        .run(&["import", &program.book("乙.xlsx", &[petition("XF-2").with(Column::Committee, "凉州")])])
        .is(0);
    let visits = |view: &Value| view["figures"]["petitions.visits"]["value"].clone();
    assert_eq!(visits(&ask(&[])), 2);
    assert_eq!(visits(&ask(&["--known-at", &position])), 1);
    let before = ask(&["--known-at", "2019-11-10T08:00:00+08:00"]);
    assert_eq!((visits(&before), &before["office"]), (json!(0), &json!("310110001")));
    let by = ask(&["--by", "committee"]);
    let rows = by["breakdowns"]["petitions.visits"].as_array().expect("a list");
    let rows: BTreeSet<_> =
        rows.iter().map(|row| (row["of"].to_string(), row["value"].to_string())).collect();
    let row = |committee: &str| (format!("\"{committee}\""), "1".to_owned());
    assert_eq!(rows, BTreeSet::from([row("共青"), row("凉州")]));
    let plain = program.run(&[&["figures"], &YEAR[..]].concat()).is(0);
    assert!(plain.stdout.contains("2 / 2"), "{plain:#?}");
}

#[test]
fn cases_and_history_are_listed() {
    for engine in ENGINES {
        let program = Program::with_office(engine);
        let open = hazard("XH-2").without(HAZARD_ENDS);
        program.run(&["import", &program.book("好.xlsx", &[good(), vec![open]].concat())]).is(0);
        let numbers = |arguments: &[&str]| {
            let cases = program.run(&[&["cases", "--json"], arguments].concat()).is(0).json();
            let number = |case: &Value| case["number"].as_str().expect("a number").to_owned();
            cases.as_array().expect("a list").iter().map(number).collect::<BTreeSet<_>>()
        };
        let set =
            |numbers: &[&str]| numbers.iter().map(|number| (*number).to_owned()).collect::<BTreeSet<_>>();
        assert_eq!(numbers(&[]), set(&["XF-1", "XF-2", "XH-1", "XH-2", "WJ-1"]), "{engine:?}");
        let behind = |id| numbers(&[&["--figure", id], &YEAR[..]].concat());
        assert_eq!(behind("petitions.closed"), set(&["XF-1"]), "{engine:?}");
        assert_eq!(behind("petitions.visits"), set(&["XF-1", "XF-2"]), "{engine:?}");
        assert_eq!(behind("fire.rectification_rate"), set(&["XH-1"]), "{engine:?}");
        assert_eq!(behind("structures.demolished_sites"), set(&["WJ-1"]), "{engine:?}");
        assert!(numbers(&["--open"]).is_superset(&set(&["XF-2", "XH-2"])), "{engine:?}");
        assert!(!numbers(&["--open"]).contains("XH-1"), "{engine:?}");
        assert_eq!(numbers(&["--overdue"]), set(&["XF-2", "XH-2"]), "{engine:?}");

        let history = program.run(&["history", "XF-1", "--json"]).is(0).json();
        let types = history["events"].as_array().expect("a list").iter().map(|event| &event["event_type"]);
        let wanted = ["PetitionRegistered", "PetitionAccepted", "PetitionConcluded", "PetitionRated"];
        assert_eq!(types.collect::<Vec<_>>(), wanted, "{engine:?}");
        assert!(!history.to_string().contains("何家明"), "{engine:?}");
        program.run(&["history", "XF-0"]).is(1).says(&["XF-0", "anjuan cases"]);
        program.run(&["history", "XF-0", "--json"]).is(1);
    }
}

#[test]
fn an_import_is_taken_back_by_its_batch() {
    for engine in ENGINES {
        let program = Program::with_office(engine);
        let good = program.book("好.xlsx", &good());
        let report = program.run(&["import", "--json", &good]).is(0).json();
        let batch = report["files"][0]["batch"].as_str().expect("a batch").to_owned();
        let undone = program.run(&["import", "undo", &batch, "--json"]).is(0).json();
        assert_eq!(undone["voided"], 4, "{engine:?}");
        let again = program.run(&["import", "undo", &batch, "--json"]).is(0).json();
        assert_eq!((&again["voided"], &again["unchanged"]), (&json!(0), &json!(4)), "{engine:?}");
        program.run(&["import", "undo", "00000000-0000-0000-0000-000000000000"]).is(1).says(&["no import"]);
        let report = program.run(&["import", "--json", &good]).is(0).json();
        assert_eq!(report["files"][0]["imported"], 4, "{engine:?}");
        assert_ne!(report["files"][0]["batch"].as_str(), Some(batch.as_str()), "{engine:?}");
        // A batch that cannot be taken back whole is told like rows that are refused.
        let batch = report["files"][0]["batch"].as_str().expect("a batch").to_owned();
        program.run(&["import", &program.book("新.xlsx", &[petition("XF-2")])]).is(0);
        let undone = program.run(&["import", "undo", &batch, "--json"]);
        assert_eq!(undone.code, 2, "{undone:#?}");
        assert_eq!(undone.json()["refused"].as_array().map(Vec::len), Some(1), "{undone:#?}");
    }
}

#[test]
fn a_correction_and_aliases_come_by_flags() {
    let program = Program::with_office(Engine::Sqlite);
    program.run(&["import", &program.book("甲.xlsx", &[petition("XF-1")])]).is(0);
    let letter = program.book("乙.xlsx", &[petition("XF-1").with(Column::Channel, "来信")]);
    let refused = program.run(&["import", &letter, "--json"]);
    assert_eq!(refused.code, 2, "{refused:#?}");
    assert_eq!(refused.json()["files"][0]["refused"][0]["column"], "信访形式");
    program.run(&["import", "--as-correction", &letter]).is(0);
    program.run(&["import", &letter]).is(0);

    let csv = "信访编号,登记日期,信访形式,事项,社区\nXF-2,2019-03-01,来信,停车难,共青\n";
    std::fs::write(program.path("丙.csv"), csv).expect("a file");
    std::fs::write(program.path("别名.json"), r#"{"事项": "内容分类", "社区": "居委会"}"#).expect("a file");
    program.run(&["import", "丙.csv"]).is(1).says(&["丙.csv"]);
    let report = program.run(&["import", "丙.csv", "--aliases", "别名.json", "--json"]).is(0).json();
    assert_eq!(report["files"][0]["imported"], 1);
}

#[test]
fn a_store_with_several_offices_wants_to_know_which() {
    let program = Program::on(Engine::Sqlite);
    program.run(&["cases"]).is(1).says(&["no store", "office add", "--store"]);
    program.run(&["figures", "--from", "2019-01-01", "--to", "2019-12-31"]).is(1);
    let StoreUrl::Sqlite(path) = program.store().parse().expect("a store") else { panic!("a file") };
    assert!(!path.exists(), "a wrong path makes no file");
    let made = program.run(&["migrate"]).is(0).stdout;
    assert!(made.contains("it was made, and nothing is in it"), "{made}");
    let made = program.run(&["migrate"]).is(0).stdout;
    assert!(made.contains("is at this program's version"), "{made}");
    program.run(&["cases"]).is(1).says(&["no office", "office add"]);
    for (code, committee) in [("310110001", "共青"), ("310110002", "凉州")] {
        let office = json!({"code": code, "name": format!("街道{code}"), "committees": [committee]});
        std::fs::write(program.path("office.json"), office.to_string()).expect("a file");
        program.run(&["office", "add", "--file", "office.json"]).is(0);
        program.run(&["office", "add", "--file", "office.json"]).is(0);
    }
    let book = program.book("甲.xlsx", &[petition("XF-1")]);
    program.run(&["import", &book]).is(1).says(&["310110001", "310110002", "--office"]);
    assert_eq!(program.run(&["--office", "310110002", "import", &book]).code, 2);
    program.run(&["import", &book, "--office", "310110001"]).is(0);
    let store = program.store();
    let by_environment = [("ANJUAN_STORE", store.as_str()), ("ANJUAN_OFFICE", "310110001")];
    let cases = program.run_in(&by_environment, &["cases", "--json"]).is(0).json();
    assert_eq!(cases.as_array().map(Vec::len), Some(1));
    let cases =
        program.run_in(&[], &["--store", &store, "--office", "310110002", "cases", "--json"]).is(0).json();
    assert_eq!(cases, json!([]));
    program.run(&["--office", "310110003", "cases"]).is(1).says(&["310110003"]);
}

#[test]
fn the_store_can_be_rebuilt_and_migrated() {
    for engine in ENGINES {
        let program = Program::with_office(engine);
        program.run(&["migrate"]).is(0);
        program.run(&["import", &program.book("好.xlsx", &good())]).is(0);
        let ask = || program.run(&[&["figures", "--json"], &YEAR[..]].concat()).is(0).stdout;
        let before = ask();
        program.run(&["rebuild", "--check"]).is(0);
        program.run(&["rebuild"]).is(0);
        program.run(&["migrate"]).is(0);
        assert_eq!(ask(), before, "{engine:?}");
    }
}
