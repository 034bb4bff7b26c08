//! The EVM over the shared journal, from outside: contracts, crossings, and bare revm beside it.
#![cfg(test)]
#![expect(
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    reason = "small numbers of the tests' own"
)]

mod contracts;
mod crossing;
mod differential;
mod programs;
mod support;
mod tracing;
