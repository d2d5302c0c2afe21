//! What is told of a stored file.
use crate::cases::occurred::Moment;
use crate::files::FileRecord;
use serde::Serialize;
use utoipa::ToSchema;

/// A stored file.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct FileView {
    /// The SHA-256 of its bytes in hexadecimal digits, by which it is called.
    #[schema(example = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")]
    pub sha256: String,
    /// How many bytes it has.
    pub size: u64,
    /// What it is, by its content.
    #[schema(example = "image/jpeg")]
    pub media_type: &'static str,
    /// When it was stored.
    #[schema(value_type = String, format = DateTime)]
    pub stored_at: Moment,
    /// What is shown of it, if it is a picture.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rendition: Option<RenditionView>,
}

/// A picture drawn anew, without the place and the device that the original may tell of.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct RenditionView {
    /// The SHA-256 of its bytes.
    pub sha256: String,
    /// How many bytes it has.
    pub size: u64,
    /// What it is.
    #[schema(example = "image/jpeg")]
    pub media_type: &'static str,
    /// Its points from left to right.
    pub width: u32,
    /// Its points from top to bottom.
    pub height: u32,
}

impl From<&FileRecord> for FileView {
    fn from(record: &FileRecord) -> Self {
        let rendition = record.rendition.as_ref().map(|shown| RenditionView {
            sha256: shown.sha256.to_string(),
            size: shown.size,
            media_type: shown.media_type.name(),
            width: shown.width,
            height: shown.height,
        });
        Self {
            sha256: record.sha256.to_string(),
            size: record.size,
            media_type: record.media_type.name(),
            stored_at: record.stored_at,
            rendition,
        }
    }
}
