//! The clocks: the printed deadline never rolls, and the re-inspection is due 3 working days after it.
use super::support::*;
use crate::cases::inspection::InspectionLife;
use crate::cases::statutes::Rule;

fn clocks(life: &InspectionLife) -> Vec<(&'static str, String, Option<String>)> {
    let told = life.clocks().into_iter();
    told.map(|clock| (clock.name, clock.due.due.to_string(), clock.ended.map(|day| day.to_string())))
        .collect()
}

fn clock(name: &'static str, due: &str, ended: Option<&str>) -> (&'static str, String, Option<String>) {
    (name, due.to_owned(), ended.map(str::to_owned))
}

#[test]
fn a_printed_deadline_is_kept_as_it_is_and_never_rolls() {
    // 2019-10-01 is a holiday.
    match only(two_found().live("2019-09-27", order(&[], "2019-10-01"))) {
        Event::RectificationOrdered { deadline, reinspect_by, .. } => {
            assert_eq!((deadline.rule, deadline.due), (Rule::CorrectSafetyHazard, day("2019-10-01")));
            assert_eq!((reinspect_by.start, reinspect_by.due), (day("2019-10-01"), day("2019-10-10")));
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_clock_of_the_re_inspection_begins_when_the_deadline_is_over_or_the_unit_says_that_it_is_done() {
    let rectify = |ended| clock("rectify_hazard", "2019-01-09", ended);
    let again = |ended| clock("reinspect_hazard", "2019-01-14", ended);
    assert_eq!(clocks(ordered().life()), [rectify(None), again(None)]);
    let claimed = ordered().then("2019-01-04", Command::ReportRectification {});
    assert_eq!(clocks(claimed.life())[2], clock("reinspect_hazard", "2019-01-09", None));
    let passed = claimed.then("2019-01-07", pass());
    let ended = Some("2019-01-07");
    assert_eq!(
        clocks(passed.life()),
        [rectify(ended), again(ended), clock("reinspect_hazard", "2019-01-09", ended)]
    );
}

#[test]
fn what_failed_before_its_deadline_is_seen_again_after_it_and_what_failed_later_waits_for_an_order() {
    let early = ordered().then("2019-01-07", fail());
    assert_eq!(clocks(early.life())[1], clock("reinspect_hazard", "2019-01-14", None));
    assert_eq!(clocks(failed().life())[1], clock("reinspect_hazard", "2019-01-14", Some("2019-01-12")));
    assert_eq!(clocks(failed().life())[0], clock("rectify_hazard", "2019-01-09", None), "and is overdue");
    let again = failed().then("2019-01-12", order(&[], "2019-02-01"));
    assert_eq!(clocks(again.life())[0], clock("rectify_hazard", "2019-01-09", Some("2019-01-12")));
    assert_eq!(clocks(again.life())[2], clock("rectify_hazard", "2019-02-01", None));
}

#[test]
fn no_clock_of_a_void_case_runs() {
    let reason = crate::cases::case_file::VoidReason::InError;
    let story = ordered().then("2019-01-05", Command::VoidInspection { reason });
    assert!(story.life().clocks().iter().all(|clock| clock.ended == Some(day("2019-01-05"))));
}
