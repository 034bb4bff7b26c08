//! Test worlds whose contracts run as native Rust, and closures in the place of their endpoints.
//!
//! A [`NativeWorld`] is a [`test_kit::World`] in which some contracts run natively: breakpoints hold in their source,
//! and a closure reaches what no endpoint shows.
//!
//! ```
//! use executor_native::NativeApi;
//! use native_kit::NativeWorld;
//! use test_kit::{TestError, args};
//! # use adder::Adder;
//!
//! # fn main() -> Result<(), TestError> {
//! let mut world = NativeWorld::builder().contract("adder", &adder::ContractBuilder)?.build()?;
//! let alice = world.account("alice", 1_000u64);
//! let adder = world.deploy_wasm(&alice, "adder", args![5u64])?;
//! world.call(&alice, &adder, "add", args![7u64]).succeed()?;
//! let sum = world.whitebox(&alice, &adder, || {
//!     let adder = adder::contract_obj::<NativeApi>();
//!     adder.sum().update(|sum| *sum += 1u64);
//!     adder.sum().get().to_u64()
//! })?;
//! assert_eq!(sum, Some(13));
//! # Ok(())
//! # }
//! ```
#![forbid(unsafe_code)]

mod builder;
mod code;
mod world;

pub use builder::NativeWorldBuilder;
pub use code::code_of;
pub use world::NativeWorld;
