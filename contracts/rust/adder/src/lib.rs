// SPDX-License-Identifier: GPL-3.0-only
//! The smallest useful contract: one number in storage that anybody adds to.
#![no_std]

multiversx_sc::imports!();

/// A number in storage, set at deployment, that every call of `add` makes larger.
#[multiversx_sc::contract]
pub trait Adder {
    /// Starts the sum at a value.
    #[init]
    fn init(&self, initial: BigUint) {
        self.sum().set(initial);
    }

    /// Starts the sum again, as `init` does.
    #[upgrade]
    fn upgrade(&self, initial: BigUint) {
        self.init(initial);
    }

    /// Adds a value to the sum.
    #[endpoint]
    fn add(&self, value: BigUint) {
        self.sum().update(|sum| *sum += value);
    }

    /// The sum so far.
    #[view(getSum)]
    #[storage_mapper("sum")]
    fn sum(&self) -> SingleValueMapper<BigUint>;
}

#[cfg(target_arch = "wasm32")]
mod exports {
    use crate as adder;
    multiversx_sc_wasm_adapter::allocator!();
    multiversx_sc_wasm_adapter::panic_handler!();
    multiversx_sc_wasm_adapter::endpoints! {
        adder (
            init => init
            upgrade => upgrade
            add => add
            getSum => sum
        )
    }
    multiversx_sc_wasm_adapter::async_callback_empty! {}
}
