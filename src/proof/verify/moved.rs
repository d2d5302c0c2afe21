//! Events whose bytes do not make their leaves: were they edited, or do they only stand elsewhere? An event that is hashed
//! with the position at which it was recorded makes its leaf again.
use super::finding::{Finding, Wrong};
use crate::event_log::{Leaf, Position, RecordedEvent};
use std::collections::BTreeMap;

/// An event whose bytes do not make the leaf that stands with it.
#[derive(Clone, Debug)]
pub struct Suspect {
    /// The event as it lies in the log.
    pub event: RecordedEvent,
    /// The leaf that stands with it.
    pub leaf: Leaf,
}

/// How far to either side an event is looked for first.
const NEAR: i64 = 16;
/// Among so many suspects each is held against each; beyond, only against its neighbours.
const EACH: usize = 256;

/// What became of events whose bytes do not make their leaves.
#[must_use]
pub fn findings(suspects: &[Suspect]) -> Vec<Finding> {
    let by_position: BTreeMap<_, _> =
        suspects.iter().map(|suspect| (suspect.event.position, suspect)).collect();
    let came: Vec<_> = suspects.iter().map(|suspect| came_from(suspect, &by_position)).collect();
    let mut findings = Vec::new();
    let mut rest = suspects.iter().zip(&came).peekable();
    while let Some((suspect, from)) = rest.next() {
        let position = suspect.event.position;
        let Some(from) = from else {
            findings.push(Finding::at(Wrong::Edited, position, "its bytes do not make its leaf"));
            continue;
        };
        let by = position.0 - from.0;
        let (mut last, mut moved) = (position, 1);
        while let Some((next, _)) = rest.next_if(|(next, came)| {
            next.event.position == last.next()
                && came.is_some_and(|from| next.event.position.0 - from.0 == by)
        }) {
            (last, moved) = (next.event.position, moved + 1);
        }
        findings.push(if moved > 1 && by > 0 {
            let how = format!("{by} inserted: the {moved} events from here on stood {by} before");
            Finding::within(Wrong::Inserted, Position(position.0 - by), Position(position.0 - 1), how)
        } else if moved > 1 {
            let how = format!("{} removed: the {moved} events from here on stood {} further on", -by, -by);
            Finding::at(Wrong::Removed, position, how)
        } else {
            Finding::at(Wrong::Reordered, position, format!("it was recorded at position {from}"))
        });
    }
    findings
}

/// The position at which the event was recorded, if it is found.
fn came_from(suspect: &Suspect, all: &BTreeMap<Position, &Suspect>) -> Option<Position> {
    let own = suspect.event.position;
    let near = (1..=NEAR).flat_map(|by| [own.0 - by, own.0 + by]).filter(|at| *at > 0).map(Position);
    let others = all.keys().copied().filter(|_| all.len() <= EACH);
    let mut event = suspect.event.clone();
    near.chain(others).filter(|at| *at != own).find(|at| {
        event.position = *at;
        let makes = |leaf: &Leaf| Leaf::of(&event, leaf.blinding) == *leaf;
        // The leaf came along, or it stayed and only the event moved.
        makes(&suspect.leaf) || all.get(at).is_some_and(|other| makes(&other.leaf))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cases::ids::{OfficeId, StreamId, Version};
    use crate::cases::occurred::{Moment, Occurred};
    use crate::event_log::Actor;
    use uuid::Uuid;

    fn suspect(recorded: i64, stands: i64) -> Suspect {
        let at = Moment::parse("2019-03-05T09:00:00+08:00").expect("a moment");
        let mut event = RecordedEvent {
            office: OfficeId(Uuid::from_u128(7)),
            position: Position(recorded),
            stream: StreamId(Uuid::from_u128(1)),
            version: Version(recorded),
            stream_kind: "petition".into(),
            event_type: "PetitionUrged".into(),
            schema_version: 1,
            occurred: Occurred::Instant(at),
            recorded_at: at,
            command: crate::cases::ids::CommandId(Uuid::from_u128(recorded.unsigned_abs().into())),
            batch: None,
            actor: Actor("operator:test".into()),
            payload: "{}".into(),
            personal: None,
        };
        let leaf = Leaf::of(&event, [recorded.to_be_bytes()[7]; 32]);
        event.position = Position(stands);
        Suspect { event, leaf }
    }

    fn found(suspects: &[Suspect]) -> Vec<(Wrong, i64, i64)> {
        let place = |finding: &Finding| {
            (finding.wrong, finding.from.map_or(0, |at| at.0), finding.to.map_or(0, |at| at.0))
        };
        findings(suspects).iter().map(place).collect()
    }

    #[test]
    fn what_only_stands_elsewhere_is_told_from_what_was_edited() {
        let mut edited = suspect(9, 9);
        edited.event.payload = "{ }".into();
        let swapped = [suspect(70, 4), edited, suspect(4, 70)];
        assert_eq!(
            found(&swapped),
            [(Wrong::Reordered, 4, 4), (Wrong::Edited, 9, 9), (Wrong::Reordered, 70, 70)]
        );
    }

    #[test]
    fn events_that_only_changed_places_while_their_leaves_stayed_are_found_too() {
        let (mut one, mut other) = (suspect(4, 9), suspect(9, 4));
        std::mem::swap(&mut one.leaf, &mut other.leaf);
        assert_eq!(found(&[other, one]), [(Wrong::Reordered, 4, 4), (Wrong::Reordered, 9, 9)]);
    }

    #[test]
    fn a_run_of_moved_events_tells_of_what_was_inserted_or_removed_before_it() {
        let later: Vec<_> = (5..40).map(|at| suspect(at, at + 1)).collect();
        assert_eq!(found(&later), [(Wrong::Inserted, 5, 5)]);
        let closed_up: Vec<_> = (5..40).map(|at| suspect(at + 2, at)).collect();
        assert_eq!(found(&closed_up), [(Wrong::Removed, 5, 5)]);
    }
}
