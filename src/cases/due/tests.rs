mod against_others;
mod properties;

use super::*;
use crate::cases::workdays::{DayKind, Festival, SpecialDay};

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

/// A term of any length, under a rule that does not matter here.
fn term(start: NaiveDate, length: Length) -> DueDate {
    DueDate::of(Rule::ConcludePetition, start, Term { length, rolls: true }, &Calendar::china())
}

fn by(rule: Rule, start: &str) -> DueDate {
    DueDate::by(rule, day(start), &Calendar::china())
}

#[test]
fn a_period_in_working_days_skips_weekends_and_festivals_and_counts_make_up_days() {
    for (start, days, due) in [
        ("2019-09-27", 3, "2019-10-08"),
        ("2019-09-27", 5, "2019-10-10"),
        ("2020-01-22", 3, "2020-02-04"),
        ("2020-01-22", 10, "2020-02-13"),
        ("2026-09-29", 5, "2026-10-12"),
        ("2026-02-13", 10, "2026-03-05"),
    ] {
        assert_eq!(term(day(start), Length::Workdays(days)).due, day(due), "{start} + {days}");
    }
}

#[test]
fn a_period_that_ends_on_a_holiday_ends_on_the_next_working_day() {
    for (start, days, due) in [
        ("2019-09-16", 15, "2019-10-08"),
        ("2019-08-05", 60, "2019-10-08"),
        ("2019-12-01", 60, "2020-02-03"),
        ("2026-02-01", 15, "2026-02-24"),
        ("2026-08-05", 60, "2026-10-08"),
        ("2026-10-15", 60, "2026-12-14"),
    ] {
        assert_eq!(term(day(start), Length::Days(days)).due, day(due), "{start} + {days}");
    }
}

#[test]
fn a_period_that_ends_on_a_make_up_saturday_ends_there() {
    let due = term(day("2019-09-28"), Length::Days(14));
    assert_eq!((due.due, due.passed_over.len()), (day("2019-10-12"), 0));
}

#[test]
fn a_rule_is_counted_in_the_law_of_the_starting_day() {
    let old = by(Rule::ConcludePetition, "2022-04-30");
    assert_eq!((old.statute, old.article), (Statute::PetitionRegulations2005, 33));
    assert_eq!(old.extended(30, &Calendar::china()).article, 33);
    let new = by(Rule::ConcludePetition, "2022-05-01");
    assert_eq!((new.statute, new.article), (Statute::PetitionWorkRegulations2022, 34));
    assert!(!by(Rule::ReturnForwarded, "2019-05-06").in_force);
}

#[test]
fn an_extension_is_added_before_the_end_rolls() {
    let first = by(Rule::ConcludePetition, "2019-08-05");
    let extended = first.extended(30, &Calendar::china());
    assert_eq!(extended.due, day("2019-11-04"), "90 days end on Sunday 2019-11-03");
    assert_eq!((extended.extension, extended.passed_over), (30, vec![day("2019-11-03")]));
}

#[test]
fn days_of_rest_move_the_end_which_then_rolls() {
    let china = Calendar::china();
    let first = by(Rule::ConcludePetition, "2019-08-05");
    let rested = first.rested(10, &china);
    assert_eq!((rested.due, rested.rest), (day("2019-10-14"), 10));
    assert_eq!(first.rested(4, &china).rested(6, &china), rested, "two rests are one");
    let both = [first.rested(10, &china).extended(30, &china), first.extended(30, &china).rested(10, &china)];
    assert_eq!(both[0], both[1], "the order does not matter");
    let workdays = by(Rule::ReinspectHazard, "2019-09-26").rested(1, &china);
    assert_eq!(workdays.due, day("2019-10-08"), "2019-09-30 and a day is a holiday");
}

#[test]
fn a_printed_day_never_rolls() {
    let china = Calendar::china();
    let printed = DueDate::printed(Rule::CorrectByPrintedDay, day("2019-09-20"), day("2019-10-05"), &china);
    assert_eq!((printed.due, printed.length), (day("2019-10-05"), Length::Days(15)));
    assert_eq!(printed.extended(1, &china).due, day("2019-10-06"));
    let beyond = DueDate::printed(Rule::CorrectByPrintedDay, day("2026-12-20"), day("2027-01-02"), &china);
    assert!(!beyond.provisional, "no table changes what is printed");
}

#[test]
fn an_impossible_printed_day_stands_without_a_term() {
    let printed = |start, due| DueDate::printed(Rule::CorrectByPrintedDay, start, due, &Calendar::china());
    let early = printed(day("2019-09-20"), day("2019-09-19"));
    assert_eq!(
        (early.start, early.due, early.length),
        (day("2019-09-19"), day("2019-09-19"), Length::Days(0))
    );
    assert_eq!(printed(NaiveDate::MIN, day("2019-09-19")).due, day("2019-09-19"));
}

#[test]
fn a_month_ends_on_the_same_day_number_or_the_months_last_day() {
    assert_eq!(by(Rule::InformInformant, "2019-01-31").due, day("2019-02-28"));
    assert_eq!(by(Rule::InformInformant, "2020-01-31").due, day("2020-03-02"), "02-29 was a Saturday");
    assert_eq!(by(Rule::InformInformant, "2019-06-05").due, day("2019-07-05"));
}

#[test]
fn a_term_in_hours_is_due_on_the_last_day_it_can_reach_holiday_or_not() {
    assert_eq!(by(Rule::CheckBlockedExit, "2019-09-30").due, day("2019-10-01"));
    assert_eq!(by(Rule::OnSiteStillBuilding, "2019-09-30").due, day("2019-10-01"));
}

#[test]
fn a_seal_does_not_last_longer_because_of_a_holiday() {
    assert_eq!(by(Rule::SealAtMost, "2019-09-03").due, day("2019-10-03"));
}

#[test]
fn it_is_late_from_the_day_after() {
    let due = by(Rule::ConcludePetition, "2019-08-05");
    assert!(!due.is_late(day("2019-10-08")) && due.is_late(day("2019-10-09")));
}

#[test]
fn a_forced_demolition_is_lawful_after_both_appeal_terms_and_on_no_holiday() {
    let earliest = |served| earliest_forced_demolition(day(served), &Calendar::china());
    assert_eq!(earliest("2019-01-10").due, day("2019-07-11"));
    assert_eq!(
        earliest("2019-03-30").due,
        day("2019-10-08"),
        "the term ends on Monday 09-30, then the festival"
    );
    assert_eq!(
        earliest("2019-04-01").due,
        day("2019-10-09"),
        "the term ends in the festival and rolls to 10-08"
    );
    assert_eq!(earliest("2019-01-12").due, day("2019-07-13"), "a plain Saturday is no statutory holiday");
    assert_eq!(earliest("2014-06-10").due, day("2014-09-11"), "a suit had three months before 2015-05-01");
}

#[test]
fn the_suits_term_always_lapses_after_the_reconsiderations() {
    let china = Calendar::china();
    for served in day("2004-01-01").iter_days().take_while(|served| *served <= day("2026-12-31")) {
        let earliest = earliest_forced_demolition(served, &china);
        for appeal in [Rule::AppealByReconsideration, Rule::AppealBySuit] {
            assert!(DueDate::by(appeal, served, &china).is_late(earliest.due), "{served}");
        }
        assert!(!china.is_statutory_holiday(earliest.due), "{served}");
    }
}

#[test]
fn a_term_that_reaches_an_unpublished_year_is_provisional_until_the_year_is_loaded() {
    assert!(!by(Rule::ConcludePetition, "2026-10-15").provisional);
    let waiting = by(Rule::ConcludePetition, "2026-11-02");
    assert_eq!((waiting.due, waiting.provisional), (day("2027-01-01"), true));
    let rows = [
        ("2027-01-01", DayKind::Holiday),
        ("2027-01-02", DayKind::Holiday),
        ("2027-01-03", DayKind::Holiday),
    ]
    .map(|(text, kind)| SpecialDay { day: day(text), kind, festival: Festival::NewYear });
    let published = Calendar::china().with_year(CalendarVersion(2), 2027, &rows).unwrap();
    let recounted = waiting.recounted(&published);
    assert_eq!((recounted.due, recounted.provisional), (day("2027-01-04"), false));
    assert_eq!(recounted.calendar, CalendarVersion(2));
}

#[test]
fn the_starting_day_itself_needs_no_calendar() {
    assert!(!term(day("2003-12-31"), Length::Workdays(3)).provisional);
    assert!(term(day("2003-12-30"), Length::Workdays(3)).provisional);
}

#[test]
fn it_explains_itself() {
    let due = by(Rule::ConcludePetition, "2019-08-05");
    let why = due.explain();
    assert_eq!(
        (why.start, why.length, why.counted_to),
        (day("2019-08-05"), Length::Days(60), day("2019-10-04"))
    );
    let festival = ["2019-10-04", "2019-10-05", "2019-10-06", "2019-10-07"].map(day);
    assert_eq!((why.passed_over, why.due), (&festival[..], day("2019-10-08")));
}

#[test]
fn it_is_stored_without_what_is_empty() {
    let plain = by(Rule::ConcludePetition, "2019-01-07");
    insta::assert_json_snapshot!(plain, @r#"
    {
      "due": "2019-03-08",
      "rule": "conclude_petition",
      "statute": "petition_regulations_2005",
      "article": 33,
      "start": "2019-01-07",
      "length": {
        "days": 60
      },
      "calendar": 1
    }
    "#);
    let full = by(Rule::ReturnForwarded, "2019-09-27").extended(1, &Calendar::china());
    insta::assert_json_snapshot!(full, @r#"
    {
      "due": "2019-10-11",
      "rule": "return_forwarded",
      "statute": "petition_work_regulations_2022",
      "article": 23,
      "start": "2019-09-27",
      "length": {
        "workdays": 5
      },
      "extension": 1,
      "passed_over": [
        "2019-09-28",
        "2019-10-01",
        "2019-10-02",
        "2019-10-03",
        "2019-10-04",
        "2019-10-05",
        "2019-10-06",
        "2019-10-07"
      ],
      "calendar": 1,
      "in_force": false
    }
    "#);
    for due in [plain, full, by(Rule::SealAtMost, "2026-12-20"), by(Rule::ConcludePetition, "2026-12-20")] {
        let json = serde_json::to_string(&due).unwrap();
        assert_eq!(serde_json::from_str::<DueDate>(&json).unwrap(), due);
    }
}
