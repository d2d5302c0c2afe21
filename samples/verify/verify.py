#!/usr/bin/env python3
"""Verifies a receipt or an exported log of anjuan without anjuan: hashlib, and `cryptography` for Ed25519.

    python3 verify.py FILE KEY

FILE is what `anjuan receipt` or `anjuan export-log` wrote. KEY is the key of the office's log, NAME+ID+KEY on one line, or a
file with it; have it from the office itself, not from whoever gave you the file. What is hashed is told byte by byte in
schema/leaf.md. Exit code 0: everything fits. 1: something does not, and is told.
"""
import base64
import datetime
import hashlib
import json
import os
import struct
import sys
import uuid

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)


class Wrong(Exception):
    """Something does not fit."""


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def node(left, right):
    return sha256(b"\x01", left, right)


def micros(moment):
    since = datetime.datetime.fromisoformat(moment) - EPOCH
    return (since.days * 86400 + since.seconds) * 1_000_000 + since.microseconds


def sized(text):
    data = text.encode()
    return struct.pack(">I", len(data)) + data


def leaf_of(office, event):
    """The bytes of an event's leaf, layout 1."""
    personal = event["personal"]
    sealed = b"\x00" if personal is None else b"\x01" + base64.b64decode(personal, validate=True)
    hidden = sha256(b"\x02", base64.b64decode(event["blinding"], validate=True), sized(event["actor"]), sealed)
    occurred = event["occurred"]
    if "T" in occurred:
        when = struct.pack(">Bq", 1, micros(occurred))
    else:
        when = struct.pack(">Bq", 0, (datetime.date.fromisoformat(occurred) - EPOCH.date()).days)
    return b"".join([
        b"\x01",
        office.bytes,
        struct.pack(">q", event["position"]),
        uuid.UUID(event["stream"]).bytes,
        struct.pack(">qH", event["version"], event["schema_version"]),
        when,
        struct.pack(">q", micros(event["recorded_at"])),
        uuid.UUID(event["command"]).bytes,
        uuid.UUID(event["batch"]).bytes if event["batch"] else bytes(16),
        hidden,
        sized(event["stream_kind"]),
        sized(event["event_type"]),
        event["payload"].encode(),
    ])


def checkpoint_of(note, key):
    """Size and root of a checkpoint that is signed with the key."""
    name, key_id, encoded = key.strip().split("+", 2)
    public = base64.b64decode(encoded, validate=True)
    if public[:1] != b"\x01" or sha256(name.encode(), b"\n", public)[:4].hex() != key_id:
        raise Wrong("the key is damaged")
    text, _, signatures = note.rpartition("\n\n")
    text += "\n"
    lines = text.split("\n")
    # A log that was begun anew after events were lost signs with the same key under another name.
    if lines[0] != name and not lines[0].startswith(name + "/epoch-"):
        raise Wrong(f"the checkpoint is of {lines[0]}, not of {name}")
    name, key_id = lines[0], sha256(lines[0].encode(), b"\n", public)[:4].hex()
    for line in signatures.splitlines():
        dash, signer, encoded = line.split(" ")
        signature = base64.b64decode(encoded, validate=True)
        if (dash, signer, signature[:4].hex()) == ("\u2014", name, key_id):
            try:
                Ed25519PublicKey.from_public_bytes(public[1:]).verify(signature[4:], text.encode())
            except InvalidSignature:
                raise Wrong(f"the signature of {name} does not fit the checkpoint") from None
            return int(lines[1]), base64.b64decode(lines[2], validate=True)
    raise Wrong(f"the checkpoint is not signed by {name}")


def verify_receipt(text, key):
    proof, _, note = text.partition("\n\n")
    _, extra, index, *path = proof.split("\n")
    if not extra.startswith("extra ") or not index.startswith("index "):
        raise Wrong("this is no receipt")
    leaf, index = base64.b64decode(extra[6:], validate=True), int(index[6:])
    size, root = checkpoint_of(note, key)
    if index >= size or struct.unpack(">q", leaf[17:25])[0] != index + 1:
        raise Wrong("the receipt shows another event than it proves")
    # RFC 9162, 2.1.3.2.
    at, last, found = index, size - 1, sha256(b"\x00", leaf)
    for step in (base64.b64decode(line, validate=True) for line in path):
        if last == 0:
            raise Wrong("the proof is too long")
        if at & 1 or at == last:
            found = node(step, found)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            found = node(found, step)
        at, last = at >> 1, last >> 1
    if last or found != root:
        raise Wrong("the event is not in the tree that was signed, or not in that form")
    rest, texts = leaf[132:], []
    for _ in range(2):
        length = struct.unpack(">I", rest[:4])[0]
        texts.append(rest[4:4 + length].decode())
        rest = rest[4 + length:]
    recorded = EPOCH + datetime.timedelta(microseconds=struct.unpack(">q", leaf[60:68])[0])
    return f"event {index + 1} of {size}: {texts[1]}, recorded {recorded.isoformat()}: {rest.decode()}"


def root_of(edge):
    if not edge:
        return sha256()
    root = edge[-1]
    for left in reversed(edge[:-1]):
        root = node(left, root)
    return root


def verify_log(lines, key):
    office, edge, size, versions, roots, checkpoints = None, [], 0, {}, {}, []
    for line in lines:
        (kind, value), = json.loads(line).items()
        if kind == "anjuan_log":
            if value["layout"] != 1:
                raise Wrong(f"layout {value['layout']} is not known here")
            office = uuid.UUID(value["office"])
        elif kind == "checkpoint":
            checkpoints.append(checkpoint_of(value, key))
        elif kind == "event":
            position, stream = value["position"], value["stream"]
            if position != size + 1:
                raise Wrong(f"position {position} follows position {size}")
            if value["version"] != versions.get(stream, 0) + 1:
                raise Wrong(f"position {position}: version {value['version']} of stream {stream} is out of order")
            versions[stream] = value["version"]
            hashed = sha256(b"\x00", leaf_of(office, value))
            if hashed != base64.b64decode(value["leaf"], validate=True):
                raise Wrong(f"position {position}: the event was changed")
            # The right edge of the tree: one root for each bit of its size.
            for _ in range(((size + 1) & -(size + 1)).bit_length() - 1):
                hashed = node(edge.pop(), hashed)
            edge.append(hashed)
            size += 1
            roots[size] = root_of(edge)
        else:
            raise Wrong(f"a line of a kind that is not known: {kind}")
    if size and not checkpoints:
        raise Wrong("the file has no checkpoint: nothing shows that its events are the office's")
    for signed, root in checkpoints:
        if signed > size:
            raise Wrong(f"{signed} events were signed, and the file has {size}")
        if signed and roots[signed] != root:
            raise Wrong(f"the first {signed} events are not those that were signed")
    signed = max((signed for signed, _ in checkpoints), default=0)
    return f"{size} events, {signed} of them signed, {len(checkpoints)} checkpoints"


def main(path, key):
    if os.path.exists(key):
        with open(key, encoding="utf-8") as file:
            key = file.read()
    with open(path, encoding="utf-8") as file:
        if file.read(22) == "c2sp.org/tlog-proof@v1":
            file.seek(0)
            return verify_receipt(file.read(), key)
        file.seek(0)
        return verify_log(file, key)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    try:
        print(main(sys.argv[1], sys.argv[2]))
    except Wrong as wrong:
        sys.exit(f"verify.py: {sys.argv[1]}: {wrong}")
    except (ValueError, KeyError, IndexError, TypeError, struct.error) as error:
        sys.exit(f"verify.py: {sys.argv[1]} cannot be read: {error}")
