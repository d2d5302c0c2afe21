//! What a row of the ledger of 2019 tells, as paper commands.
use super::support::*;
use crate::cases::fire_hazard::{Level, Phase, ReinspectionOutcome};
use crate::cases::people::Officers;
use crate::cases::statutes::Rule;

fn unsaid(outcome: ReinspectionOutcome) -> Command {
    reinspect(outcome, Officers::NotRecorded)
}

/// Found and ordered on one day; the paper does not say who ordered.
fn row(inspectors: Officers) -> Story {
    let ordered = Command::OrderRectification {
        deadline: day("2019-01-09"),
        paper: Some(of("定消改字〔2019〕第1号")),
        inspectors: Officers::NotRecorded,
    };
    Story::default().then("2019-01-02", find_by(inspectors, Level::General)).then("2019-01-02", ordered)
}

#[test]
fn a_row_that_passed_before_or_after_its_deadline_is_closed_off_on_the_completion_day() {
    for at in ["2019-01-07", "2019-02-04"] {
        let life = row(two())
            .then(at, unsaid(ReinspectionOutcome::Passed))
            .then(at, Command::CloseOff {})
            .life()
            .clone();
        assert_eq!((life.phase(), life.closed_off_on()), (Phase::ClosedOff, Some(day(at))));
        assert_eq!(life.rectified_on(), Some(day(at)));
        assert!(life.irregularities.is_empty());
        assert!(life.clocks().iter().all(|clock| clock.ended.is_some()));
    }
}

#[test]
fn a_row_that_failed_is_overdue_and_may_pass_in_a_newer_copy_without_a_new_order() {
    let story = row(two()).then("2019-01-12", unsaid(ReinspectionOutcome::Failed));
    assert_eq!(story.life().phase(), Phase::ReinspectionFailed);
    assert_eq!(story.life().deadline_on(day("2019-12-31")), Some(day("2019-01-09")));
    let newer = story.then("2019-03-01", unsaid(ReinspectionOutcome::Passed)).then("2019-03-01", close());
    assert_eq!(newer.life().reinspections.len(), 2);
    assert_eq!(newer.life().closed_off_on(), Some(day("2019-03-01")));
}

#[test]
fn a_row_without_a_re_inspection_is_ordered_and_open() {
    assert_eq!((row(two()).life().phase(), row(two()).life().is_open()), (Phase::Ordered, true));
}

#[test]
fn the_same_name_given_as_both_inspectors_is_one_irregularity() {
    let rules: Vec<_> = row(one()).life().irregularities.iter().map(|found| found.rule).collect();
    assert_eq!(rules, [Rule::TwoInspectors]);
}

#[test]
fn a_row_that_ends_before_it_begins_cannot_be() {
    assert!(too_early(&row(two()).paper("2019-01-01", unsaid(ReinspectionOutcome::Passed))));
    let passed = row(two()).then("2019-02-04", unsaid(ReinspectionOutcome::Passed));
    assert!(too_early(&passed.paper("2019-02-03", close())));
    assert_eq!(row(two()).paper("2019-02-03", close()), Err(Refusal::NotRectified));
}
