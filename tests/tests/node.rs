//! What a MultiversX node sees: `VmExecutionHandler`, its output, and the reads of a transaction.
#![cfg(test)]

use account_map::{create_face, space_contract_address};
use runtime::{BlockContext, NodeHandler};
use std::sync::{Arc, Mutex};
use test_kit::{Account, TestError, World, args};
use vm_core::{
    AccountField, Address, AddressForms, Bytes, ContractCallInput, ContractCreateInput, Fault,
    GasSchedule, GasScheduleVersion, Recorder, ReturnCode, SLOT_KEY_PREFIX, StateKey, U256,
    VmExecutionHandler, VmInput, VmType,
};
use world::World as Committed;

type Tested = Result<(), TestError>;

struct Node {
    world: World,
    alice: Account,
    state: Arc<Committed>,
    handler: NodeHandler,
}

impl Node {
    fn new(prepare: impl FnOnce(&mut World, &Account) -> Tested) -> Result<Self, TestError> {
        let mut world = World::new();
        let alice = world.account("alice", 1_000_000u64);
        prepare(&mut world, &alice)?;
        let state = Arc::new(Committed::with_state(world.state()));
        let block = world.block_mut().clone();
        let handler = world.runtime().handler(&state, block);
        Ok(Self { world, alice, state, handler })
    }

    fn input(&self, arguments: Vec<Bytes>) -> VmInput {
        VmInput {
            caller_address: self.alice.address(),
            arguments,
            gas_provided: 50_000_000,
            gas_price: 1_000_000_000,
            ..VmInput::default()
        }
    }

    fn call(
        &self,
        to: Address,
        function: &'static str,
        arguments: Vec<Bytes>,
    ) -> ContractCallInput {
        ContractCallInput {
            vm_input: self.input(arguments),
            recipient_address: to,
            function: Bytes::from_static(function.as_bytes()),
            allow_init_function: false,
        }
    }
}

fn bytes(value: &[u8]) -> Bytes {
    Bytes::copy_from_slice(value)
}

#[test]
fn a_node_creates_contracts_of_both_kinds() -> Tested {
    let node = Node::new(|_, _| Ok(()))?;
    let alice = node.alice.clone();
    let (adder, _) = node.world.artifacts().wasm("adder")?;
    let (token, _) = node.world.artifacts().evm("Token")?;
    let forms = **node.world.runtime().forms();
    let supply = Bytes::from(U256::from(1_000).to_be_bytes::<32>());
    let by_nonce = space_contract_address(&alice.address(), 41, VmType::SPACE);
    let by_face = forms.of_face(create_face(alice.face(), 41)).address;
    // The node counts the transaction before it calls.
    node.state.update(|state| state.account_mut(&alice.address()).data.nonce = 42);
    for (vm_type, code, argument, address) in
        [(VmType::SPACE, adder, bytes(&[5]), by_nonce), (VmType::EVM, token, supply, by_face)]
    {
        let output = node
            .handler
            .run_smart_contract_create(ContractCreateInput {
                vm_input: node.input(vec![argument]),
                vm_type,
                contract_code: code.clone(),
                contract_code_metadata: [5, 6],
            })
            .unwrap();
        assert_eq!(output.return_code, ReturnCode::Ok, "{:?}", output.return_message);
        let account = &output.output_accounts[&address];
        assert_eq!(account.address, address);
        assert_eq!(account.code_deployer_address, Some(alice.address()));
        assert!(!account.storage_updates.is_empty());
        assert!(output.gas_remaining > 0 && output.gas_remaining < 50_000_000);
        if vm_type == VmType::SPACE {
            assert_eq!((account.code.as_ref(), account.code_metadata), (Some(&code), Some([5, 6])));
            assert_eq!(account.storage_updates[&b"sum"[..]].data.as_ref(), &[5]);
        } else {
            let runtime_code = account.code.as_ref().unwrap();
            assert!(code.ends_with(runtime_code) && account.nonce == 1);
            assert!(account.storage_updates.keys().all(|key| key.starts_with(SLOT_KEY_PREFIX)));
            assert_eq!(output.logs[0].topics.len(), 3);
        }
    }
    Ok(())
}

#[test]
fn an_output_has_what_changed_and_nothing_else() -> Tested {
    let (mut token, mut forwarder, mut solidity) = (None, None, None);
    let node = Node::new(|world, alice| {
        token = Some(world.deploy_evm(alice, "Token", args![1_000u64])?);
        forwarder = Some(world.deploy_wasm(alice, "forwarder", args![])?);
        solidity = Some(world.deploy_evm(alice, "Forwarder", args![])?);
        Ok(())
    })?;
    let (token, forwarder, solidity) = (token.unwrap(), forwarder.unwrap(), solidity.unwrap());
    let alice = node.alice.address();

    // Slots of an Ethereum contract, and its log.
    let to = Address([2; 32]);
    let transfer = "transfer(address,uint256)(bool)";
    let call = node.call(token.address(), transfer, vec![bytes(to.as_slice()), bytes(&[7])]);
    let output = node.handler.run_smart_contract_call(call).unwrap();
    assert_eq!((output.return_code, output.return_data), (ReturnCode::Ok, vec![bytes(&[1])]));
    let updates = &output.output_accounts[&token.address()].storage_updates;
    assert_eq!(updates.len(), 2);
    for (key, update) in updates {
        assert_eq!((key.len(), update.data.len()), (SLOT_KEY_PREFIX.len() + 32, 32));
        assert!(key.starts_with(SLOT_KEY_PREFIX) && update.written && update.offset == *key);
    }
    let [log] = output.logs.as_slice() else { panic!("{:?}", output.logs) };
    assert_eq!((log.address, log.topics.len(), log.data.len()), (token.address(), 3, 1));
    assert_eq!(U256::from_be_slice(&log.data[0]), U256::from(7));
    // The receiver's alias is what its address in the EVM leaves.
    let face = node.world.runtime().forms().of_address(&to).face;
    assert_eq!(output.output_accounts[&to].alias, Some(face));

    // Value through two VMs.
    let mut call = node.call(
        forwarder.address(),
        "forward",
        vec![bytes(solidity.address().as_slice()), Bytes::new()],
    );
    call.vm_input.call_value = U256::from(9);
    let output = node.handler.run_smart_contract_call(call).unwrap();
    assert_eq!(output.return_code, ReturnCode::Ok, "{:?}", output.return_message);
    let accounts = &output.output_accounts;
    assert_eq!(accounts[&alice].balance_decrease, U256::from(9));
    assert_eq!(accounts[&alice].balance, U256::from(999_991));
    assert_eq!(accounts[&solidity.address()].balance_increase, U256::from(9));
    assert_eq!(accounts[&forwarder.address()].storage_updates[&b"calls"[..]].data.as_ref(), &[1]);
    assert!(accounts[&forwarder.address()].balance_increase.is_zero());
    assert!(output.deleted_accounts.is_empty());

    // A failure has a code and a text and changes nothing.
    let call = node.call(token.address(), transfer, vec![bytes(to.as_slice()), bytes(&[7, 7, 7])]);
    let output = node.handler.run_smart_contract_call(call).unwrap();
    assert_eq!(output.return_code, ReturnCode::UserError);
    assert!(!output.return_message.is_empty());
    assert!(output.output_accounts.is_empty() && output.logs.is_empty());
    let call = node.call(forwarder.address(), "missing", vec![]);
    let output = node.handler.run_smart_contract_call(call).unwrap();
    assert_eq!(output.return_code, ReturnCode::FunctionNotFound);
    assert_eq!(output.gas_remaining, 0);
    let call = node.call(Address([7; 32]), "anything", vec![]);
    let output = node.handler.run_smart_contract_call(call).unwrap();
    assert_eq!(output.return_code, ReturnCode::ContractNotFound);
    Ok(())
}

#[test]
fn tokens_that_the_node_moved_are_seen_by_the_contract() -> Tested {
    let mut forwarder = None;
    let node = Node::new(|world, alice| {
        forwarder = Some(world.deploy_wasm(alice, "forwarder", args![])?);
        Ok(())
    })?;
    let mut call = node.call(forwarder.unwrap().address(), "context", vec![]);
    let transfer = vm_core::TokenTransfer {
        token: Bytes::from_static(b"TOK-123456"),
        nonce: 0,
        amount: 5u32.into(),
    };
    call.vm_input.esdt_transfers = vec![transfer.clone(), transfer];
    let output = node.handler.run_smart_contract_call(call).unwrap();
    assert_eq!(output.return_code, ReturnCode::Ok, "{:?}", output.return_message);
    assert_eq!(output.return_data[0], bytes(node.alice.address().as_slice()));
    assert_eq!(output.return_data[2].as_ref(), &[2]);
    Ok(())
}

#[test]
fn a_handler_has_a_version_takes_a_schedule_and_closes() -> Tested {
    let mut adder = None;
    let node = Node::new(|world, alice| {
        adder = Some(world.deploy_wasm(alice, "adder", args![5u64])?);
        Ok(())
    })?;
    let adder = adder.unwrap().address();
    assert_eq!(node.handler.version(), env!("CARGO_PKG_VERSION"));
    let sum = || {
        let call = node.call(adder, "getSum", vec![]);
        node.handler.run_smart_contract_call(call)
    };
    let before = sum().unwrap();
    assert_eq!(before.return_data, vec![bytes(&[5])]);
    // What was compiled for the schedule is dropped, and made again.
    node.handler.gas_schedule_change(&GasSchedule::builtin(GasScheduleVersion::LATEST).unwrap());
    assert_eq!(sum().unwrap(), before);
    node.handler.close();
    assert_eq!(sum(), Err(Fault::Interrupted));
    // The runtime itself and other handlers go on.
    let other = node.world.runtime().handler(&node.state, BlockContext::default());
    assert_eq!(
        other.run_smart_contract_call(node.call(adder, "getSum", vec![])).unwrap().return_data,
        vec![bytes(&[5])]
    );
    Ok(())
}

/// Keeps what it is shown.
#[derive(Clone, Debug, Default)]
struct Reads(Arc<Mutex<Vec<StateKey>>>);

impl Recorder for Reads {
    fn read(&mut self, key: StateKey) {
        self.0.lock().unwrap().push(key);
    }
}

/// Whose field, value or slot it is.
const fn account_of(key: &StateKey) -> Option<Address> {
    match key {
        StateKey::Account(of, _) | StateKey::Storage(of, _) | StateKey::Slot(of, _) => Some(*of),
        StateKey::Alias(_)
        | StateKey::Transient(..)
        | StateKey::Log
        | StateKey::Refund
        | StateKey::Validator(_)
        | StateKey::EligibleValidators => None,
    }
}

#[test]
fn a_recorder_sees_every_first_read_of_every_vm() -> Tested {
    let mut world = World::new();
    let alice = world.account("alice", 1_000_000u64);
    let adder = world.deploy_wasm(&alice, "adder", args![5u64])?;
    let token = world.deploy_evm(&alice, "Token", args![1_000u64])?;
    let forwarder = world.deploy_wasm(&alice, "forwarder", args![])?;
    let solidity = world.deploy_evm(&alice, "Forwarder", args![])?;
    let state = Arc::new(Committed::with_state(world.state()));
    let block = world.block_mut().clone();
    let inner = args![&adder, 0u64, "add", vec![bytes(&[7])]];
    let message = world.call(&alice, &solidity, "callFunction", inner).message()?;
    let vm_core::CallInput::CallData(data) = message.input else { panic!("no call data") };
    let arguments = args![&solidity, "", vec![data]];
    let cross = world.call(&alice, &forwarder, "forward", arguments).message()?;
    let supply = args![&token, "totalSupply()(uint256)"];
    let views = world.call(&alice, &forwarder, "forward", supply).message()?;

    let storage = |of: Address, key: &[u8]| StateKey::Storage(of, bytes(key));
    let whole = |of: Address| StateKey::Account(of, AccountField::Whole);
    for (message, expected) in [
        (
            &cross,
            vec![
                storage(adder.address(), b"sum"),
                storage(forwarder.address(), b"calls"),
                StateKey::Slot(solidity.address(), U256::ZERO),
                whole(adder.address()),
                whole(forwarder.address()),
                whole(solidity.address()),
                StateKey::Alias(adder.face()),
            ],
        ),
        (
            &views,
            vec![
                StateKey::Slot(token.address(), U256::ZERO),
                storage(forwarder.address(), b"calls"),
                whole(token.address()),
            ],
        ),
    ] {
        let reads = Reads::default();
        let recorder = Box::new(reads.clone());
        let runtime = world.runtime();
        let recorded = runtime.execute_recorded(&state, &block, message, recorder)?;
        assert!(recorded.is_success(), "{:?}", recorded.message);
        let seen = reads.0.lock().unwrap().clone();
        for key in expected {
            assert!(seen.contains(&key), "{key:?} in {seen:?}");
        }
        // A first read is seen once, and being watched changes nothing.
        let mut once = seen.clone();
        once.sort();
        once.dedup();
        assert_eq!(once.len(), seen.len(), "{seen:?}");
        let unseen = runtime.execute(&state, &block, message, &Default::default())?;
        let changed: Vec<Address> = unseen.change.accounts.keys().copied().collect();
        assert_eq!((recorded.gas, recorded.change), (unseen.gas, unseen.change));
        // Every account that changed was read before.
        for address in changed {
            let is_read = seen.iter().any(|key| account_of(key) == Some(address));
            assert!(is_read, "{address}");
        }
    }
    Ok(())
}
