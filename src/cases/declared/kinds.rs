//! The declared kinds that an office has: those of the program, and its own.
use super::declaration::{Declaration, DeclarationError};
use super::ids::KindId;
use crate::cases::file_hash::FileHash;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::num::NonZeroU16;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

/// The declarations that come with the program, every version of each.
const OWN: [&str; 7] = [
    include_str!("kinds/unlicensed.1.toml"),
    include_str!("kinds/clue.1.toml"),
    include_str!("kinds/visit.1.toml"),
    include_str!("kinds/relocation.1.toml"),
    include_str!("kinds/clearance.1.toml"),
    include_str!("kinds/pledge.1.toml"),
    include_str!("kinds/pledge.2.toml"),
];

static BUILT_IN: LazyLock<Kinds> = LazyLock::new(|| {
    let mut kinds = Kinds(BTreeMap::new());
    for text in OWN {
        let declaration: Declaration = text.parse().expect("what comes with the program is whole");
        kinds.insert(Arc::new(declaration));
    }
    kinds
});

/// Every version of every declared kind. Cheap to clone: an office's hangs on every decision.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Kinds(BTreeMap<KindId, BTreeMap<NonZeroU16, Arc<Declaration>>>);

impl Default for Kinds {
    /// Those of the program.
    fn default() -> Self {
        BUILT_IN.clone()
    }
}

impl Kinds {
    /// Takes one in, in the place of what had its id and version.
    pub fn insert(&mut self, declaration: Arc<Declaration>) {
        self.0.entry(declaration.id).or_default().insert(declaration.version, declaration);
    }

    /// The newest version of each kind, by id.
    pub fn newest(&self) -> impl Iterator<Item = &Arc<Declaration>> {
        self.0.values().filter_map(|versions| versions.last_key_value().map(|(_, newest)| newest))
    }

    /// Every version of a kind, oldest first.
    pub fn versions(&self, kind: KindId) -> impl Iterator<Item = &Arc<Declaration>> {
        self.0.get(&kind).into_iter().flat_map(BTreeMap::values)
    }

    /// The newest version of a kind.
    #[must_use]
    pub fn kind(&self, kind: KindId) -> Option<&Arc<Declaration>> {
        self.0.get(&kind)?.last_key_value().map(|(_, newest)| newest)
    }

    /// This version of a kind; the newest, if none is named.
    #[must_use]
    pub fn version(&self, kind: KindId, version: Option<NonZeroU16>) -> Option<&Arc<Declaration>> {
        match version {
            Some(version) => self.0.get(&kind)?.get(&version),
            None => self.kind(kind),
        }
    }

    /// Whether the declaration can be added: a kind that is not there yet, in version 1, or the next version of one
    /// that is, whose series of numbers and whose figures are no other kind's.
    ///
    /// # Errors
    /// Why not.
    pub fn admits(&self, declaration: &Declaration) -> Result<(), DeclarationError> {
        match self.kind(declaration.id) {
            Some(before) => declaration.follows(before)?,
            None if declaration.version != NonZeroU16::MIN => {
                return Err(DeclarationError::at("version", "the first version of a kind is 1"));
            }
            None => {}
        }
        for other in self.newest().filter(|other| other.id != declaration.id) {
            if other.prefix == declaration.prefix {
                let reason = format!("the numbers of '{}' begin with {}", other.id, other.prefix);
                return Err(DeclarationError::at("number.prefix", reason));
            }
            let has = |id| other.figures.iter().any(|figure| figure.id == id);
            if let Some(twice) = declaration.figures.iter().find(|figure| has(figure.id.clone())) {
                let reason = format!("'{}' is a figure of '{}'", twice.id, other.id);
                return Err(DeclarationError::at("figures", reason));
            }
        }
        if ["XF", "XH", "WJ", "AJ"].contains(&&*declaration.prefix) {
            return Err(DeclarationError::at("number.prefix", "is another kind's of the program itself"));
        }
        Ok(())
    }
}

/// Declarations that are kept for as long as the program runs.
static KEPT: Mutex<BTreeMap<FileHash, &'static Declaration>> = Mutex::new(BTreeMap::new());

/// The declaration, kept for ever: what counts and what reads ledgers is described by small values that are copied and
/// hold names that last as long as the program, and what a declaration describes is described in the same way. Each
/// text is kept once, offices declare few, and nobody but their administrators does, so that what is kept stays small.
#[must_use]
pub fn kept(declaration: &Arc<Declaration>) -> &'static Declaration {
    let mut kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    kept.entry(declaration.hash).or_insert_with(|| Box::leak(Box::new(Declaration::clone(declaration))))
}
