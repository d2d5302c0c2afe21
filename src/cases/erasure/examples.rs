//! One event of every type, as golden files keep them.
use super::event::{ErasureEvent as Event, Ground, Part};
use crate::cases::case_file::Correction;
use crate::cases::facts::Irregularity;
use crate::cases::ids::{KeyId, StreamId, Version};
use crate::cases::occurred::{Dated, Moment};
use crate::cases::personal::{Personal, Subject};
use crate::cases::statutes::{Rule, Statute};
use crate::cases::words::Text;
use std::fmt::Debug;
use std::str::FromStr;
use uuid::Uuid;

/// One realistic event of every type.
pub(crate) fn examples() -> Vec<Dated<Event>> {
    let (case, asked) = (case(), Version(1));
    let parts = vec![Part::Petitioner, Part::Files];
    let correction = Correction { corrects: Version(7), becomes: None, reason: None };
    let irregularity = Irregularity {
        rule: Rule::InformPetitioner,
        statute: Statute::PetitionWorkRegulations2022,
        article: 22,
    };
    vec![
        at(
            "2026-11-02T09:00:00.000001+08:00",
            Event::ErasureAsked {
                case,
                parts,
                ground: Ground::ConsentWithdrawn,
                reason: Some(words("本人来信撤回同意")),
            },
        ),
        at("2026-11-03T10:00:00+08:00", Event::ErasureApproved { case, asked }),
        at(
            "2026-11-03T10:01:00+08:00",
            Event::ErasureRejected {
                case, asked, reason: Some(words("案件尚在复查期内，依法须予保存"))
            },
        ),
        at(
            "2026-11-03T10:02:00+08:00",
            Event::ProcessingRestricted { case, asked, until: Some(of("2029-03-05")) },
        ),
        at("2029-03-05T00:01:00+08:00", Event::ErasureBegun { case, asked, keys: vec![key()] }),
        at("2029-03-05T00:01:01+08:00", Event::PersonalDataErased { case, asked, files: 2 }),
        at("2029-03-06T08:30:00+08:00", Event::ErasureCorrected { correction }),
        Dated::on(of("2029-03-07"), Event::ErasureIrregularityFound { irregularity }),
    ]
}

/// The same, and those whose first versions said less, with as little as that.
pub(crate) fn every_example() -> Vec<Dated<Event>> {
    let (case, asked, parts) = (case(), Version(1), vec![Part::Petitioner, Part::Files]);
    let silent = Event::ErasureAsked { case, parts, ground: Ground::ConsentWithdrawn, reason: None };
    let mut all = examples();
    all.push(at("2026-11-02T09:00:00.000001+08:00", silent));
    all.push(at("2026-11-03T10:01:00+08:00", Event::ErasureRejected { case, asked, reason: None }));
    all
}

pub(super) fn case() -> StreamId {
    StreamId(Uuid::from_u128(0x0192_0000_0000_7000_8000_0000_0000_0042))
}

pub(super) fn key() -> KeyId {
    KeyId(Uuid::from_u128(0x0192_0000_0000_7000_8000_0000_0000_0077))
}

pub(super) fn words(text: &str) -> Personal<Text> {
    Personal::plain(Subject::MATTER, of(text))
}

fn of<T: FromStr<Err: Debug>>(text: &str) -> T {
    text.parse().expect("an example that fits its type")
}

fn at(moment: &str, what: Event) -> Dated<Event> {
    Dated::at(Moment::parse(moment).expect("a moment"), what)
}
