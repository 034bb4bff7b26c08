//! The EVM over the shared journal, from outside: contracts, crossings, and bare revm beside it.
#![cfg(test)]

mod contracts;
mod crossing;
mod differential;
mod programs;
mod support;
