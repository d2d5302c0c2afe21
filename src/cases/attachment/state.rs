//! What hangs on a case so far.
use super::event::{AttachmentEvent, AttachmentKind};
use super::refusal::AttachmentRefusal;
use crate::cases::file_hash::FileHash;
use crate::cases::ids::{CaseId, Version};
use crate::cases::occurred::{Dated, Day};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A file that was attached.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Attached {
    /// What it is.
    pub what: AttachmentKind,
    /// The step of the case to which it belongs.
    pub step: Option<Version>,
    /// Since when.
    pub since: Day,
    /// The version of the step that attached it last.
    pub version: Version,
    /// Whether it hangs on the case now.
    pub hangs: bool,
}

/// What hangs on a case so far.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct AttachmentLife {
    /// The case; none before anything was attached.
    pub case: Option<CaseId>,
    /// Every file that ever hung on it, or was recorded to.
    pub files: BTreeMap<FileHash, Attached>,
}

impl AttachmentLife {
    /// Whether the file hangs on the case now.
    #[must_use]
    pub fn has(&self, file: FileHash) -> bool {
        self.files.get(&file).is_some_and(|attached| attached.hangs)
    }

    pub(super) fn is_of(&self, case: CaseId) -> Result<(), AttachmentRefusal> {
        if self.case.is_some_and(|known| known != case) {
            return Err(AttachmentRefusal::AnotherCase);
        }
        Ok(())
    }

    pub(super) fn admits(&self, step: &Dated<AttachmentEvent>) -> Result<(), AttachmentRefusal> {
        match &step.what {
            AttachmentEvent::FileAttached { case, .. } => self.is_of(*case),
            AttachmentEvent::FileDetached { case, file, .. } => {
                self.is_of(*case)?;
                match self.files.get(file) {
                    Some(attached) if attached.hangs && attached.since <= step.occurred.day() => Ok(()),
                    Some(attached) if attached.hangs => Err(AttachmentRefusal::BeforeAttached),
                    _ => Err(AttachmentRefusal::NotAttached),
                }
            }
            AttachmentEvent::AttachmentCorrected { .. }
            | AttachmentEvent::AttachmentIrregularityFound { .. } => Ok(()),
        }
    }

    pub(super) fn take(&mut self, version: Version, step: &Dated<AttachmentEvent>) {
        match &step.what {
            AttachmentEvent::FileAttached { case, file, what, step: of, .. } => {
                let since = step.occurred.day();
                let attached = Attached { what: *what, step: *of, since, version, hangs: true };
                self.case = Some(*case);
                self.files.insert(*file, attached);
            }
            AttachmentEvent::FileDetached { file, .. } => {
                if let Some(attached) = self.files.get_mut(file) {
                    attached.hangs = false;
                }
            }
            AttachmentEvent::AttachmentCorrected { .. }
            | AttachmentEvent::AttachmentIrregularityFound { .. } => {}
        }
    }
}
