//! One event of every type, as golden files keep them.
use super::event::{Decimal, PartOf, Period, Publication, ReportEvent as Event, Said};
use crate::cases::case_file::Correction;
use crate::cases::facts::Irregularity;
use crate::cases::ids::Version;
use crate::cases::occurred::{Dated, Moment};
use crate::cases::statutes::{Rule, Statute};
use std::fmt::Debug;
use std::str::FromStr;

/// One realistic event of every type.
pub(crate) fn examples() -> Vec<Dated<Event>> {
    let correction = Correction { corrects: Version(2), becomes: None, reason: None };
    let irregularity = Irregularity {
        rule: Rule::InformPetitioner,
        statute: Statute::PetitionWorkRegulations2022,
        article: 22,
    };
    vec![
        at("2019-11-09T16:00:00+08:00", Event::ReportPublished { publication: publication() }),
        at("2019-11-11T09:00:00.000001+08:00", Event::ReportWithdrawn {}),
        at("2019-11-11T09:05:00+08:00", Event::ReportCorrected { correction }),
        Dated::on(of("2019-11-12"), Event::ReportIrregularityFound { irregularity }),
    ]
}

/// What a report said.
pub(super) fn publication() -> Publication {
    let whole = |units| Some(Decimal { units, decimals: 0 });
    Publication {
        year: 2019,
        period: Period::Quarter(3),
        committee: Some(of("平凉")),
        as_of: of("2019-11-09"),
        position: 4711,
        templates: of("9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"),
        said: vec![
            Said {
                figure: of("fire.rectification_rate"),
                part: None,
                value: Some(Decimal { units: 7984, decimals: 2 }),
                numerator: whole(2570),
                denominator: whole(3219),
            },
            Said {
                figure: of("structures.demolished_sites"),
                part: Some(PartOf { dimension: of("zone"), of: Some(of("复兴岛")) }),
                value: whole(69),
                numerator: None,
                denominator: None,
            },
        ],
    }
}

fn of<T: FromStr<Err: Debug>>(text: &str) -> T {
    text.parse().expect("an example that fits its type")
}

fn at(moment: &str, what: Event) -> Dated<Event> {
    Dated::at(Moment::parse(moment).expect("a moment"), what)
}
