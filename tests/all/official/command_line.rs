//! `anjuan paper`, as others' scripts run it.
use crate::ledgers::books::{PETITION_ENDS, hazard, petition};
use crate::ledgers::program::Program;
use crate::support::stores::ENGINES;
use serde_json::json;

#[test]
fn papers_are_issued_listed_printed_again_and_declared_void_from_the_command_line() {
    for engine in ENGINES {
        let program = Program::with_office(engine);
        for (login, role) in [("li.na", "petition_clerk"), ("wang.fang", "leader")] {
            program.run(&["user", "add", login, "--name", "某某"]).is(0);
            program.run(&["user", "grant", login, role]).is(0);
        }
        let rows = [petition("XF-1").without(PETITION_ENDS), hazard("XH-1")];
        let book = program.book("台账.xlsx", &rows);
        program.run(&["import", &book]).is(0);
        let clerk = |arguments: &[&str]| program.run(&[&["--as", "li.na", "paper"], arguments].concat());
        let leader = |arguments: &[&str]| program.run(&[&["--as", "wang.fang", "paper"], arguments].concat());

        let kinds = program.run(&["paper", "kinds"]).is(0).stdout;
        assert_eq!(kinds.lines().count(), 16, "{kinds}");
        let possible = clerk(&["kinds", "XF-1", "--json"]).is(0).json();
        assert_eq!(possible, json!(["receipt", "acceptance"]), "{engine:?}");
        clerk(&["issue", "XF-1", "opinion"]).is(1).says(&["opinion", "take the step first"]);
        program.run(&["paper", "issue", "XF-1", "receipt"]).is(1).says(&["IssuePaper"]);

        let issued = clerk(&["issue", "XF-1", "acceptance", "-o", "first.pdf", "--json"]).is(0).json();
        let number = issued["number"].as_str().expect("a number");
        assert!(number.starts_with("定信受字〔") && number.ends_with("〕第1号"), "{number}");
        clerk(&["print", number, "-o", "again.pdf"]).is(0);
        let read = |name: &str| std::fs::read(program.path(name)).expect("a file");
        assert_eq!(read("first.pdf"), read("again.pdf"), "{engine:?}");
        clerk(&["print", number]).is(64);
        clerk(&["print", "no-such", "-o", "none.pdf"]).is(1).says(&["no-such"]);

        // The ledger tells the number that the order bears.
        let ordered = leader(&["issue", "XH-1", "order_to_correct", "--json"]).is(0).json();
        assert_eq!(ordered["number"], "定消改字〔2019〕第1号", "{engine:?}");

        clerk(&["void", number, "--reason", "写错"]).is(1).says(&["VoidPaper"]);
        let voided = leader(&["void", number, "--reason", "写错"]).is(0).stdout;
        assert!(voided.contains("void since"), "{voided}");
        let printed = clerk(&["print", number, "-o", "void.pdf"]).is(0).stdout;
        assert!(printed.contains("void since"), "{printed}");
        assert_eq!(read("first.pdf"), read("void.pdf"), "{engine:?}");
        let register = program.run(&["paper", "list", "--json"]).is(0).json();
        let register = register.as_array().expect("a list");
        assert_eq!(register.len(), 2, "{engine:?}");
        // What is computed from the log is the same when it is made anew.
        program.run(&["rebuild"]).is(0);
        let again = program.run(&["paper", "list", "--json"]).is(0).json();
        assert_eq!(again.as_array(), Some(register), "{engine:?}");
        let history = program.run(&["history", "XF-1"]).is(0).stdout;
        assert!(history.contains("PaperIssued") && history.contains("PaperVoided"), "{history}");
    }
}
