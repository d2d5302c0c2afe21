//! Nothing panics, and every explanation adds up.

use chrono::{Datelike, Days};
use proptest::prelude::*;

use super::*;

fn any_day() -> impl Strategy<Value = NaiveDate> {
    let (first, last) = (NaiveDate::MIN.num_days_from_ce(), NaiveDate::MAX.num_days_from_ce());
    let among = |days: std::ops::RangeInclusive<i32>| {
        days.prop_map(|days| NaiveDate::from_num_days_from_ce_opt(days).expect("a day in range"))
    };
    prop_oneof![
        among(first..=last),
        among(first..=first + 400),
        among(last - 400..=last),
        among(day("2003-01-01").num_days_from_ce()..=day("2028-12-31").num_days_from_ce()),
    ]
}

fn any_length() -> impl Strategy<Value = Length> {
    prop_oneof![
        any::<u16>().prop_map(Length::Days),
        any::<u16>().prop_map(Length::Hours),
        any::<u8>().prop_map(Length::Months),
        (0..2000_u16).prop_map(Length::Workdays),
    ]
}

fn assert_adds_up(due: &DueDate) {
    let why = due.explain();
    let passed = Days::new(why.passed_over.len() as u64);
    let sum = why.counted_to.checked_add_days(passed);
    assert!(sum == Some(why.due) || (why.due == NaiveDate::MAX && why.provisional), "{due:?}");
    assert!(why.passed_over.is_sorted() && why.due >= why.start, "{due:?}");
}

proptest! {
    #[test]
    fn any_term_from_any_day_is_counted_and_explained(
        start in any_day(), length in any_length(), rolls: bool,
        extension in 0..400_u16, rest: u16, rule in prop::sample::select(&Rule::ALL[..]),
    ) {
        let china = Calendar::china();
        let first = DueDate::of(rule, start, Term { length, rolls }, &china);
        let later = first.extended(extension, &china).rested(rest, &china);
        assert_adds_up(&first);
        assert_adds_up(&later);
        prop_assert!(later.due >= first.due);
        prop_assert_eq!(later.recounted(&china), later);
    }

    #[test]
    fn any_rule_from_any_day_is_counted_and_explained(
        start in any_day(), rule in prop::sample::select(&Rule::ALL[..]),
    ) {
        assert_adds_up(&DueDate::by(rule, start, &Calendar::china()));
    }

    #[test]
    fn any_printed_day_stays_as_printed(start in any_day(), due in any_day()) {
        let printed = DueDate::printed(Rule::CorrectByPrintedDay, start, due, &Calendar::china());
        assert_adds_up(&printed);
        prop_assert_eq!(printed.due, due);
    }
}

#[test]
fn the_last_day_that_a_date_can_name_is_provisional_and_no_panic() {
    for rule in Rule::ALL.into_iter().filter(|rule| rule.on(NaiveDate::MAX).term.is_some()) {
        let due = DueDate::by(rule, NaiveDate::MAX, &Calendar::china());
        assert_eq!((due.due, due.provisional), (NaiveDate::MAX, true), "{rule:?}");
    }
}
