use super::*;
use crate::cases::ids::StreamId;
use crate::cases::occurred::Day;
use uuid::Uuid;

fn number() -> ExternalNumber {
    ExternalNumber { system: ExternalSystem::Hotline, number: "SH2019-1".parse().expect("a number") }
}

fn case(n: u128) -> CaseId {
    StreamId(Uuid::from_u128(n))
}

fn after(holder: NumberHolder, event: Option<ExternalNumberEvent>) -> NumberHolder {
    let mut holder = holder;
    let day = Day::from_ymd_opt(2019, 3, 4).expect("a day");
    holder.fold(&Dated::on(day, event.expect("something follows")));
    holder
}

#[test]
fn a_number_is_on_one_case_until_that_gives_it_back() {
    let held = after(NumberHolder::NOBODY, NumberHolder::NOBODY.take(&number(), case(1)).expect("free"));
    assert_eq!(held.case(), Some(case(1)));
    let refusal = held.take(&number(), case(2)).expect_err("it is taken");
    assert_eq!((refusal.key(), &[refusal.key()][..]), ("external_number.taken", ExternalNumberRefusal::KEYS));
    assert_eq!(held.take(&number(), case(1)), Ok(None), "it has it");
    assert_eq!(held.free(&number(), case(2)), None, "it is not its to give back");
    let free = after(held, held.free(&number(), case(1)));
    assert!(free.take(&number(), case(2)).is_ok());
}

#[test]
fn a_number_is_the_same_however_it_is_typed() {
    for typed in ["sh2019-1", "ＳＨ２０１９－１", " SH2019-1 "] {
        assert_eq!(typed.parse::<OutsideNumber>().expect("a number"), number().number, "{typed}");
    }
    for wrong in ["", "SH 2019", "a\u{0}b", &"9".repeat(65)] {
        assert!(wrong.parse::<OutsideNumber>().is_err(), "{wrong:?}");
    }
}

#[test]
fn a_system_is_spelt_as_it_is_read() {
    let other = ExternalSystem::Other("suishenban".parse().expect("a code"));
    for system in [ExternalSystem::Hotline, ExternalSystem::NationalPetitions, other] {
        assert_eq!(system.to_string().parse(), Ok(system));
    }
    for wrong in ["12345", "other:", "other:X", "other:a b", "other:9x"] {
        assert!(wrong.parse::<ExternalSystem>().is_err(), "{wrong}");
    }
}
