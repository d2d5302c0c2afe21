//! Whether a paper is issued or void.
use super::command::PaperCommand;
use super::event::{Issue, PaperEvent};
use super::kind::PaperKind;
use super::numbers;
use super::refusal::PaperRefusal;
use super::state::PaperLife;
use crate::cases::case_file::Life;
use crate::cases::facts::{Facts, Judge};
use crate::cases::ids::Version;
use crate::cases::occurred::Dated;
use crate::cases::personal::Personal;
use crate::cases::words::PaperNumber;

impl Life for PaperLife {
    const KIND: &'static str = "paper";
    type Command = PaperCommand;
    type Event = PaperEvent;
    type Refusal = PaperRefusal;

    fn decide(
        &self,
        command: &Dated<PaperCommand>,
        judge: &mut Judge<'_>,
    ) -> Result<Vec<PaperEvent>, PaperRefusal> {
        self.is_of(command.what.case())?;
        match command.what.clone() {
            PaperCommand::IssuePaper { issue } => {
                self.may_issue(&issue, judge.facts())?;
                Ok(vec![PaperEvent::PaperIssued { issue }])
            }
            PaperCommand::VoidPaper { case, number, reason } => {
                Ok(vec![PaperEvent::PaperVoided { case, number, reason }])
            }
        }
    }

    fn admits(&self, step: &Dated<PaperEvent>) -> Result<(), PaperRefusal> {
        self.admits(step)
    }

    fn apply(&mut self, _version: Version, step: &Dated<PaperEvent>) {
        self.take(step);
    }

    crate::records!(PaperEvent { PaperCorrected, PaperIrregularityFound });

    fn command_of(event: &PaperEvent) -> Option<PaperCommand> {
        match event.clone() {
            PaperEvent::PaperIssued { issue } => Some(PaperCommand::IssuePaper { issue }),
            PaperEvent::PaperVoided { case, number, .. } => {
                Some(PaperCommand::VoidPaper { case, number, reason: Personal::kept() })
            }
            PaperEvent::PaperCorrected { .. } | PaperEvent::PaperIrregularityFound { .. } => None,
        }
    }
}

impl PaperLife {
    /// A paper tells of a step that the case has taken, of each only once while it stands, and of the case as it is.
    fn may_issue(&self, issue: &Issue, facts: &Facts) -> Result<(), PaperRefusal> {
        let (step, number) = self.told(issue.kind, issue.of.as_ref(), facts)?;
        if issue.step != step || issue.case_version != facts.case_version {
            return Err(PaperRefusal::CaseMoved);
        }
        if let Some(there) = self.standing(issue.kind, step, issue.of.as_ref()) {
            return Err(PaperRefusal::AlreadyIssued(there.issue.number.clone()));
        }
        if numbers::serial(&issue.number).is_none() {
            return Err(PaperRefusal::NoNumber(issue.number.clone()));
        }
        match number {
            Some(borne) if *borne != issue.number => Err(PaperRefusal::OtherNumber(borne.clone())),
            _ => Ok(()),
        }
    }

    /// The step of the case of which such a paper would tell, and the number that the step bears already.
    fn told<'a>(
        &self,
        kind: PaperKind,
        of: Option<&PaperNumber>,
        facts: &'a Facts,
    ) -> Result<(Version, Option<&'a PaperNumber>), PaperRefusal> {
        if kind == PaperKind::ProofOfService {
            let served = of
                .and_then(|number| self.numbered(number))
                .filter(|paper| paper.voided.is_none() && paper.issue.kind != PaperKind::ProofOfService);
            let served = served.ok_or(PaperRefusal::NothingServed)?;
            return Ok((served.issue.step, None));
        }
        if of.is_some() {
            return Err(PaperRefusal::NothingServed);
        }
        let told = facts.tellings.get(&kind).ok_or(PaperRefusal::NotReached(kind))?;
        Ok((told.step, told.number.as_ref()))
    }
}
