//! All system contracts on one chain: what a failure at any host call leaves, alone and below contracts of
//! other VMs that go on, and what no sequence of calls breaks.
#![cfg(test)]
#![expect(
    clippy::arithmetic_side_effects,
    unreachable_pub,
    reason = "a test that overflows fails, and nothing is outside of it"
)]

mod chain;
mod epoch;
mod failures;
mod invariants;
mod parents;
mod random;
#[path = "../support/mod.rs"]
mod support;
mod tour;
