// SPDX-License-Identifier: GPL-3.0-only
//! Calls of Solidity contracts from contracts of the MultiversX framework: by signature, with typed
//! arguments and results, with revert data where the call may fail, and ERC-20 tokens on top.
//!
//! An argument is encoded as the framework encodes it at top level, and the runtime turns it into Solidity's
//! form by the types of the signature; addresses have 32 bytes on this side. A signature that names types of
//! results, `balanceOf(address)(uint256)`, gets one result a value; without them all return data is one.
//!
//! ```ignore
//! let balance: BigUint = SolidityCall::new(&token, "balanceOf(address)(uint256)").argument(&holder).read_one();
//! match SolidityCall::new(&pool, "swap(uint256)(uint256)").argument(&amount).attempt(gas) {
//!     Ok(results) => ..,
//!     Err(revert) => sc_print!("{}", revert.reason().unwrap_or_default()),
//! }
//! ```
#![no_std]

mod erc20;
mod revert;

pub use erc20::Erc20;
pub use revert::Revert;

use multiversx_sc::api::{
    ErrorApiImpl, HandleConstraints, SendApiImpl, StaticVarApiImpl, VMApi,
};
use multiversx_sc::codec::{TopDecode, TopEncode};
use multiversx_sc::types::{
    BigUint, ManagedAddress, ManagedArgBuffer, ManagedBuffer, ManagedType, ManagedVec,
    ReturnsRawResult, TxBaseWithEnv,
};

/// The results of a call.
pub type Results<Api> = ManagedVec<Api, ManagedBuffer<Api>>;

/// A call of a Solidity contract that is not made yet.
#[must_use = "a call does nothing until it is made"]
pub struct SolidityCall<Api: VMApi> {
    to: ManagedAddress<Api>,
    value: BigUint<Api>,
    signature: ManagedBuffer<Api>,
    arguments: ManagedArgBuffer<Api>,
}

impl<Api: VMApi> SolidityCall<Api> {
    /// A call of the function with a signature.
    pub fn new(to: &ManagedAddress<Api>, signature: &str) -> Self {
        Self {
            to: to.clone(),
            value: BigUint::zero(),
            signature: ManagedBuffer::from(signature),
            arguments: ManagedArgBuffer::new(),
        }
    }

    /// Adds an argument.
    pub fn argument<T: TopEncode>(mut self, argument: &T) -> Self {
        self.arguments.push_arg(argument);
        self
    }

    /// Sends EGLD along.
    pub fn value(mut self, value: BigUint<Api>) -> Self {
        self.value = value;
        self
    }

    /// Makes the call; a revert is the caller's failure.
    pub fn run(self) -> Results<Api> {
        TxBaseWithEnv::<_>::new_tx_from_sc()
            .to(&self.to)
            .egld(&self.value)
            .raw_call(self.signature)
            .arguments_raw(self.arguments)
            .returns(ReturnsRawResult)
            .sync_call()
    }

    /// Makes the call read-only; a revert is the caller's failure.
    pub fn read(self) -> Results<Api> {
        TxBaseWithEnv::<_>::new_tx_from_sc()
            .to(&self.to)
            .raw_call(self.signature)
            .arguments_raw(self.arguments)
            .returns(ReturnsRawResult)
            .sync_call_readonly()
    }

    /// As [`SolidityCall::run`], of a function with one result.
    pub fn run_one<T: TopDecode>(self) -> T {
        decode::<Api, T>(&self.run())
    }

    /// As [`SolidityCall::read`], of a function with one result.
    pub fn read_one<T: TopDecode>(self) -> T {
        decode::<Api, T>(&self.read())
    }

    /// Makes the call with a gas limit; a revert comes back with its data.
    ///
    /// # Errors
    /// The revert, or another end of the callee.
    pub fn attempt(self, gas: u64) -> Result<Results<Api>, Revert<Api>> {
        // The framework's wrapper drops what a failed call returned.
        let results = Api::static_var_api_impl().next_handle();
        let status = Api::send_api_impl().execute_on_dest_context_error_return_raw(
            gas,
            self.to.get_handle().get_raw_handle(),
            self.value.get_handle().get_raw_handle(),
            self.signature.get_handle().get_raw_handle(),
            self.arguments.get_handle().get_raw_handle(),
            results,
        );
        Api::send_api_impl().clean_return_data();
        // The hook has filled the handle in both cases.
        let results: Results<Api> = unsafe { ManagedVec::from_raw_handle(results) };
        if status == 0 {
            return Ok(results);
        }
        let data = if results.is_empty() { ManagedBuffer::new() } else { results.get(0).clone() };
        Err(Revert::new(status, data))
    }
}

fn decode<Api: VMApi, T: TopDecode>(results: &Results<Api>) -> T {
    if results.len() == 1 {
        if let Ok(value) = T::top_decode(results.get(0).clone()) {
            return value;
        }
    }
    Api::error_api_impl().signal_error(b"unexpected result of a Solidity contract")
}
