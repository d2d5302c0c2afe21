//! What happened to the papers of a case.
use super::kind::PaperKind;
use crate::cases::case_file::Correction;
use crate::cases::facts::Irregularity;
use crate::cases::file_hash::FileHash;
use crate::cases::ids::{CaseId, Version};
use crate::cases::personal::Personal;
use crate::cases::report::TemplateHash;
use crate::cases::words::{PaperNumber, Text};
use serde::{Deserialize, Serialize};

/// A paper as it was issued.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Issue {
    /// The case.
    pub case: CaseId,
    /// What it is.
    pub kind: PaperKind,
    /// Its number, as printed.
    pub number: PaperNumber,
    /// Of a proof of service: the number of the paper that is served.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<PaperNumber>,
    /// The version of the step of the case of which it tells.
    pub step: Version,
    /// How many events the case had when it was written.
    pub case_version: Version,
    /// The position of the log at which the case stood so.
    pub position: i64,
    /// SHA-256 of its PDF.
    pub pdf: FileHash,
    /// SHA-256 of its docx.
    pub docx: FileHash,
    /// By which texts it was written.
    pub templates: TemplateHash,
}

/// An event about the papers of a case.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum PaperEvent {
    /// 制发: a paper was issued.
    PaperIssued {
        /// What.
        issue: Issue,
    },
    /// 作废: a paper is void. It stays, with its number.
    PaperVoided {
        /// The case.
        case: CaseId,
        /// The number of the paper.
        number: PaperNumber,
        /// Why.
        reason: Personal<Text>,
    },
    /// An earlier step was corrected.
    PaperCorrected {
        /// Which, and how.
        correction: Correction<PaperEvent>,
    },
    /// A step against the rules, found in imported history.
    PaperIrregularityFound {
        /// Which rule.
        irregularity: Irregularity,
    },
}

crate::facts!(PaperEvent {
    PaperIssued = 1,
    PaperVoided = 1,
    PaperCorrected = 1,
    PaperIrregularityFound = 1,
});
