//! Attachments: photographs, papers, recordings. A file is found by the SHA-256 of its bytes, so the same bytes are one
//! file; it is kept sealed, each under a key of its own, in the file system or in an S3-compatible store.
//!
//! ```text
//! key durable → sealed bytes durable → rendition of an image, likewise → row in `files`: now it is there
//! ```
//!
//! Before its row nobody sees a file, so whatever stops an upload leaves nothing half done; what it leaves in the store
//! is swept a day later ([`FileStore::sweep`]). An image is shown as a rendition that was drawn anew, without the place
//! and the device that the original may tell of; who may see originals is for others to decide.
mod catalogue;
mod error;
mod incoming;
mod media;
mod opened;
mod package;
mod place;
mod rendition;
mod sealed;
mod shelf;
mod store;
mod taking;

pub use crate::cases::file_hash::{FileHash, NoFileHash};
pub use catalogue::{FILE_SENDERS, FILES, FileRecord, Rendition, known, page, sent_by};
pub use error::FileError;
pub use media::MediaType;
pub use opened::Opened;
pub use place::{FilesUrl, FilesUrlError};
pub use sealed::{Sealed, SealedBytes, SealedPlace};
pub use store::{FileLimits, FileStore, Put, Swept, Which};
