//! Orders to rectify, on the spot and by a deadline; extensions; the party's word.
use super::support::*;
use crate::cases::fire_hazard::{Phase, ReinspectionOutcome, ReopenReason};
use crate::cases::people::Officers;
use crate::cases::statutes::Rule;

#[test]
fn what_is_fixed_on_the_spot_is_rectified_and_can_be_closed_off() {
    assert_eq!(only(found().live("2019-01-02", fix())), Event::FixedOnTheSpot { inspectors: two() });
    let story = found().then("2019-01-02", fix());
    assert_eq!(
        (story.life().phase(), story.life().rectified_on()),
        (Phase::Rectified, Some(day("2019-01-02")))
    );
    assert!(story.live("2019-01-02", close()).is_ok());
    assert!(out_of_order(&story.live("2019-01-02", fix())));
    assert!(out_of_order(&story.live("2019-01-02", order("2019-01-09"))));
}

#[test]
fn fixing_on_the_spot_needs_a_hazard_without_an_order_and_two_inspectors() {
    let alone = Command::FixOnTheSpot { inspectors: one() };
    assert_eq!(broken(found().live("2019-01-02", alone.clone())), Rule::TwoInspectors);
    assert_eq!(found().irregular("2019-01-02", alone), [Rule::TwoInspectors]);
    assert!(out_of_order(&reported().live("2019-01-02", fix())));
    assert!(out_of_order(&ordered().live("2019-01-02", fix())));
    assert!(too_early(&found().paper("2019-01-01", fix())));
}

#[test]
fn what_one_saw_fixed_on_the_spot_two_see_again_before_somebody_closes_it_off() {
    let story = found().then("2019-01-02", Command::FixOnTheSpot { inspectors: Officers::NotRecorded });
    assert_eq!(broken(story.live("2019-01-03", close())), Rule::TwoInspectors);
    assert!(story.irregular("2019-01-03", close()).is_empty(), "paper may not say who saw it");
    let again = story.then("2019-01-03", pass());
    assert_eq!(again.life().rectified_on(), Some(day("2019-01-02")), "from the first day on");
    assert!(again.live("2019-01-03", close()).is_ok());
}

#[test]
fn a_printed_deadline_is_kept_as_it_is_and_never_rolls() {
    // 2019-10-01 is a holiday.
    match only(found().live("2019-09-27", order("2019-10-01"))) {
        Event::RectificationOrdered { deadline, reinspect_by, .. } => {
            assert_eq!((deadline.rule, deadline.due), (Rule::CorrectByPrintedDay, day("2019-10-01")));
            assert_eq!((reinspect_by.start, reinspect_by.due), (day("2019-10-01"), day("2019-10-10")));
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(ordered().life().deadline_on(day("2019-01-02")), Some(day("2019-01-09")));
    assert_eq!(ordered().life().deadline_on(day("2019-01-01")), None);
}

#[test]
fn an_order_to_correct_at_once_bears_its_own_day() {
    let Event::RectificationOrdered { deadline, .. } = only(found().live("2019-01-03", order("2019-01-03")))
    else {
        panic!("not ordered")
    };
    assert_eq!((deadline.rule, deadline.due), (Rule::OrderCorrectionAtOnce, day("2019-01-03")));
}

#[test]
fn an_order_needs_two_inspectors_and_paper_may_not_say_who() {
    let by =
        |inspectors| Command::OrderRectification { deadline: day("2019-01-09"), paper: None, inspectors };
    assert_eq!(broken(found().live("2019-01-02", by(one()))), Rule::TwoInspectors);
    assert_eq!(broken(found().live("2019-01-02", by(Officers::NotRecorded))), Rule::TwoInspectors);
    assert_eq!(found().irregular("2019-01-02", by(one())), [Rule::TwoInspectors]);
    assert!(found().irregular("2019-01-02", by(Officers::NotRecorded)).is_empty());
}

#[test]
fn an_order_follows_the_finding_and_its_deadline_the_order() {
    assert!(too_early(&found().paper("2019-01-01", order("2019-01-09"))));
    assert!(out_of_order(&reported().paper("2019-01-03", order("2019-01-09"))));
    let refusal = Refusal::DeadlineBeforeOrder { ordered: day("2019-01-03"), deadline: day("2019-01-02") };
    assert_eq!(found().paper("2019-01-03", order("2019-01-02")), Err(refusal));
    assert!(found().live("2019-03-01", order("2019-03-09")).is_ok(), "a late order is measured, not refused");
}

#[test]
fn a_second_order_follows_a_failed_re_inspection_and_sets_another_deadline() {
    assert!(out_of_order(&ordered().live("2019-01-12", order("2019-02-01"))));
    assert!(too_early(&failed().paper("2019-01-11", order("2019-02-01"))));
    let story = failed().then("2019-01-14", order("2019-02-01"));
    let life = story.life();
    assert_eq!((life.phase(), life.orders_count()), (Phase::Ordered, 2));
    assert_eq!(life.deadline_on(day("2019-01-13")), Some(day("2019-01-09")), "the old one ran on");
    assert_eq!(life.deadline_on(day("2019-01-14")), Some(day("2019-02-01")));
    let partly = ordered().then("2019-01-12", reinspect(ReinspectionOutcome::Partly, two()));
    assert!(partly.live("2019-01-14", order("2019-02-01")).is_ok());
}

#[test]
fn a_deadline_is_extended_after_a_request() {
    let request = ordered().live("2019-01-08", ask_until("2019-01-20"));
    assert_eq!(only(request), Event::DeadlineExtensionRequested { until: day("2019-01-20"), reason: None });
    let asked = ordered().then("2019-01-08", ask_until("2019-01-20"));
    assert_eq!(asked.life().extension_pending(), Some(day("2019-01-20")));
    assert_eq!(asked.life().deadline_on(day("2019-01-08")), Some(day("2019-01-09")));
    let extended = asked.then("2019-01-09", extend_until("2019-01-18"));
    let life = extended.life();
    assert_eq!(life.deadline_on(day("2019-01-08")), Some(day("2019-01-09")));
    assert_eq!(life.deadline_on(day("2019-01-09")), Some(day("2019-01-18")));
    assert_eq!((life.extension_pending(), life.orders_count()), (None, 1));
    assert_eq!(life.order().map(|order| order.reinspect_by.due), Some(day("2019-01-23")));
}

#[test]
fn an_extension_is_asked_for_while_an_order_runs_and_to_a_later_day() {
    assert!(out_of_order(&found().live("2019-01-08", ask_until("2019-01-20"))));
    assert!(out_of_order(&failed().live("2019-01-13", ask_until("2019-01-20"))));
    assert!(out_of_order(&passed().live("2019-02-05", ask_until("2019-03-20"))));
    assert!(too_early(&ordered().paper("2019-01-01", ask_until("2019-01-20"))));
    let refusal = Refusal::NotLater { until: day("2019-01-09"), deadline: day("2019-01-09") };
    assert_eq!(ordered().live("2019-01-08", ask_until("2019-01-09")), Err(refusal));
    let asked = ordered().then("2019-01-08", ask_until("2019-01-20"));
    assert!(out_of_order(&asked.live("2019-01-08", ask_until("2019-01-25"))));
}

#[test]
fn an_extension_is_decided_once_and_after_its_request() {
    let asked = || ordered().then("2019-01-08", ask_until("2019-01-20"));
    assert!(out_of_order(&ordered().live("2019-01-08", extend_until("2019-01-20"))));
    assert!(out_of_order(&ordered().live("2019-01-08", reject())));
    assert!(too_early(&asked().paper("2019-01-07", extend_until("2019-01-20"))));
    assert!(too_early(&asked().paper("2019-01-07", reject())));
    let refusal = Refusal::NotLater { until: day("2019-01-09"), deadline: day("2019-01-09") };
    assert_eq!(asked().live("2019-01-08", extend_until("2019-01-09")), Err(refusal));
    let past = Refusal::DeadlineBeforeOrder { ordered: day("2019-02-01"), deadline: day("2019-01-20") };
    assert_eq!(asked().paper("2019-02-01", extend_until("2019-01-20")), Err(past));
    let rejected = asked().then("2019-01-09", reject());
    assert_eq!(rejected.life().deadline_on(day("2019-01-09")), Some(day("2019-01-09")));
    assert!(out_of_order(&rejected.live("2019-01-09", extend_until("2019-01-20"))));
}

#[test]
fn the_word_of_the_party_starts_the_clock_of_the_re_inspection() {
    match only(ordered().live("2019-01-04", claim())) {
        Event::RectificationReported { reinspect_by } => {
            assert_eq!((reinspect_by.rule, reinspect_by.due), (Rule::ReinspectHazard, day("2019-01-09")));
        }
        other => panic!("{other:?}"),
    }
    let story = ordered().then("2019-01-04", claim());
    assert_eq!(story.life().phase(), Phase::RectificationReported);
    assert_eq!(story.life().claimed(), Some(when("2019-01-04")));
    assert!(out_of_order(&story.live("2019-01-05", claim())));
}

#[test]
fn the_party_says_so_of_what_is_found_and_not_yet_rectified() {
    assert!(found().live("2019-01-04", claim()).is_ok());
    assert!(out_of_order(&reported().live("2019-01-04", claim())));
    assert!(out_of_order(&passed().live("2019-02-05", claim())));
    assert!(too_early(&ordered().paper("2019-01-01", claim())));
    assert!(too_early(&failed().paper("2019-01-11", claim())));
    assert!(failed().live("2019-01-13", claim()).is_ok());
}

#[test]
fn a_hazard_that_is_found_again_needs_a_new_order() {
    let story = closed().then("2019-03-01", reopen(ReopenReason::FoundAgain));
    assert_eq!(story.life().phase(), Phase::Found);
    assert_eq!(story.life().deadline_on(day("2019-03-01")), None);
    assert!(out_of_order(&story.live("2019-03-02", ask_until("2019-03-20"))));
    assert!(too_early(&story.paper("2019-02-28", order("2019-03-20"))));
    assert!(story.live("2019-03-01", fix()).is_ok());
    let story = story.then("2019-03-02", order("2019-03-20"));
    assert_eq!(story.life().deadline_on(day("2019-03-02")), Some(day("2019-03-20")));
}
