//! The views held against the logs while those are verified, so that each event is read once.
use super::bar;
use crate::cases::ids::OfficeId;
use crate::cli::Failure;
use crate::database::{Db, StorageError};
use crate::projections::rebuild::{self, AT_ONCE, Comparison, Rebuilt};
use crate::proof::verify::{self, Against, Finding, Report, Wrong};
use std::collections::BTreeSet;

/// A comparison under way; why it cannot be made, if it cannot.
pub(super) struct Views {
    comparison: Result<Comparison, StorageError>,
    followed: BTreeSet<OfficeId>,
}

impl Views {
    pub(super) async fn begin(db: &Db) -> Self {
        Self { comparison: Comparison::begin(db, AT_ONCE).await, followed: BTreeSet::new() }
    }

    /// Verifies an office's log.
    pub(super) async fn verify(
        &mut self,
        db: &Db,
        office: OfficeId,
        against: &Against,
    ) -> Result<Report, Failure> {
        let follower = match &mut self.comparison {
            Ok(comparison) => comparison.follower(db, office).await,
            Err(_) => return log(db, office, against).await,
        };
        let follower = match follower {
            Ok(follower) => follower,
            Err(error) => {
                self.comparison = Err(error);
                return log(db, office, against).await;
            }
        };
        let bar = bar("events hashed and folded")?;
        let progress = |events| bar.set_position(events);
        let verified = verify::office_beside(db, office, against, follower, progress).await;
        bar.finish_and_clear();
        let (report, follower) = verified?;
        if let Ok(comparison) = &mut self.comparison
            && let Err(error) = comparison.followed(db, follower, report.events).await
        {
            self.comparison = Err(error);
        }
        self.followed.insert(office);
        Ok(report)
    }

    /// Where the views differ from the logs.
    pub(super) async fn findings(self, db: &Db) -> Result<Vec<Finding>, Failure> {
        let bar = bar("events folded")?;
        let rebuilt = self.end(db, |events| bar.set_position(events)).await;
        bar.finish_and_clear();
        let rebuilt = match rebuilt {
            Ok(rebuilt) => rebuilt,
            Err(error) => {
                let how = format!("the views cannot be held against the log, which cannot be read: {error}");
                return Ok(vec![Finding::anywhere(Wrong::View, how)]);
            }
        };
        let differing = rebuilt.tables.into_iter().filter(|(.., differences)| *differences > 0);
        let how = |(table, _, rows): (&str, u64, u64)| {
            format!("{rows} rows of {table} are not what the log says; `anjuan rebuild` replaces them")
        };
        Ok(differing.map(how).map(|how| Finding::anywhere(Wrong::View, how)).collect())
    }

    async fn end(self, db: &Db, mut progress: impl FnMut(u64) + Send) -> Result<Rebuilt, StorageError> {
        let mut comparison = self.comparison?;
        for office in rebuild::offices(db).await? {
            if !self.followed.contains(&office) {
                comparison.follow(db, office, &mut progress).await?;
            }
        }
        comparison.end(db, progress).await
    }
}

/// Verifies an office's log, and nothing else.
pub(super) async fn log(db: &Db, office: OfficeId, against: &Against) -> Result<Report, Failure> {
    let bar = bar("events hashed")?;
    let verified = verify::office(db, office, against, |events| bar.set_position(events)).await;
    bar.finish_and_clear();
    Ok(verified?)
}
