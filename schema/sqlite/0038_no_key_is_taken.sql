-- An event has two keys, its position and its place in its stream, and an event that replaces another one by either takes it
-- away. The trigger looks at both.
DROP TRIGGER events_are_never_replaced;
CREATE TRIGGER events_are_never_replaced BEFORE INSERT ON events
WHEN NEW.leaf IS NULL
    OR EXISTS (SELECT 1 FROM events WHERE office_id = NEW.office_id AND position = NEW.position)
    OR EXISTS (
        SELECT 1 FROM events
        WHERE office_id = NEW.office_id AND stream_id = NEW.stream_id AND version = NEW.version
    )
BEGIN
    SELECT CASE
        WHEN NEW.leaf IS NULL THEN RAISE(FAIL, 'an event without a leaf cannot be proved: use the newer program')
        ELSE RAISE(FAIL, 'events are never replaced: record a correction')
    END;
END;
