//! 临时查封.
use super::support::*;
use crate::cases::fire_hazard::Phase;
use crate::cases::occurred::Moment;
use crate::cases::statutes::Rule;

fn seal(emergency: bool, until: Option<&str>) -> Command {
    Command::SealPremises { emergency, paper: None, until: until.map(day) }
}

fn decide() -> Command {
    Command::DecideSeal { paper: Some(of("定消封字〔2019〕第1号")) }
}

fn lift() -> Command {
    Command::LiftSeal {}
}

#[test]
fn a_seal_is_decided_within_three_working_days_of_the_check_and_lasts_thirty_days() {
    match only(found().live("2019-01-03", seal(false, None))) {
        Event::PremisesSealed { decide_by, decide_before, until, .. } => {
            assert_eq!((decide_by.rule, decide_by.due), (Rule::DecideSeal, day("2019-01-07")));
            assert_eq!(decide_before, None);
            assert_eq!(
                (until.rule, until.due),
                (Rule::SealAtMost, day("2019-02-02")),
                "a Saturday: it never rolls"
            );
        }
        other => panic!("{other:?}"),
    }
    let printed = only(found().live("2019-01-03", seal(false, Some("2019-01-10"))));
    assert!(matches!(printed, Event::PremisesSealed { until, .. } if until.due == day("2019-01-10")));
}

#[test]
fn a_seal_in_an_emergency_is_decided_within_24_hours() {
    match only(found().live("2019-01-03T14:00:00+08:00", seal(true, None))) {
        Event::PremisesSealed { decide_by, decide_before, .. } => {
            assert_eq!((decide_by.rule, decide_by.due), (Rule::DecideEmergencySeal, day("2019-01-04")));
            assert_eq!(decide_before, Moment::parse("2019-01-04T14:00:00+08:00").ok());
        }
        other => panic!("{other:?}"),
    }
    let story = found().then("2019-01-03", seal(true, None));
    assert!(too_early(&story.paper("2019-01-02", decide())));
    assert!(story.live("2019-01-04", decide()).is_ok());
    let decided = story.then("2019-01-04", decide());
    assert_eq!(decided.life().seals[0].decided, Some(when("2019-01-04")));
    assert!(decided.life().seals[0].paper.is_some());
    assert!(out_of_order(&decided.live("2019-01-04", decide())));
    assert!(too_early(&decided.paper("2019-01-03", lift())));
    let usual = found().then("2019-01-03", seal(false, None));
    assert!(out_of_order(&usual.live("2019-01-04", decide())), "it was decided before");
}

#[test]
fn premises_are_sealed_from_the_seal_to_its_last_day_or_its_lifting() {
    let story = found().then("2019-01-03", seal(false, None));
    let sealed = |story: &Story, at| story.life().is_sealed_on(day(at));
    assert_eq!(
        ["2019-01-02", "2019-01-03", "2019-02-02", "2019-02-03"].map(|at| sealed(&story, at)),
        [false, true, true, false]
    );
    assert!(story.live("2019-01-10", lift()).is_ok());
    let lifted = story.then("2019-01-10", lift());
    assert_eq!(["2019-01-09", "2019-01-10"].map(|at| sealed(&lifted, at)), [true, false]);
    assert!(lifted.life().seal().is_none());
}

#[test]
fn a_seal_follows_a_hazard_that_is_not_rectified_and_no_other_seal() {
    assert!(out_of_order(&reported().live("2019-01-03", seal(false, None))));
    assert!(out_of_order(&passed().live("2019-02-05", seal(false, None))));
    assert!(too_early(&found().paper("2019-01-01", seal(false, None))));
    let past = Refusal::DeadlineBeforeOrder { ordered: day("2019-01-03"), deadline: day("2019-01-02") };
    assert_eq!(found().paper("2019-01-03", seal(false, Some("2019-01-02"))), Err(past));
    let story = found().then("2019-01-03", seal(false, None));
    assert!(out_of_order(&story.live("2019-02-02", seal(false, None))));
    assert!(story.live("2019-02-03", seal(false, None)).is_ok(), "the first is over");
    let lifted = story.then("2019-01-10", lift());
    assert!(too_early(&lifted.paper("2019-01-09", seal(false, None))));
    assert!(lifted.live("2019-01-10", seal(false, None)).is_ok());
}

#[test]
fn a_seal_is_lifted_once_and_after_it_was_put_on() {
    assert!(out_of_order(&found().live("2019-01-03", lift())));
    let story = found().then("2019-01-03", seal(false, None));
    assert!(too_early(&story.paper("2019-01-02", lift())));
    assert!(out_of_order(&story.then("2019-01-10", lift()).live("2019-01-11", lift())));
}

#[test]
fn who_closes_off_now_lifts_the_seal_first() {
    let story = found().then("2019-01-03", seal(false, None)).then("2019-01-08", pass());
    assert_eq!(story.live("2019-01-08", close()), Err(Refusal::StillSealed));
    assert!(story.live("2019-02-03", close()).is_ok(), "it is over");
    let told = story.then("2019-01-08", close());
    assert_eq!(told.life().phase(), Phase::ClosedOff);
    assert!(told.live("2019-01-09", lift()).is_ok(), "paper told of it late");
}
