//! What was published stays said; what the same figures are now, and why, is told of it.
use super::office::YEAR;
use crate::ledgers::books::{hazard, petition, structure};
use crate::ledgers::program::Program;
use crate::support::stores::{ENGINES, Engine};
use serde_json::{Value, json};

fn office(engine: Engine) -> Program {
    let program = Program::with_office(engine);
    let rows = [petition("XF-1"), hazard("XH-1"), structure("WJ-1")];
    let book = program.book("好.xlsx", &rows);
    program.run(&["import", &book]).is(0);
    program
}

/// Publishes the report of the year; the position up to which it looked.
fn publish(program: &Program, more: &[&str]) -> i64 {
    let arguments = [&["report", "publish"] as &[_], &YEAR, more].concat();
    let said = program.run(&arguments).is(0).stdout;
    said.split(' ').next().and_then(|position| position.parse().ok()).expect("a position")
}

fn since(program: &Program, position: i64) -> Value {
    program.run(&["report", "since", &position.to_string(), "--json"]).is(0).json()
}

fn difference<'a>(since: &'a Value, figure: &str) -> &'a Value {
    let differing = since["differing"].as_array().expect("a list");
    let found = differing.iter().find(|one| one["figure"] == figure && one.get("part").is_none());
    found.unwrap_or_else(|| panic!("{figure} in {since}"))
}

#[test]
fn a_published_report_says_later_which_figures_differ_and_which_events_made_the_difference() {
    for engine in ENGINES {
        let program = office(engine);
        let position = publish(&program, &[]);
        let before = since(&program, position);
        assert_eq!(before["differing"], json!([]), "{engine:?}");
        let all = before["same"].as_i64().expect("a number");
        assert!(all > 25, "{engine:?} {all}");

        let rows = [hazard("XH-2"), structure("WJ-2")];
        let book = program.book("后.xlsx", &rows);
        program.run(&["import", &book]).is(0);
        let now = since(&program, position);
        let found = difference(&now, "fire.found");
        assert_eq!((&found["then"], &found["now"]), (&json!(1), &json!(2)), "{engine:?}");
        for event in found["events"].as_array().expect("events") {
            assert_eq!(
                (&event["number"], &event["kind"]),
                (&json!("XH-2"), &json!("fire_hazard")),
                "{event}"
            );
            assert!(event["position"].as_i64() > Some(position), "{event}");
        }
        assert!(!found["events"].as_array().expect("events").is_empty(), "{engine:?}");
        let area = difference(&now, "structures.demolished_area_m2");
        assert_eq!((&area["then"], &area["now"]), (&json!(40.5), &json!(81)), "{engine:?}");
        let numbers: Vec<_> =
            area["events"].as_array().expect("events").iter().map(|event| &event["number"]).collect();
        assert!(numbers.iter().all(|number| *number == "WJ-2") && !numbers.is_empty(), "{numbers:?}");
        let differing = now["differing"].as_array().expect("a list");
        assert!(
            !differing
                .iter()
                .any(|one| one["figure"].as_str().is_some_and(|id| id.starts_with("petitions.")))
        );
        assert_eq!(now["same"].as_i64(), Some(all - i64::try_from(differing.len()).expect("few")));
        let told = program.run(&["report", "since", &position.to_string()]).is(0).stdout;
        assert!(told.contains("1 → 2") && told.contains("XH-2"), "{told}");
    }
}

#[test]
fn what_made_another_number_is_told_of_a_declared_kind_and_of_what_somebody_told_too() {
    for engine in ENGINES {
        let program = office(engine);
        let calls = |number: &str| {
            program
                .run(&["indicator", "set", "police.calls", number, "--year", "2019", "--unit", "起"])
                .is(0);
        };
        calls("684");
        let book = program.path("走访.csv");
        let visits = |rows: &str| {
            std::fs::write(&book, format!("序号,走访日期,对象类型,名称\n{rows}")).expect("written");
            program.run(&["import", book.to_str().expect("a path")]).is(0);
        };
        visits("1,2019-03-01,企业,共青餐饮店\n");
        let position = publish(&program, &[]);
        visits("1,2019-03-01,企业,共青餐饮店\n2,2019-03-04,企业,河间餐饮店\n");
        calls("685");
        let now = since(&program, position);
        let events = |figure: &str| {
            let events = difference(&now, figure)["events"].as_array().expect("events").clone();
            let named = |event: &Value| {
                let event = [&event["event"], &event["kind"]]
                    .map(|word| word.as_str().unwrap_or_default().to_owned());
                event.join(" ")
            };
            events.iter().map(named).collect::<Vec<_>>()
        };
        assert_eq!(events("visits.firms"), ["StepTaken visit"], "{engine:?}");
        assert_eq!(events("police.calls"), ["IndicatorRecorded "], "{engine:?}");
    }
}

#[test]
fn a_report_is_published_once_from_a_position_and_withdrawn_once_and_stays_in_the_list() {
    for engine in ENGINES {
        let program = office(engine);
        let position = publish(&program, &["--quarter", "1"]);
        let text = position.to_string();
        let again =
            [&["report", "publish"] as &[_], &YEAR, &["--quarter", "1", "--known-at", &text]].concat();
        program.run(&again).is(1).says(&["published before"]);
        let later = publish(&program, &[]);
        let list = || program.run(&["report", "list", "--json"]).is(0).json();
        let listed = list();
        let positions: Vec<_> =
            listed.as_array().expect("a list").iter().map(|one| one["position"].as_i64()).collect();
        assert_eq!(positions, [Some(later), Some(position)], "{engine:?}");
        assert_eq!((&listed[1]["quarter"], &listed[1]["withdrawn"]), (&json!(1), &json!(false)));
        program.run(&["report", "withdraw", &text]).is(0);
        assert_eq!(list()[1]["withdrawn"], json!(true), "{engine:?}");
        program.run(&["report", "withdraw", &text]).is(1).says(&["withdrawn before"]);
        program.run(&["report", "withdraw", "1"]).is(1).says(&["position 1"]);
        program.run(&["report", "since", "1"]).is(1).says(&["position 1"]);
        assert_eq!(since(&program, position)["report"]["withdrawn"], json!(true), "{engine:?}");
        // What is computed from the log is the same when it is made anew.
        program.run(&["rebuild"]).is(0);
        assert_eq!(list()[1]["withdrawn"], json!(true), "{engine:?}");
    }
}

#[test]
fn a_leader_publishes_and_an_auditor_only_reads() {
    let program = office(Engine::Sqlite);
    for (login, role) in [("wang.fang", "leader"), ("zhao.min", "auditor"), ("li.na", "petition_clerk")] {
        program.run(&["user", "add", login, "--name", "某某"]).is(0);
        program.run(&["user", "grant", login, role]).is(0);
    }
    let as_user =
        |login: &'static str, arguments: &[&str]| program.run(&[&["--as", login], arguments].concat());
    let publish = [&["report", "publish"] as &[_], &YEAR].concat();
    for login in ["zhao.min", "li.na"] {
        as_user(login, &publish).is(1).says(&["PublishReport"]);
    }
    as_user("wang.fang", &publish).is(0);
    as_user("zhao.min", &["report", "list"]).is(0);
    as_user("li.na", &["report", "list"]).is(1).says(&["ReadReports"]);
}
