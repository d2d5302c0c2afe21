//! Whether a report is published or withdrawn.
use super::command::ReportCommand;
use super::event::{Period, Publication, ReportEvent};
use super::refusal::ReportRefusal;
use super::state::ReportLife;
use crate::cases::case_file::Life;
use crate::cases::facts::Judge;
use crate::cases::ids::Version;
use crate::cases::occurred::Dated;

impl Life for ReportLife {
    const KIND: &'static str = "report";
    type Command = ReportCommand;
    type Event = ReportEvent;
    type Refusal = ReportRefusal;

    fn decide(
        &self,
        command: &Dated<ReportCommand>,
        judge: &mut Judge<'_>,
    ) -> Result<Vec<ReportEvent>, ReportRefusal> {
        match command.what.clone() {
            ReportCommand::PublishReport { publication } => {
                if publication.said.is_empty() {
                    return Err(ReportRefusal::NothingSaid);
                }
                if !is_a_period(&publication) {
                    return Err(ReportRefusal::NoSuchPeriod);
                }
                if !judge.facts().is_known(publication.committee.as_ref()) {
                    return Err(ReportRefusal::UnknownCommittee);
                }
                Ok(vec![ReportEvent::ReportPublished { publication }])
            }
            ReportCommand::WithdrawReport {} => Ok(vec![ReportEvent::ReportWithdrawn {}]),
        }
    }

    fn admits(&self, step: &Dated<ReportEvent>) -> Result<(), ReportRefusal> {
        self.admits(step)
    }

    fn apply(&mut self, version: Version, step: &Dated<ReportEvent>) {
        self.take(version, step);
    }

    crate::records!(ReportEvent { ReportCorrected, ReportIrregularityFound });

    fn command_of(event: &ReportEvent) -> Option<ReportCommand> {
        match event.clone() {
            ReportEvent::ReportPublished { publication } => {
                Some(ReportCommand::PublishReport { publication })
            }
            ReportEvent::ReportWithdrawn {} => Some(ReportCommand::WithdrawReport {}),
            ReportEvent::ReportCorrected { .. } | ReportEvent::ReportIrregularityFound { .. } => None,
        }
    }
}

fn is_a_period(publication: &Publication) -> bool {
    match publication.period {
        Period::Year => true,
        Period::Quarter(quarter) => (1..=4).contains(&quarter),
        Period::Month(month) => (1..=12).contains(&month),
    }
}
