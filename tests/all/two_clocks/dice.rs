//! Chance that repeats: the same seed draws the same history.
use anjuan::cases::occurred::Day;
use chrono::Days;
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

pub struct Dice(ChaCha20Rng);

/// A thing that can be drawn, and how often.
pub type Weighted<T> = (u32, T);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(ChaCha20Rng::seed_from_u64(seed))
    }

    /// 0 to `n - 1`.
    pub fn below(&mut self, n: u32) -> u32 {
        self.0.next_u32() % n
    }

    pub fn in_a_hundred(&mut self, times: u32) -> bool {
        self.below(100) < times
    }

    pub fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(u32::try_from(of.len()).expect("a short list")) as usize]
    }

    pub fn word(&mut self, of: &[&'static str]) -> &'static str {
        self.pick::<&str>(of)
    }

    pub fn weighted<'a, T>(&mut self, of: &'a [Weighted<T>]) -> &'a T {
        let mut left = self.below(of.iter().map(|(weight, _)| weight).sum());
        for (weight, drawn) in of {
            match left.checked_sub(*weight) {
                Some(less) => left = less,
                None => return drawn,
            }
        }
        unreachable!("less than the sum of all weights was drawn")
    }

    /// A day at most `most` days before `day`.
    pub fn before(&mut self, day: Day, most: u32) -> Day {
        day - Days::new(self.below(most + 1).into())
    }
}
