//! The native test contract: what a system contract can do to others, and others to it.
//!
//! It exists for tests only. As a caller it calls whatever it is told to; as a callee it keeps one
//! value, is re-entered, pays, and fails in every way that native code can.

mod bodies;

use crate::{AbiError, MultiversXAbi};
use bodies as body;
use system_vm::{Endpoint, NativeContract};
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
        ENDPOINTS
    }
}

system_vm::endpoints! { TestContract;
    /// Takes what comes with the call.
    "fund" (arguments: Bytes Many) write {
        gas: (TEST_CONTRACT_GAS),
        accepts: ValueAndTokens,
    } => body::fund;
    /// Calls, and hands on a failure.
    "call" (arguments: Bytes Many) write {
        gas: (TEST_CONTRACT_GAS),
        accepts: ValueAndTokens,
    } => body::call;
    /// Calls; a failure is a result.
    "callFallible" (arguments: Bytes Many) write {
        gas: (TEST_CONTRACT_GAS),
        accepts: ValueAndTokens,
    } => body::call_fallible;
    /// Calls read-only; a failure is a result.
    "callStatic" (arguments: Bytes Many) write { gas: (TEST_CONTRACT_GAS) } => body::call_static;
    /// Delegates; a failure is a result.
    "callDelegate" (arguments: Bytes Many) write {
        gas: (TEST_CONTRACT_GAS),
    } => body::call_delegate;
    /// Calls, and then fails.
    "callThenFail" (arguments: Bytes Many) write {
        gas: (TEST_CONTRACT_GAS),
        accepts: ValueAndTokens,
    } => body::call_then_fail;
    /// Sets the value.
    "store" (arguments: Bytes Many) write { gas: (TEST_CONTRACT_GAS) } => body::store;
    /// Adds to the value and returns it.
    "add" (arguments: Bytes Many) write {
        gas: (TEST_CONTRACT_GAS),
        accepts: ValueAndTokens,
    } => body::add;
    /// The value.
    "getValue" (arguments: Bytes Many) view { gas: (TEST_CONTRACT_GAS) } => body::value;
    /// Writes, calls, returns what the call left and its results, and writes again.
    "reenter" (arguments: Bytes Many) write {
        gas: (TEST_CONTRACT_GAS),
        accepts: ValueAndTokens,
    } => body::reenter;
    /// The same, and then fails.
    "reenterThenFail" (arguments: Bytes Many) write {
        gas: (TEST_CONTRACT_GAS),
        accepts: ValueAndTokens,
    } => body::reenter_then_fail;
    /// The same, and then halts.
    "reenterThenTrap" (arguments: Bytes Many) write {
        gas: (TEST_CONTRACT_GAS),
        accepts: ValueAndTokens,
    } => body::reenter_then_trap;
    /// Writes, and refuses with a message.
    "fail" (arguments: Bytes Many) write { gas: (TEST_CONTRACT_GAS) } => body::fail;
    /// Writes, and halts.
    "trap" (arguments: Bytes Many) write { gas: (TEST_CONTRACT_GAS) } => body::trap;
    /// Writes, and takes more gas than there is.
    "burn" (arguments: Bytes Many) write { gas: (TEST_CONTRACT_GAS) } => body::burn;
    /// Writes a log.
    "emit" (arguments: Bytes Many) write { gas: (TEST_CONTRACT_GAS) } => body::emit;
    /// Pays native value of its own.
    "pay" (arguments: Bytes Many) write {
        gas: (TEST_CONTRACT_GAS),
        accepts: ValueAndTokens,
    } => body::pay;
    /// Claims to write nothing, and sets the value.
    "storeThoughPure" (arguments: Bytes Many) view { gas: (TEST_CONTRACT_GAS) } => body::store;
    /// Claims to write nothing, and writes a log.
    "emitThoughPure" (arguments: Bytes Many) view { gas: (TEST_CONTRACT_GAS) } => body::emit;
    /// Claims to write nothing, and pays.
    "payThoughPure" (arguments: Bytes Many) view { gas: (TEST_CONTRACT_GAS) } => body::pay;
    /// An account's native balance.
    "balanceOf" (arguments: Bytes Many) view { gas: (TEST_CONTRACT_GAS) } => body::balance_of;
    /// Caller, value, number of tokens.
    "context" (arguments: Bytes Many) write {
        gas: (TEST_CONTRACT_GAS),
        accepts: ValueAndTokens,
    } => body::context;
}

#[cfg(test)]
mod tests {
    use super::*;
    use account_map::is_system_face;
    use vm_core::EvmAddress;

    #[test]
    fn the_abi_has_every_endpoint() {
        let abi = TestContract::abi().expect("a well-formed file");
        for endpoint in TestContract::endpoints() {
            assert!(abi.endpoints.contains_key(endpoint.row.name), "{}", endpoint.row.name);
        }
        assert_eq!(abi.endpoints.len(), TestContract::endpoints().len());
    }

    #[test]
    fn it_has_a_fixed_face() {
        let address = TestContract::new(224).address();
        assert!(is_system_face(EvmAddress::from_slice(&address.0[12..])));
    }
}
