//! Traces in the forms of Ethereum's tracers: against records of other tracers, and over several virtual
//! machines.
#![cfg(test)]

mod foreign;
mod records;
