//! What a row of the ledger of 2019 tells, as paper commands.
use super::support::*;
use crate::cases::illegal_structure::{Phase, Way};
use crate::cases::statutes::Rule;

#[test]
fn a_row_without_a_demolition_is_ordered_and_open() {
    let life = ordered().life().clone();
    assert_eq!((life.phase(), life.filed), (Phase::Ordered, Some(when("2019-01-05"))));
    assert!(life.irregularities.is_empty());
    assert_eq!(life.sites[&SITE].determined_area().m2(), "12.5");
    let running: Vec<_> = life.clocks().into_iter().filter(|clock| clock.ended.is_none()).collect();
    assert!(running.is_empty(), "{running:?}");
}

#[test]
fn a_row_with_a_demolition_is_demolished() {
    for way in [Way::SelfDemolished, Way::Assisted] {
        let life = ordered().then("2019-03-20", demolish("12.5", way)).life().clone();
        assert_eq!(life.phase(), Phase::Demolished);
        assert_eq!(life.all_demolished_on(), Some(day("2019-03-20")));
        assert!(life.irregularities.is_empty());
    }
}

#[test]
fn a_site_may_be_determined_later_than_filed() {
    let story = filed().then("2019-01-09", determine("3")).then("2019-01-09", order());
    assert_eq!(story.life().determined(), Some(when("2019-01-09")));
}

#[test]
fn force_told_by_paper_is_irregular_when_the_term_to_appeal_cannot_have_lapsed() {
    let forced = |at| ordered().irregular(at, demolish("12.5", Way::Forced));
    assert_eq!(forced("2019-03-05"), [Rule::DemolitionAfterAppealTerms], "59 days after the order");
    assert!(forced("2019-03-06").is_empty(), "60 days after the order");
}

#[test]
fn force_told_by_paper_is_irregular_on_a_statutory_holiday() {
    let forced = |at| ordered().irregular(at, demolish("12.5", Way::Forced));
    assert_eq!(forced("2019-05-01"), [Rule::NoDemolitionOnHoliday]);
    assert_eq!(forced("2019-02-05"), [Rule::NoDemolitionOnHoliday, Rule::DemolitionAfterAppealTerms]);
}

#[test]
fn a_row_that_ends_before_it_begins_or_demolishes_more_than_there_is_cannot_be() {
    assert!(too_early(&reported().paper("2019-01-01", file())));
    assert!(too_early(&ordered().paper("2019-01-04", demolish("12.5", Way::Forced))));
    let above = ordered().paper("2019-03-20", demolish("13", Way::Forced));
    assert!(matches!(above, Err(Refusal::AboveDetermined { .. })));
}
