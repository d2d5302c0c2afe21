//! Proofs of RFC 6962: which nodes of a tree prove that a leaf is in it, or that a smaller tree is its beginning; and
//! what such a proof proves. Pure.
use crate::event_log::tree::Hash;

/// A node of a tree: the root of the `2^level` leaves from leaf `index * 2^level` on.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Node {
    /// How far above the leaves.
    pub level: u8,
    /// How many of its level stand to its left.
    pub index: u64,
}

/// Some leaves of a tree that have a root of their own, `from <= leaf < to`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Span {
    from: u64,
    to: u64,
}

impl Span {
    /// All leaves of a tree of this size.
    #[must_use]
    pub const fn whole(size: u64) -> Self {
        Self { from: 0, to: size }
    }

    /// Its first leaf.
    #[must_use]
    pub const fn from(self) -> u64 {
        self.from
    }

    /// The leaf behind its last.
    #[must_use]
    pub const fn to(self) -> u64 {
        self.to
    }

    const fn len(self) -> u64 {
        self.to - self.from
    }

    /// Where RFC 6962 cuts it in two: behind the largest power of two that is smaller than its length.
    const fn cut(self) -> u64 {
        self.from + (1 << (self.len() - 1).ilog2())
    }

    /// The nodes under its root, the largest first.
    #[must_use]
    pub fn nodes(self) -> Vec<Node> {
        let (mut from, mut nodes) = (self.from, Vec::new());
        while from < self.to {
            let level = (self.to - from).ilog2();
            nodes.push(Node { level: level.try_into().unwrap_or(u8::MAX), index: from >> level });
            from += 1 << level;
        }
        nodes
    }

    /// Its root, from its nodes.
    #[must_use]
    pub fn root(self, hash: impl Fn(Node) -> Option<Hash>) -> Option<Hash> {
        let hashes: Option<Vec<_>> = self.nodes().into_iter().map(hash).collect();
        let mut hashes = hashes?.into_iter().rev();
        let last = hashes.next().unwrap_or_else(Hash::empty);
        Some(hashes.fold(last, |right, left| Hash::node(left, right)))
    }
}

/// What proves that leaf `leaf` is in the tree of `size` leaves, from below; none if it cannot be there.
#[must_use]
pub fn inclusion(leaf: u64, size: u64) -> Option<Vec<Span>> {
    if leaf >= size {
        return None;
    }
    let (mut tree, mut path) = (Span::whole(size), Vec::new());
    while tree.len() > 1 {
        let cut = tree.cut();
        let (left, right) = (Span { to: cut, ..tree }, Span { from: cut, ..tree });
        let (own, other) = if leaf < cut { (left, right) } else { (right, left) };
        path.push(other);
        tree = own;
    }
    path.reverse();
    Some(path)
}

/// What proves that the tree of `old` leaves is the beginning of the one of `new`; none if it cannot be. Nothing has to be
/// proved of a tree without leaves, or of the same tree.
#[must_use]
pub fn consistency(old: u64, new: u64) -> Option<Vec<Span>> {
    if old > new {
        return None;
    }
    if old == 0 || old == new {
        return Some(Vec::new());
    }
    let (mut tree, mut path, mut is_known) = (Span::whole(new), Vec::new(), true);
    while tree.to != old {
        let cut = tree.cut();
        let (left, right) = (Span { to: cut, ..tree }, Span { from: cut, ..tree });
        if old <= cut {
            path.push(right);
            tree = left;
        } else {
            path.push(left);
            tree = right;
            is_known = false;
        }
    }
    if !is_known {
        path.push(tree);
    }
    path.reverse();
    Some(path)
}

/// Whether `proof` shows that `hash` is leaf `leaf` of the tree of `size` leaves with this root (RFC 9162, 2.1.3.2).
#[must_use]
pub fn includes(hash: Hash, leaf: u64, size: u64, root: Hash, proof: &[Hash]) -> bool {
    if leaf >= size {
        return false;
    }
    let (mut at, mut last, mut found) = (leaf, size - 1, hash);
    for step in proof {
        if last == 0 {
            return false;
        }
        if at & 1 == 1 || at == last {
            found = Hash::node(*step, found);
            while at & 1 == 0 && at != 0 {
                at >>= 1;
                last >>= 1;
            }
        } else {
            found = Hash::node(found, *step);
        }
        at >>= 1;
        last >>= 1;
    }
    last == 0 && found == root
}

/// A tree as its root tells it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Tree {
    /// How many leaves it has.
    pub size: u64,
    /// Its root.
    pub root: Hash,
}

/// Whether `proof` shows that the first tree is the beginning of the second (RFC 9162, 2.1.4.2).
#[must_use]
pub fn extends(old: Tree, new: Tree, proof: &[Hash]) -> bool {
    if old.size > new.size {
        return false;
    }
    if old.size == new.size {
        return old.root == new.root && proof.is_empty();
    }
    if old.size == 0 {
        return old.root == Hash::empty() && proof.is_empty();
    }
    // Where the old tree is whole, its root is the first step, and goes without saying.
    let mut steps = proof.iter().copied();
    let first = if old.size.is_power_of_two() { Some(old.root) } else { steps.next() };
    let Some(first) = first else { return false };
    let (mut at, mut last) = (old.size - 1, new.size - 1);
    while at & 1 == 1 {
        at >>= 1;
        last >>= 1;
    }
    let (mut before, mut after) = (first, first);
    for step in steps {
        if last == 0 {
            return false;
        }
        if at & 1 == 1 || at == last {
            (before, after) = (Hash::node(step, before), Hash::node(step, after));
            while at & 1 == 0 && at != 0 {
                at >>= 1;
                last >>= 1;
            }
        } else {
            after = Hash::node(after, step);
        }
        at >>= 1;
        last >>= 1;
    }
    last == 0 && before == old.root && after == new.root
}

#[cfg(test)]
mod tests {
    use super::*;

    fn leaf(n: u64) -> Hash {
        Hash::leaf(&n.to_be_bytes())
    }

    fn node(node: Node) -> Hash {
        match node.level {
            0 => leaf(node.index),
            level => {
                let child = |index| self::node(Node { level: level - 1, index });
                Hash::node(child(2 * node.index), child(2 * node.index + 1))
            }
        }
    }

    fn hashes(spans: Vec<Span>) -> Vec<Hash> {
        spans.into_iter().map(|span| span.root(|at| Some(node(at))).expect("all nodes")).collect()
    }

    fn tree(size: u64) -> Tree {
        Tree { size, root: Span::whole(size).root(|at| Some(node(at))).expect("all nodes") }
    }

    #[test]
    fn every_leaf_of_every_small_tree_is_proved_and_no_other() {
        for size in 1..40 {
            let root = tree(size).root;
            for at in 0..size {
                let proof = hashes(inclusion(at, size).expect("it is there"));
                assert!(includes(leaf(at), at, size, root, &proof), "{at} in {size}");
                assert!(!includes(leaf(at + 1), at, size, root, &proof));
                assert!(!includes(leaf(at), at, size, leaf(0), &proof) || size == 1 && at == 0);
                let longer = [proof.as_slice(), &[root]].concat();
                assert!(!includes(leaf(at), at, size, root, &longer));
                if let Some((_, shorter)) = proof.split_last() {
                    assert!(!includes(leaf(at), at, size, root, shorter));
                }
            }
            assert_eq!(inclusion(size, size), None);
        }
    }

    #[test]
    fn every_small_tree_is_the_beginning_of_every_larger_one_and_of_no_other() {
        for new in 0..40 {
            for old in 0..=new {
                let proof = hashes(consistency(old, new).expect("a beginning"));
                assert!(extends(tree(old), tree(new), &proof), "{old} of {new}");
                let other = Tree { root: leaf(99), ..tree(new) };
                // Of what follows nothing, nothing is proved.
                assert!(old == 0 || !extends(tree(old), other, &proof), "{old} of {new}");
                assert!(!extends(Tree { root: leaf(99), ..tree(old) }, tree(new), &proof));
            }
            assert_eq!(consistency(new + 1, new), None);
            assert!(!extends(tree(new + 1), tree(new), &[]));
        }
    }
}
