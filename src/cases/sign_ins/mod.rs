//! 登录记录: how a user came in and went, what was tried in vain, and what was changed about how the user shows who it is.
//!
//! It is kept beside the user, so that whoever reads or changes the user is not disturbed each time somebody signs in.
//! Nobody commands it: the program takes down what it saw at its own door. There is no secret in it, and no address.
//!
//! What is tried in vain is counted, and told when the count has doubled: an attacker who tries a thousand times in a
//! row leaves ten events.
mod event;
#[cfg(test)]
mod examples;

pub use event::{Entrance, PasswordWay, ProgramName, Proof, ScopeName, SecondFactor, SignInEvent, TokenId};
#[cfg(test)]
pub(crate) use examples::examples;

use super::occurred::{Dated, Occurred};

/// What the record of a user's sign-ins comes to.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct SignIns {
    /// When the user last came in.
    pub last: Option<Occurred>,
    /// How often somebody tried in vain since, as far as it was told.
    pub failed: u32,
}

impl SignIns {
    /// Takes an event in.
    pub fn fold(&mut self, event: &Dated<SignInEvent>) {
        match &event.what {
            SignInEvent::SignedIn { .. } => *self = Self { last: Some(event.occurred), failed: 0 },
            SignInEvent::SignInFailed { times, .. } => self.failed = *times,
            _ => {}
        }
    }
}

/// Whether a count of failures in a row is told: one, and whenever it has doubled.
#[must_use]
pub const fn is_told(failures: u32) -> bool {
    failures.is_power_of_two()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_thousand_failures_in_a_row_ten_are_told() {
        assert_eq!((0..=1000).filter(|failures| is_told(*failures)).count(), 10);
        assert!(is_told(1) && is_told(2) && !is_told(3));
    }

    #[test]
    fn the_record_says_when_the_user_last_came_in_and_what_was_tried_in_vain_since() {
        let at = |text, what| Dated::at(crate::cases::occurred::Moment::parse(text).expect("a moment"), what);
        let failed = |times| SignInEvent::SignInFailed { proof: Proof::Password, times };
        let came = SignInEvent::SignedIn { entrance: Entrance::Password, second_factor: None };
        let mut record = SignIns::default();
        record.fold(&at("2026-11-26T08:00:00+08:00", failed(2)));
        let first = at("2026-11-26T08:01:00+08:00", came);
        record.fold(&first);
        assert_eq!(record, SignIns { last: Some(first.occurred), failed: 0 });
        record.fold(&at("2026-11-26T20:00:00+08:00", failed(4)));
        record.fold(&at("2026-11-26T20:00:01+08:00", SignInEvent::SignedOut {}));
        assert_eq!(record, SignIns { last: Some(first.occurred), failed: 4 });
    }
}
