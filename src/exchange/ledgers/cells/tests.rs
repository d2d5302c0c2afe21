use super::day::day;
use super::number::{area, whole};
use super::*;
use crate::cases::area::Area;
use proptest::prelude::*;

fn cell(text: &str) -> Cell {
    Cell::Text(text.into())
}

fn date(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).expect("a day")
}

fn code<T>(result: Result<T, Unreadable>) -> &'static str {
    result.err().map_or("read", |why| why.code)
}

#[test]
fn a_day_is_read_in_every_spelling_that_offices_use() {
    let spellings = [
        "2019.3.5",
        "2019。3。5",
        "2019.03.05",
        "2019年3月5日",
        "2019 年 3 月 5 号",
        "2019/03/05",
        "2019-03-05",
        "20190305",
        "２０１９．３．５",
        " 2019－3－5\u{200b}",
        "2019-03-05 14:30:00",
        "2019-03-05T14:30:00.123",
        "2019年3月5日 下午2时30分",
        "43529",
    ];
    for spelling in spellings {
        assert_eq!(day(&cell(spelling), Epoch::Y1900), Ok(Some(date(2019, 3, 5))), "{spelling}");
    }
}

#[test]
fn numbers_are_days_only_where_they_plausibly_are() {
    let read = |number, epoch| day(&Cell::Number(number), epoch).map_err(|why| why.code);
    assert_eq!(read(43_529.0, Epoch::Y1900), Ok(Some(date(2019, 3, 5))));
    assert_eq!(read(43_529.999, Epoch::Y1900), Ok(Some(date(2019, 3, 5))));
    assert_eq!(read(42_067.0, Epoch::Y1904), Ok(Some(date(2019, 3, 5))));
    assert_eq!(read(20_190_305.0, Epoch::Y1900), Ok(Some(date(2019, 3, 5))));
    assert_eq!(read(2019.3, Epoch::Y1900), Err("no_day"));
    assert_eq!(read(3.5, Epoch::Y1900), Err("no_year"));
    for number in [-1.0, 0.0, 12.0, 99_999.0, f64::NAN, f64::INFINITY, 1e300] {
        assert_eq!(read(number, Epoch::Y1900), Err("not_a_day"), "{number}");
    }
}

#[test]
fn a_day_that_cannot_be_is_refused_with_the_reason() {
    for (text, expected) in [
        ("2019.2.30", "no_such_day"),
        ("20191301", "no_such_day"),
        ("19.3.5", "two_digit_year"),
        ("2019.3", "no_day"),
        ("2019年3月", "no_day"),
        ("3月5日", "not_a_day"),
        ("3.5", "no_year"),
        ("1819.3.5", "year_out_of_range"),
        ("2019.3.5至3.8", "not_a_day"),
        ("2019-03-05T23:00:00Z", "not_a_day"),
        ("2019.3.5 25:61", "not_a_day"),
        ("去年", "not_a_day"),
    ] {
        assert_eq!(code(day(&cell(text), Epoch::Y1900)), expected, "{text}");
    }
    assert_eq!(code(day(&Cell::Date(date(9999, 12, 31)), Epoch::Y1900)), "year_out_of_range");
    assert_eq!(code(day(&Cell::Error(CellErrorType::Ref), Epoch::Y1900)), "cell_error");
}

#[test]
fn blanks_and_strokes_say_nothing() {
    for text in ["", " ", "\u{3000}", "-", "——", "/", "\u{200b}"] {
        assert_eq!(day(&cell(text), Epoch::Y1900), Ok(None), "{text:?}");
        assert_eq!((super::text(&cell(text)), whole(&cell(text))), (Ok(None), Ok(None)), "{text:?}");
    }
    assert_eq!(day(&cell("无"), Epoch::Y1900), Ok(None));
}

#[test]
fn whole_numbers_are_read_with_their_units_and_refused_each_for_its_reason() {
    for (text, number) in [("３", 3), ("3人", 3), ("12 人次", 12), ("3.0", 3), ("1,200", 1200), ("0", 0)]
    {
        assert_eq!(whole(&cell(text)), Ok(Some(number)), "{text}");
    }
    assert_eq!(whole(&Cell::Number(3.0)), Ok(Some(3)));
    for (text, expected) in [
        ("2.5", "not_whole"),
        ("-3", "negative"),
        ("－3人", "negative"),
        ("若干", "not_a_number"),
        ("1,2", "not_a_number"),
        ("3.", "not_a_number"),
        ("99999999999", "too_large"),
    ] {
        assert_eq!(code(whole(&cell(text))), expected, "{text}");
    }
    assert_eq!(code(whole(&Cell::Number(2.5))), "not_whole");
    assert_eq!(code(whole(&Cell::Date(date(1900, 3, 5)))), "number_is_a_date");
}

#[test]
fn areas_are_exact() {
    let read = |cell: &Cell| area(cell).map_err(|why| why.code);
    assert_eq!(read(&Cell::Number(12.3)), Ok(Some(Area::from_dm2(1230))));
    assert_eq!(read(&Cell::Number(12.345)), Err("too_fine"));
    assert_eq!(read(&Cell::Number(-0.5)), Err("negative"));
    assert_eq!(read(&Cell::Number(f64::NAN)), Err("not_an_area"));
    for text in ["59㎡", "５９ 平方米", "59.00", "59m²", "59 M2"] {
        assert_eq!(read(&cell(text)), Ok(Some(Area::from_dm2(5900))), "{text}");
    }
    assert_eq!(read(&cell("1,234.5")), Ok(Some(Area::from_dm2(123_450))));
    assert_eq!(read(&cell("约59")), Err("not_an_area"));
}

#[test]
fn texts_lose_what_nobody_sees_and_keep_their_punctuation() {
    let read = super::text(&cell(" ＸＦ２０１９\u{3000}\u{3000}（一）\u{feff} \n 二 "));
    assert_eq!(read, Ok(Some("XF2019 （一）\n二".to_owned())));
    assert_eq!(super::text(&Cell::Number(12.0)), Ok(Some("12".to_owned())));
    assert_eq!(keyword(&cell("来 访")), Ok(Some("来访".to_owned())));
    assert_eq!(code(super::text(&Cell::Date(date(2019, 3, 2)))), "text_is_a_date");
}

#[test]
fn names_are_parted_at_every_mark_that_offices_use() {
    for text in [
        "陈国华、林伟民",
        "陈国华，林伟民",
        "陈国华;林伟民 ",
        "陈国华/林伟民",
        "陈国华 林伟民",
        "陈国华\n林伟民、",
    ] {
        assert_eq!(names(&cell(text)), Ok(vec!["陈国华".to_owned(), "林伟民".to_owned()]), "{text}");
    }
    assert_eq!(names(&cell("陈　明、林伟民")), Ok(vec!["陈明".to_owned(), "林伟民".to_owned()]));
    assert_eq!(names(&Cell::Empty), Ok(Vec::new()));
}

#[test]
fn telephone_numbers_kept_as_numbers_come_back_as_digits() {
    assert_eq!(digits(&Cell::Number(19_900_009_815.0)), Ok(Some("19900009815".to_owned())));
    assert_eq!(digits(&cell("０２１-6500 0000")), Ok(Some("021-65000000".to_owned())));
    assert_eq!(code(digits(&Cell::Number(3.1e17))), "digits_lost");
    assert_eq!(code(digits(&Cell::Number(1.5))), "not_digits");
}

fn any_cell() -> impl Strategy<Value = Cell> {
    prop_oneof![
        Just(Cell::Empty),
        any::<String>().prop_map(|text| Cell::Text(text.into())),
        "[0-9０-９年月日.:/,T −-]{0,24}".prop_map(|text| Cell::Text(text.into())),
        proptest::num::f64::ANY.prop_map(Cell::Number),
        (0_i32..3_000_000)
            .prop_map(|days| NaiveDate::from_num_days_from_ce_opt(days).map_or(Cell::Empty, Cell::Date)),
        Just(Cell::Error(CellErrorType::Div0)),
    ]
}

proptest! {
    #[test]
    fn no_cell_whatever_it_holds_makes_a_reader_panic(cell in any_cell()) {
        let _ = (super::text(&cell), keyword(&cell), names(&cell), digits(&cell));
        let _ = (whole(&cell), area(&cell), day(&cell, Epoch::Y1900), day(&cell, Epoch::Y1904));
    }

    #[test]
    fn a_tidied_text_stays_as_it_is(text in any::<String>()) {
        let once = tidy(&text);
        prop_assert_eq!(tidy(&once), once);
    }

    #[test]
    fn an_area_to_the_square_decimetre_survives_the_spreadsheet(dm2 in any::<u32>()) {
        let number = f64::from(dm2) / 100.0;
        prop_assert_eq!(area(&Cell::Number(number)), Ok(Some(Area::from_dm2(dm2))));
    }
}
