// SPDX-License-Identifier: GPL-3.0-only
//! Calls whatever it is told to, in every synchronous way, and returns what came back.
#![no_std]
#![expect(deprecated, reason = "uniform payments need hooks that releases before 1.5.41 lack")]

multiversx_sc::imports!();

/// One call of a batch: target, EGLD of the contract's own, function, arguments.
pub type Call<Api> = MultiValue4<
    ManagedAddress<Api>,
    BigUint<Api>,
    ManagedBuffer<Api>,
    ManagedVec<Api, ManagedBuffer<Api>>,
>;

/// Results of a call, as they came.
pub type Results<Api> = MultiValueEncoded<Api, ManagedBuffer<Api>>;

/// A function with arguments as any contract takes them.
pub type Arguments<Api> = MultiValueEncoded<Api, ManagedBuffer<Api>>;

/// Calls, transfers and deployments on behalf of anybody, and views of other accounts.
#[multiversx_sc::contract]
pub trait Forwarder {
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

    /// Calls with all that came with this call, value and tokens, and all gas left.
    #[payable("*")]
    #[endpoint]
    fn forward(
        &self,
        to: ManagedAddress,
        function: ManagedBuffer,
        arguments: Arguments<Self::Api>,
    ) -> Results<Self::Api> {
        let payment = self.call_value().any_payment();
        self.count();
        self.tx()
            .to(&to)
            .payment(payment)
            .raw_call(function)
            .arguments_raw(arguments.to_arg_buffer())
            .returns(ReturnsRawResult)
            .sync_call()
            .into()
    }

    /// Calls with a gas limit, and all that came with this call.
    #[payable("*")]
    #[endpoint(forwardWithGas)]
    fn forward_with_gas(
        &self,
        to: ManagedAddress,
        gas: u64,
        function: ManagedBuffer,
        arguments: Arguments<Self::Api>,
    ) -> Results<Self::Api> {
        let payment = self.call_value().any_payment();
        self.count();
        self.tx()
            .to(&to)
            .payment(payment)
            .gas(gas)
            .raw_call(function)
            .arguments_raw(arguments.to_arg_buffer())
            .returns(ReturnsRawResult)
            .sync_call()
            .into()
    }

    /// Calls with EGLD of the contract's own.
    #[endpoint(forwardValue)]
    fn forward_value(
        &self,
        to: ManagedAddress,
        value: BigUint,
        function: ManagedBuffer,
        arguments: Arguments<Self::Api>,
    ) -> Results<Self::Api> {
        self.count();
        self.call(&to, value, function, arguments.to_arg_buffer()).into()
    }

    /// Calls with tokens of the contract's own.
    #[endpoint(forwardTokens)]
    fn forward_tokens(
        &self,
        to: ManagedAddress,
        token: EsdtTokenIdentifier,
        nonce: u64,
        amount: BigUint,
        function: ManagedBuffer,
        arguments: Arguments<Self::Api>,
    ) -> Results<Self::Api> {
        self.count();
        self.tx()
            .to(&to)
            .single_esdt(&token, nonce, &amount)
            .raw_call(function)
            .arguments_raw(arguments.to_arg_buffer())
            .returns(ReturnsRawResult)
            .sync_call()
            .into()
    }

    /// Calls read-only.
    #[endpoint(forwardReadOnly)]
    fn forward_read_only(
        &self,
        to: ManagedAddress,
        function: ManagedBuffer,
        arguments: Arguments<Self::Api>,
    ) -> Results<Self::Api> {
        self.tx()
            .to(&to)
            .raw_call(function)
            .arguments_raw(arguments.to_arg_buffer())
            .returns(ReturnsRawResult)
            .sync_call_readonly()
            .into()
    }

    /// Runs another contract's code on this contract's storage.
    #[endpoint(forwardSameContext)]
    fn forward_same_context(
        &self,
        to: ManagedAddress,
        function: ManagedBuffer,
        arguments: Arguments<Self::Api>,
    ) -> Results<Self::Api> {
        self.tx()
            .to(&to)
            .raw_call(function)
            .arguments_raw(arguments.to_arg_buffer())
            .returns(ReturnsRawResult)
            .sync_call_same_context()
            .into()
    }

    /// Sends all that came with this call and runs a function there; what that returns becomes part of the output.
    #[payable("*")]
    #[endpoint(forwardTransferExecute)]
    fn forward_transfer_execute(
        &self,
        to: ManagedAddress,
        gas: u64,
        function: ManagedBuffer,
        arguments: Arguments<Self::Api>,
    ) {
        let payment = self.call_value().any_payment();
        self.count();
        self.tx()
            .to(&to)
            .payment(payment)
            .gas(gas)
            .raw_call(function)
            .arguments_raw(arguments.to_arg_buffer())
            .transfer_execute();
    }

    /// Makes the same call twice and returns both results.
    #[endpoint(forwardTwice)]
    fn forward_twice(
        &self,
        to: ManagedAddress,
        function: ManagedBuffer,
        arguments: Arguments<Self::Api>,
    ) -> Results<Self::Api> {
        let arguments = arguments.to_arg_buffer();
        let value = BigUint::zero();
        self.count();
        let mut results = self.call(&to, value.clone(), function.clone(), arguments.clone());
        self.count();
        results.append_vec(self.call(&to, value, function, arguments));
        results.into()
    }

    /// Makes many calls in a row and returns all their results one behind the other.
    #[endpoint(forwardBatch)]
    fn forward_batch(&self, calls: MultiValueEncoded<Call<Self::Api>>) -> Results<Self::Api> {
        let mut results = ManagedVec::new();
        for call in calls {
            let (to, value, function, arguments) = call.into_tuple();
            self.count();
            results.append_vec(self.call(&to, value, function, arguments.into()));
        }
        results.into()
    }

    /// Calls itself so many times, each inside the one before, and in the innermost calls the target.
    #[endpoint(forwardNested)]
    fn forward_nested(
        &self,
        depth: BigUint,
        to: ManagedAddress,
        function: ManagedBuffer,
        arguments: Arguments<Self::Api>,
    ) -> Results<Self::Api> {
        self.count();
        if depth == 0u64 {
            return self.call(&to, BigUint::zero(), function, arguments.to_arg_buffer()).into();
        }
        let mut inner = ManagedArgBuffer::new();
        inner.push_arg(depth - 1u64);
        inner.push_arg(to);
        inner.push_arg(function);
        for argument in arguments {
            inner.push_arg(argument);
        }
        let own = self.blockchain().get_sc_address();
        self.call(&own, BigUint::zero(), ManagedBuffer::from("forwardNested"), inner).into()
    }

    /// Calls with all that came with this call, and then fails.
    #[payable("*")]
    #[endpoint(forwardThenFail)]
    fn forward_then_fail(
        &self,
        to: ManagedAddress,
        function: ManagedBuffer,
        arguments: Arguments<Self::Api>,
    ) {
        let _ = self.forward(to, function, arguments);
        sc_panic!("failed after the call");
    }

    /// Calls with all that came with this call; returns what came back with it, three values a transfer.
    #[payable("*")]
    #[endpoint(forwardBackTransfers)]
    fn forward_back_transfers(
        &self,
        to: ManagedAddress,
        function: ManagedBuffer,
        arguments: Arguments<Self::Api>,
    ) -> MultiValueEncoded<EgldOrEsdtTokenPaymentMultiValue> {
        let _ = self.forward(to, function, arguments);
        let mut out = MultiValueEncoded::new();
        for payment in &self.blockchain().get_back_transfers().payments {
            let payment = payment.clone();
            out.push(EgldOrEsdtTokenPaymentMultiValue::from(payment));
        }
        out
    }

    /// Deploys code with the EGLD that came with the call; returns the address, then the results of `init`.
    #[payable("*")]
    #[endpoint]
    fn deploy(
        &self,
        code: ManagedBuffer,
        arguments: Arguments<Self::Api>,
    ) -> MultiValue2<ManagedAddress, Results<Self::Api>> {
        let value = self.call_value().egld_direct_non_strict().clone();
        let (address, results) = self
            .tx()
            .egld(value)
            .raw_deploy()
            .code(code)
            .code_metadata(CodeMetadata::all())
            .arguments_raw(arguments.to_arg_buffer())
            .returns(ReturnsNewManagedAddress)
            .returns(ReturnsRawResult)
            .sync_call();
        self.deployed(&address);
        (address, results.into()).into()
    }

    /// Deploys the code of another contract.
    #[payable("*")]
    #[endpoint(deployFromSource)]
    fn deploy_from_source(
        &self,
        source: ManagedAddress,
        arguments: Arguments<Self::Api>,
    ) -> MultiValue2<ManagedAddress, Results<Self::Api>> {
        let value = self.call_value().egld_direct_non_strict().clone();
        let (address, results) = self
            .tx()
            .egld(value)
            .raw_deploy()
            .from_source(source)
            .code_metadata(CodeMetadata::all())
            .arguments_raw(arguments.to_arg_buffer())
            .returns(ReturnsNewManagedAddress)
            .returns(ReturnsRawResult)
            .sync_call();
        self.deployed(&address);
        (address, results.into()).into()
    }

    /// Gives a contract that this one owns the code of another.
    #[endpoint(upgradeFromSource)]
    fn upgrade_from_source(
        &self,
        target: ManagedAddress,
        source: ManagedAddress,
        arguments: Arguments<Self::Api>,
    ) {
        self.tx()
            .to(target)
            .raw_upgrade()
            .from_source(source)
            .code_metadata(CodeMetadata::all())
            .arguments_raw(arguments.to_arg_buffer())
            .upgrade_async_call_and_exit();
    }

    /// Sends EGLD of the contract's own.
    #[endpoint(sendValue)]
    fn send_value(&self, to: ManagedAddress, amount: BigUint) {
        self.tx().to(&to).egld(&amount).transfer();
    }

    /// Sends tokens of the contract's own.
    #[endpoint(sendTokens)]
    fn send_tokens(
        &self,
        to: ManagedAddress,
        token: EsdtTokenIdentifier,
        nonce: u64,
        amount: BigUint,
    ) {
        self.tx().to(&to).single_esdt(&token, nonce, &amount).transfer();
    }

    /// What the callee of a call sees of it: caller, EGLD, number of token transfers, own address.
    #[payable("*")]
    #[endpoint]
    fn context(&self) -> MultiValue4<ManagedAddress, BigUint, usize, ManagedAddress> {
        let value = self.call_value().egld_direct_non_strict().clone();
        let transfers = self.call_value().all_esdt_transfers().len();
        let own = self.blockchain().get_sc_address();
        (self.blockchain().get_caller(), value, transfers, own).into()
    }

    /// The EGLD of an account.
    #[view(balanceOf)]
    fn balance_of(&self, account: ManagedAddress) -> BigUint {
        self.blockchain().get_balance(&account)
    }

    /// An account's balance of a token.
    #[view(tokenBalanceOf)]
    fn token_balance_of(
        &self,
        account: ManagedAddress,
        token: EsdtTokenIdentifier,
        nonce: u64,
    ) -> BigUint {
        self.blockchain().get_esdt_balance(&account, &token, nonce)
    }

    /// Whether an account is a contract.
    #[view(isContract)]
    fn is_contract(&self, account: ManagedAddress) -> bool {
        self.blockchain().is_smart_contract(&account)
    }

    /// Calls made so far.
    #[view(getCalls)]
    #[storage_mapper("calls")]
    fn calls(&self) -> SingleValueMapper<BigUint>;

    #[event("deployed")]
    fn deployed(&self, #[indexed] address: &ManagedAddress);

    fn count(&self) {
        self.calls().update(|calls| *calls += 1u64);
    }

    fn call(
        &self,
        to: &ManagedAddress,
        value: BigUint,
        function: ManagedBuffer,
        arguments: ManagedArgBuffer<Self::Api>,
    ) -> ManagedVec<ManagedBuffer> {
        self.tx()
            .to(to)
            .egld(value)
            .raw_call(function)
            .arguments_raw(arguments)
            .returns(ReturnsRawResult)
            .sync_call()
    }
}

#[cfg(target_arch = "wasm32")]
mod exports {
    use crate as forwarder;
    multiversx_sc_wasm_adapter::allocator!();
    multiversx_sc_wasm_adapter::panic_handler!();
    multiversx_sc_wasm_adapter::endpoints! {
        forwarder (
            init => init
            upgrade => upgrade
            fund => fund
            forward => forward
            forwardWithGas => forward_with_gas
            forwardValue => forward_value
            forwardTokens => forward_tokens
            forwardReadOnly => forward_read_only
            forwardSameContext => forward_same_context
            forwardTransferExecute => forward_transfer_execute
            forwardTwice => forward_twice
            forwardBatch => forward_batch
            forwardNested => forward_nested
            forwardThenFail => forward_then_fail
            forwardBackTransfers => forward_back_transfers
            deploy => deploy
            deployFromSource => deploy_from_source
            upgradeFromSource => upgrade_from_source
            sendValue => send_value
            sendTokens => send_tokens
            context => context
            balanceOf => balance_of
            tokenBalanceOf => token_balance_of
            isContract => is_contract
            getCalls => calls
        )
    }
    multiversx_sc_wasm_adapter::async_callback_empty! {}
}
