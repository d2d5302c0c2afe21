//! The papers of a case so far.
use super::event::{Issue, PaperEvent};
use super::kind::PaperKind;
use super::refusal::PaperRefusal;
use crate::cases::ids::{CaseId, Version};
use crate::cases::occurred::{Dated, Occurred};
use crate::cases::words::PaperNumber;
use serde::{Deserialize, Serialize};

/// A paper that was issued.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Paper {
    /// What was issued.
    pub issue: Issue,
    /// When.
    pub issued: Occurred,
    /// Since when it is void; none while it stands.
    pub voided: Option<Occurred>,
}

/// The papers of a case so far.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct PaperLife {
    /// The case; none before a paper was issued.
    pub case: Option<CaseId>,
    /// Every paper that was issued, oldest first.
    pub papers: Vec<Paper>,
}

impl PaperLife {
    /// The paper of this number.
    #[must_use]
    pub fn numbered(&self, number: &PaperNumber) -> Option<&Paper> {
        self.papers.iter().find(|paper| paper.issue.number == *number)
    }

    /// The paper of a kind that tells of a step and stands, and of a proof of service, of this paper.
    #[must_use]
    pub fn standing(&self, kind: PaperKind, step: Version, of: Option<&PaperNumber>) -> Option<&Paper> {
        self.papers.iter().rev().find(|paper| {
            let issue = &paper.issue;
            paper.voided.is_none() && issue.kind == kind && issue.step == step && issue.of.as_ref() == of
        })
    }

    pub(super) fn is_of(&self, case: CaseId) -> Result<(), PaperRefusal> {
        if self.case.is_none_or(|own| own == case) { Ok(()) } else { Err(PaperRefusal::AnotherCase) }
    }

    pub(super) fn admits(&self, step: &Dated<PaperEvent>) -> Result<(), PaperRefusal> {
        match &step.what {
            PaperEvent::PaperIssued { issue } => {
                self.is_of(issue.case)?;
                match self.numbered(&issue.number) {
                    Some(paper) => Err(PaperRefusal::AlreadyIssued(paper.issue.number.clone())),
                    None => Ok(()),
                }
            }
            PaperEvent::PaperVoided { case, number, .. } => {
                self.is_of(*case)?;
                match self.numbered(number) {
                    None => Err(PaperRefusal::NoSuchPaper(number.clone())),
                    Some(paper) if paper.voided.is_some() => Err(PaperRefusal::AlreadyVoid(number.clone())),
                    Some(paper) if paper.issued.day() > step.day() => {
                        Err(PaperRefusal::BeforeIssued(number.clone()))
                    }
                    Some(_) => Ok(()),
                }
            }
            PaperEvent::PaperCorrected { .. } | PaperEvent::PaperIrregularityFound { .. } => Ok(()),
        }
    }

    pub(super) fn take(&mut self, step: &Dated<PaperEvent>) {
        match &step.what {
            PaperEvent::PaperIssued { issue } => {
                self.case = Some(issue.case);
                self.papers.push(Paper { issue: issue.clone(), issued: step.occurred, voided: None });
            }
            PaperEvent::PaperVoided { number, .. } => {
                let paper = self.papers.iter_mut().find(|paper| paper.issue.number == *number);
                if let Some(paper) = paper {
                    paper.voided = Some(step.occurred);
                }
            }
            PaperEvent::PaperCorrected { .. } | PaperEvent::PaperIrregularityFound { .. } => {}
        }
    }
}
