//! 时限: what happens by the clock. It keeps nothing of its own: what is due is asked of the projections, what was said
//! is in the log, and whatever is done is a command with an id that follows from what it is about. So it survives a
//! restart, and several servers that run it do everything once.
mod calendar;
mod deadlines;

pub use calendar::{Recounted, recount};
pub use deadlines::{Reminded, ScheduleError, remind};

use crate::commands::Store;
use crate::policy::Subject;
use crate::projections::offices;
use std::sync::Arc;
use std::time::Duration;

/// How often it looks.
const EVERY: Duration = Duration::from_mins(1);

/// Looks once a minute in every office, until it is dropped. A failure is told, and the next round tries again.
pub async fn run(store: Store) {
    let mut ticks = tokio::time::interval(EVERY);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        match round(&store).await {
            Ok(Reminded { said: 0, .. }) => {}
            Ok(Reminded { said, nobody }) => tracing::info!(said, nobody, "people were told what falls due"),
            Err(error) => tracing::warn!(%error, "who has to be told what falls due could not be found out"),
        }
    }
}

/// Counts again in every office what a new calendar moves, and tells whoever has to be told now.
///
/// # Errors
/// When the database fails.
pub async fn round(store: &Store) -> Result<Reminded, ScheduleError> {
    let mut all = Reminded::default();
    for (office, _) in offices::all(store.db()).await? {
        let desk = store.desk_of(Arc::new(Subject::operator("scheduler", office)), office).await?;
        if let Some(Recounted { edition, looked_at, moved, refused }) = recount(&desk, |_| {}).await? {
            tracing::info!(
                edition = edition.0,
                looked_at,
                moved,
                refused,
                "terms were counted by a new calendar"
            );
        }
        let Reminded { said, nobody } = remind(&desk).await?;
        all = Reminded { said: all.said + said, nobody: all.nobody + nobody };
    }
    Ok(all)
}
