//! Determination, orders to stop and to demolish, and how they reach the party.
use super::support::*;
use crate::cases::illegal_structure::{Phase, ServiceWay, SiteNo};
use crate::cases::statutes::Rule;

fn announce(owner_unknown: bool) -> Command {
    Command::AnnounceOrder { owner_unknown }
}

fn stop() -> Command {
    Command::OrderStop { paper: Some(of("定停决字〔2019〕第1号")) }
}

fn order_until(deadline: &str) -> Command {
    Command::OrderDemolition { paper: None, deadline: Some(day(deadline)) }
}

#[test]
fn several_sites_are_determined_and_more_can_follow() {
    let first = Command::DetermineStructure { sites: vec![site(1, "12.5"), site(2, "3")] };
    let story = filed()
        .then("2019-01-06", first)
        .then("2019-01-20", Command::DetermineStructure { sites: vec![site(3, "40.25")] });
    let areas: Vec<_> = story.life().sites.values().map(|site| site.determined_area().m2()).collect();
    assert_eq!(areas, ["12.5", "3", "40.25"]);
    assert_eq!(story.life().determined(), Some(when("2019-01-06")));
    assert_eq!(story.life().phase(), Phase::Determined);
}

#[test]
fn a_determination_without_a_site_or_with_one_twice_is_refused() {
    let determine = |sites| filed().live("2019-01-06", Command::DetermineStructure { sites });
    assert_eq!(determine(vec![]), Err(Refusal::NoSites));
    let twice = determine(vec![site(2, "1"), site(2, "3")]);
    assert_eq!(twice, Err(Refusal::SiteTwice { site: SiteNo(2) }));
    assert_eq!(determine(vec![site(2, "0")]), Err(Refusal::NoArea { site: SiteNo(2) }));
}

#[test]
fn a_determination_follows_the_filing() {
    assert!(out_of_order(&reported().paper("2019-01-06", determine("3"))));
    assert!(too_early(&filed().paper("2019-01-04", determine("3"))));
    assert!(filed().paper("2019-01-05", determine("3")).is_ok());
}

#[test]
fn a_site_is_determined_once_and_then_re_measured() {
    let again = determined().live("2019-01-06", determine("3"));
    assert_eq!(again, Err(Refusal::SiteAlreadyDetermined { site: SITE }));
    let remeasure = |site, area| Command::RemeasureSite { site, area: m2(area) };
    let story = determined().then("2019-01-07", remeasure(SITE, "13"));
    let area = &story.life().sites[&SITE].area;
    assert_eq!((area.on(day("2019-01-06")), area.now()), (Some(&m2("12.5")), Some(&m2("13"))));
    assert!(too_early(&story.paper("2019-01-06", remeasure(SITE, "14"))));
    let unknown = story.live("2019-01-08", remeasure(SiteNo(9), "3"));
    assert_eq!(unknown, Err(Refusal::SiteNotDetermined { site: SiteNo(9) }));
    assert_eq!(story.live("2019-01-08", remeasure(SITE, "0")), Err(Refusal::NoArea { site: SITE }));
}

#[test]
fn only_what_is_being_built_is_stopped_and_once() {
    assert_eq!(broken(reported().live("2019-01-03", stop())), Rule::DemolishUnderConstruction);
    assert_eq!(reported().irregular("2019-01-03", stop()), [Rule::DemolishUnderConstruction]);
    let story = Story::default().then("2019-01-02", being_built());
    assert!(story.live("2019-01-02", stop()).is_ok());
    assert!(too_early(&story.paper("2019-01-01", stop())));
    assert!(out_of_order(&story.then("2019-01-02", stop()).live("2019-01-03", stop())));
}

#[test]
fn a_stop_is_refused_after_it_was_ordered_and_once() {
    let refused = Command::RecordStopRefusal {};
    let story = Story::default().then("2019-01-02", being_built());
    assert!(out_of_order(&story.live("2019-01-03", refused.clone())));
    let story = story.then("2019-01-03", stop());
    assert!(too_early(&story.paper("2019-01-02", refused.clone())));
    assert!(!story.life().at_once());
    let story = story.then("2019-01-04", refused.clone());
    assert!(story.life().at_once());
    assert!(out_of_order(&story.live("2019-01-05", refused)));
}

#[test]
fn an_order_to_demolish_follows_the_determination() {
    assert!(out_of_order(&filed().paper("2019-01-06", order())));
    assert!(too_early(&determined().paper("2019-01-04", order())));
    let story = ordered();
    assert_eq!(story.life().phase(), Phase::Ordered);
    assert_eq!(story.life().ordered(), Some(when("2019-01-05")));
    let paper = story.life().order().and_then(|order| order.paper.clone());
    assert_eq!(paper, Some(of("定拆决字〔2019〕第1号")));
}

#[test]
fn a_printed_deadline_never_rolls_and_is_not_before_the_order() {
    let Event::DemolitionOrdered { deadline: Some(due), .. } =
        only(determined().live("2019-01-08", order_until("2019-01-20")))
    else {
        panic!("no deadline")
    };
    assert_eq!(due.due, day("2019-01-20"), "a Sunday");
    let refusal = Refusal::DeadlineBeforeOrder { ordered: day("2019-01-08"), deadline: day("2019-01-07") };
    assert_eq!(determined().paper("2019-01-08", order_until("2019-01-07")), Err(refusal));
}

#[test]
fn a_new_order_replaces_the_one_before() {
    let story = force_announced();
    assert!(too_early(&story.paper("2019-01-04", order())));
    let story = story.then("2019-03-05", order());
    assert_eq!(story.life().phase(), Phase::Ordered);
    assert_eq!((story.life().served(), &story.life().force), (None, &None));
    assert_eq!(story.life().ordered(), Some(when("2019-01-05")), "the first one");
}

#[test]
fn an_order_is_announced_once_and_an_unknown_owner_has_ten_days() {
    assert!(out_of_order(&determined().live("2019-01-07", announce(true))));
    assert!(too_early(&ordered().paper("2019-01-04", announce(true))));
    let Event::OrderAnnounced { notice_until: Some(until), .. } =
        only(ordered().live("2019-01-07", announce(true)))
    else {
        panic!("no notice")
    };
    assert_eq!((until.rule, until.due), (Rule::StructureNotice, day("2019-01-17")));
    let story = ordered().then("2019-01-07", announce(false));
    assert_eq!(story.life().order().and_then(|order| order.notice_until.as_ref()), None);
    assert!(out_of_order(&story.live("2019-01-08", announce(false))));
}

#[test]
fn service_carries_the_earliest_lawful_day_of_force() {
    let Event::OrderServed { forced_from, .. } = only(ordered().live("2019-01-08", serve())) else {
        panic!("not served")
    };
    assert_eq!((forced_from.rule, forced_from.start), (Rule::DemolitionAfterAppealTerms, day("2019-01-08")));
    assert_eq!(forced_from.due, day("2019-07-09"));
    assert_eq!(served().life().forced_from(), Some(&forced_from));
    assert_eq!(served().life().phase(), Phase::Served);
}

#[test]
fn an_order_is_served_once_after_it_was_given() {
    assert!(out_of_order(&determined().live("2019-01-08", serve())));
    assert!(too_early(&ordered().paper("2019-01-04", serve())));
    assert!(out_of_order(&served().live("2019-01-09", serve())));
}

#[test]
fn service_by_announcement_waits_until_the_notice_is_over() {
    let by_notice = Command::ServeOrder { way: Some(ServiceWay::Announcement) };
    assert_eq!(broken(ordered().live("2019-01-08", by_notice.clone())), Rule::StructureNotice);
    assert!(
        ordered().irregular("2019-01-08", by_notice.clone()).is_empty(),
        "paper does not tell of a notice"
    );
    let story = ordered().then("2019-01-07", announce(true));
    assert_eq!(broken(story.live("2019-01-17", by_notice.clone())), Rule::StructureNotice);
    assert_eq!(story.irregular("2019-01-17", by_notice.clone()), [Rule::StructureNotice]);
    assert!(story.live("2019-01-18", by_notice).is_ok());
}

#[test]
fn a_party_is_urged_once_under_an_order_that_was_served() {
    assert!(out_of_order(&determined().live("2019-02-11", urge())));
    assert_eq!(broken(ordered().live("2019-02-11", urge())), Rule::DemolitionOrdered);
    assert!(ordered().irregular("2019-02-11", urge()).is_empty());
    assert!(too_early(&served().paper("2019-01-07", urge())));
    let story = served().then("2019-02-11", urge());
    assert_eq!(story.life().phase(), Phase::Urged);
    assert!(out_of_order(&story.live("2019-02-12", urge())));
}

#[test]
fn a_party_is_heard_and_asks_for_help_once_the_case_is_filed() {
    for command in [hear(), Command::RequestAssistance {}] {
        assert!(out_of_order(&reported().live("2019-01-06", command.clone())));
        assert!(too_early(&filed().paper("2019-01-04", command.clone())));
        assert!(filed().live("2019-01-06", command).is_ok());
    }
    let story = filed().then("2019-01-06", hear()).then("2019-01-07", Command::RequestAssistance {});
    assert_eq!(story.life().heard, Some(when("2019-01-06")));
    assert_eq!(story.life().assistance, Some(when("2019-01-07")));
}
