//! One event of every type, as golden files keep them.
use super::event::{ReminderEvent as Event, Stage};
use crate::cases::case_file::Correction;
use crate::cases::facts::Irregularity;
use crate::cases::ids::{StreamId, UserId, Version};
use crate::cases::occurred::{Dated, Moment};
use crate::cases::statutes::{Rule, Statute};
use std::fmt::Debug;
use std::str::FromStr;
use uuid::Uuid;

/// One realistic event of every type.
pub(crate) fn examples() -> Vec<Dated<Event>> {
    let clock = || of("conclude_petition");
    let due = || of("2024-05-06");
    let reminded = |stage| Event::DeadlineReminded {
        case: case(),
        clock: clock(),
        due: due(),
        stage,
        to: vec![user(1), user(2)],
    };
    let escalated = Event::DeadlineEscalated { case: case(), clock: clock(), due: due(), to: vec![user(3)] };
    let becomes = Some(Box::new(at("2024-04-29T08:30:00+08:00", reminded(Stage::Soon))));
    let irregularity = Irregularity {
        rule: Rule::InformPetitioner,
        statute: Statute::PetitionWorkRegulations2022,
        article: 22,
    };
    vec![
        at("2024-04-29T08:30:00+08:00", reminded(Stage::Soon)),
        at("2024-05-11T08:30:00.000001+08:00", escalated),
        at(
            "2024-05-12T08:30:00+08:00",
            Event::ReminderCorrected {
                correction: Correction { corrects: Version(1), becomes, reason: None },
            },
        ),
        Dated::on(of("2024-05-13"), Event::ReminderIrregularityFound { irregularity }),
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
