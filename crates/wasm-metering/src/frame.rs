//! The deterministic stack limit: what a frame costs and how much there is.

use crate::call_graph::CallGraph;
use crate::function_survey::FunctionFacts;

/// The stack budget of one run, in points: what an executor puts into
/// [`STACK_LEFT`](crate::STACK_LEFT).
///
/// A frame of a function costs `64 + 8 * (parameters + locals + operands at the same time) +
/// operators` points, a little over the bytes of its frame under a simple compiler. Only functions
/// that can be on the stack more than once, those on a cycle of the call graph, pay when they run.
/// The others are on the stack once at most, so their share is known before: no path of calls
/// through them costs more than a quarter of this budget, or else they all pay too.
///
/// An optimising compiler may keep the result of every operator in the frame, where it has moved
/// the operators out of a loop: at most 8 bytes for each point. Therefore [`NATIVE_STACK_BYTES`].
/// Measured with Wasmer's Cranelift on x86-64, frames made to be large (thousands of operands,
/// locals, or values moved out of a loop) and the smallest ones take 0.5 to 0.9 bytes a point. A
/// run with the smallest frames reaches a depth of tens of thousands of calls.
pub const STACK_BUDGET: u32 = 2 << 20;

/// What all functions that do not pay when they run may cost together on one path of calls.
const UNPAID_BUDGET: u32 = STACK_BUDGET / 4;

const BYTES_PER_POINT: usize = 8;

/// The native stack, in bytes, that an engine needs under one run: 20 MiB of address space, of
/// which a run touches what it uses.
///
/// Host functions that run on the same stack need theirs beside it.
pub const NATIVE_STACK_BYTES: usize = ((STACK_BUDGET + UNPAID_BUDGET) as usize) * BYTES_PER_POINT;

const FRAME_BASE: u32 = 64;
const POINTS_PER_SLOT: u32 = 8;

/// The number of guest frames that can be on the stack at once, for interpreters that count them;
/// two of them are for what the pass itself calls.
pub const MAXIMUM_CALL_DEPTH: usize = ((STACK_BUDGET + UNPAID_BUDGET) / FRAME_BASE + 2) as usize;

/// The points of one frame of a function.
pub(crate) fn cost(facts: &FunctionFacts<'_>) -> u32 {
    facts
        .params
        .saturating_add(facts.locals)
        .saturating_add(facts.operands)
        .saturating_mul(POINTS_PER_SLOT)
        .saturating_add(facts.operators)
        .saturating_add(FRAME_BASE)
}

/// For each function of the module, the points that it pays for a frame when it runs, or nothing
/// when it need not.
pub(crate) fn payments(functions: &[FunctionFacts<'_>], graph: &CallGraph) -> Vec<Option<u32>> {
    let costs: Vec<u32> = functions.iter().map(cost).collect();
    let paths = graph.paths(&costs);
    let all_pay = paths.longest_unrepeated > u64::from(UNPAID_BUDGET);
    costs
        .into_iter()
        .zip(paths.repeats)
        .map(|(cost, repeats)| (all_pay || repeats).then_some(cost))
        .collect()
}
