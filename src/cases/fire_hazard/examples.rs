//! One event of every type, as golden files keep them.
use super::event::{
    HazardEvent as Event, HazardKind, Level, MajorStandard, Penalty, ReinspectionOutcome, ReopenReason,
    TransferResult,
};
use crate::cases::case_file::{Correction, VoidReason};
use crate::cases::due::DueDate;
use crate::cases::external_number::ExternalSystem;
use crate::cases::facts::Irregularity;
use crate::cases::ids::{StreamId, Version};
use crate::cases::occurred::{Dated, Day, Moment};
use crate::cases::people::{Name, Officers, Person};
use crate::cases::personal::{Personal, Subject};
use crate::cases::statutes::{Rule, Statute};
use crate::cases::words::Text;
use crate::cases::workdays::Calendar;
use std::fmt::Debug;
use std::str::FromStr;
use uuid::Uuid;

/// One realistic event of every type.
pub(crate) fn examples() -> Vec<Dated<Event>> {
    let mut events = vec![reported(), found()];
    events.extend(way_to_the_end());
    events.extend(seals());
    events.extend(beside_the_way());
    events
}

fn of<T: FromStr<Err: Debug>>(text: &str) -> T {
    text.parse().expect("an example that fits its type")
}

fn on(day: &str, what: Event) -> Dated<Event> {
    Dated::on(of(day), what)
}

fn moment(text: &str) -> Moment {
    Moment::parse(text).expect("a moment")
}

fn due(rule: Rule, day: &str) -> DueDate {
    DueDate::by(rule, of::<Day>(day), &Calendar::china())
}

fn printed(ordered: &str, deadline: &str) -> DueDate {
    DueDate::printed(Rule::CorrectByPrintedDay, of(ordered), of(deadline), &Calendar::china())
}

fn text(text: &str) -> Personal<Text> {
    Personal::plain(Subject::MATTER, of(text))
}

fn inspectors() -> Officers {
    Officers::named(&[of("陈国华"), of("林伟民")])
}

fn reported() -> Dated<Event> {
    let reporter = Person { name: Some(of::<Name>("王秀英")), ..Person::default() };
    let check_by = due(Rule::CheckBlockedExit, "2025-11-10");
    let what = Event::HazardReported {
        number: of("XH2025-00017"),
        kind: HazardKind::LockedExit,
        place: Some(of("共青商铺")),
        address: of("共青路167号"),
        place_kind: Some(of("九小场所")),
        committee: Some(of("共青")),
        description: text("二楼安全出口长期上锁"),
        reporter: Some(Personal::plain(Subject::PETITIONER, reporter)),
        check_by: DueDate { due: of("2025-11-11"), ..check_by },
        check_before: Some(moment("2025-11-11T09:30:00+08:00")),
    };
    Dated::at(moment("2025-11-10T09:30:00+08:00"), what)
}

fn found() -> Dated<Event> {
    let what = Event::HazardFound {
        number: of("XH2025-00017"),
        kind: HazardKind::LockedExit,
        place: Some(of("共青商铺")),
        address: of("共青路167号"),
        place_kind: Some(of("九小场所")),
        committee: Some(of("共青")),
        description: Some(text("安全出口锁闭，影响消防安全")),
        inspectors: inspectors(),
        level: Level::Major,
        standard: Some(MajorStandard::Gb35181Of2025),
        order_by: due(Rule::OrderCorrection, "2025-11-10"),
    };
    Dated::at(moment("2025-11-10T15:10:00+08:00"), what)
}

fn way_to_the_end() -> Vec<Dated<Event>> {
    let ordered = Event::RectificationOrdered {
        deadline: printed("2025-11-11", "2025-11-21"),
        reinspect_by: due(Rule::ReinspectHazard, "2025-11-21"),
        paper: Some(of("定消改字〔2025〕第17号")),
        inspectors: inspectors(),
    };
    let extended = Event::DeadlineExtensionApproved {
        deadline: printed("2025-11-19", "2025-11-28"),
        reinspect_by: due(Rule::ReinspectHazard, "2025-11-28"),
    };
    vec![
        on("2025-11-10", Event::ReportDismissed { inspectors: inspectors() }),
        on("2025-11-10", Event::FixedOnTheSpot { inspectors: inspectors() }),
        on("2025-11-11", ordered),
        on(
            "2025-11-18",
            Event::DeadlineExtensionRequested {
                until: of("2025-12-05"),
                reason: Some(text("店主住院，请求宽限")),
            },
        ),
        on("2025-11-19", extended),
        on("2025-11-19", Event::DeadlineExtensionRejected { reason: Some(text("出口当日即可开启")) }),
        on(
            "2025-11-20",
            Event::RectificationReported { reinspect_by: due(Rule::ReinspectHazard, "2025-11-20") },
        ),
        on(
            "2025-11-24",
            Event::HazardReinspected { outcome: ReinspectionOutcome::Passed, inspectors: inspectors() },
        ),
        on("2025-11-25", Event::HazardClosedOff {}),
        on(
            "2025-12-10",
            Event::HazardReopened {
                reason: ReopenReason::FoundAgain,
                note: Some(text("出口再次上锁")),
                order_by: Some(due(Rule::OrderCorrection, "2025-12-10")),
            },
        ),
    ]
}

fn seals() -> Vec<Dated<Event>> {
    let sealed = Event::PremisesSealed {
        emergency: true,
        paper: None,
        decide_by: DueDate { due: of("2025-11-13"), ..due(Rule::DecideEmergencySeal, "2025-11-12") },
        decide_before: Some(moment("2025-11-13T14:00:00+08:00")),
        until: due(Rule::SealAtMost, "2025-11-12"),
    };
    vec![
        Dated::at(moment("2025-11-12T14:00:00+08:00"), sealed),
        on("2025-11-13", Event::SealDecided { paper: Some(of("定消封字〔2025〕第2号")) }),
        on("2025-11-24", Event::SealLifted {}),
    ]
}

fn beside_the_way() -> Vec<Dated<Event>> {
    let closed_a_day_later = Correction {
        corrects: Version(7),
        becomes: Some(Box::new(on("2025-11-26", Event::HazardClosedOff {}))),
        reason: None,
    };
    let irregularity =
        Irregularity { rule: Rule::TwoInspectors, statute: Statute::FireInspectionRules2012, article: 14 };
    vec![
        on("2025-11-12", Event::MajorDeclared { standard: MajorStandard::Gb35181Of2025 }),
        on("2025-11-20", Event::HazardDowngraded { reason: Some(text("已增设一处出口")) }),
        on("2025-11-24", Event::PenaltyRecommended { to: of("杨浦区消防救援支队") }),
        on(
            "2025-12-01",
            Event::PenaltyRecorded {
                penalty: Penalty::Fine, paper: Some(of("杨消罚决字〔2025〕第8号"))
            },
        ),
        on("2025-11-24", Event::HazardTransferred { to: of("定海路派出所") }),
        on("2025-12-01", Event::TransferResultRecorded { result: TransferResult::Penalised }),
        on(
            "2025-11-13",
            Event::HazardReassigned { committee: Some(of("复兴岛")), department: Some(of("平安办")) },
        ),
        on("2026-12-01", Event::TermsRecounted { terms: vec![due(Rule::ReinspectHazard, "2026-09-29")] }),
        on("2025-11-13", Event::HazardLinked { to: StreamId(Uuid::from_u128(0x17)) }),
        on(
            "2025-11-11",
            Event::ExternalNumberRecorded { system: ExternalSystem::Hotline, number: of("SH20251110000321") },
        ),
        on("2025-11-13", Event::HazardVoided { reason: VoidReason::Duplicate }),
        on("2025-11-27", Event::HazardCorrected { correction: closed_a_day_later }),
        on("2025-11-10", Event::HazardIrregularityFound { irregularity }),
    ]
}
