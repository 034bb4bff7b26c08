// SPDX-License-Identifier: GPL-3.0-only
//! Is called again while it calls, and fails in every way that a contract can.
#![no_std]

multiversx_sc::imports!();

/// A value that is written before and behind a call, in the course of which it may be written as well.
#[multiversx_sc::contract]
pub trait Reentrant {
    /// Sets the value.
    #[init]
    fn init(&self, value: BigUint) {
        self.value().set(value);
    }

    /// Keeps the value.
    #[upgrade]
    fn upgrade(&self) {}

    /// Sets the value.
    #[endpoint]
    fn store(&self, value: BigUint) {
        self.value().set(value);
    }

    /// Adds to the value and returns it: what a re-entering call does.
    #[payable("*")]
    #[endpoint]
    fn add(&self, amount: BigUint) -> BigUint {
        self.value().update(|value| {
            *value += amount;
            value.clone()
        })
    }

    /// Writes `first`, calls, reads what the call left, writes `last`; returns what it read, then the results.
    #[payable("*")]
    #[endpoint]
    fn reenter(
        &self,
        first: BigUint,
        last: BigUint,
        to: ManagedAddress,
        function: ManagedBuffer,
        arguments: MultiValueEncoded<ManagedBuffer>,
    ) -> MultiValue2<BigUint, MultiValueEncoded<ManagedBuffer>> {
        let value = self.call_value().egld_direct_non_strict().clone();
        self.value().set(first);
        let results = self
            .tx()
            .to(&to)
            .egld(value)
            .raw_call(function)
            .arguments_raw(arguments.to_arg_buffer())
            .returns(ReturnsRawResult)
            .sync_call();
        let seen = self.value().get();
        self.value().set(last);
        self.reentered(&to, &seen);
        (seen, results.into()).into()
    }

    /// The same, and fails at its end.
    #[payable("*")]
    #[endpoint(reenterThenFail)]
    fn reenter_then_fail(
        &self,
        first: BigUint,
        last: BigUint,
        to: ManagedAddress,
        function: ManagedBuffer,
        arguments: MultiValueEncoded<ManagedBuffer>,
    ) {
        let _ = self.reenter(first, last, to, function, arguments);
        sc_panic!("failed after re-entry");
    }

    /// The same, and traps at its end.
    #[payable("*")]
    #[endpoint(reenterThenTrap)]
    fn reenter_then_trap(
        &self,
        first: BigUint,
        last: BigUint,
        to: ManagedAddress,
        function: ManagedBuffer,
        arguments: MultiValueEncoded<ManagedBuffer>,
    ) {
        let _ = self.reenter(first, last, to, function, arguments);
        self.trap();
    }

    /// Writes and then signals an error with a message.
    #[endpoint]
    fn fail(&self, message: ManagedBuffer) {
        self.value().set(BigUint::zero());
        sc_panic!(message);
    }

    /// Writes and then executes `unreachable`.
    #[endpoint]
    fn trap(&self) {
        self.value().set(BigUint::zero());
        trap();
    }

    /// Writes and then panics.
    #[endpoint]
    fn panic(&self) {
        self.value().set(BigUint::zero());
        panic!("on request");
    }

    /// Writes and then loops until the gas is gone.
    #[endpoint]
    fn burn(&self) {
        self.value().set(BigUint::zero());
        loop {}
    }

    /// Reads far outside of the memory.
    #[endpoint(readOutside)]
    fn read_outside(&self) -> u64 {
        outside()
    }

    /// Calls a function of its own until the stack ends.
    #[endpoint(overflowStack)]
    fn overflow_stack(&self) -> u64 {
        deeper(self.blockchain().get_gas_left())
    }

    /// Does nothing.
    #[endpoint]
    fn empty(&self) {}

    /// The value.
    #[view(getValue)]
    #[storage_mapper("value")]
    fn value(&self) -> SingleValueMapper<BigUint>;

    #[event("reentered")]
    fn reentered(&self, #[indexed] through: &ManagedAddress, seen: &BigUint);
}

/// Ends the instance at once.
fn trap() -> ! {
    #[cfg(target_arch = "wasm32")]
    core::arch::wasm32::unreachable();
    #[cfg(not(target_arch = "wasm32"))]
    unreachable!()
}

/// A load from the last address that 32 bits can name.
fn outside() -> u64 {
    // No instance has so much memory: the engine refuses the access.
    unsafe { core::ptr::read_volatile(0xffff_fff0_usize as *const u64) }
}

/// A chain of calls that no gas limit lets end, and that the compiler cannot turn into a loop.
#[inline(never)]
fn deeper(number: u64) -> u64 {
    if number == u64::MAX {
        return 0;
    }
    deeper(number + 1).wrapping_mul(3) ^ number
}

#[cfg(target_arch = "wasm32")]
mod exports {
    use crate as reentrant;
    multiversx_sc_wasm_adapter::allocator!();
    multiversx_sc_wasm_adapter::panic_handler!();
    multiversx_sc_wasm_adapter::endpoints! {
        reentrant (
            init => init
            upgrade => upgrade
            store => store
            add => add
            reenter => reenter
            reenterThenFail => reenter_then_fail
            reenterThenTrap => reenter_then_trap
            fail => fail
            trap => trap
            panic => panic
            burn => burn
            readOutside => read_outside
            overflowStack => overflow_stack
            empty => empty
            getValue => value
        )
    }
    multiversx_sc_wasm_adapter::async_callback_empty! {}
}
