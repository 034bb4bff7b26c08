//! Measurements against the bare engines: both sides in one process, interleaved, medians.
//!
//! `cargo bench -p benches` prints the table of `docs/benchmarks.md`.
#![forbid(unsafe_code)]
#![expect(
    clippy::arithmetic_side_effects,
    clippy::disallowed_methods,
    clippy::disallowed_types,
    clippy::expect_used,
    clippy::float_arithmetic,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::wildcard_enum_match_arm,
    reason = "a measurement reads the clock, and stops when it cannot be made"
)]

mod artifacts;
mod bare;
mod chain;
mod measure;
mod ours;

pub use artifacts::{Solidity, wasm};
pub use bare::{BareEvm, BareWasm};
pub use chain::Chain;
pub use measure::{Sample, compare, median_of, show};
pub use ours::Ours;
