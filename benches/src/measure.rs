//! Interleaved measurement: round by round both sides run, and medians of the time on a core are compared.

use std::fmt;
use std::time::{Duration, Instant};

/// Medians of the rounds of two sides.
#[derive(Clone, Copy, Debug)]
pub struct Sample {
    /// Ours.
    pub ours: Duration,
    /// The bare engine.
    pub bare: Duration,
    /// Ours over bare: of each round by itself, because the machine may change its speed between two rounds.
    pub ratio: f64,
}

impl fmt::Display for Sample {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} | {} | {:.2}x", show(self.ours), show(self.bare), self.ratio)
    }
}

/// Whether a row is to be measured: all are, or those whose names contain an argument of the command line.
#[must_use]
pub fn is_chosen(name: &str) -> bool {
    let mut chosen = std::env::args().skip(1).filter(|it| !it.starts_with("--")).peekable();
    chosen.peek().is_none() || chosen.any(|it| name.contains(&it))
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
    let times: Vec<(Duration, Duration)> =
        (0..rounds).map(|_| (time(calls, &mut ours), time(calls, &mut bare))).collect();
    let mut ratios: Vec<f64> =
        times.iter().map(|(ours, bare)| ours.as_secs_f64() / bare.as_secs_f64()).collect();
    ratios.sort_unstable_by(f64::total_cmp);
    let (our_times, bare_times) = times.into_iter().unzip();
    let ratio = ratios.get(rounds / 2).copied().unwrap_or_default();
    Sample { ours: median(our_times), bare: median(bare_times), ratio }
}

/// The median time of one call.
pub fn median_of(rounds: usize, calls: u32, mut call: impl FnMut()) -> Duration {
    median((0..rounds).map(|_| time(calls, &mut call)).collect())
}

fn time(calls: u32, call: &mut impl FnMut()) -> Duration {
    let start = Stopwatch::start();
    for _ in 0..calls {
        call();
    }
    start.elapsed() / calls
}

/// Measures how long this thread has a core, so that what runs beside it counts little: by Linux's own account, and by
/// the clock where there is none.
#[derive(Clone, Copy, Debug)]
pub struct Stopwatch {
    on_core: Option<Duration>,
    clock: Instant,
}

impl Stopwatch {
    /// Starts.
    #[must_use]
    pub fn start() -> Self {
        Self { on_core: on_core(), clock: Instant::now() }
    }

    /// Time since the start.
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        let clock = self.clock.elapsed();
        let on_core = self.on_core.zip(on_core());
        on_core.map_or(clock, |(start, end)| end.saturating_sub(start))
    }
}

/// Time on a core since the thread began.
fn on_core() -> Option<Duration> {
    // The account is brought up to date when the thread gives way.
    std::thread::yield_now();
    let account = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    let nanos = account.split_whitespace().next()?.parse().ok()?;
    (nanos != 0).then(|| Duration::from_nanos(nanos))
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}
