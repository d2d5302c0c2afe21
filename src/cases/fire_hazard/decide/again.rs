//! From each step back to the command that it followed from, so that a correction of an earlier one can decide it again.
use super::{Command, Event};
use crate::cases::personal::Personal;

/// The command from which the step followed, with what is personal kept as it stands; none for what is no step.
pub(in crate::cases::fire_hazard) fn command_of(event: &Event) -> Option<Command> {
    let kept = Personal::kept_if;
    Some(match event.clone() {
        reported @ Event::HazardReported { .. } => return report_of(reported),
        found @ Event::HazardFound { .. } => return finding_of(found),
        Event::ReportDismissed { inspectors } => Command::DismissReport { inspectors: inspectors.kept() },
        Event::FixedOnTheSpot { inspectors } => Command::FixOnTheSpot { inspectors: inspectors.kept() },
        Event::RectificationOrdered { deadline, paper, inspectors, .. } => {
            Command::OrderRectification { deadline: deadline.due, paper, inspectors: inspectors.kept() }
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
        Event::HazardReinspected { outcome, inspectors } => {
            Command::ReinspectHazard { outcome, inspectors: inspectors.kept() }
        }
        Event::HazardClosedOff {} => Command::CloseOff {},
        Event::HazardReopened { reason, note, .. } => {
            Command::ReopenHazard { reason, note: kept(note.as_ref()) }
        }
        beside => return beside_of(beside),
    })
}

fn beside_of(event: Event) -> Option<Command> {
    Some(match event {
        Event::MajorDeclared { .. } => Command::DeclareMajor {},
        Event::HazardDowngraded { reason } => {
            Command::DowngradeHazard { reason: Personal::kept_if(reason.as_ref()) }
        }
        Event::PremisesSealed { emergency, paper, until, .. } => {
            // Thirty days unless the paper names a day; a seal that is printed to last thirty days lasts no other.
            Command::SealPremises { emergency, paper, until: Some(until.due) }
        }
        Event::SealDecided { paper } => Command::DecideSeal { paper },
        Event::SealLifted {} => Command::LiftSeal {},
        Event::PenaltyRecommended { to } => Command::RecommendPenalty { to },
        Event::PenaltyRecorded { penalty, paper } => Command::RecordPenalty { penalty, paper },
        Event::HazardTransferred { to } => Command::TransferHazard { to },
        Event::TransferResultRecorded { result } => Command::RecordTransferResult { result },
        Event::HazardReassigned { committee, department } => {
            Command::ReassignHazard { committee, department }
        }
        Event::TermsRecounted { .. } => Command::RecountTerms {},
        Event::HazardLinked { to } => Command::LinkHazard { to },
        Event::ExternalNumberRecorded { system, number } => Command::RecordExternalNumber { system, number },
        Event::HazardVoided { reason } => Command::VoidHazard { reason },
        _ => return None,
    })
}

fn report_of(event: Event) -> Option<Command> {
    let Event::HazardReported { number, kind, place, address, place_kind, committee, reporter, .. } = event
    else {
        return None;
    };
    Some(Command::ReportHazard {
        number,
        kind,
        place,
        address,
        place_kind,
        committee,
        description: Personal::kept(),
        reporter: Personal::kept_if(reporter.as_ref()),
    })
}

fn finding_of(event: Event) -> Option<Command> {
    let Event::HazardFound {
        number,
        kind,
        place,
        address,
        place_kind,
        committee,
        description,
        inspectors,
        level,
        ..
    } = event
    else {
        return None;
    };
    Some(Command::FindHazard {
        number,
        kind,
        place,
        address,
        place_kind,
        committee,
        description: Personal::kept_if(description.as_ref()),
        inspectors: inspectors.kept(),
        level,
    })
}
