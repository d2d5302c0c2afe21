//! Failed attempts slow down: whoever guesses waits longer each time, for an account, from an address, in an office.
//! It is persisted, so a restart forgives nothing.
//!
//! An attempt is counted as failed before it is judged, and taken back when it was right, so that a thousand guesses
//! sent at once are a thousand failures.
pub(super) mod store;

use super::refusal::SignInError;
use super::{SignIn, later};
use crate::cases::ids::{OfficeId, UserId};
use crate::cases::sign_ins::{Proof, SignInEvent};
use chrono::TimeDelta;
use std::net::IpAddr;
use store::Mark;

/// How failures slow down.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Pace {
    /// Failures that cost nothing.
    pub free: i64,
    /// The wait after the next one; each further failure doubles it.
    pub first: TimeDelta,
    /// The longest wait.
    pub longest: TimeDelta,
    /// After how long without an attempt failures are forgotten.
    pub memory: TimeDelta,
}

/// Many people of an office may share one address.
const FROM_ADDRESS: Pace = Pace {
    free: 20,
    first: TimeDelta::seconds(1),
    longest: TimeDelta::minutes(15),
    memory: TimeDelta::hours(1),
};
/// A whole office is slowed down and never shut out: one attempt in two seconds stays open to everybody in it.
const IN_OFFICE: Pace = Pace {
    free: 100,
    first: TimeDelta::seconds(1),
    longest: TimeDelta::seconds(2),
    memory: TimeDelta::minutes(10),
};
/// The longest that any failure is remembered.
pub(super) const LONGEST_MEMORY: TimeDelta = TimeDelta::hours(24);

impl Pace {
    /// How long to wait after so many failures.
    fn wait(&self, failures: i64) -> TimeDelta {
        let doublings = failures - self.free - 1;
        if doublings < 0 {
            return TimeDelta::zero();
        }
        let factor = 1_i32 << doublings.min(20);
        self.first.checked_mul(factor).map_or(self.longest, |wait| wait.min(self.longest))
    }
}

/// What a failure is counted for. They are locked in this order.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Scope {
    Account,
    Factor,
    Address,
    Office,
    CodeAddress,
    CodeOffice,
}

impl Scope {
    const fn code(self) -> &'static str {
        match self {
            Self::Account => "account",
            Self::Factor => "factor",
            Self::Address => "address",
            Self::Office => "office",
            Self::CodeAddress => "code_address",
            Self::CodeOffice => "code_office",
        }
    }
}

/// Where an attempt comes from: an IPv4 address, or the network of an IPv6 address (/64), which is one customer's.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Address(pub IpAddr);

impl Address {
    fn network(self) -> Vec<u8> {
        match self.0.to_canonical() {
            IpAddr::V4(address) => address.octets().to_vec(),
            IpAddr::V6(address) => address.octets()[..8].to_vec(),
        }
    }
}

/// What is attempted.
#[derive(Clone, Copy, Debug)]
pub(super) enum Attempt {
    Password,
    Factor,
}

/// An attempt that is counted as failed until it turns out right.
#[derive(Debug)]
#[must_use]
pub(super) struct Counted {
    pub(super) office: OfficeId,
    /// Whoever is meant, whether there is one or not.
    pub(super) user: UserId,
    proof: Proof,
    /// How often it was tried in vain in a row, this time among them.
    pub(super) failures: u32,
    marks: Vec<(Scope, Mark)>,
}

/// A try at a query code that counts as a failure until it turns out right.
#[derive(Debug)]
#[must_use]
pub struct Tried {
    office: OfficeId,
    marks: Vec<(Scope, Mark)>,
}

impl Counted {
    /// That somebody tried in vain, so many times in a row.
    pub(super) const fn seen(&self, times: u32) -> SignInEvent {
        SignInEvent::SignInFailed { proof: self.proof, times }
    }
}

impl SignIn {
    /// Counts an attempt, unless somebody has to wait first.
    pub(super) async fn count(
        &self,
        attempt: Attempt,
        (office, user): (OfficeId, UserId),
        address: Option<Address>,
    ) -> Result<Counted, SignInError> {
        let (own, proof) = match attempt {
            Attempt::Password => (Scope::Account, Proof::Password),
            Attempt::Factor => (Scope::Factor, Proof::SecondFactor),
        };
        let account = (own, self.settings.profile.account, user.0.as_bytes().to_vec());
        let from = address.map(|address| (Scope::Address, FROM_ADDRESS, address.network()));
        let inside = (Scope::Office, IN_OFFICE, Vec::new());
        let marks = [Some(account), from, Some(inside)].into_iter().flatten();
        let (marks, in_a_row) = self.mark(office, marks).await?;
        Ok(Counted { office, user, proof, failures: in_a_row, marks })
    }

    /// Counts a failure for each of these, unless somebody has to wait first. Says how many the first has in a row.
    async fn mark(
        &self,
        office: OfficeId,
        counted_for: impl Iterator<Item = (Scope, Pace, Vec<u8>)> + Send,
    ) -> Result<(Vec<(Scope, Mark)>, u32), SignInError> {
        let now = self.source.now();
        let mut tx = self.db.begin().await?;
        let (mut marks, mut in_a_row) = (Vec::new(), None);
        for (scope, pace, subject) in counted_for {
            let mark = Mark { scope: scope.code(), subject };
            let (failures, last) = store::locked(&mut tx, office, &mark, now).await?;
            let failures = if last <= later(now, -pace.memory) { 0 } else { failures };
            let wait = pace.wait(failures);
            // A clock that was set back makes nobody wait longer.
            let left = (later(last, wait).utc() - now.utc()).min(wait);
            if left > TimeDelta::zero() {
                tx.rollback().await?;
                // Whole seconds, rounded up: whoever waits so long is let through.
                let wait = left + TimeDelta::milliseconds(999);
                let seconds = u64::try_from(wait.num_seconds()).unwrap_or(1).max(1);
                return Err(SignInError::SlowDown(std::time::Duration::from_secs(seconds)));
            }
            in_a_row.get_or_insert(u32::try_from(failures + 1).unwrap_or(u32::MAX));
            store::set(&mut tx, office, &mark, failures + 1, now).await?;
            marks.push((scope, mark));
        }
        tx.commit().await?;
        Ok((marks, in_a_row.unwrap_or_default()))
    }

    /// Counts a try at a query code, unless somebody has to wait first: of whoever guesses codes, and not of whoever
    /// signs in.
    ///
    /// # Errors
    /// When somebody has to wait, or the database fails.
    pub async fn try_code(&self, office: OfficeId, address: Option<Address>) -> Result<Tried, SignInError> {
        let from = address.map(|address| (Scope::CodeAddress, FROM_ADDRESS, address.network()));
        let inside = (Scope::CodeOffice, IN_OFFICE, Vec::new());
        let (marks, _) = self.mark(office, from.into_iter().chain([inside])).await?;
        Ok(Tried { office, marks })
    }

    /// There is such a code: the try was no failure.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn code_was_right(&self, tried: Tried) -> Result<(), SignInError> {
        let mut tx = self.db.begin().await?;
        for (_, mark) in &tried.marks {
            store::take_back(&mut tx, tried.office, mark).await?;
        }
        Ok(tx.commit().await?)
    }

    /// The attempt was right: the account's failures are forgotten, and this one was none elsewhere.
    pub(super) async fn was_right(&self, counted: Counted) -> Result<(), SignInError> {
        let mut tx = self.db.begin().await?;
        for (scope, mark) in &counted.marks {
            match scope {
                Scope::Account | Scope::Factor => store::clear(&mut tx, counted.office, mark).await?,
                _ => store::take_back(&mut tx, counted.office, mark).await?,
            }
        }
        tx.commit().await?;
        self.note_failures_before(&counted).await
    }

    /// The attempt was never judged.
    pub(super) async fn was_not_judged(&self, counted: Counted) -> Result<(), SignInError> {
        let mut tx = self.db.begin().await?;
        for (_, mark) in &counted.marks {
            store::take_back(&mut tx, counted.office, mark).await?;
        }
        Ok(tx.commit().await?)
    }
}

/// Forgets the failures of an account, for whoever has just proved otherwise who they are.
pub(super) async fn forgive(
    tx: &mut crate::database::Transaction,
    office: OfficeId,
    user: UserId,
) -> Result<(), SignInError> {
    for scope in [Scope::Account, Scope::Factor] {
        let mark = Mark { scope: scope.code(), subject: user.0.as_bytes().to_vec() };
        store::clear(tx, office, &mark).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sign_in::Profile;

    #[test]
    fn the_wait_doubles_with_each_failure_up_to_a_longest_one() {
        let waits: Vec<_> =
            (0..8).map(|failures| Profile::ASVS.account.wait(failures).num_seconds()).collect();
        assert_eq!(waits, [0, 0, 0, 0, 1, 2, 4, 8]);
        assert_eq!(Profile::ASVS.account.wait(1_000_000), TimeDelta::minutes(15));
    }

    #[test]
    fn the_other_profile_locks_after_five_failures() {
        assert_eq!(Profile::DENGBAO3.account.wait(4), TimeDelta::zero());
        assert_eq!(Profile::DENGBAO3.account.wait(5), TimeDelta::minutes(30));
    }

    #[test]
    fn addresses_of_one_network_of_the_sixth_version_are_one() {
        let network = |text: &str| Address(text.parse().expect("an address")).network();
        assert_eq!(network("2001:db8:1:2::1"), network("2001:db8:1:2:ffff::9"));
        assert_ne!(network("2001:db8:1:2::1"), network("2001:db8:1:3::1"));
        assert_eq!(network("::ffff:192.0.2.1"), network("192.0.2.1"));
        assert_ne!(network("192.0.2.2"), network("192.0.2.1"));
    }
}
