//! What holds of the examples of every kind of event.
use crate::cases::fact::Fact;
use crate::cases::occurred::Dated;
use crate::cases::personal::{sealing, unsealing};
use std::collections::BTreeSet;

/// There is one of every type.
pub(crate) fn are_of_every_type<E: Fact>(examples: &[Dated<E>]) {
    let shown: Vec<_> = examples.iter().map(|event| event.what.event_type()).collect();
    let types: BTreeSet<_> = E::TYPES.iter().map(|(name, _)| *name).collect();
    assert_eq!(shown.len(), types.len());
    assert_eq!(shown.into_iter().collect::<BTreeSet<_>>(), types);
}

/// Each comes back as it was written, and holds none of these secrets in the clear.
pub(crate) fn come_back_and_hold<E: Fact>(examples: Vec<Dated<E>>, secrets: &[&str]) {
    for event in examples {
        let (json, slots) = sealing(|| serde_json::to_string(&event).expect("in a scope"));
        for secret in secrets {
            assert!(!json.contains(secret), "{json}");
        }
        let slots = slots.into_iter().map(Some).collect();
        let read: Dated<E> = unsealing(slots, || serde_json::from_str(&json)).expect("an event");
        assert_eq!(read, event);
    }
}
