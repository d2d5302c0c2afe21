//! How fast it went.
use std::fmt;
use std::time::Duration;

/// The figures of one run.
#[derive(Debug)]
pub struct Measured {
    took: Duration,
    latencies: Vec<Duration>,
}

impl Measured {
    /// From the time the whole run took and the time each command took.
    pub fn new(took: Duration, mut latencies: Vec<Duration>) -> Self {
        latencies.sort_unstable();
        Self { took, latencies }
    }

    /// The nearest-rank percentile, in milliseconds.
    fn percentile(&self, percent: usize) -> f64 {
        let rank = (self.latencies.len() * percent).div_ceil(100).max(1);
        self.latencies.get(rank - 1).map_or(0.0, |latency| latency.as_secs_f64() * 1_000.0)
    }
}

impl fmt::Display for Measured {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let commands = u32::try_from(self.latencies.len()).unwrap_or(u32::MAX);
        write!(
            f,
            "commands={commands} commands_per_s={:.0} p50_ms={:.2} p99_ms={:.2}",
            f64::from(commands) / self.took.as_secs_f64(),
            self.percentile(50),
            self.percentile(99),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percentile_is_the_latency_at_its_rank() {
        let measured =
            Measured::new(Duration::from_secs(2), (1..=200).rev().map(Duration::from_millis).collect());
        assert_eq!(measured.to_string(), "commands=200 commands_per_s=100 p50_ms=100.00 p99_ms=198.00");
    }
}
