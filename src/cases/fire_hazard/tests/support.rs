//! Short words for the stories below.
use crate::cases::fire_hazard::{
    HazardCommand, HazardEvent, HazardKind, HazardLife, HazardRefusal, Level, ReinspectionOutcome,
    ReopenReason,
};
use crate::cases::people::{Officers, Person};
use crate::cases::personal::{Personal, Subject};
use crate::cases::testing;
use crate::cases::words::Text;

pub(super) use crate::cases::testing::{broken, correction, day, of, only, out_of_order, too_early, when};

pub(super) type Command = HazardCommand;
pub(super) type Event = HazardEvent;
pub(super) type Refusal = HazardRefusal;
pub(super) type Life = HazardLife;
pub(super) type Decided = testing::Decided<Life>;
pub(super) type Story = testing::Story<Life>;

pub(super) fn text(text: &str) -> Personal<Text> {
    Personal::plain(Subject::MATTER, of(text))
}

pub(super) fn two() -> Officers {
    Officers::named(&[of("陈国华"), of("林伟民")])
}

pub(super) fn one() -> Officers {
    Officers::named(&[of("陈国华"), of("陈国华")])
}

pub(super) fn report(kind: HazardKind) -> Command {
    let reporter = Person { name: Some(of("王秀英")), ..Person::default() };
    Command::ReportHazard {
        number: of("XH2019-00001"),
        kind,
        place: None,
        address: of("杭州路242弄53号"),
        place_kind: None,
        committee: Some(of("共青")),
        description: text("楼道里堆满纸箱"),
        reporter: Some(Personal::plain(Subject::PETITIONER, reporter)),
    }
}

pub(super) fn find_by(inspectors: Officers, level: Level) -> Command {
    Command::FindHazard {
        number: of("XH2019-00001"),
        kind: HazardKind::EquipmentFault,
        place: Some(of("黎平餐饮店")),
        address: of("杭州路242弄53号"),
        place_kind: Some(of("仓库")),
        committee: Some(of("共青")),
        description: Some(text("消防设施缺失，影响消防安全")),
        inspectors,
        level,
    }
}

pub(super) fn find() -> Command {
    find_by(two(), Level::General)
}

pub(super) fn fix() -> Command {
    Command::FixOnTheSpot { inspectors: two() }
}

pub(super) fn order(deadline: &str) -> Command {
    Command::OrderRectification {
        deadline: day(deadline),
        paper: Some(of("定消改字〔2019〕第1号")),
        inspectors: two(),
    }
}

pub(super) fn ask_until(until: &str) -> Command {
    Command::RequestDeadlineExtension { until: day(until), reason: None }
}

pub(super) fn extend_until(until: &str) -> Command {
    Command::ApproveDeadlineExtension { until: day(until) }
}

pub(super) fn reject() -> Command {
    Command::RejectDeadlineExtension { reason: None }
}

pub(super) fn claim() -> Command {
    Command::ReportRectification {}
}

pub(super) fn reinspect(outcome: ReinspectionOutcome, inspectors: Officers) -> Command {
    Command::ReinspectHazard { outcome, inspectors }
}

pub(super) fn pass() -> Command {
    reinspect(ReinspectionOutcome::Passed, two())
}

pub(super) fn fail() -> Command {
    reinspect(ReinspectionOutcome::Failed, two())
}

pub(super) fn close() -> Command {
    Command::CloseOff {}
}

pub(super) fn reopen(reason: ReopenReason) -> Command {
    Command::ReopenHazard { reason, note: None }
}

pub(super) fn reported() -> Story {
    Story::default().then("2019-01-02", report(HazardKind::CorridorClutter))
}

pub(super) fn found() -> Story {
    Story::default().then("2019-01-02", find())
}

/// As a row of a ledger tells it: found and ordered on one day, by 2019-01-09.
pub(super) fn ordered() -> Story {
    found().then("2019-01-02", order("2019-01-09"))
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
