-- How many events a case has is asked of the log: a row that kept count would be written with every event, also where
-- nothing else of it changes.
ALTER TABLE cases DROP COLUMN version;
