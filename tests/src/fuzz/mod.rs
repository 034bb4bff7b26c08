//! Targets that are tried at random: what comes from outside may be wrong in any way, and nothing panics, no node
//! faults, and both engines agree.
//!
//! An attempt is made of a seed alone, so a finding comes again with its seed. `cargo test` makes a few attempts of
//! each target, the same in every run; `cargo run -p tests --example fuzz` makes them for as long as it is told.

mod call_data;
mod hooks;
mod module_text;
mod modules;
mod random;
mod smith;
mod texts;

pub use random::Random;

use std::error::Error;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Anything that may go wrong in an attempt.
type Tested<T = ()> = Result<T, Box<dyn Error>>;

/// What came of an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    /// It was taken, and did what it should.
    Accepted,
    /// It was refused, or failed as a contract does.
    Refused,
}

impl Verdict {
    const fn of(is_accepted: bool) -> Self {
        if is_accepted { Self::Accepted } else { Self::Refused }
    }
}

/// One attempt, made of random numbers.
type Attempt = Box<dyn FnMut(&mut Random) -> Tested<Verdict>>;

/// Something that is tried at random.
#[derive(Clone, Copy, Debug)]
pub struct Target {
    /// Its name.
    pub name: &'static str,
    /// Attempts of the short form.
    pub attempts: u64,
    /// How many of those are accepted at least, and how many refused: others would prove little.
    pub at_least: (u64, u64),
    start: fn() -> Tested<Attempt>,
}

/// Every target.
pub const TARGETS: [Target; 10] = [
    Target { name: "modules", attempts: 150, at_least: (40, 10), start: modules::ours },
    Target { name: "modules-smith", attempts: 150, at_least: (40, 10), start: modules::smith },
    Target { name: "modules-any", attempts: 150, at_least: (0, 100), start: modules::any },
    Target { name: "hooks", attempts: 120, at_least: (4, 10), start: hooks::programs },
    Target { name: "hooks-smith", attempts: 60, at_least: (4, 10), start: hooks::smith },
    Target { name: "scenarios", attempts: 600, at_least: (5, 200), start: texts::scenarios },
    Target { name: "schedules", attempts: 300, at_least: (10, 100), start: texts::schedules },
    Target { name: "call-data", attempts: 400, at_least: (20, 100), start: call_data::texts },
    Target { name: "signatures", attempts: 300, at_least: (1, 50), start: call_data::signatures },
    Target { name: "items", attempts: 300, at_least: (10, 50), start: call_data::items },
];

/// How attempts ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Taken.
    pub accepted: u64,
    /// Refused.
    pub refused: u64,
}

/// Something that must not be.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Finding {
    /// A target could not be set up.
    #[error("{target} does not start: {reason}")]
    Start {
        /// Its name.
        target: &'static str,
        /// Why.
        reason: String,
    },
    /// An attempt failed, or panicked.
    #[error("{target}, seed {seed}: {reason}")]
    Attempt {
        /// The name of the target.
        target: &'static str,
        /// The seed of the attempt.
        seed: u64,
        /// What is wrong.
        reason: String,
    },
}

impl Target {
    /// The target of a name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        TARGETS.into_iter().find(|it| it.name == name)
    }

    /// Makes one attempt for each seed, and counts.
    ///
    /// # Errors
    /// The first finding.
    pub fn run(&self, seeds: impl Iterator<Item = u64>, tally: &mut Tally) -> Result<(), Finding> {
        let target = self.name;
        let mut attempt =
            (self.start)().map_err(|error| Finding::Start { target, reason: error.to_string() })?;
        for seed in seeds {
            let mut random = Random::new(seed);
            let ended = catch_unwind(AssertUnwindSafe(|| attempt(&mut random)));
            let finding = |reason| Finding::Attempt { target, seed, reason };
            let verdict = match ended {
                Ok(ended) => ended.map_err(|error| finding(error.to_string()))?,
                Err(panic) => return Err(finding(panic_message(panic.as_ref()))),
            };
            let count = match verdict {
                Verdict::Accepted => &mut tally.accepted,
                Verdict::Refused => &mut tally.refused,
            };
            *count = count.saturating_add(1);
        }
        Ok(())
    }
}

fn panic_message(panic: &dyn core::any::Any) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    let text = text.or_else(|| panic.downcast_ref::<&str>().copied());
    format!("panicked: {}", text.unwrap_or("without a message"))
}

/// Fails an attempt unless two things are equal.
fn equal<T: PartialEq + core::fmt::Debug>(what: &str, left: &T, right: &T) -> Tested {
    if left == right { Ok(()) } else { Err(format!("{what}: {left:?} and {right:?}").into()) }
}
