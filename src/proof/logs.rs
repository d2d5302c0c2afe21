//! How each of an office's logs is read by whoever signs it.
use super::origin::Log;
use super::path::Span;
use super::signer::SignError;
use super::{rereading, tiles};
use crate::cases::epochs::{EpochEvent, TreeRoot};
use crate::cases::ids::OfficeId;
use crate::database::{Db, StorageError};
use crate::event_log::sql::SqlLog;
use crate::event_log::tree::Hash;
use crate::event_log::{Edge, EventLog, readings};

impl Log {
    /// The right edge of its tree, as it was kept while entries came.
    ///
    /// # Errors
    /// When the database fails, or what is kept is no edge.
    pub async fn edge(self, db: &Db, office: OfficeId) -> Result<Edge, StorageError> {
        match self {
            Self::Events => SqlLog::new(db.clone()).edge(office).await,
            Self::Readings => readings::edge(db, office).await,
        }
    }

    /// The edge that `edge` becomes with the entries that follow it, up to `size`, each hashed from its stored bytes.
    ///
    /// # Errors
    /// When an entry is missing, or is not what was recorded, or the database fails.
    pub async fn after(self, db: &Db, office: OfficeId, edge: Edge, size: u64) -> Result<Edge, SignError> {
        match self {
            Self::Events => rereading::after(db, office, edge, size).await,
            Self::Readings => rereading::readings_after(db, office, edge, size).await,
        }
    }

    /// The roots of spans of its tree of `size` leaves: a proof.
    ///
    /// # Errors
    /// When the database fails, or entries are missing.
    pub async fn roots(
        self,
        db: &Db,
        office: OfficeId,
        size: u64,
        spans: &[Span],
    ) -> Result<Vec<Hash>, SignError> {
        match self {
            Self::Events => Ok(tiles::roots(db, office, size, spans).await?),
            Self::Readings => {
                let mut roots = Vec::with_capacity(spans.len());
                for span in spans {
                    roots.push(rereading::readings_root(db, office, *span).await?);
                }
                Ok(roots)
            }
        }
    }

    /// What the log of events says when this one goes on without entries that are lost.
    #[must_use]
    pub fn opened(self, epoch: u32, signed: u64, root: TreeRoot, lost_from: u64) -> EpochEvent {
        match self {
            Self::Events => EpochEvent::EpochOpened { epoch, signed, root, lost_from },
            Self::Readings => EpochEvent::ReadingsEpochOpened { epoch, signed, root, lost_from },
        }
    }
}
