//! What happened to the files of a case.
use crate::cases::case_file::Correction;
use crate::cases::facts::Irregularity;
use crate::cases::file_hash::FileHash;
use crate::cases::ids::{CaseId, Version};
use crate::cases::occurred::Occurred;
use crate::cases::personal::Personal;
use crate::cases::words::Text;
use serde::{Deserialize, Serialize};

crate::text_newtypes! {
    /// 标题: what a file shows, in a few words: sealed wherever it stands in an event.
    Title(200),
}

/// What a file is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AttachmentKind {
    /// 整改前照片: a photograph of how it was found.
    PhotographBefore,
    /// 整改后照片: a photograph of how it was afterwards.
    PhotographAfter,
    /// 照片: any other photograph.
    Photograph,
    /// 信件: a letter.
    Letter,
    /// 表格: a form that was filled in.
    Form,
    /// 文书: an official paper.
    OfficialPaper,
    /// 录音录像: a recording.
    Recording,
    /// 其他: something else.
    Other,
}

impl AttachmentKind {
    /// Every kind.
    pub const ALL: [Self; 8] = [
        Self::PhotographBefore,
        Self::PhotographAfter,
        Self::Photograph,
        Self::Letter,
        Self::Form,
        Self::OfficialPaper,
        Self::Recording,
        Self::Other,
    ];

    /// Its code.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::PhotographBefore => "photograph_before",
            Self::PhotographAfter => "photograph_after",
            Self::Photograph => "photograph",
            Self::Letter => "letter",
            Self::Form => "form",
            Self::OfficialPaper => "official_paper",
            Self::Recording => "recording",
            Self::Other => "other",
        }
    }
}

/// Why a text is no [`AttachmentKind`].
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("this is no kind of file; there are {}", AttachmentKind::ALL.map(AttachmentKind::name).join(", "))]
pub struct NoAttachmentKind;

impl std::str::FromStr for AttachmentKind {
    type Err = NoAttachmentKind;

    fn from_str(text: &str) -> Result<Self, NoAttachmentKind> {
        Self::ALL.into_iter().find(|kind| kind.name() == text).ok_or(NoAttachmentKind)
    }
}

/// Why a number is no latitude or longitude.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{micro} millionths of a degree lie beyond {limit}")]
pub struct NoDegrees {
    micro: i32,
    limit: i32,
}

macro_rules! degrees {
    ($($(#[$doc:meta])* $name:ident($limit:literal)),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
        #[serde(try_from = "i32", into = "i32")]
        pub struct $name(i32);

        impl TryFrom<i32> for $name {
            type Error = NoDegrees;

            fn try_from(micro: i32) -> Result<Self, NoDegrees> {
                if (-$limit..=$limit).contains(&micro) {
                    Ok(Self(micro))
                } else {
                    Err(NoDegrees { micro, limit: $limit })
                }
            }
        }

        impl From<$name> for i32 {
            fn from(degrees: $name) -> Self {
                degrees.0
            }
        }
    )+};
}

degrees! {
    /// Millionths of a degree to the north.
    Latitude(90_000_000),
    /// Millionths of a degree to the east.
    Longitude(180_000_000),
}

/// A place on the earth, to about a decimetre (WGS 84). It may be somebody's home: sealed wherever it stands in an event.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GeoPoint {
    /// To the north.
    pub latitude: Latitude,
    /// To the east.
    pub longitude: Longitude,
}

/// An event about the files of a case.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum AttachmentEvent {
    /// A file was attached to the case.
    FileAttached {
        /// The case.
        case: CaseId,
        /// The file.
        file: FileHash,
        /// What it is.
        what: AttachmentKind,
        /// When it was made, if that is known.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        made: Option<Occurred>,
        /// Where it was made, if the device said so.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        place: Option<Personal<GeoPoint>>,
        /// What it shows.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        title: Option<Personal<Title>>,
        /// The version of the step of the case to which it belongs, if it belongs to one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        step: Option<Version>,
    },
    /// A file was taken off the case.
    FileDetached {
        /// The case.
        case: CaseId,
        /// The file.
        file: FileHash,
        /// Why.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<Personal<Text>>,
    },
    /// An earlier step was corrected.
    AttachmentCorrected {
        /// Which, and how.
        correction: Correction<AttachmentEvent>,
    },
    /// A step against the rules, found in imported history.
    AttachmentIrregularityFound {
        /// Which rule.
        irregularity: Irregularity,
    },
}

crate::facts!(AttachmentEvent {
    FileAttached = 1,
    FileDetached = 1,
    AttachmentCorrected = 1,
    AttachmentIrregularityFound = 1,
});
