//! Tests of contracts across virtual machines, in Rust.
//!
//! A [`World`] is a chain in memory. A test makes accounts, deploys a WASM contract from its ABI file
//! and a Solidity one from its compiler output, calls both by name with typed values, and reads
//! balances, storage, logs and reverts. Every call is a transaction; what it changes is committed when
//! it succeeds.
//!
//! ```
//! use test_kit::{TestError, World, args};
//!
//! # fn main() -> Result<(), TestError> {
//! let mut world = World::new();
//! let alice = world.account("alice", 1_000u64);
//! let adder = world.deploy_wasm(&alice, "adder", args![5u64])?;
//! let token = world.deploy_evm(&alice, "Token", args![1_000u64])?;
//!
//! world.call(&alice, &adder, "add", args![7u64]).run()?.expect_success();
//! assert_eq!(world.query(&adder, "getSum", args![])?.single::<u64>()?, 12);
//!
//! // The same account is `Address` for one ABI and `address` for the other.
//! let outcome = world.call(&alice, &token, "transfer", args![&adder, 400u64]).run()?;
//! assert_eq!(outcome.expect_events("Transfer", 1)[0].values[2], 400u64.into());
//! assert_eq!(world.query(&token, "balanceOf", args![&adder])?.single::<u64>()?, 400);
//! # Ok(())
//! # }
//! ```
//!
//! Values: [`Value`] and [`args!`], in and out of Rust types by [`FromValue`]. ABIs: [`MultiversXAbi`],
//! [`SolidityAbi`]. Every world has two native [`TestContract`]s, because system contracts of the
//! chain itself never call.
#![forbid(unsafe_code)]

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "a value of any other kind does not fit, also of one to come"
)]
mod abi;
mod artifact;
mod error;
mod event;
mod handle;
mod native;
mod outcome;
pub mod pair_suite;
mod tree;
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "a value of any other kind does not fit, also of one to come"
)]
mod value;
mod world;

pub use abi::{Abi, AbiError, Accounts, Endpoint, Kind, MultiversXAbi, Parameter, SolidityAbi};
pub use artifact::Artifacts;
pub use error::TestError;
pub use event::Event;
pub use handle::{Account, Contract};
pub use native::{TEST_CONTRACT_GAS, TestContract};
pub use outcome::TestOutcome;
pub use value::{FromValue, Value, ValueError};
pub use world::{Call, DeployOptions, SeenBalances, U256Like, World, WorldBuilder};
