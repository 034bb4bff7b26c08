//! The same Ethereum transactions on both sides.

use crate::{BareEvm, Ours, Sample, compare};
use vm_core::{Address, Bytes, EvmAddress, U256};

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
    pub fn call(&mut self, to: EvmAddress, value: u64, data: &Bytes) {
        let _created = self.commit(Some(to), value, data);
    }

    fn commit(&mut self, to: Option<EvmAddress>, value: u64, data: &Bytes) -> Option<EvmAddress> {
        let value = U256::from(value);
        let ours = self.ours.transaction(to, value, data.clone());
        let bare = self.bare.transaction(to, value, data.clone());
        let made = self.ours.commit(&ours).created.map(|it| self.ours.face(it));
        assert_eq!(self.bare.commit(bare), made);
        made
    }

    /// Measures a transaction, which neither side commits.
    ///
    /// # Panics
    /// When it fails, or the two sides use different gas.
    pub fn compare(
        &mut self,
        (rounds, calls): (usize, u32),
        to: EvmAddress,
        value: u64,
        data: &Bytes,
    ) -> Sample {
        let value = U256::from(value);
        let ours = self.ours.transaction(Some(to), value, data.clone());
        let bare = self.bare.transaction(Some(to), value, data.clone());
        assert_eq!(self.ours.run(&ours).gas.used, self.bare.run(&bare), "gas of both sides");
        let run_bare = || assert!(self.bare.run(&bare) > 0);
        compare(rounds, calls, || drop(self.ours.run(&ours)), run_bare)
    }
}
