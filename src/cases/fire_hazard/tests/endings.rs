//! Re-inspections, closing off and reopening.
use super::support::*;
use crate::cases::fire_hazard::{Phase, ReinspectionOutcome, ReopenReason};
use crate::cases::ids::Version;
use crate::cases::people::Officers;
use crate::cases::statutes::Rule;

#[test]
fn a_re_inspection_that_is_passed_rectifies_from_its_day_on() {
    let event = Event::HazardReinspected { outcome: ReinspectionOutcome::Passed, inspectors: two() };
    assert_eq!(only(ordered().live("2019-02-04", pass())), event);
    let life = passed().life().clone();
    assert_eq!(life.phase(), Phase::Rectified);
    assert_eq!(life.rectified.on(day("2019-02-03")), None);
    assert_eq!(life.rectified.on(day("2019-02-04")), Some(&Some(day("2019-02-04"))));
    assert_eq!(life.deadline_on(day("2019-02-04")), Some(day("2019-01-09")), "the deadline is still known");
    let told: Vec<_> =
        life.reinspections.iter().map(|one| (one.version, one.outcome, one.inspectors)).collect();
    assert_eq!(told, [(Version(3), ReinspectionOutcome::Passed, Some(2))]);
}

#[test]
fn a_re_inspection_that_failed_or_was_passed_in_part_leaves_the_old_deadline_running() {
    for outcome in [ReinspectionOutcome::Failed, ReinspectionOutcome::Partly] {
        let life = ordered().then("2019-01-12", reinspect(outcome, two())).life().clone();
        assert_eq!((life.phase(), life.rectified_on()), (Phase::ReinspectionFailed, None));
        assert_eq!(life.deadline_on(day("2019-06-01")), Some(day("2019-01-09")));
    }
}

#[test]
fn a_re_inspection_needs_two_inspectors_and_paper_may_not_say_who() {
    let by = |inspectors| reinspect(ReinspectionOutcome::Passed, inspectors);
    assert_eq!(broken(ordered().live("2019-02-04", by(one()))), Rule::TwoInspectors);
    assert_eq!(broken(ordered().live("2019-02-04", by(Officers::NotRecorded))), Rule::TwoInspectors);
    assert_eq!(ordered().irregular("2019-02-04", by(one())), [Rule::TwoInspectors]);
    assert!(ordered().irregular("2019-02-04", by(Officers::NotRecorded)).is_empty());
}

#[test]
fn a_re_inspection_follows_the_finding_the_order_and_the_word_of_the_party() {
    assert!(out_of_order(&reported().live("2019-01-03", pass())));
    assert!(out_of_order(&closed().live("2019-02-06", pass())));
    assert!(too_early(&found().paper("2019-01-01", pass())));
    assert!(too_early(&failed().paper("2019-01-11", pass())));
    assert!(too_early(&ordered().then("2019-01-04", claim()).paper("2019-01-03", pass())));
    assert!(ordered().live("2019-01-04", pass()).is_ok(), "before the deadline, nobody having asked");
    assert!(found().live("2019-01-04", pass()).is_ok(), "without an order on paper");
    assert!(failed().live("2019-01-20", pass()).is_ok(), "again, without a new order");
}

#[test]
fn what_one_had_seen_rectified_two_may_see_again() {
    let story = ordered().then("2019-02-04", reinspect(ReinspectionOutcome::Passed, Officers::NotRecorded));
    assert_eq!(broken(story.live("2019-02-05", close())), Rule::TwoInspectors);
    let again = story.clone().then("2019-02-10", pass());
    assert_eq!(again.life().rectified_on(), Some(day("2019-02-04")), "from the first day on");
    assert!(again.live("2019-02-10", close()).is_ok());
    let not_so = story.then("2019-02-10", fail());
    assert_eq!(not_so.life().phase(), Phase::ReinspectionFailed);
    assert_eq!(not_so.life().rectified.on(day("2019-02-09")), Some(&Some(day("2019-02-04"))));
    assert_eq!(not_so.life().rectified.on(day("2019-02-10")), Some(&None));
    assert!(not_so.life().order().is_some(), "the order stands again");
}

#[test]
fn closing_off_follows_what_two_inspectors_have_seen() {
    assert_eq!(only(passed().live("2019-02-05", close())), Event::HazardClosedOff {});
    assert_eq!(closed().life().closed_off_on(), Some(day("2019-02-05")));
    assert_eq!(closed().life().phase(), Phase::ClosedOff);
    assert!(out_of_order(&closed().live("2019-02-06", close())));
    assert!(too_early(&passed().paper("2019-02-03", close())));
}

#[test]
fn nothing_is_closed_off_without_a_passed_re_inspection_on_paper_either() {
    for story in [found(), ordered(), failed(), ordered().then("2019-01-04", claim())] {
        assert_eq!(story.live("2019-02-05", close()), Err(Refusal::NotRectified));
        assert_eq!(story.paper("2019-02-05", close()), Err(Refusal::NotRectified));
    }
    assert!(out_of_order(&reported().paper("2019-02-05", close())));
    assert!(out_of_order(&Story::default().paper("2019-02-05", close())));
}

#[test]
fn paper_closes_off_what_one_inspector_passed_with_one_irregularity_in_all() {
    let story = ordered().then("2019-02-04", reinspect(ReinspectionOutcome::Passed, one()));
    assert_eq!(broken(story.live("2019-02-05", close())), Rule::TwoInspectors);
    let closed = story.then("2019-02-05", close());
    assert_eq!(closed.life().phase(), Phase::ClosedOff);
    assert_eq!(closed.life().irregularities.len(), 1);
}

#[test]
fn what_was_closed_wrongly_was_rectified_until_it_is_reopened_and_its_old_deadline_runs() {
    match only(closed().live("2019-03-01", reopen(ReopenReason::ClosedWrongly))) {
        Event::HazardReopened { order_by, .. } => assert_eq!(order_by, None, "the old order stands"),
        other => panic!("{other:?}"),
    }
    let life = closed().then("2019-03-01", reopen(ReopenReason::ClosedWrongly)).life().clone();
    assert_eq!(
        (life.phase(), life.closed_off_on(), life.rectified_on()),
        (Phase::ReinspectionFailed, None, None)
    );
    assert_eq!(life.rectified.on(day("2019-02-28")), Some(&Some(day("2019-02-04"))));
    assert_eq!(life.closed_off.on(day("2019-02-28")), Some(&Some(day("2019-02-05"))));
    assert_eq!(life.rectified.on(day("2019-03-01")), Some(&None));
    assert_eq!(life.deadline_on(day("2019-03-01")), Some(day("2019-01-09")));
    assert_eq!(life.reopenings, [(when("2019-03-01"), ReopenReason::ClosedWrongly)]);
}

#[test]
fn what_is_found_again_is_to_be_ordered_within_three_working_days() {
    for (story, reason) in [
        (closed(), ReopenReason::FoundAgain),
        (passed(), ReopenReason::FoundAgain),
        (found().then("2019-01-02", fix()), ReopenReason::ClosedWrongly),
    ] {
        match only(story.live("2019-09-27", reopen(reason))) {
            Event::HazardReopened { order_by: Some(due), .. } => {
                assert_eq!((due.rule, due.due), (Rule::OrderCorrection, day("2019-10-08")));
            }
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn reopening_follows_the_end() {
    let again = reopen(ReopenReason::FoundAgain);
    assert!(out_of_order(&ordered().live("2019-03-01", again.clone())));
    assert!(out_of_order(&reported().live("2019-03-01", again.clone())));
    assert!(too_early(&closed().paper("2019-02-04", again.clone())));
    assert!(too_early(&passed().paper("2019-02-03", again.clone())));
    let round = closed().then("2019-03-01", again.clone()).then("2019-03-02", order("2019-03-20"));
    let end = round.then("2019-03-21", pass()).then("2019-03-21", close());
    assert_eq!((end.life().closed_off_on(), end.life().orders_count()), (Some(day("2019-03-21")), 2));
    assert!(end.live("2019-04-01", again).is_ok());
}

#[test]
fn an_order_of_an_earlier_round_does_not_stand_again() {
    let story = closed()
        .then("2019-03-01", reopen(ReopenReason::FoundAgain))
        .then("2019-03-01", fix())
        .then("2019-03-05", reopen(ReopenReason::ClosedWrongly));
    assert_eq!(story.life().order(), None);
    assert_eq!(story.life().deadline_on(day("2019-03-05")), None);
}
