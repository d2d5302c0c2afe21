//! How each event changes the state. No rules here.
use super::order::{PetitionPhase, PetitionStep};
use super::terms::{APPEAL, CONCLUSION, DECISION};
use super::{Incident, PetitionLife, Registration, Settlement};
use crate::cases::due::DueDate;
use crate::cases::external_number::ExternalNumber;
use crate::cases::occurred::{Dated, Day};
use crate::cases::petition::event::{Destination, PetitionEvent as Event, Representatives};
use crate::cases::statutes::Rule;

impl PetitionLife {
    /// Takes the step in.
    pub(in crate::cases::petition) fn take(&mut self, event: &Dated<Event>) {
        let Some(step) = event.what.step() else { return };
        let day = event.day();
        self.milestones.insert(step, event.occurred);
        if step.informs() {
            self.informed.get_or_insert(event.occurred);
            self.terms.end(&[Rule::InformPetitioner], day);
        }
        if !step.is_beside() {
            self.latest = Some(day);
        }
        if let Some(phase) = step.leads_to() {
            self.enter(phase, day);
        }
        if step == PetitionStep::Concluded {
            self.conclusions.push(event.occurred);
        }
        self.take_handling(&event.what, day);
        self.take_review(&event.what, day);
        self.take_beside(&event.what, day);
    }

    fn enter(&mut self, phase: PetitionPhase, day: Day) {
        self.phases.set(day, phase);
        if phase != PetitionPhase::Forwarded && phase != PetitionPhase::Assigned {
            self.terms.end(&[Rule::ReturnForwarded], day);
        }
        if phase.is_in_handling() {
            self.handling = phase;
        } else {
            self.extension_pending = None;
            self.resume(day);
        }
        if phase.is_ended() {
            self.terms.end_all(day);
        }
    }

    fn take_handling(&mut self, event: &Event, day: Day) {
        match event {
            Event::PetitionRegistered { department, inform_by, .. } => {
                self.registration = registration(event);
                self.terms.start(inform_by.clone(), day);
                if let Some(department) = department {
                    self.departments.set(day, department.clone());
                }
            }
            Event::PetitionForwarded { to, return_by } | Event::PetitionAssigned { to, return_by } => {
                if let Some(due) = return_by {
                    self.terms.start(due.clone(), day);
                }
                if let Destination::Department(department) = to {
                    self.departments.set(day, department.clone());
                }
            }
            Event::PetitionAccepted { department, conclude_by, .. } => {
                if let Some(due) = conclude_by {
                    self.conclude_by.set(day, due.clone());
                    self.terms.start(due.clone(), day);
                }
                if let Some(department) = department {
                    self.departments.set(day, department.clone());
                }
            }
            Event::PetitionConcluded { .. } => {
                self.closed.set(day, Some(day));
                self.terms.end(CONCLUSION, day);
                self.rated = false;
                self.served = false;
            }
            Event::DeadlineStated { deadline, conclude_by } => {
                self.deadline = Some(*deadline);
                self.move_conclusion(conclude_by, day);
            }
            Event::ExtensionRequested { days, .. } => self.extension_pending = Some(days.get()),
            Event::ExtensionApproved { conclude_by, .. } => {
                self.extension_pending = None;
                self.extended = true;
                self.move_conclusion(conclude_by, day);
            }
            Event::ExtensionRejected { .. } => self.extension_pending = None,
            Event::PetitionSuspended { .. } => self.suspended.set(day, Some(day)),
            Event::PetitionResumed { conclude_by, .. } => {
                self.resume(day);
                if let Some(due) = conclude_by {
                    self.move_conclusion(due, day);
                }
            }
            Event::TermsRecounted { terms } => terms.iter().for_each(|due| self.recount(due, day)),
            Event::PetitionReopened { .. } => self.reopen(day),
            _ => {}
        }
    }

    fn resume(&mut self, day: Day) {
        if self.suspended().is_some() {
            self.suspended.set(day, None);
        }
    }

    fn move_conclusion(&mut self, due: &DueDate, day: Day) {
        self.conclude_by.set(day, due.clone());
        self.terms.move_due(CONCLUSION, due);
    }

    fn recount(&mut self, due: &DueDate, day: Day) {
        self.terms.recount(due);
        if CONCLUSION.contains(&due.rule) {
            self.conclude_by.set(day, due.clone());
        }
        if let Some(registration) = &mut self.registration
            && due.rule == Rule::InformPetitioner
        {
            registration.inform_by = due.clone();
        }
    }

    fn reopen(&mut self, day: Day) {
        self.reopened.push(day);
        if self.concluded().is_some() {
            self.closed.set(day, None);
        }
        self.terms.end_all(day);
        if self.handling == PetitionPhase::Accepted {
            self.terms.restart(CONCLUSION);
        }
        if self.informed.is_none() {
            self.terms.restart(&[Rule::InformPetitioner]);
        }
        self.milestones.retain(|step, _| !step.is_undone_by_reopening());
        self.enter(self.handling, day);
    }

    fn take_review(&mut self, event: &Event, day: Day) {
        match event {
            Event::ReplyServed { request_by } => {
                self.served = true;
                if let Some(due) = request_by {
                    self.terms.start(due.clone(), day);
                }
                if self.phase() == PetitionPhase::Concluded {
                    self.enter(PetitionPhase::ReplyServed, day);
                }
            }
            Event::ReviewRequested { decide_by } | Event::FinalReviewRequested { decide_by } => {
                self.terms.end(APPEAL, day);
                self.terms.start(decide_by.clone(), day);
            }
            Event::HearingHeld { decide_by, .. } => self.terms.move_due(DECISION, decide_by),
            Event::ReviewDecided { .. } => {
                self.served = false;
                self.terms.end(DECISION, day);
            }
            Event::FinalReviewDecided { outcome, .. } => {
                self.served = false;
                self.final_review = Some(*outcome);
                self.terms.end(DECISION, day);
            }
            _ => {}
        }
    }

    fn take_beside(&mut self, event: &Event, day: Day) {
        match event {
            Event::PetitionRated { rating } => {
                self.ratings.set(day, *rating);
                self.rated = true;
            }
            Event::PetitionMediated { outcome } => self.mediations.push((day, *outcome)),
            Event::DisputeSettled { category } => {
                self.settlement = Some(Settlement { day, category: *category });
            }
            Event::PetitionUrged { .. } => self.urged.push(day),
            Event::PetitionLinked { to } => self.links.push(*to),
            Event::PetitionMerged { into } => self.merged_into = Some(*into),
            Event::PetitionReassigned { department } => self.departments.set(day, department.clone()),
            Event::HandlerRecused { .. } => self.recusals.push(day),
            Event::IncidentRecorded { kind } => self.incidents.push(Incident { day, kind: *kind }),
            Event::ExternalNumberRecorded { system, number } => {
                let (system, number) = (system.clone(), number.clone());
                self.external_numbers.push(ExternalNumber { system, number });
            }
            Event::PetitionVoided { reason } => self.voided = Some((day, *reason)),
            _ => {}
        }
    }
}

fn registration(event: &Event) -> Option<Registration> {
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
        department: _,
        petitioner: _,
        matter: _,
        dispute,
        inform_by,
    } = event
    else {
        return None;
    };
    Some(Registration {
        number: number.clone(),
        channel: channel.clone(),
        heads: *heads,
        representatives: representatives.as_ref().map_or(0, Representatives::counted),
        committee: committee.clone(),
        category: category.clone(),
        class: *class,
        first_time: *first_time,
        route: *route,
        dispute: *dispute,
        inform_by: inform_by.clone(),
    })
}

impl Event {
    /// The step that it records; none for a correction or an irregularity.
    #[must_use]
    pub const fn step(&self) -> Option<PetitionStep> {
        Some(match self {
            Self::PetitionRegistered { .. } => PetitionStep::Registered,
            Self::PetitionForwarded { .. } => PetitionStep::Forwarded,
            Self::PetitionAssigned { .. } => PetitionStep::Assigned,
            Self::ForwardedPetitionReturned { .. } => PetitionStep::Returned,
            Self::PetitionAccepted { .. } => PetitionStep::Accepted,
            Self::PetitionRedirected { .. } => PetitionStep::Redirected,
            Self::PetitionDeclined { .. } => PetitionStep::Declined,
            Self::PetitionConcluded { .. } => PetitionStep::Concluded,
            Self::DeadlineStated { .. } => PetitionStep::DeadlineStated,
            Self::ExtensionRequested { .. } => PetitionStep::ExtensionRequested,
            Self::ExtensionApproved { .. } => PetitionStep::ExtensionApproved,
            Self::ExtensionRejected { .. } => PetitionStep::ExtensionRejected,
            Self::PetitionSuspended { .. } => PetitionStep::Suspended,
            Self::PetitionResumed { .. } => PetitionStep::Resumed,
            Self::ReplyServed { .. } => PetitionStep::ReplyServed,
            Self::ReviewRequested { .. } => PetitionStep::ReviewRequested,
            Self::ReviewDecided { .. } => PetitionStep::ReviewDecided,
            Self::FinalReviewRequested { .. } => PetitionStep::FinalReviewRequested,
            Self::HearingHeld { .. } => PetitionStep::HearingHeld,
            Self::FinalReviewDecided { .. } => PetitionStep::FinalReviewDecided,
            Self::PetitionTerminated {} => PetitionStep::Terminated,
            Self::PetitionClosed {} => PetitionStep::Closed,
            Self::PetitionRated { .. } => PetitionStep::Rated,
            Self::PetitionMediated { .. } => PetitionStep::Mediated,
            Self::DisputeSettled { .. } => PetitionStep::DisputeSettled,
            Self::PetitionNoted { .. } => PetitionStep::Noted,
            Self::PetitionUrged { .. } => PetitionStep::Urged,
            Self::PetitionLinked { .. } => PetitionStep::Linked,
            Self::PetitionMerged { .. } => PetitionStep::Merged,
            Self::PetitionWithdrawn { .. } => PetitionStep::Withdrawn,
            Self::PetitionReopened { .. } => PetitionStep::Reopened,
            Self::TermsRecounted { .. } => PetitionStep::TermsRecounted,
            Self::PetitionReassigned { .. } => PetitionStep::Reassigned,
            Self::HandlerRecused { .. } => PetitionStep::HandlerRecused,
            Self::IncidentRecorded { .. } => PetitionStep::IncidentRecorded,
            Self::ExternalNumberRecorded { .. } => PetitionStep::ExternalNumberRecorded,
            Self::PetitionVoided { .. } => PetitionStep::Voided,
            Self::PetitionCorrected { .. } | Self::PetitionIrregularityFound { .. } => return None,
        })
    }
}
