-- A log that proves itself: each event has its leaf in a Merkle tree (layout, blinding, hash: schema/leaf.md), and the
-- log's head the right edge of that tree. Nothing is written to an event that is there: the leaves of those from before
-- stand in a table of their own, and are made when the store is opened.

ALTER TABLE events ADD COLUMN leaf BLOB;
ALTER TABLE log_heads ADD COLUMN edge BLOB;

CREATE TABLE early_leaves (
    office_id BLOB NOT NULL,
    position INTEGER NOT NULL CHECK (position > 0),
    leaf BLOB NOT NULL,
    PRIMARY KEY (office_id, position)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER events_have_leaves BEFORE INSERT ON events WHEN NEW.leaf IS NULL
BEGIN SELECT RAISE(ABORT, 'an event without a leaf cannot be proved: use the newer program'); END;

-- Tiles of the tree, 256 hashes wide (C2SP tlog-tiles), as far as somebody asked for proofs. A cache: it may be emptied
-- at any time.
CREATE TABLE log_tiles (
    office_id BLOB NOT NULL,
    level INTEGER NOT NULL,
    tile INTEGER NOT NULL,
    hashes BLOB NOT NULL,
    PRIMARY KEY (office_id, level, tile)
) STRICT, WITHOUT ROWID;

-- Every checkpoint that was signed here, as it was given out.
CREATE TABLE checkpoints (
    office_id BLOB NOT NULL,
    epoch INTEGER NOT NULL,
    position INTEGER NOT NULL CHECK (position >= 0),
    signed_at TEXT NOT NULL,
    note TEXT NOT NULL,
    PRIMARY KEY (office_id, epoch, position)
) STRICT, WITHOUT ROWID;
