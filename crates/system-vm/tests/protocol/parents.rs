//! A chain on which contracts of other VMs call each endpoint, and outlive its failure.

use crate::chain::{Configuration, Place, RICH, contract_name};
use crate::support::nodes::Signatures;
use crate::support::{ALICE, contract_address};
use crate::tour::{Row, Stage};
use account_map::EvmForms;
use alloy_primitives::keccak256;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use system_vm::{ContractTable, HostFuse, SystemVm};
use test_kit::pair_suite::for_form;
use test_kit::{Account, Contract, TestOutcome, World, args};
use vm_core::{
    AccountRef, Address, AddressForms, Bytes, CallInput, DataForm, LogRecord, ReturnData,
    StateChange, TraceFrame, U256, ValidatorList, ValidatorStatus, VmType,
};

/// Gas of a call, and what a parent gives on; enough for every endpoint.
const GAS: u64 = 40_000_000_000;
const GIVEN: u64 = 20_000_000_000;

/// The VM of a parent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Form {
    Wasm,
    Solidity,
}

impl Form {
    pub const ALL: [Self; 2] = [Self::Wasm, Self::Solidity];
}

/// What a call with a failure in it left.
type Left = (StateChange, Vec<LogRecord>);

/// The chain.
pub struct Parents {
    world: World,
    fuse: HostFuse,
    sender: Account,
    parents: BTreeMap<Form, Contract>,
    /// The tables of all contracts.
    pub tables: Vec<ContractTable>,
    /// Which functions succeeded.
    pub succeeded: BTreeSet<Place>,
    /// Failures that a parent outlived.
    pub outlived: BTreeMap<Form, u64>,
}

impl Parents {
    /// A chain in epoch 10 and block 1,000.
    pub fn new() -> Self {
        let fuse = HostFuse::default();
        let Configuration { esdt, staking, delegation, governance } = Configuration::new();
        let builder = World::builder().runtime(|builder| {
            builder
                .esdt(esdt)
                .staking(staking)
                .delegation(delegation)
                .governance(governance)
                .node_signatures(Arc::new(Signatures))
                .host_fuse(fuse.clone())
        });
        let mut world = builder.build().unwrap();
        let rich = U256::from(10_u128.pow(24));
        let sender = world.account("sender", rich);
        let mut parents = BTreeMap::new();
        parents
            .insert(Form::Wasm, world.deploy_wasm(&sender, "forwarder-fallible", args![]).unwrap());
        parents.insert(Form::Solidity, world.deploy_evm(&sender, "Forwarder", args![]).unwrap());
        world.update(|state| {
            for address in RICH {
                state.account_mut(&address).data.balance = rich;
            }
        });
        let mut stage = Self {
            world,
            fuse,
            sender,
            parents,
            tables: SystemVm::protocol().build().tables(),
            succeeded: BTreeSet::new(),
            outlived: BTreeMap::new(),
        };
        stage.set_block(10, 1_000);
        stage
    }

    /// Has a contract call with every host call failing in turn: whichever fails, what is left is what the
    /// first one leaves, and that is nothing but the parent's own.
    fn outlive(&mut self, form: Form, row: &Row) {
        let (caller, callee, function, _, value) = row;
        let (mut world, parent) = self.with_parent(form, (*caller, *callee));
        let mut first: Option<Left> = None;
        for number in 1.. {
            self.fuse.set(number);
            let (forward, arguments) = forward(form, row);
            let call = world.call(&self.sender, &parent, forward, arguments);
            let outcome = call.value(*value).gas(GAS).dry().untraced().run().unwrap();
            let is_blown = self.fuse.is_blown();
            self.fuse.set(0);
            outcome.expect_success();
            let has_succeeded = has_succeeded(form, &outcome);
            if !is_blown {
                assert!(has_succeeded || caller == callee, "{function}: {}", outcome.tree());
                return;
            }
            if has_succeeded {
                // A contract between outlived it.
                continue;
            }
            *self.outlived.entry(form).or_default() += 1;
            let left = (outcome.raw.change.clone(), outcome.raw.logs.clone());
            let what = format!("{function}, host call {number}, below {form:?}");
            match &first {
                Some(first) => assert!(*first == left, "{what}: {}", outcome.tree()),
                None => {
                    let own = [parent.address(), self.sender.address()];
                    let changed = left.0.accounts.keys().find(|it| !own.contains(it));
                    assert_eq!(changed, None, "{what}: {}", outcome.tree());
                    first = Some(left);
                }
            }
        }
    }

    /// A world of its own in which a contract stands where the caller is. What only a contract itself may
    /// call, as a node's query does in its name, is called from elsewhere, and refused.
    fn with_parent(&self, form: Form, (caller, callee): (Address, Address)) -> (World, Contract) {
        let mut world = self.world.fork();
        let model = &self.parents[&form];
        let place = if caller == callee { contract_address(VmType::SPACE, 77) } else { caller };
        world.update(|state| {
            let model = state.account(&model.address()).cloned().unwrap().data;
            let data = &mut state.account_mut(&place).data;
            (data.code, data.native) = (model.code, model.native);
        });
        let reference = world.runtime().forms().of_address(&place);
        let parent = world.attach("parent", reference, model.abi.as_ref().clone());
        (world, parent)
    }
}

impl Stage for Parents {
    fn visit(&mut self, row: Row) -> Vec<Bytes> {
        for form in Form::ALL {
            self.outlive(form, &row);
        }
        let (caller, callee, function, _, value) = row;
        let (caller, at) = (reference(caller), reference(callee));
        let input = input(&row);
        let call = self.world.call_raw(caller, at, input).value(value).gas(GAS);
        let outcome = call.run().unwrap();
        outcome.expect_success();
        self.succeeded.insert((self.name(&callee), function.to_owned()));
        for frame in &outcome.raw.trace {
            if frame.status.is_success() && frame.vm_type == Some(VmType::SYSTEM) {
                let place = (self.name(&frame.callee.address), called(frame));
                self.succeeded.insert(place);
            }
        }
        match outcome.raw.data {
            ReturnData::Items(items) => items,
            ReturnData::Blob(blob) => vec![blob],
        }
    }

    fn set_block(&mut self, epoch: u32, nonce: u64) {
        let block = &mut self.world.block_mut().current;
        (block.epoch, block.nonce) = (epoch, nonce);
    }

    fn set_storage(&mut self, address: Address, key: &[u8], value: Vec<u8>) {
        let key = Bytes::copy_from_slice(key);
        self.world.update(|state| {
            let storage = &mut state.account_mut(&address).storage;
            if value.is_empty() {
                storage.remove(&key);
            } else {
                storage.insert(key, value.into());
            }
        });
    }

    fn set_list(&mut self, key: Vec<u8>, list: ValidatorList) {
        let status = ValidatorStatus { list, has_bad_rating: list == ValidatorList::Jailed };
        self.world.update(|state| state.set_validator(key.into(), status));
    }

    fn own(&mut self, function: &str, arguments: &[&[u8]]) {
        let arguments = arguments.iter().map(|it| Bytes::copy_from_slice(it)).collect();
        let (alice, input) = (reference(ALICE), CallInput::function(function, arguments));
        self.world.call_raw(alice, alice, input).run().unwrap().expect_success();
    }
}

impl Parents {
    fn name(&self, contract: &Address) -> String {
        let state = self.world.state();
        state.account(contract).map_or_else(String::new, |it| contract_name(&it.data.code.bytes))
    }
}

fn reference(address: Address) -> AccountRef {
    EvmForms::default().of_address(&address)
}

/// The function of a frame.
fn called(frame: &TraceFrame) -> String {
    match &frame.input {
        CallInput::Function { name, .. } => String::from_utf8_lossy(name).into_owned(),
        CallInput::CallData(_) => String::new(),
    }
}

/// What a row asks for, in the form of its contract.
fn input((_, _, function, arguments, _): &Row) -> CallInput {
    let arguments: Vec<Bytes> = arguments.iter().map(|it| Bytes::copy_from_slice(it)).collect();
    if !function.contains('(') {
        return CallInput::function(function, arguments);
    }
    CallInput::CallData([&keccak256(function)[..4], &arguments.concat()].concat().into())
}

/// The function of a parent that makes a call, with its arguments.
fn forward(form: Form, row: &Row) -> (&'static str, Vec<test_kit::Value>) {
    let (_, callee, _, _, value) = row;
    let (to, input) = (reference(*callee), input(row));
    match form {
        Form::Wasm => {
            let (function, arguments) = match input {
                CallInput::Function { name, arguments } => (name, arguments),
                CallInput::CallData(data) => (Bytes::new(), vec![data]),
            };
            ("forwardFallible", args![to, GIVEN, function, arguments])
        }
        Form::Solidity => {
            let CallInput::CallData(data) = for_form(&input, DataForm::Blob) else {
                panic!("the form was asked for")
            };
            ("forward", args![to, *value, data])
        }
    }
}

/// Whether the call that a parent made succeeded.
fn has_succeeded(form: Form, outcome: &TestOutcome) -> bool {
    match form {
        Form::Wasm => outcome.raw.items()[0].is_empty(),
        Form::Solidity => outcome.returns::<(bool, Bytes)>().unwrap().0,
    }
}
