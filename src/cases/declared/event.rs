//! What has happened to a case of a declared kind. An event carries what was decided by its declaration (the state
//! that was reached, the day by which the next step is due, where the facts hold its fields), so that it is read
//! without the declaration, whatever a later version of that says.
use super::ids::{Code, KindId};
use super::values::{FactColumn, Recorded, RecordedOfPerson};
use crate::cases::access::Confidentiality;
use crate::cases::case_file::{Correction, VoidReason};
use crate::cases::due::DueDate;
use crate::cases::external_number::{ExternalSystem, OutsideNumber};
use crate::cases::facts::Irregularity;
use crate::cases::ids::CaseId;
use crate::cases::words::{CaseNumber, Committee, Department};
use serde::{Deserialize, Serialize};
use std::num::NonZeroU16;

/// What happened.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum DeclaredEvent {
    /// A case of a declared kind was opened, or a step of it taken.
    StepTaken {
        /// The kind.
        kind: KindId,
        /// The version of the declaration by which it was decided.
        version: NonZeroU16,
        /// The step.
        step: Code,
        /// The case's number, where the step opened it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        number: Option<CaseNumber>,
        /// The state that was reached.
        state: Code,
        /// Whether something is still to be done in that state.
        open: bool,
        /// How secret the case is from its first day on, where the declaration says so.
        #[serde(default, skip_serializing_if = "is_ordinary")]
        level: Confidentiality,
        /// By when the next step is due.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        due: Option<DueDate>,
        /// Where the facts hold the day of this step.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        day_column: Option<FactColumn>,
        /// What it told.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        fields: Vec<Recorded>,
        /// What it told that is personal.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        personal: Vec<RecordedOfPerson>,
    },
    /// 改派: another committee or department has it.
    CaseReassigned {
        /// The committee that took it over.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        committee: Option<Committee>,
        /// The department that took it over.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        department: Option<Department>,
    },
    /// 外部编号: the number under which another system knows the matter.
    ExternalNumberRecorded {
        /// The system.
        system: ExternalSystem,
        /// Its number.
        number: OutsideNumber,
    },
    /// 关联: it belongs with another case.
    CaseLinked {
        /// Which.
        to: CaseId,
    },
    /// 作废.
    CaseVoided {
        /// Why.
        reason: VoidReason,
    },
    /// 更正.
    CaseCorrected {
        /// Which step, and how it now reads.
        correction: Correction<DeclaredEvent>,
    },
    /// A step was taken although the law forbade it.
    CaseIrregularityFound {
        /// Which.
        irregularity: Irregularity,
    },
}

crate::facts!(DeclaredEvent {
    StepTaken = 1,
    CaseReassigned = 1,
    ExternalNumberRecorded = 1,
    CaseLinked = 1,
    CaseVoided = 1,
    CaseCorrected = 1,
    CaseIrregularityFound = 1,
});

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde's skip_serializing_if passes a reference")]
fn is_ordinary(level: &Confidentiality) -> bool {
    *level == Confidentiality::Ordinary
}
