// SPDX-License-Identifier: GPL-3.0-only
//! Revert data.

use multiversx_sc::api::ManagedTypeApi;
use multiversx_sc::types::{BigUint, ManagedBuffer};

/// Selector of `Error(string)`.
const ERROR_STRING: [u8; 4] = [0x08, 0xc3, 0x79, 0xa0];
const SELECTOR: usize = 4;
const WORD: usize = 32;

/// Why a call of a Solidity contract failed.
pub struct Revert<Api: ManagedTypeApi> {
    /// The runtime's status, which is not 0.
    pub status: i32,
    /// What the contract reverted with; empty after any other end.
    pub data: ManagedBuffer<Api>,
}

impl<Api: ManagedTypeApi> Revert<Api> {
    pub(crate) fn new(status: i32, data: ManagedBuffer<Api>) -> Self {
        Self { status, data }
    }

    /// The selector of the error.
    pub fn selector(&self) -> Option<[u8; SELECTOR]> {
        if self.data.len() < SELECTOR {
            return None;
        }
        let mut selector = [0; SELECTOR];
        self.data.load_slice(0, &mut selector);
        Some(selector)
    }

    /// A field of the error that takes one word, by its place.
    pub fn field(&self, index: usize) -> Option<BigUint<Api>> {
        let start = SELECTOR + index * WORD;
        Some(BigUint::from_bytes_be_buffer(&self.data.copy_slice(start, WORD)?))
    }

    /// The text of `Error(string)`, which `require` and `revert` give.
    pub fn reason(&self) -> Option<ManagedBuffer<Api>> {
        if self.selector()? != ERROR_STRING {
            return None;
        }
        let length = usize::try_from(self.field(1)?.to_u64()?).ok()?;
        self.data.copy_slice(SELECTOR + 2 * WORD, length)
    }
}
