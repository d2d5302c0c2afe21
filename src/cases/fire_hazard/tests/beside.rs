//! What stands beside the main way: level, penalties, transfers, who has it, links, and the end of a void case.
use super::support::*;
use crate::cases::case_file::VoidReason;
use crate::cases::fire_hazard::{Level, MajorStandard, Penalty, Phase, TransferResult};
use crate::cases::ids::StreamId;
use uuid::Uuid;

fn major() -> Command {
    Command::DeclareMajor {}
}

fn downgrade() -> Command {
    Command::DowngradeHazard { reason: None }
}

fn recommend() -> Command {
    Command::RecommendPenalty { to: of("杨浦区消防救援支队") }
}

fn penalty() -> Command {
    Command::RecordPenalty { penalty: Penalty::Fine, paper: None }
}

fn transfer() -> Command {
    Command::TransferHazard { to: of("定海路派出所") }
}

fn result(result: TransferResult) -> Command {
    Command::RecordTransferResult { result }
}

fn void() -> Command {
    Command::VoidHazard { reason: VoidReason::InError }
}

#[test]
fn a_hazard_is_declared_major_and_downgraded_from_a_day_on() {
    let event = Event::MajorDeclared { standard: MajorStandard::Gb35181Of2017 };
    assert_eq!(only(ordered().live("2019-01-05", major())), event);
    assert!(out_of_order(&reported().live("2019-01-05", major())));
    assert!(out_of_order(&ordered().live("2019-01-05", downgrade())));
    assert!(too_early(&found().paper("2019-01-01", major())));
    let story = ordered().then("2019-01-05", major());
    assert!(out_of_order(&story.live("2019-01-06", major())));
    assert!(too_early(&story.paper("2019-01-04", downgrade())));
    let story = story.then("2019-01-08", downgrade());
    let on = |at| story.life().major.on(day(at)).copied();
    assert_eq!(["2019-01-04", "2019-01-05", "2019-01-08"].map(on), [Some(false), Some(true), Some(false)]);
    let found = Story::default().then("2019-01-02", find_by(two(), Level::Major));
    assert!(found.live("2019-01-02", downgrade()).is_ok());
}

#[test]
fn a_penalty_is_recommended_and_its_result_recorded_even_after_the_end() {
    assert!(out_of_order(&reported().live("2019-01-12", recommend())));
    assert!(out_of_order(&failed().live("2019-01-12", penalty())));
    assert!(too_early(&found().paper("2019-01-01", recommend())));
    let story = failed().then("2019-01-12", recommend());
    assert!(out_of_order(&story.live("2019-01-13", recommend())));
    assert!(too_early(&story.paper("2019-01-11", penalty())));
    let told = story.then("2019-02-04", pass()).then("2019-02-04", close()).then("2019-03-01", penalty());
    assert_eq!(told.life().penalties[0].recorded, Some((when("2019-03-01"), Penalty::Fine)));
    assert!(told.life().penalty_pending().is_none());
    assert!(out_of_order(&told.live("2019-03-02", recommend())), "the case is closed");
}

#[test]
fn a_hazard_is_transferred_and_the_result_comes_back() {
    let story = failed().then("2019-01-13", transfer());
    assert_eq!(story.life().phase(), Phase::Transferred);
    assert!(out_of_order(&story.live("2019-01-14", transfer())));
    assert!(out_of_order(&failed().live("2019-01-14", result(TransferResult::Returned))));
    assert!(too_early(&story.paper("2019-01-12", result(TransferResult::Returned))));
    let back = story.clone().then("2019-01-20", result(TransferResult::Rectified));
    assert_eq!(back.life().transfers[0].result, Some((when("2019-01-20"), TransferResult::Rectified)));
    assert_eq!(back.life().phase(), Phase::ReinspectionFailed, "nobody of the office has seen it");
    assert_eq!(back.live("2019-01-21", close()), Err(Refusal::NotRectified));
    assert!(too_early(&back.paper("2019-01-19", transfer())));
    assert!(back.live("2019-01-21", transfer()).is_ok());
    assert!(story.live("2019-01-21", pass()).is_ok(), "the office may look meanwhile");
    assert!(out_of_order(&closed().live("2019-03-01", transfer())));
    assert!(reported().live("2019-01-03", transfer()).is_ok(), "a complaint may be another body's");
    assert!(too_early(&reported().paper("2019-01-01", transfer())));
}

#[test]
fn a_case_is_reassigned_to_what_is_named() {
    let to = |committee: Option<&str>, department: Option<&str>| Command::ReassignHazard {
        committee: committee.map(of),
        department: department.map(of),
    };
    assert_eq!(found().live("2019-01-10", to(None, None)), Err(Refusal::NothingToReassign));
    assert_eq!(found().live("2019-01-10", to(Some("无名"), None)), Err(Refusal::UnknownCommittee));
    assert!(out_of_order(&closed().live("2019-03-10", to(Some("共青"), None))));
    let story = found().then("2019-01-10", to(Some("复兴岛"), None));
    assert!(too_early(&story.paper("2019-01-09", to(Some("共青"), None))));
    let story = story.then("2019-01-09", to(None, Some("平安办")));
    let life = story.life();
    assert_eq!(life.committee.on(day("2019-01-09")), Some(&Some(of("共青"))));
    assert_eq!(life.committee.now(), Some(&Some(of("复兴岛"))));
    assert_eq!(life.department.now(), Some(&Some(of("平安办"))));
    let moved = reported().then("2019-01-10", to(Some("复兴岛"), None));
    assert!(too_early(&moved.paper("2019-01-09", find())), "the finding names another committee");
}

#[test]
fn two_cases_are_linked_once() {
    let link = Command::LinkHazard { to: StreamId(Uuid::from_u128(7)) };
    let story = found().then("2019-01-10", link.clone());
    assert_eq!(story.life().links.len(), 1);
    assert_eq!(story.live("2019-01-11", link), Err(Refusal::AlreadyLinked));
}

#[test]
fn nothing_happens_to_a_void_case() {
    assert!(out_of_order(&Story::default().live("2019-01-10", void())));
    assert!(too_early(&found().paper("2019-01-01", void())));
    let story = ordered().then("2019-01-10", void());
    assert_eq!(story.life().phase(), Phase::Void);
    for command in [void(), find(), pass(), close(), major(), transfer()] {
        assert_eq!(story.paper("2019-01-11", command), Err(Refusal::Voided));
    }
    assert!(closed().live("2019-03-01", void()).is_ok(), "a closed case may have been a duplicate");
}
