//! Proofs of ours and of others: the same ones, and what is changed in one is refused.
use crate::python::Package;
use anjuan::event_log::Edge;
use anjuan::event_log::tree::Hash;
use anjuan::proof::path::{Node, Span, Tree, consistency, extends, includes, inclusion};
use ct_merkle::mem_backed_tree::MemoryBackedTree;
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};
use sha2::Sha256;
use std::fmt::Write;
use std::path::Path;
use std::process::Command;

const PYMERKLE: Package = Package { name: "pymerkle", extras: "", version: "6.1.0" };

fn is_whole() -> bool {
    std::env::var_os("CI").is_some()
}

/// Every leaf of every tree up to this size: 100,000 proofs and more of each kind, or 2,000.
fn largest() -> u64 {
    if is_whole() { 450 } else { 64 }
}

fn data(leaf: u64) -> Vec<u8> {
    leaf.to_be_bytes().to_vec()
}

/// Every whole node of a tree of 512 leaves, level by level.
fn nodes() -> Vec<Vec<Hash>> {
    let mut levels = vec![(0..512).map(|leaf| Hash::leaf(&data(leaf))).collect::<Vec<_>>()];
    while levels[levels.len() - 1].len() > 1 {
        let below = &levels[levels.len() - 1];
        levels.push(below.chunks(2).map(|pair| Hash::node(pair[0], pair[1])).collect());
    }
    levels
}

struct Ours {
    nodes: Vec<Vec<Hash>>,
    roots: Vec<Hash>,
}

impl Ours {
    fn new() -> Self {
        let (mut edge, mut roots) = (Edge::default(), vec![Hash::empty()]);
        for leaf in 0..largest() {
            edge.push(Hash::leaf(&data(leaf)));
            roots.push(edge.root());
        }
        Self { nodes: nodes(), roots }
    }

    fn hash(&self, node: Node) -> Option<Hash> {
        self.nodes.get(usize::from(node.level))?.get(usize::try_from(node.index).ok()?).copied()
    }

    fn proof(&self, spans: Option<Vec<Span>>) -> Vec<Hash> {
        let root = |span: Span| span.root(|node| self.hash(node)).expect("a small tree");
        spans.expect("a proof").into_iter().map(root).collect()
    }

    fn tree(&self, size: u64) -> Tree {
        Tree { size, root: self.roots[usize::try_from(size).expect("small")] }
    }
}

fn bytes(hashes: &[Hash]) -> Vec<u8> {
    hashes.iter().flat_map(|hash| hash.0).collect()
}

#[test]
fn inclusion_and_consistency_are_proved_as_ct_merkle_and_pymerkle_prove_them() {
    let (ours, mut theirs) = (Ours::new(), MemoryBackedTree::<Sha256, Vec<u8>>::new());
    let (mut file, mut earlier) = (String::new(), Vec::new());
    let mut tried = 0;
    for size in 1..=largest() {
        theirs.push(data(size - 1));
        let (root, tree) = (theirs.root(), ours.tree(size));
        assert_eq!(root.as_bytes().as_slice(), tree.root.0, "the root of {size} leaves");
        for leaf in 0..size {
            let proof = ours.proof(inclusion(leaf, size));
            let other = theirs.prove_inclusion(usize::try_from(leaf).expect("small"));
            assert_eq!(other.as_bytes(), bytes(&proof), "leaf {leaf} of {size}");
            assert!(includes(Hash::leaf(&data(leaf)), leaf, size, tree.root, &proof));
            root.verify_inclusion(&data(leaf), leaf, &other).expect("they agree");
            line(&mut file, ("inclusion", leaf, size), [tree.root].iter().chain(&proof));
            tried += 1;
        }
        earlier.push(root);
        for (old, before) in (1..).zip(&earlier) {
            let proof = ours.proof(consistency(old, size));
            assert!(extends(ours.tree(old), tree, &proof), "{old} of {size}");
            if old < size {
                let other = theirs.prove_consistency(usize::try_from(size - old).expect("small"));
                assert_eq!(other.as_bytes(), bytes(&proof), "{old} of {size}");
                earlier[earlier.len() - 1].verify_consistency(before, &other).expect("they agree");
            }
            line(
                &mut file,
                ("consistency", old, size),
                [ours.tree(old).root, tree.root].iter().chain(&proof),
            );
        }
    }
    assert!(tried >= if is_whole() { 100_000 } else { 2_000 });
    let Some(python) = PYMERKLE.python() else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let proofs = folder.path().join("proofs");
    std::fs::write(&proofs, file).expect("written");
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/all/proving/pymerkle_agrees.py");
    let run = Command::new(python).arg(script).arg(&proofs).output().expect("python");
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    assert_eq!(String::from_utf8_lossy(&run.stdout).trim(), (2 * tried).to_string());
}

fn line<'h>(
    file: &mut String,
    (kind, first, size): (&str, u64, u64),
    hashes: impl Iterator<Item = &'h Hash>,
) {
    write!(file, "{kind} {first} {size}").expect("a string takes all");
    hashes.for_each(|hash| write!(file, " {hash}").expect("a string takes all"));
    file.push('\n');
}

/// A proof with something in it changed.
fn mutated(lots: &mut ChaCha20Rng, proof: &[Hash]) -> Vec<Hash> {
    let mut mutated = proof.to_vec();
    let mut below = |count: usize| usize::try_from(lots.next_u64() % count.max(1) as u64).expect("small");
    let at = below(proof.len());
    match below(6) {
        0 if !proof.is_empty() => {
            mutated.remove(at);
        }
        1 => mutated.insert(at, Hash([7; 32])),
        2 if proof.len() > 1 && proof[at] != proof[(at + 1) % proof.len()] => {
            mutated.swap(at, (at + 1) % proof.len());
        }
        3 if !proof.is_empty() => mutated.push(proof[at]),
        _ if !proof.is_empty() => mutated[at].0[below(32)] ^= 1 << below(8),
        _ => mutated.push(Hash::empty()),
    }
    mutated
}

#[test]
fn a_proof_with_anything_in_it_changed_is_refused() {
    let (ours, mut lots) = (Ours::new(), ChaCha20Rng::seed_from_u64(7));
    for _ in 0..50_000 {
        let size = 1 + lots.next_u64() % largest();
        let (first, tree) = (lots.next_u64() % size, ours.tree(size));
        let proof = mutated(&mut lots, &ours.proof(inclusion(first, size)));
        assert!(
            !includes(Hash::leaf(&data(first)), first, size, tree.root, &proof),
            "leaf {first} of {size}: {proof:?}"
        );
        let old = 1 + first;
        let proof = mutated(&mut lots, &ours.proof(consistency(old, size)));
        assert!(!extends(ours.tree(old), tree, &proof), "{old} of {size}: {proof:?}");
    }
}
