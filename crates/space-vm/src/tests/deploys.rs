//! Contracts that are made, by transactions and by contracts.

use super::stage::{ALICE, Stage, contract, halted};
use account_map::space_contract_address;
use vm_core::{Address, GasKey, HaltReason, ReturnData, U256, VmType};

const GAS: u64 = 100_000_000;

#[test]
fn a_transaction_makes_a_contract() {
    let mut stage = Stage::new();
    let code = stage.code();
    let made = stage.deploy(code.clone(), 70, GAS);
    let address = space_contract_address(&ALICE, 0, VmType::SPACE);
    assert_eq!(made.address, Some(address), "{made:?}");
    let native = stage.native(address);
    assert_eq!(stage.code_of(address).bytes, code);
    assert_eq!(native.owner, Some(ALICE));
    assert_eq!(native.metadata, [5, 6]);
    assert_eq!(stage.balance(address), U256::from(70));
    assert_eq!(stage.nonce(ALICE), 1, "the node has counted the transaction");
    let schedule = stage.schedule();
    let length = u64::try_from(code.len()).unwrap();
    let cost =
        schedule.cost(GasKey::CreateContract) + schedule.base_operation.compile_per_byte * length;
    assert_eq!(made.call.gas_left, GAS - cost);
    let again = stage.deploy(code, 0, GAS);
    assert_eq!(halted(&again.call), Some(HaltReason::CreateCollision));
}

#[test]
fn code_is_checked_before_it_runs() {
    let mut stage = Stage::new();
    for (code, gas, reason) in [
        (b"no wasm".to_vec(), GAS, HaltReason::ContractInvalid),
        (stage.code_with(&["quiet"]), GAS, HaltReason::FunctionNotFound),
        (stage.code_with(&["init", "bigIntAdd"]), GAS, HaltReason::ContractInvalid),
        (stage.code_with(&["init", "ESDTTransfer"]), GAS, HaltReason::ContractInvalid),
        (stage.code_with(&["init", "writeLog"]), GAS, HaltReason::ContractInvalid),
        (stage.code_with(&["init", "0"]), GAS, HaltReason::ContractInvalid),
        (stage.code(), 1_000, HaltReason::OutOfGas),
    ] {
        let made = stage.deploy(code, 5, gas);
        assert_eq!(halted(&made.call), Some(reason));
        assert_eq!(made.address, None);
    }
    let address = space_contract_address(&ALICE, 0, VmType::SPACE);
    assert_eq!(stage.balance(address), U256::ZERO);
    let import = wat::parse_str(
        "(module (import \"env\" \"teleport\" (func)) (memory (export \"memory\") 1) (func (export \"init\")))",
    );
    let made = stage.deploy(import.unwrap(), 0, GAS);
    let text = made.call.message_text();
    assert!(String::from_utf8_lossy(&text).contains("teleport"), "{text}");
}

#[test]
fn a_contract_makes_contracts_at_its_own_nonces() {
    let mut stage = Stage::new();
    stage.install(contract(1), 0);
    let mut left = GAS;
    for nonce in 0..2 {
        let outcome = stage.call(contract(1), "deploy", &[stage.code()], GAS);
        let expected = space_contract_address(&contract(1), nonce, VmType::SPACE);
        let ReturnData::Items(items) = &outcome.data else {
            panic!("{outcome:?}");
        };
        assert_eq!(items.first().and_then(|it| Address::from_slice(it)), Some(expected));
        assert_eq!(stage.native(expected).owner, Some(contract(1)));
        assert_eq!(stage.nonce(contract(1)), nonce + 1);
        left = left.min(outcome.gas_left);
    }
    assert_eq!(stage.transfer_logs(), ["DeploySmartContract"; 2]);
    let outcome = stage.call(contract(1), "deploy", &[b"no wasm".to_vec()], GAS);
    assert_eq!(outcome.message_text().as_ref(), b"invalid contract code");
    assert_eq!(stage.nonce(contract(1)), 2);
}
