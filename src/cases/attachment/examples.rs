//! One event of every type, as golden files keep them.
use super::event::{AttachmentEvent as Event, AttachmentKind, GeoPoint};
use crate::cases::case_file::Correction;
use crate::cases::facts::Irregularity;
use crate::cases::file_hash::FileHash;
use crate::cases::ids::{StreamId, Version};
use crate::cases::occurred::{Dated, Moment, Occurred};
use crate::cases::personal::{Personal, Subject};
use crate::cases::statutes::{Rule, Statute};
use std::fmt::Debug;
use std::str::FromStr;
use uuid::Uuid;

/// One realistic event of every type.
pub(crate) fn examples() -> Vec<Dated<Event>> {
    let letter = Event::FileAttached {
        case: case(),
        file: file("来信"),
        what: AttachmentKind::Letter,
        made: Some(Occurred::Day(of("2024-03-04"))),
        place: None,
        title: None,
        step: None,
    };
    let becomes = Some(Box::new(Dated::on(of("2024-03-05"), letter)));
    let irregularity = Irregularity {
        rule: Rule::InformPetitioner,
        statute: Statute::PetitionWorkRegulations2022,
        article: 22,
    };
    let reason = Some(Personal::plain(Subject::MATTER, of("照片拍错了单元")));
    vec![
        at("2024-03-05T09:30:00+08:00", photograph()),
        at("2024-03-06T10:00:00+08:00", Event::FileDetached { case: case(), file: file("整改前"), reason }),
        at(
            "2024-03-07T08:30:00.000001+08:00",
            Event::AttachmentCorrected {
                correction: Correction { corrects: Version(1), becomes, reason: None },
            },
        ),
        Dated::on(of("2024-03-08"), Event::AttachmentIrregularityFound { irregularity }),
    ]
}

fn photograph() -> Event {
    let made = Moment::parse("2024-03-05T09:12:31+08:00").expect("a moment");
    Event::FileAttached {
        case: case(),
        file: file("整改前"),
        what: AttachmentKind::PhotographBefore,
        made: Some(Occurred::Instant(made)),
        place: Some(Personal::plain(Subject::MATTER, place())),
        title: Some(Personal::plain(Subject::MATTER, of("三单元楼道堆物"))),
        step: Some(Version(2)),
    }
}

pub(super) fn place() -> GeoPoint {
    let (latitude, longitude) = (31_284_500_i32.try_into(), 121_512_300_i32.try_into());
    GeoPoint { latitude: latitude.expect("a latitude"), longitude: longitude.expect("a longitude") }
}

pub(super) fn case() -> StreamId {
    StreamId(Uuid::from_u128(0x0192_0000_0000_7000_8000_0000_0000_0042))
}

pub(super) fn file(bytes: &str) -> FileHash {
    FileHash::of(bytes.as_bytes())
}

fn of<T: FromStr<Err: Debug>>(text: &str) -> T {
    text.parse().expect("an example that fits its type")
}

fn at(moment: &str, what: Event) -> Dated<Event> {
    Dated::at(Moment::parse(moment).expect("a moment"), what)
}
