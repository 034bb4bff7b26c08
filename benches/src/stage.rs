//! The Ethereum transactions that are measured, on a state that has what they need.

use crate::{EvmCall, EvmPair, Solidity};
use alloy_dyn_abi::DynSolValue;
use alloy_primitives::keccak256;
use vm_core::{Address, AddressForms as _, Bytes, EvmAddress, U256};

/// Both sides in one state, and the calls of each row.
#[derive(Debug)]
pub struct EvmStage {
    /// The two sides.
    pub both: EvmPair,
    /// Small transactions, each with many receivers.
    pub rows: Vec<(&'static str, Vec<EvmCall>)>,
    /// Transactions that compute.
    pub long_rows: Vec<(&'static str, EvmCall)>,
}

/// Canonical address of an account born in the EVM.
#[must_use]
pub fn born(face: EvmAddress) -> Address {
    account_map::EvmForms::default().of_face(face).address
}

fn number(value: u64) -> DynSolValue {
    DynSolValue::Uint(U256::from(value), 256)
}

/// Everything that trades with the pair starts with this supply.
#[must_use]
pub fn supply() -> Vec<DynSolValue> {
    vec![DynSolValue::Uint(U256::from(u128::MAX), 256)]
}

/// Call data of an ERC-20 transfer.
#[must_use]
pub fn transfer(to: EvmAddress, amount: u64) -> Bytes {
    let arguments = vec![DynSolValue::Address(to), number(amount)];
    Solidity::call("transfer(address,uint256)", arguments)
}

/// Those who are paid in turn: more than anything of ours remembers.
fn receivers() -> impl Iterator<Item = EvmAddress> {
    (0..4_096_u64).map(|number| EvmAddress::from_word(keccak256(number.to_be_bytes())))
}

const fn call(to: EvmAddress, data: Bytes) -> EvmCall {
    EvmCall { to, value: 0, data }
}

impl EvmStage {
    /// Deploys the contracts, and pays everybody once, as most receivers have something already.
    ///
    /// # Panics
    /// When an artifact is missing, or a transaction fails.
    #[must_use]
    pub fn new() -> Self {
        let sender = EvmAddress::repeat_byte(0x11);
        let mut both = EvmPair::new(born(sender), sender);
        let first = both.deploy(&Solidity::read("Token").init_with(supply()));
        let second = both.deploy(&Solidity::read("Token").init_with(supply()));
        let tokens = vec![DynSolValue::Address(first), DynSolValue::Address(second)];
        let pool = both.deploy(&Solidity::read("Pair").init_with(tokens));
        let add = Solidity::call("add(address)", vec![DynSolValue::Address(sender)]);
        for call in [
            call(first, transfer(pool, 1_000_000)),
            call(second, transfer(pool, 1_000_000)),
            call(pool, add),
            // Somebody has paid for a swap.
            call(first, transfer(pool, 1_000)),
        ] {
            both.call(&call);
        }
        let swap = |to| {
            let arguments = vec![number(0), number(900), DynSolValue::Address(to)];
            Solidity::call("swap(uint256,uint256,address)", arguments)
        };
        let moves = receivers().map(|to| EvmCall { to, value: 5, data: Bytes::new() }).collect();
        let payments = receivers().map(|to| call(first, transfer(to, 5))).collect();
        let swaps = receivers().map(|to| call(pool, swap(to))).collect();
        let rows: Vec<(_, Vec<_>)> =
            vec![("value transfer", moves), ("ERC-20 transfer", payments), ("swap", swaps)];
        rows.iter().take(2).flat_map(|(_, calls)| calls).for_each(|call| both.call(call));
        receivers().for_each(|to| both.call(&call(second, transfer(to, 1))));

        let looping = both.deploy(&Solidity::read("Loop").init);
        let run = Solidity::call("run(uint256)", vec![number(100_000)]);
        let tracer = both.deploy(&Solidity::read("RayTracer").init);
        let picture = Solidity::call("render(int256,int256)", vec![number(6), number(4)]);
        let long_rows = vec![
            ("compute loop, 100,000 iterations", call(looping, run)),
            ("ray tracer, 6 x 4 pixels", call(tracer, picture)),
        ];
        Self { both, rows, long_rows }
    }
}

impl Default for EvmStage {
    fn default() -> Self {
        Self::new()
    }
}
