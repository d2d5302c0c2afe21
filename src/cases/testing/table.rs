//! Given, when, then, as a table: which event follows from each command, and for which reasons it is refused.
use super::{Decided, Story, facts_of_2027, name_of, names_of, when};
use crate::cases::case_file::{Life, Order, Refusal};
use crate::cases::fact::Fact;
use crate::cases::occurred::Dated;
use serde::de::DeserializeOwned;
use std::collections::BTreeSet;

/// Given the story, when on that day somebody asks for this, then so: the type of an event, or the key of a refusal.
pub(crate) type Row<L> = (Story<L>, &'static str, <L as Life>::Command, &'static str);

/// Checks every row; that each command follows in some row and is refused in another; and that every refusal and
/// every event is among them, but for those of corrections and irregularities, which have tests of their own.
pub(crate) fn holds<L: Life<Command: DeserializeOwned>>(follows: Vec<Row<L>>, refused: Vec<Row<L>>) {
    let commands = |rows: &[Row<L>]| rows.iter().map(|row| name_of(&row.2)).collect::<BTreeSet<_>>();
    let said = |rows: &[Row<L>]| rows.iter().map(|row| row.3).collect::<BTreeSet<_>>();
    let all = names_of::<L::Command>();
    assert_eq!(commands(&follows), all, "each command follows");
    assert_eq!(commands(&refused), all, "each command is refused");
    let events = <L::Event as Fact>::TYPES.iter().map(|(name, _)| *name);
    let steps = events.filter(|name| !name.ends_with("Corrected") && !name.ends_with("IrregularityFound"));
    assert_eq!(said(&follows), steps.collect(), "each event");
    let keys = L::Refusal::KEYS.iter().copied();
    let of_steps = keys.filter(|key| !OF_CORRECTIONS.iter().any(|reason| key.ends_with(reason)));
    assert_eq!(said(&refused), of_steps.collect(), "each refusal");
    for row in follows {
        let (on, command, then) = (row.1, row.2.clone(), row.3);
        let decided = asked(row);
        let types: Vec<_> = decided.iter().flatten().map(Fact::event_type).collect();
        assert_eq!(types, [then], "{on} {command:?}: {decided:?}");
    }
    for row in refused {
        let (on, command, key) = (row.1, row.2.clone(), row.3);
        let refusal = asked(row).expect_err(key);
        assert_eq!(refusal.key(), key, "{on} {command:?}: {refusal:?}");
    }
}

/// What only a correction is refused for.
const OF_CORRECTIONS: [&str; 3] = [".breaks_later_step", ".first_step", ".no_such_step"];

/// What follows when somebody asks for it, the calendar of 2027 being published.
fn asked<L: Life>((given, on, command, _): Row<L>) -> Decided<L> {
    let order = Dated { occurred: when(on), what: Order::Step(command) };
    given.asked(facts_of_2027(&["2027-01-01", "2027-01-04"]), order)
}
