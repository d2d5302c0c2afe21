use super::*;
use crate::cases::occurred::Day;
use proptest::prelude::*;
use std::collections::BTreeSet;
use uuid::Uuid;

fn number(ordinal: u64) -> CaseNumber {
    format!("XF2019-{ordinal:04}").parse().expect("a number")
}

fn fold(series: &mut NumberSeries, event: SeriesEvent) {
    series.fold(&Dated::on(Day::from_ymd_opt(2019, 1, 4).expect("a day"), event));
}

#[test]
fn a_number_is_never_given_twice() {
    let mut series = NumberSeries::default();
    let case = crate::cases::ids::StreamId(Uuid::from_u128(1));
    let first = series.allot(&number(7), case).expect("free");
    fold(&mut series, first);
    assert_eq!(series.allot(&number(7), case), Err(SeriesRefusal::Taken(number(7))));
    assert_eq!(series.next("XF2019-", 4), Ok(number(8)));
}

#[test]
fn a_released_number_is_free_again() {
    let mut series = NumberSeries::default();
    let case = crate::cases::ids::StreamId(Uuid::from_u128(1));
    assert_eq!(series.release(&number(1)), Err(SeriesRefusal::NotTaken(number(1))));
    for ordinal in 1..=3 {
        let event = series.allot(&number(ordinal), case).expect("free");
        fold(&mut series, event);
    }
    let event = series.release(&number(2)).expect("taken");
    fold(&mut series, event);
    assert!(series.allot(&number(2), case).is_ok());
    assert!(series.allot(&number(3), case).is_err());
}

#[test]
fn every_refusal_of_a_series_is_met() {
    let mut series = NumberSeries::default();
    let case = crate::cases::ids::StreamId(Uuid::from_u128(1));
    assert_eq!(
        series.next("XF2019", 4),
        Err(SeriesRefusal::Exhausted("XF2019".to_owned())),
        "it ends in digits"
    );
    let not_taken = series.release(&number(7)).expect_err("nobody has it");
    let last: CaseNumber = "XF2019-999999999999999999".parse().expect("a number");
    let first = series.allot(&last, case).expect("free");
    fold(&mut series, first);
    let exhausted = series.next("XF2019-", 4).expect_err("it cannot count on");
    let taken = series.allot(&last, case).expect_err("somebody has it");
    let met: Vec<_> = [taken, not_taken, exhausted].iter().map(SeriesRefusal::key).collect();
    assert_eq!(met, SeriesRefusal::KEYS);
}

proptest! {
    #[test]
    fn runs_hold_exactly_the_numbers_that_are_taken(steps in prop::collection::vec((0_u64..40, any::<bool>()), 0..200)) {
        let (mut series, mut taken) = (NumberSeries::default(), BTreeSet::new());
        let case = crate::cases::ids::StreamId(Uuid::from_u128(1));
        for (ordinal, take) in steps {
            let number = number(ordinal);
            let decided = if take { series.allot(&number, case) } else { series.release(&number) };
            prop_assert_eq!(decided.is_ok(), take != taken.contains(&ordinal));
            if let Ok(event) = decided {
                fold(&mut series, event);
                if take { taken.insert(ordinal); } else { taken.remove(&ordinal); }
            }
        }
        let held: BTreeSet<u64> = series.runs.iter().flat_map(|(first, last)| *first..=*last).collect();
        prop_assert_eq!(held, taken);
        prop_assert!(series.runs.windows(2).all(|pair| pair[0].1 + 1 < pair[1].0));
    }
}
