//! One event of every type, as golden files keep them.
use super::{ExternalNumber, ExternalNumberEvent as Event, ExternalSystem};
use crate::cases::ids::StreamId;
use crate::cases::occurred::{Dated, Moment};
use uuid::Uuid;

/// One realistic event of every type.
pub(crate) fn examples() -> Vec<Dated<Event>> {
    let outside = |system, number: &str| ExternalNumber { system, number: number.parse().expect("a number") };
    let hotline = outside(ExternalSystem::Hotline, "SH20190304001234");
    let other = outside(ExternalSystem::Other("suishenban".parse().expect("a code")), "2019-88");
    let by = StreamId(Uuid::from_u128(0x0168_1234_5678_7abc_8def_0123_4567_89ab));
    let freed = Moment::parse("2019-11-09T17:05:00+08:00").expect("a moment");
    vec![
        Dated::on("2019-03-05".parse().expect("a day"), Event::ExternalNumberTaken { number: hotline, by }),
        Dated::at(freed, Event::ExternalNumberFreed { number: other }),
    ]
}
