//! Tests of the whole: contracts of several virtual machines in one transaction, on one journal.
//!
//! Everything is in `tests/`; this library is empty.
#![forbid(unsafe_code)]
