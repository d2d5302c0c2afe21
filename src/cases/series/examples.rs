//! One event of every type, as golden files keep them.
use super::SeriesEvent as Event;
use crate::cases::ids::StreamId;
use crate::cases::occurred::{Dated, Moment};
use crate::cases::words::CaseNumber;
use uuid::Uuid;

/// One realistic event of every type.
pub(crate) fn examples() -> Vec<Dated<Event>> {
    let number: CaseNumber = "XF2019-0007".parse().expect("a number");
    let to = StreamId(Uuid::from_u128(0x0168_1234_5678_7abc_8def_0123_4567_89ab));
    let released = Moment::parse("2019-11-09T17:05:00+08:00").expect("a moment");
    vec![
        Dated::on("2019-01-04".parse().expect("a day"), Event::NumberAllotted { number: number.clone(), to }),
        Dated::at(released, Event::NumberReleased { number }),
    ]
}
