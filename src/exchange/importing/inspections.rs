//! 安全生产检查台账: one row, one inspection with its hazards.
mod writing;

use super::kind::{ComparedCell, LedgerKind, Told};
use super::reader::{Read, Reader, spelled};
use crate::cases::case_file::{CaseFile, Order, VoidReason};
use crate::cases::declared::Kinds;
use crate::cases::inspection::{
    FoundHazard, HazardNo, Industry, InspectionCommand, InspectionEvent, InspectionLife,
};
use crate::cases::occurred::{Dated, Day};
use crate::cases::people::{Name, Officers};
use crate::cases::personal::{Personal, Subject};
use crate::cases::rectification::{Level, ReinspectionOutcome};
use crate::cases::words::{Address, CaseNumber, Committee, PaperNumber, PlaceName, Text};
use crate::commands::AnyOrder;
use crate::exchange::ledgers::{Column, Ledger};

/// The ledger of inspections.
pub struct Inspections;

/// What a row tells.
#[derive(Clone, Debug)]
pub struct InspectionRow {
    number: CaseNumber,
    inspected: Day,
    unit: PlaceName,
    industry: Option<Industry>,
    address: Address,
    committee: Option<Committee>,
    inspectors: Vec<Name>,
    leader: Option<Name>,
    hazards: u16,
    findings: Option<Text>,
    opinion: Option<PaperNumber>,
    deadline: Option<Day>,
    reinspected: Option<Day>,
    second_opinion: Option<PaperNumber>,
    outcome: Option<ReinspectionOutcome>,
}

const OUTCOMES: &[(&str, ReinspectionOutcome)] = &[
    ("合格", ReinspectionOutcome::Passed),
    ("不合格", ReinspectionOutcome::Failed),
    ("已整改", ReinspectionOutcome::Passed),
    ("未整改", ReinspectionOutcome::Failed),
    ("部分整改", ReinspectionOutcome::Partly),
];
/// Hazards of one visit; a book that tells more is in the wrong column.
const MOST: u32 = 200;

const RECORDED: &str = "InspectionRecorded";
const ISSUED: &str = "OpinionIssued";
const ORDERED: &str = "RectificationOrdered";
const REINSPECTED: &str = "HazardsReinspected";

impl LedgerKind for Inspections {
    type Life = InspectionLife;
    type Row = InspectionRow;

    fn ledger(_row: &InspectionRow) -> Ledger {
        Ledger::Inspections
    }

    fn read(reader: &Reader<'_>) -> Read<InspectionRow> {
        let row = InspectionRow {
            number: reader.case_number()?,
            inspected: reader.required(Column::InspectedOn, reader.day(Column::InspectedOn)?)?,
            unit: reader.required(Column::Unit, reader.parsed(Column::Unit)?)?,
            industry: reader.parsed(Column::Industry)?,
            address: reader.required(Column::Address, reader.parsed(Column::Address)?)?,
            committee: reader.committee(Column::Committee)?,
            inspectors: reader.people(Column::Inspectors)?,
            leader: reader.parsed(Column::Leader)?,
            hazards: hazards(reader)?,
            findings: reader.parsed(Column::Findings)?,
            opinion: reader.parsed(Column::OpinionNumber)?,
            deadline: reader.day(Column::Deadline)?,
            reinspected: reader.day(Column::ReinspectedOn)?,
            second_opinion: reader.parsed(Column::SecondOpinionNumber)?,
            outcome: reader.one_of(Column::ReinspectionResult, OUTCOMES)?,
        };
        check(reader, &row)?;
        Ok(row)
    }

    fn number(row: &InspectionRow) -> &CaseNumber {
        &row.number
    }

    fn steps(row: &InspectionRow) -> Vec<Told<InspectionCommand>> {
        let mut steps = vec![told(RECORDED, Column::InspectedOn, row.inspected, record(row))];
        let unsaid = || Officers::NotRecorded;
        let opinion = row.opinion.clone();
        if let Some(deadline) = row.deadline {
            let (hazards, inspectors) = (Vec::new(), unsaid());
            let command = InspectionCommand::OrderRectification { hazards, deadline, opinion, inspectors };
            steps.push(told(ORDERED, Column::Deadline, row.inspected, command));
        } else if let Some(opinion) = opinion {
            let command = InspectionCommand::IssueOpinion { opinion };
            steps.push(told(ISSUED, Column::OpinionNumber, row.inspected, command));
        }
        if let (Some(day), Some(outcome)) = (row.reinspected, row.outcome) {
            let command = InspectionCommand::ReinspectHazards {
                outcome: Some(outcome),
                results: Vec::new(),
                opinion: row.second_opinion.clone(),
                inspectors: unsaid(),
            };
            steps.push(told(REINSPECTED, Column::ReinspectedOn, day, command));
        }
        steps
    }

    fn cells(row: &InspectionRow) -> Vec<ComparedCell> {
        let cell = |column, event_type, value| ComparedCell { column, event_type, value };
        let inspectors = (!row.inspectors.is_empty()).then_some(&row.inspectors);
        // A document beside no order is a step of its own.
        let document = if row.deadline.is_some() { ORDERED } else { ISSUED };
        vec![
            cell(Column::InspectedOn, RECORDED, spelled(Some(&row.inspected))),
            cell(Column::Unit, RECORDED, spelled(Some(&row.unit))),
            cell(Column::Industry, RECORDED, spelled(row.industry.as_ref())),
            cell(Column::Address, RECORDED, spelled(Some(&row.address))),
            cell(Column::Committee, RECORDED, spelled(row.committee.as_ref())),
            cell(Column::Inspectors, RECORDED, spelled(inspectors)),
            cell(Column::Leader, RECORDED, spelled(row.leader.as_ref())),
            cell(Column::HazardCount, RECORDED, spelled(Some(&row.hazards))),
            cell(Column::Findings, RECORDED, spelled(row.findings.as_ref())),
            cell(Column::OpinionNumber, document, spelled(row.opinion.as_ref())),
            cell(Column::Deadline, ORDERED, spelled(row.deadline.as_ref())),
            cell(Column::ReinspectedOn, REINSPECTED, spelled(row.reinspected.as_ref())),
            cell(Column::SecondOpinionNumber, REINSPECTED, spelled(row.second_opinion.as_ref())),
            cell(Column::ReinspectionResult, REINSPECTED, spelled(row.outcome.as_ref())),
        ]
    }

    fn row_of(file: &CaseFile<InspectionLife>, _kinds: &Kinds) -> Option<InspectionRow> {
        let mut row = None;
        for (_, step) in file.steps() {
            match (&step.what, &mut row) {
                (InspectionEvent::InspectionRecorded { .. }, _) => row = recorded(step),
                (InspectionEvent::OpinionIssued { opinion }, Some(row)) if row.deadline.is_none() => {
                    row.opinion = Some(opinion.clone());
                }
                (InspectionEvent::RectificationOrdered { deadline, opinion, .. }, Some(row)) => {
                    row.deadline = Some(deadline.due);
                    row.opinion.clone_from(opinion);
                }
                (InspectionEvent::HazardsReinspected { outcome, opinion, .. }, Some(row)) => {
                    row.reinspected = Some(step.day());
                    row.outcome = *outcome;
                    row.second_opinion.clone_from(opinion);
                }
                _ => {}
            }
        }
        row
    }

    /// A later date after 不合格 is a second re-inspection.
    fn goes_on(old: &InspectionRow, new: &InspectionRow, event_type: &'static str) -> bool {
        event_type == REINSPECTED
            && old.outcome.is_some_and(|outcome| outcome != ReinspectionOutcome::Passed)
            && new.outcome.is_some()
            && new.reinspected > old.reinspected
    }

    fn order(order: Dated<Order<InspectionCommand>>) -> AnyOrder {
        order.into()
    }

    fn is_void(life: &InspectionLife) -> bool {
        life.voided.is_some()
    }

    fn void() -> InspectionCommand {
        InspectionCommand::VoidInspection { reason: VoidReason::ImportUndone }
    }
}

/// How many hazards there were; an empty cell says that there were none.
fn hazards(reader: &Reader<'_>) -> Read<u16> {
    let count = reader.whole(Column::HazardCount)?.unwrap_or(0);
    let few = u16::try_from(count).ok().filter(|_| count <= MOST);
    few.ok_or_else(|| {
        let reason = format!("{count} hazards are more than one visit finds ({MOST}); correct the number");
        reader.refused(Column::HazardCount, "too_large", reason)
    })
}

/// What a row cannot tell at once.
fn check(reader: &Reader<'_>, row: &InspectionRow) -> Read<()> {
    let refuse = |column, code, reason: &str| Err(reader.refused(column, code, reason));
    match (row.reinspected, row.outcome) {
        (None, Some(_)) => {
            return refuse(Column::ReinspectedOn, "missing", "has a result but no day of re-inspection");
        }
        (Some(_), None) => {
            return refuse(Column::ReinspectionResult, "missing", "has a day of re-inspection but no result");
        }
        (None, None) if row.second_opinion.is_some() => {
            let reason = "has the opinion of a re-inspection but no day of it";
            return refuse(Column::ReinspectedOn, "missing", reason);
        }
        (Some(day), _) if day < row.inspected => {
            return refuse(
                Column::ReinspectedOn,
                "before_it_began",
                "is re-inspected before it was inspected",
            );
        }
        _ => {}
    }
    if row.hazards == 0 {
        let reason = "is told, but the row has no hazard";
        let told = [
            (row.findings.is_some(), Column::Findings),
            (row.deadline.is_some(), Column::Deadline),
            (row.reinspected.is_some(), Column::ReinspectedOn),
        ];
        if let Some((_, column)) = told.into_iter().find(|(told, _)| *told) {
            return refuse(column, "no_hazard", reason);
        }
    }
    Ok(())
}

fn told(
    event_type: &'static str,
    column: Column,
    day: Day,
    command: InspectionCommand,
) -> Told<InspectionCommand> {
    Told { event_type, column, command: Dated::on(day, command) }
}

/// What the cell says of the hazards is kept as one text: it names fewer than there are as often as not.
fn record(row: &InspectionRow) -> InspectionCommand {
    let inspectors =
        if row.inspectors.is_empty() { Officers::NotRecorded } else { Officers::named(&row.inspectors) };
    let found = |no| FoundHazard { hazard: HazardNo(no), level: Level::General, content: None };
    InspectionCommand::RecordInspection {
        number: row.number.clone(),
        unit: row.unit.clone(),
        industry: row.industry.clone(),
        address: row.address.clone(),
        committee: row.committee.clone(),
        inspectors,
        leader: row.leader.clone().map(|name| Personal::plain(Subject::STAFF, name)),
        checklist: None,
        hazards: (1..=row.hazards).map(found).collect(),
        findings: row.findings.clone().map(|text| Personal::plain(Subject::MATTER, text)),
        signature: None,
    }
}

/// The row that tells no more than the record.
fn recorded(step: &Dated<InspectionEvent>) -> Option<InspectionRow> {
    let InspectionEvent::InspectionRecorded {
        number,
        unit,
        industry,
        address,
        committee,
        inspectors,
        leader,
        hazards,
        findings,
        ..
    } = &step.what
    else {
        return None;
    };
    let inspectors = match inspectors {
        Officers::Named { names, .. } => names.value().cloned().unwrap_or_default(),
        Officers::NotRecorded => Vec::new(),
    };
    Some(InspectionRow {
        number: number.clone(),
        inspected: step.day(),
        unit: unit.clone(),
        industry: industry.clone(),
        address: address.clone(),
        committee: committee.clone(),
        inspectors,
        leader: leader.as_ref().and_then(|name| name.value().cloned()),
        hazards: u16::try_from(hazards.len()).unwrap_or(u16::MAX),
        findings: findings.as_ref().and_then(|text| text.value().cloned()),
        opinion: None,
        deadline: None,
        reinspected: None,
        second_opinion: None,
        outcome: None,
    })
}
