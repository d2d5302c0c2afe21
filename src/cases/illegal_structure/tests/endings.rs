//! The ends of a case, and what can still follow them.
use super::support::*;
use crate::cases::case_file::VoidReason;
use crate::cases::illegal_structure::{Phase, TerminationReason, Way};

fn close() -> Command {
    Command::CloseStructure {}
}

fn reopen() -> Command {
    Command::ReopenStructure { reason: None }
}

fn terminate() -> Command {
    Command::TerminateStructure { reason: TerminationReason::Legalised }
}

fn demolished() -> Story {
    ordered().then("2019-02-01", demolish("12.5", Way::SelfDemolished))
}

fn accepted() -> Story {
    demolished().then("2019-02-03", Command::AcceptDemolition { site: SITE })
}

fn closed() -> Story {
    accepted().then("2019-02-04", close())
}

#[test]
fn a_case_with_a_site_standing_is_not_closed() {
    assert_eq!(reported().paper("2019-02-04", close()), Err(Refusal::SitesRemain));
    let part = ordered().then("2019-02-01", demolish("12.4", Way::SelfDemolished));
    assert_eq!(part.paper("2019-02-04", close()), Err(Refusal::SitesRemain));
}

#[test]
fn who_closes_a_case_now_has_accepted_each_demolition() {
    assert_eq!(demolished().live("2019-02-04", close()), Err(Refusal::NotAccepted { site: SITE }));
    assert!(demolished().irregular("2019-02-04", close()).is_empty(), "paper may leave it unsaid");
    assert!(accepted().live("2019-02-04", close()).is_ok());
    assert!(too_early(&demolished().paper("2019-01-31", close())));
}

#[test]
fn a_closed_case_takes_no_more_steps_until_it_is_reopened() {
    assert!(out_of_order(&accepted().live("2019-03-01", reopen())));
    let story = closed();
    assert_eq!((story.life().phase(), story.life().closed_on()), (Phase::Closed, Some(day("2019-02-04"))));
    assert!(out_of_order(&story.live("2019-02-05", close())));
    assert!(out_of_order(&story.live("2019-02-05", investigate())));
    assert!(too_early(&story.paper("2019-02-03", reopen())));
    let story = story.then("2019-03-01", reopen());
    assert_eq!((story.life().phase(), story.life().closed_on()), (Phase::Demolished, None));
    assert_eq!(story.life().closed.on(day("2019-02-28")), Some(&Some(day("2019-02-04"))));
    let more = Command::DetermineStructure { sites: vec![site(2, "6")] };
    assert_eq!(story.then("2019-03-02", more).life().phase(), Phase::Ordered);
}

#[test]
fn what_is_not_illegal_transferred_terminated_or_agreed_can_be_closed() {
    let investigated = reported().then("2019-01-03", investigate());
    for end in [
        Command::FindNotIllegal { grounds: None },
        Command::TransferStructure { to: of("杨浦区城管局") },
        terminate(),
        Command::ReachAgreement { terms: None },
    ] {
        let story = investigated.clone().then("2019-01-10", end);
        assert!(too_early(&story.paper("2019-01-09", close())));
        assert!(story.live("2019-01-10", close()).is_ok());
        let reopened = story.then("2019-01-10", close()).then("2019-01-11", reopen());
        assert_eq!(reopened.life().phase(), Phase::Investigated, "however it ended, it goes on");
    }
}

#[test]
fn an_agreement_leaves_the_party_to_demolish() {
    let agree = Command::ReachAgreement { terms: None };
    assert!(too_early(&ordered().paper("2019-01-01", agree.clone())));
    let story = ordered().then("2019-02-01", agree);
    assert_eq!(story.life().phase(), Phase::Agreed);
    assert!(story.live("2019-03-01", demolish("12.5", Way::SelfDemolished)).is_ok());
    assert!(out_of_order(&closed().live("2019-03-01", Command::ReachAgreement { terms: None })));
}

#[test]
fn a_terminated_case_is_not_enforced() {
    let story = ordered().then("2019-02-01", terminate());
    assert_eq!(story.life().phase(), Phase::Terminated);
    assert!(out_of_order(&story.live("2019-03-01", demolish("12.5", Way::SelfDemolished))));
    assert!(out_of_order(&story.live("2019-03-01", terminate())));
    assert!(story.life().clocks().iter().all(|clock| clock.ended.is_some()));
}

#[test]
fn a_void_case_takes_no_step_at_all() {
    let void = Command::VoidStructure { reason: VoidReason::InError };
    assert!(out_of_order(&Story::default().live("2019-01-03", void.clone())));
    assert!(too_early(&reported().paper("2019-01-01", void.clone())));
    let story = closed().then("2019-03-01", void.clone());
    assert_eq!(story.life().phase(), Phase::Void);
    for command in [void, reopen(), investigate(), report()] {
        let refused = story.live("2019-03-02", command);
        assert!(matches!(refused, Err(Refusal::Voided | Refusal::AlreadyReported)));
    }
}
