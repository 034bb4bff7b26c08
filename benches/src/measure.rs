//! Interleaved measurement: round by round both sides run, and medians are compared.

use std::fmt;
use std::time::{Duration, Instant};

/// Medians of two sides.
#[derive(Clone, Copy, Debug)]
pub struct Sample {
    /// Ours.
    pub ours: Duration,
    /// The bare engine.
    pub bare: Duration,
}

impl Sample {
    /// Ours over bare.
    #[must_use]
    pub fn ratio(&self) -> f64 {
        self.ours.as_secs_f64() / self.bare.as_secs_f64()
    }
}

impl fmt::Display for Sample {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} | {} | {:.2}x", show(self.ours), show(self.bare), self.ratio())
    }
}

/// Time a call takes, in the unit that reads best.
#[must_use]
pub fn show(duration: Duration) -> String {
    let micros = duration.as_secs_f64() * 1e6;
    if micros < 1000.0 { format!("{micros:.2} us") } else { format!("{:.3} ms", micros / 1000.0) }
}

/// Runs both sides `rounds` times, each time `calls` calls, and gives the median time of one call.
pub fn compare(
    rounds: usize,
    calls: u32,
    mut ours: impl FnMut(),
    mut bare: impl FnMut(),
) -> Sample {
    let mut our_times = Vec::with_capacity(rounds);
    let mut bare_times = Vec::with_capacity(rounds);
    for _ in 0..rounds {
        our_times.push(time(calls, &mut ours));
        bare_times.push(time(calls, &mut bare));
    }
    Sample { ours: median(our_times), bare: median(bare_times) }
}

/// The median time of one call.
pub fn median_of(rounds: usize, calls: u32, mut call: impl FnMut()) -> Duration {
    median((0..rounds).map(|_| time(calls, &mut call)).collect())
}

fn time(calls: u32, call: &mut impl FnMut()) -> Duration {
    let start = Instant::now();
    for _ in 0..calls {
        call();
    }
    start.elapsed() / calls
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}
