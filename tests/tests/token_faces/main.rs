//! Faces of tokens: one behaviour suite over `OpenZeppelin`'s contracts and the faces, logs on every path,
//! callers of every VM, and a pair that trades a token of the chain.
#![cfg(test)]
#![expect(
    clippy::arithmetic_side_effects,
    clippy::wildcard_enum_match_arm,
    reason = "a test that overflows or meets another value fails, which is what it is for"
)]

mod callers;
mod pair;
mod paths;
mod stage;
mod suite;
