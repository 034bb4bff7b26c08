//! The gateway: what Solidity cannot say in call data, as functions of one contract with Solidity's
//! interface (`contracts/solidity/Gateway.sol`, `docs/solidity.md`).
//!
//! A contract calls another one at its full 32-byte address, with native value and any number of tokens
//! at once, and gets results and back transfers. The call is made in the name of whoever calls the
//! gateway: the destination sees that account as its caller, and tokens are taken from it. So a frame
//! that is the gateway's has nothing of its own, and nobody but its caller is ever spoken for.
//!
//! - **Value**: `msg.value`, handed on; among tokens it travels as `EGLD-000000`, as MultiversX has it.
//! - **Tokens**: out of the caller's account, by `MultiESDTNFTTransfer` in its name.
//! - **Gas**: all that the call of the gateway got, less what its functions cost; the rest comes back, also
//!   when the destination fails.
//! - **Failure**: the destination's revert data, or its message as `Error(string)`.
//! - **Asynchronous calls**: their gas is paid when they are registered, tokens when they run. The callback's
//!   caller is the gateway, which calls nobody else in its own name.
//! - **Static calls**: of `read` and the views; every other function is refused. **Delegate calls** are
//!   refused, as for every system contract.

mod call;
mod promise;
mod view;
mod wish;

use crate::native::{Endpoint, NativeContext, NativeContract};
use crate::protocol_address::GATEWAY_ADDRESS;
use vm_core::{Address, DataForm};

/// The gateway contract.
#[derive(Clone, Copy, Debug)]
pub struct GatewayContract {
    address: Address,
}

impl GatewayContract {
    /// The gateway at an address of a system contract.
    #[must_use]
    pub const fn at(address: Address) -> Self {
        Self { address }
    }
}

impl Default for GatewayContract {
    fn default() -> Self {
        Self::at(GATEWAY_ADDRESS)
    }
}

/// MultiversX gas of a call, before what its data costs: what a call of a WASM contract costs.
const CALL_GAS: u64 = 100_000;
/// MultiversX gas of a view.
const VIEW_GAS: u64 = 50_000;

crate::endpoints! { GatewayContract;
    /// Calls a function of the contract at a canonical address, in the caller's name, with the value and
    /// with tokens (identifier, nonce, amount) of the caller's. An empty function with one argument is
    /// raw call data for a Solidity contract; without one, it is a plain payment. Returns the results,
    /// and what the contract sent back meanwhile: tokens and value.
    "call(bytes32,(string,uint64,uint256)[],string,bytes[])" (data: Bytes) write {
        gas: (CALL_GAS),
        accepts: Value,
    } => call::call;
    /// Registers an asynchronous call with value and tokens, as `call` takes them, and how it is answered: gas
    /// of the call, selector of the caller's callback (zero for none), gas of the callback, and bytes that
    /// the callback gets back. The call runs after the transaction's first frame, in this shard; the
    /// callback gets those bytes, the return code and the results.
    "callAsync(bytes32,(string,uint64,uint256)[],string,bytes[],(uint64,bytes4,uint64,bytes))"
    (data: Bytes) write { gas: (CALL_GAS), accepts: Value } => promise::call_async;
    /// Calls a function of the contract at a canonical address read-only, in the caller's name. Returns the
    /// results.
    "read(bytes32,string,bytes[])" (data: Bytes) view { gas: (CALL_GAS) } => call::read;
    /// Returns the canonical address of an account.
    "addressOf(address)" (data: Bytes) view { gas: (VIEW_GAS) } => view::address_of;
    /// Returns the 20-byte address of an account.
    "faceOf(bytes32)" (data: Bytes) view { gas: (VIEW_GAS) } => view::face_of;
    /// Returns what an account has of a token, by identifier and nonce.
    "tokenBalance(address,string,uint64)" (data: Bytes) view {
        gas: (VIEW_GAS),
    } => view::token_balance;
}

impl NativeContract for GatewayContract {
    fn address(&self) -> Address {
        self.address
    }

    fn name(&self) -> &'static str {
        "gateway"
    }

    fn endpoints() -> &'static [Endpoint<Self>] {
        ENDPOINTS
    }

    fn data_form(&self) -> DataForm {
        DataForm::Blob
    }
}

/// The argument of every function: the call data behind the selector.
fn call_data(context: &NativeContext) -> vm_core::Bytes {
    context.argument(0)
}
