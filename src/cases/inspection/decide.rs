//! What is lawful, and what follows from a command.
mod again;

pub(super) use again::command_of;

use super::event::InspectionEvent as Event;
use super::{InspectionCommand as Command, InspectionLife, InspectionRefusal as Refusal};
use crate::cases::deciding::Deciding;
use crate::cases::due::DueDate;
use crate::cases::facts::Judge;
use crate::cases::occurred::{Dated, Day};
use crate::cases::people::Officers;
use crate::cases::rectification::printed;
use crate::cases::statutes::Rule;
use crate::cases::words::Committee;

type Decided = Result<Event, Refusal>;

/// A step of an inspection's case on its way to being decided.
type Case<'life, 'judge, 'facts> = Deciding<'life, 'judge, 'facts, InspectionLife>;

/// The one event that follows from the command.
pub(super) fn decide(life: &InspectionLife, command: &Dated<Command>, judge: &mut Judge<'_>) -> Decided {
    let mut case = Case { life, judge, occurred: command.occurred };
    match command.what.clone() {
        record @ Command::RecordInspection { .. } => case.record(record),
        Command::IssueOpinion { opinion } => Ok(Event::OpinionIssued { opinion }),
        Command::OrderRectification { hazards, deadline, opinion, inspectors } => {
            case.two_inspectors(&inspectors)?;
            let (deadline, reinspect_by) = case.printed(deadline);
            Ok(Event::RectificationOrdered { hazards, deadline, reinspect_by, opinion, inspectors })
        }
        Command::RequestDeadlineExtension { until, reason } => {
            Ok(Event::DeadlineExtensionRequested { until, reason })
        }
        Command::ApproveDeadlineExtension { until } => {
            let (deadline, reinspect_by) = case.printed(until);
            Ok(Event::DeadlineExtensionApproved { deadline, reinspect_by })
        }
        Command::RejectDeadlineExtension { reason } => Ok(Event::DeadlineExtensionRejected { reason }),
        Command::ReportRectification {} => {
            Ok(Event::RectificationReported { reinspect_by: case.due(Rule::ReinspectSafetyHazard) })
        }
        Command::ReinspectHazards { outcome, results, opinion, inspectors } => {
            case.two_inspectors(&inspectors)?;
            Ok(Event::HazardsReinspected { outcome, results, opinion, inspectors })
        }
        Command::CloseOff {} => {
            case.demand_said(life.is_verified_by_two(), Rule::TwoOfficers)?;
            Ok(Event::InspectionClosedOff {})
        }
        Command::TransferInspection { to } => Ok(Event::InspectionTransferred { to }),
        Command::RecordTransferResult { result } => Ok(Event::TransferResultRecorded { result }),
        Command::ReassignInspection { committee: None, department: None } => Err(Refusal::NothingToReassign),
        Command::ReassignInspection { committee, department } => {
            case.known(committee.as_ref())?;
            Ok(Event::InspectionReassigned { committee, department })
        }
        Command::ReopenInspection { reason, hazards, note } => {
            Ok(Event::InspectionReopened { reason, hazards, note })
        }
        Command::RecountTerms {} => {
            Ok(Event::TermsRecounted { terms: life.recounted(&case.judge.facts().calendar, case.day()) })
        }
        Command::LinkInspection { to } => Ok(Event::InspectionLinked { to }),
        Command::RecordExternalNumber { system, number } => {
            Ok(Event::ExternalNumberRecorded { system, number })
        }
        Command::VoidInspection { reason } => Ok(Event::InspectionVoided { reason }),
    }
}

impl Case<'_, '_, '_> {
    /// Two inspectors, and the signature of the unit's head or the refusal noted; paper may not say so.
    fn record(&mut self, record: Command) -> Decided {
        let Command::RecordInspection {
            number,
            unit,
            industry,
            address,
            committee,
            inspectors,
            leader,
            checklist,
            hazards,
            findings,
            signature,
        } = record
        else {
            return Err(Refusal::AlreadyRecorded);
        };
        self.known(committee.as_ref())?;
        self.two_inspectors(&inspectors)?;
        self.demand_said(signature.is_some(), Rule::SafetyInspectionRecorded)?;
        Ok(Event::InspectionRecorded {
            number,
            unit,
            industry,
            address,
            committee,
            inspectors,
            leader,
            checklist,
            hazards,
            findings,
            signature,
        })
    }

    fn printed(&self, deadline: Day) -> (DueDate, DueDate) {
        let rules = (Rule::CorrectSafetyHazard, Rule::ReinspectSafetyHazard);
        printed(rules, self.day(), deadline, &self.judge.facts().calendar)
    }

    fn two_inspectors(&mut self, inspectors: &Officers) -> Result<(), Refusal> {
        Ok(self.demand_two(inspectors, Rule::TwoOfficers)?)
    }

    fn known(&self, committee: Option<&Committee>) -> Result<(), Refusal> {
        if self.is_known(committee) { Ok(()) } else { Err(Refusal::UnknownCommittee) }
    }
}
