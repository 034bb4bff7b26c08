//! Measurements against the bare engines: both sides in one process, interleaved, medians.
//!
//! `cargo bench -p benches` prints the table of `docs/benchmarks.md`.
#![forbid(unsafe_code)]

mod artifacts;
mod bare;
mod measure;
mod ours;

pub use artifacts::{Solidity, wasm};
pub use bare::{BareEvm, BareWasm};
pub use measure::{Sample, compare, median_of};
pub use ours::Ours;
