//! What the command line writes: lists, ledgers, the log, and tables of other systems taken in.
use super::books::{hazard, petition};
use super::program::Program;
use crate::support::stores::ENGINES;
use std::path::Path;

fn here(file: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(file).to_str().expect("a path").to_owned()
}

#[test]
fn lists_ledgers_and_the_log_are_written_to_files_whole_or_not_at_all() {
    for engine in ENGINES {
        let program = Program::with_office(engine);
        program.run(&["import", &program.book("好.xlsx", &[petition("XF-1"), hazard("XH-1")])]).is(0);
        let read = |name: &str| std::fs::read(program.path(name)).expect("a file");
        let text = |name: &str| String::from_utf8(read(name)).expect("UTF-8");

        program.run(&["cases", "-o", "案件.csv"]).is(0);
        assert!(text("案件.csv").contains("XF-1") && text("案件.csv").contains("XH-1"), "{engine:?}");
        program.run(&["cases", "--kind", "petition", "--format", "xlsx", "-o", "案件"]).is(0);
        assert!(read("案件").starts_with(b"PK"), "{engine:?}");
        program.run(&["cases", "-o", "案件.pdf"]).is(64);

        let ledger = program.run(&["ledger", "petitions", "--year", "2019", "-o", "台账.csv"]).is(0);
        assert!(ledger.stderr.contains("1 rows") && ledger.stderr.contains("cells are empty"), "{ledger:?}");
        assert!(text("台账.csv").contains("信访登记台账"), "{engine:?}");

        program.run(&["export", "xes", "--kind", "petition", "-o", "log.xes"]).is(0);
        assert_eq!(text("log.xes").matches("<trace>").count(), 1, "{engine:?}");
        let piped = program.run(&["export", "ocel"]).is(0).json();
        assert_eq!(piped["objectTypes"].as_array().map(Vec::is_empty), Some(false), "{engine:?}");
        program.run(&["export", "ocel-sqlite"]).is(64);
        program.run(&["export", "ocel-sqlite", "-o", "log.sqlite"]).is(0);
        program.run(&["export", "ocel-sqlite", "-o", "log.sqlite"]).is(0);
        assert!(read("log.sqlite").starts_with(b"SQLite format 3"), "{engine:?}");
        program.run(&["export", "xes", "-o", "no/such/folder/log.xes"]).is(1);
        let left = std::fs::read_dir(program.folder.path()).expect("a folder");
        let parts = left
            .filter(|file| file.as_ref().expect("a file").file_name().to_string_lossy().ends_with(".part"));
        assert_eq!(parts.count(), 0, "{engine:?}: nothing half done is left");
    }
}

#[test]
fn a_foreign_table_is_taken_in_by_its_mapping_or_refused_with_what_is_wrong_in_it() {
    for engine in ENGINES {
        let program = Program::with_office(engine);
        let table = here("tests/fixtures/permits.csv");
        let arguments = |mapping: &str| ["import", &table, "--mapping", mapping].map(str::to_owned);
        let run = |mapping: &str| {
            let arguments = arguments(mapping);
            program.run(&arguments.iter().map(String::as_str).collect::<Vec<_>>())
        };
        let report = run(&here("tests/fixtures/permits.toml")).is(2);
        assert!(report.stdout.contains("8 rows: 4 imported, 0 unchanged, 4 refused"), "{}", report.stdout);
        std::fs::write(program.path("bad.toml"), "ledger = \"petitions\"\n[colums]\n").expect("a file");
        let refused = run("bad.toml").is(1);
        assert!(
            refused.stderr.contains("bad.toml") && refused.stderr.contains("colums"),
            "{}",
            refused.stderr
        );
    }
}
