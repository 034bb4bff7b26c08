//! Ethereum transactions from their bytes: decoding, receipts, and calls of every VM by an Ethereum key.
#![cfg(test)]
#![expect(clippy::arithmetic_side_effects, reason = "a test that overflows fails")]

mod decoding;
mod receipts;
mod signer;
