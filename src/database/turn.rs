//! Batches that follow each other closely: the next one is on its way to the engine while the one ahead is carried out.
//! The engine takes them in their order; whether the first went well the second has to see for itself.
use tokio::sync::oneshot;

/// The place of a batch among those that are under way. Dropped, it lets the next one through.
#[derive(Debug)]
pub struct Turn {
    ahead: Option<oneshot::Receiver<()>>,
    behind: Option<oneshot::Sender<()>>,
}

/// What the next batch waits for.
#[derive(Debug)]
pub struct Ahead(oneshot::Receiver<()>);

impl Turn {
    /// The turn of a batch behind another one, if any, and what the one behind it waits for.
    #[must_use]
    pub fn behind(ahead: Option<Ahead>) -> (Self, Ahead) {
        let (own, behind) = oneshot::channel();
        (Self { ahead: ahead.map(|ahead| ahead.0), behind: Some(own) }, Ahead(behind))
    }

    /// The turn of a batch that is under way alone.
    #[must_use]
    pub fn alone() -> Self {
        Self::behind(None).0
    }

    /// Waits until nothing that the engine is given now can overtake the batch ahead.
    pub async fn come(&mut self) {
        if let Some(ahead) = self.ahead.take() {
            let _ = ahead.await;
        }
    }

    /// The engine has the batch, or never will: the next one may follow.
    pub fn pass(&mut self) {
        if let Some(behind) = self.behind.take() {
            let _ = behind.send(());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::FutureExt;
    use std::pin::pin;

    #[tokio::test]
    async fn a_batch_waits_until_the_one_ahead_is_with_the_engine() {
        let (mut first, ahead) = Turn::behind(None);
        let (mut second, ahead) = Turn::behind(Some(ahead));
        let (mut third, _) = Turn::behind(Some(ahead));
        first.come().await;
        {
            let mut coming = pin!(second.come());
            assert!(coming.as_mut().now_or_never().is_none());
            first.pass();
            coming.await;
        }
        drop(second);
        third.come().await;
    }
}
