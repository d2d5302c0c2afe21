-- Packed months are known by their hash: whoever has a month in memory does not read it again. They can be made anew at
-- any time, and are when the program runs. What is read often stands before what is long.
DROP TABLE packed_months;

CREATE TABLE packed_months (
    office_id BLOB NOT NULL,
    facts TEXT NOT NULL,
    month INTEGER NOT NULL,
    position INTEGER NOT NULL,
    digest BLOB NOT NULL,
    packed BLOB NOT NULL,
    PRIMARY KEY (office_id, facts, month)
) STRICT;
