//! Whether the record of who looked at what is what was recorded: every reading is hashed from its stored row, the tree is
//! built anew, and held against the edge that was kept as they came and every checkpoint that was given out.
use super::super::origin::Log;
use super::held::Checkpoints;
use super::{Against, Finding, Wrong};
use crate::cases::ids::OfficeId;
use crate::database::{Db, StorageError};
use crate::event_log::readings::{self, Head, Stored};
use crate::event_log::tree::Hash;
use crate::event_log::{Edge, Position};
use std::collections::BTreeMap;

/// What was found.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ReadingsReport {
    /// How many readings were hashed.
    pub readings: u64,
    /// Checkpoints that they were held against.
    pub checkpoints: usize,
    /// Of those, how many whose signature was checked.
    pub signatures: usize,
    /// What is wrong; positions are places among the readings.
    pub findings: Vec<Finding>,
}

/// Verifies an office's record of who looked at what.
///
/// # Errors
/// When the database fails. What is wrong with the record is no error.
pub async fn readings(db: &Db, office: OfficeId, against: &Against) -> Result<ReadingsReport, StorageError> {
    let mut findings = Vec::new();
    // Asked before the rows are read: what they signed is there then.
    let checkpoints = Checkpoints::of(db, office, Log::Readings, against, &mut findings).await?;
    let mut walk = ReadingWalk::new(checkpoints.sizes());
    let head = readings::walk(db, office, |stored| walk.take(stored)).await?;
    findings.extend(checkpoints.held_against(Position(walk.last), |size| walk.roots.get(&size).copied()));
    let readings = walk.hashed;
    findings.extend(walk.held_against(head));
    findings.sort_by_key(|finding| finding.from.unwrap_or_default());
    let (checkpoints, signatures) = (checkpoints.count(), checkpoints.signatures());
    Ok(ReadingsReport { readings, checkpoints, signatures, findings })
}

/// The readings so far, from the first on.
struct ReadingWalk {
    last: i64,
    hashed: u64,
    /// The tree, as long as no leaf of it is missing.
    edge: Option<Edge>,
    /// The roots at the sizes that are wanted.
    roots: BTreeMap<u64, Hash>,
    wanted: Vec<u64>,
    findings: Vec<Finding>,
}

impl ReadingWalk {
    fn new(sizes: impl Iterator<Item = u64>) -> Self {
        let (wanted, roots) = (sizes.collect(), BTreeMap::from([(0, Hash::empty())]));
        Self { last: 0, hashed: 0, edge: Some(Edge::default()), roots, wanted, findings: Vec::new() }
    }

    fn take(&mut self, (place, hash): Stored) {
        if place != self.last + 1 {
            let how = format!("readings {} to {} are missing", self.last + 1, place - 1);
            let (from, to) = (Position(self.last + 1), Position(place - 1));
            self.findings.push(Finding::within(Wrong::Reading, from, to, how));
            self.edge = None;
        }
        self.last = place;
        match hash {
            Ok(hash) => self.push(hash),
            Err(error) => {
                self.findings.push(Finding::at(Wrong::Reading, Position(place), error.to_string()));
                self.edge = None;
            }
        }
    }

    fn push(&mut self, hash: Hash) {
        self.hashed += 1;
        let Some(edge) = &mut self.edge else { return };
        edge.push(hash);
        if self.wanted.contains(&edge.size()) {
            self.roots.insert(edge.size(), edge.root());
        }
    }

    /// What is wrong, once every row was taken, beside what was kept as they came.
    fn held_against(mut self, head: Option<Head>) -> Vec<Finding> {
        let last = self.last;
        let Some(Head { recorded, edge: kept }) = head else {
            if last > 0 {
                let how = format!("{last} readings are there, and none was recorded");
                self.findings.push(Finding::anywhere(Wrong::Reading, how));
            }
            return self.findings;
        };
        if recorded != last {
            let how = format!("{recorded} readings were recorded, and the last that is there is {last}");
            self.findings.push(Finding::anywhere(Wrong::Reading, how));
        } else if let (Some(edge), Some(kept)) = (self.edge, kept)
            && kept != edge.bytes()
        {
            let how = format!(
                "a reading among the {last} is not what was recorded: the tree over them has the root {}, and not the \
                 one that was kept",
                edge.root()
            );
            self.findings.push(Finding::anywhere(Wrong::Reading, how));
        }
        self.findings
    }
}
