//! All system contracts on one chain: what a failure at any host call leaves, and what no sequence of
//! calls breaks.
#![cfg(test)]

mod chain;
mod invariants;
mod random;
#[path = "../support/mod.rs"]
mod support;
mod tour;
