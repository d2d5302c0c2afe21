//! What is lawful, and what follows from a command.
mod again;
mod terms;

pub(super) use again::command_of;

use super::event::{HazardEvent as Event, Level, MajorStandard};
use super::{HazardCommand as Command, HazardLife, HazardRefusal as Refusal};
use crate::cases::deciding::Deciding;
use crate::cases::facts::Judge;
use crate::cases::occurred::Dated;
use crate::cases::people::Officers;
use crate::cases::statutes::Rule;
use crate::cases::words::Committee;

type Decided = Result<Event, Refusal>;

/// A step of a fire hazard's case on its way to being decided.
type Case<'life, 'judge, 'facts> = Deciding<'life, 'judge, 'facts, HazardLife>;

/// The one event that follows from the command.
pub(super) fn decide(life: &HazardLife, command: &Dated<Command>, judge: &mut Judge<'_>) -> Decided {
    let mut case = Case { life, judge, occurred: command.occurred };
    match command.what.clone() {
        report @ Command::ReportHazard { .. } => case.report(report),
        Command::DismissReport { inspectors } => {
            case.two_inspectors(&inspectors)?;
            Ok(Event::ReportDismissed { inspectors })
        }
        finding @ Command::FindHazard { .. } => case.find(finding),
        Command::FixOnTheSpot { inspectors } => {
            case.two_inspectors(&inspectors)?;
            Ok(Event::FixedOnTheSpot { inspectors })
        }
        Command::OrderRectification { deadline, paper, inspectors } => {
            case.two_inspectors(&inspectors)?;
            let (deadline, reinspect_by) = case.printed(deadline);
            Ok(Event::RectificationOrdered { deadline, reinspect_by, paper, inspectors })
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
            Ok(Event::RectificationReported { reinspect_by: case.due(Rule::ReinspectHazard) })
        }
        Command::ReinspectHazard { outcome, inspectors } => {
            case.two_inspectors(&inspectors)?;
            Ok(Event::HazardReinspected { outcome, inspectors })
        }
        Command::CloseOff {} => case.close_off(),
        Command::DeclareMajor {} => Ok(Event::MajorDeclared { standard: MajorStandard::on(case.day()) }),
        Command::DowngradeHazard { reason } => Ok(Event::HazardDowngraded { reason }),
        Command::SealPremises { emergency, paper, until } => Ok(case.seal(emergency, paper, until)),
        Command::DecideSeal { paper } => Ok(Event::SealDecided { paper }),
        Command::LiftSeal {} => Ok(Event::SealLifted {}),
        Command::RecommendPenalty { to } => Ok(Event::PenaltyRecommended { to }),
        Command::RecordPenalty { penalty, paper } => Ok(Event::PenaltyRecorded { penalty, paper }),
        Command::TransferHazard { to } => Ok(Event::HazardTransferred { to }),
        Command::RecordTransferResult { result } => Ok(Event::TransferResultRecorded { result }),
        Command::ReassignHazard { committee: None, department: None } => Err(Refusal::NothingToReassign),
        Command::ReassignHazard { committee, department } => {
            case.known(committee.as_ref())?;
            Ok(Event::HazardReassigned { committee, department })
        }
        Command::ReopenHazard { reason, note } => {
            Ok(Event::HazardReopened { reason, note, order_by: case.order_again_by(reason) })
        }
        Command::RecountTerms {} => {
            Ok(Event::TermsRecounted { terms: life.recounted(&case.judge.facts().calendar, case.day()) })
        }
        Command::LinkHazard { to } => Ok(Event::HazardLinked { to }),
        Command::RecordExternalNumber { system, number } => {
            Ok(Event::ExternalNumberRecorded { system, number })
        }
        Command::VoidHazard { reason } => Ok(Event::HazardVoided { reason }),
    }
}

impl Case<'_, '_, '_> {
    fn report(&mut self, report: Command) -> Decided {
        let Command::ReportHazard {
            number,
            kind,
            place,
            address,
            place_kind,
            committee,
            description,
            reporter,
        } = report
        else {
            return Err(Refusal::AlreadyRegistered);
        };
        self.known(committee.as_ref())?;
        let rule = if kind.blocks_an_exit() { Rule::CheckBlockedExit } else { Rule::CheckComplaint };
        let check_by = self.due(rule);
        let check_before = self.hours_after(rule);
        Ok(Event::HazardReported {
            number,
            kind,
            place,
            address,
            place_kind,
            committee,
            description,
            reporter,
            check_by,
            check_before,
        })
    }

    fn find(&mut self, finding: Command) -> Decided {
        let Command::FindHazard {
            number,
            kind,
            place,
            address,
            place_kind,
            committee,
            description,
            inspectors,
            level,
        } = finding
        else {
            return Err(Refusal::AlreadyRegistered);
        };
        self.known(committee.as_ref())?;
        self.two_inspectors(&inspectors)?;
        let standard = (level == Level::Major).then(|| MajorStandard::on(self.day()));
        let order_by = self.due(Rule::OrderCorrection);
        Ok(Event::HazardFound {
            number,
            kind,
            place,
            address,
            place_kind,
            committee,
            description,
            inspectors,
            level,
            standard,
            order_by,
        })
    }

    /// Who closes off now needs the eyes of two inspectors; what paper did wrong is on record with its re-inspection.
    fn close_off(&mut self) -> Decided {
        if self.is_live() && self.life.is_sealed_on(self.day()) {
            return Err(Refusal::StillSealed);
        }
        self.demand_said(self.life.is_verified_by_two(), Rule::TwoInspectors)?;
        Ok(Event::HazardClosedOff {})
    }

    fn two_inspectors(&mut self, inspectors: &Officers) -> Result<(), Refusal> {
        Ok(self.demand_two(inspectors, Rule::TwoInspectors)?)
    }

    fn known(&self, committee: Option<&Committee>) -> Result<(), Refusal> {
        if self.is_known(committee) { Ok(()) } else { Err(Refusal::UnknownCommittee) }
    }
}
