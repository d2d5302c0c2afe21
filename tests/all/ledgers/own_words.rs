//! What an office calls its columns and how it words its messages, by the command line.
use super::program::Program;
use crate::support::stores::ENGINES;
use serde_json::{Value, json};

#[test]
fn the_command_line_sets_lists_and_takes_back_what_a_header_stands_for() {
    let program = Program::with_office(ENGINES[0]);
    assert_eq!(program.run(&["alias", "set", "收案日", "登记日期"]).code, 0);
    let hides = program.run(&["alias", "set", "受理时间", "登记日期"]);
    assert_eq!(hides.code, 1, "{hides:?}");
    assert!(hides.stderr.contains("信访登记台账") && hides.stderr.contains("受理日期"), "{hides:?}");
    let claimed = program.run(&["alias", "set", "收案日", "受理日期"]);
    assert!(claimed.code == 1 && claimed.stderr.contains("登记日期"), "{claimed:?}");
    let list: Value = serde_json::from_str(&program.run(&["alias", "list", "--json"]).stdout).expect("JSON");
    assert_eq!(list[0]["header"], "收案日", "{list}");
    assert_eq!(list[0]["column"], "登记日期", "{list}");
    assert_eq!(program.run(&["alias", "unset", "收案日"]).code, 0);
    assert_eq!(program.run(&["alias", "unset", "收案日"]).code, 1);
    assert_eq!(program.run(&["alias", "list"]).stdout, "");
}

#[test]
fn the_command_line_shows_rehearses_sets_and_restores_a_message() {
    let program = Program::with_office(ENGINES[0]);
    let own = ["message", "set", "reminder.today", "--zh", "请办{$number}", "--en", "See to {$number}"];
    let rehearsed = program.run(&[&own[..], &["--dry-run"]].concat());
    assert!(rehearsed.code == 0 && rehearsed.stdout.contains("See to XF2019-0001"), "{rehearsed:?}");
    let is_own = || {
        let list = program.run(&["message", "list", "--json"]).stdout;
        let list: Value = serde_json::from_str(&list).expect("JSON");
        let messages = list.as_array().expect("messages").clone();
        let found = messages.into_iter().find(|message| message["id"] == "reminder.today");
        found.expect("a message")["own"].clone()
    };
    assert_eq!(is_own(), json!(false), "a rehearsal changes nothing");
    let wrong = program.run(&["message", "set", "reminder.today", "--zh", "请{$who}办", "--en", "See to it"]);
    assert!(wrong.code == 1 && wrong.stderr.contains("character 2"), "{wrong:?}");
    assert_eq!(program.run(&own).code, 0);
    assert_eq!(is_own(), json!(true));
    let shown = program.run(&["message", "show", "reminder.today"]);
    assert!(shown.stdout.contains("(own): 请办{$number}"), "{shown:?}");
    assert_eq!(program.run(&["message", "restore", "reminder.today"]).code, 0);
    assert_eq!(is_own(), json!(false));
    assert_eq!(program.run(&["message", "show", "reminder.never"]).code, 64);
}
