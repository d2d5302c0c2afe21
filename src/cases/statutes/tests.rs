use super::*;

fn on(rule: Rule, day: &str) -> RuleInForce {
    rule.on(day.parse().expect("a date"))
}

fn cited(rule: Rule, day: &str) -> (Statute, u16, bool) {
    let law = on(rule, day);
    (law.statute, law.article, law.in_force)
}

#[test]
fn petitions_run_by_the_old_regulations_until_april_2022_and_by_the_new_ones_from_may() {
    let old = Statute::PetitionRegulations2005;
    let new = Statute::PetitionWorkRegulations2022;
    assert_eq!(cited(Rule::ConcludePetition, "2022-04-30"), (old, 33, true));
    assert_eq!(cited(Rule::ConcludePetition, "2022-05-01"), (new, 34, true));
    assert_eq!(cited(Rule::InformPetitioner, "2019-10-01"), (old, 22, true));
    assert_eq!(cited(Rule::DecideFinalReview, "2026-10-01"), (new, 36, true));
    assert_eq!(cited(Rule::RequestReview, "2005-05-01"), (old, 34, true));
}

#[test]
fn before_the_first_text_the_first_one_is_named_as_not_in_force() {
    assert_eq!(cited(Rule::ConcludePetition, "2005-04-30"), (Statute::PetitionRegulations2005, 33, false));
    assert_eq!(cited(Rule::ReturnForwarded, "2019-01-02"), (Statute::PetitionWorkRegulations2022, 23, false));
    assert_eq!(cited(Rule::PenaltyDecision, "2021-07-14"), (Statute::AdministrativePenaltyLaw, 60, false));
    for rule in Rule::ALL {
        assert!(!rule.on(NaiveDate::MIN).in_force, "{rule:?}");
        assert!(rule.on(NaiveDate::MAX).in_force, "{rule:?}");
    }
}

#[test]
fn the_penalty_law_has_its_new_numbers_from_2021_07_15() {
    assert_eq!(on(Rule::TwoOfficers, "2021-07-14").article, 37);
    assert_eq!(on(Rule::TwoOfficers, "2021-07-15").article, 42);
}

#[test]
fn the_work_safety_law_was_renumbered_twice() {
    let articles = ["2014-11-30", "2014-12-01", "2021-08-31", "2021-09-01"]
        .map(|day| on(Rule::SafetyInspectionRecorded, day).article);
    assert_eq!(articles, [59, 65, 65, 68]);
    let articles = ["2014-11-30", "2014-12-01", "2021-08-31", "2021-09-01"]
        .map(|day| on(Rule::CorrectSafetyHazard, day).article);
    assert_eq!(articles, [56, 62, 62, 65]);
}

#[test]
fn a_suit_was_brought_within_three_months_before_2015_05_01_and_within_six_since() {
    let length = |rule, day| on(rule, day).term.map(|term| term.length);
    for rule in [Rule::AppealBySuit, Rule::DemolitionAfterAppealTerms] {
        assert_eq!(length(rule, "2015-04-30"), Some(Length::Months(3)));
        assert_eq!(length(rule, "2015-05-01"), Some(Length::Months(6)));
    }
}

#[test]
fn the_clocks_of_2026_are_as_long_as_the_law_says() {
    let clock = |rule| {
        let term = on(rule, "2026-06-01").term?;
        let rolls = if term.rolls { "" } else { ", never rolls" };
        Some(format!("{rule:?}: {:?}{rolls}\n", term.length))
    };
    let clocks: String = Rule::ALL.into_iter().filter_map(clock).collect();
    insta::assert_snapshot!(clocks, @r"
    InformPetitioner: Days(15)
    ReturnForwarded: Workdays(5)
    ConcludePetition: Days(60)
    ExtendPetition: Days(30)
    RequestReview: Days(30)
    DecideReview: Days(30)
    RequestFinalReview: Days(30)
    DecideFinalReview: Days(30)
    SimplifiedAcceptance: Workdays(3)
    SimplifiedConclusion: Workdays(10)
    CheckBlockedExit: Hours(24), never rolls
    CheckComplaint: Workdays(3)
    OrderCorrection: Workdays(3)
    ReinspectHazard: Workdays(3)
    DecideSeal: Workdays(3)
    DecideEmergencySeal: Hours(24), never rolls
    SealAtMost: Days(30), never rolls
    OnSite: Hours(24), never rolls
    OnSiteStillBuilding: Hours(2), never rolls
    InformInformant: Months(1)
    StructureNotice: Days(10)
    DemolitionAfterAppealTerms: Months(6)
    AppealByReconsideration: Days(60)
    AppealBySuit: Months(6)
    PenaltyDecision: Days(90)
    ReinspectSafetyHazard: Workdays(3)
    ");
}

#[test]
fn what_is_not_confirmed_in_a_primary_source_says_so() {
    let unconfirmed =
        |rule: &Rule| !on(*rule, "2026-06-01").confirmed && !on(*rule, "2026-06-01").article_confirmed;
    let doubtful: Vec<_> = Rule::ALL.into_iter().filter(unconfirmed).collect();
    assert_eq!(
        doubtful,
        [Rule::SimplifiedAcceptance, Rule::SealAtMost, Rule::NoBlockedExit, Rule::ReinspectSafetyHazard]
    );
    let unread: Vec<_> =
        Rule::ALL.into_iter().filter(|rule| !on(*rule, "2026-06-01").article_confirmed).collect();
    insta::assert_debug_snapshot!(unread, @r"
    [
        SimplifiedAcceptance,
        SimplifiedConclusion,
        RepresentativesAtMostFive,
        Recusal,
        SealAtMost,
        NoBlockedExit,
        DemandBeforeForce,
        PartyHeardBeforeForce,
        NoForceWhileSuspended,
        AppealByReconsideration,
        AppealBySuit,
        CorrectSafetyHazard,
        ReinspectSafetyHazard,
        OfficeTerm,
    ]
    ");
}

#[test]
fn every_rule_is_listed_once_in_the_order_of_declaration() {
    assert!(Rule::ALL.iter().enumerate().all(|(place, rule)| *rule as usize == place));
    assert_eq!(Rule::ALL.last(), Some(&Rule::OfficeTerm));
}

#[test]
fn rules_and_statutes_are_written_as_codes() {
    let json = serde_json::to_value(on(Rule::ConcludePetition, "2019-08-05")).unwrap();
    let expected = serde_json::json!({
        "statute": "petition_regulations_2005", "article": 33,
        "term": {"length": {"days": 60}, "rolls": true}, "in_force": true,
        "confirmed": true, "article_confirmed": true,
    });
    assert_eq!(json, expected);
    assert_eq!(serde_json::to_value(Rule::NoDemolitionOnHoliday).unwrap(), "no_demolition_on_holiday");
    for rule in Rule::ALL {
        let code = serde_json::to_string(&rule).unwrap();
        assert_eq!(serde_json::from_str::<Rule>(&code).unwrap(), rule);
    }
}

#[test]
fn hours_run_from_the_moment_itself() {
    let moment: DateTime<chrono::FixedOffset> = "2019-09-30T23:30:00+08:00".parse().unwrap();
    let after = Length::Hours(24).hours_after(moment).unwrap();
    assert_eq!(after.to_rfc3339(), "2019-10-01T23:30:00+08:00");
    assert_eq!(Length::Days(1).hours_after(moment), None);
    assert_eq!(Length::Hours(u16::MAX).hours_after(DateTime::<chrono::Utc>::MAX_UTC), None);
}
