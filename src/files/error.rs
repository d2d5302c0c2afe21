//! Why a file is not taken, or not given.
use super::media::MediaType;
use crate::cases::file_hash::FileHash;
use crate::database::StorageError;
use crate::keys::SealError;
use std::sync::Arc;

/// Why a file is not taken, or not given.
#[derive(Clone, Debug, thiserror::Error)]
pub enum FileError {
    /// The bytes are not those that the name says.
    #[error(
        "the bytes have the SHA-256 {0}, not the one that the address names; send the file again as it is"
    )]
    OtherBytes(FileHash),
    /// It is larger than the office takes.
    #[error("the file is larger than {0} bytes, and no file may be")]
    TooLarge(u64),
    /// Nothing was sent.
    #[error("the file is empty")]
    Empty,
    /// It is of a kind that is not taken.
    #[error("the file is {found}, which is not taken; taken are {}{advice}", MediaType::names())]
    Refused {
        /// What it looks like.
        found: Box<str>,
        /// What to do about it.
        advice: &'static str,
    },
    /// It is not what it looks like.
    #[error("the file looks like {looks_like} and is none: {reason}")]
    Unsound {
        /// The kind that its beginning says.
        looks_like: MediaType,
        /// What is wrong with it.
        reason: Box<str>,
    },
    /// The picture has more points than are drawn.
    #[error("the picture has {width} × {height} points; at most {pixels} points are taken, {side} on a side")]
    TooManyPixels {
        /// Points from left to right.
        width: u32,
        /// Points from top to bottom.
        height: u32,
        /// How many points are taken in all.
        pixels: u64,
        /// How many on a side.
        side: u32,
    },
    /// The sender stopped in the middle.
    #[error("the file ended before all of it was sent; send it again")]
    CutOff,
    /// The sender was too slow.
    #[error("the file was not sent within {0} hours; send it again over a better line")]
    TooSlow(u64),
    /// Another sender or an erasure was in the way.
    #[error("the file changed while it was stored; send it again")]
    Busy,
    /// There is none, or it has no such part.
    #[error("there is no file {0}")]
    NotFound(FileHash),
    /// It was erased: its key is gone.
    #[error("the file {0} was erased")]
    Erased(FileHash),
    /// What is stored is not what was stored.
    #[error("the stored file {0} is damaged ({1}); restore it from the backup")]
    Damaged(FileHash, Box<str>),
    /// The database fails.
    #[error(transparent)]
    Storage(Arc<StorageError>),
    /// The file store fails.
    #[error("the file store: {0}")]
    Objects(Arc<object_store::Error>),
    /// A thread that draws renditions stopped.
    #[error("the picture could not be drawn: the program is stopping")]
    Stopped,
}

impl From<StorageError> for FileError {
    fn from(error: StorageError) -> Self {
        Self::Storage(Arc::new(error))
    }
}

impl From<object_store::Error> for FileError {
    fn from(error: object_store::Error) -> Self {
        Self::Objects(Arc::new(error))
    }
}

impl FileError {
    pub(super) fn damaged(file: FileHash) -> impl Fn(SealError) -> Self {
        move |error| Self::Damaged(file, error.to_string().into())
    }

    pub(super) fn unsound(looks_like: MediaType, reason: &impl ToString) -> Self {
        Self::Unsound { looks_like, reason: reason.to_string().into() }
    }
}
