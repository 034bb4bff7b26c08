//! The native test contract: what a system contract can do to others, and others to it.
//!
//! It exists for tests only. As a caller it calls whatever it is told to; as a callee it keeps one
//! value, is re-entered, pays, and fails in every way that native code can.

mod bodies;

use crate::{AbiError, MultiversXAbi};
use bodies as body;
use system_vm::{Accepts, Endpoint, NativeContract};
use vm_core::{Address, VmType};

/// Gas that every endpoint costs before it does anything, in `MultiversX` units.
pub const TEST_CONTRACT_GAS: u64 = 10_000;

/// A native contract for tests. Instances differ by their number, which is in their address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TestContract {
    number: u8,
}

impl TestContract {
    /// The contract with this number. Below 224 the numbers belong to the chain's own contracts.
    #[must_use]
    pub const fn new(number: u8) -> Self {
        Self { number }
    }

    /// Its endpoints in the form of an ABI file.
    ///
    /// # Errors
    /// Never, as long as the file beside this one is well-formed; a test sees to that.
    pub fn abi() -> Result<MultiversXAbi, AbiError> {
        MultiversXAbi::parse(include_str!("test-contract.abi.json"))
    }
}

impl NativeContract for TestContract {
    fn address(&self) -> Address {
        let mut bytes = [0; Address::LENGTH];
        let [first, second] = VmType::SYSTEM.0;
        bytes[8] = first;
        bytes[9] = second;
        bytes[29] = self.number;
        bytes[30] = 0xff;
        bytes[31] = 0xff;
        Address(bytes)
    }

    fn name(&self) -> &'static str {
        "test"
    }

    fn endpoints() -> &'static [Endpoint<Self>] {
        &ENDPOINTS
    }
}

macro_rules! endpoints {
    ($($name:literal, $body:expr, $pure:literal, $accepts:ident, $doc:literal;)*) => {
        [$(Endpoint {
            name: $name,
            is_pure: $pure,
            accepts: Accepts::$accepts,
            gas: |_| TEST_CONTRACT_GAS,
            run: $body,
            doc: $doc,
        }),*]
    };
}

// tidy: table: a row an endpoint
static ENDPOINTS: [Endpoint<TestContract>; 22] = endpoints! {
    "fund", body::fund, false, ValueAndTokens, "Takes what comes with the call.";
    "call", body::call, false, ValueAndTokens, "Calls, and hands on a failure.";
    "callFallible", body::call_fallible, false, ValueAndTokens, "Calls; a failure is a result.";
    "callStatic", body::call_static, false, Nothing, "Calls read-only; a failure is a result.";
    "callDelegate", body::call_delegate, false, Nothing, "Delegates; a failure is a result.";
    "callThenFail", body::call_then_fail, false, ValueAndTokens, "Calls, and then fails.";
    "store", body::store, false, Nothing, "Sets the value.";
    "add", body::add, false, ValueAndTokens, "Adds to the value and returns it.";
    "getValue", body::value, true, Nothing, "The value.";
    "reenter", body::reenter, false, ValueAndTokens,
        "Writes, calls, returns what the call left and its results, and writes again.";
    "reenterThenFail", body::reenter_then_fail, false, ValueAndTokens, "The same, and then fails.";
    "reenterThenTrap", body::reenter_then_trap, false, ValueAndTokens, "The same, and then halts.";
    "fail", body::fail, false, Nothing, "Writes, and refuses with a message.";
    "trap", body::trap, false, Nothing, "Writes, and halts.";
    "burn", body::burn, false, Nothing, "Writes, and takes more gas than there is.";
    "emit", body::emit, false, Nothing, "Writes a log.";
    "pay", body::pay, false, ValueAndTokens, "Pays native value of its own.";
    "storeThoughPure", body::store, true, Nothing, "Claims to write nothing, and sets the value.";
    "emitThoughPure", body::emit, true, Nothing, "Claims to write nothing, and writes a log.";
    "payThoughPure", body::pay, true, Nothing, "Claims to write nothing, and pays.";
    "balanceOf", body::balance_of, true, Nothing, "An account's native balance.";
    "context", body::context, false, ValueAndTokens, "Caller, value, number of tokens.";
};

#[cfg(test)]
mod tests {
    use super::*;
    use account_map::is_system_face;
    use vm_core::EvmAddress;

    #[test]
    fn the_abi_has_every_endpoint() {
        let abi = TestContract::abi().expect("a well-formed file");
        for endpoint in TestContract::endpoints() {
            assert!(abi.endpoints.contains_key(endpoint.name), "{}", endpoint.name);
        }
        assert_eq!(abi.endpoints.len(), TestContract::endpoints().len());
    }

    #[test]
    fn it_has_a_fixed_face() {
        let address = TestContract::new(224).address();
        assert!(is_system_face(EvmAddress::from_slice(&address.0[12..])));
    }
}
