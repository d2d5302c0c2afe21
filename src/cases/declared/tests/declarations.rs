//! What is refused of a declaration, and where.
use crate::cases::declared::{Declaration, DeclarationError, KindId, Kinds};
use crate::cases::testing::of;
use std::sync::Arc;

/// The kind that nobody knew.
pub(super) const OBJECTS: &str = include_str!("../../../../samples/kinds/falling_object.toml");

fn read(text: &str) -> Result<Declaration, DeclarationError> {
    text.parse()
}

/// The declaration with one thing written otherwise.
pub(super) fn with(from: &str, to: &str) -> String {
    assert!(OBJECTS.contains(from), "{from}");
    OBJECTS.replacen(from, to, 1)
}

fn refused(from: &str, to: &str) -> (String, String) {
    let error = read(&with(from, to)).expect_err("a declaration that is not whole");
    (error.place, error.reason)
}

#[test]
fn what_comes_with_the_program_is_whole_and_has_numbers_and_figures_of_its_own() {
    let kinds = Kinds::default();
    let ids: Vec<_> = kinds.newest().map(|kind| kind.id.to_string()).collect();
    assert_eq!(ids, ["clearance", "clue", "pledge", "relocation", "unlicensed", "visit"]);
    for kind in kinds.newest() {
        assert!(kind.ledger.is_some() && !kind.figures.is_empty(), "{}", kind.id);
        let mut others = Kinds::default();
        let version = kind.version.get();
        let text = kind.text.as_str().replacen(
            &format!("version = {version}"),
            &format!("version = {}", version + 1),
            1,
        );
        let next = read(&text).expect("its next version");
        others.admits(&next).expect("what follows itself");
        others.insert(Arc::new(next));
        assert_eq!(others.versions(kind.id).count(), usize::from(version) + 1);
    }
}

#[test]
fn an_unknown_key_is_refused_with_its_line() {
    let (place, reason) = refused("id = \"report\"", "id = \"report\"\ncolour = \"red\"");
    assert!(place.starts_with("line ") && reason.contains("colour"), "{place}: {reason}");
    let error = read("id = ").expect_err("no TOML");
    assert!(error.place.starts_with("line 1, column"), "{error}");
}

#[test]
fn what_a_declaration_names_has_to_be_there() {
    let cases = [
        (refused("to = \"reported\"", "to = \"nowhere\""), "steps[1].to"),
        (refused("required = [\"object\"", "required = [\"objects\""), "steps[1]"),
        (refused("roles = [\"leader\"]", "roles = [\"auditor\"]"), "steps[3].roles"),
        (refused("by = \"clear\"", "by = \"check\""), "figures[2].by"),
        (refused("is = \"flowerpot\"", "is = \"vase\""), "figures[3].where[1]"),
        (refused("unit = \"incidents\"", "unit = \"apples\""), "figures[1].unit"),
        (refused("prefix = \"GK\"", "prefix = \"gk\""), "number.prefix"),
        (refused("id = \"falling_object\"", "id = \"petition\""), "id"),
        (refused("id = \"falling_object\"", "id = \"Falling\""), "id"),
        (refused("column = \"day1\"", "column = \"number1\""), "columns"),
        (refused("day_of = \"clear\"", "day_of = \"fall\""), "ledger.columns[6].day_of"),
        (refused("id = \"objects.reported\"", "id = \"fire.reported\""), "figures[1]"),
    ];
    for ((place, reason), at) in cases {
        assert_eq!(place, at, "{reason}");
        assert!(!reason.is_empty());
    }
}

#[test]
fn a_kind_is_added_once_and_its_next_version_keeps_what_cases_rest_on() {
    let mut kinds = Kinds::default();
    let first = read(OBJECTS).expect("a declaration");
    kinds.admits(&first).expect("a new kind");
    kinds.insert(Arc::new(first));
    let refused = |text: &str| kinds.admits(&read(text).expect("whole")).expect_err("refused").place;
    assert_eq!(refused(OBJECTS), "version", "what is there");
    assert_eq!(refused(&with("version = 1", "version = 3")), "version");
    let second = with("version = 1", "version = 2");
    assert_eq!(refused(&second.replace("\"settled\"", "\"done\"")), "states");
    assert_eq!(refused(&second.replace("column = \"number1\"", "column = \"number2\"")), "fields");
    let other = with("id = \"falling_object\"", "id = \"thrown_object\"");
    assert_eq!(refused(&other), "number.prefix");
    assert_eq!(refused(&other.replace("\"GK\"", "\"PW\"")), "figures");
    assert_eq!(refused(&other.replace("\"GK\"", "\"XF\"").replace("objects.", "thrown.")), "number.prefix");
    let new = read(&other.replace("version = 1", "version = 2").replace("\"GK\"", "\"PW\"")).expect("whole");
    assert_eq!(kinds.admits(&new).expect_err("no first version").place, "version");
    kinds.admits(&read(&second).expect("whole")).expect("the next version");
}

#[test]
fn an_id_is_small_and_plain() {
    let id: KindId = of("unlicensed");
    assert_eq!((id.as_str(), id.to_string().as_str()), ("unlicensed", "unlicensed"));
    assert_eq!(serde_json::to_string(&id).expect("JSON"), "\"unlicensed\"");
    assert_eq!(std::mem::size_of::<KindId>(), 24);
    for no in ["", "9a", "a-b", "A", "线索", "a23456789012345678901234x"] {
        assert!(no.parse::<KindId>().is_err(), "{no}");
    }
    assert!("a2345678901234567890123x".parse::<KindId>().is_ok(), "24 letters");
}
