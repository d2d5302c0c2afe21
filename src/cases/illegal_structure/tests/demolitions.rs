//! Demolition by the party, with help and by force, and its areas.
use super::support::*;
use crate::cases::illegal_structure::{
    Appeal, AppealOutcome, ForceDecider, Phase, SiteNo, Stock, SuspensionReason, Way,
};
use crate::cases::statutes::Rule;

fn forced() -> Command {
    demolish("12.5", Way::Forced)
}

fn by_subdistrict() -> Command {
    Command::DecideForcedDemolition { by: ForceDecider::Subdistrict, paper: None }
}

/// New, being built, and the order to stop refused.
fn stop_refused() -> Story {
    Story::default()
        .then("2019-01-02", being_built())
        .then("2019-01-02", Command::OrderStop { paper: None })
        .then("2019-01-03", Command::RecordStopRefusal {})
        .then("2019-01-03", file())
        .then("2019-01-03", determine("12.5"))
}

#[test]
fn a_party_demolishes_part_by_part_and_the_sum_counts() {
    let story = ordered().then("2019-02-01", demolish("5", Way::SelfDemolished));
    let site = |story: &Story| story.life().sites[&SITE].clone();
    assert_eq!((site(&story).demolished_area(), site(&story).completed()), (m2("5"), None));
    let story = story.then("2019-02-09", demolish("7.5", Way::SelfDemolished));
    assert_eq!(site(&story).completed(), Some(day("2019-02-09")));
    assert_eq!(site(&story).demolished_area_by(day("2019-02-08")), m2("5"));
    assert_eq!(story.life().phase(), Phase::Demolished);
    let told: Vec<_> = site(&story).demolitions.iter().map(|one| (one.version.0, one.way)).collect();
    assert_eq!(told, [(5, Way::SelfDemolished), (6, Way::SelfDemolished)]);
}

#[test]
fn a_demolition_above_the_determined_area_is_refused_on_paper_too() {
    let story = ordered().then("2019-02-01", demolish("5", Way::SelfDemolished));
    let more = demolish("7.51", Way::SelfDemolished);
    let refusal = Refusal::AboveDetermined { site: SITE, demolished: m2("12.51"), determined: m2("12.5") };
    assert_eq!(story.paper("2019-02-09", more.clone()), Err(refusal.clone()));
    assert_eq!(story.live("2019-02-09", more.clone()), Err(refusal));
    let remeasured = story.then("2019-02-05", Command::RemeasureSite { site: SITE, area: m2("12.51") });
    assert!(remeasured.paper("2019-02-09", more).is_ok());
}

#[test]
fn a_site_is_not_re_measured_below_what_is_demolished_of_it() {
    let story = ordered().then("2019-02-01", demolish("5", Way::SelfDemolished));
    let below = Command::RemeasureSite { site: SITE, area: m2("4.99") };
    let refusal = Refusal::BelowDemolished { site: SITE, demolished: m2("5"), determined: m2("4.99") };
    assert_eq!(story.paper("2019-02-02", below), Err(refusal));
    let story = story.then("2019-02-02", Command::RemeasureSite { site: SITE, area: m2("5") });
    assert_eq!(story.life().sites[&SITE].completed(), Some(day("2019-02-01")));
}

#[test]
fn a_demolition_of_nothing_or_of_no_determined_site_is_refused() {
    let nothing = ordered().paper("2019-02-01", demolish("0", Way::SelfDemolished));
    assert_eq!(nothing, Err(Refusal::NoArea { site: SITE }));
    let unknown = filed().paper("2019-02-01", demolish("3", Way::SelfDemolished));
    assert_eq!(unknown, Err(Refusal::SiteNotDetermined { site: SiteNo(1) }));
    assert!(too_early(&ordered().paper("2019-01-04", demolish("3", Way::SelfDemolished))));
}

#[test]
fn help_is_given_to_who_asked_for_it() {
    let assisted = demolish("12.5", Way::Assisted);
    assert_eq!(broken(ordered().live("2019-02-01", assisted.clone())), Rule::AssistOnRequest);
    assert!(ordered().irregular("2019-02-01", assisted.clone()).is_empty(), "paper does not say who asked");
    let asked = ordered().then("2019-01-30", Command::RequestAssistance {});
    assert!(asked.live("2019-02-01", assisted).is_ok());
}

#[test]
fn force_is_decided_after_the_party_was_served_urged_and_heard() {
    assert!(out_of_order(&determined().live("2019-03-01", decide_force())));
    assert_eq!(broken(ordered().live("2019-03-01", decide_force())), Rule::DemolitionOrdered);
    assert_eq!(broken(served().live("2019-03-01", decide_force())), Rule::DemandBeforeForce);
    let urged = served().then("2019-02-11", urge());
    assert_eq!(broken(urged.live("2019-03-01", decide_force())), Rule::PartyHeardBeforeForce);
    let heard = urged.then("2019-02-20", hear());
    assert_eq!(heard.irregular("2019-02-15", decide_force()), [Rule::PartyHeardBeforeForce]);
    assert!(too_early(&heard.paper("2019-02-10", decide_force())));
    assert!(heard.live("2019-03-01", decide_force()).is_ok());
    assert!(ordered().irregular("2019-03-01", decide_force()).is_empty(), "paper leaves the rest unsaid");
    let decided = heard.then("2019-03-01", decide_force());
    assert_eq!(decided.life().phase(), Phase::ForceDecided);
    assert!(out_of_order(&decided.live("2019-03-02", decide_force())));
}

#[test]
fn force_is_not_decided_while_the_printed_deadline_runs() {
    let until = Command::OrderDemolition { paper: None, deadline: Some(day("2019-02-28")) };
    let story = determined().then("2019-01-05", until);
    assert_eq!(story.irregular("2019-02-28", decide_force()), [Rule::DemolitionOrdered]);
    assert!(story.irregular("2019-03-01", decide_force()).is_empty());
}

#[test]
fn the_subdistrict_decides_force_itself_only_from_2021_08_01() {
    assert_eq!(ordered().irregular("2021-07-31", by_subdistrict()), [Rule::DistrictDecidesForce]);
    assert!(ordered().irregular("2021-08-01", by_subdistrict()).is_empty());
    let heard = served().then("2019-02-11", urge()).then("2019-02-20", hear());
    assert_eq!(broken(heard.live("2019-03-01", by_subdistrict())), Rule::DistrictDecidesForce);
}

#[test]
fn a_decision_to_use_force_is_announced_once() {
    let announce = Command::AnnounceForcedDemolition {};
    assert!(out_of_order(&served().live("2019-03-04", announce.clone())));
    assert!(too_early(&ordered().then("2019-03-01", decide_force()).paper("2019-02-28", announce.clone())));
    assert!(out_of_order(&force_announced().live("2019-03-05", announce)));
}

#[test]
fn force_waits_until_the_terms_to_appeal_have_lapsed() {
    assert_eq!(broken(force_announced().live("2019-07-08", forced())), Rule::DemolitionAfterAppealTerms);
    assert_eq!(force_announced().irregular("2019-07-08", forced()), [Rule::DemolitionAfterAppealTerms]);
    assert!(force_announced().live("2019-07-09", forced()).is_ok());
}

#[test]
fn force_needs_a_decision_that_is_announced() {
    assert_eq!(broken(served().live("2019-07-09", forced())), Rule::DistrictDecidesForce);
    assert!(served().irregular("2019-07-09", forced()).is_empty(), "paper does not tell of a decision");
    let decided = served().then("2019-07-10", decide_force());
    assert_eq!(broken(decided.live("2019-07-11", forced())), Rule::DemolitionAnnounced);
    assert_eq!(decided.irregular("2019-07-09", forced()), [Rule::DistrictDecidesForce]);
    let announced = decided.then("2019-07-12", Command::AnnounceForcedDemolition {});
    assert_eq!(announced.irregular("2019-07-11", forced()), [Rule::DemolitionAnnounced]);
}

#[test]
fn force_rests_on_statutory_holidays_but_not_on_plain_weekends() {
    assert_eq!(broken(force_announced().live("2019-10-01", forced())), Rule::NoDemolitionOnHoliday);
    assert_eq!(force_announced().irregular("2019-10-01", forced()), [Rule::NoDemolitionOnHoliday]);
    assert!(force_announced().live("2019-07-14", forced()).is_ok(), "a Sunday");
    let willing = ordered().live("2019-10-01", demolish("3", Way::SelfDemolished));
    assert!(willing.is_ok(), "the party may work on a holiday");
}

#[test]
fn force_rests_from_22_to_6_in_shanghai_where_the_moment_is_known() {
    for (at, lawful) in [
        ("2019-07-10T05:59:59+08:00", false),
        ("2019-07-10T06:00:00+08:00", true),
        ("2019-07-10T21:59:59+08:00", true),
        ("2019-07-10T22:00:00+08:00", false),
        ("2019-07-10T00:30:00Z", true),
        ("2019-07-10T16:30:00Z", false),
    ] {
        let decided = force_announced().live(at, forced());
        assert_eq!(decided.is_ok(), lawful, "{at}");
        if !lawful {
            assert_eq!(broken(decided), Rule::NoDemolitionAtNight);
        }
    }
}

#[test]
fn force_rests_while_the_case_does() {
    let suspend = Command::SuspendStructure { reason: SuspensionReason::ThirdPartyClaim };
    let story = force_announced().then("2019-07-01", suspend);
    assert_eq!(broken(story.live("2019-07-10", forced())), Rule::NoForceWhileSuspended);
    assert_eq!(story.irregular("2019-07-10", forced()), [Rule::NoForceWhileSuspended]);
    assert!(story.live("2019-07-10", demolish("12.5", Way::SelfDemolished)).is_ok());
    let resumed = story.then("2019-07-12", Command::ResumeStructure {});
    assert_eq!(resumed.irregular("2019-07-11", forced()), [Rule::NoForceWhileSuspended]);
    assert!(resumed.live("2019-07-12", forced()).is_ok());
}

#[test]
fn force_waits_for_the_end_of_an_appeal_and_falls_with_the_order() {
    let story = force_announced().then("2019-06-01", Command::StartLitigation { appeal: Appeal::Suit });
    assert_eq!(broken(story.live("2019-07-10", forced())), Rule::DemolitionAfterAppealTerms);
    let end = |outcome| story.clone().then("2019-09-02", Command::EndLitigation { outcome });
    assert!(end(AppealOutcome::Upheld).live("2019-09-03", forced()).is_ok());
    let revoked = end(AppealOutcome::Revoked);
    assert_eq!(revoked.life().phase(), Phase::Determined);
    assert_eq!(broken(revoked.live("2019-09-03", forced())), Rule::DemolitionOrdered);
    assert_eq!(revoked.irregular("2019-09-03", forced()), [Rule::DemolitionOrdered]);
    assert!(revoked.live("2019-09-04", order()).is_ok(), "a new order can follow");
}

#[test]
fn what_is_still_being_built_although_stopped_is_demolished_at_once() {
    let story = stop_refused();
    assert!(story.life().at_once());
    assert!(story.live("2019-01-04", decide_force()).is_ok(), "neither urged nor heard");
    let story = story.then("2019-01-04", decide_force());
    assert_eq!(broken(story.live("2019-01-05", forced())), Rule::DemolitionAnnounced);
    let story = story.then("2019-01-04", Command::AnnounceForcedDemolition {});
    assert!(story.live("2019-01-05", forced()).is_ok());
    assert_eq!(broken(story.live("2019-01-05T23:00:00+08:00", forced())), Rule::NoDemolitionAtNight);
}

#[test]
fn existing_stock_is_not_demolished_at_once() {
    let mut report = being_built();
    if let Command::ReportStructure { stock, .. } = &mut report {
        *stock = Stock::Existing;
    }
    let story = Story::default()
        .then("2019-01-02", report)
        .then("2019-01-02", Command::OrderStop { paper: None })
        .then("2019-01-03", Command::RecordStopRefusal {});
    assert!(!story.life().at_once());
}

#[test]
fn a_measured_area_may_differ_but_not_exceed_the_determined_one() {
    let measure = |area| Command::MeasureArea { site: SITE, area: m2(area) };
    assert_eq!(ordered().paper("2019-02-02", measure("3")), Err(Refusal::NotDemolished { site: SITE }));
    let story = ordered().then("2019-02-01", demolish("12.5", Way::SelfDemolished));
    assert!(too_early(&story.paper("2019-01-31", measure("12"))));
    let above = story.paper("2019-02-02", measure("12.51"));
    assert!(matches!(above, Err(Refusal::AboveDetermined { .. })));
    let story = story.then("2019-02-02", measure("12"));
    let site = &story.life().sites[&SITE];
    assert_eq!(site.measured, Some((when("2019-02-02"), m2("12"))));
    assert_eq!(site.demolished_area(), m2("12.5"));
}

#[test]
fn an_accepted_site_counts_as_demolished() {
    let accept = Command::AcceptDemolition { site: SITE };
    assert_eq!(ordered().live("2019-02-02", accept.clone()), Err(Refusal::NotDemolished { site: SITE }));
    let story = ordered().then("2019-02-01", demolish("12", Way::SelfDemolished));
    assert_eq!(story.life().phase(), Phase::Ordered);
    assert!(too_early(&story.paper("2019-01-31", accept.clone())));
    let story = story.then("2019-02-03", accept.clone());
    assert_eq!(story.life().sites[&SITE].completed(), Some(day("2019-02-03")));
    assert_eq!(story.life().phase(), Phase::Demolished);
    let refusal = Err(Refusal::AlreadyAccepted { site: SITE });
    assert_eq!(story.live("2019-02-04", accept), refusal);
    assert_eq!(story.live("2019-02-04", demolish("0.5", Way::SelfDemolished)), refusal);
}
