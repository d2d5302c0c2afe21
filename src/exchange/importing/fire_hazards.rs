//! 消防隐患台账: one row, one hazard.
mod writing;

use super::kind::{ComparedCell, LedgerKind, Told};
use super::reader::{Read, Reader, spelled};
use crate::cases::case_file::{CaseFile, Order, VoidReason};
use crate::cases::declared::Kinds;
use crate::cases::fire_hazard::{
    HazardCommand, HazardEvent, HazardKind, HazardLife, Level, PlaceKind, ReinspectionOutcome,
};
use crate::cases::occurred::{Dated, Day};
use crate::cases::people::{Name, Officers};
use crate::cases::personal::{Personal, Subject};
use crate::cases::words::{Address, CaseNumber, Committee, PaperNumber, PlaceName, Text};
use crate::commands::AnyOrder;
use crate::exchange::ledgers::{Column, Ledger};

/// The ledger of fire hazards.
pub struct FireHazards;

/// What a row tells.
#[derive(Clone, Debug)]
pub struct HazardRow {
    number: CaseNumber,
    found: Day,
    place: Option<PlaceName>,
    place_kind: Option<PlaceKind>,
    address: Address,
    committee: Option<Committee>,
    kind: HazardKind,
    description: Option<Text>,
    inspectors: Vec<Name>,
    paper: Option<PaperNumber>,
    deadline: Option<Day>,
    reinspected: Option<Day>,
    outcome: Option<ReinspectionOutcome>,
    fixed: Option<Day>,
}

const KINDS: &[(&str, HazardKind)] = &[
    ("疏散通道堵塞", HazardKind::BlockedEscapeRoute),
    ("楼道堆物", HazardKind::CorridorClutter),
    ("消防设施缺失", HazardKind::EquipmentFault),
    ("消防设施损坏", HazardKind::EquipmentFault),
    ("电气线路老化", HazardKind::Wiring),
    ("违规住人", HazardKind::IllegalDwelling),
    ("电动车违规充电", HazardKind::EbikeCharging),
    ("安全出口锁闭", HazardKind::LockedExit),
    ("其他", HazardKind::Other),
    ("其它", HazardKind::Other),
];
const OUTCOMES: &[(&str, ReinspectionOutcome)] = &[
    ("合格", ReinspectionOutcome::Passed),
    ("不合格", ReinspectionOutcome::Failed),
    ("已整改", ReinspectionOutcome::Passed),
    ("未整改", ReinspectionOutcome::Failed),
    ("部分整改", ReinspectionOutcome::Partly),
];

const FOUND: &str = "HazardFound";
const ORDERED: &str = "RectificationOrdered";
const REINSPECTED: &str = "HazardReinspected";
const CLOSED: &str = "HazardClosedOff";

impl LedgerKind for FireHazards {
    type Life = HazardLife;
    type Row = HazardRow;

    fn ledger(_row: &HazardRow) -> Ledger {
        Ledger::FireHazards
    }

    fn read(reader: &Reader<'_>) -> Read<HazardRow> {
        let row = HazardRow {
            number: reader.case_number()?,
            found: reader.required(Column::FoundOn, reader.day(Column::FoundOn)?)?,
            place: reader.parsed(Column::PlaceName)?,
            place_kind: reader.parsed(Column::PlaceKind)?,
            address: reader.required(Column::Address, reader.parsed(Column::Address)?)?,
            committee: reader.committee(Column::Committee)?,
            kind: reader.required(Column::HazardKind, reader.one_of(Column::HazardKind, KINDS)?)?,
            description: reader.parsed(Column::Description)?,
            inspectors: reader.people(Column::Inspectors)?,
            paper: reader.parsed(Column::NoticeNumber)?,
            deadline: reader.day(Column::Deadline)?,
            reinspected: reader.day(Column::ReinspectedOn)?,
            outcome: reader.one_of(Column::ReinspectionResult, OUTCOMES)?,
            fixed: reader.day(Column::FixedOn)?,
        };
        check(reader, &row)?;
        Ok(row)
    }

    fn number(row: &HazardRow) -> &CaseNumber {
        &row.number
    }

    fn steps(row: &HazardRow) -> Vec<Told<HazardCommand>> {
        let mut steps = vec![told(FOUND, Column::FoundOn, row.found, finding(row))];
        let unsaid = || Officers::NotRecorded;
        if let Some(deadline) = row.deadline {
            let paper = row.paper.clone();
            let command = HazardCommand::OrderRectification { deadline, paper, inspectors: unsaid() };
            steps.push(told(ORDERED, Column::Deadline, row.found, command));
        }
        if let (Some(day), Some(outcome)) = (row.reinspected, row.outcome) {
            let command = HazardCommand::ReinspectHazard { outcome, inspectors: unsaid() };
            steps.push(told(REINSPECTED, Column::ReinspectedOn, day, command));
        }
        if let Some(day) = row.fixed {
            steps.push(told(CLOSED, Column::FixedOn, day, HazardCommand::CloseOff {}));
        }
        steps
    }

    fn cells(row: &HazardRow) -> Vec<ComparedCell> {
        let cell = |column, event_type, value| ComparedCell { column, event_type, value };
        let inspectors = (!row.inspectors.is_empty()).then_some(&row.inspectors);
        vec![
            cell(Column::FoundOn, FOUND, spelled(Some(&row.found))),
            cell(Column::PlaceName, FOUND, spelled(row.place.as_ref())),
            cell(Column::PlaceKind, FOUND, spelled(row.place_kind.as_ref())),
            cell(Column::Address, FOUND, spelled(Some(&row.address))),
            cell(Column::Committee, FOUND, spelled(row.committee.as_ref())),
            cell(Column::HazardKind, FOUND, spelled(Some(&row.kind))),
            cell(Column::Description, FOUND, spelled(row.description.as_ref())),
            cell(Column::Inspectors, FOUND, spelled(inspectors)),
            cell(Column::NoticeNumber, ORDERED, spelled(row.paper.as_ref())),
            cell(Column::Deadline, ORDERED, spelled(row.deadline.as_ref())),
            cell(Column::ReinspectedOn, REINSPECTED, spelled(row.reinspected.as_ref())),
            cell(Column::ReinspectionResult, REINSPECTED, spelled(row.outcome.as_ref())),
            cell(Column::FixedOn, CLOSED, spelled(row.fixed.as_ref())),
        ]
    }

    fn row_of(file: &CaseFile<HazardLife>, _kinds: &Kinds) -> Option<HazardRow> {
        let mut row = None;
        for (_, step) in file.steps() {
            match (&step.what, &mut row) {
                (HazardEvent::HazardFound { .. }, _) => row = found(step),
                (HazardEvent::RectificationOrdered { deadline, paper, .. }, Some(row)) => {
                    row.deadline = Some(deadline.due);
                    row.paper.clone_from(paper);
                }
                (HazardEvent::HazardReinspected { outcome, .. }, Some(row)) => {
                    row.reinspected = Some(step.day());
                    row.outcome = Some(*outcome);
                }
                (HazardEvent::HazardClosedOff { .. }, Some(row)) => row.fixed = Some(step.day()),
                _ => {}
            }
        }
        row
    }

    /// A later date after 不合格 is a second re-inspection.
    fn goes_on(old: &HazardRow, new: &HazardRow, event_type: &'static str) -> bool {
        event_type == REINSPECTED
            && old.outcome.is_some_and(|outcome| outcome != ReinspectionOutcome::Passed)
            && new.outcome.is_some()
            && new.reinspected > old.reinspected
    }

    fn order(order: Dated<Order<HazardCommand>>) -> AnyOrder {
        order.into()
    }

    fn is_void(life: &HazardLife) -> bool {
        life.voided.is_some()
    }

    fn void() -> HazardCommand {
        HazardCommand::VoidHazard { reason: VoidReason::ImportUndone }
    }
}

/// What a row cannot tell at once.
fn check(reader: &Reader<'_>, row: &HazardRow) -> Read<()> {
    let refuse = |column, code, reason: &str| Err(reader.refused(column, code, reason));
    match (row.reinspected, row.outcome, row.fixed) {
        (None, Some(_), _) => {
            refuse(Column::ReinspectedOn, "missing", "has a result but no day of re-inspection")
        }
        (Some(_), None, _) => {
            refuse(Column::ReinspectionResult, "missing", "has a day of re-inspection but no result")
        }
        (_, outcome, Some(_)) if outcome != Some(ReinspectionOutcome::Passed) => {
            refuse(Column::FixedOn, "closed_without_passing", "is fixed although no re-inspection passed")
        }
        _ if row.paper.is_some() && row.deadline.is_none() => {
            refuse(Column::Deadline, "missing", "has a notice but no deadline")
        }
        _ => Ok(()),
    }
}

fn told(event_type: &'static str, column: Column, day: Day, command: HazardCommand) -> Told<HazardCommand> {
    Told { event_type, column, command: Dated::on(day, command) }
}

fn finding(row: &HazardRow) -> HazardCommand {
    let inspectors =
        if row.inspectors.is_empty() { Officers::NotRecorded } else { Officers::named(&row.inspectors) };
    HazardCommand::FindHazard {
        number: row.number.clone(),
        kind: row.kind,
        place: row.place.clone(),
        address: row.address.clone(),
        place_kind: row.place_kind.clone(),
        committee: row.committee.clone(),
        description: row.description.clone().map(|text| Personal::plain(Subject::MATTER, text)),
        inspectors,
        level: Level::General,
    }
}

/// The row that tells no more than the finding.
fn found(step: &Dated<HazardEvent>) -> Option<HazardRow> {
    let HazardEvent::HazardFound {
        number,
        kind,
        place,
        address,
        place_kind,
        committee,
        description,
        inspectors,
        ..
    } = &step.what
    else {
        return None;
    };
    let inspectors = match inspectors {
        Officers::Named { names, .. } => names.value().cloned().unwrap_or_default(),
        Officers::NotRecorded => Vec::new(),
    };
    Some(HazardRow {
        number: number.clone(),
        found: step.day(),
        place: place.clone(),
        place_kind: place_kind.clone(),
        address: address.clone(),
        committee: committee.clone(),
        kind: *kind,
        description: description.as_ref().and_then(|text| text.value().cloned()),
        inspectors,
        paper: None,
        deadline: None,
        reinspected: None,
        outcome: None,
        fixed: None,
    })
}
