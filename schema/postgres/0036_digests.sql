-- Packed months are known by their hash: whoever has a month in memory does not read it again. They can be made anew at
-- any time, and are when the program runs. What is read often stands before what is long.
DROP TABLE packed_months;

CREATE TABLE packed_months (
    office_id uuid NOT NULL,
    facts text NOT NULL,
    month bigint NOT NULL,
    position bigint NOT NULL,
    digest bytea NOT NULL,
    packed bytea NOT NULL,
    PRIMARY KEY (office_id, facts, month)
);
ALTER TABLE packed_months ALTER COLUMN packed SET STORAGE EXTERNAL;
