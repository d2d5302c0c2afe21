use chrono::NaiveDate;

use super::*;

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

fn row(text: &str, kind: DayKind, festival: Festival) -> SpecialDay {
    SpecialDay { day: day(text), kind, festival }
}

#[test]
fn the_packaged_calendar_parses_and_covers_2004_to_2026() {
    assert_eq!(*Calendar::china(), Calendar::parse(CalendarVersion::PACKAGED, CHINA).unwrap());
    assert_eq!(Calendar::china().version(), CalendarVersion(1));
    let covered: Vec<i32> = (1900..2300).filter(|year| Calendar::china().covers(*year)).collect();
    assert_eq!(covered, (2004..=2026).collect::<Vec<_>>());
}

#[test]
fn a_make_up_sunday_is_worked_and_a_festival_monday_is_not() {
    let china = Calendar::china();
    assert!(china.is_workday(day("2019-09-29")));
    assert!(!china.is_statutory_holiday(day("2019-09-29")));
    assert_eq!(china.festival(day("2019-09-29")), Some(Festival::NationalDay));
    assert!(!china.is_workday(day("2019-10-07")));
    assert!(china.is_statutory_holiday(day("2019-10-07")));
}

#[test]
fn a_plain_weekend_is_not_worked_and_is_no_statutory_holiday() {
    let china = Calendar::china();
    assert!(!china.is_workday(day("2019-08-10")));
    assert!(!china.is_statutory_holiday(day("2019-08-10")));
    assert_eq!(china.festival(day("2019-08-10")), None);
}

#[test]
fn beyond_the_table_monday_to_friday_are_worked() {
    let china = Calendar::china();
    for (text, worked) in
        [("2027-10-01", true), ("2027-10-02", false), ("1900-01-01", true), ("1950-01-01", false)]
    {
        assert_eq!(china.is_workday(day(text)), worked, "{text}");
        assert!(!china.is_statutory_holiday(day(text)), "{text}");
    }
    for extreme in [NaiveDate::MIN, NaiveDate::MAX] {
        assert_eq!(china.is_workday(extreme), !is_weekend(extreme));
        assert!(!china.settles(extreme, extreme));
    }
}

#[test]
fn the_last_days_of_a_december_are_settled_by_the_next_years_notice() {
    let china = Calendar::china();
    assert!(china.settles(day("2025-12-31"), day("2025-12-31")));
    assert!(china.settles(day("2026-10-01"), day("2026-12-27")));
    assert!(!china.settles(day("2026-12-01"), day("2026-12-28")));
    assert!(!china.settles(day("2026-12-01"), day("2027-01-01")));
}

#[test]
fn a_newly_published_year_covers_its_days_and_moves_the_december_before() {
    let rows = [
        row("2026-12-31", DayKind::Holiday, Festival::NewYear),
        row("2027-01-01", DayKind::Holiday, Festival::NewYear),
        row("2027-01-03", DayKind::Workday, Festival::NewYear),
    ];
    let newer = Calendar::china().with_year(CalendarVersion(2), 2027, &rows).unwrap();
    assert!(newer.covers(2026) && newer.covers(2027) && !newer.covers(2028));
    assert_eq!(newer.version(), CalendarVersion(2));
    assert!(!newer.is_workday(day("2026-12-31")) && newer.is_workday(day("2027-01-03")));
    assert!(newer.is_statutory_holiday(day("2026-10-01")), "the rest of 2026 stays");
    assert!(Calendar::china().is_workday(day("2026-12-31")), "the old edition stays");
}

#[test]
fn a_changed_year_forgets_what_was_announced_before() {
    let changed = Calendar::china().with_year(CalendarVersion(2), 2019, &[]).unwrap();
    assert!(changed.covers(2019) && changed.is_workday(day("2019-10-01")));
    assert!(changed.is_statutory_holiday(day("2020-10-01")));
}

#[test]
fn a_year_far_ahead_leaves_the_years_between_uncovered() {
    let ahead = Calendar::china().with_year(CalendarVersion(2), 2030, &[]).unwrap();
    assert!(
        ahead.covers(2030) && !ahead.covers(2029) && !ahead.settles(day("2026-01-01"), day("2030-01-01"))
    );
}

#[test]
fn a_bad_table_is_refused_with_line_and_reason() {
    let cases = [
        ("", "line 1: the header is not date,kind,festival"),
        ("date;kind\n", "line 1: the header is not date,kind,festival"),
        ("date,kind,festival\n2019-10-01,holiday\n", "line 2: 2 columns, not 3"),
        (
            "date,kind,festival\n\n2019-02-30,holiday,x\n",
            "line 3: \"2019-02-30\" is not a date like 2026-10-01",
        ),
        ("date,kind,festival\n2019-10-01,off,x\n", "line 2: \"off\" is neither holiday nor workday"),
        ("date,kind,festival\n2019-10-01,holiday,x\n", "line 2: \"x\" is not a known festival"),
        (
            "date,kind,festival\n0019-10-01,holiday,National Day\n",
            "line 2: 0019-10-01 is not between 1949 and 2199",
        ),
        (
            "date,kind,festival\n2019-09-30,workday,National Day\n",
            "line 2: 2019-09-30 is worked anyway, it is no make-up day",
        ),
        (
            "date,kind,festival\n2019-10-01,holiday,National Day\n2019-10-01,holiday,National Day\n",
            "line 3: 2019-10-01 is there twice",
        ),
    ];
    for (table, reason) in cases {
        let refused = Calendar::parse(CalendarVersion(1), table).unwrap_err();
        assert_eq!(refused.to_string(), reason);
    }
}

#[test]
fn a_bad_year_is_refused_with_row_and_reason() {
    let china = Calendar::china();
    let refused = |version, year, rows: &[SpecialDay]| {
        china.with_year(CalendarVersion(version), year, rows).unwrap_err().to_string()
    };
    let other = row("2026-11-30", DayKind::Holiday, Festival::NewYear);
    assert_eq!(
        refused(2, 2027, &[other]),
        "line 1: 2026-11-30 is not a day of 2027 or of the December before"
    );
    let known = row("2025-01-28", DayKind::Holiday, Festival::SpringFestival);
    assert_eq!(refused(2, 2025, &[known, known]), "line 2: 2025-01-28 is there twice");
    assert_eq!(refused(1, 2027, &[]), "calendar version 1 is not newer than 1");
    assert_eq!(refused(2, i32::MIN, &[]), "the year -2147483648 is not between 1949 and 2199");
    assert_eq!(refused(2, 2200, &[]), "the year 2200 is not between 1949 and 2199");
}

#[test]
fn a_spreadsheets_byte_order_mark_and_line_ends_are_no_reason_to_refuse() {
    let rows = parse_rows("\u{feff}date,kind,festival\r\n2027-01-01, holiday ,New Year's Day\r\n").unwrap();
    assert_eq!(rows, [row("2027-01-01", DayKind::Holiday, Festival::NewYear)]);
}
