//! Points: where runs end for want of them, and how an endless run is stopped.

use super::{guest, run};
use crate::{STACK_BUDGET, SuiteContext, SuiteExecutor};
use std::time::Duration;
use vm_core::{InterruptHandle, Points, RunEnd};

/// Counts down from the i32 at place 0 of memory, with a hook every turn.
const COUNT: &str = r#"
    (func $turn (param i32) (result i32) (call $add_one (i32.sub (local.get 0) (i32.const 2))))
    (func (export "main") (local i32)
        (local.set 0 (i32.const 5))
        (loop (br_if 0 (local.tee 0 (call $turn (local.get 0))))))"#;

/// With one point more than used by a full run it finishes; with any less it does not, and never gets further.
pub fn points_end_at_the_same_limit(executor: &SuiteExecutor) {
    let mut guest = guest(executor, &["add_one"], COUNT);
    let full = run(&mut guest, "main", 1_000_000);
    assert_eq!(full.end, Ok(RunEnd::Finished));
    let need = 1_000_000 - full.points.available();
    assert!((40..400).contains(&need), "{need}");

    let mut calls = 0;
    for limit in 0..=need.saturating_add(3) {
        let run = run(&mut guest, "main", limit);
        let expected = if limit > need { RunEnd::Finished } else { RunEnd::OutOfPoints };
        assert_eq!(run.end, Ok(expected), "{limit} of {need}");
        assert!(run.context.calls.len() >= calls, "more points, fewer calls at {limit}");
        calls = run.context.calls.len();
        if limit > need {
            assert_eq!(run.points.total(), i128::from(limit) - i128::from(need));
        }
    }
    assert_eq!(calls, full.context.calls.len());
}

/// However the points are cut into slices, a run ends at the same place with the same rest.
pub fn slices_make_no_difference(executor: &SuiteExecutor) {
    let mut small = guest(executor, &["add_one"], COUNT);
    let need = 1_000_000 - run(&mut small, "main", 1_000_000).points.available();
    for limit in [need.saturating_sub(1), need, need.saturating_add(1)] {
        let whole = run(&mut small, "main", limit);
        for slice in 0..=limit {
            let points = Points { left: slice.cast_signed(), reserve: limit.saturating_sub(slice) };
            let cut = small.run("main", Box::default(), points, STACK_BUDGET);
            assert_eq!(cut.end, whole.end, "{slice} of {limit}");
            assert_eq!(cut.context.calls, whole.context.calls, "{slice} of {limit}");
            if cut.end == Ok(RunEnd::Finished) {
                assert_eq!(cut.points.total(), whole.points.total(), "{slice} of {limit}");
            }
        }
    }

    let turns = r#"(func (export "main") (local i32)
        (local.set 0 (i32.const 4_000_000))
        (loop (br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 1))))))"#;
    let mut long = guest(executor, &[], turns);
    let limit = Points::SLICE * 100;
    let full = run(&mut long, "main", limit);
    assert_eq!(full.end, Ok(RunEnd::Finished));
    let need = limit - full.points.available();
    assert!(need > Points::SLICE * 4, "{need}");
    for (limit, end) in [
        (need.saturating_add(1), RunEnd::Finished),
        (need, RunEnd::OutOfPoints),
        (Points::SLICE * 2, RunEnd::OutOfPoints),
    ] {
        assert_eq!(run(&mut long, "main", limit).end, Ok(end), "{limit} of {need}");
    }
}

/// A hook sees all points, from slice and reserve, and what it uses is gone.
pub fn hooks_use_points(executor: &SuiteExecutor) {
    let most_of_a_slice = Points::SLICE / 5 * 4;
    let body = format!(
        r#"(func (export "main")
        (call $consume (i64.const 1000))
        (drop (call $points_left))
        (call $consume (call $points_left)))
    (func (export "all")
        (call $consume (call $points_left))
        (call $nothing))
    (func (export "loop")
        (loop (call $consume (i64.const {most_of_a_slice})) (br 0)))
    (func (export "most")
        (call $consume (i64.const -1))
        (loop (call $nothing) (br 0)))"#
    );
    let mut guest = guest(executor, &["consume", "points_left", "nothing"], &body);
    let limit = Points::SLICE * 3;
    let left = |run: &vm_core::Run<SuiteContext>, index: usize| {
        run.context.calls.get(index).and_then(|(_, values)| values.first().copied())
    };

    let run_main = run(&mut guest, "main", limit);
    assert_eq!(run_main.end, Ok(RunEnd::OutOfPoints));
    assert_eq!(left(&run_main, 0), Some(1000));
    let seen = left(&run_main, 3).unwrap();
    assert!((limit.cast_signed() - 1_020..limit.cast_signed() - 1_000).contains(&seen), "{seen}");

    let run_all = run(&mut guest, "all", limit);
    assert_eq!(run_all.end, Ok(RunEnd::OutOfPoints));
    assert!(run_all.points.total() <= 0);

    let run_loop = run(&mut guest, "loop", limit);
    assert_eq!(run_loop.end, Ok(RunEnd::OutOfPoints));
    assert_eq!(run_loop.context.calls.len(), 4);

    // More than a counter can go below zero does not come out above it.
    let run_most = run(&mut guest, "most", limit);
    assert_eq!(run_most.end, Ok(RunEnd::OutOfPoints));
    assert!(run_most.context.calls.len() < 4, "{:?}", run_most.context.calls);
}

/// A raised handle stops a guest that would run for hours, within one slice of points.
///
/// What is checked is points and no time: how long a slice lasts is the machine's matter.
#[expect(clippy::disallowed_methods, reason = "another thread raises the handle, after a while")]
pub fn an_endless_loop_is_interrupted(executor: &SuiteExecutor) {
    let body = r#"(func (export "main") (loop (br 0)))
        (func (export "raise") (call $interrupt) (loop (br 0)))"#;
    let mut guest = guest(executor, &["interrupt"], body);
    let limit = Points::SLICE * 1_000;
    let raised = InterruptHandle::default();
    raised.interrupt();
    for (function, interrupt) in [("main", raised), ("raise", InterruptHandle::default())] {
        let context = SuiteContext { interrupt, ..SuiteContext::default() };
        let run = guest.run(function, Box::new(context), Points::new(limit), STACK_BUDGET);
        assert_eq!(run.end, Ok(RunEnd::Interrupted), "{function}");
        let used = limit - run.points.available();
        assert!(used <= Points::SLICE + 10, "{function} used {used}");
    }

    let handle = InterruptHandle::default();
    let context = SuiteContext { interrupt: handle.clone(), ..SuiteContext::default() };
    std::thread::scope(|scope| {
        let raiser = scope.spawn(|| {
            std::thread::sleep(Duration::from_millis(5));
            handle.interrupt();
        });
        let run = guest.run("main", Box::new(context), Points::new(u64::MAX), STACK_BUDGET);
        assert_eq!(run.end, Ok(RunEnd::Interrupted));
        raiser.join().unwrap();
    });
}
