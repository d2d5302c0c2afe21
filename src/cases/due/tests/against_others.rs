//! Against a naive walk of our own, and against another program's answers.

use std::collections::BTreeMap;

use chrono::{Datelike, Days};

use super::*;

const TABLE: &str = include_str!("../../calendar-china.csv");
const OTHER_PROGRAM: &str = include_str!("../../../../tests/fixtures/due-dates.csv");

/// Whether each day from 2004 to the middle of 2027 is worked, read from the table without [`Calendar`].
fn worked() -> Vec<(NaiveDate, bool)> {
    let special: BTreeMap<&str, bool> = TABLE
        .lines()
        .filter(|line| line.starts_with('2'))
        .map(|line| (&line[..10], line.contains(",workday,")))
        .collect();
    day("2004-01-01")
        .iter_days()
        .take_while(|day| *day <= table_end())
        .map(|day| {
            let plain = day.weekday().number_from_monday() <= 5;
            (day, special.get(day.to_string().as_str()).copied().unwrap_or(plain))
        })
        .collect()
}

fn table_end() -> NaiveDate {
    day("2027-07-31")
}

/// The due days of 1 to 90 days after the first of these days, walked one day at a time.
fn naive(days: &[(NaiveDate, bool)]) -> (Vec<NaiveDate>, Vec<NaiveDate>) {
    let mut rolled = Vec::new();
    for length in 1..=90 {
        let mut at = length;
        while !days[at].1 {
            at += 1;
        }
        rolled.push(days[at].0);
    }
    let worked = days[1..].iter().filter(|(_, worked)| *worked).map(|(day, _)| *day);
    (rolled, worked.take(90).collect())
}

fn agree_from(starts: std::ops::Range<usize>, days: &[(NaiveDate, bool)]) {
    for at in starts {
        let start = days[at].0;
        let (rolled, walked) = naive(&days[at..]);
        for length in 1..=90_u16 {
            let place = usize::from(length) - 1;
            assert_eq!(term(start, Length::Days(length)).due, rolled[place], "{start} + {length} days");
            assert_eq!(
                term(start, Length::Workdays(length)).due,
                walked[place],
                "{start} + {length} workdays"
            );
        }
    }
}

#[test]
fn every_start_from_2004_to_2026_and_every_length_to_90_agrees_with_a_naive_walk() {
    let days = worked();
    let starts = days.iter().take_while(|(day, _)| day.year() <= 2026).count();
    assert_eq!(starts, 8401);
    std::thread::scope(|scope| {
        scope.spawn(|| agree_from(0..starts / 2, &days));
        agree_from(starts / 2..starts, &days);
    });
}

#[test]
fn three_thousand_answers_of_another_program_are_ours_too() {
    let mut rows = 0;
    for line in OTHER_PROGRAM.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let days = cells[2].parse().expect("a number");
        let length = if cells[1] == "days" { Length::Days(days) } else { Length::Workdays(days) };
        let due = term(day(cells[0]), length);
        assert_eq!((due.due, due.provisional), (day(cells[3]), false), "{line}");
        rows += 1;
    }
    assert_eq!(rows, 3000);
}

#[test]
fn what_is_passed_over_is_every_day_not_worked_on_the_way() {
    let china = Calendar::china();
    for start in day("2019-08-01").iter_days().take(365) {
        let due = term(start, Length::Workdays(20));
        let between = start.iter_days().skip(1).take_while(|day| *day < due.due);
        let not_worked: Vec<_> = between.filter(|day| !china.is_workday(*day)).collect();
        assert_eq!(due.passed_over, not_worked);
        assert_eq!(start + Days::new(20 + due.passed_over.len() as u64), due.due);
    }
}
