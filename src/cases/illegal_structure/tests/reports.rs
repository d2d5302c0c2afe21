//! From the report to the filed case.
use super::support::*;
use crate::cases::facts::Conduct;
use crate::cases::illegal_structure::{ClaimedSite, Phase, SiteNo, TransferResult};
use crate::cases::occurred::Moment;
use crate::cases::people::Officers;
use crate::cases::personal::{Personal, Subject};
use crate::cases::statutes::Rule;
use crate::cases::words::Text;

#[test]
fn a_report_starts_the_clock_to_be_on_the_site_within_24_hours() {
    let Event::StructureReported { on_site_by, on_site_before, inform_by, .. } =
        only(Story::default().live("2019-03-01T09:30:00+08:00", report()))
    else {
        panic!("not reported")
    };
    assert_eq!((on_site_by.rule, on_site_by.due), (Rule::OnSite, day("2019-03-02")));
    assert_eq!(on_site_before.map(Moment::rfc3339), Some("2019-03-02T09:30:00.000000+08:00".to_owned()));
    assert_eq!(inform_by, None, "nobody waits to hear back");
}

#[test]
fn what_is_still_being_built_is_seen_within_2_hours_and_its_informant_hears_back_within_a_month() {
    let Event::StructureReported { on_site_by, on_site_before, inform_by, .. } =
        only(Story::default().live("2019-03-01T23:00:00+08:00", being_built()))
    else {
        panic!("not reported")
    };
    assert_eq!((on_site_by.rule, on_site_by.due), (Rule::OnSiteStillBuilding, day("2019-03-02")));
    assert_eq!(on_site_before.map(Moment::rfc3339), Some("2019-03-02T01:00:00.000000+08:00".to_owned()));
    assert_eq!(inform_by.map(|due| due.due), Some(day("2019-04-01")));
}

#[test]
fn a_report_on_paper_has_no_last_moment() {
    let story = reported();
    assert_eq!(story.life().on_site_before, None);
    assert_eq!(story.life().on_site_by.as_ref().map(|due| due.due), Some(day("2019-01-03")));
    assert_eq!(story.life().phase(), Phase::Reported);
}

#[test]
fn a_case_is_reported_once() {
    assert_eq!(reported().live("2019-01-03", report()), Err(Refusal::AlreadyReported));
}

#[test]
fn nothing_happens_before_the_report() {
    assert!(out_of_order(&Story::default().live("2019-01-03", investigate())));
}

#[test]
fn a_report_from_an_unknown_committee_is_refused() {
    let mut command = report();
    if let Command::ReportStructure { committee, .. } = &mut command {
        *committee = Some(of("无名"));
    }
    assert_eq!(Story::default().paper("2019-01-02", command), Err(Refusal::UnknownCommittee));
}

#[test]
fn a_report_that_claims_a_site_twice_is_refused() {
    let mut command = report();
    if let Command::ReportStructure { sites, .. } = &mut command {
        *sites =
            vec![ClaimedSite { site: SITE, area: None }, ClaimedSite { site: SITE, area: Some(m2("3")) }];
    }
    assert_eq!(Story::default().live("2019-01-02", command), Err(Refusal::SiteTwice { site: SiteNo(1) }));
}

#[test]
fn two_officers_investigate() {
    let one = Command::InvestigateSite { officers: Officers::named(&[of("陈国华"), of("陈国华")]) };
    assert_eq!(broken(reported().live("2019-01-03", one.clone())), Rule::TwoOfficers);
    assert_eq!(reported().irregular("2019-01-03", one), [Rule::TwoOfficers]);
    let story = reported().then("2019-01-03", investigate());
    assert_eq!(story.life().investigated, Some(when("2019-01-03")));
    assert_eq!(story.life().phase(), Phase::Investigated);
}

#[test]
fn officers_whom_paper_does_not_name_are_no_irregularity_but_are_named_when_somebody_acts() {
    let unnamed = Command::InvestigateSite { officers: Officers::NotRecorded };
    assert!(reported().irregular("2019-01-03", unnamed.clone()).is_empty());
    assert_eq!(broken(reported().live("2019-01-03", unnamed)), Rule::TwoOfficers);
}

#[test]
fn an_investigation_before_the_report_is_refused_and_on_its_day_is_not() {
    assert!(too_early(&reported().paper("2019-01-01", investigate())));
    assert!(reported().paper("2019-01-02", investigate()).is_ok());
}

#[test]
fn the_first_investigation_counts_in_whichever_order_they_are_told() {
    let story = reported().then("2019-01-03", investigate()).then("2019-01-09", investigate());
    assert_eq!(story.life().investigated, Some(when("2019-01-03")));
    let story = story.then("2019-01-02", investigate());
    assert_eq!(story.life().investigated, Some(when("2019-01-02")));
}

#[test]
fn an_informant_hears_back_once() {
    let informed = Command::InformInformant {};
    assert_eq!(reported().live("2019-01-20", informed.clone()), Err(Refusal::NoInformant));
    let waiting = Story::default().then("2019-01-02", being_built());
    let told = waiting.then("2019-01-20", informed.clone());
    assert_eq!(told.life().informed, Some(when("2019-01-20")));
    assert!(out_of_order(&told.live("2019-01-21", informed)));
}

#[test]
fn what_is_not_illegal_ends_there() {
    let grounds = Some(Personal::plain(Subject::MATTER, of::<Text>("有规划许可")));
    let found = Command::FindNotIllegal { grounds };
    assert_eq!(broken(reported().live("2019-01-03", found.clone())), Rule::OnSite);
    assert!(reported().irregular("2019-01-03", found.clone()).is_empty());
    let story = reported().then("2019-01-03", investigate());
    assert!(too_early(&story.paper("2019-01-02", found.clone())));
    let story = story.then("2019-01-04", found.clone());
    assert_eq!(story.life().phase(), Phase::NotIllegal);
    assert!(out_of_order(&story.live("2019-01-05", file())));
    assert!(out_of_order(&determined().live("2019-01-06", found)), "what is determined is illegal");
}

#[test]
fn a_transfer_waits_for_its_result_and_a_returned_case_goes_on() {
    let transfer = Command::TransferStructure { to: of("杨浦区城管局") };
    let result = |result| Command::RecordTransferResult { result };
    assert!(out_of_order(&reported().live("2019-01-09", result(TransferResult::Demolished))));
    let story = reported().then("2019-01-08", transfer.clone());
    assert_eq!(story.life().phase(), Phase::Transferred);
    assert!(out_of_order(&story.live("2019-01-09", transfer)));
    assert!(too_early(&story.paper("2019-01-07", result(TransferResult::Returned))));
    let handled = story.clone().then("2019-02-01", result(TransferResult::Penalised));
    assert_eq!(handled.life().phase(), Phase::Transferred);
    assert!(out_of_order(&handled.live("2019-02-02", result(TransferResult::Returned))));
    let returned = story.then("2019-02-01", result(TransferResult::Returned));
    assert_eq!(returned.life().phase(), Phase::Reported);
    assert!(returned.paper("2019-02-02", file()).is_ok());
}

#[test]
fn a_filed_case_is_decided_within_90_days_since_the_law_says_so() {
    let filed = |at: &str| {
        let story = Story::default().then("2019-01-02", report()).then("2019-01-03", investigate());
        only(story.live(at, Command::FileCase { officers: two_officers() }))
    };
    let Event::CaseFiled { decide_by: Some(due), .. } = filed("2023-03-03") else { panic!("no term") };
    assert_eq!((due.rule, due.due), (Rule::PenaltyDecision, day("2023-06-01")));
    let Event::CaseFiled { decide_by, .. } = filed("2019-01-05") else { panic!("not filed") };
    assert_eq!(decide_by, None);
}

#[test]
fn who_files_a_case_now_was_on_the_site_with_another_officer() {
    let named = Command::FileCase { officers: two_officers() };
    assert_eq!(broken(reported().live("2019-01-05", named.clone())), Rule::OnSite);
    let story = reported().then("2019-01-03", investigate());
    assert_eq!(broken(story.live("2019-01-05", file())), Rule::TwoOfficers);
    assert!(too_early(&story.paper("2019-01-02", file())));
    assert!(story.live("2019-01-05", named.clone()).is_ok());
    assert!(out_of_order(&filed().live("2019-01-06", named)));
}

#[test]
fn what_is_yet_to_come_cannot_be_recorded() {
    let future = crate::cases::case_file::Impossible::InTheFuture;
    assert_eq!(reported().live("2026-11-25", investigate()), Err(future.into()));
    assert_eq!(facts(Conduct::Live).now.day(), day("2026-11-24"));
}

#[test]
fn clocks_end_with_what_they_wait_for() {
    let story = Story::default().then("2023-03-01", being_built());
    let ends = |story: &Story| -> Vec<_> {
        story.life().clocks().iter().map(|clock| (clock.name, clock.ended)).collect()
    };
    assert_eq!(ends(&story), [("on_site", None), ("inform_informant", None)]);
    let story = story.then("2023-03-02", investigate()).then("2023-03-03", file());
    let seen = Some(day("2023-03-02"));
    assert_eq!(ends(&story), [("on_site", seen), ("inform_informant", None), ("decide_structure", None)]);
    let ordered = Command::OrderDemolition { paper: None, deadline: Some(day("2023-04-01")) };
    let story = story.then("2023-03-04", determine("8")).then("2023-03-06", ordered);
    assert_eq!(
        ends(&story)[2..],
        [("decide_structure", Some(day("2023-03-06"))), ("comply_with_order", None)]
    );
    let story = story.then("2023-03-30", demolish("8", crate::cases::illegal_structure::Way::SelfDemolished));
    assert_eq!(ends(&story)[3], ("comply_with_order", Some(day("2023-03-30"))));
    let story = story.then("2023-03-31", Command::InformInformant {});
    assert_eq!(ends(&story)[1], ("inform_informant", Some(day("2023-03-31"))));
}
