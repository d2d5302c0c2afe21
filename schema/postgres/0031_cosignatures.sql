-- The lines with which witnesses cosigned checkpoints: of the log of events, or of the readings.
CREATE TABLE cosignatures (
    office_id uuid NOT NULL,
    log text NOT NULL,
    epoch bigint NOT NULL,
    position bigint NOT NULL CHECK (position >= 0),
    witness text NOT NULL,
    line text NOT NULL,
    PRIMARY KEY (office_id, log, epoch, position, witness)
);
