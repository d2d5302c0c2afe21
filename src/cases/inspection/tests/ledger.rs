//! What a row of the ledger of 2019 tells, as paper commands.
use super::support::*;
use crate::cases::inspection::Phase;
use crate::cases::people::Officers;
use crate::cases::rectification::ReinspectionOutcome;
use crate::cases::statutes::Rule;

fn unsaid(outcome: ReinspectionOutcome) -> Command {
    let mut command = reinspect(Some(outcome), &[]);
    if let Command::ReinspectHazards { inspectors, .. } = &mut command {
        *inspectors = Officers::NotRecorded;
    }
    command
}

/// Inspected and ordered on one day; the paper does not say who ordered, or who signed.
fn row(inspectors: Officers) -> Story {
    let mut ordered = order(&[], "2019-01-09");
    if let Command::OrderRectification { inspectors, .. } = &mut ordered {
        *inspectors = Officers::NotRecorded;
    }
    Story::default().then("2019-01-02", record_by(2, inspectors, None)).then("2019-01-02", ordered)
}

#[test]
fn a_row_that_passed_is_rectified_and_waits_to_be_closed_off() {
    let life = row(two()).then("2019-01-09", unsaid(PASSED)).life().clone();
    assert_eq!(
        (life.phase(), life.is_open()),
        (Phase::Rectified, true),
        "paper does not say that it is closed off"
    );
    assert!(life.irregularities.is_empty());
    assert!(life.clocks().iter().all(|clock| clock.ended.is_some()));
}

#[test]
fn a_row_that_failed_may_pass_in_a_newer_copy_without_a_new_order() {
    let story = row(two()).then("2019-01-12", unsaid(FAILED));
    assert_eq!(story.life().phase(), Phase::ReinspectionFailed);
    let newer = story.then("2019-03-01", unsaid(PASSED));
    assert_eq!((newer.life().reinspections.len(), newer.life().phase()), (2, Phase::Rectified));
}

#[test]
fn the_same_name_given_as_both_inspectors_is_one_irregularity() {
    let rules: Vec<_> = row(one()).life().irregularities.iter().map(|found| found.rule).collect();
    assert_eq!(rules, [Rule::TwoOfficers]);
}

#[test]
fn a_row_that_ends_before_it_begins_cannot_be() {
    assert!(too_early(&row(two()).paper("2019-01-01", unsaid(PASSED))));
}
