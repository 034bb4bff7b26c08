//! The owner deletes a contract: what it costs, when the account goes, and what a node gets.
#![cfg(test)]

use runtime::{BlockContext, Destination, ExecuteOptions, Message, Runtime, RuntimeBuilder};
use std::error::Error;
use std::sync::Arc;
use tests::root;
use vm_core::{
    AccountData, Address, Bytes, CallInput, Code, ContractCallInput, GasKey, GasScheduleVersion,
    NativeAccount, ReturnCode, U256, VmExecutionHandler, VmInput, VmType,
};
use world::{World, WorldAccount};

type Tested = Result<(), Box<dyn Error>>;

const GAS: u64 = 10_000_000;
const OWNER: Address = Address([1; 32]);
const OTHER: Address = Address([2; 32]);

fn contract() -> Address {
    let mut bytes = [9; 32];
    bytes[..10].copy_from_slice(&[0, 0, 0, 0, 0, 0, 0, 0, 5, 0]);
    Address(bytes)
}

fn world(metadata: [u8; 2]) -> Result<Arc<World>, Box<dyn Error>> {
    let world = World::default();
    let code = std::fs::read(root().join("contracts/artifacts/adder.wasm"))?;
    let data = AccountData {
        code: Code::new(VmType::SPACE, code.into()),
        balance: U256::from(50),
        native: NativeAccount { metadata, owner: Some(OWNER), ..NativeAccount::default() }.into(),
        ..AccountData::default()
    };
    let storage = [(Bytes::from_static(b"sum"), Bytes::from_static(&[7]))].into();
    world.update(|state| {
        state.insert(contract(), WorldAccount { data, storage, ..WorldAccount::default() });
        for key in [OWNER, OTHER] {
            let data = AccountData { balance: U256::from(1_000), ..AccountData::default() };
            state.insert(key, WorldAccount { data, ..WorldAccount::default() });
        }
    });
    Ok(Arc::new(world))
}

fn runtime() -> Result<Runtime, Box<dyn Error>> {
    Ok(RuntimeBuilder::default().gas_schedule(GasScheduleVersion::V9).build()?)
}

fn message(from: Address, function: &str, value: u64) -> Message {
    Message {
        from,
        destination: Destination::Call(contract()),
        value: U256::from(value),
        input: CallInput::function(function, Vec::new()),
        gas_limit: GAS,
        ..Message::default()
    }
}

#[test]
fn only_the_owner_of_an_upgradeable_contract_deletes_it() -> Tested {
    let price = runtime()?.config().rules_at(0)?.gas_schedule.cost(GasKey::CreateContract);
    for (from, metadata, value, gas, code, text) in [
        (OTHER, [5, 6], 0, GAS, ReturnCode::ExecutionFailed, "upgrade not allowed"),
        (OWNER, [4, 6], 0, GAS, ReturnCode::ExecutionFailed, "upgrade not allowed"),
        (
            OWNER,
            [5, 6],
            5,
            GAS,
            ReturnCode::ExecutionFailed,
            "function does not accept EGLD payment",
        ),
        (OWNER, [5, 6], 0, price - 1, ReturnCode::OutOfGas, "not enough gas"),
        (OWNER, [5, 6], 0, price, ReturnCode::Ok, ""),
        (OWNER, [5, 6], 0, GAS, ReturnCode::Ok, ""),
    ] {
        let (runtime, world) = (runtime()?, world(metadata)?);
        let deletion = Message { gas_limit: gas, ..message(from, "deleteContract", value) };
        let (block, options) = (BlockContext::default(), ExecuteOptions::default());
        let outcome = runtime.execute(&world, &block, &deletion, &options)?;
        assert_eq!((outcome.return_code, outcome.message.as_ref()), (code, text.as_bytes()));
        assert_eq!(outcome.gas.used, if code == ReturnCode::Ok { price } else { gas });
        assert!(outcome.items().is_empty());
        world.apply(&outcome.change);
        let is_there = world.read(|state| state.account(&contract()).is_some());
        assert_eq!(is_there, code != ReturnCode::Ok);
        let after = runtime.execute(&world, &block, &message(OWNER, "getSum", 0), &options)?;
        assert_eq!(after.is_success(), is_there);
    }
    Ok(())
}

#[test]
fn a_node_is_told_which_account_goes() -> Tested {
    let (runtime, world) = (Arc::new(runtime()?), world([5, 6])?);
    let handler = runtime.handler(&world, BlockContext::default());
    let output = handler.run_smart_contract_call(ContractCallInput {
        vm_input: VmInput { caller_address: OWNER, gas_provided: GAS, ..VmInput::default() },
        recipient_address: contract(),
        function: Bytes::from_static(b"deleteContract"),
        allow_init_function: false,
    })?;
    assert_eq!(output.return_code, ReturnCode::Ok);
    assert_eq!(output.deleted_accounts, [contract()]);
    assert!(!output.output_accounts.contains_key(&contract()));
    Ok(())
}
