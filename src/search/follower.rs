//! The index of an office kept up with its log while the program runs.
use super::Index;
use crate::cases::ids::OfficeId;
use crate::database::StorageError;
use crate::event_log::{Followers, Position};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Notify, watch};
use tokio::task::JoinHandle;

/// As `/health/ready` and the metrics call it.
pub const NAME: &str = "search";
/// How often the log is looked at although this process appended nothing: other servers may have.
const LOOK: Duration = Duration::from_secs(1);
/// What is appended within so long is followed together. Who cannot wait asks [`Index::reach`].
const GATHER: Duration = Duration::from_millis(100);

/// A task that follows the log of one office.
#[derive(Debug)]
pub struct Follower {
    task: JoinHandle<()>,
    closing: Arc<Notify>,
}

impl Follower {
    /// Starts it; `landed` tells what this process appends, and `followers` is told how far it has come.
    #[must_use]
    pub fn start(
        index: Index,
        office: OfficeId,
        landed: watch::Receiver<Position>,
        followers: Followers,
    ) -> Self {
        let closing = Arc::new(Notify::new());
        let task = tokio::spawn(run((index, followers), office, landed, Arc::clone(&closing)));
        Self { task, closing }
    }

    /// Ends it; what is not followed yet is followed when the program runs again.
    pub async fn finish(self) {
        self.closing.notify_one();
        if let Err(error) = self.task.await {
            tracing::error!(%error, "the search index was not followed to the end");
        }
    }
}

/// Follows the log to its end, and says how far it has come; also when it could not go on.
async fn catch_up((index, followers): &(Index, Followers), office: OfficeId) -> Result<(), StorageError> {
    let caught_up = index.catch_up(office).await;
    followers.reached(office, NAME, index.caught_up_to(office).await?);
    caught_up.map(drop)
}

async fn run(
    index: (Index, Followers),
    office: OfficeId,
    landed: watch::Receiver<Position>,
    closing: Arc<Notify>,
) {
    let mut landed = Some(landed);
    loop {
        let caught_up = tokio::select! {
            // What is not committed yet is done again by whoever follows next.
            () = closing.notified() => return,
            caught_up = catch_up(&index, office) => caught_up,
        };
        if let Err(error) = caught_up {
            tracing::warn!(%error, "the search index is behind; it goes on in a moment");
        }
        let woken = async {
            match &mut landed {
                Some(receiver) => receiver.changed().await.is_ok(),
                None => std::future::pending().await,
            }
        };
        let appending = tokio::select! {
            () = closing.notified() => return,
            appending = woken => appending,
            () = tokio::time::sleep(LOOK) => true,
        };
        if !appending {
            landed = None;
        }
        tokio::select! {
            () = closing.notified() => return,
            () = tokio::time::sleep(GATHER) => {}
        }
    }
}
