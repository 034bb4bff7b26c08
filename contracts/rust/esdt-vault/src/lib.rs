// SPDX-License-Identifier: GPL-3.0-only
//! Holds EGLD and tokens of every kind for its depositors, and issues tokens of its own.
#![no_std]
#![expect(deprecated, reason = "uniform payments need hooks that releases before 1.5.41 lack")]

multiversx_sc::imports!();

/// Deposits by depositor, token and nonce, and calls of the ESDT system contract in the same transaction.
#[multiversx_sc::contract]
pub trait EsdtVault {
    /// Nothing to set up.
    #[init]
    fn init(&self) {}

    /// Keeps everything.
    #[upgrade]
    fn upgrade(&self) {}

    /// Books all that came with the call for the caller.
    #[payable("*")]
    #[endpoint]
    fn deposit(&self) {
        let caller = self.blockchain().get_caller();
        match self.call_value().any_payment() {
            EgldOrMultiEsdtPayment::Egld(amount) => {
                require!(amount > 0u64, "nothing to deposit");
                self.book(&caller, &EgldOrEsdtTokenIdentifier::egld(), 0, &amount);
            }
            EgldOrMultiEsdtPayment::MultiEsdt(payments) => {
                for payment in payments.iter() {
                    let token = EgldOrEsdtTokenIdentifier::esdt(payment.token_identifier.clone());
                    self.book(&caller, &token, payment.token_nonce, &payment.amount);
                }
            }
        }
    }

    /// Pays an amount of the caller's deposit back.
    #[endpoint]
    fn withdraw(&self, token: EgldOrEsdtTokenIdentifier, nonce: u64, amount: BigUint) {
        let caller = self.blockchain().get_caller();
        self.withdraw_to(caller, token, nonce, amount);
    }

    /// Pays an amount of the caller's deposit to anybody.
    #[endpoint(withdrawTo)]
    fn withdraw_to(
        &self,
        to: ManagedAddress,
        token: EgldOrEsdtTokenIdentifier,
        nonce: u64,
        amount: BigUint,
    ) {
        require!(amount > 0u64, "nothing to withdraw");
        let caller = self.blockchain().get_caller();
        self.balance(&caller, &token, nonce).update(|balance| {
            require!(*balance >= amount, "deposit is too small");
            *balance -= &amount;
        });
        self.withdrawn(&caller, &token, nonce, &to, &amount);
        self.tx().to(&to).egld_or_single_esdt(&token, nonce, &amount).transfer();
    }

    /// Issues a fungible token of this contract at the ESDT system contract and returns what that returned.
    ///
    /// The EGLD that comes with the call pays for it. The token is remembered where the answer tells it: as the only
    /// result, or as the token in which the initial supply came back.
    #[payable("*")]
    #[endpoint(issueToken)]
    fn issue_token(
        &self,
        name: ManagedBuffer,
        ticker: ManagedBuffer,
        supply: BigUint,
        decimals: BigUint,
    ) -> MultiValueEncoded<ManagedBuffer> {
        let mut arguments = ManagedArgBuffer::new();
        arguments.push_arg(name);
        arguments.push_arg(ticker);
        arguments.push_arg(supply);
        arguments.push_arg(decimals);
        for property in ["canFreeze", "canWipe", "canPause", "canUpgrade", "canAddSpecialRoles"] {
            arguments.push_arg(property);
            arguments.push_arg("true");
        }
        let cost = self.call_value().egld_direct_non_strict().clone();
        let results = self.system_call(cost, ManagedBuffer::from("issue"), arguments);
        let back = self.blockchain().get_back_transfers();
        if results.len() == 1 {
            self.issued().set(EsdtTokenIdentifier::from(results.get(0).clone()));
        } else if back.payments.len() == 1 {
            let token = back.payments.get(0).token_identifier.clone();
            self.issued().set(token.unwrap_esdt());
        }
        results.into()
    }

    /// Gives this contract roles on a token of its own, such as `ESDTRoleLocalMint`.
    #[endpoint(setRoles)]
    fn set_roles(
        &self,
        token: EsdtTokenIdentifier,
        roles: MultiValueEncoded<ManagedBuffer>,
    ) -> MultiValueEncoded<ManagedBuffer> {
        let mut arguments = ManagedArgBuffer::new();
        arguments.push_arg(token);
        arguments.push_arg(self.blockchain().get_sc_address());
        for role in roles {
            arguments.push_arg(role);
        }
        self.system_call(BigUint::zero(), ManagedBuffer::from("setSpecialRole"), arguments).into()
    }

    /// Has the ESDT system contract mint more of a token of this contract.
    #[endpoint(mintToken)]
    fn mint_token(
        &self,
        token: EsdtTokenIdentifier,
        amount: BigUint,
    ) -> MultiValueEncoded<ManagedBuffer> {
        let mut arguments = ManagedArgBuffer::new();
        arguments.push_arg(token);
        arguments.push_arg(amount);
        self.system_call(BigUint::zero(), ManagedBuffer::from("mint"), arguments).into()
    }

    /// Calls any function of the ESDT system contract, with the EGLD that came with the call.
    #[payable("*")]
    #[endpoint(callSystem)]
    fn call_system(
        &self,
        function: ManagedBuffer,
        arguments: MultiValueEncoded<ManagedBuffer>,
    ) -> MultiValueEncoded<ManagedBuffer> {
        let value = self.call_value().egld_direct_non_strict().clone();
        self.system_call(value, function, arguments.to_arg_buffer()).into()
    }

    /// Mints by the built-in function, for which the contract needs the role.
    #[endpoint(localMint)]
    fn local_mint(&self, token: EsdtTokenIdentifier, amount: BigUint) {
        self.send().esdt_local_mint(&token, 0, &amount);
    }

    /// Burns by the built-in function, for which the contract needs the role.
    #[endpoint(localBurn)]
    fn local_burn(&self, token: EsdtTokenIdentifier, amount: BigUint) {
        self.send().esdt_local_burn(&token, 0, &amount);
    }

    /// Creates an instance of an NFT, SFT or Meta token by the built-in function; returns its nonce.
    #[endpoint(createInstance)]
    fn create_instance(
        &self,
        token: EsdtTokenIdentifier,
        amount: BigUint,
        name: ManagedBuffer,
        royalties: BigUint,
        attributes: ManagedBuffer,
    ) -> MultiValueEncoded<ManagedBuffer> {
        let mut arguments = ManagedArgBuffer::new();
        arguments.push_arg(token);
        arguments.push_arg(amount);
        arguments.push_arg(name);
        arguments.push_arg(royalties);
        arguments.push_arg(ManagedBuffer::new());
        arguments.push_arg(attributes);
        arguments.push_arg("ipfs://vault");
        self.tx()
            .to(ToSelf)
            .raw_call("ESDTNFTCreate")
            .arguments_raw(arguments)
            .returns(ReturnsRawResult)
            .sync_call()
            .into()
    }

    /// What the contract itself holds.
    #[view(getHeld)]
    fn held(&self, token: EgldOrEsdtTokenIdentifier, nonce: u64) -> BigUint {
        let own = self.blockchain().get_sc_address();
        if token.is_egld() {
            self.blockchain().get_balance(&own)
        } else {
            self.blockchain().get_esdt_balance(&own, &token.unwrap_esdt(), nonce)
        }
    }

    /// The deposit of one depositor.
    #[view(getBalance)]
    #[storage_mapper("balance")]
    fn balance(
        &self,
        depositor: &ManagedAddress,
        token: &EgldOrEsdtTokenIdentifier,
        nonce: u64,
    ) -> SingleValueMapper<BigUint>;

    /// The token that `issueToken` made last.
    #[view(getIssued)]
    #[storage_mapper("issued")]
    fn issued(&self) -> SingleValueMapper<EsdtTokenIdentifier>;

    #[event("deposited")]
    fn deposited(
        &self,
        #[indexed] depositor: &ManagedAddress,
        #[indexed] token: &EgldOrEsdtTokenIdentifier,
        #[indexed] nonce: u64,
        amount: &BigUint,
    );

    #[event("withdrawn")]
    fn withdrawn(
        &self,
        #[indexed] depositor: &ManagedAddress,
        #[indexed] token: &EgldOrEsdtTokenIdentifier,
        #[indexed] nonce: u64,
        #[indexed] to: &ManagedAddress,
        amount: &BigUint,
    );

    fn book(
        &self,
        depositor: &ManagedAddress,
        token: &EgldOrEsdtTokenIdentifier,
        nonce: u64,
        amount: &BigUint,
    ) {
        self.balance(depositor, token, nonce).update(|balance| *balance += amount);
        self.deposited(depositor, token, nonce, amount);
    }

    fn system_call(
        &self,
        value: BigUint,
        function: ManagedBuffer,
        arguments: ManagedArgBuffer<Self::Api>,
    ) -> ManagedVec<ManagedBuffer> {
        self.tx()
            .to(ESDTSystemSCAddress)
            .egld(value)
            .raw_call(function)
            .arguments_raw(arguments)
            .returns(ReturnsRawResult)
            .sync_call()
    }
}

#[cfg(target_arch = "wasm32")]
mod exports {
    use crate as esdt_vault;
    multiversx_sc_wasm_adapter::allocator!();
    multiversx_sc_wasm_adapter::panic_handler!();
    multiversx_sc_wasm_adapter::endpoints! {
        esdt_vault (
            init => init
            upgrade => upgrade
            deposit => deposit
            withdraw => withdraw
            withdrawTo => withdraw_to
            issueToken => issue_token
            setRoles => set_roles
            mintToken => mint_token
            callSystem => call_system
            localMint => local_mint
            localBurn => local_burn
            createInstance => create_instance
            getHeld => held
            getBalance => balance
            getIssued => issued
        )
    }
    multiversx_sc_wasm_adapter::async_callback_empty! {}
}
