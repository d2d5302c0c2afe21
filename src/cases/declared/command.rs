//! What can be asked of a case of a declared kind.
use super::ids::{Code, KindId};
use super::values::{Told, ToldOfPerson};
use crate::cases::case_file::VoidReason;
use crate::cases::external_number::{ExternalSystem, OutsideNumber};
use crate::cases::ids::CaseId;
use crate::cases::words::{CaseNumber, Committee, Department};
use serde::{Deserialize, Serialize};
use std::num::NonZeroU16;

/// A step to take in the life of a declared case. What its fields are, and what can follow what, stands in the
/// declaration of its kind.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum DeclaredCommand {
    /// Opens a case of a declared kind, by its opening step.
    OpenCase {
        /// The kind, by its id.
        kind: KindId,
        /// The case's number, from its series.
        number: CaseNumber,
        /// What the step tells.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        fields: Vec<Told>,
        /// What it tells that is personal.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        personal: Vec<ToldOfPerson>,
        /// The version of the declaration by which it is judged; the newest, if none is named.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        version: Option<NonZeroU16>,
    },
    /// Takes a declared step.
    TakeStep {
        /// The step, by its id.
        step: Code,
        /// What it tells.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        fields: Vec<Told>,
        /// What it tells that is personal.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        personal: Vec<ToldOfPerson>,
        /// The version of the declaration by which it is judged; the newest, if none is named.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        version: Option<NonZeroU16>,
    },
    /// 改派: gives the case to another committee or department; at least one is named.
    ReassignCase {
        /// The committee that takes it over.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        committee: Option<Committee>,
        /// The department that takes it over.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        department: Option<Department>,
    },
    /// 外部编号: records the number under which another system knows the matter.
    RecordExternalNumber {
        /// The system.
        system: ExternalSystem,
        /// Its number, which no other case has.
        number: OutsideNumber,
    },
    /// 关联: it belongs with another case.
    LinkCase {
        /// Which.
        to: CaseId,
    },
    /// 作废.
    VoidCase {
        /// Why.
        reason: VoidReason,
    },
}

crate::command_names!(DeclaredCommand {
    OpenCase,
    TakeStep,
    ReassignCase,
    RecordExternalNumber,
    LinkCase,
    VoidCase,
});
