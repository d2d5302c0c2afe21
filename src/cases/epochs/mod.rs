//! 日志续编: how often the office's log was begun anew after events of it were lost, which is what restoring a backup means.
//!
//! Nobody commands it through the office: whoever runs the machine says so, and the program takes down what was signed and is
//! gone. The first event of an epoch names the last checkpoint of the one before and the positions that were lost, so that
//! nobody who keeps that checkpoint is told of a log without a gap.
mod event;
#[cfg(test)]
mod examples;

pub use event::{EpochEvent, TreeRoot};
#[cfg(test)]
pub(crate) use examples::examples;

use super::occurred::Dated;

/// The epochs of the office's logs so far.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Epochs {
    /// The last of the log that was opened; none opens the first.
    pub last: Option<u32>,
    /// The last of the record of who looked at what.
    pub readings: Option<u32>,
}

impl Epochs {
    /// Takes an event in.
    pub const fn fold(&mut self, event: &Dated<EpochEvent>) {
        match &event.what {
            EpochEvent::EpochOpened { epoch, .. } => self.last = Some(*epoch),
            EpochEvent::ReadingsEpochOpened { epoch, .. } => self.readings = Some(*epoch),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_log_knows_its_last_epoch() {
        let mut epochs = Epochs::default();
        for event in examples() {
            epochs.fold(&event);
        }
        assert_eq!((epochs.last, epochs.readings), (Some(2), Some(2)));
    }
}
