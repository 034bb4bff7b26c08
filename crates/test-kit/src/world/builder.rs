//! What a world is made of.

use super::{Book, World};
use crate::{Abi, Artifacts, Contract, TestContract, TestError};
use runtime::{BlockContext, Runtime, RuntimeBuilder};
use std::sync::Arc;
use system_vm::NativeContract;
use vm_core::{AddressForms, BlockInfo, Bytes, VmType};
use world::World as Committed;

/// Numbers of the native test contracts of every world.
const NATIVE_NUMBERS: [u8; 2] = [224, 225];

/// Collects what a world is made of. What is not set is the project's default.
#[derive(Debug)]
pub struct WorldBuilder {
    runtime: RuntimeBuilder,
    artifacts: Artifacts,
    natives: Vec<(&'static str, vm_core::Address, Abi)>,
}

impl Default for WorldBuilder {
    fn default() -> Self {
        Self {
            runtime: Runtime::builder(),
            artifacts: Artifacts::of_repository(),
            natives: Vec::new(),
        }
    }
}

impl WorldBuilder {
    /// Changes how the runtime is built: configuration, executor, further VMs.
    #[must_use]
    pub fn runtime(mut self, change: impl FnOnce(RuntimeBuilder) -> RuntimeBuilder) -> Self {
        self.runtime = change(self.runtime);
        self
    }

    /// Sets the folder of built contracts; this repository's when it is not set.
    #[must_use]
    pub fn artifacts(mut self, artifacts: Artifacts) -> Self {
        self.artifacts = artifacts;
        self
    }

    /// Adds a native contract, behind the test contracts in [`World::natives`].
    #[must_use]
    pub fn native(mut self, contract: impl NativeContract, abi: Abi) -> Self {
        self.natives.push((contract.name(), contract.address(), abi));
        self.runtime = self.runtime.system_contract(contract);
        self
    }

    /// The world.
    ///
    /// # Errors
    /// [`TestError::Build`] when the runtime cannot be built.
    pub fn build(self) -> Result<World, TestError> {
        let mut runtime = self.runtime;
        let mut natives = Vec::new();
        for contract in NATIVE_NUMBERS.map(TestContract::new) {
            let abi = Abi::MultiversX(TestContract::abi()?);
            natives.push(("native", contract.address(), abi));
            runtime = runtime.system_contract(contract);
        }
        natives.extend(self.natives);
        let runtime = runtime.build()?;
        let forms = **runtime.forms();
        let mut book = Book::default();
        let natives = natives.into_iter().map(|(name, address, abi)| {
            book.add_contract(Contract {
                name: name.to_owned(),
                reference: forms.of_address(&address),
                vm_type: VmType::SYSTEM,
                abi: Arc::new(abi),
            })
        });
        let natives = natives.collect();
        book.add("esdt", forms.of_address(&system_vm::ESDT_ADDRESS));
        Ok(World {
            state: Arc::new(Committed::with_state(runtime.genesis())),
            runtime: Arc::new(runtime),
            block: first_block(),
            book: Arc::new(book),
            artifacts: self.artifacts,
            natives,
        })
    }
}

/// A block behind the first, with a seed as long as production's.
fn first_block() -> BlockContext {
    let block = |nonce: u64| BlockInfo {
        nonce,
        round: nonce,
        timestamp_ms: 1_700_000_000_000u64.saturating_add(nonce.saturating_mul(6_000)),
        random_seed: Bytes::from_static(&[0x5e; 48]),
        gas_limit: 30_000_000,
        base_fee: 0,
        ..BlockInfo::default()
    };
    BlockContext { current: block(2), previous: block(1), epoch_start: block(0) }
}
