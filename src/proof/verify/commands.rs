//! Whether every command has the receipt that names its last event. Of both only a sum is kept, which does not grow with
//! the log; where the sums differ, both are looked at once more, to say which.
use super::finding::{Finding, Wrong};
use crate::cases::ids::CommandId;
use crate::database::{Likeness, RowHash};
use crate::event_log::Position;
use std::collections::HashMap;

/// The commands of a log and its receipts, as far as a comparison tells them apart.
#[derive(Debug, Default)]
pub struct Tally {
    hash: RowHash,
    events: Likeness,
    receipts: Likeness,
    /// The command of the last event: its events stand behind one another.
    last: Option<(CommandId, Position)>,
}

impl Tally {
    /// Takes the next event.
    pub fn event(&mut self, command: CommandId, position: Position) {
        if let Some((before, ended)) = self.last.replace((command, position))
            && before != command
        {
            self.events.add(self.of(before, ended));
        }
    }

    /// Takes a receipt.
    pub fn receipt(&mut self, command: CommandId, position: Position) {
        self.receipts.add(self.of(command, position));
    }

    fn of(&self, command: CommandId, position: Position) -> u64 {
        let mut bytes = [0; 24];
        bytes[..16].copy_from_slice(command.0.as_bytes());
        bytes[16..].copy_from_slice(&position.0.to_be_bytes());
        self.hash.of_bytes(&bytes)
    }

    /// Whether the receipts are those of the events.
    #[must_use]
    pub fn is_even(&self) -> bool {
        let mut events = self.events;
        if let Some((command, position)) = self.last {
            events.add(self.of(command, position));
        }
        events == self.receipts
    }
}

/// The position of each command's last event, for which no receipt was seen yet.
#[derive(Debug, Default)]
pub struct Unanswered {
    commands: HashMap<CommandId, Position>,
    findings: Vec<Finding>,
}

impl Unanswered {
    /// Takes the next event.
    pub fn event(&mut self, command: CommandId, position: Position) {
        self.commands.insert(command, position);
    }

    /// Holds a receipt against a log whose last event stands at `last`.
    pub fn receipt(&mut self, command: CommandId, position: Position, last: Position) {
        let finding = match self.commands.remove(&command) {
            Some(ended) if ended == position => return,
            Some(ended) => {
                let how = format!("command {command} ends here, and its receipt names position {position}");
                Finding::at(Wrong::Receipt, ended, how)
            }
            None if position > last => {
                let how = format!(
                    "command {command} was answered with this position, at which the log has no event"
                );
                Finding::at(Wrong::CutOff, position, how)
            }
            None => {
                let how = format!("command {command} was answered with this position, and no event is of it");
                Finding::at(Wrong::Receipt, position, how)
            }
        };
        self.findings.push(finding);
    }

    /// What was found, once every event and every receipt was taken.
    #[must_use]
    pub fn findings(self) -> Vec<Finding> {
        let without = self.commands.into_iter().map(|(command, position)| {
            let how =
                format!("command {command} has no receipt: nobody was ever told that it was carried out");
            Finding::at(Wrong::Inserted, position, how)
        });
        self.findings.into_iter().chain(without).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn command(n: u128) -> CommandId {
        CommandId(Uuid::from_u128(n))
    }

    fn tally(events: &[(u128, i64)], receipts: &[(u128, i64)]) -> bool {
        let mut tally = Tally::default();
        for (n, position) in events {
            tally.event(command(*n), Position(*position));
        }
        for (n, position) in receipts {
            tally.receipt(command(*n), Position(*position));
        }
        tally.is_even()
    }

    #[test]
    fn receipts_in_any_order_that_name_the_last_event_of_each_command_are_even() {
        let events = [(1, 1), (1, 2), (2, 3), (3, 4), (3, 5)];
        assert!(tally(&events, &[(3, 5), (1, 2), (2, 3)]));
        assert!(tally(&[], &[]));
    }

    #[test]
    fn a_receipt_that_is_missing_or_too_many_or_names_another_position_is_seen() {
        let events = [(1, 1), (1, 2), (2, 3)];
        for receipts in [&[(1, 2)][..], &[(1, 2), (2, 3), (4, 3)], &[(1, 1), (2, 3)], &[(1, 2), (1, 2)]] {
            assert!(!tally(&events, receipts), "{receipts:?}");
        }
    }

    #[test]
    fn what_differs_is_named() {
        let mut unanswered = Unanswered::default();
        for (n, position) in [(1, 1), (1, 2), (2, 3), (3, 4)] {
            unanswered.event(command(n), Position(position));
        }
        for (n, position) in [(1, 2), (2, 9), (5, 3), (6, 7)] {
            unanswered.receipt(command(n), Position(position), Position(4));
        }
        let found: Vec<_> = unanswered.findings().iter().map(|found| (found.wrong, found.from)).collect();
        let at = |wrong, position| (wrong, Some(Position(position)));
        assert_eq!(
            found,
            [at(Wrong::Receipt, 3), at(Wrong::Receipt, 3), at(Wrong::CutOff, 7), at(Wrong::Inserted, 4)]
        );
    }
}
