//! One event of every type, as golden files keep them.
use super::event::DeclaredEvent as Event;
use super::values::{FactColumn, FieldValue, PersonalSort, Recorded, RecordedOfPerson, Whose};
use crate::cases::access::Confidentiality;
use crate::cases::case_file::{Correction, VoidReason};
use crate::cases::due::DueDate;
use crate::cases::external_number::ExternalSystem;
use crate::cases::facts::Irregularity;
use crate::cases::ids::{StreamId, Version};
use crate::cases::occurred::Dated;
use crate::cases::personal::Personal;
use crate::cases::statutes::{Length, Rule, Statute};
use crate::cases::testing::of;
use crate::cases::workdays::Calendar;
use std::num::NonZeroU16;
use uuid::Uuid;

/// One realistic event of every type.
pub(crate) fn examples() -> Vec<Dated<Event>> {
    let correction = Correction {
        corrects: Version(2),
        becomes: Some(Box::new(Dated::on(of("2019-02-01"), ended()))),
        reason: None,
    };
    let irregularity =
        Irregularity { rule: Rule::OfficeTerm, statute: Statute::OfficeDeclaration, article: 0 };
    let reassigned =
        Event::CaseReassigned { committee: Some(of("共青")), department: Some(of("平安办")) };
    let outside =
        Event::ExternalNumberRecorded { system: ExternalSystem::Hotline, number: of("SH20190118000321") };
    vec![
        Dated::on(of("2019-01-18"), received()),
        Dated::on(of("2019-01-20"), reassigned),
        Dated::on(of("2019-01-21"), outside),
        Dated::on(of("2019-01-22"), Event::CaseLinked { to: StreamId(Uuid::from_u128(0x17)) }),
        Dated::on(of("2019-02-17"), Event::CaseCorrected { correction }),
        Dated::on(of("2019-02-18"), Event::CaseVoided { reason: VoidReason::Duplicate }),
        Dated::on(of("2019-02-18"), Event::CaseIrregularityFound { irregularity }),
    ]
}

fn received() -> Event {
    let due = DueDate::agreed(Rule::OfficeTerm, of("2019-01-18"), Length::Days(30), &Calendar::china());
    let told = |field: &str, value, column| Recorded { field: of(field), value, column };
    let personal = |field: &str, whose: Whose, sort, text: &str| RecordedOfPerson {
        field: of(field),
        whose,
        sort,
        text: Personal::plain(whose.subject(), of(text)),
    };
    Event::StepTaken {
        kind: of("clue"),
        version: NonZeroU16::MIN,
        step: of("receive"),
        number: Some(of("XS2019-001")),
        state: of("received"),
        open: true,
        level: Confidentiality::Secret,
        due: Some(due),
        day_column: Some(FactColumn::Day2),
        fields: vec![
            told("source", FieldValue::Code(of("online")), Some(FactColumn::Channel)),
            told("heads", FieldValue::Number(3), Some(FactColumn::Number1)),
            told("area", FieldValue::Area(of("12.5")), None),
            told("verify_by", FieldValue::Day(of("2019-02-17")), None),
            told("committee", FieldValue::Committee(of("凉州")), Some(FactColumn::Committee)),
            told("verifier", FieldValue::Department(of("派出所")), Some(FactColumn::Department)),
            told("place", FieldValue::Place(of("长阳路247弄1号")), None),
        ],
        personal: vec![
            personal("informant", Whose::Informant, PersonalSort::Name, "郭慧敏"),
            personal("content", Whose::Matter, PersonalSort::Text, "反映疑似线索，待核查"),
        ],
    }
}

fn ended() -> Event {
    Event::StepTaken {
        kind: of("clue"),
        version: NonZeroU16::MIN,
        step: of("end"),
        number: None,
        state: of("ended"),
        open: false,
        level: Confidentiality::Ordinary,
        due: None,
        day_column: Some(FactColumn::Day1),
        fields: vec![Recorded {
            field: of("finding"),
            value: FieldValue::Code(of("partly_true")),
            column: Some(FactColumn::Code1),
        }],
        personal: Vec::new(),
    }
}
