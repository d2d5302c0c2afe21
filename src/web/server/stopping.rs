//! The end: told once, heard by everyone who should finish.
use crate::config::Span;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// Whether the program is to end. Cheap to clone; an extension of every request, so that an event stream can end.
#[derive(Clone, Debug, Default)]
pub struct Stopping {
    begun: CancellationToken,
    hurried: CancellationToken,
}

impl Stopping {
    /// Begins the end; said again, it waits for nobody any more.
    pub fn begin(&self) {
        if self.begun.is_cancelled() {
            self.hurried.cancel();
        }
        self.begun.cancel();
    }

    /// Whether it has begun.
    #[must_use]
    pub fn has_begun(&self) -> bool {
        self.begun.is_cancelled()
    }

    /// Waits until it begins.
    pub async fn begun(&self) {
        self.begun.cancelled().await;
    }

    /// Waits until it has begun and those who should notice had their time.
    pub(super) async fn noticed(&self, notice: Option<Span>) {
        self.begun().await;
        tracing::info!("stopping");
        if let Some(notice) = notice {
            self.hurried(notice.get()).await;
        }
    }

    /// Waits for the time, or until nobody has any.
    pub(super) async fn hurried(&self, time: Duration) {
        tokio::select! {
            () = tokio::time::sleep(time) => {}
            () = self.hurried.cancelled() => {}
        }
    }
}
