//! 时限: what happens by the clock. It keeps nothing of its own: what is due is asked of the projections, what was said
//! is in the log, and whatever is done is a command with an id that follows from what it is about. So it survives a
//! restart, and several servers that run it do everything once.
mod calendar;
mod deadlines;
mod erasing;
mod retention;

pub use calendar::{Recounted, recount};
pub use deadlines::{Reminded, ScheduleError, remind};
pub use erasing::{Erasing, carry_out};
pub use retention::ask;

use crate::cases::retention::Retention;
use crate::commands::Store;
use crate::files::FileStore;
use crate::policy::Subject;
use crate::projections::offices;
use std::sync::Arc;
use std::time::Duration;

/// How often it looks.
const EVERY: Duration = Duration::from_mins(1);

/// Looks once a minute in every office, until it is dropped. A failure is told, and the next round tries again.
pub async fn run(store: Store, files: FileStore, retention: Retention) {
    let mut ticks = tokio::time::interval(EVERY);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let mut looked_on = None;
    loop {
        ticks.tick().await;
        match round(&store).await {
            Ok(Reminded { said: 0, .. }) => {}
            Ok(Reminded { said, nobody }) => tracing::info!(said, nobody, "people were told what falls due"),
            Err(error) => tracing::warn!(%error, "who has to be told what falls due could not be found out"),
        }
        let today = store.source().now().day();
        if looked_on != Some(today) {
            match look_for_expired(&store, &retention).await {
                Ok(_) => looked_on = Some(today),
                Err(error) => tracing::warn!(%error, "what is kept for too long could not be found out"),
            }
        }
        if let Err(error) = forget(&store, &files, &retention).await {
            tracing::warn!(%error, "what is to be erased was not, and stays restricted");
        }
    }
}

/// Asks in every office for what is kept for too long to be erased. Says for how many cases.
///
/// # Errors
/// When the database fails.
pub async fn look_for_expired(store: &Store, retention: &Retention) -> Result<u64, ScheduleError> {
    let mut asked = 0;
    for (office, _) in offices::all(store.db()).await? {
        let desk = store.desk_of(Arc::new(Subject::operator("scheduler", office)), office).await?;
        asked += ask(&desk, retention).await?;
    }
    if asked > 0 {
        tracing::info!(asked, "cases are kept for too long, and a leader is asked whether they are erased");
    }
    Ok(asked)
}

/// Wraps the keys anew in every office when a month has begun, and erases what was approved and need not be kept any more.
///
/// # Errors
/// When a store fails. What was begun goes on the next time.
pub async fn forget(
    store: &Store,
    files: &FileStore,
    retention: &Retention,
) -> Result<Erasing, ScheduleError> {
    let mut all = Erasing::default();
    for (office, _) in offices::all(store.db()).await? {
        if let Some(turned) = store.keys().turn(office, false).await? {
            let (generation, keys) = (turned.generation, turned.wrapped);
            tracing::info!(generation, keys, "the keys are wrapped by this month's office key");
        }
        let desk = store.desk_of(Arc::new(Subject::operator("scheduler", office)), office).await?;
        let Erasing { erased, restricted } = carry_out(&desk, files, retention).await?;
        if erased + restricted > 0 {
            tracing::info!(erased, restricted, "personal data was erased, or is to be");
        }
        all = Erasing { erased: all.erased + erased, restricted: all.restricted + restricted };
    }
    Ok(all)
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
