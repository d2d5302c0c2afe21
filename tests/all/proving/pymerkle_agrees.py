"""Holds proofs of ours against those of pymerkle: the same hashes of inclusion; the same states by its own verifier; and our
proofs of consistency, which RFC 6962 writes in another form than pymerkle, folded with its hashes into its states."""
import struct
import sys

from pymerkle import InmemoryTree, verify_consistency, verify_inclusion
from pymerkle.hasher import MerkleHasher

tree = InmemoryTree(algorithm="sha256")
pair = MerkleHasher("sha256").hash_pair


def states(old, new, root, path):
    """The two states that a proof of consistency leads to (RFC 9162, 2.1.4.2)."""
    if old == new:
        return root, root
    steps = [root, *path] if old & (old - 1) == 0 else path
    at, last = old - 1, new - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    before = after = steps[0]
    for step in steps[1:]:
        if at & 1 or at == last:
            before, after = pair(step, before), pair(step, after)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            after = pair(after, step)
        at, last = at >> 1, last >> 1
    return before, after


checked = 0
with open(sys.argv[1], encoding="ascii") as lines:
    for line in lines:
        kind, first, size, *hashes = line.split()
        first, size = int(first), int(size)
        hashes = [bytes.fromhex(text) for text in hashes]
        while tree.get_size() < size:
            tree.append_entry(struct.pack(">Q", tree.get_size()))
        if kind == "inclusion":
            root, *path = hashes
            proof, leaf = tree.prove_inclusion(first + 1, size), tree.get_leaf(first + 1)
            verify_inclusion(leaf, root, proof)
            assert sorted(proof.path) == sorted([leaf, *path]), line
        else:
            old, new, *path = hashes
            verify_consistency(old, new, tree.prove_consistency(first, size))
            assert states(first, size, old, path) == (tree.get_state(first), tree.get_state(size)), line
        checked += 1
print(checked)
