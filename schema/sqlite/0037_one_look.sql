-- One trigger looks at an event before it is written, in place of two. It fails before anything of the event is there, so
-- that nothing has to be undone, and says so: SQLite keeps no journal of each statement then, only that of the transaction.
DROP TRIGGER events_are_never_replaced;
DROP TRIGGER events_have_leaves;
-- Replacing a row would delete it without firing the trigger that forbids it.
CREATE TRIGGER events_are_never_replaced BEFORE INSERT ON events
WHEN NEW.leaf IS NULL
    OR EXISTS (SELECT 1 FROM events WHERE office_id = NEW.office_id AND position = NEW.position)
BEGIN
    SELECT CASE
        WHEN NEW.leaf IS NULL THEN RAISE(FAIL, 'an event without a leaf cannot be proved: use the newer program')
        ELSE RAISE(FAIL, 'events are never replaced: record a correction')
    END;
END;
