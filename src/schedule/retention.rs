//! 保管期限: how long cases are kept after they were closed. What is kept for too long is asked to be erased, and a person
//! decides; the program never erases by itself.
use super::ScheduleError;
use crate::cases::any_file::CaseKind;
use crate::cases::erasure::{ErasureCommand, Ground, Part};
use crate::cases::ids::CommandId;
use crate::cases::occurred::{Dated, Day};
use crate::commands::{OfficeDesk, Request};
use crate::event_log::committer::CommitError;
use crate::projections::erasures::kept_too_long;
use chrono::Months;
use std::collections::BTreeMap;
use uuid::Uuid;

/// Cases that are asked for in one round.
const AT_ONCE: u32 = 200;

/// How many years a kind of case is kept.
pub type KindYears = (CaseKind, u32);

/// The years after closing by kind of case.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Retention(BTreeMap<CaseKind, u32>);

impl FromIterator<KindYears> for Retention {
    fn from_iter<I: IntoIterator<Item = KindYears>>(years: I) -> Self {
        Self(years.into_iter().collect())
    }
}

impl Retention {
    /// How many years cases of this kind are kept; none if nothing is said.
    #[must_use]
    pub fn years(&self, kind: CaseKind) -> Option<u32> {
        self.0.get(&kind).copied()
    }

    /// The first day on which a case that was closed on `closed` need not be kept any more.
    #[must_use]
    pub fn ends(&self, kind: CaseKind, closed: Day) -> Day {
        let months = Months::new(12 * self.years(kind).unwrap_or(0));
        closed.checked_add_months(months).unwrap_or(Day::MAX)
    }

    /// The last day of closing of cases that need not be kept on `today`.
    #[must_use]
    pub fn closed_until(&self, kind: CaseKind, today: Day) -> Option<Day> {
        today.checked_sub_months(Months::new(12 * self.years(kind)?))
    }
}

/// Asks for everything to be erased of cases that need not be kept any more, each once. Says how many.
///
/// # Errors
/// When the database fails.
pub async fn ask(desk: &OfficeDesk, retention: &Retention) -> Result<u64, ScheduleError> {
    let (db, office) = (desk.store().db(), desk.office());
    let mut asked = 0;
    for kind in retention.0.keys() {
        let now = desk.store().source().now();
        let Some(until) = retention.closed_until(*kind, now.day()) else { continue };
        for case in kept_too_long(db, office, *kind, until, AT_ONCE).await? {
            let ground = Ground::RetentionEnded;
            let command = ErasureCommand::AskErasure { case, parts: Part::ALL.to_vec(), ground };
            let request = Request::live(office.erasures_stream(), Dated::at(now, command));
            // One id a case, whoever asks and when.
            let id = CommandId(Uuid::new_v5(&office.0, format!("retention:{case}").as_bytes()));
            match desk.execute_as(id, None, None, request).await {
                Ok(_) => asked += 1,
                // A part of it is asked for already, or another server was first.
                Err(CommitError::Refused(_) | CommitError::CommandReused(_)) => {}
                Err(error) => return Err(error.into()),
            }
        }
    }
    Ok(asked)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_case_is_kept_for_whole_years_from_its_closing() {
        let day = |text: &str| text.parse::<Day>().expect("a day");
        let retention: Retention = [(CaseKind::Petition, 10)].into_iter().collect();
        assert_eq!(retention.ends(CaseKind::Petition, day("2016-02-29")), day("2026-02-28"));
        assert_eq!(retention.ends(CaseKind::FireHazard, day("2019-03-05")), day("2019-03-05"));
        assert_eq!(retention.closed_until(CaseKind::Petition, day("2026-11-27")), Some(day("2016-11-27")));
        assert_eq!(retention.closed_until(CaseKind::FireHazard, day("2026-11-27")), None);
    }
}
