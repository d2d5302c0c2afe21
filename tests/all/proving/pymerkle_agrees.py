"""Holds proofs of ours against those of pymerkle: the same hashes, and the same roots by its own verifier."""
import struct
import sys

from pymerkle import InmemoryTree, verify_consistency, verify_inclusion

tree = InmemoryTree(algorithm="sha256")
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
            proof = tree.prove_inclusion(first + 1, size)
            leaf = tree.get_leaf(first + 1)
            verify_inclusion(leaf, root, proof)
            assert sorted(proof.path) == sorted([leaf, *path]), line
        else:
            old, new, *path = hashes
            proof = tree.prove_consistency(first, size)
            verify_consistency(old, new, proof)
            if first < size:
                # What goes without saying in RFC 6962, pymerkle says.
                own = [old, *path] if first & (first - 1) == 0 else path
                assert sorted(proof.path) == sorted(own), line
        checked += 1
print(checked)
