//! From each step back to the command that it followed from, so that a correction of an earlier one can decide it again.
use super::{Command, Event};
use crate::cases::inspection::FoundHazard;
use crate::cases::personal::Personal;

/// The command from which the step followed, with what is personal kept as it stands; none for what is no step.
pub(in crate::cases::inspection) fn command_of(event: &Event) -> Option<Command> {
    let kept = Personal::kept_if;
    Some(match event.clone() {
        recorded @ Event::InspectionRecorded { .. } => return record_of(recorded),
        Event::OpinionIssued { opinion } => Command::IssueOpinion { opinion },
        Event::RectificationOrdered { hazards, deadline, opinion, inspectors, .. } => {
            let inspectors = inspectors.kept();
            Command::OrderRectification { hazards, deadline: deadline.due, opinion, inspectors }
        }
        Event::DeadlineExtensionRequested { until, reason } => {
            Command::RequestDeadlineExtension { until, reason: kept(reason.as_ref()) }
        }
        Event::DeadlineExtensionApproved { deadline, .. } => {
            Command::ApproveDeadlineExtension { until: deadline.due }
        }
        Event::DeadlineExtensionRejected { reason } => {
            Command::RejectDeadlineExtension { reason: kept(reason.as_ref()) }
        }
        Event::RectificationReported { .. } => Command::ReportRectification {},
        Event::HazardsReinspected { outcome, results, opinion, inspectors } => {
            Command::ReinspectHazards { outcome, results, opinion, inspectors: inspectors.kept() }
        }
        Event::InspectionClosedOff {} => Command::CloseOff {},
        Event::InspectionTransferred { to } => Command::TransferInspection { to },
        Event::TransferResultRecorded { result } => Command::RecordTransferResult { result },
        Event::InspectionReassigned { committee, department } => {
            Command::ReassignInspection { committee, department }
        }
        Event::InspectionReopened { reason, hazards, note } => {
            Command::ReopenInspection { reason, hazards, note: kept(note.as_ref()) }
        }
        Event::TermsRecounted { .. } => Command::RecountTerms {},
        Event::InspectionLinked { to } => Command::LinkInspection { to },
        Event::ExternalNumberRecorded { system, number } => Command::RecordExternalNumber { system, number },
        Event::InspectionVoided { reason } => Command::VoidInspection { reason },
        Event::InspectionCorrected { .. } | Event::InspectionIrregularityFound { .. } => return None,
    })
}

fn record_of(event: Event) -> Option<Command> {
    let Event::InspectionRecorded {
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
    } = event
    else {
        return None;
    };
    let as_it_stands = |found: FoundHazard| {
        let content = Personal::kept_if(found.content.as_ref());
        FoundHazard { content, ..found }
    };
    Some(Command::RecordInspection {
        number,
        unit,
        industry,
        address,
        committee,
        inspectors: inspectors.kept(),
        leader: Personal::kept_if(leader.as_ref()),
        checklist,
        hazards: hazards.into_iter().map(as_it_stands).collect(),
        findings: Personal::kept_if(findings.as_ref()),
        signature,
    })
}
