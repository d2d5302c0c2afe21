-- A log that proves itself: each event has its leaf in a Merkle tree (layout, blinding, hash: schema/leaf.md), and the
-- log's head the right edge of that tree. Nothing is written to an event that is there: the leaves of those from before
-- stand in a table of their own, and are made when the store is opened.

ALTER TABLE events ADD COLUMN leaf bytea;
-- Not valid: it holds for every event that comes, and not for those that are there.
ALTER TABLE events ADD CONSTRAINT events_have_leaves CHECK (leaf IS NOT NULL) NOT VALID;
ALTER TABLE log_heads ADD COLUMN edge bytea;

CREATE TABLE early_leaves (
    office_id uuid NOT NULL,
    position bigint NOT NULL CHECK (position > 0),
    leaf bytea NOT NULL,
    PRIMARY KEY (office_id, position)
);

-- Tiles of the tree, 256 hashes wide (C2SP tlog-tiles), as far as somebody asked for proofs. A cache: it may be emptied
-- at any time.
CREATE TABLE log_tiles (
    office_id uuid NOT NULL,
    level bigint NOT NULL,
    tile bigint NOT NULL,
    hashes bytea NOT NULL,
    PRIMARY KEY (office_id, level, tile)
);

-- Every checkpoint that was signed here, as it was given out.
CREATE TABLE checkpoints (
    office_id uuid NOT NULL,
    epoch bigint NOT NULL,
    position bigint NOT NULL CHECK (position >= 0),
    signed_at timestamptz NOT NULL,
    note text NOT NULL,
    PRIMARY KEY (office_id, epoch, position)
);
