//! What is lawful, and what follows from a command.
mod again;
mod force;
mod orders;

pub(super) use again::command_of;

use super::event::StructureEvent as Event;
use super::{StructureCommand as Command, StructureLife, StructureRefusal as Refusal};
use crate::cases::deciding::Deciding;
use crate::cases::due::DueDate;
use crate::cases::facts::Judge;
use crate::cases::occurred::Dated;
use crate::cases::people::Officers;
use crate::cases::statutes::Rule;
use crate::cases::words::Committee;

type Decided = Result<Event, Refusal>;

/// A step of an illegal structure's case on its way to being decided.
type Case<'life, 'judge, 'facts> = Deciding<'life, 'judge, 'facts, StructureLife>;

/// The one event that follows from the command.
pub(super) fn decide(life: &StructureLife, command: &Dated<Command>, judge: &mut Judge<'_>) -> Decided {
    let mut case = Case { life, judge, occurred: command.occurred };
    match command.what.clone() {
        report @ Command::ReportStructure { .. } => case.report(report),
        Command::InvestigateSite { officers } => case.investigate(officers),
        Command::InformInformant {} => Ok(Event::InformantInformed {}),
        Command::FindNotIllegal { grounds } => {
            case.seen_on_site()?;
            Ok(Event::NotIllegalFound { grounds })
        }
        Command::TransferStructure { to } => Ok(Event::StructureTransferred { to }),
        Command::RecordTransferResult { result } => Ok(Event::TransferResultRecorded { result }),
        Command::FileCase { officers } => case.file(officers),
        Command::DetermineStructure { sites } => Ok(Event::StructureDetermined { sites }),
        Command::RemeasureSite { site, area } => Ok(Event::SiteRemeasured { site, area }),
        Command::OrderStop { paper } => case.order_stop(paper),
        Command::RecordStopRefusal {} => Ok(Event::StopRefusalRecorded {}),
        Command::OrderDemolition { paper, deadline } => Ok(case.order_demolition(paper, deadline)),
        Command::AnnounceOrder { owner_unknown } => Ok(case.announce_order(owner_unknown)),
        Command::ServeOrder { way } => case.serve_order(way),
        Command::DemandCompliance { paper } => case.demand_compliance(paper),
        Command::HearParty { form, statement } => Ok(Event::PartyHeard { form, statement }),
        Command::DecideForcedDemolition { by, paper } => case.decide_force(by, paper),
        Command::AnnounceForcedDemolition {} => Ok(Event::ForcedDemolitionAnnounced {}),
        Command::RequestAssistance {} => Ok(Event::AssistanceRequested {}),
        Command::DemolishSite { site, area, way } => case.demolish(site, area, way),
        Command::MeasureArea { site, area } => Ok(Event::AreaMeasured { site, area }),
        Command::AcceptDemolition { site } => Ok(Event::DemolitionAccepted { site }),
        Command::CloseStructure {} => case.close(),
        Command::SuspendStructure { reason } => Ok(Event::StructureSuspended { reason }),
        Command::ResumeStructure {} => Ok(Event::StructureResumed { decide_by: case.rested() }),
        Command::StartLitigation { appeal } => Ok(Event::LitigationStarted { appeal }),
        Command::EndLitigation { outcome } => Ok(Event::LitigationEnded { outcome }),
        Command::ReachAgreement { terms } => Ok(Event::AgreementReached { terms }),
        Command::TerminateStructure { reason } => Ok(Event::StructureTerminated { reason }),
        Command::ReassignStructure { committee: None, department: None } => Err(Refusal::NothingToReassign),
        Command::ReassignStructure { committee, department } => {
            case.known(committee.as_ref())?;
            Ok(Event::StructureReassigned { committee, department })
        }
        Command::ReopenStructure { reason } => Ok(Event::StructureReopened { reason }),
        Command::RecountTerms {} => {
            Ok(Event::TermsRecounted { terms: life.recounted(&case.judge.facts().calendar, case.day()) })
        }
        Command::LinkStructure { to } => Ok(Event::StructureLinked { to }),
        Command::RecordExternalNumber { system, number } => {
            Ok(Event::ExternalNumberRecorded { system, number })
        }
        Command::VoidStructure { reason } => Ok(Event::StructureVoided { reason }),
    }
}

impl Case<'_, '_, '_> {
    fn report(&mut self, report: Command) -> Decided {
        let Command::ReportStructure {
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
        } = report
        else {
            return Err(Refusal::AlreadyReported);
        };
        self.known(committee.as_ref())?;
        let rule = if under_construction { Rule::OnSiteStillBuilding } else { Rule::OnSite };
        let on_site_by = self.due(rule);
        let on_site_before = self.hours_after(rule);
        let inform_by = informant.is_some().then(|| self.due(Rule::InformInformant));
        Ok(Event::StructureReported {
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
            on_site_by,
            on_site_before,
            inform_by,
        })
    }

    fn investigate(&mut self, officers: Officers) -> Decided {
        self.two_officers(&officers)?;
        Ok(Event::SiteInvestigated { officers })
    }

    fn file(&mut self, officers: Officers) -> Decided {
        self.seen_on_site()?;
        self.two_officers(&officers)?;
        let decide_by = Some(self.due(Rule::PenaltyDecision)).filter(|due| due.in_force);
        Ok(Event::CaseFiled { officers, decide_by })
    }

    /// Paper may leave out that a demolition was accepted; who closes a case now accepts it first.
    fn close(&self) -> Decided {
        let ended = self.life.ended_on().is_some() || self.life.agreed.is_some();
        let standing = self.life.sites.iter().find(|(_, site)| site.accepted.is_none());
        match standing {
            Some((site, life)) if self.is_live() && !ended && life.completed().is_some() => {
                Err(Refusal::NotAccepted { site: *site })
            }
            _ => Ok(Event::StructureClosed {}),
        }
    }

    /// The last day to decide, moved by the days for which the case has rested since it was filed.
    fn rested(&self) -> Option<DueDate> {
        let due = self.life.decide_by.now().filter(|_| self.life.orders.is_empty())?;
        let since = self.life.suspended.days().last()?.max(self.life.filed?.day());
        let days = u16::try_from((self.day() - since).num_days()).ok().filter(|days| *days > 0)?;
        Some(due.rested(days, &self.judge.facts().calendar))
    }

    /// Whoever files a case now has been on the site; paper may not say so.
    fn seen_on_site(&mut self) -> Result<(), Refusal> {
        let seen = self.life.investigated.is_some();
        Ok(self.demand_said(seen, Rule::OnSite)?)
    }

    fn two_officers(&mut self, officers: &Officers) -> Result<(), Refusal> {
        Ok(self.demand_two(officers, Rule::TwoOfficers)?)
    }

    fn known(&self, committee: Option<&Committee>) -> Result<(), Refusal> {
        if self.is_known(committee) { Ok(()) } else { Err(Refusal::UnknownCommittee) }
    }
}
