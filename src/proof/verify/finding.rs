//! What is wrong with a log, and where.
use super::super::origin::Log;
use crate::event_log::Position;
use serde::Serialize;
use std::fmt;

/// What is wrong.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Wrong {
    /// An event is no longer what was recorded.
    Edited,
    /// Events are gone from within the log.
    Removed,
    /// Events are there that were not appended by this program.
    Inserted,
    /// Events stand elsewhere than where they were recorded.
    Reordered,
    /// Events are gone from the log's end.
    CutOff,
    /// The log's head, or the tiles of its tree, do not fit its events.
    Tree,
    /// A receipt does not fit the log.
    Receipt,
    /// A checkpoint does not fit the log, or its signature does not fit it.
    Checkpoint,
    /// A view differs from what the log says.
    View,
    /// A file is not what its name says, or is gone.
    File,
    /// What is recorded of who looked at what is not what was recorded.
    Reading,
}

impl Wrong {
    /// What a checkpoint that does not fit a log is.
    pub(super) const fn of_checkpoint(log: Log) -> Self {
        match log {
            Log::Events => Self::Checkpoint,
            Log::Readings => Self::Reading,
        }
    }

    /// What a log that ends before what was signed is.
    pub(super) const fn of_cut_off(log: Log) -> Self {
        match log {
            Log::Events => Self::CutOff,
            Log::Readings => Self::Reading,
        }
    }
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Edited => "edited",
            Self::Removed => "removed",
            Self::Inserted => "inserted",
            Self::Reordered => "reordered",
            Self::CutOff => "cut off",
            Self::Tree => "tree",
            Self::Receipt => "receipt",
            Self::Checkpoint => "checkpoint",
            Self::View => "view",
            Self::File => "file",
            Self::Reading => "reading",
        })
    }
}

/// Something that is wrong.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Finding {
    /// What.
    pub wrong: Wrong,
    /// The first position at which it shows, if it has one; of a reading, its place among the readings.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<Position>,
    /// The last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<Position>,
    /// How it shows, in words.
    pub how: String,
}

impl Finding {
    /// Something wrong at one position.
    #[must_use]
    pub fn at(wrong: Wrong, position: Position, how: impl Into<String>) -> Self {
        Self { wrong, from: Some(position), to: Some(position), how: how.into() }
    }

    /// Something wrong at some positions, the last one included.
    #[must_use]
    pub fn within(wrong: Wrong, from: Position, to: Position, how: impl Into<String>) -> Self {
        Self { wrong, from: Some(from), to: Some(to), how: how.into() }
    }

    /// Something wrong that has no place in the log.
    #[must_use]
    pub fn anywhere(wrong: Wrong, how: impl Into<String>) -> Self {
        Self { wrong, from: None, to: None, how: how.into() }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.from, self.to) {
            (Some(from), Some(to)) if from == to => {
                write!(f, "{} at position {from}: {}", self.wrong, self.how)
            }
            (Some(from), Some(to)) => write!(f, "{} at positions {from} to {to}: {}", self.wrong, self.how),
            _ => write!(f, "{}: {}", self.wrong, self.how),
        }
    }
}
