use super::*;
use crate::figures::{self, Dimension};
use std::collections::BTreeSet;

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

fn exact(text: &str) -> Exact {
    text.parse().expect("a number")
}

fn told(unit: &str, value: &str) -> Told {
    Told { unit: unit.to_owned(), rule: "rule".to_owned(), value: Some(exact(value)), ..Told::default() }
}

fn head() -> Head {
    Head {
        office: "310110001".to_owned(),
        office_name: "office".to_owned(),
        year: 2019,
        quarter: None,
        month: None,
        committee: None,
        brief: false,
        from: day("2019-01-01"),
        to: day("2019-12-31"),
        as_of: day("2019-11-09"),
        position: 42,
    }
}

/// A year in which every figure of the registry has the value 7.
fn sources() -> Sources {
    let now = figures::all().map(|figure| (figure.id.to_owned(), told(figure.unit.sign(), "7"))).collect();
    Sources {
        head: head(),
        now,
        unrecorded: BTreeSet::new(),
        before: BTreeMap::new(),
        parts: BTreeMap::new(),
        parts_before: BTreeMap::new(),
    }
}

/// A folder of templates of which one is another.
fn with(name: &str, text: &str) -> (tempfile::TempDir, Templates) {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join(name), text).expect("a file");
    let templates = Templates::of(Some(folder.path())).expect("templates");
    (folder, templates)
}

fn written(text: &str, sources: Sources) -> Section {
    let (_folder, templates) = with("relocation.txt", text);
    let report = write(&templates, sources, None).expect("a report");
    report.sections.into_iter().find(|section| section.id == "relocation").expect("the section")
}

#[test]
fn the_programs_own_templates_write_every_section_and_every_number_traces_to_a_figure() {
    let report = write(&Templates::built_in().expect("templates"), sources(), None).expect("a report");
    assert_eq!(report.sections.len(), 9);
    for number in report.numbers() {
        let is_ours = figures::by_id(&number.figure).is_some();
        let trace = report.note(number);
        assert!(trace.starts_with(&number.figure) && trace.ends_with("42"), "{trace}");
        if number.aspect == Aspect::Value {
            assert_eq!(number.kept, is_ours, "{}", number.figure);
            assert_eq!(number.printed.starts_with('7'), is_ours, "{}", number.printed);
        }
    }
    // No digit stands in a sentence but as a number, a day of the head, or a term of the law.
    for section in &report.sections {
        for span in section.paragraphs.iter().flat_map(|paragraph| &paragraph.spans) {
            if let Span::Text(text) = span {
                let text = text.replace("2019-11-09", "").replace("7日内", "").replace("110报警", "");
                assert!(!text.chars().any(|c| c.is_ascii_digit()), "{text}");
            }
        }
    }
    let numbers: Vec<_> = report.notes().iter().map(|number| number.note).collect();
    let expected: Vec<_> = (1..=u32::try_from(numbers.len()).expect("few")).collect();
    assert_eq!(numbers, expected);
}

#[test]
fn a_figure_that_the_log_has_not_is_said_to_be_missing_and_appears_by_itself_when_it_comes() {
    let text = "heading\n{{ n('police.calls') }}{% if kept('police.calls') %}!{% endif %}";
    let section = written(text, sources());
    assert_eq!(
        section.paragraphs[0].plain(),
        Templates::built_in().expect("templates").plan().captions.not_kept
    );
    let mut later = sources();
    later.now.insert("police.calls".to_owned(), told("x", "684"));
    assert_eq!(written(text, later).paragraphs[0].plain(), "684x!");
}

#[test]
fn an_unknown_figure_or_dimension_is_an_error_with_file_and_line() {
    for (text, says) in [
        ("heading\n\n{{ n('fire.burnt') }}", "there is no figure 'fire.burnt'"),
        ("heading\n\n{{ n('fire.found', planet='Mars') }}", "planet"),
        ("heading\n\n{% for a in parts('fire.found', 'planet') %}{% endfor %}", "'planet' is no dimension"),
        ("heading\n\n{{ nothing }}", "undefined"),
        ("heading\n\n{{ n( }}", "syntax error"),
    ] {
        let (folder, templates) = with("fire.txt", text);
        let error = write(&templates, sources(), None).expect_err(text).to_string();
        let place = format!("{}, line 3: ", folder.path().join("fire.txt").display());
        assert!(error.starts_with(&place) && error.contains(says), "{error}");
    }
}

#[test]
fn a_plan_that_makes_no_sense_is_refused_with_its_place() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("report.toml"), "title = 1\n").expect("a file");
    let error = Templates::of(Some(folder.path())).expect_err("no plan").to_string();
    assert!(error.contains("report.toml") && error.contains("line 1"), "{error}");
    let plan = include_str!("templates/report.toml").replace("[\"brief\"]", "[\"briefer\"]");
    std::fs::write(folder.path().join("report.toml"), plan).expect("a file");
    let error = Templates::of(Some(folder.path())).expect_err("no section").to_string();
    assert!(error.contains("there is no briefer.txt"), "{error}");
}

#[test]
fn what_was_written_to_be_changed_is_read_again_and_a_changed_file_stays() {
    let folder = tempfile::tempdir().expect("a folder");
    assert_eq!(Templates::write_built_in(folder.path()).expect("written").len(), 11);
    let own = Templates::built_in().expect("templates");
    let read = Templates::of(Some(folder.path())).expect("templates");
    assert_eq!(own.hash(), read.hash());
    std::fs::write(folder.path().join("fire.txt"), "fire\nnothing burnt\n").expect("a file");
    assert!(Templates::write_built_in(folder.path()).expect("written").is_empty());
    let changed = Templates::of(Some(folder.path())).expect("templates");
    assert_ne!(changed.hash(), own.hash());
    let report = write(&changed, sources(), None).expect("a report");
    assert_eq!(report.sections[2].paragraphs[0].plain(), "nothing burnt");
}

#[test]
fn a_change_is_told_in_a_hundred_and_of_a_rate_in_points() {
    let mut sources = sources();
    sources.now.insert("a.count".to_owned(), told("x", "684"));
    sources.before.insert("a.count".to_owned(), told("x", "715"));
    sources.now.insert("a.rate".to_owned(), told("%", "79.84"));
    sources.before.insert("a.rate".to_owned(), told("%", "77.5"));
    sources.now.insert("a.new".to_owned(), told("x", "3"));
    sources.before.insert("a.new".to_owned(), told("x", "0"));
    let text = "heading\n{{ change('a.count') }} {{ change('a.rate') }} {{ before('a.count') }} {% if compared('a.new') %}new{% else %}none{% endif %}";
    let section = written(text, sources);
    let numbers: Vec<_> = section.paragraphs[0]
        .spans
        .iter()
        .filter_map(|span| match span {
            Span::Number(number) => Some(number.value.map(|value| value.to_string()).unwrap_or_default()),
            Span::Text(_) => None,
        })
        .collect();
    assert_eq!(numbers, ["-4.3", "2.34", "715"]);
    assert!(section.paragraphs[0].plain().ends_with("none"));
}

#[test]
fn a_committees_report_has_its_part_of_each_figure_and_nothing_that_is_not_divided() {
    let mut sources = sources();
    sources.head.committee = Some("Pingliang".to_owned());
    let part = |of: &str, value: &str| Part {
        of: of.to_owned(),
        value: Some(exact(value)),
        numerator: None,
        denominator: None,
    };
    let committee = Dimension::Committee.name();
    sources
        .parts
        .insert(("fire.found".to_owned(), committee), vec![part("Pingliang", "5"), part("Longchang", "2")]);
    sources.parts.insert(("fire.rectified".to_owned(), committee), vec![part("Longchang", "7")]);
    let text =
        "heading\n{{ n('fire.found') }},{{ n('fire.rectified') }},{{ n('structures.completion_rate') }}";
    let section = written(text, sources);
    let missing = &Templates::built_in().expect("templates").plan().captions.not_kept.clone();
    let place = figures::by_id("fire.found").expect("a figure").unit.sign();
    assert_eq!(section.paragraphs[0].plain(), format!("5{place},0{place},{missing}"));
}

#[test]
fn the_numbers_of_the_printed_report_of_2019_are_all_read_and_each_is_equal_different_or_not_kept() {
    let printed = PrintedReport::known(2019, "310110001").expect("the report of 2019");
    assert_eq!(printed.figures.len(), 105);
    assert!(PrintedReport::known(2020, "310110001").is_none());
    let mut sources = sources();
    for (id, value) in [("fire.found", "3219"), ("fire.rectified", "2571"), ("party.app_members", "2001")] {
        sources.now.insert(id.to_owned(), told("x", value));
    }
    let comparison = Comparison::of(&printed, &sources);
    let outcome = |id: &str| {
        let row = comparison.rows.iter().find(|row| row.figure == id && row.part.is_none());
        row.expect("a row").outcome
    };
    assert_eq!(outcome("fire.found"), Outcome::Equal);
    assert_eq!(outcome("fire.rectified"), Outcome::Differs);
    assert_eq!(outcome("party.app_members"), Outcome::Equal, "it says more than 2000");
    assert_eq!(outcome("sorting.rank"), Outcome::NotKept);
    assert_eq!(comparison.equal + comparison.differs + comparison.not_kept, 105);
}

#[test]
fn every_number_that_was_printed_stands_in_the_report_as_it_was_published() {
    let text = include_str!("../../../samples/report-2019.toml");
    let printed = PrintedReport::parse(text).expect("the report of 2019");
    for figure in printed.figures {
        assert!(figure.bounds().is_some() && !figure.words.is_empty() && !figure.place.is_empty());
    }
    let wrong = text.replacen("printed = \"2000\"", "printed = \"many\"", 1);
    let error = PrintedReport::parse(&wrong).expect_err("no number").to_string();
    assert!(error.contains("'many' of party.app_members"), "{error}");
}
