//! The ESDT system contract, called from every VM.
#![cfg(test)]

use num_bigint::BigUint;
use test_kit::pair_suite::for_form;
use test_kit::{Account, Contract, TestError, TestOutcome, World, args};
use vm_core::{AccountRef, AddressForms, Bytes, CallInput, DataForm, HaltReason, Status, U256};

type Tested = Result<(), TestError>;

/// What issuing a token costs.
const COST: u64 = 50_000_000_000_000_000;

struct Stage {
    world: World,
    alice: Account,
    esdt: AccountRef,
}

fn stage() -> Stage {
    let mut world = World::new();
    let alice = world.account("alice", u64::MAX);
    let esdt = world.runtime().forms().of_address(&system_vm::ESDT_ADDRESS);
    Stage { world, alice, esdt }
}

fn bytes(items: &[&[u8]]) -> Vec<Bytes> {
    items.iter().map(|it| Bytes::copy_from_slice(it)).collect()
}

/// Arguments of `issue`: name, ticker, supply, decimals, properties.
fn issue() -> Vec<Bytes> {
    bytes(&[b"SpaceToken", b"SPACE", &[100], &[2], b"canAddSpecialRoles", b"true"])
}

/// The identifier of the token that an account came to hold.
fn token_of(world: &World, account: impl Into<AccountRef>) -> String {
    let state = world.state();
    let account = state.account(&account.into().address).unwrap();
    let prefix = b"ELRONDesdtSPACE-";
    let key = account.storage.keys().find(|it| it.starts_with(prefix)).expect("a token");
    String::from_utf8(key[b"ELRONDesdt".len()..].to_vec()).unwrap()
}

/// Sends to the contract, from a contract of each VM, an issue that is paid too little and then one
/// that is paid right.
fn issues(
    stage: &mut Stage,
    issuer: &Contract,
    issue: impl Fn(&mut Stage, u64) -> Result<TestOutcome, TestError>,
) -> Tested {
    let before = stage.world.state();
    issue(stage, COST - 1)?.expect_failure();
    assert_eq!(stage.world.state(), before);

    let outcome = issue(stage, COST)?;
    outcome.expect_success();
    let token = token_of(&stage.world, issuer);
    assert_eq!(stage.world.token_balance(issuer, &token, 0), BigUint::from(100u32));
    assert_eq!(stage.world.balances_seen(stage.esdt)?.agreed(), Some(U256::from(COST)));
    let names: Vec<String> = outcome.all_events().into_iter().map(|it| it.name).collect();
    let logged =
        ["upgradeProperties", "ESDTSetBurnRoleForAll", "ESDTSetTokenType", "ESDTTransfer", "issue"];
    assert!(names.starts_with(&logged.map(str::to_owned)), "{names:?}");
    Ok(())
}

#[test]
fn wasm_issues_a_token() -> Tested {
    let mut stage = stage();
    let alice = stage.alice.clone();
    let vault = stage.world.deploy_wasm(&alice, "esdt-vault", args![])?;
    issues(&mut stage, &vault, |stage, cost| {
        let arguments = args!["SpaceToken", "SPACE", 100u64, 2u64];
        stage.world.call(&stage.alice, &vault, "issueToken", arguments).value(cost).run()
    })?;
    let token = token_of(&stage.world, &vault);
    let issued = stage.world.query(&vault, "getIssued", args![])?.single::<String>()?;
    assert_eq!(issued, token);

    // Without the role the contract cannot mint, with it it can.
    let mint = args![token.as_str(), 11u64];
    let before = stage.world.state();
    stage.world.call(&alice, &vault, "localMint", mint.clone()).run()?.expect_failure();
    assert_eq!(stage.world.state(), before);
    let roles = args![token.as_str(), vec!["ESDTRoleLocalMint"]];
    stage.world.call(&alice, &vault, "setRoles", roles).run()?.expect_success();
    stage.world.call(&alice, &vault, "localMint", mint).run()?.expect_success();
    assert_eq!(stage.world.token_balance(&vault, &token, 0), BigUint::from(111u32));
    Ok(())
}

#[test]
fn solidity_issues_a_token() -> Tested {
    let mut stage = stage();
    let alice = stage.alice.clone();
    let forwarder = stage.world.deploy_evm(&alice, "Forwarder", args![])?;
    let esdt = stage.esdt;
    issues(&mut stage, &forwarder, |stage, cost| {
        let arguments = args![esdt, cost, "issue", issue()];
        stage.world.call(&stage.alice, &forwarder, "callFunction", arguments).value(cost).run()
    })?;
    let token = token_of(&stage.world, &forwarder);

    // A view works under STATICCALL; its first two results are name and type.
    let read = args![esdt, "getTokenProperties", bytes(&[token.as_bytes()])];
    let properties: Vec<Bytes> = stage.world.query(&forwarder, "readFunction", read)?.single()?;
    assert_eq!(properties[0].as_ref(), b"SpaceToken");
    assert_eq!(properties[1].as_ref(), b"FungibleESDT");

    // A write does not, and neither leaves a trace.
    let before = stage.world.state();
    let CallInput::CallData(data) =
        for_form(&CallInput::function("issue", issue()), DataForm::Blob)
    else {
        panic!("the form was asked for")
    };
    let outcome = stage.world.call(&alice, &forwarder, "forwardStatic", args![esdt, data]).run()?;
    assert!(!outcome.expect_success().returns::<(bool, Bytes)>()?.0);
    assert_eq!(stage.world.state(), before);

    // The contract's reason arrives as Solidity's.
    let missing = args![esdt, 0u64, "getTokenProperties", bytes(&[b"NOSUCH-123456"])];
    let outcome = stage.world.call(&alice, &forwarder, "callFunction", missing).run()?;
    outcome.expect_revert("no ticker with given name");
    assert_eq!(stage.world.state(), before);
    Ok(())
}

#[test]
fn native_code_issues_a_token() -> Tested {
    let mut stage = stage();
    let (alice, esdt) = (stage.alice.clone(), stage.esdt);
    let native = stage.world.natives()[0].clone();
    issues(&mut stage, &native, |stage, cost| {
        let arguments = args![esdt, cost, 0u64, "issue", issue()];
        stage.world.call(&stage.alice, &native, "call", arguments).value(cost).run()
    })?;
    let before = stage.world.state();
    let arguments = args![esdt, 0u64, 0u64, "issue", issue()];
    let outcome = stage.world.call(&alice, &native, "callStatic", arguments).run()?;
    assert_eq!(outcome.expect_success().raw.items()[0].as_ref(), b"halt");
    assert_eq!(stage.world.state(), before);
    Ok(())
}

/// Too little gas for the contract: a halt, and nothing is kept.
#[test]
fn the_contract_charges_before_it_works() -> Tested {
    let mut stage = stage();
    let alice = stage.alice.clone();
    let before = stage.world.state();
    let input = CallInput::function("issue", issue());
    let esdt = stage.esdt;
    for gas in [0, 1, 10_000, 1_000_000, 49_000_000] {
        let call = stage.world.call_raw(&alice, esdt, input.clone()).value(COST).gas(gas);
        let outcome = call.run()?;
        assert_eq!(outcome.status(), Status::Halt(HaltReason::OutOfGas), "{gas}");
        assert_eq!(stage.world.state(), before, "{gas}");
    }
    stage.world.call_raw(&alice, esdt, input).value(COST).run()?.expect_success();
    Ok(())
}
