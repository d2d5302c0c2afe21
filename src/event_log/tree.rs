//! The Merkle tree of RFC 6962 over an office's log: its hashes, and the right edge, which is all that has to be known
//! of a tree to append to it and to say its root.
use super::Position;
use sha2::{Digest, Sha256};
use std::fmt::{self, Write};

/// Bytes of a hash.
pub const HASH: usize = 32;
/// What goes before the bytes of a leaf, and before two nodes: no leaf can pass for a node (RFC 6962, 2.1).
const OF_LEAF: u8 = 0;
const OF_NODE: u8 = 1;

/// A SHA-256 of the tree.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Hash(pub [u8; HASH]);

impl Hash {
    /// Of a leaf's bytes.
    #[must_use]
    pub fn leaf(bytes: &[u8]) -> Self {
        Self(Sha256::new().chain_update([OF_LEAF]).chain_update(bytes).finalize().into())
    }

    /// Of a node above two others.
    #[must_use]
    pub fn node(left: Self, right: Self) -> Self {
        let mut bytes = [OF_NODE; 1 + 2 * HASH];
        bytes[1..=HASH].copy_from_slice(&left.0);
        bytes[1 + HASH..].copy_from_slice(&right.0);
        Self(Sha256::digest(bytes).into())
    }

    /// Reads the digits that it is shown with.
    #[must_use]
    pub fn from_hex(text: &str) -> Option<Self> {
        let digits = text.as_bytes().as_chunks::<2>().0;
        let byte = |digits: &[u8; 2]| u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok();
        let bytes: Option<Vec<_>> = digits.iter().map(byte).collect();
        (text.len() == 2 * HASH).then_some(bytes?)?.try_into().ok().map(Self)
    }

    /// Of a tree without leaves.
    #[must_use]
    pub fn empty() -> Self {
        Self(Sha256::digest([]).into())
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The right edge of a tree: the roots of the whole subtrees that stand side by side in it, the largest first. At most
/// 64 hashes, one for each bit of the size that is set.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Edge {
    size: u64,
    roots: Vec<Hash>,
}

impl Edge {
    /// How many leaves the tree has.
    #[must_use]
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// The position of the last event in it.
    #[must_use]
    pub const fn position(&self) -> Position {
        Position(self.size.cast_signed())
    }

    /// Appends a leaf.
    pub fn push(&mut self, leaf: Hash) {
        self.push_by(leaf, Hash::node);
    }

    /// Appends a leaf to a tree whose nodes are hashed by another function.
    pub fn push_by(&mut self, leaf: Hash, node: fn(Hash, Hash) -> Hash) {
        let mut hash = leaf;
        for _ in 0..self.size.trailing_ones() {
            if let Some(left) = self.roots.pop() {
                hash = node(left, hash);
            }
        }
        self.roots.push(hash);
        self.size += 1;
    }

    /// The tree's root.
    #[must_use]
    pub fn root(&self) -> Hash {
        self.root_by(Hash::node).unwrap_or_else(Hash::empty)
    }

    /// The root of a tree whose nodes are hashed by another function; none where there is no leaf.
    #[must_use]
    pub fn root_by(&self, node: fn(Hash, Hash) -> Hash) -> Option<Hash> {
        let mut roots = self.roots.iter().rev().copied();
        let last = roots.next()?;
        Some(roots.fold(last, |right, left| node(left, right)))
    }

    /// The hashes, one after the other.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        self.roots.iter().flat_map(|hash| hash.0).collect()
    }

    /// The edge of a log that ends at `position`, from its hashes; none if they are too few or too many.
    #[must_use]
    pub fn read(position: Position, bytes: &[u8]) -> Option<Self> {
        let size = u64::try_from(position.0).ok()?;
        let (hashes, rest) = bytes.as_chunks::<HASH>();
        let fits = rest.is_empty() && hashes.len() == size.count_ones() as usize;
        fits.then(|| Self { size, roots: hashes.iter().copied().map(Hash).collect() })
    }
}

/// Lower hexadecimal digits.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6962, 2.1, word for word.
    fn root(leaves: &[Hash]) -> Hash {
        match leaves {
            [] => Hash::empty(),
            [leaf] => *leaf,
            _ => {
                let (left, right) = leaves.split_at(leaves.len().next_power_of_two() / 2);
                Hash::node(root(left), root(right))
            }
        }
    }

    #[test]
    fn an_edge_has_the_root_of_the_whole_tree_at_every_size() {
        let (mut edge, mut leaves) = (Edge::default(), Vec::new());
        for n in 0_u32..300 {
            assert_eq!(edge.root(), root(&leaves), "{n} leaves");
            assert_eq!(Edge::read(edge.position(), &edge.bytes()).as_ref(), Some(&edge));
            let leaf = Hash::leaf(&n.to_be_bytes());
            edge.push(leaf);
            leaves.push(leaf);
        }
    }

    #[test]
    fn an_edge_with_too_few_hashes_or_too_many_is_not_read() {
        let mut edge = Edge::default();
        for n in 0_u8..5 {
            edge.push(Hash::leaf(&[n]));
        }
        let bytes = edge.bytes();
        for wrong in [&bytes[..32], &bytes[..63], &[bytes.as_slice(), &[0; 32]].concat()] {
            assert_eq!(Edge::read(Position(5), wrong), None);
        }
        assert_eq!(Edge::read(Position(-1), &[]), None);
    }

    #[test]
    fn the_first_trees_have_the_roots_of_the_test_vectors_of_certificate_transparency() {
        let leaves: [&[u8]; 3] = [b"", b"\0", b"\x10"];
        let roots = [
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        ];
        let mut edge = Edge::default();
        for (root, leaf) in roots.iter().zip(leaves.iter().map(Some).chain([None])) {
            assert_eq!(edge.root().to_string(), *root);
            if let Some(leaf) = leaf {
                edge.push(Hash::leaf(leaf));
            }
        }
    }
}
