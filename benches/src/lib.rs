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
mod pair;
mod stage;

pub use artifacts::{Solidity, wasm};
pub use bare::{BareEvm, BareWasm};
pub use chain::Chain;
pub use measure::{Sample, Stopwatch, compare, is_chosen, median_of, show};
pub use ours::{Frozen, Ours};
pub use pair::{EvmCall, EvmPair};
pub use stage::{EvmStage, born, supply, transfer};

use vm_core::EvmAddress;

/// The allocator that `sovm` has; both sides of a comparison have it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Gas limit of a transaction of Ethereum: the most that it may have (EIP-7825).
const GAS_LIMIT: u64 = 1 << 24;
const GAS_PRICE: u128 = 10;
const BASE_FEE: u64 = 7;
const BENEFICIARY: EvmAddress = EvmAddress::repeat_byte(0xbe);
