//! What can be asked about the papers of a case.
use super::event::Issue;
use crate::cases::ids::CaseId;
use crate::cases::personal::Personal;
use crate::cases::words::{PaperNumber, Text};
use serde::{Deserialize, Serialize};

/// A command about the papers of a case. What each field means is said at the event of the same root.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum PaperCommand {
    /// 制发: issue a paper. Its number is the next of its series, or the one that the step bears already.
    IssuePaper {
        /// What is issued.
        issue: Issue,
    },
    /// 作废: a paper was wrong. It stays, with its number.
    VoidPaper {
        /// The case.
        case: CaseId,
        /// The number of the paper.
        number: PaperNumber,
        /// Why.
        reason: Personal<Text>,
    },
}

crate::command_names!(PaperCommand { IssuePaper, VoidPaper });

impl PaperCommand {
    /// The case.
    #[must_use]
    pub const fn case(&self) -> CaseId {
        match self {
            Self::IssuePaper { issue } => issue.case,
            Self::VoidPaper { case, .. } => *case,
        }
    }
}
