use super::*;
use crate::cases::testing::table::{Row, holds};
use crate::cases::testing::{Story, correction, day, of};

type Life = IndicatorLife;

fn told(value: &str, as_of: Option<&str>) -> Told {
    Told {
        value: of(value),
        exactness: Exactness::Exact,
        upper: None,
        unit: of("起"),
        name: None,
        as_of: as_of.map(of),
        department: None,
        target: None,
        prior: Some(of("715")),
        rule: None,
        source: None,
    }
}

fn record_told(told: Told) -> IndicatorCommand {
    IndicatorCommand::RecordIndicator { indicator: of("police.calls"), period: of("2019"), told }
}

fn record(value: &str, as_of: Option<&str>) -> IndicatorCommand {
    record_told(told(value, as_of))
}

fn recorded() -> Story<Life> {
    Story::default().then("2019-07-02", record("340", Some("2019-06-30")))
}

fn value(story: &Story<Life>, on: &str) -> Option<String> {
    story.life().as_of(day(on)).map(|reading| reading.told.value.to_string())
}

#[expect(clippy::unnecessary_wraps, reason = "it is compared with what may be none")]
fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

#[test]
fn a_number_counts_from_its_own_day_on_whenever_it_was_told() {
    let story = recorded().then("2019-11-09", record("684", Some("2019-10-31")));
    assert_eq!(value(&story, "2019-06-29"), None);
    assert_eq!(value(&story, "2019-10-30"), some("340"));
    assert_eq!(value(&story, "2019-10-31"), some("684"));
    let late = story.then("2019-11-10", record("341", Some("2019-06-30")));
    assert_eq!(value(&late, "2019-09-01"), some("341"), "of one day the last word counts");
    assert_eq!(value(&late, "2019-12-31"), some("684"), "and an earlier day's word is no later one's");
}

#[test]
fn what_is_told_of_the_whole_period_belongs_to_it_whatever_the_day() {
    let story = Story::default().then("2019-11-09", record("684", None));
    assert_eq!(value(&story, "2019-01-01"), some("684"));
}

#[test]
fn the_same_word_again_changes_nothing() {
    let same = recorded().paper("2019-08-01", record("340", Some("2019-06-30")));
    assert_eq!(same.map(|events| events.len()), Ok(0));
}

#[test]
fn a_number_told_wrongly_is_corrected_and_keeps_its_place() {
    let story =
        recorded().corrected("2019-08-01", 1, Some(("2019-07-02", record("339", Some("2019-06-30")))));
    assert_eq!(value(&story, "2019-12-31"), some("339"));
    let other = correction("2019-08-01", 1, None::<(&str, IndicatorCommand)>);
    assert!(story.order(crate::cases::facts::Conduct::Live, other).is_err(), "the first is not taken back");
}

fn follows() -> Vec<Row<Life>> {
    vec![(Story::default(), "2019-07-02", record("684", None), "IndicatorRecorded")]
}

fn refused() -> Vec<Row<Life>> {
    let other = |id: &str, period: &str| IndicatorCommand::RecordIndicator {
        indicator: of(id),
        period: of(period),
        told: told("1", None),
    };
    let in_unit = record_told(Told { unit: of("件"), ..told("700", None) });
    let range = |upper: Option<&str>| {
        record_told(Told { exactness: Exactness::Range, upper: upper.map(of), ..told("5", None) })
    };
    vec![
        (recorded(), "2019-08-01", other("police.thefts", "2019"), "indicator.another_indicator"),
        (recorded(), "2019-08-01", other("police.calls", "2019-Q3"), "indicator.another_indicator"),
        (Story::default(), "2019-08-01", other("报警", "2019"), "indicator.no_such_id"),
        (Story::default(), "2019-08-01", other("police", "2019"), "indicator.no_such_id"),
        (Story::default(), "2019-08-01", record("1", Some("2018-12-31")), "indicator.before_period"),
        (Story::default(), "2019-08-01", range(None), "indicator.no_range"),
        (Story::default(), "2019-08-01", range(Some("5")), "indicator.no_range"),
        (recorded(), "2019-08-01", in_unit, "indicator.other_unit"),
        (Story::default(), "2026-12-01", record("1", None), "indicator.impossible"),
    ]
}

#[test]
fn every_command_follows_and_is_refused_for_every_reason() {
    holds(follows(), refused());
}
