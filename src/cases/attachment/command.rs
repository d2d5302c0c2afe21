//! What can be asked about the files of a case.
use super::event::{AttachmentKind, GeoPoint, Title};
use crate::cases::file_hash::FileHash;
use crate::cases::ids::{CaseId, Version};
use crate::cases::occurred::Occurred;
use crate::cases::personal::Personal;
use crate::cases::words::Text;
use serde::{Deserialize, Serialize};

/// A command about the files of a case. What each field means is said at the event of the same root.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum AttachmentCommand {
    /// Attach a file that was sent before (`PUT /files/{sha256}`). Nothing happens if it hangs on the case.
    AttachFile {
        /// The case.
        case: CaseId,
        /// The file.
        file: FileHash,
        /// What it is.
        what: AttachmentKind,
        /// When it was made, if that is known: a photograph by its device, a letter by its date.
        #[serde(default)]
        made: Option<Occurred>,
        /// Where it was made, if the device said so.
        #[serde(default)]
        place: Option<Personal<GeoPoint>>,
        /// What it shows.
        #[serde(default)]
        title: Option<Personal<Title>>,
        /// The version of the step of the case to which it belongs, if it belongs to one.
        #[serde(default)]
        step: Option<Version>,
    },
    /// Take a file off the case. It stays in the history, and nothing is deleted.
    DetachFile {
        /// The case.
        case: CaseId,
        /// The file.
        file: FileHash,
        /// Why.
        #[serde(default)]
        reason: Option<Personal<Text>>,
    },
}

crate::command_names!(AttachmentCommand { AttachFile, DetachFile });

impl AttachmentCommand {
    /// The case.
    #[must_use]
    pub const fn case(&self) -> CaseId {
        match self {
            Self::AttachFile { case, .. } | Self::DetachFile { case, .. } => *case,
        }
    }

    /// The file.
    #[must_use]
    pub const fn file(&self) -> FileHash {
        match self {
            Self::AttachFile { file, .. } | Self::DetachFile { file, .. } => *file,
        }
    }

    /// The step of the case that it names.
    #[must_use]
    pub const fn step(&self) -> Option<Version> {
        match self {
            Self::AttachFile { step, .. } => *step,
            Self::DetachFile { .. } => None,
        }
    }
}
