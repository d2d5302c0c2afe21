//! One event of every type, as golden files keep them.
use super::event::{Exactness, IndicatorEvent as Event, Told};
use crate::cases::case_file::Correction;
use crate::cases::facts::Irregularity;
use crate::cases::ids::Version;
use crate::cases::occurred::Dated;
use crate::cases::statutes::{Rule, Statute};
use std::fmt::Debug;
use std::str::FromStr;

/// One realistic event of every type.
pub(crate) fn examples() -> Vec<Dated<Event>> {
    let corrected = Correction {
        corrects: Version(1),
        becomes: Some(Box::new(Dated::on(of("2019-11-09"), recorded("52704.5")))),
        reason: None,
    };
    let irregularity =
        Irregularity { rule: Rule::InformPetitioner, statute: Statute::PetitionRegulations2005, article: 21 };
    vec![
        Dated::on(of("2019-11-09"), recorded("52704")),
        Dated::on(of("2019-11-10"), Event::IndicatorCorrected { correction: corrected }),
        Dated::on(of("2019-11-11"), Event::IndicatorIrregularityFound { irregularity }),
    ]
}

fn of<T: FromStr<Err: Debug>>(text: &str) -> T {
    text.parse().expect("an example that fits its type")
}

fn recorded(value: &str) -> Event {
    let told = Told {
        value: of(value),
        exactness: Exactness::Range,
        upper: Some(of("52800")),
        unit: of("平方米"),
        name: Some(of("至6月底共拆除违建")),
        as_of: Some(of("2019-06-30")),
        department: Some(of("城建中心")),
        target: Some(of("50000")),
        prior: Some(of("48000.25")),
        rule: Some(of("无违建创建专项行动口径，含存量与新建")),
        source: Some(of("区拆违办月报")),
    };
    Event::IndicatorRecorded { indicator: of("campaign.demolished_area"), period: of("2019"), told }
}
