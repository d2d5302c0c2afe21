//! A sample that can be drawn again: the same seed, size, filter and position give the same cases for ever. Each case has
//! a rank, a hash of the seed and its id, and the lowest ranks are drawn: nobody can choose what is looked at.
use crate::cases::any_file::CaseKind;
use crate::cases::ids::CaseId;
use crate::cases::occurred::Day;
use crate::commands::OfficeDesk;
use crate::commands::permit::NotPermitted;
use crate::event_log::{EventLog, Position};
use crate::policy::Query;
use crate::projections::case_list::{self, ListedCase};
use crate::projections::sampling::{self, Among};
use sha2::{Digest, Sha256};
use std::collections::HashMap;

/// Cases of a sample at most.
pub const MOST: usize = 1_000;
/// Letters of a seed at most.
pub const LONGEST_SEED: usize = 64;

/// What is asked.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Asked {
    /// What the ranks are made of.
    pub seed: String,
    /// How many cases, at most [`MOST`].
    pub size: usize,
    /// Only this kind.
    pub kind: Option<CaseKind>,
    /// Only those that came in in this year, as their first events tell.
    pub year: Option<i32>,
    /// As the log was at this position; as it is now if none is named.
    pub position: Option<Position>,
}

/// A sample.
#[derive(Clone, Debug)]
pub struct Sample {
    /// The cases, in the order in which they were drawn.
    pub cases: Vec<ListedCase>,
    /// Among how many they were drawn.
    pub population: usize,
    /// The position up to which the log was looked at.
    pub position: Position,
}

/// Draws a sample. Cases of which the reader must not learn are not among the population.
///
/// # Errors
/// When the reader may not draw one, or the database fails.
pub async fn draw(desk: &OfficeDesk, asked: &Asked) -> Result<Sample, NotPermitted> {
    let sight = desk.permit(Query::DrawSample).await?;
    let (db, office) = (desk.store().db(), desk.office());
    let head = desk.store().log().head(office).await?;
    let position = asked.position.unwrap_or(head).min(head);
    let days =
        asked.year.and_then(|year| Some((Day::from_ymd_opt(year, 1, 1)?, Day::from_ymd_opt(year, 12, 31)?)));
    let among = Among { kind: asked.kind, days, known: position };
    let mut cases = sampling::cases(db, office, among).await?;
    cases.retain(|case| sight.shows(*case));
    let population = cases.len();
    let drawn = lowest(&asked.seed, cases, asked.size);
    let listed = case_list::of(db, office, &drawn).await?;
    let mut listed: HashMap<_, _> = listed.into_iter().map(|case| (case.case, case)).collect();
    let cases = drawn.iter().filter_map(|case| listed.remove(case)).collect();
    Ok(Sample { cases, population, position })
}

/// The cases of the lowest ranks, the lowest first.
fn lowest(seed: &str, cases: Vec<CaseId>, size: usize) -> Vec<CaseId> {
    let mut ranked: Vec<_> = cases.into_iter().map(|case| (rank(seed, case), case)).collect();
    if size < ranked.len() {
        ranked.select_nth_unstable(size);
        ranked.truncate(size);
    }
    ranked.sort_unstable();
    ranked.into_iter().map(|(_, case)| case).collect()
}

/// The rank of a case under a seed.
fn rank(seed: &str, case: CaseId) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(b"anjuan sample");
    hash.update((seed.len() as u64).to_be_bytes());
    hash.update(seed.as_bytes());
    hash.update(case.0.as_bytes());
    hash.finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cases::ids::StreamId;
    use uuid::Uuid;

    fn cases(count: u128) -> Vec<CaseId> {
        (1..=count).map(|id| StreamId(Uuid::from_u128(id))).collect()
    }

    #[test]
    fn the_same_seed_draws_the_same_cases_whatever_their_order() {
        let mut turned = cases(500);
        turned.reverse();
        let drawn = lowest("2019-1", cases(500), 20);
        assert_eq!(drawn, lowest("2019-1", turned, 20));
        assert_eq!(drawn.len(), 20);
        assert_ne!(drawn, lowest("2019-2", cases(500), 20));
        assert_eq!(lowest("x", cases(5), 20).len(), 5);
        assert_eq!(drawn[..7], lowest("2019-1", cases(500), 7), "a smaller sample begins a larger one");
    }

    #[test]
    fn every_case_has_the_same_chance() {
        let mut counts = [0_u32; 10];
        for seed in 0..2_000 {
            for case in lowest(&seed.to_string(), cases(10), 3) {
                counts[usize::try_from(case.0.as_u128() - 1).expect("small")] += 1;
            }
        }
        // 600 are expected of each; five standard deviations are about 102.
        assert!(counts.iter().all(|count| (498..=702).contains(count)), "{counts:?}");
    }
}
