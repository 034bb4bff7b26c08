//! Tests of the whole: contracts of several virtual machines in one transaction, on one journal.
//!
//! The tests are in `tests/`; here is what several of them share.
#![forbid(unsafe_code)]

mod engine;
pub mod fuzz;
pub mod hook_cases;

pub use engine::{Engine, root};
