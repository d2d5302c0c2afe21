//! From each step back to the command that it followed from, so that a correction of an earlier one can decide it again.
use super::{Command, Event};
use crate::cases::personal::Personal;
use crate::cases::petition::event::Representatives;

/// The command from which the step followed, with what is personal kept as it stands; none for what is no step.
pub(super) fn command_of(event: &Event) -> Option<Command> {
    let kept = Personal::kept_if;
    Some(match event.clone() {
        registered @ Event::PetitionRegistered { .. } => return registration_of(registered),
        Event::PetitionForwarded { to, .. } => Command::ForwardPetition { to },
        Event::PetitionAssigned { to, .. } => Command::AssignPetition { to },
        Event::ForwardedPetitionReturned { reason } => {
            Command::ReturnForwardedPetition { reason: kept(reason.as_ref()) }
        }
        Event::PetitionAccepted { department, simplified, .. } => {
            Command::AcceptPetition { department, simplified }
        }
        Event::PetitionRedirected { to } => Command::RedirectPetition { to },
        Event::PetitionDeclined { reason } => Command::DeclinePetition { reason: kept(reason.as_ref()) },
        Event::PetitionConcluded { outcome, paper } => Command::ConcludePetition { outcome, paper },
        Event::DeadlineStated { deadline, .. } => Command::StateDeadline { deadline },
        Event::ExtensionRequested { days, .. } => {
            Command::RequestExtension { days, reason: Personal::kept() }
        }
        Event::ExtensionApproved { petitioner_told, .. } => Command::ApproveExtension { petitioner_told },
        Event::ExtensionRejected { reason } => Command::RejectExtension { reason: kept(reason.as_ref()) },
        Event::PetitionSuspended { .. } => Command::SuspendPetition { reason: Personal::kept() },
        Event::PetitionResumed { .. } => Command::ResumePetition {},
        reviewed => return review_of(reviewed),
    })
}

fn review_of(event: Event) -> Option<Command> {
    Some(match event {
        Event::ReplyServed { .. } => Command::ServeReply {},
        Event::ReviewRequested { .. } => Command::RequestReview {},
        Event::ReviewDecided { outcome, paper } => Command::DecideReview { outcome, paper },
        Event::FinalReviewRequested { .. } => Command::RequestFinalReview {},
        Event::HearingHeld { days, .. } => Command::HoldHearing { days },
        Event::FinalReviewDecided { outcome, paper } => Command::DecideFinalReview { outcome, paper },
        Event::PetitionTerminated {} => Command::TerminatePetition {},
        Event::PetitionClosed {} => Command::ClosePetition {},
        beside => return beside_of(beside),
    })
}

fn beside_of(event: Event) -> Option<Command> {
    let kept = Personal::kept_if;
    Some(match event {
        Event::PetitionRated { rating } => Command::RatePetition { rating },
        Event::PetitionMediated { outcome } => Command::MediatePetition { outcome },
        Event::DisputeSettled { category } => Command::SettleDispute { category },
        Event::PetitionNoted { .. } => Command::TakeNote { note: Personal::kept() },
        Event::PetitionUrged { instruction } => {
            Command::UrgePetition { instruction: kept(instruction.as_ref()) }
        }
        Event::PetitionLinked { to } => Command::LinkPetition { to },
        Event::PetitionMerged { into } => Command::MergePetition { into },
        Event::PetitionWithdrawn { reason } => Command::WithdrawPetition { reason: kept(reason.as_ref()) },
        Event::PetitionReopened { .. } => Command::ReopenPetition { reason: Personal::kept() },
        Event::TermsRecounted { .. } => Command::RecountTerms {},
        Event::PetitionReassigned { department } => Command::ReassignPetition { department },
        Event::HandlerRecused { reason, .. } => {
            Command::RecuseHandler { handler: Personal::kept(), reason: kept(reason.as_ref()) }
        }
        Event::IncidentRecorded { kind } => Command::RecordIncident { kind },
        Event::ExternalNumberRecorded { system, number } => Command::RecordExternalNumber { system, number },
        Event::PetitionVoided { reason } => Command::VoidPetition { reason },
        _ => return None,
    })
}

fn registration_of(event: Event) -> Option<Command> {
    let Event::PetitionRegistered {
        number,
        channel,
        heads,
        representatives,
        committee,
        category,
        class,
        first_time,
        route,
        department,
        petitioner: _,
        matter,
        dispute,
        inform_by: _,
    } = event
    else {
        return None;
    };
    Some(Command::RegisterPetition {
        number,
        channel,
        heads,
        representatives: representatives.as_ref().map(Representatives::kept),
        committee,
        category,
        class,
        first_time,
        route,
        department,
        petitioner: Personal::kept(),
        matter: Personal::kept_if(matter.as_ref()),
        dispute,
    })
}
