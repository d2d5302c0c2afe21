//! How many commands a round waits for. Callers who were answered together come back together, and then there are
//! several ways to serve them: all in one round, which pays for one flush but decides while the disk is idle, or in
//! two or three groups that take turns, one decided while others are written and flushed. Which is fastest depends on
//! the disk, the load and the engine, so all are tried now and then, and the fastest one is kept.
use std::time::Duration;

/// Rounds of each group after which a way is judged.
const TRIAL: usize = 12;
/// So many trials long the fastest way is kept before the others are tried again; fewer at first, when much changes.
const KEPT: u32 = 16;
/// A round waits at most for this part of a usual flight.
const PATIENCE: u32 = 3;

/// What rounds have carried lately, and how fast.
#[derive(Debug)]
pub(super) struct Pace {
    /// How many commands were under way or waiting when the last round landed.
    callers: usize,
    /// How long a round is under way, usually.
    flight: Duration,
    /// Into how many groups callers are divided, less one: the way that is taken now.
    way: usize,
    /// Commands a second in each way, when it was taken last; none where it was not tried.
    rates: Vec<Option<f64>>,
    /// While ways are tried, those that still have to be.
    untried: Option<Vec<usize>>,
    /// How many trials long the chosen way is still kept, and for how long the last one was chosen.
    left: u32,
    kept: u32,
    /// Commands a second in each round since the way was taken, and when the last one landed.
    rounds: Vec<f64>,
    landed: Duration,
}

impl Pace {
    /// Of a committer that has at most `lanes` rounds under way.
    pub(super) fn new(lanes: usize) -> Self {
        Self {
            callers: 0,
            flight: Duration::ZERO,
            way: lanes.min(1),
            rates: vec![None; lanes + 1],
            untried: None,
            left: 0,
            kept: 1,
            rounds: Vec::new(),
            landed: Duration::ZERO,
        }
    }

    /// A round of `commands` has landed at `now` after having been under way for `took`, while `others` are under way or
    /// wait.
    pub(super) fn landed(&mut self, commands: usize, others: usize, took: Duration, now: Duration) {
        self.callers = commands + others;
        self.flight = (self.flight * 7 + took) / 8;
        self.rounds.push(number(commands) / now.saturating_sub(self.landed).as_secs_f64().max(1e-9));
        self.landed = now;
        if self.rounds.len() >= TRIAL * (self.way + 1) {
            // The middle one says more than the mean, which now and then a full log or a new file of it spoils.
            let middle = self.rounds.len() / 2;
            let (_, rate, _) = self.rounds.select_nth_unstable_by(middle, f64::total_cmp);
            self.rates[self.way] = Some(*rate);
            self.rounds.clear();
            self.choose();
        }
    }

    fn choose(&mut self) {
        if self.untried.is_none() && self.left > 0 {
            self.left -= 1;
            return;
        }
        let now = self.way;
        let ways = 0..self.rates.len();
        let untried = self.untried.get_or_insert_with(|| ways.clone().filter(|way| *way != now).collect());
        if let Some(next) = untried.pop() {
            self.way = next;
            return;
        }
        let rate = |way: &usize| self.rates[*way].unwrap_or_default();
        self.way = ways.max_by(|one, other| rate(one).total_cmp(&rate(other))).unwrap_or(now);
        self.kept = (self.kept * 2).min(KEPT);
        (self.untried, self.left) = (None, self.kept);
    }

    /// How many commands are enough for a round to set out at once. A lone command waits for nobody.
    pub(super) fn enough(&self) -> usize {
        self.callers.div_ceil(self.way + 1)
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

    /// Which share of the rounds of a while was served in each way, when rounds of 64 callers follow each other by so
    /// many microseconds: all together, in halves, in thirds.
    fn shares(cycle_us: &[u64]) -> Vec<f64> {
        let (mut pace, mut now, mut rounds) = (Pace::new(cycle_us.len() - 1), Duration::ZERO, vec![0.0; 3]);
        for _ in 0..8_000 {
            let commands = pace.enough().max(1);
            let way = ((64 + commands / 2) / commands - 1).min(cycle_us.len() - 1);
            now += Duration::from_micros(cycle_us[way]);
            rounds[way] += 1.0 / 8_000.0;
            pace.landed(commands, 64 - commands, Duration::from_micros(cycle_us[way]), now);
        }
        rounds
    }

    #[test]
    fn a_fast_disk_is_kept_busy_by_halves() {
        assert!(shares(&[2_800, 1_100])[1] > 0.8);
        assert!(shares(&[2_800, 1_100, 900])[1] > 0.8);
    }

    #[test]
    fn where_writing_takes_longer_than_flushing_three_groups_take_turns() {
        assert!(shares(&[2_800, 1_300, 700])[2] > 0.8);
    }

    #[test]
    fn a_slow_flush_is_shared_by_all() {
        assert!(shares(&[6_000, 4_500])[0] > 0.7);
        assert!(shares(&[6_000, 4_500, 4_200])[0] > 0.7);
    }

    #[test]
    fn a_lone_caller_is_enough() {
        let mut pace = Pace::new(1);
        assert_eq!(pace.enough(), 0);
        pace.landed(1, 0, Duration::from_millis(1), Duration::from_millis(1));
        assert_eq!(pace.enough(), 1);
    }
}
