//! What follows from each command to a registered petition.
use super::{Command, Event};
use crate::cases::due::DueDate;
use crate::cases::facts::Judge;
use crate::cases::occurred::Day;
use crate::cases::petition::refusal::PetitionRefusal;
use crate::cases::petition::state::PetitionLife;
use crate::cases::statutes::Rule;

impl PetitionLife {
    /// The event that follows from `command`, whose step is possible.
    pub(super) fn follow(
        &self,
        command: Command,
        day: Day,
        judge: &mut Judge<'_>,
    ) -> Result<Event, PetitionRefusal> {
        let due = |rule, judge: &Judge<'_>| DueDate::by(rule, day, &judge.facts().calendar);
        Ok(match command {
            Command::RegisterPetition { .. } => return Err(PetitionRefusal::AlreadyRegistered),
            Command::ForwardPetition { to } => {
                Event::PetitionForwarded { to, return_by: return_by(day, judge) }
            }
            Command::AssignPetition { to } => {
                Event::PetitionAssigned { to, return_by: return_by(day, judge) }
            }
            Command::ReturnForwardedPetition { reason } => Event::ForwardedPetitionReturned { reason },
            Command::AcceptPetition { department, simplified } => {
                let conclude_by = self.acceptance_term(simplified, day, judge)?;
                Event::PetitionAccepted { department, simplified, conclude_by }
            }
            Command::RedirectPetition { to } => Event::PetitionRedirected { to },
            Command::DeclinePetition { reason } => Event::PetitionDeclined { reason },
            Command::ConcludePetition { outcome, paper } => {
                judge.demand_said(outcome.is_some(), Rule::ConcludePetition, day)?;
                Event::PetitionConcluded { outcome, paper }
            }
            Command::StateDeadline { deadline } => self.stated(deadline, judge)?,
            Command::RequestExtension { days, reason } => {
                self.demand_extensible(days, day, judge)?;
                Event::ExtensionRequested { days, reason }
            }
            Command::ApproveExtension { petitioner_told } => {
                self.approved_extension(petitioner_told, day, judge)?
            }
            Command::RejectExtension { reason } => Event::ExtensionRejected { reason },
            Command::SuspendPetition { reason } => Event::PetitionSuspended { reason },
            Command::ResumePetition {} => self.resumed(day, judge)?,
            Command::ServeReply {} => Event::ReplyServed { request_by: self.appeal_opens(day, judge) },
            Command::RequestReview {} => {
                self.demand_in_time_to_ask(day, judge)?;
                Event::ReviewRequested { decide_by: due(Rule::DecideReview, judge) }
            }
            Command::DecideReview { outcome, paper } => Event::ReviewDecided { outcome, paper },
            Command::RequestFinalReview {} => {
                self.demand_in_time_to_ask(day, judge)?;
                Event::FinalReviewRequested { decide_by: due(Rule::DecideFinalReview, judge) }
            }
            Command::HoldHearing { days } => self.heard(days, judge)?,
            Command::DecideFinalReview { outcome, paper } => Event::FinalReviewDecided { outcome, paper },
            Command::TerminatePetition {} => Event::PetitionTerminated {},
            Command::ClosePetition {} => {
                let lapsed = self.appeal_term().is_some_and(|term| term.is_late(day));
                judge.demand(lapsed, self.appeal_rule(), day)?;
                Event::PetitionClosed {}
            }
            Command::RatePetition { rating } => Event::PetitionRated { rating },
            Command::MediatePetition { outcome } => Event::PetitionMediated { outcome },
            Command::SettleDispute { category } => Event::DisputeSettled { category },
            Command::TakeNote { note } => Event::PetitionNoted { note },
            Command::UrgePetition { instruction } => Event::PetitionUrged { instruction },
            Command::LinkPetition { to } => Event::PetitionLinked { to },
            Command::MergePetition { into } => Event::PetitionMerged { into },
            Command::WithdrawPetition { reason } => Event::PetitionWithdrawn { reason },
            Command::ReopenPetition { reason } => {
                judge.demand(!self.is_barred(), Rule::FinalDecisionBars, day)?;
                Event::PetitionReopened { reason }
            }
            Command::RecountTerms {} => {
                Event::TermsRecounted { terms: self.recounted(&judge.facts().calendar, day) }
            }
            Command::ReassignPetition { department } => Event::PetitionReassigned { department },
            Command::RecuseHandler { handler, reason } => Event::HandlerRecused { handler, reason },
            Command::RecordIncident { kind } => Event::IncidentRecorded { kind },
            Command::RecordExternalNumber { system, number } => {
                Event::ExternalNumberRecorded { system, number }
            }
            Command::VoidPetition { reason } => Event::PetitionVoided { reason },
        })
    }
}

/// By when whoever was sent it may return it; the law before 2022-05-01 knew no such term.
fn return_by(day: Day, judge: &Judge<'_>) -> Option<DueDate> {
    Some(DueDate::by(Rule::ReturnForwarded, day, &judge.facts().calendar)).filter(|due| due.in_force)
}
