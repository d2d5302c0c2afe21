-- An event goes in only while the head of its log is open: whoever appends moves the head and takes its edge away, writes
-- the events, and gives the head its new edge. What stands in the log is then replaced by none of its keys, and no event
-- need be looked for by each of them before another one is written.
DROP TRIGGER events_are_never_replaced;
CREATE TRIGGER events_are_never_replaced BEFORE INSERT ON events
WHEN NEW.leaf IS NULL
    OR NOT EXISTS (
        SELECT 1 FROM log_heads
        WHERE office_id = NEW.office_id AND edge IS NULL AND position >= NEW.position
    )
BEGIN
    SELECT CASE
        WHEN NEW.leaf IS NULL THEN RAISE(FAIL, 'an event without a leaf cannot be proved: use the newer program')
        ELSE RAISE(FAIL, 'this log is closed: record a correction with the program, and not with an older one')
    END;
END;
