// SPDX-License-Identifier: GPL-3.0-only
//! Calls that may fail without the caller failing: the hooks that return a status came later than the rest.
#![no_std]

multiversx_sc::imports!();
use multiversx_sc::api::{HandleConstraints, SendApi, SendApiImpl, StaticVarApi, StaticVarApiImpl};

/// Results of a call, as they came.
pub type Results<Api> = MultiValueEncoded<Api, ManagedBuffer<Api>>;

/// Calls on behalf of anybody that outlive the failure of what they call.
#[multiversx_sc::contract]
pub trait ForwarderFallible {
    /// Nothing to set up.
    #[payable("EGLD")]
    #[init]
    fn init(&self) {}

    /// Keeps everything.
    #[upgrade]
    fn upgrade(&self) {}

    /// Takes EGLD and tokens and keeps them.
    #[payable("*")]
    #[endpoint]
    fn fund(&self) {}

    /// Calls with a gas limit and the EGLD that came with this call; returns the status, 0 where it
    /// succeeded, then the results.
    #[payable("EGLD")]
    #[endpoint(forwardFallible)]
    fn forward_fallible(
        &self,
        to: ManagedAddress,
        gas: u64,
        function: ManagedBuffer,
        arguments: MultiValueEncoded<ManagedBuffer>,
    ) -> MultiValue2<i32, Results<Self::Api>> {
        let value = self.call_value().egld_direct_non_strict().clone();
        let (status, results) = self.call(&to, gas, &value, &function, &arguments.to_arg_buffer());
        (status, results.into()).into()
    }

    /// Makes the same call so many times, each with the gas limit; returns how many succeeded.
    #[endpoint(forwardRepeatedly)]
    fn forward_repeatedly(
        &self,
        times: u32,
        to: ManagedAddress,
        gas: u64,
        function: ManagedBuffer,
        arguments: MultiValueEncoded<ManagedBuffer>,
    ) -> u32 {
        let arguments = arguments.to_arg_buffer();
        let mut good = 0;
        for _ in 0..times {
            let (status, _) = self.call(&to, gas, &BigUint::zero(), &function, &arguments);
            if status == 0 {
                good += 1;
            }
        }
        good
    }

    /// Sends the tokens that came with this call and runs a function there; where that fails, the tokens stay here.
    /// Returns whether it succeeded.
    #[payable("*")]
    #[endpoint(forwardTransferFallible)]
    fn forward_transfer_fallible(
        &self,
        to: ManagedAddress,
        gas: u64,
        function: ManagedBuffer,
        arguments: MultiValueEncoded<ManagedBuffer>,
    ) -> bool {
        let payments = self.call_value().all_transfers().clone();
        let good = self
            .tx()
            .to(&to)
            .payment(payments)
            .gas(gas)
            .raw_call(function)
            .arguments_raw(arguments.to_arg_buffer())
            .transfer_execute_fallible()
            .is_ok();
        self.count(good);
        good
    }

    /// The hash of a contract's code.
    #[view(codeHashOf)]
    fn code_hash_of(&self, account: ManagedAddress) -> ManagedBuffer {
        self.blockchain().get_code_hash(&account)
    }

    /// What came with the call, EGLD under its token name: three values a transfer.
    #[payable("*")]
    #[endpoint]
    fn transfers(&self) -> MultiValueEncoded<EgldOrEsdtTokenPaymentMultiValue> {
        let mut out = MultiValueEncoded::new();
        for payment in self.call_value().all_transfers().iter() {
            out.push(EgldOrEsdtTokenPaymentMultiValue::from(payment.clone()));
        }
        out
    }

    /// Calls that succeeded.
    #[view(getSuccesses)]
    #[storage_mapper("successes")]
    fn successes(&self) -> SingleValueMapper<u64>;

    /// Calls that failed.
    #[view(getFailures)]
    #[storage_mapper("failures")]
    fn failures(&self) -> SingleValueMapper<u64>;

    fn count(&self, good: bool) {
        let counted = if good { self.successes() } else { self.failures() };
        counted.update(|calls| *calls += 1);
    }

    fn call(
        &self,
        to: &ManagedAddress,
        gas: u64,
        value: &BigUint,
        function: &ManagedBuffer,
        arguments: &ManagedArgBuffer<Self::Api>,
    ) -> (i32, ManagedVec<ManagedBuffer>) {
        // The framework's wrapper drops what a failed call returned.
        let results = Self::Api::static_var_api_impl().next_handle();
        let status = Self::Api::send_api_impl().execute_on_dest_context_error_return_raw(
            gas,
            to.get_handle().get_raw_handle(),
            value.get_handle().get_raw_handle(),
            function.get_handle().get_raw_handle(),
            arguments.get_handle().get_raw_handle(),
            results,
        );
        Self::Api::send_api_impl().clean_return_data();
        self.count(status == 0);
        // The hook has filled the handle in both cases.
        (status, unsafe { ManagedVec::from_raw_handle(results) })
    }
}

#[cfg(target_arch = "wasm32")]
mod exports {
    use crate as forwarder_fallible;
    multiversx_sc_wasm_adapter::allocator!();
    multiversx_sc_wasm_adapter::panic_handler!();
    multiversx_sc_wasm_adapter::endpoints! {
        forwarder_fallible (
            init => init
            upgrade => upgrade
            fund => fund
            forwardFallible => forward_fallible
            forwardRepeatedly => forward_repeatedly
            forwardTransferFallible => forward_transfer_fallible
            codeHashOf => code_hash_of
            transfers => transfers
            getSuccesses => successes
            getFailures => failures
        )
    }
    multiversx_sc_wasm_adapter::async_callback_empty! {}
}
