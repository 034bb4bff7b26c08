//! Tests of contracts across virtual machines, in Rust.
#![forbid(unsafe_code)]

mod abi;
mod value;

pub use abi::{Abi, AbiError, Accounts, Endpoint, Kind, MultiversXAbi, Parameter, SolidityAbi};
pub use value::{FromValue, Value, ValueError};
