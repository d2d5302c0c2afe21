//! One event of every type, as golden files keep them.
use super::event::{Issue, PaperEvent as Event};
use super::kind::PaperKind;
use crate::cases::case_file::Correction;
use crate::cases::facts::Irregularity;
use crate::cases::file_hash::FileHash;
use crate::cases::ids::{StreamId, Version};
use crate::cases::occurred::{Dated, Moment};
use crate::cases::personal::{Personal, Subject};
use crate::cases::statutes::{Rule, Statute};
use std::fmt::Debug;
use std::str::FromStr;
use uuid::Uuid;

/// One realistic event of every type.
pub(crate) fn examples() -> Vec<Dated<Event>> {
    let correction = Correction { corrects: Version(2), becomes: None, reason: None };
    let irregularity =
        Irregularity { rule: Rule::OrderCorrection, statute: Statute::FireInspectionRules2012, article: 19 };
    let reason = Personal::plain(Subject::MATTER, of("整改期限写错"));
    let voided = Event::PaperVoided { case: case(), number: of("定消改字〔2019〕第1号"), reason };
    vec![
        at("2019-11-09T16:00:00+08:00", Event::PaperIssued { issue: issue() }),
        at("2019-11-11T09:00:00.000001+08:00", voided),
        at("2019-11-11T09:05:00+08:00", Event::PaperCorrected { correction }),
        Dated::on(of("2019-11-12"), Event::PaperIrregularityFound { irregularity }),
    ]
}

/// A proof of service, which has every field.
pub(super) fn issue() -> Issue {
    Issue {
        case: case(),
        kind: PaperKind::ProofOfService,
        number: of("定送证字〔2019〕第1号"),
        of: Some(of("定消改字〔2019〕第1号")),
        step: Version(2),
        case_version: Version(3),
        position: 4711,
        pdf: FileHash::of(b"pdf"),
        docx: FileHash::of(b"docx"),
        templates: of("9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"),
    }
}

pub(super) fn case() -> StreamId {
    StreamId(Uuid::from_u128(0x0168_0000_0000_7000_8000_0000_0000_0042))
}

fn of<T: FromStr<Err: Debug>>(text: &str) -> T {
    text.parse().expect("an example that fits its type")
}

fn at(moment: &str, what: Event) -> Dated<Event> {
    Dated::at(Moment::parse(moment).expect("a moment"), what)
}
