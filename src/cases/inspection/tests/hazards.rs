//! Hazards: each may be ordered, seen and ordered again by itself.
use super::support::*;
use crate::cases::inspection::SafetyHazard;
use crate::cases::inspection::{HazardNo, InspectionLife, Phase, Signature};
use crate::cases::people::Officers;
use crate::cases::rectification::ReopenReason;
use crate::cases::statutes::Rule;

fn rectified(life: &InspectionLife) -> Vec<Option<String>> {
    life.hazards.values().map(|hazard| hazard.rectified_on().map(|day| day.to_string())).collect()
}

#[expect(clippy::unnecessary_wraps, reason = "it is compared with what may be none")]
fn some(day: &str) -> Option<String> {
    Some(day.to_owned())
}

#[test]
fn a_visit_that_found_nothing_is_over_at_once() {
    let life = nothing().life().clone();
    assert_eq!((life.phase(), life.is_open()), (Phase::NoHazards, false));
    assert!(out_of_order(&nothing().live("2019-01-02", order(&[], "2019-01-09"))));
    assert!(out_of_order(&nothing().live("2019-01-09", pass())));
    assert!(out_of_order(&nothing().live("2019-01-09", close())));
    let said = nothing().then("2019-01-02", Command::IssueOpinion { opinion: of("定安检〔2019〕7号") });
    assert_eq!(said.life().opinions.len(), 1, "a document may be issued about it");
}

#[test]
fn whoever_inspects_now_is_two_and_says_who_signed() {
    let alone = record_by(1, one(), Some(Signature::Signed));
    assert_eq!(broken(Story::default().live("2019-01-02", alone.clone())), Rule::TwoOfficers);
    assert_eq!(Story::default().irregular("2019-01-02", alone), [Rule::TwoOfficers]);
    let unsigned = record_by(1, two(), None);
    assert_eq!(broken(Story::default().live("2019-01-02", unsigned.clone())), Rule::SafetyInspectionRecorded);
    assert!(Story::default().irregular("2019-01-02", unsigned).is_empty(), "paper may not say who signed");
    let refused = record_by(1, two(), Some(Signature::Refused));
    assert!(Story::default().live("2019-01-02", refused).is_ok(), "a refusal is noted");
}

#[test]
fn an_order_is_about_all_hazards_that_wait_for_one_unless_some_are_named() {
    let story = two_found().then("2019-01-02", order(&[1], "2019-01-09"));
    assert_eq!(story.live("2019-01-03", order(&[1], "2019-01-20")), Err(Refusal::NotWaiting(HazardNo(1))));
    let both = story.then("2019-01-03", order(&[], "2019-02-09"));
    let deadlines: Vec<_> = both.life().hazards.values().map(SafetyHazard::deadline_now).collect();
    assert_eq!(deadlines, [Some(day("2019-01-09")), Some(day("2019-02-09"))]);
    assert_eq!(both.life().deadline(), Some(day("2019-01-09")), "the earliest that runs");
    assert!(out_of_order(&both.live("2019-01-04", order(&[], "2019-03-01"))), "none waits any more");
}

#[test]
fn what_a_re_inspection_showed_is_told_of_all_or_of_each() {
    let mixed = ordered().then("2019-01-09", reinspect(Some(PASSED), &[(2, FAILED)]));
    assert_eq!(rectified(mixed.life()), [some("2019-01-09"), None]);
    assert_eq!(mixed.life().phase(), Phase::ReinspectionFailed);
    assert_eq!(mixed.live("2019-01-10", close()), Err(Refusal::NotRectified(HazardNo(2))));
    let again = mixed.then("2019-01-10", order(&[], "2019-01-20"));
    assert_eq!(again.life().orders[1].hazards, [HazardNo(2)], "only what failed is ordered again");
    assert_eq!(again.life().orders[0].ended, Some(day("2019-01-10")));
    let done = again.then("2019-01-21", pass());
    assert_eq!(rectified(done.life()), [some("2019-01-09"), some("2019-01-21")]);
    assert_eq!(done.life().phase(), Phase::Rectified);
    assert!(done.live("2019-01-22", close()).is_ok());
}

#[test]
fn a_second_look_may_find_that_a_hazard_is_back() {
    let story = passed().then("2019-02-10", reinspect(None, &[(1, FAILED)]));
    assert_eq!(rectified(story.life()), [None, some("2019-02-04")]);
    assert_eq!(story.life().orders[0].ended, None, "its order stands again");
    assert_eq!(story.life().hazards[&HazardNo(1)].deadline_now(), Some(day("2019-01-09")));
}

#[test]
fn what_one_inspector_or_nobody_saw_fixed_is_seen_again_before_somebody_closes_it_off() {
    let mut unsaid = pass();
    if let Command::ReinspectHazards { inspectors, .. } = &mut unsaid {
        *inspectors = Officers::NotRecorded;
    }
    let story = ordered().then("2019-02-04", unsaid);
    assert_eq!(broken(story.live("2019-02-05", close())), Rule::TwoOfficers);
    assert!(story.irregular("2019-02-05", close()).is_empty(), "paper may not say who saw it");
    let again = story.then("2019-02-06", pass());
    assert_eq!(rectified(again.life()), [some("2019-02-04"), some("2019-02-04")], "from the first day on");
    assert!(again.live("2019-02-06", close()).is_ok());
}

#[test]
fn what_was_closed_wrongly_was_rectified_until_it_is_reopened_and_its_old_deadline_runs() {
    let story = closed().then("2019-03-01", reopen(ReopenReason::ClosedWrongly, &[1]));
    let life = story.life();
    assert_eq!((life.phase(), life.is_open()), (Phase::ReinspectionFailed, true));
    assert_eq!(rectified(life), [None, some("2019-02-04")], "the other hazard stays rectified");
    let of = |day_of: &str| life.hazards[&HazardNo(1)].rectified.on(day(day_of)).copied().flatten();
    assert_eq!((of("2019-02-28"), of("2019-03-01")), (Some(day("2019-02-04")), None));
    let closed_on = |day_of: &str| life.closed_off.on(day(day_of)).copied().flatten();
    assert_eq!((closed_on("2019-02-28"), closed_on("2019-03-01")), (Some(day("2019-02-05")), None));
    assert_eq!(life.deadline(), Some(day("2019-01-09")));
    assert_eq!(life.orders[0].ended, None, "its order stands again");
    assert_eq!(life.reopenings.len(), 1);
    let done = story.then("2019-03-04", pass()).then("2019-03-04", close());
    assert_eq!(
        (done.life().phase(), done.life().closed_off_on()),
        (Phase::ClosedOff, Some(day("2019-03-04")))
    );
}

#[test]
fn what_is_found_again_has_no_deadline_until_it_is_ordered_again() {
    let story = closed().then("2019-03-01", reopen(ReopenReason::FoundAgain, &[]));
    assert_eq!((story.life().phase(), story.life().deadline()), (Phase::Found, None));
    assert!(story.life().running().next().is_none(), "the old order is done with");
    assert!(out_of_order(&story.live("2019-03-01", ask_until("2019-03-20"))), "nothing is ordered");
    let again = story.then("2019-03-01", order(&[2], "2019-03-11"));
    assert_eq!(again.life().orders[1].hazards, [HazardNo(2)]);
    assert_eq!(again.life().deadline(), Some(day("2019-03-11")));
}

#[test]
fn only_what_was_rectified_is_reopened_and_what_found_nothing_never_is() {
    let again = || reopen(ReopenReason::FoundAgain, &[]);
    for story in [nothing(), two_found(), ordered(), failed()] {
        assert!(out_of_order(&story.live("2019-03-01", again())));
    }
    assert!(passed().live("2019-03-01", again()).is_ok(), "before it is closed off");
    assert!(too_early(&closed().paper("2019-02-04", again())), "not before it was closed");
}

#[test]
fn a_document_counts_once_by_its_number() {
    let mut second = pass();
    if let Command::ReinspectHazards { opinion, .. } = &mut second {
        *opinion = Some(of("定安复〔2019〕1号"));
    }
    let story = two_found()
        .then("2019-01-02", order(&[1], "2019-01-09"))
        .then("2019-01-03", order(&[2], "2019-01-19"))
        .then("2019-01-19", second);
    let told: Vec<_> =
        story.life().opinions.iter().map(|opinion| (opinion.number.as_str(), opinion.again)).collect();
    assert_eq!(told, [("定安检〔2019〕1号", false), ("定安复〔2019〕1号", true)]);
    assert!(story.live("2019-01-20", Command::IssueOpinion { opinion: of("定安复〔2019〕1号") }).is_err());
}

#[test]
fn a_longer_deadline_is_of_the_hazards_whose_order_runs() {
    let story = ordered()
        .then("2019-01-08", reinspect(None, &[(1, FAILED)]))
        .then("2019-01-08", ask_until("2019-01-20"))
        .then("2019-01-08", extend_until("2019-01-18"));
    let deadlines: Vec<_> = story.life().hazards.values().map(SafetyHazard::deadline_now).collect();
    assert_eq!(deadlines, [Some(day("2019-01-09")), Some(day("2019-01-18"))]);
    assert!(out_of_order(&failed().live("2019-01-13", ask_until("2019-02-01"))), "a new order is due");
}
