//! One event of every type, as golden files keep them.
use super::event::{Checklist, FoundHazard, HazardNo, HazardResult, InspectionEvent as Event, Signature};
use crate::cases::case_file::{Correction, VoidReason};
use crate::cases::due::DueDate;
use crate::cases::external_number::ExternalSystem;
use crate::cases::facts::Irregularity;
use crate::cases::ids::{StreamId, Version};
use crate::cases::occurred::{Dated, Day, Moment};
use crate::cases::people::Officers;
use crate::cases::personal::{Personal, Subject};
use crate::cases::rectification::{Level, ReinspectionOutcome, ReopenReason, TransferResult};
use crate::cases::statutes::{Rule, Statute};
use crate::cases::words::Text;
use crate::cases::workdays::Calendar;
use std::fmt::Debug;
use std::str::FromStr;
use uuid::Uuid;

/// One realistic event of every type.
pub(crate) fn examples() -> Vec<Dated<Event>> {
    let mut events = vec![recorded()];
    events.extend(way_to_the_end());
    events.extend(beside_the_way());
    events
}

fn of<T: FromStr<Err: Debug>>(text: &str) -> T {
    text.parse().expect("an example that fits its type")
}

fn on(day: &str, what: Event) -> Dated<Event> {
    Dated::on(of(day), what)
}

fn due(rule: Rule, day: &str) -> DueDate {
    DueDate::by(rule, of::<Day>(day), &Calendar::china())
}

fn printed(ordered: &str, deadline: &str) -> DueDate {
    DueDate::printed(Rule::CorrectSafetyHazard, of(ordered), of(deadline), &Calendar::china())
}

fn text(text: &str) -> Personal<Text> {
    Personal::plain(Subject::MATTER, of(text))
}

fn inspectors() -> Officers {
    Officers::named(&[of("陈国华"), of("林伟民")])
}

fn recorded() -> Dated<Event> {
    let found =
        |no, level, content| FoundHazard { hazard: HazardNo(no), level, content: Some(text(content)) };
    let what = Event::InspectionRecorded {
        number: of("AJ2025-00042"),
        unit: of("长阳路机电有限公司"),
        industry: Some(of("生产企业")),
        address: of("长阳路1142弄32号"),
        committee: Some(of("共青")),
        inspectors: inspectors(),
        leader: Some(Personal::plain(Subject::STAFF, of("李永康"))),
        checklist: Some(Checklist { checked: 24, failed: 2 }),
        hazards: vec![
            found(1, Level::General, "配电箱前堆放杂物"),
            found(2, Level::Major, "有限空间作业未审批"),
        ],
        findings: Some(text("车间整体有序，两处需整改")),
        signature: Some(Signature::Signed),
    };
    let at = Moment::parse("2025-11-10T15:10:00+08:00").expect("a moment");
    Dated::at(at, what)
}

fn way_to_the_end() -> Vec<Dated<Event>> {
    let ordered = Event::RectificationOrdered {
        hazards: vec![HazardNo(1)],
        deadline: printed("2025-11-10", "2025-11-21"),
        reinspect_by: due(Rule::ReinspectSafetyHazard, "2025-11-21"),
        opinion: Some(of("定安检〔2025〕42号")),
        inspectors: inspectors(),
    };
    let extended = Event::DeadlineExtensionApproved {
        deadline: printed("2025-11-19", "2025-11-28"),
        reinspect_by: due(Rule::ReinspectSafetyHazard, "2025-11-28"),
    };
    let asked =
        Event::DeadlineExtensionRequested { until: of("2025-12-05"), reason: Some(text("配件未到")) };
    let seen = Event::HazardsReinspected {
        outcome: Some(ReinspectionOutcome::Passed),
        results: vec![HazardResult { hazard: HazardNo(2), outcome: ReinspectionOutcome::Partly }],
        opinion: Some(of("定安复〔2025〕42号")),
        inspectors: inspectors(),
    };
    let again_by = due(Rule::ReinspectSafetyHazard, "2025-11-20");
    vec![
        on("2025-11-11", Event::OpinionIssued { opinion: of("定安检〔2025〕43号") }),
        on("2025-11-10", ordered),
        on("2025-11-18", asked),
        on("2025-11-19", extended),
        on("2025-11-19", Event::DeadlineExtensionRejected { reason: Some(text("当日即可整改")) }),
        on("2025-11-20", Event::RectificationReported { reinspect_by: again_by }),
        on("2025-11-24", seen),
        on("2025-11-25", Event::InspectionClosedOff {}),
    ]
}

fn beside_the_way() -> Vec<Dated<Event>> {
    let closed_a_day_later = Correction {
        corrects: Version(7),
        becomes: Some(Box::new(on("2025-11-26", Event::InspectionClosedOff {}))),
        reason: None,
    };
    let irregularity =
        Irregularity { rule: Rule::TwoOfficers, statute: Statute::AdministrativePenaltyLaw, article: 42 };
    let reassigned =
        Event::InspectionReassigned { committee: Some(of("复兴岛")), department: Some(of("平安办")) };
    let reopened = Event::InspectionReopened {
        reason: ReopenReason::FoundAgain,
        hazards: vec![HazardNo(2)],
        note: Some(text("有限空间作业又未审批")),
    };
    let outside =
        Event::ExternalNumberRecorded { system: ExternalSystem::Hotline, number: of("SH20251110000321") };
    vec![
        on("2025-11-24", Event::InspectionTransferred { to: of("杨浦区应急管理局") }),
        on("2025-12-01", Event::TransferResultRecorded { result: TransferResult::Penalised }),
        on("2025-11-13", reassigned),
        on("2025-12-20", reopened),
        on(
            "2026-12-01",
            Event::TermsRecounted { terms: vec![due(Rule::ReinspectSafetyHazard, "2026-09-29")] },
        ),
        on("2025-11-13", Event::InspectionLinked { to: StreamId(Uuid::from_u128(0x17)) }),
        on("2025-11-11", outside),
        on("2025-11-13", Event::InspectionVoided { reason: VoidReason::Duplicate }),
        on("2025-11-27", Event::InspectionCorrected { correction: closed_a_day_later }),
        on("2025-11-10", Event::InspectionIrregularityFound { irregularity }),
    ]
}
