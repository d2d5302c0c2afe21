//! From each step back to the command that it followed from, so that a correction of an earlier one can decide it again.
use super::{Command, Event};
use crate::cases::personal::Personal;

/// The command from which the step followed, with what is personal kept as it stands; none for what is no step.
pub(in crate::cases::illegal_structure) fn command_of(event: &Event) -> Option<Command> {
    Some(match event.clone() {
        reported @ Event::StructureReported { .. } => return report_of(reported),
        Event::SiteInvestigated { officers } => Command::InvestigateSite { officers: officers.kept() },
        Event::InformantInformed {} => Command::InformInformant {},
        Event::NotIllegalFound { grounds } => {
            Command::FindNotIllegal { grounds: Personal::kept_if(grounds.as_ref()) }
        }
        Event::StructureTransferred { to } => Command::TransferStructure { to },
        Event::TransferResultRecorded { result } => Command::RecordTransferResult { result },
        Event::CaseFiled { officers, .. } => Command::FileCase { officers: officers.kept() },
        Event::StructureDetermined { sites } => Command::DetermineStructure { sites },
        Event::SiteRemeasured { site, area } => Command::RemeasureSite { site, area },
        Event::SiteDemolished { site, area, way } => Command::DemolishSite { site, area, way },
        Event::AreaMeasured { site, area } => Command::MeasureArea { site, area },
        Event::DemolitionAccepted { site } => Command::AcceptDemolition { site },
        Event::StructureClosed {} => Command::CloseStructure {},
        ordered => return order_of(ordered),
    })
}

fn order_of(event: Event) -> Option<Command> {
    Some(match event {
        Event::StopOrdered { paper } => Command::OrderStop { paper },
        Event::StopRefusalRecorded {} => Command::RecordStopRefusal {},
        Event::DemolitionOrdered { paper, deadline } => {
            Command::OrderDemolition { paper, deadline: deadline.map(|printed| printed.due) }
        }
        Event::OrderAnnounced { owner_unknown, .. } => Command::AnnounceOrder { owner_unknown },
        Event::OrderServed { way, .. } => Command::ServeOrder { way },
        Event::ComplianceDemanded { paper } => Command::DemandCompliance { paper },
        Event::PartyHeard { form, statement } => {
            Command::HearParty { form, statement: Personal::kept_if(statement.as_ref()) }
        }
        Event::ForcedDemolitionDecided { by, paper } => Command::DecideForcedDemolition { by, paper },
        Event::ForcedDemolitionAnnounced {} => Command::AnnounceForcedDemolition {},
        Event::AssistanceRequested {} => Command::RequestAssistance {},
        beside => return beside_of(beside),
    })
}

fn beside_of(event: Event) -> Option<Command> {
    Some(match event {
        Event::StructureSuspended { reason } => Command::SuspendStructure { reason },
        Event::StructureResumed { .. } => Command::ResumeStructure {},
        Event::LitigationStarted { appeal } => Command::StartLitigation { appeal },
        Event::LitigationEnded { outcome } => Command::EndLitigation { outcome },
        Event::AgreementReached { terms } => {
            Command::ReachAgreement { terms: Personal::kept_if(terms.as_ref()) }
        }
        Event::StructureTerminated { reason } => Command::TerminateStructure { reason },
        Event::StructureReassigned { committee, department } => {
            Command::ReassignStructure { committee, department }
        }
        Event::StructureReopened { reason } => {
            Command::ReopenStructure { reason: Personal::kept_if(reason.as_ref()) }
        }
        Event::TermsRecounted { .. } => Command::RecountTerms {},
        Event::StructureLinked { to } => Command::LinkStructure { to },
        Event::ExternalNumberRecorded { system, number } => Command::RecordExternalNumber { system, number },
        Event::StructureVoided { reason } => Command::VoidStructure { reason },
        _ => return None,
    })
}

fn report_of(event: Event) -> Option<Command> {
    let Event::StructureReported {
        number,
        zone,
        address,
        committee,
        stock,
        under_construction,
        source,
        informant,
        party,
        sites,
        ..
    } = event
    else {
        return None;
    };
    Some(Command::ReportStructure {
        number,
        zone,
        address,
        committee,
        stock,
        under_construction,
        source,
        informant: Personal::kept_if(informant.as_ref()),
        party: Personal::kept_if(party.as_ref()),
        sites,
    })
}
