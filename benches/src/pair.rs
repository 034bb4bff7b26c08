//! The same Ethereum transactions on both sides.

use crate::{BareEvm, Frozen, Ours, Sample, compare};
use revm::context::TxEnv;
use runtime::EthereumTransaction;
use vm_core::{Address, Bytes, EvmAddress, U256};

/// A call of an account.
#[derive(Clone, Debug)]
pub struct EvmCall {
    /// Who is called.
    pub to: EvmAddress,
    /// Native value.
    pub value: u64,
    /// Call data.
    pub data: Bytes,
}

/// Ours and bare revm in the same state, with the same sender.
#[derive(Debug)]
pub struct EvmPair {
    ours: Ours,
    bare: BareEvm,
}

impl EvmPair {
    /// Fresh states with a rich sender: `address` is its canonical address, `face` the one that the EVM knows.
    #[must_use]
    pub fn new(address: Address, face: EvmAddress) -> Self {
        Self { ours: Ours::new(address), bare: BareEvm::new(face) }
    }

    /// Makes a contract on both sides.
    ///
    /// # Panics
    /// When it fails on one side, or the addresses differ.
    pub fn deploy(&mut self, code: &Bytes) -> EvmAddress {
        let made = self.commit(None, 0, code);
        made.expect("a new contract")
    }

    /// Calls a contract on both sides, and commits what it did.
    ///
    /// # Panics
    /// When it fails on one side.
    pub fn call(&mut self, call: &EvmCall) {
        let _created = self.commit(Some(call.to), call.value, &call.data);
    }

    fn commit(&mut self, to: Option<EvmAddress>, value: u64, data: &Bytes) -> Option<EvmAddress> {
        let value = U256::from(value);
        let ours = self.ours.transaction(to, value, data.clone());
        let bare = self.bare.transaction(to, value, data.clone());
        let made = self.ours.commit(&ours).created.map(|it| self.ours.face(it));
        assert_eq!(self.bare.commit(bare), made);
        made
    }

    /// Measures calls in turn, of which neither side commits one.
    ///
    /// # Panics
    /// When one fails, or the two sides use different gas.
    pub fn compare(&mut self, (rounds, count): (usize, u32), calls: &[EvmCall]) -> Sample {
        let (ours, bare) = (self.of_ours(calls), self.of_bare(calls));
        let mut frozen = self.ours.frozen();
        for (ours, bare) in ours.iter().zip(&bare) {
            assert_eq!(frozen.run(ours), self.bare.run(bare), "gas of both sides");
        }
        let (mut ours, mut bare) = (ours.iter().cycle(), bare.iter().cycle());
        let run_ours = || assert!(frozen.run(ours.next().expect("a call")) > 0);
        let run_bare = || assert!(self.bare.run(bare.next().expect("a call")) > 0);
        compare(rounds, count, run_ours, run_bare)
    }

    /// Runs calls in turn on our side, for a profiler, which finds them in `ours_in_turn`.
    ///
    /// # Panics
    /// When one fails.
    pub fn repeat_ours(&self, calls: &[EvmCall], count: usize) {
        ours_in_turn(&mut self.ours.frozen(), &self.of_ours(calls), count);
    }

    /// Runs calls in turn on bare revm, for a profiler, which finds them in `bare_in_turn`.
    ///
    /// # Panics
    /// When one fails.
    pub fn repeat_bare(&mut self, calls: &[EvmCall], count: usize) {
        let calls = self.of_bare(calls);
        bare_in_turn(&mut self.bare, &calls, count);
    }

    fn of_ours(&self, calls: &[EvmCall]) -> Vec<EthereumTransaction> {
        let make = |it: &EvmCall| {
            self.ours.transaction(Some(it.to), U256::from(it.value), it.data.clone())
        };
        calls.iter().map(make).collect()
    }

    fn of_bare(&self, calls: &[EvmCall]) -> Vec<TxEnv> {
        let make = |it: &EvmCall| {
            self.bare.transaction(Some(it.to), U256::from(it.value), it.data.clone())
        };
        calls.iter().map(make).collect()
    }
}

#[inline(never)]
fn ours_in_turn(ours: &mut Frozen<'_>, calls: &[EthereumTransaction], count: usize) {
    calls.iter().cycle().take(count).for_each(|call| assert!(ours.run(call) > 0));
}

#[inline(never)]
fn bare_in_turn(bare: &mut BareEvm, calls: &[TxEnv], count: usize) {
    calls.iter().cycle().take(count).for_each(|call| assert!(bare.run(call) > 0));
}
