//! The accounts that programs call, on one committed state.

use super::interpreter::Interpreter;
use runtime::{BlockContext, Runtime, RuntimeBuilder};
use std::sync::Arc;
use system_vm::NativeContract;
use test_kit::{TestError, World, args};
use vm_core::{AccountRef, Address, AddressForms, EvmAddress, U256};
use world::World as Committed;

/// What every place has at the start.
const FUNDS: u64 = 1_000_000;

/// What a place understands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    WasmForwarder,
    WasmFallible,
    WasmReentrant,
    EvmForwarder,
    EvmReentrant,
    Native,
    User,
    Precompile,
}

/// One account.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    pub kind: Kind,
    pub account: AccountRef,
}

/// Runtime, committed state and accounts.
#[derive(Debug)]
pub(crate) struct Places {
    pub runtime: Arc<Runtime>,
    pub state: Arc<Committed>,
    pub block: BlockContext,
    pub sender: Address,
    all: Vec<Place>,
}

impl Places {
    /// How many calls each place makes at most.
    pub(crate) const CALLS: &'static [usize] = &[4, 4, 4, 1, 1, 4, 4, 4, 1, 4, 4, 0, 0];

    /// Deploys everything, on the default engine.
    pub(crate) fn new() -> Result<Self, TestError> {
        Self::with(|builder| builder)
    }

    /// Deploys everything, on the second engine.
    pub(crate) fn interpreted() -> Result<Self, TestError> {
        Self::with(|builder| builder.wasm_executor(engines::wasmi()))
    }

    fn with(engine: impl FnOnce(RuntimeBuilder) -> RuntimeBuilder) -> Result<Self, TestError> {
        let natives = |builder: RuntimeBuilder| {
            builder.system_contract(Interpreter(230)).system_contract(Interpreter(231))
        };
        let mut world = World::builder().runtime(|it| natives(engine(it))).build()?;
        let owner = world.account("owner", FUNDS);
        let user = world.account("user", FUNDS);
        let sender = world.account("sender", FUNDS);
        let forms = **world.runtime().forms();
        let mut all = Vec::new();
        for (artifact, kind, count) in [
            ("forwarder", Kind::WasmForwarder, 3),
            ("forwarder-fallible", Kind::WasmFallible, 1),
            ("reentrant", Kind::WasmReentrant, 1),
        ] {
            for _ in 0..count {
                let init = if artifact == "reentrant" { args![5u64] } else { args![] };
                let account = world.deploy_wasm(&owner, artifact, init)?.reference;
                all.push(Place { kind, account });
            }
        }
        for (artifact, kind, count) in
            [("Forwarder", Kind::EvmForwarder, 3), ("Reentrant", Kind::EvmReentrant, 1)]
        {
            for _ in 0..count {
                let init = if artifact == "Reentrant" { args![5u64] } else { args![] };
                let account = world.deploy_evm(&owner, artifact, init)?.reference;
                all.push(Place { kind, account });
            }
        }
        for contract in [Interpreter(230), Interpreter(231)] {
            let account = forms.of_address(&contract.address());
            all.push(Place { kind: Kind::Native, account });
        }
        all.push(Place { kind: Kind::User, account: user.reference });
        let sha256 = forms.of_face(EvmAddress::with_last_byte(2));
        all.push(Place { kind: Kind::Precompile, account: sha256 });
        assert_eq!(all.len(), Self::CALLS.len());
        world.update(|state| {
            for place in &all {
                state.account_mut(&place.account.address).data.balance = U256::from(FUNDS);
            }
        });
        let block = world.block_mut().clone();
        Ok(Self {
            runtime: Arc::clone(world.runtime()),
            state: Arc::new(Committed::with_state(world.state())),
            block,
            sender: sender.address(),
            all,
        })
    }

    pub(crate) fn at(&self, index: usize) -> Place {
        self.all[index]
    }

    /// The committed balance of an account.
    pub(crate) fn balance(&self, address: &Address) -> U256 {
        let balance = |state: &world::WorldState| state.account(address).map(|it| it.data.balance);
        self.state.read(balance).unwrap_or_default()
    }
}
