// SPDX-License-Identifier: GPL-3.0-only
//! A token in the manner of ERC-20, held in the contract's own storage: what a transfer costs beside the Solidity one.
#![no_std]

multiversx_sc::imports!();

/// A fixed supply, balances, and allowances.
#[multiversx_sc::contract]
pub trait Erc20 {
    /// Gives the whole supply to the deployer.
    #[init]
    fn init(&self, supply: BigUint) {
        let owner = self.blockchain().get_caller();
        self.total_supply().set(&supply);
        self.balance(&owner).set(&supply);
        self.transferred(&ManagedAddress::zero(), &owner, &supply);
    }

    /// Keeps everything.
    #[upgrade]
    fn upgrade(&self) {}

    /// Moves an amount from the caller.
    #[endpoint]
    fn transfer(&self, to: ManagedAddress, amount: BigUint) {
        let from = self.blockchain().get_caller();
        self.move_amount(&from, &to, &amount);
    }

    /// Lets a spender take up to an amount from the caller.
    #[endpoint]
    fn approve(&self, spender: ManagedAddress, amount: BigUint) {
        let owner = self.blockchain().get_caller();
        self.allowance(&owner, &spender).set(&amount);
        self.approved(&owner, &spender, &amount);
    }

    /// Moves an amount that its owner has allowed the caller to take.
    #[endpoint(transferFrom)]
    fn transfer_from(&self, from: ManagedAddress, to: ManagedAddress, amount: BigUint) {
        let spender = self.blockchain().get_caller();
        self.allowance(&from, &spender).update(|allowed| {
            require!(*allowed >= amount, "allowance exceeded");
            *allowed -= &amount;
        });
        self.move_amount(&from, &to, &amount);
    }

    /// What there is of the token.
    #[view(totalSupply)]
    #[storage_mapper("supply")]
    fn total_supply(&self) -> SingleValueMapper<BigUint>;

    /// What an account holds.
    #[view(balanceOf)]
    #[storage_mapper("balance")]
    fn balance(&self, owner: &ManagedAddress) -> SingleValueMapper<BigUint>;

    /// What a spender may still take from an owner.
    #[view(allowance)]
    #[storage_mapper("allowance")]
    fn allowance(
        &self,
        owner: &ManagedAddress,
        spender: &ManagedAddress,
    ) -> SingleValueMapper<BigUint>;

    fn move_amount(&self, from: &ManagedAddress, to: &ManagedAddress, amount: &BigUint) {
        self.balance(from).update(|balance| {
            require!(*balance >= *amount, "insufficient balance");
            *balance -= amount;
        });
        self.balance(to).update(|balance| *balance += amount);
        self.transferred(from, to, amount);
    }

    #[event("transfer")]
    fn transferred(
        &self,
        #[indexed] from: &ManagedAddress,
        #[indexed] to: &ManagedAddress,
        amount: &BigUint,
    );

    #[event("approve")]
    fn approved(
        &self,
        #[indexed] owner: &ManagedAddress,
        #[indexed] spender: &ManagedAddress,
        amount: &BigUint,
    );
}

#[cfg(target_arch = "wasm32")]
mod exports {
    use crate as erc20;
    multiversx_sc_wasm_adapter::allocator!();
    multiversx_sc_wasm_adapter::panic_handler!();
    multiversx_sc_wasm_adapter::endpoints! {
        erc20 (
            init => init
            upgrade => upgrade
            transfer => transfer
            approve => approve
            transferFrom => transfer_from
            totalSupply => total_supply
            balanceOf => balance
            allowance => allowance
        )
    }
    multiversx_sc_wasm_adapter::async_callback_empty! {}
}
