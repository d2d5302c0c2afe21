//! The report that was printed in 2019 against the log.
use super::office::{FIGURES, YEAR, report, whole_year, year};
use crate::support::stores::{ENGINES, Engine};
use serde_json::Value;

fn compare<'a>(more: &[&'a str]) -> Vec<&'a str> {
    report(&[&["compare"] as &[_], &YEAR, more].concat())
}

#[test]
fn every_number_that_was_printed_is_equal_or_not_kept_on_the_day_of_the_report() {
    for engine in ENGINES {
        let program = whole_year(engine);
        let figures = program.run(&FIGURES).is(0).json();
        let comparison = program.run(&compare(&["--json"])).is(0).json();
        let rows = comparison["rows"].as_array().expect("rows");
        assert_eq!(rows.len(), 105, "{engine:?}");
        for row in rows {
            let id = row["figure"].as_str().expect("an id");
            // Nobody kept a book of the clearance drives or of the pledges, though the program knows such books.
            let has_book = !["clearance.", "pledges."].iter().any(|book| id.starts_with(book));
            let is_kept = figures["figures"].get(id).is_some() && has_book;
            let expected = if is_kept { "equal" } else { "not_kept" };
            assert_eq!(row["outcome"], expected, "{engine:?} {row}");
        }
        let count = |outcome: &str| rows.iter().filter(|row| row["outcome"] == outcome).count();
        assert!(count("equal") >= 43, "{engine:?} {}", count("equal"));
        assert_eq!(comparison["equal"], count("equal"), "{engine:?}");
        assert_eq!(comparison["not_kept"], count("not_kept"), "{engine:?}");
    }
}

#[test]
fn what_differs_is_named_and_told_by_the_exit_code() {
    let program = year(Engine::Sqlite);
    let june = ["report", "compare", "--year", "2019", "--as-of", "2019-06-30"];
    let run = program.run(&june);
    assert_eq!(run.code, 2, "{run:#?}");
    let line = run.stdout.lines().find(|line| line.contains("\tfire.found\t")).expect("a line");
    assert!(line.starts_with("不一致") && line.contains("3219处") && line.contains("1888处"), "{line}");
    program.run(&["report", "compare", "--year", "2018"]).is(1).says(&["2018", "--printed"]);
    let file = program.path("printed.toml");
    let text = "year = 2018\noffice = \"310110001\"\nas_of = \"2018-12-31\"\n[[figure]]\nid = \"fire.found\"\n\
                place = \"a\"\nwords = \"b\"\nprinted = \"0\"\nunit = \"处\"\n";
    std::fs::write(&file, text).expect("a file");
    let file = file.to_str().expect("a path");
    let own: Value =
        program.run(&["report", "compare", "--year", "2018", "--printed", file, "--json"]).is(0).json();
    // A year before the first book is no year without a hazard.
    assert_eq!((&own["not_kept"], &own["rows"][0]["ours"]), (&1.into(), &Value::Null));
    std::fs::write(file, text.replace("printed =", "printd =")).expect("a file");
    program
        .run(&["report", "compare", "--year", "2018", "--printed", file])
        .is(1)
        .says(&["printed.toml", "printd"]);
}
