//! How many commands a round waits for. Callers who were answered together come back together, and then there are two
//! ways to serve them: all in one round, which pays for one flush but decides while the disk is idle, or in two
//! halves that take turns, one decided while the other is flushed. Which is faster depends on the disk, the load and
//! the engine, so both are tried now and then, and the faster one is kept.
use std::time::Duration;

/// Rounds after which a way is judged.
const TRIAL: u32 = 24;
/// So many trials long the faster way is kept before the other one is tried again; at first, while everything is new,
/// fewer.
const KEPT: u32 = 16;
/// A round waits at most for this part of a usual flight.
const PATIENCE: u32 = 3;

/// How callers are served.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
enum Way {
    #[default]
    Halves,
    Together,
}

/// What rounds have carried lately, and how fast.
#[derive(Debug, Default)]
pub(super) struct Pace {
    /// How many commands were under way or waiting when the last round landed.
    callers: usize,
    /// How long a round is under way, usually.
    flight: Duration,
    way: Way,
    /// Commands a second, when they were last served in halves and when together; none where it was not tried.
    rates: [Option<f64>; 2],
    /// Whether the other way is being tried, or how many trials long it is not yet, and how many it was not lately.
    trying: bool,
    left: u32,
    kept: u32,
    rounds: u32,
    commands: usize,
    began: Duration,
}

impl Pace {
    /// A round of `commands` has landed at `now` after having been under way for `took`, while `gathered` others wait.
    pub(super) fn landed(&mut self, commands: usize, gathered: usize, took: Duration, now: Duration) {
        self.callers = commands + gathered;
        self.flight = (self.flight * 7 + took) / 8;
        self.commands += commands;
        self.rounds += 1;
        if self.rounds >= TRIAL {
            let rate = number(self.commands) / now.saturating_sub(self.began).as_secs_f64().max(1e-9);
            self.rates[self.way as usize] = Some(rate);
            self.choose();
            (self.rounds, self.commands, self.began) = (0, 0, now);
        }
    }

    fn choose(&mut self) {
        let other = if self.way == Way::Halves { Way::Together } else { Way::Halves };
        let [mine, others] = [self.rates[self.way as usize], self.rates[other as usize]];
        if self.trying {
            self.kept = (2 * self.kept).clamp(1, KEPT);
            (self.trying, self.left) = (false, self.kept);
            if mine < others {
                self.way = other;
            }
        } else if self.left == 0 {
            (self.trying, self.way) = (true, other);
        } else {
            self.left -= 1;
        }
    }

    /// How many commands are enough for a round to set out at once. A lone command waits for nobody.
    pub(super) fn enough(&self) -> usize {
        match self.way {
            Way::Halves => self.callers.div_ceil(2),
            Way::Together => self.callers,
        }
    }

    /// How long a round may wait for more.
    pub(super) fn patience(&self) -> Duration {
        self.flight / PATIENCE
    }
}

#[expect(clippy::cast_precision_loss, reason = "at most some thousand commands")]
const fn number(commands: usize) -> f64 {
    commands as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Which share of 4,000 rounds was served together, when rounds take so long in one way and in the other.
    fn together(halves_us: u64, together_us: u64) -> f64 {
        let (mut pace, mut now, mut together) = (Pace::default(), Duration::ZERO, 0);
        for _ in 0..4_000 {
            let all = pace.enough() == 64;
            let (commands, took) = if all { (64, together_us) } else { (32, halves_us) };
            together += u32::from(all);
            now += Duration::from_micros(took);
            pace.landed(commands, 64 - commands, Duration::from_micros(took), now);
        }
        f64::from(together) / 4_000.0
    }

    #[test]
    fn a_fast_disk_is_kept_busy_by_two_halves() {
        assert!(together(1_100, 2_800) < 0.1);
    }

    #[test]
    fn a_slow_flush_is_shared_by_all() {
        assert!(together(4_500, 6_000) > 0.85);
    }

    #[test]
    fn a_lone_caller_is_enough() {
        let mut pace = Pace::default();
        assert_eq!(pace.enough(), 0);
        pace.landed(1, 0, Duration::from_millis(1), Duration::from_millis(1));
        assert_eq!(pace.enough(), 1);
    }
}
