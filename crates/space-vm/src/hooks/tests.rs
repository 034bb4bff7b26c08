//! Hooks as an engine calls them, without an engine: a context, a memory and points.

mod big_int;
mod buffer;
mod curve;

use super::*;
use crate::context::Invocation;
use crate::error::{Failure, HookError};
use crate::guest::Guest;
use std::sync::Arc;
use vm_core::{
    AccountRef, B256, BlockInfo, Bytes, CallInput, CallScheme, ChainConfig, DepthLimits,
    Environment, EthereumTransactions, FeeConfig, GasKey, GasSchedule, GasScheduleVersion, Hook,
    HookCall, Points, Release, Rules, Session, SpecId, U256, VmCall,
};

/// Gas of a guest, more than any of the tests uses.
const GAS: u64 = 100_000_000;

/// A contract in the middle of its run.
struct Contract {
    context: Box<SpaceContext>,
    memory: Vec<u8>,
    points: Points,
}

impl Contract {
    /// A contract under the latest schedule.
    fn new(release: Release) -> Self {
        let schedule = GasSchedule::builtin(GasScheduleVersion::LATEST).unwrap();
        let config = ChainConfig {
            chain_id: "test".to_owned(),
            evm_chain_id: 1,
            genesis_hash: B256::ZERO,
            gas_ratio: 20,
            evm_shard_tail: [0; 2],
            token_prefix: String::new(),
            gateway: None,
            guardian_epochs_delay: 20,
            limits: DepthLimits::default(),
            rules: vec![Rules {
                from_epoch: 0,
                release,
                gas_schedule: Arc::new(schedule),
                fork: SpecId::default(),
            }],
            fees: FeeConfig::default(),
            ethereum: EthereumTransactions::default(),
        };
        let environment = Environment::new(Arc::new(config), BlockInfo::default()).unwrap();
        let session = Session::placeholder(Arc::new(environment));
        let account = AccountRef::default();
        let invocation = Invocation {
            call: VmCall {
                scheme: CallScheme::Call,
                caller: account,
                callee: account,
                code: account,
                value: U256::MAX,
                tokens: Vec::new(),
                input: CallInput::default(),
                gas: GAS,
                read_only: false,
                is_root: true,
            },
            function: Bytes::from_static(b"test"),
            arguments: vec![Bytes::from_static(&[0xff]), Bytes::from_static(&[1, 0])],
        };
        Self {
            context: Box::new(SpaceContext::new(session, invocation, 0)),
            memory: vec![0; 0x1_0000],
            points: Points::new(GAS),
        }
    }

    /// Calls a hook as an engine does.
    fn call<H: Hook<SpaceContext>>(
        &mut self,
        arguments: H::Arguments,
    ) -> Result<H::Return, vm_core::HookTrap> {
        let call: Guest<'_> = HookCall {
            context: &mut self.context,
            memory: &mut self.memory,
            points: &mut self.points,
        };
        H::call(call, arguments)
    }

    /// Calls a hook that succeeds.
    fn run<H: Hook<SpaceContext>>(&mut self, arguments: H::Arguments) -> H::Return {
        self.call::<H>(arguments).unwrap()
    }

    /// Calls a hook that ends the execution, and says why.
    fn refuse<H: Hook<SpaceContext>>(mut self, arguments: H::Arguments) -> HookError {
        assert!(self.call::<H>(arguments).is_err(), "{}", H::NAME);
        match self.context.finish().failure {
            Some(Failure::Hook(error)) => error,
            other => panic!("{}: {other:?}", H::NAME),
        }
    }

    /// Gas used so far.
    fn used(&self) -> u64 {
        GAS.saturating_sub(self.points.available())
    }

    fn cost(&self, key: GasKey) -> u64 {
        self.context.schedule().cost(key)
    }
}

/// A hook charges its flat cost before anything else, exactly, and stops when it is not there.
#[test]
fn the_flat_cost_comes_first() {
    let mut contract = Contract::new(Release::Barnard);
    let cost = contract.cost(GasKey::MBufferNew);
    contract.points = Points::new(cost);
    assert_eq!(contract.run::<managed_buffer::MBufferNew>(()), 0);
    assert_eq!(contract.points.available(), 0);
    let error = contract.refuse::<managed_buffer::MBufferGetLength>((77,));
    assert_eq!(error, HookError::NotEnoughGas, "before the bad handle");
}
