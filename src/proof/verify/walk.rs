//! The log from its first event to its last, each hashed from its stored bytes. Pure: rows come in, findings come out.
use super::commands::Tally;
use super::finding::{Finding, Wrong};
use super::moved::{self, Suspect};
use crate::cases::ids::Version;
use crate::cases::occurred::Moment;
use crate::event_log::sql::{Rehashed, Reread};
use crate::event_log::tree::Hash;
use crate::event_log::{ByStream, Edge, Position};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// Suspects that are kept; beyond, they are only counted.
const SUSPECTS: usize = 10_000;

/// Tiles that differ and are looked into.
const TILES: usize = 64;

/// SHA-256 over the hashes of a tile.
#[must_use]
pub fn digest(tile: &[Hash]) -> Hash {
    let mut digest = Sha256::new();
    for hash in tile {
        digest.update(hash.0);
    }
    Hash(digest.finalize().into())
}

/// A walk through the log so far.
#[derive(Debug, Default)]
pub struct Walk {
    edge: Edge,
    last: Position,
    versions: ByStream<Version>,
    commands: Tally,
    recorded_at: Option<Moment>,
    suspects: Vec<Suspect>,
    uncounted: u64,
    findings: Vec<Finding>,
    /// The sizes at which the root is wanted, and, once they were passed, the roots.
    roots: BTreeMap<u64, Option<Hash>>,
    /// The first position from which on the tree cannot be told: a leaf is missing before it.
    broken: Option<Position>,
    /// Leaf hashes of the tile that is being filled.
    tile: Vec<Hash>,
    /// SHA-256 of each tile of leaves that is kept, and those that should be other ones.
    tiles: BTreeMap<u64, Hash>,
    otherwise: Vec<(u64, Vec<Hash>)>,
}

impl Walk {
    /// A walk that notes the roots of the trees of these sizes, and holds leaves against tiles with these digests.
    #[must_use]
    pub fn new(sizes: impl IntoIterator<Item = u64>, tiles: BTreeMap<u64, Hash>) -> Self {
        let mut roots: BTreeMap<_, _> = sizes.into_iter().map(|size| (size, None)).collect();
        if let Some(root) = roots.get_mut(&0) {
            *root = Some(Hash::empty());
        }
        Self { roots, tiles, ..Self::default() }
    }

    /// Takes the next row.
    pub fn take(&mut self, (position, row): Reread) {
        let expected = self.last.next();
        if position > expected {
            let to = Position(position.0 - 1);
            self.findings.push(Finding::within(Wrong::Removed, expected, to, "no event is there"));
            self.broken.get_or_insert(expected);
        } else if position < expected {
            self.findings.push(Finding::at(Wrong::Reordered, position, "it stands behind later ones"));
            self.broken.get_or_insert(position);
        }
        self.last = position;
        match row {
            Ok(row) => self.event(position, row),
            Err(reason) => {
                let wrong =
                    if reason.starts_with("it has no leaf") { Wrong::Inserted } else { Wrong::Edited };
                self.findings.push(Finding::at(wrong, position, reason));
                self.broken.get_or_insert(position);
            }
        }
    }

    fn event(&mut self, position: Position, row: Rehashed) {
        let Rehashed { stream, version, command, recorded_at, leaf, hash: _, changed } = row;
        if let Some(event) = changed {
            if self.suspects.len() < SUSPECTS {
                self.suspects.push(Suspect { event: *event, leaf });
            } else {
                self.uncounted += 1;
            }
        }
        let before = self.versions.insert(stream, version).unwrap_or_default();
        if version != before.next() {
            let how = format!("version {version} of stream {stream} follows version {before}");
            self.findings.push(Finding::at(Wrong::Reordered, position, how));
        }
        if self.recorded_at.is_some_and(|last| recorded_at < last) {
            let how = "it says that it was recorded before the event ahead of it";
            self.findings.push(Finding::at(Wrong::Reordered, position, how));
        }
        self.recorded_at = Some(recorded_at);
        self.commands.event(command, position);
        self.grow(leaf.hash);
    }

    fn grow(&mut self, hash: Hash) {
        if self.broken.is_some() {
            return;
        }
        self.edge.push(hash);
        if let Some(root) = self.roots.get_mut(&self.edge.size()) {
            *root = Some(self.edge.root());
        }
        self.tile.push(hash);
        if self.tile.len() == 256 {
            let at = self.edge.size() / 256 - 1;
            let tile = std::mem::take(&mut self.tile);
            if self.tiles.remove(&at).is_some_and(|known| known != digest(&tile))
                && self.otherwise.len() < TILES
            {
                self.otherwise.push((at, tile));
            }
        }
    }

    /// Whether the event at this position does not make its leaf.
    #[must_use]
    pub fn is_suspect(&self, position: Position) -> bool {
        self.suspects.binary_search_by_key(&position, |suspect| suspect.event.position).is_ok()
    }

    /// The tiles of leaves that are kept and should be other ones, as they should be.
    pub fn otherwise(&mut self) -> Vec<(u64, Vec<Hash>)> {
        std::mem::take(&mut self.otherwise)
    }

    /// How many events there were so far, if none is missing.
    #[must_use]
    pub const fn last(&self) -> Position {
        self.last
    }

    /// The root of the tree of one of the sizes that were asked for; none if the tree could not be told so far.
    #[must_use]
    pub fn root(&self, size: u64) -> Option<Hash> {
        self.roots.get(&size).copied().flatten()
    }

    /// The tree over all leaves, unless one is missing.
    #[must_use]
    pub const fn edge(&self) -> Option<&Edge> {
        if self.broken.is_some() { None } else { Some(&self.edge) }
    }

    /// The commands of the events so far.
    #[must_use]
    pub fn commands(&mut self) -> Tally {
        std::mem::take(&mut self.commands)
    }

    /// What was found, once every row was taken.
    #[must_use]
    pub fn findings(self) -> Vec<Finding> {
        let mut findings = self.findings;
        findings.extend(moved::findings(&self.suspects));
        if self.uncounted > 0 {
            let how = format!("{} more events whose bytes do not make their leaves", self.uncounted);
            findings.push(Finding::anywhere(Wrong::Edited, how));
        }
        findings
    }
}
