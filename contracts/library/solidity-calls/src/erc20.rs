// SPDX-License-Identifier: GPL-3.0-only
//! ERC-20 tokens in the hands of a framework contract.

use crate::{Results, SolidityCall};
use multiversx_sc::api::{ErrorApiImpl, VMApi};
use multiversx_sc::types::{BigUint, ManagedAddress, ManagedBuffer};

/// An ERC-20 token: a Solidity contract, or the face of an ESDT.
pub struct Erc20<Api: VMApi> {
    address: ManagedAddress<Api>,
}

impl<Api: VMApi> Erc20<Api> {
    /// The token at an address.
    pub fn at(address: ManagedAddress<Api>) -> Self {
        Self { address }
    }

    /// Its symbol.
    pub fn symbol(&self) -> ManagedBuffer<Api> {
        self.call("symbol()(string)").read_one()
    }

    /// Its decimals.
    pub fn decimals(&self) -> u8 {
        self.call("decimals()(uint8)").read_one()
    }

    /// How much there is.
    pub fn total_supply(&self) -> BigUint<Api> {
        self.call("totalSupply()(uint256)").read_one()
    }

    /// What an account has.
    pub fn balance_of(&self, holder: &ManagedAddress<Api>) -> BigUint<Api> {
        self.call("balanceOf(address)(uint256)").argument(holder).read_one()
    }

    /// What an account may spend of another one's.
    pub fn allowance(
        &self,
        owner: &ManagedAddress<Api>,
        spender: &ManagedAddress<Api>,
    ) -> BigUint<Api> {
        let call = self.call("allowance(address,address)(uint256)");
        call.argument(owner).argument(spender).read_one()
    }

    /// Sends some of what the contract has.
    pub fn transfer(&self, to: &ManagedAddress<Api>, amount: &BigUint<Api>) {
        check::<Api>(&self.transfer_call(to, amount).run());
    }

    /// The call that [`Erc20::transfer`] makes, to be attempted.
    pub fn transfer_call(
        &self,
        to: &ManagedAddress<Api>,
        amount: &BigUint<Api>,
    ) -> SolidityCall<Api> {
        self.call("transfer(address,uint256)(bool)").argument(to).argument(amount)
    }

    /// Lets an account spend some of what the contract has.
    pub fn approve(&self, spender: &ManagedAddress<Api>, amount: &BigUint<Api>) {
        let call = self.call("approve(address,uint256)(bool)");
        check::<Api>(&call.argument(spender).argument(amount).run());
    }

    /// Sends some of what another account has let the contract spend.
    pub fn transfer_from(
        &self,
        from: &ManagedAddress<Api>,
        to: &ManagedAddress<Api>,
        amount: &BigUint<Api>,
    ) {
        let call = self.call("transferFrom(address,address,uint256)(bool)");
        check::<Api>(&call.argument(from).argument(to).argument(amount).run());
    }

    fn call(&self, signature: &str) -> SolidityCall<Api> {
        SolidityCall::new(&self.address, signature)
    }
}

/// Fails where a token says no. Tokens from before the standard say nothing.
fn check<Api: VMApi>(results: &Results<Api>) {
    if results.len() == 1 && results.get(0).is_empty() {
        Api::error_api_impl().signal_error(b"the token refused")
    }
}
