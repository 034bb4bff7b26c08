//! Random programs of nested calls over the three VMs.
//!
//! A program is a tree of calls among contracts of every VM, with value, gas limits, static and
//! delegate calls, and frames that fail in every way. Whatever it does, native supply is constant, a
//! read-only root changes nothing, a failed root leaves nothing, gas never grows, every balance is
//! what the call tree says, and a second run, in a session that others have used, is equal byte for
//! byte. The programs are the same in every run; `PROGRAMS` in the environment sets how many there are.
#![cfg(test)]
#![expect(clippy::arithmetic_side_effects, reason = "a test that overflows fails")]

mod check;
mod encode;
mod interpreter;
mod places;
mod tree;

use places::Places;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestError, TestRng, TestRunner};
use runtime::Outcome;
use std::cell::RefCell;
use tree::Program;

/// Programs in one run of all tests.
const PROGRAMS: u32 = 10_000;
/// Tests that share them, so that they run in parallel.
const PARTS: u32 = 4;

/// What the programs of one part did, to see that they do something.
#[derive(Clone, Copy, Debug, Default)]
struct Tally {
    programs: u32,
    succeeded: u32,
    frames: u32,
    deepest: u32,
    across: u32,
}

impl Tally {
    fn count(&mut self, outcome: &Outcome) {
        self.programs += 1;
        self.succeeded += u32::from(outcome.is_success());
        for frame in &outcome.trace {
            self.frames += 1;
            self.deepest = self.deepest.max(u32::try_from(frame.depth).unwrap());
            let parent = frame.parent.and_then(|index| outcome.trace.get(index));
            let crosses = parent.is_some_and(|it| it.vm_type != frame.vm_type);
            self.across += u32::from(crosses && frame.vm_type.is_some());
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "a longer run at night is asked for this way")]
fn programs() -> u32 {
    let number = std::env::var("PROGRAMS").ok().and_then(|it| it.parse().ok());
    number.unwrap_or(PROGRAMS)
}

/// Runs so many programs, the same for the same seed, through a check.
fn for_all(seed: u8, cases: u32, check: impl Fn(Program) -> Result<(), TestCaseError>) {
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    let random = TestRng::from_seed(RngAlgorithm::ChaCha, &[seed; 32]);
    let mut runner = TestRunner::new_with_rng(config, random);
    match runner.run(&tree::programs(Places::CALLS), check) {
        Ok(()) => {}
        Err(TestError::Fail(reason, program)) => panic!("{reason}\n{program:#?}"),
        Err(error @ TestError::Abort(_)) => panic!("{error}"),
    }
}

fn run_part(part: u8) {
    let places = Places::new().unwrap();
    let tally = RefCell::new(Tally::default());
    for_all(part, programs() / PARTS, |program| {
        let outcome = check::check(&places, &program)?;
        tally.borrow_mut().count(&outcome);
        Ok(())
    });
    let tally = tally.into_inner();
    println!("{tally:?}");
    // Programs that do nothing would prove nothing.
    assert!(tally.succeeded * 4 > tally.programs, "{tally:?}");
    assert!(tally.frames > tally.programs * 4 && tally.across > tally.programs, "{tally:?}");
    assert!(tally.programs < 1_000 || tally.deepest >= 12, "{tally:?}");
}

#[test]
fn programs_of_part_1() {
    run_part(1);
}

#[test]
fn programs_of_part_2() {
    run_part(2);
}

#[test]
fn programs_of_part_3() {
    run_part(3);
}

#[test]
fn programs_of_part_4() {
    run_part(4);
}

#[test]
fn a_second_engine_gives_the_same_bytes() {
    let (compiled, interpreted) = (Places::new().unwrap(), Places::interpreted().unwrap());
    for_all(5, programs() / 20, |program| check::compare(&compiled, &interpreted, &program));
}
