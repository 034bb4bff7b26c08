// SPDX-License-Identifier: GPL-3.0-only
//! Calls asynchronously and remembers what the callbacks brought.
#![no_std]
#![expect(deprecated, reason = "uniform payments need hooks that releases before 1.5.41 lack")]

multiversx_sc::imports!();

/// Async calls of both kinds, on behalf of anybody.
#[multiversx_sc::contract]
pub trait ForwarderAsync {
    /// Nothing to set up.
    #[init]
    fn init(&self) {}

    /// Keeps everything.
    #[upgrade]
    fn upgrade(&self) {}

    /// Takes EGLD and tokens and keeps them.
    #[payable("*")]
    #[endpoint]
    fn fund(&self) {}

    /// Calls by the older kind, which ends this call, with all that came with it.
    #[payable("*")]
    #[endpoint(forwardAsync)]
    fn forward_async(
        &self,
        to: ManagedAddress,
        function: ManagedBuffer,
        arguments: MultiValueEncoded<ManagedBuffer>,
    ) {
        let payment = self.call_value().any_payment();
        self.tx()
            .to(&to)
            .payment(payment)
            .raw_call(function)
            .arguments_raw(arguments.to_arg_buffer())
            .callback(self.callbacks().returned())
            .async_call_and_exit();
    }

    /// Registers a call with gas for it and for its callback, and all that came with this call.
    #[payable("*")]
    #[endpoint(forwardPromise)]
    fn forward_promise(
        &self,
        to: ManagedAddress,
        gas: u64,
        callback_gas: u64,
        function: ManagedBuffer,
        arguments: MultiValueEncoded<ManagedBuffer>,
    ) {
        let payment = self.call_value().any_payment();
        self.tx()
            .to(&to)
            .payment(payment)
            .gas(gas)
            .raw_call(function.clone())
            .arguments_raw(arguments.to_arg_buffer())
            .callback(self.callbacks().promised(function))
            .gas_for_callback(callback_gas)
            .register_promise();
    }

    /// Registers the same call twice.
    #[endpoint(forwardPromiseTwice)]
    fn forward_promise_twice(
        &self,
        to: ManagedAddress,
        gas: u64,
        callback_gas: u64,
        function: ManagedBuffer,
        arguments: MultiValueEncoded<ManagedBuffer>,
    ) {
        self.forward_promise(to.clone(), gas, callback_gas, function.clone(), arguments.clone());
        self.forward_promise(to, gas, callback_gas, function, arguments);
    }

    /// Registers a call and then fails.
    #[payable("*")]
    #[endpoint(forwardPromiseThenFail)]
    fn forward_promise_then_fail(
        &self,
        to: ManagedAddress,
        gas: u64,
        callback_gas: u64,
        function: ManagedBuffer,
        arguments: MultiValueEncoded<ManagedBuffer>,
    ) {
        self.forward_promise(to, gas, callback_gas, function, arguments);
        sc_panic!("failed after registering");
    }

    /// Makes callbacks fail from now on, or not.
    #[endpoint(setCallbackFails)]
    fn set_callback_fails(&self, fails: bool) {
        self.callback_fails().set(fails);
    }

    #[callback]
    fn returned(&self, #[call_result] result: ManagedAsyncCallResult<MultiValueEncoded<ManagedBuffer>>) {
        self.remember(ManagedBuffer::new(), result);
    }

    #[promises_callback]
    fn promised(
        &self,
        function: ManagedBuffer,
        #[call_result] result: ManagedAsyncCallResult<MultiValueEncoded<ManagedBuffer>>,
    ) {
        self.remember(function, result);
    }

    /// Callbacks so far.
    #[view(getCallbacks)]
    #[storage_mapper("callbacks")]
    fn callback_count(&self) -> SingleValueMapper<BigUint>;

    /// The status that the last callback brought, 0 where the call succeeded.
    #[view(getStatus)]
    #[storage_mapper("status")]
    fn status(&self) -> SingleValueMapper<BigUint>;

    /// The message that the last failure brought.
    #[view(getMessage)]
    #[storage_mapper("message")]
    fn message(&self) -> SingleValueMapper<ManagedBuffer>;

    /// The results of the last success, each with its length in front.
    #[view(getResults)]
    #[storage_mapper("results")]
    fn results(&self) -> SingleValueMapper<ManagedVec<ManagedBuffer>>;

    /// What callbacks were told to do.
    #[storage_mapper("callbackFails")]
    fn callback_fails(&self) -> SingleValueMapper<bool>;

    #[event("callback")]
    fn called_back(
        &self,
        #[indexed] function: &ManagedBuffer,
        #[indexed] status: u32,
        #[indexed] value: &BigUint,
    );

    fn remember(
        &self,
        function: ManagedBuffer,
        result: ManagedAsyncCallResult<MultiValueEncoded<ManagedBuffer>>,
    ) {
        self.callback_count().update(|count| *count += 1u64);
        let value = self.call_value().egld_direct_non_strict().clone();
        let status = match result {
            ManagedAsyncCallResult::Ok(values) => {
                self.results().set(values.to_vec());
                0
            }
            ManagedAsyncCallResult::Err(error) => {
                self.message().set(&error.err_msg);
                error.err_code
            }
        };
        self.status().set(BigUint::from(status));
        self.called_back(&function, status, &value);
        require!(!self.callback_fails().get(), "callback failed");
    }
}

#[cfg(target_arch = "wasm32")]
mod exports {
    use crate as forwarder_async;
    multiversx_sc_wasm_adapter::allocator!();
    multiversx_sc_wasm_adapter::panic_handler!();
    multiversx_sc_wasm_adapter::endpoints! {
        forwarder_async (
            init => init
            upgrade => upgrade
            fund => fund
            forwardAsync => forward_async
            forwardPromise => forward_promise
            forwardPromiseTwice => forward_promise_twice
            forwardPromiseThenFail => forward_promise_then_fail
            setCallbackFails => set_callback_fails
            promised => promised
            getCallbacks => callback_count
            getStatus => status
            getMessage => message
            getResults => results
        )
    }
    multiversx_sc_wasm_adapter::async_callback! { forwarder_async }
}
