//! Short words for the stories below.
use crate::cases::inspection::{
    FoundHazard, HazardNo, HazardResult, InspectionCommand, InspectionEvent, InspectionLife,
    InspectionRefusal, Signature,
};
use crate::cases::people::Officers;
use crate::cases::rectification::{Level, ReinspectionOutcome, ReopenReason};
use crate::cases::testing;

pub(super) use crate::cases::testing::{broken, correction, day, of, only, out_of_order, too_early};

pub(super) type Command = InspectionCommand;
pub(super) type Event = InspectionEvent;
pub(super) type Refusal = InspectionRefusal;
pub(super) type Life = InspectionLife;
pub(super) type Story = testing::Story<Life>;

pub(super) const PASSED: ReinspectionOutcome = ReinspectionOutcome::Passed;
pub(super) const FAILED: ReinspectionOutcome = ReinspectionOutcome::Failed;

pub(super) fn two() -> Officers {
    Officers::named(&[of("陈国华"), of("林伟民")])
}

pub(super) fn one() -> Officers {
    Officers::named(&[of("陈国华"), of("陈国华")])
}

pub(super) fn found(no: u16) -> FoundHazard {
    FoundHazard { hazard: HazardNo(no), level: Level::General, content: None }
}

pub(super) fn record_by(hazards: u16, inspectors: Officers, signature: Option<Signature>) -> Command {
    Command::RecordInspection {
        number: of("AJ2019-00001"),
        unit: of("杭州路餐饮有限公司"),
        industry: Some(of("商贸")),
        address: of("杭州路242弄53号"),
        committee: Some(of("共青")),
        inspectors,
        leader: None,
        checklist: None,
        hazards: (1..=hazards).map(found).collect(),
        findings: None,
        signature,
    }
}

pub(super) fn record(hazards: u16) -> Command {
    record_by(hazards, two(), Some(Signature::Signed))
}

pub(super) fn order(hazards: &[u16], deadline: &str) -> Command {
    Command::OrderRectification {
        hazards: hazards.iter().copied().map(HazardNo).collect(),
        deadline: day(deadline),
        opinion: Some(of("定安检〔2019〕1号")),
        inspectors: two(),
    }
}

pub(super) fn ask_until(until: &str) -> Command {
    Command::RequestDeadlineExtension { until: day(until), reason: None }
}

pub(super) fn extend_until(until: &str) -> Command {
    Command::ApproveDeadlineExtension { until: day(until) }
}

pub(super) fn reinspect(
    outcome: Option<ReinspectionOutcome>,
    results: &[(u16, ReinspectionOutcome)],
) -> Command {
    let result = |(no, outcome): &(u16, ReinspectionOutcome)| HazardResult {
        hazard: HazardNo(*no),
        outcome: *outcome,
    };
    Command::ReinspectHazards {
        outcome,
        results: results.iter().map(result).collect(),
        opinion: None,
        inspectors: two(),
    }
}

pub(super) fn pass() -> Command {
    reinspect(Some(PASSED), &[])
}

pub(super) fn fail() -> Command {
    reinspect(Some(FAILED), &[])
}

pub(super) fn close() -> Command {
    Command::CloseOff {}
}

pub(super) fn reopen(reason: ReopenReason, hazards: &[u16]) -> Command {
    let hazards = hazards.iter().copied().map(HazardNo).collect();
    Command::ReopenInspection { reason, hazards, note: None }
}

/// A visit that found nothing.
pub(super) fn nothing() -> Story {
    Story::default().then("2019-01-02", record(0))
}

/// A visit that found two hazards.
pub(super) fn two_found() -> Story {
    Story::default().then("2019-01-02", record(2))
}

/// As a row of a ledger tells it: found and ordered on one day, by 2019-01-09.
pub(super) fn ordered() -> Story {
    two_found().then("2019-01-02", order(&[], "2019-01-09"))
}

pub(super) fn failed() -> Story {
    ordered().then("2019-01-12", fail())
}

pub(super) fn passed() -> Story {
    ordered().then("2019-02-04", pass())
}

pub(super) fn closed() -> Story {
    passed().then("2019-02-05", close())
}
