//! The native balance of an account as every VM sees it.

use super::World;
use crate::{TestError, args};
use vm_core::{AccountRef, U256};

/// One balance, asked for in three VMs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SeenBalances {
    /// By a WASM contract's hook.
    pub wasm: U256,
    /// By `BALANCE`.
    pub evm: U256,
    /// By a native contract.
    pub system: U256,
}

impl SeenBalances {
    /// The balance, if all VMs see the same.
    #[must_use]
    pub fn agreed(&self) -> Option<U256> {
        (self.wasm == self.evm && self.evm == self.system).then_some(self.system)
    }
}

impl World {
    /// Asks three contracts for an account's balance; they are deployed on a fork of the state.
    ///
    /// # Errors
    /// [`TestError`] when one of them cannot be deployed or called.
    pub fn balances_seen(&self, account: impl Into<AccountRef>) -> Result<SeenBalances, TestError> {
        let account = account.into();
        let mut fork = self.fork();
        let probe = fork.account("prober", 0u8);
        let wasm = fork.deploy_wasm(&probe, "forwarder", args![])?;
        let evm = fork.deploy_evm(&probe, "Forwarder", args![])?;
        let system = fork.natives().first().cloned();
        let system = system.ok_or_else(|| TestError::UnknownContract("native".to_owned()))?;
        let mut seen = |contract| -> Result<U256, TestError> {
            fork.query(contract, "balanceOf", args![account])?.single()
        };
        Ok(SeenBalances { wasm: seen(&wasm)?, evm: seen(&evm)?, system: seen(&system)? })
    }
}
