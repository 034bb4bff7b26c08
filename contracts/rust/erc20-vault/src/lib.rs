// SPDX-License-Identifier: GPL-3.0-only
//! Holds ERC-20 tokens for its depositors, who may be accounts of any kind.
#![no_std]

multiversx_sc::imports!();
use solidity_calls::{Erc20, SolidityCall};

/// Deposits by depositor and token. A token is named by its 32-byte address.
#[multiversx_sc::contract]
pub trait Erc20Vault {
    /// Nothing to set up.
    #[init]
    fn init(&self) {}

    /// Keeps everything.
    #[upgrade]
    fn upgrade(&self) {}

    /// Takes an amount that the caller has approved.
    #[endpoint]
    fn deposit(&self, token: ManagedAddress, amount: BigUint) {
        let caller = self.blockchain().get_caller();
        let own = self.blockchain().get_sc_address();
        self.deposited(&caller, &token).update(|deposit| *deposit += &amount);
        Erc20::at(token).transfer_from(&caller, &own, &amount);
    }

    /// Gives an amount of the caller's deposit back.
    #[endpoint]
    fn withdraw(&self, token: ManagedAddress, amount: BigUint) {
        let caller = self.blockchain().get_caller();
        self.take(&caller, &token, &amount);
        Erc20::at(token).transfer(&caller, &amount);
    }

    /// Sends an amount of the caller's deposit to anybody, with a gas limit. Where the token refuses, the deposit
    /// stays; returns whether it was sent, and else the reason, the error's selector and its second field.
    #[endpoint(tryWithdrawTo)]
    fn try_withdraw_to(
        &self,
        token: ManagedAddress,
        to: ManagedAddress,
        amount: BigUint,
        gas: u64,
    ) -> MultiValue4<bool, ManagedBuffer, ManagedBuffer, BigUint> {
        let caller = self.blockchain().get_caller();
        self.take(&caller, &token, &amount);
        let sent = Erc20::at(token.clone()).transfer_call(&to, &amount).attempt(gas);
        let Err(revert) = sent else {
            return (true, ManagedBuffer::new(), ManagedBuffer::new(), BigUint::zero()).into();
        };
        self.deposited(&caller, &token).update(|deposit| *deposit += &amount);
        let reason = revert.reason().unwrap_or_default();
        let selector = revert.selector().map(|it| ManagedBuffer::from(&it)).unwrap_or_default();
        (false, reason, selector, revert.field(1).unwrap_or_default()).into()
    }

    /// Calls a function of a Solidity contract with one number, and the EGLD that came along; returns its number.
    #[payable("EGLD")]
    #[endpoint(callNumber)]
    fn call_number(&self, to: ManagedAddress, signature: ManagedBuffer, number: BigUint) -> BigUint {
        let mut bytes = [0_u8; 64];
        let length = signature.len();
        require!(length <= bytes.len(), "the signature is too long");
        signature.load_slice(0, &mut bytes[..length]);
        let signature = core::str::from_utf8(&bytes[..length]).unwrap_or_default();
        let value = self.call_value().egld_direct_non_strict().clone();
        SolidityCall::new(&to, signature).value(value).argument(&number).run_one()
    }

    /// What the contract has of a token, how much there is of it, and its symbol.
    #[view(getToken)]
    fn token(&self, token: ManagedAddress) -> MultiValue3<BigUint, BigUint, ManagedBuffer> {
        let own = self.blockchain().get_sc_address();
        let token = Erc20::at(token);
        (token.balance_of(&own), token.total_supply(), token.symbol()).into()
    }

    /// The deposit of an account.
    #[view(getDeposit)]
    #[storage_mapper("deposit")]
    fn deposited(
        &self,
        depositor: &ManagedAddress,
        token: &ManagedAddress,
    ) -> SingleValueMapper<BigUint>;

    fn take(&self, depositor: &ManagedAddress, token: &ManagedAddress, amount: &BigUint) {
        self.deposited(depositor, token).update(|deposit| {
            require!(*deposit >= *amount, "deposit is too small");
            *deposit -= amount;
        });
    }
}

#[cfg(target_arch = "wasm32")]
mod exports {
    use crate as erc20_vault;
    multiversx_sc_wasm_adapter::allocator!();
    multiversx_sc_wasm_adapter::panic_handler!();
    multiversx_sc_wasm_adapter::endpoints! {
        erc20_vault (
            init => init
            upgrade => upgrade
            deposit => deposit
            withdraw => withdraw
            tryWithdrawTo => try_withdraw_to
            callNumber => call_number
            getToken => token
            getDeposit => deposited
        )
    }
    multiversx_sc_wasm_adapter::async_callback_empty! {}
}
