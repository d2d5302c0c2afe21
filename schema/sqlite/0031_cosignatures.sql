-- The lines with which witnesses cosigned checkpoints: of the log of events, or of the readings.
CREATE TABLE cosignatures (
    office_id BLOB NOT NULL,
    log TEXT NOT NULL,
    epoch INTEGER NOT NULL,
    position INTEGER NOT NULL CHECK (position >= 0),
    witness TEXT NOT NULL,
    line TEXT NOT NULL,
    PRIMARY KEY (office_id, log, epoch, position, witness)
) STRICT, WITHOUT ROWID;
