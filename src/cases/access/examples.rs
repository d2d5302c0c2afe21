//! One event of every type, as golden files keep them.
use super::event::{AccessEvent as Event, Confidentiality};
use crate::cases::case_file::Correction;
use crate::cases::facts::Irregularity;
use crate::cases::ids::{StreamId, UserId, Version};
use crate::cases::occurred::{Dated, Moment};
use crate::cases::personal::{Personal, Subject};
use crate::cases::statutes::{Rule, Statute};
use std::fmt::Debug;
use std::str::FromStr;
use uuid::Uuid;

/// One realistic event of every type.
pub(crate) fn examples() -> Vec<Dated<Event>> {
    let (li, wang) = (user(1), user(2));
    let admitted = Event::ReaderAdmitted {
        user: li,
        reason: Personal::plain(Subject::MATTER, of("纪委调阅")),
        until: Some(of("2024-06-30")),
    };
    let assigned = Dated::on(of("2024-03-04"), Event::HandlerAssigned { user: wang });
    let corrected = Correction { corrects: Version(2), becomes: Some(Box::new(assigned)), reason: None };
    let irregularity = Irregularity {
        rule: Rule::InformPetitioner,
        statute: Statute::PetitionWorkRegulations2022,
        article: 22,
    };
    vec![
        at("2024-03-04T09:00:00+08:00", Event::AccessOpened { case: case() }),
        at("2024-03-04T09:00:00.000001+08:00", Event::HandlerAssigned { user: li }),
        Dated::on(of("2024-03-05"), Event::HandlerReleased { user: li }),
        at("2024-03-06T09:00:00+08:00", Event::InspectorAppointed { user: li }),
        at("2024-03-07T09:00:00+08:00", Event::InspectorReleased { user: li }),
        at("2024-03-08T09:00:00+08:00", Event::AccusedNamed { user: wang }),
        at("2024-04-08T09:00:00+08:00", Event::AccusedCleared { user: wang }),
        at("2024-04-09T09:00:00+08:00", Event::ConfidentialitySet { level: Confidentiality::Secret }),
        at("2024-05-06T09:00:00+08:00", admitted),
        at("2024-06-30T18:00:00+08:00", Event::ReaderDismissed { user: li }),
        at("2024-07-01T08:30:00+08:00", Event::AccessCorrected { correction: corrected }),
        Dated::on(of("2024-07-02"), Event::AccessIrregularityFound { irregularity }),
    ]
}

pub(super) fn case() -> StreamId {
    StreamId(Uuid::from_u128(0x0192_0000_0000_7000_8000_0000_0000_0042))
}

pub(super) fn user(n: u128) -> UserId {
    StreamId(Uuid::from_u128(0x0192_0000_0000_5000_8000_0000_0000_0100 + n))
}

fn of<T: FromStr<Err: Debug>>(text: &str) -> T {
    text.parse().expect("an example that fits its type")
}

fn at(moment: &str, what: Event) -> Dated<Event> {
    Dated::at(Moment::parse(moment).expect("a moment"), what)
}
