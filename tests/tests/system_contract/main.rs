//! The ESDT system contract, called from every VM.
#![cfg(test)]

mod life_cycles;

use num_bigint::BigUint;
use test_kit::pair_suite::for_form;
use test_kit::{Account, Contract, TestError, TestOutcome, World, args};
use vm_core::{
    AccountRef, AddressForms, Bytes, CallInput, DataForm, HaltReason, LogRecord, Status, U256,
};

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
    let mut events = outcome.all_events();
    events.retain(|it| matches!(it.record, LogRecord::Native(_)));
    let names: Vec<String> = events.into_iter().map(|it| it.name).collect();
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

/// Every way to register, with the type that the token gets.
fn registrations() -> Vec<(&'static str, Vec<Bytes>, &'static str)> {
    let order = |more: &[&[u8]]| bytes(&[&[b"SpaceToken".as_slice(), b"SPACE"][..], more].concat());
    vec![
        ("issueSemiFungible", order(&[]), "SemiFungibleESDT"),
        ("issueNonFungible", order(&[b"canFreeze", b"true"]), "NonFungibleESDTv2"),
        ("registerMetaESDT", order(&[&[6]]), "MetaESDT"),
        ("registerAndSetAllRoles", order(&[b"FNG", &[6]]), "FungibleESDT"),
        ("registerAndSetAllRoles", order(&[b"SFT", &[]]), "SemiFungibleESDT"),
        ("registerDynamic", order(&[b"SFT"]), "DynamicSemiFungibleESDT"),
        ("registerAndSetAllRolesDynamic", order(&[b"META", &[6]]), "DynamicMetaESDT"),
    ]
}

/// Registers by a call of a contract, once failing behind the registration and once right: the
/// failure leaves nothing, and the token is the contract's.
fn registers(
    stage: &mut Stage,
    issuer: &Contract,
    call: impl Fn(&mut Stage, &str, Vec<Bytes>, u64) -> Result<TestOutcome, TestError>,
) -> Tested {
    for (function, order, kind) in registrations() {
        let before = stage.world.state();
        call(stage, function, order.clone(), COST - 1)?.expect_failure();
        assert_eq!(stage.world.state(), before, "{function}");
        let outcome = call(stage, function, order, COST)?;
        outcome.expect_success();
        let event = outcome.all_events().into_iter().find(|it| it.name == function);
        assert!(event.is_some(), "{function}");
        let state = stage.world.state();
        let esdt = state.account(&system_vm::ESDT_ADDRESS).expect("the contract");
        let new = esdt.storage.iter().find(|(key, _)| {
            let old = before.account(&system_vm::ESDT_ADDRESS);
            !old.is_some_and(|old| old.storage.contains_key(*key))
        });
        let (_, stored) = new.expect("a token");
        let token = system_vm::IssuedToken::decode(stored).expect("a token's record");
        assert_eq!(token.owner.as_ref(), issuer.address().as_slice(), "{function}");
        assert_eq!(token.kind.as_ref(), kind.as_bytes(), "{function}");
    }
    Ok(())
}

#[test]
fn every_vm_registers_tokens_of_every_kind() -> Tested {
    let mut stage = stage();
    let (alice, esdt) = (stage.alice.clone(), stage.esdt);
    let wasm = stage.world.deploy_wasm(&alice, "forwarder", args![])?;
    registers(&mut stage, &wasm, |stage, function, order, cost| {
        let arguments = args![esdt, function, order];
        stage.world.call(&stage.alice, &wasm, "forward", arguments).value(cost).run()
    })?;
    let solidity = stage.world.deploy_evm(&alice, "Forwarder", args![])?;
    registers(&mut stage, &solidity, |stage, function, order, cost| {
        let arguments = args![esdt, cost, function, order];
        stage.world.call(&stage.alice, &solidity, "callFunction", arguments).value(cost).run()
    })?;
    let native = stage.world.natives()[0].clone();
    registers(&mut stage, &native, |stage, function, order, cost| {
        let arguments = args![esdt, cost, 0u64, function, order];
        stage.world.call(&stage.alice, &native, "call", arguments).value(cost).run()
    })
}

/// The typed libraries that are made from the tables.
#[test]
fn solidity_manages_a_token_through_the_library() -> Tested {
    let mut stage = stage();
    let (alice, world) = (stage.alice.clone(), &mut stage.world);
    let issuer = world.deploy_evm(&alice, "TokenIssuer", args![])?;
    let order = args!["SpaceToken", "SPACE", "FNG", 6u64];
    let token: Bytes =
        world.call(&alice, &issuer, "register", order.clone()).value(COST).run()?.single()?;
    assert!(token.starts_with(b"SPACE-"));
    let roles: Vec<Bytes> = world.query(&issuer, "rolesOf", args![token.clone()])?.single()?;
    let mint: &[u8] = b"ESDTRoleLocalMint";
    let address = issuer.address();
    assert_eq!(
        roles,
        bytes(&[b"", b"ESDTRoleBurnForAll", address.as_slice(), mint, b"ESDTRoleLocalBurn"])
    );

    // What a nested call registered goes with the revert around it; the issuer keeps the value.
    let before = world.state();
    let call = world.call(&alice, &issuer, "registerThenFail", order.clone()).value(COST);
    call.run()?.expect_failure();
    assert_eq!(world.state(), before);
    world.call(&alice, &issuer, "registerInVain", order).value(COST).run()?.expect_success();
    let esdt = system_vm::ESDT_ADDRESS;
    let (now, after) = (before.account(&esdt).cloned(), world.state().account(&esdt).cloned());
    assert_eq!(now, after);

    // Two calls in one function: the first goes with the second, which is refused.
    let wipe = args![token.clone(), &alice];
    let set = |property: &str| args![token.clone(), property, true];
    world.call(&alice, &issuer, "setProperty", set("canFreeze")).run()?.expect_success();
    let before = world.state();
    let outcome = world.call(&alice, &issuer, "wipe", wipe.clone()).run()?;
    outcome.expect_revert("cannot wipe");
    assert_eq!(world.state(), before);
    world.call(&alice, &issuer, "setProperty", set("canWipe")).run()?.expect_success();
    world.call(&alice, &issuer, "wipe", wipe).run()?.expect_success();

    world.call(&alice, &issuer, "setProperty", set("canChangeOwner")).run()?.expect_success();
    let owner = args![token.clone(), &alice];
    world.call(&alice, &issuer, "transferOwnership", owner).run()?.expect_success();
    let outcome = world.call(&alice, &issuer, "setProperty", set("canPause")).run()?;
    outcome.expect_revert("can be called by owner only");
    Ok(())
}
